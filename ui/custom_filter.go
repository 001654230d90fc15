package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/ui/kit"
)

// filterWindow builds a custom filter with the mouse: groups of rules, and rules of field, operator and value.
type filterWindow struct {
	app    *App
	window *kit.Window
	root   *ruleNode
	body   *fyne.Container
	fields []store.FilterField
	use    func(*store.Rule)
	error  *widget.Label
}

// ruleNode is a rule while it is being edited: a group when group is set.
type ruleNode struct {
	group    string
	children []*ruleNode
	field    store.FilterField
	operator string
	values   [2]string
}

func (a *App) openCustomFilter(rule *store.Rule, use func(*store.Rule)) {
	f := &filterWindow{app: a, fields: store.FilterFields(), use: use, body: container.NewVBox()}
	f.window = a.newWindow(kit.WindowOptions{Key: "custom_filter", Title: a.p.T("filter.title"), Size: fyne.NewSize(860, 460)})
	f.setRule(rule)
	f.build()
	f.window.Show()
}

func (f *filterWindow) setRule(rule *store.Rule) {
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

func (f *filterWindow) newRule() *ruleNode {
	return &ruleNode{field: f.fields[0], operator: f.fields[0].Operators[0]}
}

func (f *filterWindow) nodeOf(rule store.Rule) *ruleNode {
	node := &ruleNode{group: rule.Group, operator: rule.Operator}
	for _, child := range rule.Rules {
		node.children = append(node.children, f.nodeOf(child))
	}
	for _, field := range f.fields {
		if field.Key == rule.Field {
			node.field = field
		}
	}
	for i := range min(len(rule.Values), 2) {
		node.values[i] = rule.Values[i]
	}
	return node
}

// rule returns the tree as the store keeps it.
func (n *ruleNode) rule() store.Rule {
	if n.group == "" {
		rule := store.Rule{Field: n.field.Key, Operator: n.operator}
		for i := range valueCount(n.operator) {
			rule.Values = append(rule.Values, n.values[i])
		}
		return rule
	}
	rule := store.Rule{Group: n.group}
	for _, child := range n.children {
		rule.Rules = append(rule.Rules, child.rule())
	}
	return rule
}

// valueCount is how many values an operator compares with.
func valueCount(operator string) int {
	switch operator {
	case store.Empty, store.NotEmpty, store.Yes, store.No:
		return 0
	case store.Between:
		return 2
	}
	return 1
}

func (f *filterWindow) build() {
	w := f.window
	f.error = widget.NewLabel("")
	f.error.Importance = widget.DangerImportance
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("filter.use"), Icon: theme.ConfirmIcon(), Key: "Ctrl+Return", Run: f.onUse},
		kit.Action{Label: w.T("filter.drop"), Icon: theme.ContentClearIcon(), Run: func() { f.use(nil); w.Discard() }},
		kit.Action{},
		kit.Action{Label: w.T("filter.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: f.onSave},
		kit.Action{Label: w.T("filter.saved"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Run: f.onOpen})
	f.show()
	w.SetBody(container.NewBorder(toolbar.Object, f.error, nil, nil, container.NewVScroll(f.body)))
}

// show draws the tree anew: its form changed.
func (f *filterWindow) show() {
	f.body.Objects = []fyne.CanvasObject{f.drawGroup(f.root, nil)}
	f.body.Refresh()
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
	kind.OnChanged = func(string) { node.group = groups[kind.SelectedIndex()] }
	head := container.NewHBox(kind,
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
	bar := canvas.NewRectangle(theme.Color(theme.ColorNamePrimary))
	bar.SetMinSize(fyne.NewSize(3, 0))
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
		node.operator, node.values = node.field.Operators[0], [2]string{}
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
		node.operator = node.field.Operators[operator.SelectedIndex()]
		f.show()
	}
	values := container.NewGridWithColumns(max(1, valueCount(node.operator)))
	for i := range valueCount(node.operator) {
		values.Add(f.valueEntry(node, i))
	}
	row := container.NewGridWithColumns(3, field, operator, values)
	return container.NewBorder(nil, nil, nil, f.removeButton(node, parent), row)
}

// valueEntry is a date field where the field is a date and the operator compares with one.
func (f *filterWindow) valueEntry(node *ruleNode, i int) fyne.CanvasObject {
	days := node.operator == store.LastDays || node.operator == store.NextDays
	if node.field.Type == store.DateField && !days {
		entry := kit.NewDateEntry(f.window, nil)
		entry.SetText(f.app.p.Date(node.values[i]))
		entry.Changed = func(iso string) { node.values[i] = iso }
		return entry
	}
	entry := kit.NewEntry()
	entry.SetText(node.values[i])
	entry.PlaceHolder = f.window.T("filter.value")
	if days {
		entry.PlaceHolder = f.window.T("filter.days_hint")
	}
	entry.OnChanged = func(text string) { node.values[i] = text }
	return entry
}

// check returns the rule when it can be evaluated and says otherwise what is missing.
func (f *filterWindow) check() (*store.Rule, bool) {
	rule := f.root.rule()
	if err := store.CheckCriteria(store.Criteria{Filter: &rule}); err != nil {
		f.error.SetText(explain(f.app.p, err))
		return nil, false
	}
	f.error.SetText("")
	return &rule, true
}

func (f *filterWindow) onUse() {
	if rule, ok := f.check(); ok {
		f.use(rule)
		f.window.Discard()
	}
}

func (f *filterWindow) onSave() {
	rule, ok := f.check()
	if !ok {
		return
	}
	w := f.window
	w.AskText(w.T("filter.save"), w.T("filter.name"), "", w.T("action.save"), func(name string) string {
		if name == "" {
			return w.T("check.required")
		}
		if _, err := f.app.db.SaveCustomFilter(w.Context(), store.CustomFilter{Name: name, Rule: *rule}); err != nil {
			return explain(f.app.p, err)
		}
		return ""
	})
}

func (f *filterWindow) onOpen() {
	w := f.window
	kit.Load(w.Runner, "filters", func(ctx context.Context) ([]store.CustomFilter, error) {
		return f.app.db.CustomFilters(ctx)
	}, func(all []store.CustomFilter, err error) {
		if err != nil {
			f.app.fail(w, err)
			return
		}
		var dialog *kit.Dialog
		grid := kit.NewSliceGrid(kit.SliceOptions[store.CustomFilter]{
			Columns: []kit.Column[store.CustomFilter]{
				{Key: "name", Label: w.T("filter.name"), Width: 400, Sort: true, Text: func(c store.CustomFilter) string { return c.Name }},
			},
			Empty: w.T("filter.no_saved"),
			OnOpen: func(c store.CustomFilter) {
				f.setRule(&c.Rule)
				f.show()
				dialog.Close()
			},
			OnDelete: func(rows []store.CustomFilter) {
				for _, c := range rows {
					f.app.fail(w, f.app.db.DeleteCustomFilter(w.Context(), c.ID))
				}
				dialog.Close()
			},
		})
		grid.SetRows(all)
		dialog = w.ShowDialog(kit.DialogOptions{
			Title: w.T("filter.saved"), Body: grid, MinSize: fyne.NewSize(440, 280), Focus: grid.Focusable(),
			Choices: []kit.Choice{{Label: w.T("kit.cancel"), Cancel: true}},
		})
	})
}
