// Package cases is the room of the bodyshop and breakdown files: list, board, sheet, photos, mails and the directory of parties.
package cases

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// casesPage is Dossiers: the cases of a kind as a list, with a button for each of their states above it, or as a board.
type casesPage struct {
	app    *desk.App
	window *kit.Window
	kind   garage.CaseKind
	state  string // that the list is narrowed to, "" = all
	late   bool   // only those whose state lasts too long
	kinds  *kit.Select
	states *fyne.Container
	search *kit.Entry
	count  *widget.Label
	grid   *kit.Grid[store.CaseRow]
	board  *casesBoard // instead of the states and the grid while onBoard
	body   *fyne.Container

	onBoard bool
}

// filesViewSetting says whether she left Dossiers as a board.
const (
	filesViewSetting = "files.view"
	filesViewBoard   = "board"
)

var _ desk.Page = (*casesPage)(nil)

// NewCasesPage is the page cases of the main window w.
func NewCasesPage(a *desk.App, w *kit.Window) desk.Page {
	f := &casesPage{app: a, window: w, kind: garage.CaseKinds[0], states: container.New(layout.NewRowWrapLayout()), count: widget.NewLabel("")}
	f.grid = kit.NewGrid(f.gridOptions(kit.GridOptions[store.CaseRow]{Columns: desk.CaseColumns(a), Empty: w.T("files.empty")}))
	w.RememberColumns("files", f.grid)
	f.board = newCasesBoard(f)
	var labels []string
	for _, kind := range garage.CaseKinds {
		labels = append(labels, w.T(kind.LabelKey()))
	}
	f.kinds = kit.NewSelect(labels, nil)
	f.kinds.SetSelectedIndex(0)
	f.kinds.OnChanged = func(string) {
		f.kind, f.state, f.late = garage.CaseKinds[f.kinds.SelectedIndex()], "", false
		f.Reload()
	}
	f.kinds.SetToolTip(w.T("files.kind_hint"))
	f.search = kit.NewSearch(w, w.T("files.search"), nil, func(string) { f.loadCases() })
	inSearch := f.search.OnKey
	f.search.OnKey = func(event *fyne.KeyEvent) bool {
		if event.Name == fyne.KeyDown {
			f.Focus()
			return true
		}
		return inSearch(event)
	}
	kinds := container.NewGridWrap(fyne.NewSize(220, f.search.MinSize().Height), f.kinds)
	top := container.NewVBox(container.NewBorder(nil, nil, kinds, f.count, f.search), f.states)
	f.body = kit.Under(top, container.NewStack(f.grid, f.board.body))
	f.view(w.Remembered(filesViewSetting) == filesViewBoard)
	a.Bus.Subscribe(w, desk.TopicCases, f.Reload)
	a.Bus.Subscribe(w, desk.TopicClients, func() { f.grid.Reload(); f.board.reloadRows() })
	return f
}

// gridOptions adds to the options of a grid of cases what the list and the columns of the board have in common.
func (f *casesPage) gridOptions(options kit.GridOptions[store.CaseRow]) kit.GridOptions[store.CaseRow] {
	a, w := f.app, f.window
	options.ID = func(r store.CaseRow) int64 { return r.ID }
	options.Rows = func(ids []int64) ([]store.CaseRow, error) { return a.DB.CaseRows(w.Context(), ids) }
	options.OnError = w.Fail
	options.OnOpen = func(int64) { f.open() }
	options.OnMenu = func(_ []int64, at fyne.Position) { w.PopUpMenu(at, f.Actions()...) }
	options.Color = func(r store.CaseRow) fyne.ThemeColorName {
		if r.IsLate(a.DB.Today()) {
			return theme.ColorNameError
		}
		return ""
	}
	return options
}

// Object is what the main window shows of the page.
func (f *casesPage) Object() fyne.CanvasObject { return f.body }

// Focus sets the keyboard where she begins.
func (f *casesPage) Focus() {
	if f.onBoard {
		f.board.focus()
		return
	}
	f.window.Focus(f.grid.Focusable())
}

// view shows the board or the list.
func (f *casesPage) view(board bool) {
	f.onBoard = board
	if board {
		f.states.Hide()
		f.grid.Hide()
		f.board.body.Show()
	} else {
		f.states.Show()
		f.grid.Show()
		f.board.body.Hide()
	}
	f.body.Refresh()
}

func (f *casesPage) toggleView() {
	f.view(!f.onBoard)
	view := ""
	if f.onBoard {
		f.state, view = "", filesViewBoard
	}
	f.window.Remember(filesViewSetting, view)
	f.Reload()
	f.Focus()
}

// showState shows the list narrowed to a state.
func (f *casesPage) showState(key string) {
	f.state = key
	if f.onBoard {
		f.toggleView()
		return
	}
	f.Reload()
}

