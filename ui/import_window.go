package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/ui/kit"
)

// importWindow brings the garage's files in: choose, see what will happen, do it.
type importWindow struct {
	app      *App
	window   *kit.Window
	paths    []string
	path     *kit.Entry
	note     *widget.Label
	files    *kit.SliceGrid[store.ImportResult]
	refusals *kit.SliceGrid[store.RefusedValue]
	toolbar  *kit.Toolbar
	checked  bool
}

// importable are the endings of the files that a folder is searched for.
var importable = []string{".csv", ".xlsx", ".txt"}

func (a *App) openImport(paths ...string) {
	i := &importWindow{app: a}
	i.window = a.newWindow(kit.WindowOptions{Key: "import", Title: a.p.T("import.title"), Size: fyne.NewSize(1040, 620)})
	i.build()
	i.window.Show()
	i.window.Focus(i.path)
	for _, path := range paths {
		i.add(path)
	}
}

func (i *importWindow) build() {
	w, p := i.window, i.app.p
	i.note = widget.NewLabel("")
	i.note.Wrapping = fyne.TextWrapWord
	i.path = kit.NewEntry()
	i.path.PlaceHolder = w.T("import.path_hint")
	i.path.OnSubmitted = i.add
	number := func(key string, of func(store.ImportResult) int) kit.Column[store.ImportResult] {
		return kit.Column[store.ImportResult]{
			Key: key, Label: w.T("import." + key), Width: 90, Align: fyne.TextAlignTrailing,
			Text: func(r store.ImportResult) string { return p.Number(int64(of(r))) },
		}
	}
	i.files = kit.NewSliceGrid(kit.SliceOptions[store.ImportResult]{
		Columns: []kit.Column[store.ImportResult]{
			{Key: "file", Label: w.T("import.file"), Width: 180, Text: func(r store.ImportResult) string { return r.File }},
			{Key: "entity", Label: w.T("import.entity"), Width: 130, Text: func(r store.ImportResult) string { return w.T("import.entity_" + r.Entity) }},
			{Key: "format", Label: w.T("import.format"), Width: 150, Text: func(r store.ImportResult) string {
				return strings.TrimSpace(string(r.Format.Encoding) + " " + string(r.Format.Delimiter) + r.Format.Sheet)
			}},
			number("read", func(r store.ImportResult) int { return r.Read }), number("new", func(r store.ImportResult) int { return r.New }),
			number("changed", func(r store.ImportResult) int { return r.Changed }), number("unchanged", func(r store.ImportResult) int { return r.Unchanged }),
			number("refused", func(r store.ImportResult) int { return len(r.Refusals) }),
		},
		Empty: w.T("import.files_empty"),
	})
	i.refusals = kit.NewSliceGrid(kit.SliceOptions[store.RefusedValue]{Columns: refusedColumns(i.app), Empty: w.T("import.refusals_empty")})
	i.toolbar = w.NewToolbar(
		kit.Action{
			Label: w.T("import.run"), Icon: theme.DownloadIcon(), Key: "Ctrl+Return", Run: func() { i.run(false) },
			Enabled: func() bool { return i.checked },
		},
		kit.Action{Label: w.T("import.preview"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: func() { i.run(true) }},
		kit.Action{Label: w.T("import.export_refusals"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+E", Run: func() {
			i.app.exportRefused(w, i.refusals.Rows())
		}})
	choose := container.NewHBox(
		kit.NewIconButton(w.T("import.add"), theme.ContentAddIcon(), func() { i.add(i.path.Text) }),
		kit.NewIconButton(w.T("import.choose"), theme.FolderOpenIcon(), func() { w.ChooseFile(w.T("import.title"), importable, i.add) }))
	split := container.NewVSplit(i.files, container.NewBorder(kit.Heading(w.T("import.refusals")), nil, nil, nil, i.refusals))
	w.RememberSplit("import", split, 0.45)
	w.SetBody(container.NewBorder(container.NewVBox(i.toolbar.Object, container.NewBorder(nil, nil, nil, choose, i.path), i.note), nil, nil, nil, split))
}

// add takes a file, or all the tables of a folder, and looks at once what would happen.
func (i *importWindow) add(path string) {
	path = strings.TrimSpace(path)
	info, err := os.Stat(path)
	if err != nil {
		i.note.SetText(i.window.T("kit.no_file"))
		return
	}
	found := []string{path}
	if info.IsDir() {
		found = nil
		entries, err := os.ReadDir(path)
		if err != nil {
			i.app.fail(i.window, err)
			return
		}
		for _, entry := range entries {
			if slices.Contains(importable, strings.ToLower(filepath.Ext(entry.Name()))) {
				found = append(found, filepath.Join(path, entry.Name()))
			}
		}
	}
	for _, one := range found {
		if !slices.Contains(i.paths, one) {
			i.paths = append(i.paths, one)
		}
	}
	i.run(true)
}

// run imports all files in one transaction; a dry run keeps nothing and shows what would happen.
func (i *importWindow) run(dry bool) {
	if len(i.paths) == 0 || !dry && !i.checked {
		return
	}
	w := i.window
	var sources []store.ImportSource
	for _, path := range i.paths {
		sources = append(sources, store.ImportFile(path))
	}
	title := w.T("import.working")
	if dry {
		title = w.T("import.checking")
	}
	ctx, cancel := context.WithCancel(w.Context())
	progress := w.ShowProgress(title, cancel)
	i.checked = false
	i.toolbar.Refresh()
	kit.Load(w.Runner, "import", func(context.Context) ([]store.ImportResult, error) {
		return i.app.db.Import(ctx, sources, store.ImportOptions{DryRun: dry, Progress: func(done store.ImportProgress) {
			w.Runner.Post(func() { progress.Set(int(done.Read), int(done.Total), done.File) })
		}})
	}, func(results []store.ImportResult, err error) {
		cancel()
		progress.Close()
		if err != nil {
			i.paths = nil // a file that cannot be read must not stop the others from being chosen anew
			i.app.fail(w, err)
			return
		}
		i.show(results, dry)
	})
}

func (i *importWindow) show(results []store.ImportResult, dry bool) {
	var refusals []store.RefusedValue
	for _, result := range results {
		refusals = append(refusals, result.Refusals...)
	}
	i.files.SetRows(results)
	i.refusals.SetRows(refusals)
	i.checked = dry
	i.toolbar.Refresh()
	if dry {
		i.note.SetText(i.window.T("import.checked"))
		return
	}
	i.note.SetText(i.window.T("import.done"))
	i.app.bus.Announce(topicClients)
}
