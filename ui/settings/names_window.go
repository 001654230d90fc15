package settings

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// namesWindow lists the families and types of clients and the journals, to be renamed, merged and deleted.
type namesWindow struct {
	app    *desk.App
	window *kit.Window
	grid   *kit.SliceGrid[store.NamedRow]
}

// OpenNames shows the families, client types and journals.
func OpenNames(a *desk.App) {
	kit.OpenOnce(a.Host, "names", kit.Single, func() *namesWindow { return newNamesWindow(a) }).load()
}

func newNamesWindow(a *desk.App) *namesWindow {
	n := &namesWindow{app: a}
	n.window = a.NewWindow(kit.WindowOptions{Key: "names", Title: a.Printer.T("names.title"), Size: fyne.NewSize(640, 480)})
	w := n.window
	column := func(key string, width float32, of func(store.NamedRow) string) kit.Column[store.NamedRow] {
		return kit.Column[store.NamedRow]{Key: key, Label: w.T("names." + key), Width: width, Sort: true, Text: of}
	}
	used := column("used", 110, func(r store.NamedRow) string { return a.Printer.Number(int64(r.Used)) })
	used.Compare = func(one, other store.NamedRow) int { return cmp.Compare(one.Used, other.Used) }
	used.Align = fyne.TextAlignTrailing
	n.grid = kit.NewSliceGrid(kit.SliceOptions[store.NamedRow]{
		Columns: []kit.Column[store.NamedRow]{
			column("list", 150, func(r store.NamedRow) string { return w.T("names.list_" + string(r.List)) }),
			column("name", 220, n.nameOf),
			column("code", 80, func(r store.NamedRow) string { return r.Journal.Code }),
			used,
		},
		Empty:    w.T("names.empty"),
		OnOpen:   n.edit,
		OnDelete: n.remove,
	})
	w.RememberColumns("names", n.grid)
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("action.rename"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+O", Run: n.withCurrent(n.edit)},
		kit.Action{Label: w.T("names.merge"), Icon: theme.ContentCopyIcon(), Key: "Ctrl+M", Run: n.withCurrent(n.merge)},
		kit.Action{Label: w.T("action.delete"), Icon: theme.DeleteIcon(), Run: func() { n.remove(n.grid.SelectedRows()) }})
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil, n.grid))
	a.Bus.Subscribe(w, desk.TopicClients, n.load)
	w.ShowsOne(n, kit.Single)
	w.Show()
	w.Focus(n.grid.Focusable())
	return n
}

// withCurrent does something with the row of the keyboard.
func (n *namesWindow) withCurrent(do func(store.NamedRow)) func() {
	return func() {
		if row, ok := n.grid.CurrentRow(); ok {
			do(row)
		}
	}
}

// nameOf is a row's name; a journal without one is called by its kind.
func (n *namesWindow) nameOf(r store.NamedRow) string {
	if r.List == store.JournalNames && r.Name == "" {
		return n.window.T(r.Journal.Kind.LabelKey())
	}
	return r.Name
}

func (n *namesWindow) load() {
	kit.Load(n.window, "names", n.app.DB.NamedRows, n.grid.SetRows)
}

// changed reloads the list and tells the windows that show clients.
func (n *namesWindow) changed() { n.app.Bus.Announce(desk.TopicClients) }

// edit renames a row, of a journal the code too.
func (n *namesWindow) edit(row store.NamedRow) {
	w := n.window
	fields := []kit.Field{{Key: "name", Label: w.T("names.name")}}
	if row.List == store.JournalNames {
		fields = append(fields, kit.Field{Key: "code", Label: w.T("names.code"), Hint: w.T("names.code_hint")})
	}
	form := kit.NewForm(w, 1, fields...)
	form.SetValue("name", row.Name)
	if row.List == store.JournalNames {
		form.SetValue("code", row.Journal.Code)
	}
	var dialog *kit.Dialog
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("names.list_" + string(row.List)), Body: form.Object, MinSize: fyne.NewSize(420, 0),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("action.save"), Default: true, Do: func() bool {
				renamed := row
				renamed.Name = form.Value("name")
				if row.List == store.JournalNames {
					renamed.Journal.Code = form.Value("code")
				}
				n.save(renamed, form, fields, func() { dialog.Close() })
				return false
			}},
		},
	})
	form.Focus("name")
}