// row is the case that an action acts on.
func (f *casesPage) row() (store.CaseRow, bool) {
	if f.onBoard {
		return f.board.row()
	}
	return f.grid.Row(f.grid.Current())
}

// open shows the case as what it is itself: while another kind is read, the one of before is still on the screen.
func (f *casesPage) open() {
	if row, ok := f.row(); ok {
		OpenCase(f.app, row.Kind, row.ID)
	}
}

// Actions are the toolbar and the keys of the page.
func (f *casesPage) Actions() []kit.Action {
	w, a := f.window, f.app
	return []kit.Action{
		{Label: w.T("action.new"), Icon: theme.ContentAddIcon(), Tooltip: w.T("files.new_hint"), Key: "Ctrl+N", Run: func() { NewCase(a, f.kind.Name, 0) }},
		{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Run: f.open},
		{Label: w.T("documents.client"), Icon: theme.AccountIcon(), Key: "Ctrl+K", Run: func() {
			if row, ok := f.row(); ok && row.ClientID != 0 {
				a.Doors.OpenClient(row.ClientID)
			}
		}},
		{},
		{Label: w.T("files.board"), Icon: theme.GridIcon(), Tooltip: w.T("files.board_hint"), Key: "Ctrl+T", Run: f.toggleView},
		{Label: w.T("files.late"), Icon: theme.WarningIcon(), Tooltip: w.T("files.late_hint"), Key: "Ctrl+L", Run: func() { f.late = !f.late; f.Reload() }},
		{Label: w.T("files.directory"), Icon: theme.ListIcon(), Tooltip: w.T("files.directory_hint"), Key: "Ctrl+B", Run: func() { OpenDirectory(a) }},
		{Label: w.T("action.export"), Icon: theme.DownloadIcon(), Key: "Ctrl+E", Run: f.export},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: f.Reload, IconOnly: true},
		{Label: w.T("files.search"), Key: "Ctrl+F", MenuOnly: true, Run: func() { w.Focus(f.search) }},
	}
}

// Reload reads the page again from the file.
func (f *casesPage) Reload() {
	kind, today := f.kind.Name, f.app.DB.Today()
	kit.Load(f.window, "files.states", func(ctx context.Context) (map[string]store.CaseCounts, error) {
		return f.app.DB.CountCases(ctx, kind, today)
	}, func(counts map[string]store.CaseCounts) {
		f.showStates(counts)
	})
	f.loadCases()
}

// showStates has a button for each state, with how many cases stand in it and how many of them are late.
func (f *casesPage) showStates(counts map[string]store.CaseCounts) {
	p := f.app.Printer
	f.states.RemoveAll()
	add := func(key, label string, count store.CaseCounts) {
		text := label + "  " + p.Number(int64(count.Files))
		if count.Late > 0 {
			text += "  " + p.N("files.late_count", count.Late)
		}
		button := kit.NewButton(text, func() { f.showState(key) })
		if f.state == key {
			button.Importance = widget.HighImportance
		} else if count.Late > 0 {
			button.SetIcon(theme.NewErrorThemedResource(theme.WarningIcon()))
		}
		f.states.Add(button)
	}
	var all store.CaseCounts
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

func (f *casesPage) filter() store.CaseFilter {
	filter := store.CaseFilter{Kind: f.kind.Name, Search: f.search.Text}
	if f.state != "" {
		filter.States = []string{f.state}
	}
	if f.late {
		filter.LateOn = f.app.DB.Today()
	}
	return filter
}

func (f *casesPage) loadCases() {
	if f.onBoard {
		f.loadBoard()
	} else {
		f.loadList()
	}
}

func (f *casesPage) loadBoard() {
	filter, today := f.filter(), f.app.DB.Today()
	kit.Load(f.window, "files", func(ctx context.Context) (map[string]store.CaseStack, error) {
		return f.app.DB.CaseBoard(ctx, filter, today)
	}, func(files map[string]store.CaseStack) {
		f.board.show(files)
		f.showCount(len(f.board.ids()))
	})
}

func (f *casesPage) loadList() {
	filter := f.filter()
	kit.Load(f.window, "files", func(ctx context.Context) ([]int64, error) {
		return f.app.DB.CaseIDs(ctx, filter)
	}, func(ids []int64) {
		f.grid.SetIDs(ids)
		f.showCount(len(ids))
	})
}

func (f *casesPage) showCount(files int) {
	text := f.app.Printer.N("files.count", files)
	if f.late {
		text += "  ·  " + f.window.T("files.only_late")
	}
	f.count.SetText(text)
}

func (f *casesPage) export() {
	ids := f.grid.IDs()
	if f.onBoard {
		ids = f.board.ids()
	}
	exportCases(f.app, f.window, f.kind, ids)
}
