package kit

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Named describes what a program keeps under names that a person gives: the dialog that lists it, where Enter loads one, F2
// renames it and Delete deletes with a way back, and the question for a name when something is to be kept.
type Named[T any] struct {
	Key     string // of its loads
	Words   NamedWords
	Columns []Column[T] // after the name
	Width   float32     // of the name

	Of     func(T) (id int64, name string)
	All    func(ctx context.Context) ([]T, error)
	Rename func(ctx context.Context, one T, name string) error
	// Delete removes one for good and returns what puts it back.
	Delete func(ctx context.Context, one T) (putBack func(ctx context.Context) error, err error)
	// Extra stands under the question for a name: what is to be kept; nil = nothing to choose.
	Extra fyne.CanvasObject
	// Taken is the error of Rename, and of what Save is given, for a name that another has.
	Taken error
	// Changed runs after each change; nil = nobody asks.
	Changed func()
}

// NamedWords are the language keys of what differs between kinds.
type NamedWords struct {
	Open  string // title of the list
	Save  string // title of the question
	Name  string // what stands before the name
	Empty string // said while there is none
	Again string // the name exists: confirm once more to replace it
	Saved string // with .Name, once it is kept
}

// namedDialog is the open list.
type namedDialog[T any] struct {
	named   Named[T]
	window  *Window
	dialog  *Dialog
	grid    *SliceGrid[T]
	deleted *widget.Label
	undo    *Button
	gone    []putBack // what was deleted last
}

// putBack undoes a deletion.
type putBack struct {
	name string
	do   func(ctx context.Context) error
}

// Choose lists what is kept; load gets what she opens.
func (n Named[T]) Choose(w *Window, load func(T)) {
	d := &namedDialog[T]{named: n, window: w, deleted: widget.NewLabel("")}
	d.deleted.Truncation = fyne.TextTruncateEllipsis
	d.undo = NewButton(w.T("kit.undo_delete"), d.onUndo)
	d.undo.Hide()
	open := func(one T) {
		d.dialog.Close()
		load(one)
	}
	d.grid = NewSliceGrid(SliceOptions[T]{
		Columns: append([]Column[T]{{
			Key: "name", Label: w.T(n.Words.Name), Width: n.Width, Sort: true,
			Text: func(one T) string { _, name := n.Of(one); return name },
		}}, n.Columns...),
		Empty: w.T(n.Words.Empty), OnOpen: open, OnDelete: d.remove,
	})
	current := func(do func(T)) func() bool {
		return func() bool {
			if one, ok := d.grid.CurrentRow(); ok {
				do(one)
			}
			return false
		}
	}
	rename := current(d.rename)
	d.load(0)
	width := n.Width + 40
	for _, column := range n.Columns {
		width += column.Width
	}
	d.dialog = w.ShowDialog(DialogOptions{
		Title: w.T(n.Words.Open), MinSize: fyne.NewSize(width, 320), Focus: d.grid.Focusable(),
		Body: container.NewBorder(nil, container.NewBorder(nil, nil, nil, d.undo, d.deleted), nil, nil, d.grid),
		Keys: map[fyne.KeyName]func(){fyne.KeyF2: func() { rename() }}, OnClosed: d.onClosed,
		Choices: []Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("action.delete"), Do: func() bool { d.remove(d.grid.PickedRows()); return false }},
			{Label: w.T("action.rename"), Do: rename},
			{Label: w.T("action.open"), Default: true, Do: current(open)},
		},
	})
}

// load reads the list anew and goes to the one of that id, else to the first, so that Enter opens something.
func (d *namedDialog[T]) load(id int64) {
	Load(d.window, "named."+d.named.Key, d.named.All, func(all []T) {
		d.grid.SetRows(all)
		at := slices.IndexFunc(all, func(one T) bool { its, _ := d.named.Of(one); return its == id })
		switch {
		case at >= 0:
			d.grid.Select(int64(at + 1))
		case len(all) > 0:
			d.grid.Select(d.grid.IDs()[0])
		}
	})
}