func (n *namesWindow) save(row store.NamedRow, form *kit.Form, fields []kit.Field, done func()) {
	w := n.window
	kit.Try(w.Runner, "names.save", func(ctx context.Context) (int64, error) {
		return n.app.DB.SaveNamed(ctx, row)
	}, func(_ int64, err error) {
		field := "name"
		if row.List == store.JournalNames {
			field = "code"
		}
		switch {
		case errors.Is(err, garage.ErrConflict):
			form.SetError(field, w.T("names.taken"))
			form.Focus(field)
		case errors.Is(err, garage.ErrIssued):
			form.SetError(field, w.T("names.code_issued"))
			form.Focus(field)
		case err != nil:
			desk.ShowFieldProblem(n.app, w, form, fields, err)
		default:
			done()
			n.changed()
		}
	})
}

// remove deletes rows that nobody has; one that is in use stays, and she is told what to do.
func (n *namesWindow) remove(rows []store.NamedRow) {
	if len(rows) == 0 {
		return
	}
	kit.Try(n.window.Runner, "names.delete", func(ctx context.Context) (removed []store.NamedRow, err error) {
		for _, row := range rows {
			if err := n.app.DB.DeleteNamed(ctx, row); err != nil {
				return removed, err
			}
			removed = append(removed, row)
		}
		return removed, nil
	}, func(removed []store.NamedRow, err error) {
		w := n.window
		if errors.Is(err, garage.ErrInUse) {
			w.Tell(w.T("action.delete"), w.T("names.in_use", "Name", n.nameOf(rows[len(removed)])))
		} else if err != nil {
			w.Fail(err)
		}
		n.changed()
		if len(removed) > 0 { // those before the one that failed are gone
			w.Notice(n.app.Printer.N("names.removed", len(removed)), w.T("action.undo"), func() { n.putBack(removed) })
		}
	})
}

func (n *namesWindow) putBack(rows []store.NamedRow) {
	kit.Change(n.window, "names.back", func(ctx context.Context) error {
		for _, row := range rows {
			row.ID = 0
			if _, err := n.app.DB.SaveNamed(ctx, row); err != nil {
				return err
			}
		}
		return nil
	}, n.changed)
}

// merge gives the clients of a family or type to another one, which she picks.
func (n *namesWindow) merge(row store.NamedRow) {
	w := n.window
	var others []kit.Option
	into := map[string]store.NamedRow{}
	for _, other := range n.grid.Rows() {
		if other.List == row.List && other.ID != row.ID {
			value := strconv.FormatInt(other.ID, 10)
			others = append(others, kit.Option{Value: value, Label: other.Name})
			into[value] = other
		}
	}
	if row.List == store.JournalNames || len(others) == 0 {
		w.Notice(w.T("names.merge_nothing"), "", nil)
		return
	}
	form := kit.NewForm(w, 1, kit.Field{Key: "into", Label: w.T("names.merge_into"), Kind: kit.OneOf, Options: others})
	form.SetValue("into", others[0].Value)
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("names.merge_title", "Name", row.Name), Body: form.Object, MinSize: fyne.NewSize(420, 0),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("names.merge"), Default: true, Do: func() bool {
				n.mergeInto(row, into[form.Value("into")])
				return true
			}},
		},
	})
	form.Focus("into")
}

func (n *namesWindow) mergeInto(row, into store.NamedRow) {
	kit.Try(n.window.Runner, "names.merge", func(ctx context.Context) (store.MergedNames, error) {
		return n.app.DB.MergeNamed(ctx, row, into)
	}, func(merged store.MergedNames, err error) {
		w := n.window
		n.changed()
		if err != nil {
			w.Fail(err)
			return
		}
		w.Notice(w.T("names.merged", "Name", row.Name, "Into", into.Name), w.T("action.undo"), func() {
			kit.Change(w, "names.unmerge", func(ctx context.Context) error { return n.app.DB.UnmergeNamed(ctx, merged) }, n.changed)
		})
	})
}
