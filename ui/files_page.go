package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/ui/kit"
)

// filesPage is Dossiers: the files of a kind, with a board of their states above the list.
type filesPage struct {
	app    *App
	window *kit.Window
	kind   store.FileKind
	state  string // that the list is narrowed to, "" = all
	late   bool   // only those whose state lasts too long
	kinds  *kit.Select
	board  *fyne.Container
	search *kit.Entry
	count  *widget.Label
	grid   *kit.Grid[store.FileRow]
	body   fyne.CanvasObject
}

var _ page = (*filesPage)(nil)

func newFilesPage(a *App, w *kit.Window) page {
	f := &filesPage{app: a, window: w, kind: store.FileKinds[0], board: container.New(layout.NewRowWrapLayout()), count: widget.NewLabel("")}
	f.grid = kit.NewGrid(kit.GridOptions[store.FileRow]{
		Columns: fileColumns(a), ID: func(r store.FileRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]store.FileRow, error) { return a.db.FileRows(w.Context(), ids) },
		OnError: func(err error) { a.fail(w, err) },
		OnOpen:  func(id int64) { a.openFile(f.kind.Name, id) },
		OnMenu:  func(_ []int64, at fyne.Position) { w.PopUpMenu(at, f.actions()...) },
		Color: func(r store.FileRow) fyne.ThemeColorName {
			if r.IsLate(a.today()) {
				return theme.ColorNameError
			}
			return ""
		},
		Empty: w.T("files.empty"),
	})
	w.RememberColumns("files", f.grid)
	var labels []string
	for _, kind := range store.FileKinds {
		labels = append(labels, w.T(kind.LabelKey()))
	}
	f.kinds = kit.NewSelect(labels, nil)
	f.kinds.SetSelectedIndex(0)
	f.kinds.OnChanged = func(string) {
		f.kind, f.state, f.late = store.FileKinds[f.kinds.SelectedIndex()], "", false
		f.reload()
	}
	f.kinds.SetToolTip(w.T("files.kind_hint"))
	f.search = kit.NewSearch(w, w.T("files.search"), f.grid.Focusable(), func(string) { f.loadList() })
	kinds := container.NewGridWrap(fyne.NewSize(220, f.search.MinSize().Height), f.kinds)
	top := container.NewVBox(container.NewBorder(nil, nil, kinds, f.count, f.search), f.board)
	f.body = under(top, f.grid)
	a.bus.Subscribe(w, topicFiles, f.reload)
	a.bus.Subscribe(w, topicClients, f.grid.Reload)
	return f
}

func (f *filesPage) object() fyne.CanvasObject { return f.body }
func (f *filesPage) focus()                    { f.window.Focus(f.grid.Focusable()) }

func (f *filesPage) actions() []kit.Action {
	w, a := f.window, f.app
	return []kit.Action{
		{Label: w.T("action.new"), Icon: theme.ContentAddIcon(), Tooltip: w.T("files.new_hint"), Key: "Ctrl+N", Run: func() { a.newFile(f.kind.Name, 0) }},
		{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Run: func() {
			if id := f.grid.Current(); id != 0 {
				a.openFile(f.kind.Name, id)
			}
		}},
		{Label: w.T("documents.client"), Icon: theme.AccountIcon(), Key: "Ctrl+K", Run: func() {
			if row, ok := f.grid.Row(f.grid.Current()); ok && row.ClientID != 0 {
				a.openClient(row.ClientID)
			}
		}},
		{},
		{Label: w.T("files.late"), Icon: theme.WarningIcon(), Tooltip: w.T("files.late_hint"), Key: "Ctrl+L", Run: func() { f.late = !f.late; f.reload() }},
		{Label: w.T("files.directory"), Icon: theme.ListIcon(), Tooltip: w.T("files.directory_hint"), Key: "Ctrl+B", Run: a.openDirectory},
		{Label: w.T("action.export"), Icon: theme.DownloadIcon(), Key: "Ctrl+E", Run: f.export},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: f.reload, IconOnly: true},
		{Label: w.T("clients.search"), Key: "Ctrl+F", MenuOnly: true, Run: func() { w.Focus(f.search) }},
	}
}

