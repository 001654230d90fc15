// Package ui is the program and its main window. The screens stand in the rooms below it, which open each other through the
// doors of ui/desk; what knows nothing of garages is in ui/kit.
package ui

import (
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	fynelang "fyne.io/fyne/v2/lang"

	"garagemail/assets/lang"
	"garagemail/mailer"
	"garagemail/mailer/demo"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/ui/desk"
	"garagemail/ui/desktop"
	"garagemail/ui/explain"
	"garagemail/ui/filedialog"
	"garagemail/ui/kit"
)

// Options is what the program is made of when its window opens.
type Options struct {
	App          fyne.App
	DB           *store.DB
	Printer      *lang.Printer
	LanguageSaid bool // the printer's language was said for this start: it goes before the one that is kept in the file
	Vault        *signin.Vault
	Demo         *demo.Server // nil outside the demo
	Transport    smtp.Transport
	Words        *intake.Words // of the tables that are imported
	SystemLogin  string        // of the person at the machine
	Version      string        // of the program
	SayFirst     string        // what the window says once it stands there, "" = nothing
	OnClosed     func()        // hears that the main window has closed, before Run returns; nil = nobody
}

// Program is the running program with its main window.
type Program struct {
	*desk.App
	main     *mainWindow
	sayFirst string
	onClosed func()
}

// New returns the program without a window yet.
func New(options Options) *Program {
	if chosen := desk.RememberedLanguage(options.DB, options.SystemLogin); chosen != "" && !options.LanguageSaid {
		options.Printer = lang.New(chosen)
	}
	speakFyne(options.Printer.Language())
	a := &desk.App{
		DB: options.DB, Printer: options.Printer, Bus: kit.NewBus(), Vault: options.Vault, Demo: options.Demo,
		Transport: options.Transport, Words: options.Words, Login: options.SystemLogin, Version: options.Version,
	}
	a.Doors = doors(a)
	a.Host = &kit.Host{
		App: options.App, Printer: options.Printer, Settings: desk.NewSettings(options.DB),
		AskFiles: filedialog.Ask,
		Explain:  func(err error) string { return explain.Error(a.Printer, err) },
	}
	options.App.Settings().SetTheme(kit.ThemeOf(a.Look()))
	return &Program{App: a, sayFirst: options.SayFirst, onClosed: options.OnClosed}
}

// Run shows the main window and returns when the person closes the program.
func (p *Program) Run(worker *mailer.Worker) {
	p.Worker = worker
	p.main = newMainWindow(p)
	window := p.main.window
	if p.onClosed != nil {
		window.OnClosed(p.onClosed)
	}
	kit.OnPanic(window.Fail)
	window.Show()
	p.Host.App.Run()
}

// ComeForward brings the main window to the front, from any goroutine: the program was started a second time. Without a window yet it
// does nothing.
func (p *Program) ComeForward() {
	if p == nil {
		return
	}
	fyne.Do(func() {
		if p.main == nil {
			return
		}
		if native, ok := p.main.window.Window.(driver.NativeWindow); ok {
			native.RunNative(func(of any) {
				if of, ok := of.(driver.WindowsWindowContext); ok {
					desktop.Restore(of.HWND)
				}
			})
		}
		p.main.window.RequestFocus()
	})
}

// OnProgress takes the outbox's news to the screen; the worker calls it from its own goroutines.
func (p *Program) OnProgress(progress mailer.Progress) {
	if p.main == nil {
		return
	}
	p.main.window.Runner.Post(func() {
		p.Progress = progress
		p.Bus.Announce(desk.TopicOutbox)
	})
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
