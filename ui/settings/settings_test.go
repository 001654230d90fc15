package settings

import (
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/compose"
	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func newAccount(t *testing.T, a *desk.App) *accountForm {
	t.Helper()
	f := newAccountForm(a, a.NewWindow(kit.WindowOptions{Key: "test"}), nil)
	f.window.SetBody(f.object)
	f.fill(a.User)
	return f
}

// said returns the words of the test's answer.
func said(f *accountForm) string {
	var all []string
	for _, object := range f.steps.Objects {
		if label, ok := object.(*widget.Label); ok {
			all = append(all, label.Text)
		}
	}
	return strings.Join(all, "\n")
}

func TestProviderIsKnownByTheAddress(t *testing.T) {
	f := newAccount(t, desktest.New(t))
	f.person.SetValue("email", "garage@skynet.be")
	f.person.OnChanged("email")
	if got := f.filled(); got.SMTPServer != "relay.proximus.be" || got.SMTPPort != 587 || got.Security != garage.StartTLS || got.SMTPLogin != "garage@skynet.be" {
		t.Errorf("filled in: %+v", got)
	}
	f.person.SetValue("email", "garage@gmail.com")
	f.person.OnChanged("email")
	if got := f.filled(); got.SMTPServer != "smtp.gmail.com" || got.SMTPLogin != "garage@gmail.com" || !f.note.Visible() {
		t.Errorf("filled in: %+v, note %v", got, f.note.Visible())
	}
	f.server.SetValue("smtp_server", "mail.garage.example")
	f.server.OnChanged("smtp_server")
	f.person.SetValue("email", "garage@telenet.be")
	f.person.OnChanged("email")
	if got := f.filled(); got.SMTPServer != "mail.garage.example" || f.note.Visible() {
		t.Errorf("her own server became %q", got.SMTPServer)
	}
}

func TestAccountIsTriedAndKept(t *testing.T) {
	a := desktest.New(t)
	server := mailertest.Start(t, mailertest.Options{})
	f := newAccount(t, a)
	f.person.SetValue("email", "sophie@garage.example")
	f.server.SetValue("smtp_server", server.Host)
	f.server.SetValue("smtp_port", "12x")
	f.server.SetValue("security", string(garage.Plain))
	f.onTest()
	if said(f) != "" {
		t.Errorf("a port that is no number was tried: %q", said(f))
	}
	f.server.SetValue("smtp_port", strconv.Itoa(server.Port))
	f.onTest()
	if !strings.Contains(said(f), a.Printer.T("settings.test_good")) {
		t.Errorf("the test says %q", said(f))
	}
	f.server.SetValue("smtp_port", "1")
	f.onTest()
	if strings.Contains(said(f), a.Printer.T("settings.test_good")) || strings.TrimSpace(said(f)) == "" {
		t.Errorf("the test of a closed port says %q", said(f))
	}
	f.server.SetValue("smtp_login", "sophie")
	f.server.SetValue("password", "geheim ✓")
	f.save(nil)
	user, err := a.DB.User(t.Context(), a.User.ID)
	desktest.Check(t, err)
	password, err := a.Vault.Password(user.ID)
	desktest.Check(t, err)
	if user.SMTPLogin != "sophie" || password != "geheim ✓" || a.User.SMTPLogin != "sophie" {
		t.Errorf("kept %+v with %q", user, password)
	}
	if f.server.Value("password") != "" || f.dirty() {
		t.Error("the password still stands in the form")
	}
}

func TestCompanyKeepsItsPhrases(t *testing.T) {
	a := desktest.New(t)
	c := &companiesWindow{app: a, window: a.NewWindow(kit.WindowOptions{Key: "test"})}
	c.build()
	c.load(0)
	c.data.SetValue("name", "Garage Dupont")
	c.data.SetValue("iban", "BE68 5390 0754 7034")
	c.phrases.forms["nl"].SetValue("subject", "Factuur <NUMFACT>")
	c.phrases.forms["nl"].SetValue("body", "Beste,\n\n<NOMSOC>")
	c.phrases.nomSoc.SetValue("nomsoc", "1")
	c.save(nil)
	companies, err := a.DB.Companies(t.Context())
	desktest.Check(t, err)
	if len(companies) == 0 || companies[0].Name != "Garage Dupont" || !companies[0].NomSocIsClient || companies[0].IBAN != "BE68539007547034" {
		t.Fatalf("kept %+v", companies)
	}
	phrases, err := a.DB.Phrases(t.Context(), companies[0].ID)
	desktest.Check(t, err)
	var dutch garage.Phrase
	for _, phrase := range phrases {
		if phrase.Language == "nl" && phrase.Key == compose.PhraseKey(garage.Invoice) {
			dutch = phrase
		}
	}
	if dutch.Subject != "Factuur <NUMFACT>" || dutch.Body != "Beste,\n\n<NOMSOC>" {
		t.Errorf("kept %+v", phrases)
	}
	c.data.SetValue("iban", "BE68 5390 0754 7035")
	c.save(nil)
	if again, _ := a.DB.Company(t.Context(), companies[0].ID); again.IBAN != "BE68539007547034" {
		t.Errorf("a wrong IBAN was kept: %q", again.IBAN)
	}
}
