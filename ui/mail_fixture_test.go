package ui

import (
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"garagemail/assets/lang"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/ui/kit"
)

// mailDesk is a program without a window of its own on a real file, with a draft to three clients: Ana can get it, Bram
// has no address, Céline speaks Dutch and has no first name.
type mailDesk struct {
	*App
	path    string
	mailing int64
	clients []garage.Client
}

func newMailDesk(t *testing.T) *mailDesk {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.Theme())
	t.Cleanup(kit.Synchronous())
	path := filepath.Join(t.TempDir(), "garage.db")
	db := storetest.Open(t, path)
	p := lang.New("fr")
	d := &mailDesk{path: path, App: &App{db: db, p: p, bus: kit.NewBus(), words: intake.NewWords(lang.Everywhere, nil), host: &kit.Host{App: app, Printer: p}}}
	d.user = storetest.User(t, db, garage.User{
		Name: "Sophie", Email: "sophie@garage.example", SMTPServer: "localhost", SMTPPort: 587, Security: garage.StartTLS,
	})
	d.clients = []garage.Client{
		storetest.Client(t, db, garage.Client{Name: "Ana", FirstName: "Ana", Language: "fr", Email: "ana@client.example"}),
		storetest.Client(t, db, garage.Client{Name: "Bram", FirstName: "Bram", Language: "fr"}),
		storetest.Client(t, db, garage.Client{Name: "Céline", Language: "nl", Email: "celine@client.example"}),
	}
	companies, err := db.Companies(t.Context())
	check(t, err)
	if len(companies) > 0 {
		d.company = companies[0]
	}
	d.mailing, err = db.NewMailing(t.Context(), garage.Mailing{
		Purpose: garage.Service, UserID: d.user.ID, CompanyID: d.company.ID, FallbackLanguage: "fr",
	})
	check(t, err)
	check(t, db.SetRecipients(t.Context(), d.mailing, []int64{d.clients[0].ID, d.clients[1].ID, d.clients[2].ID}))
	return d
}

// write gives the draft its French text.
func (d *mailDesk) write(t *testing.T, subject, body string) {
	t.Helper()
	mailing, err := d.db.Mailing(t.Context(), d.mailing)
	check(t, err)
	mailing.Texts = map[string]garage.Text{"fr": {Subject: subject, Body: body}}
	check(t, d.db.SaveMailing(t.Context(), mailing))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pressKey sends a key to what has the focus, as the driver does.
func pressKey(w *kit.Window, name fyne.KeyName) {
	event := &fyne.KeyEvent{Name: name}
	if focused := w.Canvas().Focused(); focused != nil {
		focused.TypedKey(event)
	} else if typed := w.Canvas().OnTypedKey(); typed != nil {
		typed(event)
	}
}
