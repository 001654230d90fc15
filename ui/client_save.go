package ui

import (
	"context"
	"errors"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// save keeps the sheet and then runs then, which may be nil.
func (c *clientWindow) save(then func()) {
	if !c.valid() {
		return
	}
	client := c.client
	c.general.read(&client)
	readFinancial(c.financial, &client)
	note := c.consent.read(&client)
	family, kind := c.general.form.Value("family"), c.general.form.Value("type")
	kit.Try(c.window.Runner, "client.save", func(ctx context.Context) (garage.Client, error) {
		var err error
		if client.FamilyID, err = c.app.familyNamed(ctx, family); err != nil {
			return client, err
		}
		if client.TypeID, err = c.app.clientTypeNamed(ctx, kind); err != nil {
			return client, err
		}
		if err = c.app.db.SaveClient(ctx, &client, note); err != nil {
			return client, err
		}
		return c.app.db.Client(ctx, client.ID)
	}, func(saved garage.Client, err error) {
		if err != nil {
			c.showProblem(err)
			return
		}
		c.fill(saved)
		c.app.bus.Announce(topicClients)
		c.window.Notice(c.window.T("client.saved"), "", nil)
		if then != nil {
			then()
		}
	})
}

// valid goes to the first tab with something wrong on it.
func (c *clientWindow) valid() bool {
	for _, part := range []struct {
		form *kit.Form
		tab  int
	}{{c.general.form, 0}, {c.consent.form, 0}, {c.financial, 1}} {
		if !part.form.Validate() {
			c.tabs.SelectIndex(part.tab)
			c.window.Notice(c.window.T("client.not_saved"), "", nil)
			return false
		}
	}
	return true
}

// showProblem puts what is wrong at its field, and what belongs to none in a dialog.
func (c *clientWindow) showProblem(err error) {
	var field *garage.FieldError
	switch {
	case errors.Is(err, garage.ErrConflict):
		c.tabs.SelectIndex(0)
		c.general.form.SetError("number", c.window.T("client.number_taken"))
		c.general.form.Focus("number")
	case errors.As(err, &field) && (field.Field == "billing_email" || field.Field == "vat_number"):
		c.tabs.SelectIndex(1)
		c.financial.SetError(field.Field, c.window.T(field.Reason))
		c.financial.Focus(field.Field)
	case errors.As(err, &field) && c.general.has(field.Field):
		c.tabs.SelectIndex(0)
		c.general.form.SetError(field.Field, c.window.T(field.Reason))
		c.general.form.Focus(field.Field)
	default:
		c.window.Fail(err)
		return
	}
	c.window.Notice(c.window.T("client.not_saved"), "", nil)
}
