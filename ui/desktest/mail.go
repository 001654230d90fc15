package desktest

import (
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// MailDesk is a program without a window of its own on a real file, with a draft to three clients: Ana can get it, Bram
// has no address, Céline speaks Dutch and has no first name.
type MailDesk struct {
	*desk.App
	Path    string
	Mailing int64
	Clients []garage.Client
}

// NewMail makes that desk.
func NewMail(t *testing.T) *MailDesk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "garage.db")
	db := storetest.Open(t, path)
	d := &MailDesk{Path: path, App: on(t, db)}
	d.User = storetest.User(t, db, garage.User{
		Name: "Sophie", Email: "sophie@garage.example", SMTPServer: "localhost", SMTPPort: 587, Security: garage.StartTLS,
	})
	d.Clients = []garage.Client{
		storetest.Client(t, db, garage.Client{Name: "Ana", FirstName: "Ana", Language: "fr", Email: "ana@client.example"}),
		storetest.Client(t, db, garage.Client{Name: "Bram", FirstName: "Bram", Language: "fr"}),
		storetest.Client(t, db, garage.Client{Name: "Céline", Language: "nl", Email: "celine@client.example"}),
	}
	companies, err := db.Companies(t.Context())
	Check(t, err)
	if len(companies) > 0 {
		d.Company = companies[0]
	}
	d.Mailing, err = db.NewMailing(t.Context(), garage.Mailing{
		Purpose: garage.Service, UserID: d.User.ID, CompanyID: d.Company.ID, FallbackLanguage: "fr",
	})
	Check(t, err)
	Check(t, db.SetRecipients(t.Context(), d.Mailing, []int64{d.Clients[0].ID, d.Clients[1].ID, d.Clients[2].ID}))
	return d
}

// Write gives the draft its French text.
func (d *MailDesk) Write(t *testing.T, subject, body string) {
	t.Helper()
	mailing, err := d.DB.Mailing(t.Context(), d.Mailing)
	Check(t, err)
	mailing.Texts = map[string]garage.Text{"fr": {Subject: subject, Body: body}}
	Check(t, d.DB.SaveMailing(t.Context(), mailing))
}

// Damage saves a bodyshop case with an insurer.
func (d *MailDesk) Damage(t *testing.T) garage.Case {
	t.Helper()
	company, err := d.DB.SaveCompany(t.Context(), garage.Company{ID: d.Company.ID, Name: "Garage du Pont", Country: "BE", Language: "fr"})
	Check(t, err)
	d.Company, err = d.DB.Company(t.Context(), company)
	Check(t, err)
	damage := garage.Case{
		Kind: "bodyshop", ClientID: d.Clients[0].ID,
		Values:  map[string]string{"plate": "1-ABC-123", "make": "Renault", "model": "Clio", "damage_date": "2026-11-20", "policy_number": "P1", "claim_number": "S1"},
		Parties: []garage.CaseParty{{Role: garage.PartyInsurer, Name: "Maas", Email: "schade@maas.example"}},
	}
	Check(t, d.DB.SaveCase(t.Context(), &damage, "Sophie"))
	return damage
}

// PageWindow shows a page in a window of its own.
func PageWindow(t *testing.T, d *MailDesk, make func(*desk.App, *kit.Window) desk.Page) (*kit.Window, desk.Page) {
	t.Helper()
	w := d.NewWindow(kit.WindowOptions{Key: "page", Title: "page", Size: fyne.NewSize(1200, 600)})
	shown := make(d.App, w)
	w.SetBody(shown.Object())
	w.NewToolbar(shown.Actions()...)
	w.Show()
	shown.Reload()
	t.Cleanup(w.Discard)
	return w, shown
}

// QueueLater queues the mailing as it was checked, to leave at a time.
func (d *MailDesk) QueueLater(t *testing.T, at time.Time) {
	t.Helper()
	checked, err := compose.Preflight(t.Context(), d.DB, d.Mailing, nil)
	Check(t, err)
	_, err = compose.QueueChecked(t.Context(), d.DB, checked, at, nil)
	Check(t, err)
}
