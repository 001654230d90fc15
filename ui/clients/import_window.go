package clients

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/tabular"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// importWindow brings the garage's files in: choose, see what will happen, do it.
type importWindow struct {
	app      *desk.App
	window   *kit.Window
	files    []*importFile
	path     *kit.Entry
	note     *widget.Label
	onlyFill *kit.Check
	grid     *kit.SliceGrid[*importFile]
	refusals *kit.SliceGrid[store.RefusedValue]
	changes  *kit.SliceGrid[intake.Change]
	tabs     *container.AppTabs
	toolbar  *kit.Toolbar
	checked  bool
	running  bool                       // an import or a look at what it would do
	again    bool                       // something changed meanwhile: look anew
	passed   []store.RefusedValue       // what was passed over when folders were looked through
	removed  map[string]map[string]bool // sheets that a person took out, by path
}

// importFile is a table of the window (a file, or a sheet of it), or all its electronic invoices or PDFs: what it looks like,
// and what became of it.
type importFile struct {
	paths   []string
	entity  string // "" = a table: see its preview
	preview intake.Preview
	result  intake.Result

	unread    bool            // the file cannot be read: the result says why
	read      tabular.Options // how a person said that the file is written
	headerRow int             // said by a person, 0 = found
	corrected *intake.Mapping // said by a person
}

// name is the table's, or how many files there are.
func (f *importFile) name(p *lang.Printer) string {
	switch {
	case f.entity != "":
		return p.N("import.files_"+f.entity, len(f.paths))
	case f.preview.Sheet != "":
		return filepath.Base(f.paths[0]) + " (" + f.preview.Sheet + ")"
	}
	return filepath.Base(f.paths[0])
}

// what is the entity that the file holds, "" = not known yet.
func (f *importFile) what() string {
	if f.entity == "" {
		return f.preview.Mapping.Entity
	}
	return f.entity
}

// OpenImport shows the import and adds the files to it. One is enough: two would import the same file at once.
func OpenImport(a *desk.App, paths ...string) {
	i := kit.OpenOnce(a.Host, "import", kit.Single, func() *importWindow { return newImportWindow(a) })
	for _, path := range paths {
		i.add(path)
	}
}

func newImportWindow(a *desk.App) *importWindow {
	i := &importWindow{app: a}
	i.window = a.NewWindow(kit.WindowOptions{Key: "import", Title: a.Printer.T("import.title"), Size: fyne.NewSize(1180, 620)})
	i.build()
	i.window.ShowsOne(i, kit.Single)
	i.window.Show()
	i.window.Focus(i.path)
	return i
}

func (i *importWindow) build() {
	w := i.window
	i.note = widget.NewLabel("")
	i.note.Wrapping = fyne.TextWrapWord
	i.path = kit.NewEntry()
	i.path.PlaceHolder = w.T("import.path_hint")
	i.path.OnSubmitted = i.add
	i.onlyFill = kit.NewCheck(w.T("import.only_fill"), func(bool) { i.run(true) })
	i.onlyFill.SetToolTip(w.T("import.only_fill_hint"))
	i.grid = kit.NewSliceGrid(kit.SliceOptions[*importFile]{
		Columns: importFileColumns(i.app), Empty: w.T("import.files_empty"), OnOpen: i.openColumns, OnDelete: i.remove,
	})
	i.refusals = kit.NewSliceGrid(kit.SliceOptions[store.RefusedValue]{Columns: refusedColumns(i.app), Empty: w.T("import.refusals_empty")})
	i.changes = kit.NewSliceGrid(kit.SliceOptions[intake.Change]{Columns: changeColumns(i.app), Empty: w.T("import.changes_empty")})
	i.tabs = container.NewAppTabs(container.NewTabItem(w.T("import.refusals"), i.refusals), container.NewTabItem(w.T("import.changes"), i.changes))
	w.Bind("Alt+1", func() { i.tabs.SelectIndex(0) })
	w.Bind("Alt+2", func() { i.tabs.SelectIndex(1) })
	i.toolbar = w.NewToolbar(i.actions()...)
	choose := container.NewHBox(
		kit.NewIconButton(w.T("import.add"), theme.ContentAddIcon(), func() { i.add(i.path.Text) }),
		kit.NewIconButton(w.T("import.choose"), theme.FolderOpenIcon(), func() { w.ChooseFiles(importable(w), i.addAll) }),
		kit.NewIconButton(w.T("kit.choose_folder"), theme.FolderIcon(), func() { w.ChooseFolder(importable(w), i.add) }))
	split := container.NewVSplit(i.grid, i.tabs)
	w.RememberSplit("import", split, 0.4)
	w.SetBody(container.NewBorder(container.NewVBox(i.toolbar.Object, container.NewBorder(nil, nil, nil, choose, i.path), i.onlyFill, i.note),
		nil, nil, nil, split))
}

