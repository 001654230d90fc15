// Package ui is the program's screens: one file per part of a screen. What they share and what knows nothing of garages
// is in ui/kit.
package ui

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2"
	fynelang "fyne.io/fyne/v2/lang"

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

// Options is what the program is made of when its window opens.
type Options struct {
	App         fyne.App
	DB          *store.DB
	Printer     *lang.Printer
	Vault       *signin.Vault
	Demo        *demo.Server // nil outside the demo
	Transport   smtp.Transport
	Words       *intake.Words // of the tables that are imported
	SystemLogin string        // of the person at the machine
	Version     string
	SayFirst    string // what the window says once it stands there, "" = nothing
	OnClosed    func() // hears that the main window has closed, before Run returns; nil = nobody
}

// What open windows hear of after a change was committed.
const (
	topicClients   kit.Topic = "clients"
	topicMarks     kit.Topic = "marks"
	topicMailings  kit.Topic = "mailings"
	topicOutbox    kit.Topic = "outbox"
	topicSegments  kit.Topic = "segments"
	topicSettings  kit.Topic = "settings"
	topicDocuments kit.Topic = "documents"
	topicCases     kit.Topic = "files"
)

// App is the running program: what every screen needs. Screens open each other through its open… methods only.
type App struct {
	host      *kit.Host
	db        *store.DB
	p         *lang.Printer
	bus       *kit.Bus
	user      garage.User
	company   garage.Company
	vault     *signin.Vault
	demo      *demo.Server
	transport smtp.Transport
	worker    *mailer.Worker // nil until Run
	progress  mailer.Progress
	main      *mainWindow
	queueing  bool          // see queueMessages
	words     *intake.Words // of the tables that are imported
	version   string
	sayFirst  string
	login     string
	onClosed  func()
	// restoreFrom is the backup to be put back when the program ends; see RestoreFrom.
	restoreFrom string
}

// page is one of the screens that the main window shows in turn.
type page interface {
	object() fyne.CanvasObject
	actions() []kit.Action
	reload()
	focus()
}

// New returns the program without a window yet.
func New(options Options) *App {
	options.App.Settings().SetTheme(kit.Theme())
	speakFyne(options.Printer.Language())
	a := &App{
		db: options.DB, p: options.Printer, bus: kit.NewBus(), vault: options.Vault, demo: options.Demo,
		transport: options.Transport, words: options.Words, version: options.Version, login: options.SystemLogin, sayFirst: options.SayFirst,
		onClosed: options.OnClosed,
	}
	a.host = &kit.Host{
		App: options.App, Printer: options.Printer, Settings: newSettings(options.DB),
		Explain: func(err error) string { return explain(a.p, err) },
	}
	return a
}

// Run shows the main window and returns when the person closes the program.
func (a *App) Run(worker *mailer.Worker) {
	a.worker = worker
	a.main = newMainWindow(a)
	if a.onClosed != nil {
		a.main.window.OnClosed(a.onClosed)
	}
	kit.OnPanic(a.main.window.Fail)
	a.main.window.Show()
	a.host.App.Run()
}

// OnProgress takes the outbox's news to the screen; the worker calls it from its own goroutines.
func (a *App) OnProgress(progress mailer.Progress) {
	if a.main == nil {
		return
	}
	a.main.window.Runner.Post(func() {
		a.progress = progress
		a.bus.Announce(topicOutbox)
	})
}

// wake tells the worker that something waits.
func (a *App) wake() {
	if a.worker != nil {
		a.worker.Wake()
	}
}

// newWindow opens a window of the program, with the keys that work everywhere.
func (a *App) newWindow(options kit.WindowOptions) *kit.Window {
	w := kit.NewWindow(a.host, options)
	w.BindAlways("Alt+R", func() { a.clearMarks(w) })
	return w
}

// loadIdentity reads who works here and for which company.
func (a *App) loadIdentity(ctx context.Context) error {
	user, err := a.db.CurrentUser(ctx, a.login)
	if err != nil {
		return err
	}
	company, err := a.db.ProposedCompany(ctx)
	if err != nil {
		return err
	}
	a.user, a.company = user, company
	return nil
}

// lacksCompany tells her, where she wants to send something under title, that the company is not filled in, and leads there.
func (a *App) lacksCompany(w *kit.Window, title string) bool {
	if a.company.CanSend() {
		return false
	}
	w.Ask(title, w.T("documents.no_company"), w.T("settings.companies"), false, a.openCompanies)
	return true
}

// speakFyne has Fyne's own words (its file menus, its clipboard menu) in the screen's language: Fyne follows the machine's.
func speakFyne(language string) {
	words := map[string]string{
		"fr": `{"Cut":"Couper","Copy":"Copier","Paste":"Coller","Select all":"Tout sélectionner","Undo":"Annuler","Redo":"Rétablir","Quit":"Quitter","File":"Fichier"}`,
		"nl": `{"Cut":"Knippen","Copy":"Kopiëren","Paste":"Plakken","Select all":"Alles selecteren","Undo":"Ongedaan maken","Redo":"Opnieuw","Quit":"Afsluiten","File":"Bestand"}`,
	}[language]
	if words == "" {
		return
	}
	if err := fynelang.AddTranslationsForLocale([]byte(words), fynelang.SystemLocale()); err != nil {
		slog.Warn("words of the toolkit", "language", language, "error", err)
	}
}

// office is from where her mails leave.
func (a *App) office() compose.Office {
	return compose.Office{DB: a.db, UserID: a.user.ID, CompanyID: a.company.ID}
}
