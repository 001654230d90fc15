package ui

import (
	"fyne.io/fyne/v2"

	"garagemail/assets/lang"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
)

// ShowStartError says in a window why the program cannot open its file, and returns when it is closed.
func ShowStartError(app fyne.App, p *lang.Printer, path string, err error) {
	app.Settings().SetTheme(kit.Theme())
	speakFyne(p.Language())
	w := kit.NewWindow(&kit.Host{App: app, Printer: p}, kit.WindowOptions{
		Key: "start_error", Title: "GarageMail", Size: fyne.NewSize(620, 260), Main: true,
	})
	w.SetBody(kit.Page(p.T("error.cannot_open"), explain.Error(p, err)+"\n\n"+path, p.T("kit.close"), w.Close))
	w.Show()
	app.Run()
}
