package clients

import (
	"context"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// OnMail is the @ button: to the selected client, or to a list of clients.
func (c *ClientsPage) OnMail() {
	w := c.window
	picked := c.Grid.Picked()
	selected := kit.Choice{
		Label: c.app.Printer.N("clients.mail_selected", max(1, len(picked))), Default: true,
		Do: func() bool { writeTo(c.app, w, picked...); return true },
	}
	body := container.NewVBox(widget.NewLabel(w.T("clients.mail_question")))
	if len(picked) == 0 {
		selected.Why, selected.Default = w.T("clients.select_first"), false
		body.Add(kit.Sentence(w.T("clients.mail_none_selected")))
	}
	w.ShowDialog(kit.DialogOptions{Title: w.T("clients.mail"), Body: body, Choices: []kit.Choice{
		{Label: w.T("kit.cancel"), Cancel: true},
		{Label: w.T("clients.mail_list"), Default: len(picked) == 0, Do: func() bool { c.startList(); return true }},
		selected,
	}})
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