func fileColumns(a *App) []kit.Column[store.FileRow] {
	column := func(key string, width float32, of func(store.FileRow) string) kit.Column[store.FileRow] {
		return kit.Column[store.FileRow]{Key: key, Label: a.p.T("files." + key), Width: width, Text: of}
	}
	return []kit.Column[store.FileRow]{
		column("number", 105, func(r store.FileRow) string { return r.Number }),
		column("state", 130, func(r store.FileRow) string { return a.p.T(store.FileState{Key: r.State}.LabelKey()) }),
		column("client", 180, func(r store.FileRow) string { return r.ClientName }),
		column("plate", 90, func(r store.FileRow) string { return r.Plate }),
		column("vehicle", 140, func(r store.FileRow) string { return r.Vehicle }),
		column("partner", 170, func(r store.FileRow) string { return r.Partner }),
		column("reference", 130, func(r store.FileRow) string { return r.Reference }),
		column("opened", 84, func(r store.FileRow) string { return a.p.Date(r.OpenedAt.Local().Format("2006-01-02")) }),
		column("since", 84, func(r store.FileRow) string { return a.p.Date(r.StateSince.Local().Format("2006-01-02")) }),
		column("late_on", 100, func(r store.FileRow) string { return a.p.Date(r.LateOn) }),
	}
}

func (f *filesPage) reload() {
	kind, today := f.kind.Name, f.app.today()
	kit.Load(f.window.Runner, "files.board", func(ctx context.Context) (map[string]store.FileCounts, error) {
		return f.app.db.CountFiles(ctx, kind, today)
	}, func(counts map[string]store.FileCounts, err error) {
		if err != nil {
			f.app.fail(f.window, err)
			return
		}
		f.showBoard(counts)
	})
	f.loadList()
}

// showBoard has a button for each state, with how many files stand in it and how many of them are late.
func (f *filesPage) showBoard(counts map[string]store.FileCounts) {
	p := f.app.p
	f.board.RemoveAll()
	add := func(key, label string, count store.FileCounts) {
		text := label + "  " + p.Number(int64(count.Files))
		if count.Late > 0 {
			text += "  " + p.N("files.late_count", count.Late)
		}
		button := kit.NewButton(text, func() { f.state = key; f.reload() })
		if f.state == key {
			button.Importance = widget.HighImportance
		} else if count.Late > 0 {
			button.SetIcon(theme.NewErrorThemedResource(theme.WarningIcon()))
		}
		f.board.Add(button)
	}
	var all store.FileCounts
	for _, count := range counts {
		all.Files, all.Late = all.Files+count.Files, all.Late+count.Late
	}
	add("", p.T("files.all"), all)
	for _, state := range f.kind.States {
		if count := counts[state.Key]; count.Files > 0 || f.state == state.Key {
			add(state.Key, p.T(state.LabelKey()), count)
		}
	}
	f.body.Refresh()
}

func (f *filesPage) filter() store.FileFilter {
	filter := store.FileFilter{Kind: f.kind.Name, Search: f.search.Text}
	if f.state != "" {
		filter.States = []string{f.state}
	}
	if f.late {
		filter.LateOn = f.app.today()
	}
	return filter
}

func (f *filesPage) loadList() {
	filter := f.filter()
	kit.Load(f.window.Runner, "files", func(ctx context.Context) ([]int64, error) {
		return f.app.db.FileIDs(ctx, filter)
	}, func(ids []int64, err error) {
		if err != nil {
			f.app.fail(f.window, err)
			return
		}
		f.grid.SetIDs(ids)
		f.grid.Reload()
		text := f.app.p.N("files.count", len(ids))
		if f.late {
			text += "  ·  " + f.window.T("files.only_late")
		}
		f.count.SetText(text)
	})
}

func (f *filesPage) export() { f.app.exportFiles(f.window, f.kind, f.grid.IDs()) }
