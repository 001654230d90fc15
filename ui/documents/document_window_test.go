package documents

import (
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/clients"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// newInvoice writes a draft for Ana with two lines of different rates.
func newInvoice(t *testing.T, d *desktest.MailDesk) *documentWindow {
	t.Helper()
	sheet := newDocument(d.App, garage.Invoice, d.Clients[0].ID)
	t.Cleanup(sheet.window.Discard)
	sheet.lines.add()
	desktest.InDialog(t, sheet.window, "Ligne suivante", "Pneus d'hiver", "4", "pc", "125,50", "10")
	desktest.InDialog(t, sheet.window, "Prendre la ligne", "Café", "0,5", "", "3")
	if sheet.window.Canvas().Overlays().Top() != nil {
		t.Fatal("a dialog is still open")
	}
	return sheet
}

func TestDocumentIsWrittenIssuedAndCredited(t *testing.T) {
	d, _ := desktest.ReminderDesk(t)
	sheet := newInvoice(t, d)
	sheet.lines.lines[1].VATRate = 600
	sheet.lines.show(1)
	if text := sheet.lines.totals.Text; !strings.Contains(text, "543,") && !strings.Contains(text, "453,30") {
		t.Errorf("totals %q", text) // 4 × 125,50 less 10 % = 451,80; 0,5 × 3 = 1,50
	}
	if !sheet.dirty() {
		t.Error("nothing to save?")
	}
	desktest.PressChord(t, sheet.window, fyne.KeyS, fyne.KeyModifierControl)
	saved, err := d.DB.Document(t.Context(), sheet.document.ID)
	desktest.Check(t, err)
	if saved.Net != 45_330 || saved.VAT != 9_488+9 || len(saved.Lines) != 2 || saved.ClientID != d.Clients[0].ID || sheet.dirty() {
		t.Errorf("%+v dirty %v", saved, sheet.dirty())
	}
	sheet.onIssue()
	desktest.PressButton(t, sheet.window.Canvas().Overlays().Top(), "Numéroter", 0)
	if sheet.document.State != garage.DocumentIssued || sheet.document.Number == "" || sheet.document.DueDate != "2026-12-23" {
		t.Fatalf("%+v", sheet.document)
	}
	sheet.lines.add()
	sheet.lines.edit(0)
	sheet.lines.remove(sheet.lines.grid.Rows()[:1])
	if sheet.window.Canvas().Overlays().Top() != nil || len(sheet.lines.lines) != 2 {
		t.Error("an issued document can be changed")
	}
	sheet.payments.add()
	desktest.InDialog(t, sheet.window, "Enregistrer", "100", "acompte")
	if document, err := d.DB.Document(t.Context(), sheet.document.ID); err != nil || document.Open != document.Total-10_000 {
		t.Errorf("%+v %v", document, err)
	}
	sheet.onCredit()
	note := desktest.NewestOf[*documentWindow](d.Host)
	t.Cleanup(note.window.Discard)
	if note.document.Kind != garage.CreditNote || note.document.CorrectsID != sheet.document.ID || len(note.lines.lines) != 2 {
		t.Errorf("%+v", note.document)
	}
	count := len(kit.Screens[*documentWindow](d.Host))
	OpenDocument(d.App, note.document.ID)
	if len(kit.Screens[*documentWindow](d.Host)) != count {
		t.Error("one document has two windows")
	}
}

func TestWrongLinesAreRefusedAtTheField(t *testing.T) {
	d, _ := desktest.ReminderDesk(t)
	sheet := newDocument(d.App, garage.Invoice, d.Clients[0].ID)
	t.Cleanup(sheet.window.Discard)
	sheet.lines.add()
	for _, wrong := range [][]string{
		{"Remise", "1", "", "10", "101"},
		{"Quantité", "1000001", "", "10", "0"},
		{"Prix", "1", "", "dix", "0"},
		{"Décimales", "1", "", "10,0000001", "0"},
		{strings.Repeat("x", 10_001), "1", "", "10", "0"},
	} {
		desktest.InDialog(t, sheet.window, "Prendre la ligne", wrong...)
		if len(sheet.lines.lines) != 0 || sheet.window.Canvas().Overlays().Top() == nil {
			t.Fatalf("%.20q was taken", wrong)
		}
	}
	desktest.InDialog(t, sheet.window, "Prendre la ligne", strings.Repeat("Réparation ", 450), "1.000,5", "h", "1 000,00")
	if len(sheet.lines.lines) != 1 || sheet.lines.lines[0].Quantity != 1_000_500 || sheet.lines.lines[0].UnitPrice != 100_000 {
		t.Errorf("%+v", sheet.lines.lines)
	}
}

func TestDocumentWithoutClientStays(t *testing.T) {
	d, _ := desktest.ReminderDesk(t)
	d.Doors.ChooseClient = func(w *kit.Window, taken func(garage.ClientRow)) { clients.ChooseClient(d.App, w, taken) }
	sheet := newDocument(d.App, garage.Quote, 0)
	t.Cleanup(sheet.window.Discard)
	sheet.head.form.SetValue("reference", "bon 7")
	sheet.save(nil)
	if sheet.document.ID != 0 || !desktest.DialogSays(sheet.window, "Choisissez un client") {
		t.Error("a document without a client was saved, or nothing was said")
	}
	desktest.PressButton(t, sheet.window.Canvas().Overlays().Top(), "Fermer", 0)
	sheet.head.onChoose()
	desktest.Found[*kit.Entry](sheet.window.Canvas().Overlays().Top())[0].SetText("cel")
	desktest.PressButton(t, sheet.window.Canvas().Overlays().Top(), "Prendre ce client", 0)
	if sheet.head.client.Name != "Céline" {
		t.Fatalf("%+v", sheet.head.client)
	}
	sheet.window.Close() // asks
	desktest.PressButton(t, sheet.window.Canvas().Overlays().Top(), "Enregistrer", 0)
	if ids, err := d.DB.DocumentIDs(t.Context(), store.DocumentFilter{Kinds: []garage.DocumentKind{garage.Quote}}, store.DocumentSort{}); err != nil || len(ids) != 1 {
		t.Errorf("%v %v", ids, err)
	}
}

func TestLinesMoveAndComeBack(t *testing.T) {
	d, _ := desktest.ReminderDesk(t)
	sheet := newInvoice(t, d)
	sheet.lines.grid.Select(2)
	sheet.lines.move(-1)
	if sheet.lines.lines[0].Description != "Café" || sheet.lines.grid.Current() != 1 {
		t.Errorf("%+v", sheet.lines.lines)
	}
	sheet.lines.remove(sheet.lines.grid.SelectedRows())
	if len(sheet.lines.lines) != 1 {
		t.Fatal(len(sheet.lines.lines))
	}
	desktest.PressButton(t, sheet.window.Content(), sheet.window.T("action.undo"), 0)
	if len(sheet.lines.lines) != 2 || sheet.lines.lines[0].Description != "Café" {
		t.Errorf("%+v", sheet.lines.lines)
	}
}

// TestDocumentKeepsWhatIsNotSaved: another window's change does not undo what she chose here.
func TestDocumentKeepsWhatIsNotSaved(t *testing.T) {
	d, _ := desktest.ReminderDesk(t)
	second, err := d.DB.SaveCompany(t.Context(), garage.Company{Name: "Carrosserie Dupont", Language: "fr"})
	desktest.Check(t, err)
	sheet := newInvoice(t, d)
	sheet.save(nil)
	sheet.head.form.SetValue("company_id", strconv.FormatInt(second, 10))
	sheet.head.form.SetValue("reference", "bon 12")
	d.Bus.Announce(desk.TopicDocuments)
	if got := sheet.head.form.Value("company_id"); got != strconv.FormatInt(second, 10) || sheet.head.form.Value("reference") != "bon 12" || !sheet.dirty() {
		t.Errorf("company %s, reference %q", got, sheet.head.form.Value("reference"))
	}
	sheet.save(nil)
	if sheet.document.CompanyID != second || sheet.document.Reference != "bon 12" {
		t.Errorf("%+v", sheet.document)
	}
}
