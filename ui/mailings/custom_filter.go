package mailings

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
)

// filterWindow builds a custom filter with the mouse: groups of rules, and rules of field, operator and value.
type filterWindow struct {
	app     *desk.App
	window  *kit.Window
	root    *ruleNode
	body    *fyne.Container
	fields  []criteria.FilterField
	use     func(*garage.Rule)
	error   *widget.Label
	meaning *widget.Label // what it says
	count   *widget.Label // how many clients meet it
	name    string        // it was saved or opened by

	choices filterChoices
}

// openCustomFilter shows a filter, nil = an empty one; use gets what she makes of it.
func openCustomFilter(a *desk.App, rule *garage.Rule, use func(*garage.Rule)) *filterWindow {
	f := &filterWindow{app: a, fields: criteria.FilterFields(), use: use, body: container.NewVBox()}
	f.window = a.NewWindow(kit.WindowOptions{Key: "custom_filter", Title: a.Printer.T("filter.title"), Size: fyne.NewSize(860, 460)})
	f.setRule(rule)
	f.build()
	f.window.Show()
	f.loadChoices()
	return f
}

func (f *filterWindow) setRule(rule *garage.Rule) {
	f.root = &ruleNode{group: "and"}
	switch {
	case rule == nil:
		f.root.children = []*ruleNode{f.newRule()}
	case rule.Group == "":
		f.root.children = []*ruleNode{f.nodeOf(*rule)}
	default:
		f.root = f.nodeOf(*rule)
	}
}

