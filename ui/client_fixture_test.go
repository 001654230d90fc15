package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"garagemail/assets/lang"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/ui/kit"
)

// newDesk is a program without a window of its own on a real, empty file.
func newDesk(t *testing.T) *App {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.Theme())
	t.Cleanup(kit.Synchronous())
	db := storetest.New(t)
	p := lang.New("fr")
	a := &App{
		db: db, p: p, bus: kit.NewBus(), host: &kit.Host{App: app, Printer: p}, vault: signin.OpenVault(t.TempDir(), t.Name()),
		transport: smtp.SMTP{}, words: intake.NewWords(lang.Everywhere, nil),
	}
	a.user = storetest.User(t, db, garage.User{Name: "Sophie"})
	return a
}

// clientsOf opens the clients' page in a window.
func clientsOf(t *testing.T, a *App) (*clientsPage, *kit.Window) {
	t.Helper()
	w := a.newWindow(kit.WindowOptions{Key: "test", Size: fyne.NewSize(1240, 700)})
	c := newClientsPage(a, w).(*clientsPage)
	toolbar := w.NewToolbar(c.actions()...)
	w.SetBody(c.object())
	_ = toolbar
	w.Show()
	c.reload()
	return c, w
}
