package clients

import (
	"context"
	"errors"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// save keeps the sheet and then runs then, which may be nil.
func (c *ClientWindow) save(then func()) {
	if !c.valid() {
		return
	}
	client := c.Client
	c.General.read(&client)
	readFinancial(c.Financial, &client)
	note := c.consent.read(&client)
	family, kind := c.General.Form.Value("family"), c.General.Form.Value("type")
	kit.Try(c.Window.Runner, "client.save", func(ctx context.Context) (garage.Client, error) {
		var err error
		if client.FamilyID, err = familyNamed(ctx, c.app, family); err != nil {
			return client, err
		}
		if client.TypeID, err = clientTypeNamed(ctx, c.app, kind); err != nil {
			return client, err
		}
		if err = c.app.DB.SaveClient(ctx, &client, note); err != nil {
			return client, err
		}
		return c.app.DB.Client(ctx, client.ID)
	}, func(saved garage.Client, err error) {
		if err != nil {
			c.showProblem(err)
			return
		}
		c.fill(saved)
		c.app.Bus.Announce(desk.TopicClients)
		c.Window.Notice(c.Window.T("client.saved"), "", nil)
		if then != nil {
			then()
		}
	})
}

// valid goes to the first tab with something wrong on it.
func (c *ClientWindow) valid() bool {
	for _, part := range []struct {
		form *kit.Form
		tab  int
	}{{c.General.Form, 0}, {c.consent.form, 0}, {c.Financial, 1}} {
		if !part.form.Validate() {
			c.Tabs.SelectIndex(part.tab)
			c.Window.Notice(c.Window.T("client.not_saved"), "", nil)
			return false
		}
	}
	return true
}

// showProblem puts what is wrong at its field, and what belongs to none in a dialog.
func (c *ClientWindow) showProblem(err error) {
	var field *garage.FieldError
	switch {
	case errors.Is(err, garage.ErrConflict):
		c.Tabs.SelectIndex(0)
		c.General.Form.SetError("number", c.Window.T("client.number_taken"))
		c.General.Form.Focus("number")
	case errors.As(err, &field) && (field.Field == "billing_email" || field.Field == "vat_number"):
		c.Tabs.SelectIndex(1)
		c.Financial.SetError(field.Field, c.Window.T(field.Reason))
		c.Financial.Focus(field.Field)
	case errors.As(err, &field) && c.General.has(field.Field):
		c.Tabs.SelectIndex(0)
		c.General.Form.SetError(field.Field, c.Window.T(field.Reason))
		c.General.Form.Focus(field.Field)
	default:
		c.Window.Fail(err)
		return
	}
	c.Window.Notice(c.Window.T("client.not_saved"), "", nil)
}
