package mailings

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// listWindow is the list builder: criteria on the left, who meets them in the centre, the selection on the right.
type listWindow struct {
	app    *desk.App
	window *kit.Window
	start  desk.ListStart

	panel       *criteriaPanel
	found       *kit.Grid[garage.ClientRow]
	selection   *kit.Grid[garage.ClientRow]
	foundCount  *widget.Label
	chosenCount *widget.Label
	problems    *widget.Label
	promotional *kit.Check

	matches    []int64 // who meets the criteria, those of the selection among them
	chosen     []int64
	foundSort  desk.Sorting
	chosenSort desk.Sorting
	segment    string // the name it was saved or opened by: proposed when she saves again
}

// OpenListBuilder opens a list builder of its own that begins with start.
func OpenListBuilder(a *desk.App, start desk.ListStart) *listWindow {
	l := &listWindow{app: a, start: start, chosen: slices.Clone(start.ClientIDs)}
	l.window = a.NewWindow(kit.WindowOptions{Key: "list_builder", Title: a.Printer.T("list.title"), Size: fyne.NewSize(1240, 640)})
	l.build()
	a.Bus.Subscribe(l.window, desk.TopicClients, l.load)
	a.Bus.Subscribe(l.window, desk.TopicMarks, l.load)
	if start.Marked {
		l.panel.set(garage.Criteria{Marked: true})
	}
	l.window.Show()
	l.load()
	l.window.Focus(l.found.Focusable())
	return l
}

func (l *listWindow) build() {
	w := l.window
	l.panel = newCriteriaPanel(l.app, w, l.load)
	l.found = l.newGrid(&l.foundSort, kit.Right, w.T("list.empty_found"), l.loadMatches)
	l.selection = l.newGrid(&l.chosenSort, kit.Left, w.T("list.empty_selection"), l.sortChosen)
	l.foundCount, l.chosenCount, l.problems = widget.NewLabel(""), widget.NewLabel(""), widget.NewLabel("")
	l.problems.Importance = widget.WarningImportance
	l.promotional = kit.NewCheck(w.T("list.promotional"), func(bool) { l.selection.Reload(); l.countProblems() })
	w.RememberColumns("list_found", l.found)
	w.RememberColumns("list_selection", l.selection)
	l.foundSort.Key, l.foundSort.Descending = l.found.Sorted()
	l.chosenSort.Key, l.chosenSort.Descending = l.selection.Sorted()

	head := func(key string, count *widget.Label) fyne.CanvasObject {
		return container.NewBorder(nil, nil, kit.Heading(w.T(key)), count)
	}
	lists := kit.NewTransfer(w, kit.TransferOptions{
		Left:   container.NewBorder(head("list.found", l.foundCount), nil, nil, nil, l.found),
		Right:  container.NewBorder(head("list.selection", l.chosenCount), l.problems, nil, nil, l.selection),
		OnMove: l.onMove, OnMoveAll: l.onMoveAll, SplitKey: "list_lists",
	})
	split := container.NewHSplit(l.panel.object, lists)
	w.RememberSplit("list_criteria", split, 0.24)
	toolbar := w.NewToolbar(l.actions()...)
	w.SetBody(container.NewBorder(container.NewBorder(nil, nil, nil, l.promotional, toolbar.Object), nil, nil, nil, split))
}

func (l *listWindow) actions() []kit.Action {
	w := l.window
	write := w.T("list.write")
	if l.start.MailingID != 0 {
		write = w.T("list.keep_recipients")
	}
	return []kit.Action{
		{Label: write, Accent: true, Icon: theme.MailComposeIcon(), Key: "Ctrl+Return", Run: l.onWrite},
		{},
		{Label: w.T("list.save_segment"), Icon: theme.DocumentSaveIcon(), Tooltip: w.T("list.save_hint"), Key: "Ctrl+S", Run: l.onSaveSegment},
		{Label: w.T("list.open_segment"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Run: l.onOpenSegment},
		{},
		{Label: w.T("list.take_out_problems"), Icon: theme.ContentRemoveIcon(), Key: "Ctrl+P", Run: l.onTakeOutProblems},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: l.load, IconOnly: true},
	}
}

