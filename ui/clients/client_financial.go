package clients

import (
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// newClientFinancial is the tab Financier: where invoices go and for whom.
func newClientFinancial(c *ClientWindow) *kit.Form {
	w := c.Window
	return kit.NewForm(w, 1,
		kit.Field{
			Key: "billing_email", Label: w.T("client.billing_email"), Tooltip: w.T("client.billing_email_hint"),
			Hint: w.T("client.billing_email_hint"), Check: c.checked("billing_email", garage.CheckEmail),
		},
		kit.Field{
			Key: "vat_number", Label: w.T("client.vat_number"), Hint: "BE 0123 456 749",
			Check: c.checked("vat_number", garage.CheckVATNumber),
		})
}

func fillFinancial(form *kit.Form, c garage.Client) {
	form.SetValue("billing_email", c.BillingEmail)
	form.SetValue("vat_number", c.VATNumber)
	form.SetError("billing_email", "")
	form.SetError("vat_number", "")
	form.SetClean()
}

func readFinancial(form *kit.Form, c *garage.Client) {
	c.BillingEmail, c.VATNumber = form.Value("billing_email"), form.Value("vat_number")
}

// onStatement mails the client his statement of account, to the address that stands there: what she typed is saved first.
func (c *ClientWindow) onStatement() {
	send := func() { c.app.Doors.SendStatement(c.Window, []int64{c.Client.ID}) }
	if c.Client.ID == 0 || c.dirty() {
		c.save(send)
		return
	}
	send()
}
