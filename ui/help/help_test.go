package help

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func windowOf(t *testing.T, a *desk.App) *kit.Window {
	t.Helper()
	a.Version = "9.8.7"
	w := a.NewWindow(kit.WindowOptions{Key: "help_test", Title: "help", Size: fyne.NewSize(900, 600)})
	w.SetBody(widget.NewLabel(""))
	w.Show()
	t.Cleanup(w.Discard)
	return w
}

// TestReportHasNoPersonalData fills a file with what must not leave it, in every form that the report could meet it in.
func TestReportHasNoPersonalData(t *testing.T) {
	a := desktest.New(t)
	w := windowOf(t, a)
	user := garage.User{
		ID: a.User.ID, Name: "Sophie Dubois", SystemLogin: "sdubois", Email: "sophie@garage-dubois.example", SMTPServer: "mail.garage-dubois.example",
		SMTPPort: 587, Security: garage.StartTLS, SMTPLogin: "sophie-login", IMAPServer: "imap.garage-dubois.example", CAFile: "/home/sophie/ca.pem",
	}
	_, err := a.DB.SaveUser(t.Context(), user)
	desktest.Check(t, err)
	storetest.Client(t, a.DB, garage.Client{Name: "Vandenbroucke", Email: "jan@client.example", Phone: "081 22 33 44"})
	_, err = a.DB.SaveCompany(t.Context(), garage.Company{Name: "Garage Dubois", Language: "fr"})
	desktest.Check(t, err)

	Report(a, w)
	desktest.PressButton(t, w.Canvas().Overlays().Top(), w.T("kit.copy"), 0)
	text := a.Host.App.Clipboard().Content()
	lower := strings.ToLower(text)
	for _, secret := range []string{"dubois", "sophie", "vandenbroucke", "client.example", "22 33", "ca.pem", strings.ToLower(filepath.Dir(a.DB.Path()))} {
		if strings.Contains(lower, secret) {
			t.Errorf("the report has %q", secret)
		}
	}
	for _, wanted := range []string{"GarageMail 9.8.7", "rows of client: 1", "own server, port 587, starttls", "login true, mailbox true", "schema", "check passed"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the report lacks %q:\n%s", wanted, text)
		}
	}
}

func TestReportIsWritten(t *testing.T) {
	w := windowOf(t, desktest.New(t))
	path := filepath.Join(t.TempDir(), "r.txt")
	writeReport(w, path, "one")
	if written, err := os.ReadFile(path); err != nil || string(written) != "one\n" {
		t.Errorf("%q, %v", written, err)
	}
}

func TestAboutSaysVersionAndFolder(t *testing.T) {
	a := desktest.New(t)
	w := windowOf(t, a)
	About(a, w)
	desktest.PressButton(t, w.Canvas().Overlays().Top(), w.T("kit.copy"), 0)
	said := a.Host.App.Clipboard().Content()
	for _, wanted := range []string{"9.8.7", filepath.Dir(a.DB.Path()), filepath.Base(a.DB.Path()), "Français"} {
		if !strings.Contains(said, wanted) {
			t.Errorf("About lacks %q:\n%s", wanted, said)
		}
	}
}

func TestKeysAreThoseOfTheWindow(t *testing.T) {
	w := windowOf(t, desktest.New(t))
	w.NewToolbar(kit.Action{Label: "Own", Key: "F9", Run: func() {}}, kit.Action{Label: "Chord", Key: "Ctrl+P", Run: func() {}})
	w.NewPageToolbar(kit.Action{Label: "Old page", Key: "F8", Run: func() {}})
	w.NewPageToolbar(kit.Action{Label: "Page", Key: "F7", Run: func() {}})
	var said []string
	for _, line := range keyLines(w) {
		said = append(said, line.key+" "+line.does)
	}
	text := strings.Join(said, "\n")
	if !strings.HasPrefix(text, "F7 Page\nF9 Own\nCTRL+P Chord\n") || strings.Contains(text, "Old page") {
		t.Errorf("%s", text)
	}
}