// newGrid makes one of the two lists; a double click or Enter moves a client over to the other.
func (l *listWindow) newGrid(order *desk.Sorting, to kit.Side, empty string, reload func()) *kit.Grid[garage.ClientRow] {
	w, p := l.window, l.app.Printer
	text := func(key string, width float32, of func(garage.ClientRow) string) kit.Column[garage.ClientRow] {
		return kit.Column[garage.ClientRow]{Key: key, Label: w.T("list." + key), Width: width, Sort: true, Text: of}
	}
	problem := kit.Column[garage.ClientRow]{Key: "problem", Label: w.T("list.problem"), Width: 150, Text: l.problemOf}
	problem.Color = func(garage.ClientRow) fyne.ThemeColorName { return theme.ColorNameWarning }
	return kit.NewGrid(kit.GridOptions[garage.ClientRow]{
		Columns: []kit.Column[garage.ClientRow]{
			text("name", 170, func(c garage.ClientRow) string { return c.ListName() }), problem,
			text("email", 190, func(c garage.ClientRow) string { return c.Email }),
			text("locality", 110, func(c garage.ClientRow) string { return c.Postcode + " " + c.Locality }),
			text("plates", 120, func(c garage.ClientRow) string { return c.Plates }),
			text("last_visit", 90, func(c garage.ClientRow) string { return p.Date(c.LastVisit) }),
			text("language", 60, func(c garage.ClientRow) string { return c.Language }),
			text("number", 80, func(c garage.ClientRow) string { return c.Number }),
		},
		ID:      func(c garage.ClientRow) int64 { return c.ID },
		Rows:    func(ids []int64) ([]garage.ClientRow, error) { return l.app.DB.ClientRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen:  func(id int64) { l.move([]int64{id}, to) },
		OnMenu:  func(ids []int64, at fyne.Position) { l.onMenu(ids, to, at) },
		OnSort: func(key string, descending bool) {
			*order = desk.Sorting{Key: key, Descending: descending}
			reload()
		},
		Empty: empty,
	})
}

// problemOf says in the row why a client would not get the mail.
func (l *listWindow) problemOf(c garage.ClientRow) string {
	switch {
	case c.Email == "" && c.RefusedMail != "":
		return l.window.T("list.refused_email", "Value", c.RefusedMail)
	case c.Email == "":
		return l.window.T("list.no_email")
	case l.promotional.Checked && !c.AcceptsPromotional:
		return l.window.T("list.not_accepted")
	}
	return ""
}

// load finds who meets the criteria and counts what is wrong with the selection.
func (l *listWindow) load() {
	l.loadMatches()
	l.selection.Reload()
	l.countProblems()
}

func (l *listWindow) loadMatches() {
	wanted := l.panel.criteria()
	filter := store.ClientFilter{Criteria: wanted, Sort: store.ClientSort(l.foundSort.Key), Descending: l.foundSort.Descending}
	kit.Try(l.window.Runner, "matches", func(ctx context.Context) ([]int64, error) {
		if err := criteria.CheckCriteria(wanted); err != nil {
			return nil, err
		}
		return l.app.DB.ClientIDs(ctx, filter)
	}, func(ids []int64, err error) {
		var field *garage.FieldError
		if errors.As(err, &field) {
			l.panel.tell(l.window.T(field.Reason))
			return
		}
		if err != nil {
			l.window.Fail(err)
			return
		}
		l.panel.tell("")
		l.matches = ids
		l.show()
	})
}

// show puts in the centre who is not in the selection already: nobody stands in both.
func (l *listWindow) show() {
	chosen := make(map[int64]bool, len(l.chosen))
	for _, id := range l.chosen {
		chosen[id] = true
	}
	left := make([]int64, 0, len(l.matches))
	for _, id := range l.matches {
		if !chosen[id] {
			left = append(left, id)
		}
	}
	empty := "list.empty_found"
	if len(l.matches) > 0 { // all of them are on the right
		empty = "list.all_chosen"
	}
	l.found.SetEmpty(l.window.T(empty))
	l.found.SetIDs(left)
	l.selection.SetIDs(l.chosen)
	l.foundCount.SetText(l.app.Printer.N("list.count", len(left)))
	l.chosenCount.SetText(l.app.Printer.N("list.count", len(l.chosen)))
}

// sortChosen puts the selection in the order of the list of all clients, by the column she clicked.
func (l *listWindow) sortChosen() {
	chosen := make(map[int64]bool, len(l.chosen))
	for _, id := range l.chosen {
		chosen[id] = true
	}
	order := store.ClientFilter{Sort: store.ClientSort(l.chosenSort.Key), Descending: l.chosenSort.Descending}
	kit.Load(l.window, "sort_chosen", func(ctx context.Context) ([]int64, error) {
		all, err := l.app.DB.ClientIDs(ctx, order)
		return slices.DeleteFunc(all, func(id int64) bool { return !chosen[id] }), err
	}, func(sorted []int64) {
		if len(sorted) == len(l.chosen) { // nothing was moved meanwhile
			l.chosen = sorted
			l.show()
		}
	})
}

// countProblems says under the selection how many would not get the mail, before anything is written.
func (l *listWindow) countProblems() {
	ids, promotional := slices.Clone(l.chosen), l.promotional.Checked
	kit.Load(l.window, "problems", func(ctx context.Context) (store.Unreachable, error) {
		return l.app.DB.UnreachableClients(ctx, ids, promotional)
	}, func(counts store.Unreachable) {
		text := ""
		if counts.WithoutEmail > 0 {
			text = l.app.Printer.N("list.without_email", counts.WithoutEmail)
		}
		if counts.NotAccepting > 0 {
			if text != "" {
				text += "  ·  "
			}
			text += l.app.Printer.N("list.not_accepting", counts.NotAccepting)
		}
		l.problems.SetText(text)
	})
}