func (i *importWindow) actions() []kit.Action {
	w := i.window
	return []kit.Action{
		{
			Label: w.T("import.run"), Icon: theme.DownloadIcon(), Key: "Ctrl+Return", Accent: true, Run: func() { i.run(false) },
			Enabled: func() bool { return i.checked },
		},
		{Label: w.T("import.preview"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: func() { i.run(true) }},
		{Label: w.T("import.columns"), Icon: theme.ListIcon(), Key: "F4", Tooltip: w.T("import.columns_hint"), Run: func() {
			if file, ok := i.grid.CurrentRow(); ok {
				i.openColumns(file)
			} else if len(i.files) > 0 {
				i.openColumns(i.files[0])
			}
		}},
		{Label: w.T("import.export_refusals"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+E", Run: func() {
			exportRefused(i.app, w, i.refusals.Rows())
		}},
	}
}

// importable is what the dialog for files asks for.
func importable(w *kit.Window) kit.Files {
	return kit.Files{Purpose: "import", Title: w.T("import.title"), Endings: intake.Importable, Begin: kit.PlaceDownloads}
}

func (i *importWindow) addAll(paths []string) {
	for _, path := range paths {
		i.add(path)
	}
}

// add takes a file, or all the tables of a folder, and looks at once what would happen.
func (i *importWindow) add(path string) {
	path = strings.TrimSpace(path)
	found, err := intake.FindFiles([]string{path})
	if err != nil {
		i.note.SetText(i.window.T("kit.no_file"))
		return
	}
	found.Paths = slices.DeleteFunc(found.Paths, func(one string) bool {
		return slices.ContainsFunc(i.files, func(f *importFile) bool { return slices.Contains(f.paths, one) })
	})
	for _, passed := range found.Passed {
		if !slices.Contains(i.passed, passed) {
			i.passed = append(i.passed, passed)
		}
	}
	kit.Try(i.window.Runner, "preview "+path, func(ctx context.Context) (added []*importFile, err error) {
		for _, one := range found.Paths {
			if intake.EntityOf(one) != "" {
				continue
			}
			tables, err := i.previewed(ctx, &importFile{paths: []string{one}})
			if err != nil {
				return added, err
			}
			added = append(added, tables...)
		}
		return added, nil
	}, func(added []*importFile, err error) {
		i.files = append(i.files, added...)
		i.group(found.Paths)
		i.showFiles()
		if err != nil {
			i.window.Fail(err) // the files that can be read stay
			return
		}
		i.run(true)
		if unknown := slices.IndexFunc(added, func(f *importFile) bool { return !f.unread && f.preview.Mapping.Entity == "" }); unknown >= 0 {
			i.openColumns(added[unknown])
		}
	})
}

// previewed returns the tables of a file, or the file itself when none can be read.
func (i *importWindow) previewed(ctx context.Context, file *importFile) ([]*importFile, error) {
	source := i.app.Words.File(file.paths[0]).ReadAs(file.read)
	previews, left, err := intake.PreviewTables(ctx, i.app.DB, source)
	if err != nil {
		return nil, err
	}
	var tables []*importFile
	for _, preview := range previews {
		tables = append(tables, &importFile{paths: file.paths, read: file.read, preview: preview})
	}
	if len(tables) == 0 && len(left) > 0 {
		return []*importFile{{paths: file.paths, unread: true, result: left[0]}}, nil
	}
	return tables, nil
}

// group adds electronic invoices and PDFs to those of their kind.
func (i *importWindow) group(paths []string) {
	for _, path := range paths {
		entity := intake.EntityOf(path)
		if entity == "" {
			continue
		}
		at := slices.IndexFunc(i.files, func(f *importFile) bool { return f.entity == entity })
		if at < 0 {
			at = len(i.files)
			i.files = append(i.files, &importFile{entity: entity})
		}
		i.files[at].paths = append(i.files[at].paths, path)
	}
}

// remove takes files out of the window; nothing happens to them. Of a workbook the other sheets stay.
func (i *importWindow) remove(files []*importFile) {
	for _, file := range files {
		if sheet := file.preview.Format.Sheet; sheet != "" {
			i.leave(file.paths[0], sheet)
		}
	}
	i.files = slices.DeleteFunc(i.files, func(f *importFile) bool { return slices.Contains(files, f) })
	if len(i.files) == 0 {
		i.passed, i.removed = nil, nil
	}
	i.showFiles()
	i.run(true)
}

// leave remembers that a person wants nothing of a sheet.
func (i *importWindow) leave(path, sheet string) {
	if i.removed == nil {
		i.removed = map[string]map[string]bool{}
	}
	if i.removed[path] == nil {
		i.removed[path] = map[string]bool{}
	}
	i.removed[path][sheet] = true
}

// source says how the tables of a file are read: what a person has said of each, and nothing else, so that the window brings in
// what the command does.
func (i *importWindow) source(path string) intake.Source {
	source := i.app.Words.File(path)
	for sheet := range i.removed[path] {
		source = source.WithSheet(sheet, intake.SheetChoice{Leave: true})
	}
	for _, file := range i.files {
		if file.entity != "" || file.paths[0] != path {
			continue
		}
		source = source.ReadAs(file.read)
		if file.headerRow != 0 || file.corrected != nil || file.preview.Format.Workbook {
			source = source.WithSheet(file.preview.Format.Sheet, intake.SheetChoice{Mapping: file.corrected, HeaderRow: file.headerRow})
		}
	}
	return source
}

// run imports all known files in one transaction; a dry run keeps nothing and shows what would happen.
func (i *importWindow) run(dry bool) {
	if len(i.files)+len(i.passed) == 0 || !dry && !i.checked {
		return
	}
	if i.running {
		i.again = dry
		return
	}
	i.running = true
	w := i.window
	found := intake.FoundFiles{Passed: i.passed}
	for _, file := range i.files {
		for _, path := range file.paths {
			if !slices.Contains(found.Paths, path) {
				found.Paths = append(found.Paths, path)
			}
		}
	}
	batch := intake.NewBatch(found, i.source)
	title := w.T("import.working")
	if dry {
		title = w.T("import.checking")
	}
	ctx, cancel := context.WithCancel(w.Context())
	progress := w.ShowProgress(title, cancel)
	i.checked = false
	i.toolbar.Refresh()
	options := intake.Options{DryRun: dry, OnlyFill: i.onlyFill.Checked, Progress: func(done intake.Progress) {
		w.Runner.Post(func() { progress.Set(int(done.Read), int(done.Total), done.File) })
	}}
	kit.Try(w.Runner, "import", func(context.Context) ([]intake.Result, error) {
		all, err := intake.ImportAll(ctx, i.app.DB, batch, options)
		return all.Results(), err
	}, func(results []intake.Result, err error) {
		cancel()
		progress.Close()
		i.running = false
		if i.again {
			i.again = false
			defer i.run(true)
		}
		if err != nil {
			w.Fail(err)
			return
		}
		i.show(results, dry)
	})
}

// shows reports whether a result is the file's.
func (f *importFile) shows(result intake.Result) bool {
	if f.entity != "" {
		return f.entity == result.Entity
	}
	return filepath.Base(f.paths[0]) == result.File && f.preview.Sheet == result.Sheet && (f.preview.Sheet != "" || f.what() == result.Entity)
}

func (i *importWindow) show(results []intake.Result, dry bool) {
	var refusals []store.RefusedValue
	var changes []intake.Change
	for _, result := range results {
		refusals = append(refusals, result.Refusals...)
		changes = append(changes, result.Changes...)
		for _, file := range i.files {
			if file.shows(result) {
				file.result = result
			}
		}
	}
	i.showFiles()
	i.refusals.SetRows(refusals)
	i.changes.SetRows(changes)
	i.tabs.Items[0].Text = i.app.Printer.N("import.refusals_count", len(refusals))
	i.tabs.Items[1].Text = i.app.Printer.N("import.changes_count", len(changes))
	i.tabs.Refresh()
	i.checked = dry
	i.toolbar.Refresh()
	if dry {
		i.note.SetText(i.window.T("import.checked"))
		return
	}
	i.note.SetText(i.doneText(results))
	i.app.Bus.Announce(desk.TopicClients, desk.TopicDocuments)
}

// doneText says what came in, and what is left to look at.
func (i *importWindow) doneText(results []intake.Result) string {
	var added, changed, refused int
	for _, result := range results {
		added, changed, refused = added+result.New, changed+result.Changed, refused+len(result.Refusals)
	}
	p := i.app.Printer
	text := p.T("import.done", "New", p.Number(int64(added)), "Changed", p.Number(int64(changed)))
	if refused > 0 {
		text += " " + p.N("import.done_refused", refused)
	}
	return text
}

func (i *importWindow) showFiles() { i.grid.SetRows(i.files) }
