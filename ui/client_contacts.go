package ui

import (
	"context"

	"garagemail/store"
	"garagemail/ui/kit"
)

// newClientContacts is the tab Contacts: the persons at the client.
func newClientContacts(c *clientWindow) *records[store.Contact] {
	w, db := c.window, c.app.db
	column := func(key string, width float32, of func(store.Contact) string) kit.Column[store.Contact] {
		return kit.Column[store.Contact]{Key: key, Label: w.T("client." + key), Width: width, Sort: true, Text: of}
	}
	return newRecords(c, recordOptions[store.Contact]{
		Key: "contacts",
		Columns: []kit.Column[store.Contact]{
			column("name", 180, func(o store.Contact) string { return o.Name }),
			column("first_name", 140, func(o store.Contact) string { return o.FirstName }),
			column("role", 160, func(o store.Contact) string { return o.Role }),
			column("email", 240, func(o store.Contact) string { return o.Email }),
			column("gsm", 130, func(o store.Contact) string { return o.GSM }),
		},
		Fields: func() []kit.Field {
			return []kit.Field{
				{Key: "name", Label: w.T("client.name")},
				{Key: "first_name", Label: w.T("client.first_name")},
				{Key: "role", Label: w.T("client.role")},
				{Key: "email", Label: w.T("client.email"), Check: inWords(w, store.CheckEmail)},
				{Key: "gsm", Label: w.T("client.gsm"), Check: inWords(w, store.CheckPhone)},
			}
		},
		Fill: func(f *kit.Form, o store.Contact) {
			f.SetValue("name", o.Name)
			f.SetValue("first_name", o.FirstName)
			f.SetValue("role", o.Role)
			f.SetValue("email", o.Email)
			f.SetValue("gsm", o.GSM)
		},
		Read: func(f *kit.Form, o *store.Contact) {
			o.Name, o.FirstName, o.Role = f.Value("name"), f.Value("first_name"), f.Value("role")
			o.Email, o.GSM = f.Value("email"), f.Value("gsm")
		},
		New:   func() store.Contact { return store.Contact{ClientID: c.client.ID} },
		Name:  store.Contact.WrittenName,
		Fetch: func(ctx context.Context) ([]store.Contact, error) { return db.Contacts(ctx, c.client.ID) },
		Save: func(ctx context.Context, o store.Contact) error {
			_, err := db.SaveContact(ctx, o)
			return err
		},
		Delete: func(ctx context.Context, o store.Contact) error { return db.DeleteContact(ctx, o.ID) },
	})
}
