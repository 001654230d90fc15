package settings

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// backupsWindow lists the copies that the program makes of its file, and puts one back.
type backupsWindow struct {
	app    *desk.App
	window *kit.Window
	grid   *kit.SliceGrid[backup.File]
}

// OpenBackups shows the daily copies.
func OpenBackups(a *desk.App) {
	if open, raised := kit.Raise[*backupsWindow](a.Host, "backups", kit.Single); raised {
		open.load() // a copy may have been made since
		return
	}
	newBackupsWindow(a)
}

func newBackupsWindow(a *desk.App) *backupsWindow {
	b := &backupsWindow{app: a}
	b.window = a.NewWindow(kit.WindowOptions{Key: "backups", Title: a.Printer.T("backups.title"), Size: fyne.NewSize(760, 460)})
	b.build()
	b.window.ShowsOne(b, kit.Single)
	b.window.Show()
	b.load()
	b.window.Focus(b.grid.Focusable())
	return b
}

func (b *backupsWindow) build() {
	w, p := b.window, b.app.Printer
	b.grid = kit.NewSliceGrid(kit.SliceOptions[backup.File]{
		Columns: []kit.Column[backup.File]{
			{Key: "at", Label: w.T("backups.at"), Width: 150, Text: func(f backup.File) string { return p.Time(f.At) }},
			{Key: "size", Label: w.T("backups.size"), Width: 100, Text: func(f backup.File) string { return p.Size(f.Size) }},
			{Key: "name", Label: w.T("backups.name"), Width: 380, Text: func(f backup.File) string { return filepath.Base(f.Path) }},
		},
		Empty:  w.T("backups.empty"),
		OnOpen: func(f backup.File) { b.ask(f.Path) },
	})
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("backups.restore"), Icon: theme.HistoryIcon(), Key: "Ctrl+R", Tooltip: w.T("backups.restore_hint"), Run: func() {
			if backup, ok := b.grid.CurrentRow(); ok {
				b.ask(backup.Path)
			}
		}},
		kit.Action{Label: w.T("backups.other"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Tooltip: w.T("backups.other_hint"), Run: func() {
			w.ChooseFile(kit.Files{Purpose: "backups", Title: w.T("backups.other"), Endings: []string{".db"}, Begin: kit.PlaceDocuments}, b.ask)
		}},
		kit.Action{Label: w.T("backups.make"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Tooltip: w.T("backups.make_hint"), Run: func() {
			w.ChooseSave(kit.Files{Purpose: "backups", Title: w.T("backups.make"), Begin: kit.PlaceDocuments}, w.T("backups.file_name")+".db", b.make)
		}},
		kit.Action{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: b.load, IconOnly: true})
	w.RememberColumns("backups", b.grid)
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil, b.grid))
}

func (b *backupsWindow) load() {
	kit.Load(b.window, "backups", func(context.Context) ([]backup.File, error) {
		return backup.List(b.app.DB.Path())
	}, func(backups []backup.File) {
		b.grid.SetRows(backups)
	})
}

// ask checks a backup and, when it is good, asks before the program closes to put it back.
func (b *backupsWindow) ask(path string) {
	a, w := b.app, b.window
	progress := b.showProgress("backups.checking", "backups.check")
	kit.TryDo(w.Runner, "backups.check", func(ctx context.Context) error {
		return store.CheckFile(ctx, path)
	}, func(err error) {
		progress.Close()
		if err != nil {
			w.Fail(err)
			return
		}
		w.Ask(w.T("backups.restore"), a.Printer.T("backups.question", "Name", filepath.Base(path)), w.T("backups.restore"), true, func() {
			if unsaved := a.Main.AskOthers(); unsaved != nil {
				unsaved.RequestFocus()
				return
			}
			a.RestoreFrom = path
			w.Discard()
			a.Main.Discard()
		})
	})
}

// showProgress announces a load that can be given up.
func (b *backupsWindow) showProgress(title, load string) (progress *kit.Progress) {
	progress = b.window.ShowProgress(b.window.T(title), func() {
		b.window.Runner.Cancel(load)
		progress.Close()
	})
	return progress
}

// make copies the file to a place of her choice.
func (b *backupsWindow) make(path string) {
	a, w := b.app, b.window
	progress := b.showProgress("backups.making", "backups.make")
	kit.TryDo(w.Runner, "backups.make", func(ctx context.Context) error {
		return a.DB.Backup(ctx, path)
	}, func(err error) {
		progress.Close()
		if err != nil {
			w.Fail(err)
			return
		}
		w.Notice(a.Printer.T("backups.made", "Path", path), "", nil)
	})
}
