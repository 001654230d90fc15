// Package desk is what every room of the program needs: the file, the printer, who works here, and the doors to the other rooms;
// and what is said or done the same way in several of them.
package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"garagemail/assets/lang"
	"garagemail/mailer"
	"garagemail/mailer/compose"
	"garagemail/mailer/demo"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/ui/kit"
)

// What open windows hear of after a change was committed.
const (
	TopicClients   kit.Topic = "clients"
	TopicMarks     kit.Topic = "marks"
	TopicMailings  kit.Topic = "mailings"
	TopicOutbox    kit.Topic = "outbox"
	TopicSegments  kit.Topic = "segments"
	TopicSettings  kit.Topic = "settings"
	TopicDocuments kit.Topic = "documents"
	TopicCases     kit.Topic = "files"
)

// App is the running program: what every screen needs. Rooms open each other's screens through its Doors only.
type App struct {
	Doors     Doors
	Host      *kit.Host
	DB        *store.DB
	Printer   *lang.Printer
	Bus       *kit.Bus
	User      garage.User
	Company   garage.Company
	Vault     *signin.Vault
	Demo      *demo.Server
	Transport smtp.Transport
	Worker    *mailer.Worker // nil until Run
	Progress  mailer.Progress
	Main      *kit.Window   // the main window, nil until Run: work outlives the window that began it there
	Queueing  bool          // see queueMessages
	Words     *intake.Words // of the tables that are imported
	Login     string        // of the person at the machine, in the system
	Version   string        // of the program
	// RestoreFrom is the backup that she chose to have put back, "" for none. It is done when the program has let go of the file.
	RestoreFrom string
}

// Page is one of the screens that the main window shows in turn.
type Page interface {
	Object() fyne.CanvasObject
	Actions() []kit.Action // its toolbar and keys
	Reload()               // from the file
	Focus()                // sets the keyboard where she begins
}

// Wake tells the worker that something waits.
func (a *App) Wake() {
	if a.Worker != nil {
		a.Worker.Wake()
	}
}

// NewWindow opens a window of the program, with the keys that work everywhere.
func (a *App) NewWindow(options kit.WindowOptions) *kit.Window {
	w := kit.NewWindow(a.Host, options)
	w.BindAlways("Alt+R", func() { a.Doors.ClearMarks(w) })
	w.Bind("Ctrl+F1", func() { a.Doors.ListKeys(w) })
	w.BindAlways("Ctrl+F6", func() { a.Host.NextWindow(w).RequestFocus() })
	return w
}

// LoadIdentity reads who works here and for which company.
func (a *App) LoadIdentity(ctx context.Context) error {
	user, err := a.DB.CurrentUser(ctx, a.Login)
	if err != nil {
		return err
	}
	company, err := a.DB.ProposedCompany(ctx)
	if err != nil {
		return err
	}
	a.User, a.Company = user, company
	return nil
}

// LacksCompany tells her, where she wants to send something under title, that the company is not filled in, and leads there.
func (a *App) LacksCompany(w *kit.Window, title string) bool {
	if a.Company.CanSend() {
		return false
	}
	w.Ask(title, w.T("documents.no_company"), w.T("settings.companies"), false, a.Doors.OpenCompanies)
	return true
}

// Office is from where her mails leave.
func (a *App) Office() compose.Office {
	return compose.Office{DB: a.DB, UserID: a.User.ID, CompanyID: a.Company.ID}
}
