// Package desktest sets a desk on a real file for the tests of a room, with hands that press its keys and buttons. Its doors to
// the other rooms lead nowhere: what is asked of them is written down.
package desktest

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"garagemail/assets/lang"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// New is a program without a window of its own on a real, empty file, in French.
func New(t *testing.T) *desk.App {
	t.Helper()
	a := on(t, storetest.New(t))
	a.User = storetest.User(t, a.DB, garage.User{Name: "Sophie"})
	return a
}

// on is a program without a window and without a user on a file.
func on(t *testing.T, db *store.DB) *desk.App {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.Theme())
	t.Cleanup(kit.Synchronous())
	p := lang.New("fr")
	return &desk.App{
		DB: db, Printer: p, Bus: kit.NewBus(), Host: &kit.Host{App: app, Printer: p}, Vault: signin.OpenVault(t.TempDir(), t.Name()),
		Transport: smtp.SMTP{}, Words: intake.NewWords(lang.Everywhere, nil), Doors: closed(t),
	}
}

// In is New in another language.
func In(t *testing.T, language string) *desk.App {
	t.Helper()
	a := New(t)
	a.Printer = lang.New(language)
	a.Host.Printer = a.Printer
	return a
}

// closed are doors that lead nowhere.
func closed(t *testing.T) desk.Doors {
	t.Helper()
	return desk.Doors{
		OpenClient: func(id int64) { t.Log("the door to client", id) },
		OpenAddress: func(clientID int64, where garage.AddressOwner) {
			t.Log("the door to an address of client", clientID, where)
		},
		ChooseClient: func(*kit.Window, func(garage.ClientRow)) { t.Log("the door to the choice of a client") },
		ClearMarks:   func(*kit.Window) { t.Log("the door to the marks") },
		OpenCase:     func(kind string, id int64) { t.Log("the door to case", kind, id) },
		NewCase:      func(kind string, clientID int64) { t.Log("the door to a new case", kind, clientID) },
		OpenParty: func(_ *kit.Window, caseID int64, role garage.Party) {
			t.Log("the door to a party of case", caseID, role)
		},
		OpenDocument:    func(id int64) { t.Log("the door to document", id) },
		NewInvoice:      func(clientID int64) { t.Log("the door to a new invoice for", clientID) },
		OpenMessage:     func(deliveryID int64) { t.Log("the door to message", deliveryID) },
		OpenListBuilder: func(start desk.ListStart) { t.Logf("the door to the list builder: %+v", start) },
		OpenMailEditor:  func(mailingID int64) { t.Log("the door to mailing", mailingID) },
		SendStatement:   func(_ *kit.Window, clientIDs []int64) { t.Log("the door to a statement for", clientIDs) },
		ListKeys:        func(*kit.Window) { t.Log("the door to the keys") },
		OpenCompanies:   func() { t.Log("the door to the companies") },
		OpenMySettings:  func() { t.Log("the door to her settings") },
	}
}

// ExecSQL changes the file behind the program's back.
func ExecSQL(t *testing.T, d *MailDesk, statement string, args ...any) {
	t.Helper()
	_, err := storetest.SQL(t, d.DB).ExecContext(t.Context(), statement, args...)
	Check(t, err)
}

// Check ends the test with an error.
func Check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
