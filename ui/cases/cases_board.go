package cases

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// casesBoard shows the cases of a kind as cards in a column for each state, what is due first on top.
type casesBoard struct {
	Page   *casesPage
	kind   string // whose columns stand there
	stacks []*caseStack
	scroll *container.Scroll
	empty  *widget.Label // says what to do while there is no card
	body   *fyne.Container
	wanted bool // the keyboard comes here as soon as there are cards
}

// caseStack is the column of a state: its heading, which narrows the list to it, and its cards.
type caseStack struct {
	state   garage.CaseState
	heading *kit.Button
	grid    *kit.Grid[store.CaseRow]
	body    *fyne.Container
}

func newCasesBoard(page *casesPage) *casesBoard {
	b := &casesBoard{Page: page, scroll: container.NewHScroll(container.NewWithoutLayout()), empty: widget.NewLabel(page.window.T("files.empty"))}
	b.empty.Importance = widget.LowImportance
	b.empty.Hide()
	b.body = container.NewStack(b.scroll, container.NewCenter(b.empty))
	return b
}

// show has the columns of the page's kind hold these cases.
func (b *casesBoard) show(files map[string]store.CaseStack) {
	if b.kind != b.Page.kind.Name {
		b.kind, b.stacks = b.Page.kind.Name, nil
		columns := container.NewGridWithColumns(len(b.Page.kind.States))
		for i, state := range b.Page.kind.States {
			stack := b.newStack(i, state)
			b.stacks = append(b.stacks, stack)
			columns.Add(stack.body)
		}
		b.scroll.Content = columns
	}
	p := b.Page.app.Printer
	for _, stack := range b.stacks {
		files := files[stack.state.Key]
		stack.heading.SetText(p.T(stack.state.LabelKey()) + "  " + p.Number(int64(len(files.IDs))))
		stack.heading.SetIcon(nil)
		tip := p.T("files.stack_hint")
		if files.Late > 0 {
			stack.heading.SetIcon(theme.NewErrorThemedResource(theme.WarningIcon()))
			tip = p.N("files.late_count", files.Late) + "  ·  " + tip
		}
		stack.heading.SetToolTip(tip)
		stack.grid.SetIDs(files.IDs)
	}
	b.scroll.Refresh()
	b.empty.Hidden = len(files) > 0
	b.empty.Refresh()
	if b.wanted && len(files) > 0 {
		b.focus()
	}
}

// focus gives the keyboard to the column that has the selected card, else to the first one with cards.
func (b *casesBoard) focus() {
	if b.kind != b.Page.kind.Name { // the columns of another kind, which soon are none
		b.wanted = true
		return
	}
	for i, stack := range b.stacks {
		if stack.grid.SelectedCount() > 0 {
			b.focusFrom(i, 1)
			return
		}
	}
	b.wanted = !b.focusFrom(0, 1)
}

func (b *casesBoard) newStack(place int, state garage.CaseState) *caseStack {
	page, stack := b.Page, &caseStack{state: state}
	stack.heading = kit.NewButton("", func() { page.showState(state.Key) })
	stack.heading.Alignment = widget.ButtonAlignLeading
	stack.grid = kit.NewGrid(page.gridOptions(kit.GridOptions[store.CaseRow]{
		Columns: cardLines(page.app), Cards: true,
		OnSelect: func() { b.selected(stack) },
		OnKey: func(event *fyne.KeyEvent, _ fyne.KeyModifier) bool {
			switch event.Name {
			case fyne.KeyLeft:
				b.focusFrom(place-1, -1)
			case fyne.KeyRight:
				b.focusFrom(place+1, 1)
			default:
				return false
			}
			return true
		},
	}))
	stack.body = kit.Under(stack.heading, stack.grid)
	return stack
}

// cardLines are what a card says: which car and until when, whose, and what it is.
func cardLines(a *desk.App) []kit.Column[store.CaseRow] {
	line := func(key string, of func(store.CaseRow) string) kit.Column[store.CaseRow] {
		return kit.Column[store.CaseRow]{Key: key, Text: of}
	}
	return []kit.Column[store.CaseRow]{
		line("plate", func(r store.CaseRow) string {
			first := r.Plate
			if first == "" {
				first = r.Number
			}
			if r.LateOn != "" {
				first += "  " + a.Printer.Date(r.LateOn)
			}
			return first
		}),
		line("client", func(r store.CaseRow) string {
			if r.ClientName == "" {
				return r.Partner
			}
			return r.ClientName
		}),
		line("vehicle", func(r store.CaseRow) string { return r.Vehicle }),
	}
}

// selected leaves a selection in one column only, so that what acts on the selected case has no other in mind.
func (b *casesBoard) selected(in *caseStack) {
	if in.grid.SelectedCount() == 0 {
		return
	}
	for _, stack := range b.stacks {
		if stack != in && stack.grid.SelectedCount() > 0 {
			stack.grid.Select()
		}
	}
}

// row is the selected card, or the one that the keyboard is on.
func (b *casesBoard) row() (row store.CaseRow, ok bool) {
	for _, stack := range b.stacks {
		if ids := stack.grid.Selected(); len(ids) > 0 {
			return stack.grid.Row(ids[0])
		}
	}
	for _, stack := range b.stacks {
		if b.Page.window.Canvas().Focused() == stack.grid.Focusable() {
			return stack.grid.Row(stack.grid.Current())
		}
	}
	return row, false
}

// ids are all cases of the board, column by column.
func (b *casesBoard) ids() (all []int64) {
	for _, stack := range b.stacks {
		all = append(all, stack.grid.IDs()...)
	}
	return all
}

func (b *casesBoard) reloadRows() {
	for _, stack := range b.stacks {
		stack.grid.Reload()
	}
}

// focusFrom gives the keyboard to the next column with cards and brings it into sight; false = there is none.
func (b *casesBoard) focusFrom(place, step int) bool {
	for ; place >= 0 && place < len(b.stacks); place += step {
		stack := b.stacks[place]
		if len(stack.grid.IDs()) == 0 {
			continue
		}
		id := stack.grid.Current()
		if id == 0 {
			id = stack.grid.IDs()[0]
		}
		stack.grid.Select(id)
		b.Page.window.Focus(stack.grid.Focusable())
		left, width := stack.body.Position().X, stack.body.Size().Width
		offset := min(b.scroll.Offset.X, left)
		b.scroll.ScrollToOffset(fyne.NewPos(max(offset, left+width-b.scroll.Size().Width), 0))
		return true
	}
	return false
}