func (f *filterWindow) build() {
	w := f.window
	f.error = widget.NewLabel("")
	f.error.Importance = widget.DangerImportance
	f.meaning, f.count = kit.WrappedLabel(), widget.NewLabel("")
	f.count.TextStyle.Bold = true
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("filter.use"), Accent: true, Icon: theme.ConfirmIcon(), Key: "Ctrl+Return", Run: f.onUse},
		kit.Action{Label: w.T("filter.drop"), Icon: theme.ContentClearIcon(), Run: func() { f.use(nil); w.Discard() }},
		kit.Action{},
		kit.Action{Label: w.T("filter.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: f.onSave},
		kit.Action{Label: w.T("filter.saved"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Run: f.onOpen})
	f.show()
	w.SetBody(container.NewBorder(toolbar.Object, container.NewVBox(f.error, f.meaning, f.count), nil, nil, w.NewScroll(f.body)))
}

// show draws the tree anew: its form changed.
func (f *filterWindow) show() {
	f.body.Objects = []fyne.CanvasObject{f.drawGroup(f.root, nil)}
	f.body.Refresh()
	f.showMeaning()
}

func (f *filterWindow) drawGroup(node, parent *ruleNode) fyne.CanvasObject {
	w := f.window
	groups := []string{"and", "or", "not"}
	var labels []string
	for _, group := range groups {
		labels = append(labels, w.T("filter."+group))
	}
	kind := kit.NewSelect(labels, nil)
	for i, group := range groups {
		if group == node.group {
			kind.SetSelectedIndex(i)
		}
	}
	kind.OnChanged = func(string) { node.group = groups[kind.SelectedIndex()]; f.showMeaning() }
	wide := container.NewGridWrap(fyne.NewSize(220, kind.MinSize().Height), kind) // alone it would be as narrow as its arrow
	head := container.NewHBox(wide,
		kit.NewIconButton(w.T("filter.add_rule"), theme.ContentAddIcon(), func() { node.children = append(node.children, f.newRule()); f.show() }),
		kit.NewIconButton(w.T("filter.add_group"), theme.FolderNewIcon(), func() {
			node.children = append(node.children, &ruleNode{group: "or", children: []*ruleNode{f.newRule()}})
			f.show()
		}))
	if parent != nil {
		head.Add(f.removeButton(node, parent))
	}
	rows := container.NewVBox(head)
	for _, child := range node.children {
		if child.group != "" {
			rows.Add(f.drawGroup(child, node))
		} else {
			rows.Add(f.drawRule(child, node))
		}
	}
	bar := kit.NewGround(theme.ColorNamePrimary, fyne.NewSize(3, 0))
	return container.NewPadded(container.NewBorder(nil, nil, bar, nil, rows))
}

func (f *filterWindow) removeButton(node, parent *ruleNode) fyne.CanvasObject {
	button := kit.NewIconButton("", theme.DeleteIcon(), func() {
		for i, child := range parent.children {
			if child == node {
				parent.children = append(parent.children[:i], parent.children[i+1:]...)
				break
			}
		}
		f.show()
	})
	button.SetToolTip(f.window.T("filter.remove"))
	return button
}

func (f *filterWindow) drawRule(node, parent *ruleNode) fyne.CanvasObject {
	w := f.window
	var labels, operators []string
	at := 0
	for i, field := range f.fields {
		labels = append(labels, w.T("filter."+field.Key))
		if field.Key == node.field.Key {
			at = i
		}
	}
	field := kit.NewSelect(labels, nil)
	field.SetSelectedIndex(at)
	field.OnChanged = func(string) {
		node.field = f.fields[field.SelectedIndex()]
		node.operator, node.values = node.field.Operators[0], nil
		f.tell(node, "")
		f.show()
	}
	chosen := 0
	for i, operator := range node.field.Operators {
		operators = append(operators, w.T("filter.operator."+operator))
		if operator == node.operator {
			chosen = i
		}
	}
	operator := kit.NewSelect(operators, nil)
	operator.SetSelectedIndex(chosen)
	operator.OnChanged = func(string) {
		before := countsDays(node.operator)
		node.operator = node.field.Operators[operator.SelectedIndex()]
		if countsDays(node.operator) != before {
			node.values = nil // a day is no number of days
		}
		f.tell(node, "")
		f.show()
	}
	row := container.NewGridWithColumns(3, field, operator, f.drawValues(node))
	if node.problem == nil {
		node.problem = canvas.NewText("", theme.Color(theme.ColorNameError))
		node.problem.TextSize = theme.CaptionTextSize()
		node.problem.Alignment = fyne.TextAlignTrailing
		node.problem.Hide()
	}
	return container.NewBorder(nil, node.problem, nil, f.removeButton(node, parent), row)
}

// tell says under a rule what is wrong with it, "" = nothing.
func (f *filterWindow) tell(node *ruleNode, problem string) {
	if node.problem == nil || node.problem.Text == problem {
		return
	}
	node.problem.Text = problem
	if problem == "" {
		node.problem.Hide()
	} else {
		node.problem.Show()
	}
	f.body.Refresh()
}

// check returns the rule when it can be evaluated and says otherwise, where it is, what is missing.
func (f *filterWindow) check() (*garage.Rule, bool) {
	f.error.SetText("")
	rule := f.root.rule()
	err := criteria.CheckRule(rule)
	if err == nil {
		return &rule, true
	}
	var wrong *criteria.RuleError
	if errors.As(err, &wrong) {
		if node := f.root.at(wrong.Path); node != nil && node.group == "" {
			f.tell(node, f.window.T(wrong.Reason))
			if node.focus != nil {
				f.window.Focus(node.focus)
			}
			return nil, false
		}
	}
	f.error.SetText(explain.Error(f.app.Printer, err))
	return nil, false
}

func (f *filterWindow) onUse() {
	if rule, ok := f.check(); ok {
		f.use(rule)
		f.window.Discard()
	}
}

// countPause is how long she must leave the filter alone for its clients to be counted.
const countPause = 250 * time.Millisecond

// customFilters are the filters that she keeps by name.
func customFilters(a *desk.App, says filterWords) kit.Named[garage.CustomFilter] {
	return kit.Named[garage.CustomFilter]{
		Key: "filters", Width: 220, Taken: garage.ErrConflict,
		Words: kit.NamedWords{
			Open: "filter.saved", Save: "filter.save", Name: "filter.name", Empty: "filter.no_saved",
			Again: "filter.replace_again", Saved: "filter.is_saved",
		},
		Columns: []kit.Column[garage.CustomFilter]{{
			Key: "says", Label: a.Printer.T("filter.sentence"), Width: 420,
			Text: func(f garage.CustomFilter) string { return says.sentence(f.Rule) },
		}},
		Of:  func(f garage.CustomFilter) (int64, string) { return f.ID, f.Name },
		All: a.DB.CustomFilters,
		Rename: func(ctx context.Context, f garage.CustomFilter, name string) error {
			f.Name = name
			_, err := a.DB.SaveCustomFilter(ctx, f)
			return err
		},
		Delete: func(ctx context.Context, f garage.CustomFilter) (func(context.Context) error, error) {
			back := func(ctx context.Context) error {
				again := f
				again.ID = 0
				_, err := a.DB.SaveCustomFilter(ctx, again)
				return err
			}
			return back, a.DB.DeleteCustomFilter(ctx, f.ID)
		},
	}
}

func (f *filterWindow) named() kit.Named[garage.CustomFilter] {
	return customFilters(f.app, filterWords{f.app, f.choices})
}

func (f *filterWindow) onSave() {
	rule, ok := f.check()
	if !ok {
		return
	}
	f.named().Save(f.window, f.name, func(ctx context.Context, name string, replace int64) error {
		_, err := f.app.DB.SaveCustomFilter(ctx, garage.CustomFilter{ID: replace, Name: name, Rule: *rule})
		return err
	}, func(name string) { f.name = name })
}

func (f *filterWindow) onOpen() {
	f.named().Choose(f.window, func(filter garage.CustomFilter) {
		f.setRule(&filter.Rule)
		f.name = filter.Name
		f.show()
	})
}
