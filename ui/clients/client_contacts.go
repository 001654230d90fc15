package clients

import (
	"context"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// newClientContacts is the tab Contacts: the persons at the client.
func newClientContacts(c *ClientWindow) *records[garage.Contact] {
	w, db := c.Window, c.app.DB
	column := func(key string, width float32, of func(garage.Contact) string) kit.Column[garage.Contact] {
		return kit.Column[garage.Contact]{Key: key, Label: w.T("client." + key), Width: width, Sort: true, Text: of}
	}
	return newRecords(c, recordOptions[garage.Contact]{
		Key: "contacts",
		Columns: []kit.Column[garage.Contact]{
			column("name", 180, func(o garage.Contact) string { return o.Name }),
			column("first_name", 140, func(o garage.Contact) string { return o.FirstName }),
			column("role", 160, func(o garage.Contact) string { return o.Role }),
			column("email", 240, func(o garage.Contact) string { return o.Email }),
			column("gsm", 130, func(o garage.Contact) string { return o.GSM }),
		},
		Fields: func() []kit.Field {
			return []kit.Field{
				{Key: "name", Label: w.T("client.name")},
				{Key: "first_name", Label: w.T("client.first_name")},
				{Key: "role", Label: w.T("client.role")},
				{Key: "email", Label: w.T("client.email"), Check: desk.InWords(w, garage.CheckEmail)},
				{Key: "gsm", Label: w.T("client.gsm"), Check: desk.InWords(w, garage.CheckPhone)},
			}
		},
		Fill: func(f *kit.Form, o garage.Contact) {
			f.SetValue("name", o.Name)
			f.SetValue("first_name", o.FirstName)
			f.SetValue("role", o.Role)
			f.SetValue("email", o.Email)
			f.SetValue("gsm", o.GSM)
		},
		Read: func(f *kit.Form, o *garage.Contact) {
			o.Name, o.FirstName, o.Role = f.Value("name"), f.Value("first_name"), f.Value("role")
			o.Email, o.GSM = f.Value("email"), f.Value("gsm")
		},
		New:   func() garage.Contact { return garage.Contact{ClientID: c.Client.ID} },
		Name:  garage.Contact.WrittenName,
		Fetch: func(ctx context.Context) ([]garage.Contact, error) { return db.Contacts(ctx, c.Client.ID) },
		Save: func(ctx context.Context, o garage.Contact) error {
			_, err := db.SaveContact(ctx, o)
			return err
		},
		Delete: func(ctx context.Context, o garage.Contact) error { return db.DeleteContact(ctx, o.ID) },
	})
}