func (d *namedDialog[T]) rename(one T) {
	w := d.window
	id, before := d.named.Of(one)
	w.AskText(w.T("action.rename"), w.T(d.named.Words.Name), before, w.T("action.rename"), func(name string) string {
		if name == "" {
			return w.T("check.required")
		}
		switch err := d.named.Rename(w.Context(), one, name); {
		case errors.Is(err, d.named.Taken):
			return w.T("kit.name_taken")
		case err != nil:
			return w.explained(err)
		}
		d.changed(id)
		return ""
	})
}

// remove deletes without a question: it can be undone, also once the list is closed.
func (d *namedDialog[T]) remove(rows []T) {
	if len(rows) == 0 {
		return
	}
	Try(d.window.Runner, "named.delete."+d.named.Key, func(ctx context.Context) (gone []putBack, err error) {
		for _, one := range rows {
			do, err := d.named.Delete(ctx, one)
			if err != nil {
				return gone, err
			}
			_, name := d.named.Of(one)
			gone = append(gone, putBack{name, do})
		}
		return gone, nil
	}, func(gone []putBack, err error) {
		d.window.Fail(err)
		if len(gone) > 0 { // those before the one that failed
			d.gone = gone
			d.showDeleted()
		}
		d.changed(0)
	})
}

func (d *namedDialog[T]) showDeleted() {
	if len(d.gone) == 0 {
		d.deleted.SetText("")
		d.undo.Hide()
		return
	}
	d.deleted.SetText(d.sentence())
	d.undo.Show()
}

func (d *namedDialog[T]) sentence() string {
	names := make([]string, len(d.gone))
	for i, one := range d.gone {
		names[i] = one.name
	}
	return d.window.T("kit.deleted", "Names", strings.Join(names, ", "))
}

func (d *namedDialog[T]) onUndo() {
	left := d.gone
	Change(d.window, "named.undo."+d.named.Key, func(ctx context.Context) error {
		for len(left) > 0 {
			if err := left[0].do(ctx); err != nil {
				return err
			}
			left = left[1:]
		}
		return nil
	}, func() {
		d.gone = left // what could not be put back can be tried again
		d.showDeleted()
		d.changed(0)
	})
}

func (d *namedDialog[T]) changed(id int64) {
	if d.named.Changed != nil {
		d.named.Changed()
	}
	d.load(id)
}

func (d *namedDialog[T]) onClosed() {
	if len(d.gone) > 0 {
		d.window.Notice(d.sentence(), d.window.T("kit.undo_delete"), d.onUndo)
	}
}

// Save asks for a name, proposal to begin with, and hands it to keep. A name that exists is replaced only after she has
// agreed: replace is the id of the one that has it, 0 = it is new. kept hears the name once it is kept.
func (n Named[T]) Save(w *Window, proposal string, keep func(ctx context.Context, name string, replace int64) error, kept func(name string)) {
	agreed := ""
	w.askText(textQuestion{w.T(n.Words.Save), w.T(n.Words.Name), proposal, w.T("action.save"), n.Extra}, func(name string) string {
		if name == "" {
			return w.T("check.required")
		}
		err := keep(w.Context(), name, 0)
		if errors.Is(err, n.Taken) {
			if agreed != name {
				agreed = name
				return w.T(n.Words.Again)
			}
			err = n.replace(w.Context(), name, keep)
		}
		if err != nil {
			return w.explained(err)
		}
		if n.Changed != nil {
			n.Changed()
		}
		w.Notice(w.T(n.Words.Saved, "Name", name), "", nil)
		kept(name)
		return ""
	})
}

func (n Named[T]) replace(ctx context.Context, name string, keep func(ctx context.Context, name string, replace int64) error) error {
	all, err := n.All(ctx)
	if err != nil {
		return err
	}
	for _, one := range all {
		if id, its := n.Of(one); its == name {
			return keep(ctx, name, id)
		}
	}
	return keep(ctx, name, 0) // somebody deleted it meanwhile
}
