package clients

import (
	"context"

	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// onMail is the @ button: to the selected client, or to a list of clients.
func (c *ClientsPage) onMail() {
	w := c.window
	picked := c.Grid.Picked()
	choices := []kit.Choice{
		{Label: w.T("kit.cancel"), Cancel: true},
		{Label: w.T("clients.mail_list"), Default: len(picked) == 0, Do: func() bool { c.startList(); return true }},
	}
	if len(picked) > 0 {
		choices = append(choices, kit.Choice{
			Label: c.app.Printer.N("clients.mail_selected", len(picked)), Default: true,
			Do: func() bool { writeTo(c.app, w, picked...); return true },
		})
	}
	w.ShowDialog(kit.DialogOptions{Title: w.T("clients.mail"), Body: widget.NewLabel(w.T("clients.mail_question")), Choices: choices})
}

// startList begins the list builder with the marked clients, when there are some.
func (c *ClientsPage) startList() {
	kit.Load(c.window, "start_list", c.app.DB.MarkCount, func(marks int) {
		c.app.Doors.OpenListBuilder(desk.ListStart{Marked: marks > 0})
	})
}

// writeTo begins a mail to these clients.
func writeTo(a *desk.App, w *kit.Window, clientIDs ...int64) {
	mailing := garage.Mailing{Purpose: garage.Service, UserID: a.User.ID, CompanyID: a.Company.ID, FallbackLanguage: a.Company.Language}
	kit.Load(w, "write_to", func(ctx context.Context) (int64, error) {
		id, err := a.DB.NewMailing(ctx, mailing)
		if err != nil {
			return 0, err
		}
		return id, a.DB.SetRecipients(ctx, id, clientIDs)
	}, func(id int64) {
		a.Bus.Announce(desk.TopicMailings)
		a.Doors.OpenMailEditor(id)
	})
}
