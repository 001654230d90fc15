package mailings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desktest"
)

func TestOutboxListsFiltersAndCancels(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.Mailing).onSend()
	_, shown := desktest.PageWindow(t, d, NewOutboxPage)
	o := shown.(*OutboxPage)
	if len(o.Grid.IDs()) != 2 {
		t.Fatalf("lists %d messages", len(o.Grid.IDs()))
	}
	o.Search.SetText("celine")
	if len(o.Grid.IDs()) != 1 {
		t.Errorf("the search finds %d", len(o.Grid.IDs()))
	}
	o.Search.SetText("")
	o.Grid.SelectAll()
	decide(o.app, o.window, o.selected(garage.Queued), d.DB.CancelDelivery)
	o.state.SetSelectedIndex(1)
	if len(o.Grid.IDs()) != 0 {
		t.Errorf("%d still wait", len(o.Grid.IDs()))
	}
	o.state.SetSelectedIndex(5)
	if len(o.Grid.IDs()) != 2 {
		t.Errorf("%d are cancelled", len(o.Grid.IDs()))
	}
}

func TestOutboxOffersOnARowWhatItCanUndergo(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.Mailing).onSend()
	w, shown := desktest.PageWindow(t, d, NewOutboxPage)
	o := shown.(*OutboxPage)
	offered := func() map[string]bool {
		t.Helper()
		offers := map[string]bool{}
		for _, action := range o.menu() {
			offers[action.Label] = action.Enabled == nil || action.Enabled()
		}
		return offers
	}
	first := o.Grid.IDs()[0]
	o.Grid.Select(first)
	if got := offered(); !got["Voir le message"] || got["Réessayer"] || !got["Ne pas envoyer"] || got["Message incertain"] {
		t.Errorf("on a message that waits: %v", got)
	}
	w.Focus(o.Grid.Focusable())
	desktest.PressKey(w, desktop.KeyMenu)
	menus := desktest.Found[*widget.PopUpMenu](w.Canvas().Overlays().Top())
	if len(menus) != 1 {
		t.Fatalf("the menu key opens %T", w.Canvas().Overlays().Top())
	}
	var cancel fyne.Tappable
	for _, item := range menus[0].Items {
		for _, text := range desktest.Found[*canvas.Text](item) {
			if strings.HasPrefix(text.Text, "Ne pas envoyer") {
				cancel = item.(fyne.Tappable)
			}
		}
	}
	if cancel == nil {
		t.Fatal("the menu does not offer to keep the message back")
	}
	cancel.Tapped(&fyne.PointEvent{})
	desktest.PressKey(w, fyne.KeyReturn)
	delivery, err := d.DB.Delivery(t.Context(), first)
	desktest.Check(t, err)
	if delivery.State != garage.Cancelled {
		t.Errorf("the message is %s", delivery.State)
	}
	o.Grid.Select(first)
	if got := offered(); !got["Voir le message"] || got["Réessayer"] || got["Ne pas envoyer"] || got["Message incertain"] {
		t.Errorf("on a cancelled message: %v", got)
	}
}

func TestMessageIsTheOneThatWasStored(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien <NOM>", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.Mailing).onSend()
	ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{Search: "celine"})
	desktest.Check(t, err)
	m := newMessageWindow(d.App, ids[0])
	if m.subject.Text != "Entretien Céline" || !strings.Contains(m.text.Text, "Bonjour Céline") || !strings.Contains(m.head.Text, "celine@client.example") {
		t.Errorf("shows %q, %q, %q", m.subject.Text, m.head.Text, m.text.Text)
	}
	path := filepath.Join(t.TempDir(), "mail.eml")
	m.write(path)
	written, err := os.ReadFile(path)
	desktest.Check(t, err)
	stored, err := d.DB.DeliveryMessage(t.Context(), ids[0])
	desktest.Check(t, err)
	if string(written) != string(stored) {
		t.Error("the file differs from the message")
	}
}

func TestMailingsCopyAndDelete(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.Mailing).onSend()
	_, shown := desktest.PageWindow(t, d, NewMailingsPage)
	m := shown.(*mailingsPage)
	if rows := m.grid.Rows(); len(rows) != 1 || rows[0].Counts.Queued != 2 || rows[0].LeftOut != 1 {
		t.Fatalf("lists %+v", rows)
	}
	m.onDelete(m.grid.Rows())
	if len(m.grid.Rows()) != 1 {
		t.Fatal("what was sent has been deleted")
	}
	m.onCopy(m.grid.Rows()[0])
	if rows := m.grid.Rows(); len(rows) != 2 || rows[0].State != garage.MailingDraft || rows[0].Recipients != 3 {
		t.Fatalf("after the copy: %+v", rows)
	}
	m.onDelete(m.grid.Rows())
	desktest.PressKey(m.window, fyne.KeyReturn)
	if len(m.grid.Rows()) != 1 {
		t.Error("the draft is still there")
	}
}
