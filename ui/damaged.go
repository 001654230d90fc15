package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"garagemail/assets/lang"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// AskRestore says in a window that the file is damaged, and offers its newest good backup. It returns true when she wants
// it put back.
func AskRestore(app fyne.App, p *lang.Printer, path string, backup backup.File) bool {
	app.Settings().SetTheme(kit.Theme())
	speakFyne(p.Language())
	w := kit.NewWindow(&kit.Host{App: app, Printer: p}, kit.WindowOptions{
		Key: "start_error", Title: "GarageMail", Size: fyne.NewSize(620, 300), Main: true,
	})
	wanted := false
	text := p.T("restore.question", "Date", p.Time(backup.At)) + "\n\n" + path
	w.SetBody(kit.Page(p.T("restore.title"), text, p.T("restore.do"), func() {
		wanted = true
		w.Close()
	}))
	w.Show()
	app.Run()
	return wanted
}

// fileChecked hears the result of the check that runs beside the first screen. A damaged file can be looked at, but
// nothing is written to it: the newest good backup is offered at once.
func (m *mainWindow) fileChecked(err error) {
	a, w := m.app, m.window
	if !errors.Is(err, garage.ErrDamaged) {
		w.Fail(err)
		return
	}
	kit.Try(w.Runner, "backup", func(ctx context.Context) (backup.File, error) {
		return backup.NewestGood(ctx, a.DB.Path())
	}, func(backup backup.File, missing error) {
		if missing != nil {
			w.Fail(err)
			return
		}
		text := kit.WrappedLabel()
		text.SetText(a.Printer.T("restore.question", "Date", a.Printer.Time(backup.At)))
		w.ShowDialog(kit.DialogOptions{
			Title: w.T("restore.title"), Body: text, MinSize: fyne.NewSize(540, 220),
			Choices: []kit.Choice{
				{Label: w.T("restore.later"), Cancel: true},
				{Label: w.T("restore.do"), Default: true, Do: func() bool {
					a.RestoreFrom = backup.Path
					w.Discard() // nothing can be on its way: the file is not written to
					return true
				}},
			},
		})
	})
}
