package clients

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// recordOptions describe a tab with rows that belong to the client and are added, changed and deleted one by one.
type recordOptions[T any] struct {
	Key     string // of the tab in the language keys and the settings
	Columns []kit.Column[T]
	Fields  func() []kit.Field
	Fill    func(form *kit.Form, row T)
	Read    func(form *kit.Form, row *T)
	New     func() T
	Name    func(T) string // in the question before it is deleted
	Fetch   func(ctx context.Context) ([]T, error)
	Save    func(ctx context.Context, row T) error
	Delete  func(ctx context.Context, row T) error
}

// records is such a tab.
type records[T any] struct {
	sheet   *ClientWindow
	options recordOptions[T]
	Grid    *kit.SliceGrid[T]
	object  fyne.CanvasObject
	wanted  func(T) bool // the row to select once it is there, nil = none
}

func newRecords[T any](c *ClientWindow, options recordOptions[T]) *records[T] {
	r := &records[T]{sheet: c, options: options}
	w := c.Window
	r.Grid = kit.NewSliceGrid(kit.SliceOptions[T]{
		Columns: options.Columns, Empty: w.T("client." + options.Key + "_empty"),
		OnOpen: r.edit, OnDelete: r.onDelete,
	})
	w.RememberColumns("client_"+options.Key, r.Grid)
	current := func(do func(T)) func() {
		return func() {
			if row, ok := r.Grid.CurrentRow(); ok {
				do(row)
			}
		}
	}
	buttons := container.NewHBox(
		kit.NewIconButton(w.T("action.add"), theme.ContentAddIcon(), r.add),
		kit.NewIconButton(w.T("action.edit"), theme.DocumentCreateIcon(), current(r.edit)),
		kit.NewIconButton(w.T("action.delete"), theme.DeleteIcon(), func() { r.onDelete(r.Grid.SelectedRows()) }))
	r.object = container.NewBorder(buttons, nil, nil, nil, r.Grid)
	return r
}

func (r *records[T]) load() {
	c := r.sheet
	kit.Load(c.Window, "client."+r.options.Key, r.options.Fetch, func(rows []T) {
		r.Grid.SetRows(rows)
		r.selectWanted()
	})
}

// find selects a row, also of those that are still being read.
func (r *records[T]) find(wanted func(T) bool) {
	r.wanted = wanted
	r.selectWanted()
}

func (r *records[T]) selectWanted() {
	if r.wanted == nil {
		return
	}
	if at := slices.IndexFunc(r.Grid.Rows(), r.wanted); at >= 0 {
		r.Grid.Select(int64(at + 1))
		r.wanted = nil
	}
}

func (r *records[T]) focusRows() { r.sheet.Window.Focus(r.Grid.Focusable()) }

func (r *records[T]) add() {
	if r.sheet.Client.ID != 0 {
		r.edit(r.options.New())
	}
}

// edit opens a row as a form; what is wrong is said at the field and nothing is lost.
func (r *records[T]) edit(row T) {
	w := r.sheet.Window
	fields := r.options.Fields()
	form := kit.NewForm(w, 1, fields...)
	r.options.Fill(form, row)
	form.SetClean()
	var dialog *kit.Dialog
	save := func() bool {
		if !form.Validate() {
			return false
		}
		changed := row
		r.options.Read(form, &changed)
		kit.TryDo(w.Runner, "client.save_row", func(ctx context.Context) error {
			return r.options.Save(ctx, changed)
		}, func(err error) {
			if err != nil {
				desk.ShowFieldProblem(r.sheet.app, w, form, fields, err)
				return
			}
			dialog.Close()
			r.sheet.app.Bus.Announce(desk.TopicClients)
		})
		return false
	}
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("client." + r.options.Key + "_one"), Body: form.Object, MinSize: fyne.NewSize(460, 0),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("action.save"), Default: true, Do: save},
		},
	})
	form.Focus(fields[0].Key)
}

func (r *records[T]) onDelete(rows []T) {
	if len(rows) == 0 {
		return
	}
	w := r.sheet.Window
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = r.options.Name(row)
	}
	w.Ask(w.T("action.delete"), w.T("client.delete_rows", "Names", strings.Join(names, ", ")), w.T("action.delete"), true, func() {
		kit.Change(w, "client.delete_row", func(ctx context.Context) error {
			for _, row := range rows {
				if err := r.options.Delete(ctx, row); err != nil {
					return err
				}
			}
			return nil
		}, func() {
			r.sheet.app.Bus.Announce(desk.TopicClients)
		})
	})
}

// parseKm reads a distance as people type it: 123 456, 123.456 or 123456. ok is false for what is no number.
func parseKm(typed string) (km int64, ok bool) {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .\u00a0\u202f", r) {
			return -1
		}
		return r
	}, typed)
	if digits == "" {
		return 0, true
	}
	km, err := strconv.ParseInt(digits, 10, 64)
	return km, err == nil && km >= 0
}

func checkKm(w *kit.Window) func(string) string {
	return func(typed string) string {
		if _, ok := parseKm(typed); !ok {
			return w.T("check.number")
		}
		return ""
	}
}

// kmColumn sorts by the distance: as words, 9.000 would come after 10.000.
func kmColumn[T any](a *desk.App, of func(T) int64) kit.Column[T] {
	return kit.Column[T]{
		Key: "km", Label: a.Printer.T("client.km"), Width: 120, Align: fyne.TextAlignTrailing, Sort: true,
		Text:    func(row T) string { return kmText(a, of(row)) },
		Compare: func(one, other T) int { return cmp.Compare(of(one), of(other)) },
	}
}

// kmText is "" for a distance that is not known.
func kmText(a *desk.App, km int64) string {
	if km == 0 {
		return ""
	}
	return a.Printer.Number(km)
}
