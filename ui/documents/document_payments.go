package documents

import (
	"context"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// documentPayments is what the client paid on a document.
type documentPayments struct {
	sheet  *documentWindow
	grid   *kit.SliceGrid[garage.Payment]
	object fyne.CanvasObject
}

func newDocumentPayments(d *documentWindow) *documentPayments {
	m := &documentPayments{sheet: d}
	w, p := d.window, d.app.Printer
	column := func(key string, width float32, of func(garage.Payment) string) kit.Column[garage.Payment] {
		return kit.Column[garage.Payment]{Key: key, Label: w.T("document." + key), Width: width, Text: of}
	}
	amount := column("amount", 120, func(one garage.Payment) string { return p.Money(int64(one.Cents)) })
	amount.Align = fyne.TextAlignTrailing
	m.grid = kit.NewSliceGrid(kit.SliceOptions[garage.Payment]{
		Columns: []kit.Column[garage.Payment]{
			column("date", 110, func(one garage.Payment) string { return p.Date(one.Date) }), amount,
			{Key: "note", Label: w.T("documents.note"), Width: 420, Text: func(one garage.Payment) string { return one.Note }},
		},
		Empty: w.T("documents.payments_empty"),
	})
	w.RememberColumns("document_payments", m.grid)
	m.object = m.grid
	return m
}

func (m *documentPayments) load() {
	d := m.sheet
	if d.document.ID == 0 {
		return
	}
	kit.Load(d.window, "document.payments", func(ctx context.Context) ([]garage.Payment, error) {
		return d.app.DB.Payments(ctx, d.document.ID)
	}, func(all []garage.Payment) {
		m.grid.SetRows(all)
	})
}

// add writes a payment down: all that is open today, unless she says otherwise.
func (m *documentPayments) add() {
	d := m.sheet
	if !d.payable() {
		return
	}
	w, a := d.window, d.app
	open := d.document.Open
	if open < 0 { // of a credit note: what settles it is paid out, and counts up like any payment
		open = -open
	}
	fields := []kit.Field{
		{Key: "date", Label: w.T("document.date"), Kind: kit.Date},
		{Key: "cents", Label: w.T("document.amount"), Replace: true, Check: func(value string) string {
			if _, ok := desk.ParseNumber(a.Printer, value, 2); !ok {
				return w.T("check.number")
			}
			return ""
		}},
		{Key: "note", Label: w.T("documents.note")},
	}
	form := kit.NewForm(w, 1, fields...)
	form.SetValue("date", a.DB.Today())
	form.SetValue("cents", a.Printer.Decimal(int64(open), 2))
	var dialog *kit.Dialog
	saving := false // pressing twice must not write it down twice
	save := func() bool {
		if saving || !form.Validate() {
			return false
		}
		cents, _ := desk.ParseNumber(a.Printer, form.Value("cents"), 2) // the form has checked it
		payment := garage.Payment{DocumentID: d.document.ID, Date: form.Value("date"), Cents: garage.Cents(cents), Note: form.Value("note")}
		saving = true
		kit.Try(w.Runner, "document.pay", func(ctx context.Context) (int64, error) {
			return a.DB.AddPayment(ctx, payment)
		}, func(id int64, err error) {
			saving = false
			if err != nil {
				desk.ShowFieldProblem(a, w, form, fields, err)
				return
			}
			dialog.Close()
			a.Bus.Announce(desk.TopicDocuments)
			w.Notice(w.T("documents.paid_noted"), w.T("action.undo"), func() { undoPayments(a, w, []int64{id}) })
		})
		return false
	}
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("documents.payment"), Body: form.Object, MinSize: fyne.NewSize(420, 0),
		Choices: []kit.Choice{{Label: w.T("kit.cancel"), Cancel: true}, {Label: w.T("action.save"), Default: true, Do: save}},
	})
	form.Focus("cents")
}

// undoPayments takes back payments that were just written down, and nothing else.
func undoPayments(a *desk.App, w *kit.Window, payments []int64) {
	kit.Change(w, "documents.paid", func(ctx context.Context) error {
		return a.DB.UndoPayments(ctx, payments)
	}, func() {
		a.Bus.Announce(desk.TopicDocuments)
	})
}
