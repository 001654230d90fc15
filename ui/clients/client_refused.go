package clients

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// loadRefused shows what imports could not take of this client as it stood.
func (g *clientGeneral) loadRefused() {
	c := g.sheet
	kit.Load(c.Window, "client.refused", func(ctx context.Context) ([]store.RefusedValue, error) {
		return c.app.DB.RefusedValues(ctx, c.Client.ID)
	}, func(all []store.RefusedValue) {
		g.refused.RemoveAll()
		for _, one := range all {
			if one.Entity == "client" && (g.has(one.Field) || one.Field == "billing_email" || one.Field == "vat_number") {
				g.refused.Add(g.refusedLine(one))
			}
		}
		g.object.Refresh() // the form stands below what came or went
	})
}

// refusedLine says what the file had and offers what it probably meant; nothing is taken before she says so.
func (g *clientGeneral) refusedLine(r store.RefusedValue) fyne.CanvasObject {
	c := g.sheet
	w := c.Window
	text := widget.NewLabel(w.T("client.refused", "Field", w.T("client."+r.Field), "Value", r.Value, "Reason", w.T(r.Reason)))
	text.Importance = widget.WarningImportance
	text.Truncation = fyne.TextTruncateEllipsis
	buttons := container.NewHBox()
	if r.Field == "email" || r.Field == "billing_email" {
		for _, proposal := range garage.ProposeEmails(r.Value) {
			buttons.Add(kit.NewButton(w.T("client.take", "Value", proposal), func() { g.take(r.Field, proposal) }))
		}
	} else if len([]rune(r.Value)) <= 60 {
		buttons.Add(kit.NewButton(w.T("client.take_as_typed"), func() { g.take(r.Field, r.Value) }))
	}
	resolve := kit.NewButton(w.T("refused.resolve"), func() { g.resolve(r.ID) })
	resolve.SetToolTip(w.T("client.resolve_hint"))
	buttons.Add(resolve)
	return container.NewBorder(nil, nil, nil, buttons, text)
}

// take puts a value in its field, to be looked at and saved.
func (g *clientGeneral) take(field, value string) {
	c := g.sheet
	form, tab := g.Form, 0
	if !slices.Contains(generalFields, field) {
		form, tab = c.Financial, 1
	}
	c.Tabs.SelectIndex(tab)
	form.SetValue(field, value)
	form.Focus(field)
}

func (g *clientGeneral) resolve(id int64) {
	c := g.sheet
	kit.Change(c.Window, "client.resolve", func(ctx context.Context) error {
		return c.app.DB.ResolveRefusedValue(ctx, id)
	}, func() {
		c.app.Bus.Announce(desk.TopicClients)
	})
}
