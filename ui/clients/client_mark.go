package clients

import (
	"context"

	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// clientMark is the printer on the sheet: with a V the client is picked for a group mailing; a click turns it over.
type clientMark struct {
	sheet  *ClientWindow
	button *kit.Button
	on     bool
}

func newClientMark(c *ClientWindow) *clientMark {
	m := &clientMark{sheet: c}
	m.button = kit.NewIconButton("", desk.ButtonPrinter, m.turn)
	m.button.Importance = widget.LowImportance
	c.Window.Bind("Alt+V", m.turn)
	m.show()
	return m
}

func (m *clientMark) load() {
	id := m.sheet.Client.ID
	if id == 0 {
		return
	}
	kit.Load(m.sheet.Window, "mark", func(ctx context.Context) ([]garage.ClientRow, error) {
		return m.sheet.app.DB.ClientRows(ctx, []int64{id})
	}, func(rows []garage.ClientRow) {
		m.on = len(rows) == 1 && rows[0].Marked
		m.show()
	})
}

func (m *clientMark) show() {
	w := m.sheet.Window
	icon, label, hint := desk.ButtonPrinter, "clients.mark", "clients.mark_hint"
	if m.on {
		icon, label, hint = desk.ButtonPrinterMarked, "clients.marked", "clients.marked_hint"
	}
	m.button.SetIcon(icon)
	m.button.SetText(w.T(label))
	m.button.SetToolTip(w.T(hint) + " (ALT+V)")
	if m.sheet.Client.ID == 0 { // what is not kept cannot be picked
		m.button.Disable()
	} else {
		m.button.Enable()
	}
}

func (m *clientMark) turn() {
	c := m.sheet
	if c.Client.ID == 0 {
		return
	}
	on := !m.on
	kit.Change(c.Window, "turn_mark", func(ctx context.Context) error {
		return c.app.DB.SetMarks(ctx, []int64{c.Client.ID}, on)
	}, func() {
		c.app.Bus.Announce(desk.TopicMarks)
	})
}
