package kit

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// FieldKind is the form a field of a Form has.
type FieldKind int

// The kinds of field. A Tick's value is "1" or "".
const (
	Text FieldKind = iota
	Multiline
	Password
	Tick
	OneOf
	Date    // ISO text
	Choices // text with proposals
)

// Option is a choice of a OneOf field.
type Option struct{ Value, Label string }

// Field describes one field of a Form.
type Field struct {
	Key       string
	Label     string
	Kind      FieldKind
	Options   []Option                   // of OneOf
	Proposals func(text string) []string // of Choices
	Hint      string                     // stands in the empty field
	Tooltip   string
	Check     func(value string) (problem string) // asked when the person leaves the field and by Validate; "" = fine
	Lines     int                                 // of Multiline
	Replace   bool                                // of Text: see Entry
	ReadOnly  bool
}

// Form is labelled fields in columns, each with room for what is wrong with it.
type Form struct {
	Object fyne.CanvasObject
	// OnChanged is told the key of the field a person changed.
	OnChanged func(key string)

	window *Window
	fields []*formField
	clean  map[string]string
	silent bool
	labels []float32           // the width of the widest label of each column
	floors []*canvas.Rectangle // under the first label of each column: see Align
}

type formField struct {
	Field
	object  fyne.CanvasObject
	problem *problemLine
	get     func() string
	set     func(string)
	focus   fyne.Focusable
	enable  func(bool)
	hint    func(string) // nil = it has none
}

// NewForm lays the fields out in that many columns, row by row.
func NewForm(w *Window, columns int, fields ...Field) *Form {
	f := &Form{window: w, clean: map[string]string{}, labels: make([]float32, columns)}
	var grids []*fyne.Container
	for range columns {
		grids = append(grids, container.New(layout.NewFormLayout()))
		f.floors = append(f.floors, canvas.NewRectangle(color.Transparent))
	}
	perColumn := (len(fields) + columns - 1) / columns
	for i, field := range fields {
		one := f.newField(field)
		f.fields = append(f.fields, one)
		label := widget.NewLabel(field.Label)
		label.Alignment = fyne.TextAlignTrailing
		column := grids[i/perColumn]
		if field.Kind == Tick {
			label.SetText("")
		}
		if i%perColumn == 0 {
			column.Add(container.NewStack(f.floors[i/perColumn], label))
		} else {
			column.Add(label)
		}
		f.labels[i/perColumn] = max(f.labels[i/perColumn], label.MinSize().Width)
		column.Add(container.New(fieldLayout{}, one.object, one.problem))
	}
	row := container.NewGridWithColumns(columns)
	for _, grid := range grids {
		row.Add(container.NewVBox(grid))
	}
	f.Object = row
	f.SetClean()
	return f
}

// Align makes the labels of forms that stand below each other as wide as the widest of them.
func Align(forms ...*Form) {
	for column := range forms[0].floors {
		var width float32
		for _, form := range forms {
			width = max(width, form.labels[column])
		}
		for _, form := range forms {
			form.floors[column].SetMinSize(fyne.NewSize(width, 0))
		}
	}
}

func (f *Form) newField(field Field) *formField {
	one := &formField{Field: field, problem: newProblem()}
	changed := func(string) { f.changed(one) }
	left := func() { f.check(one) }
	switch field.Kind {
	case Tick:
		check := NewCheck(field.Label, func(bool) { f.changed(one) })
		check.SetToolTip(field.Tooltip)
		one.object, one.focus = check, check
		one.get = func() string {
			if check.Checked {
				return "1"
			}
			return ""
		}
		one.set = func(value string) { check.SetChecked(value != "") }
	case OneOf:
		f.oneOf(one)
	case Date:
		entry := NewDateEntry(f.window, changed)
		entry.SetToolTip(field.Tooltip)
		one.object, one.focus = entry, entry
		one.get, one.set = entry.ISO, func(iso string) { entry.SetText(f.window.Host.Printer.Date(iso)) }
		shown := entry.OnFocusLost
		entry.OnFocusLost = func() { shown(); left() }
		one.Check = func(iso string) string {
			if !entry.Valid() {
				return f.window.T("kit.no_date")
			}
			if field.Check != nil {
				return field.Check(iso)
			}
			return ""
		}
	case Choices:
		combo := NewCombo(field.Proposals)
		combo.Changed, combo.OnFocusLost = changed, left
		f.entry(one, &combo.Entry, combo)
		one.set = combo.SetText
	default:
		entry := NewEntry()
		switch field.Kind {
		case Multiline:
			entry = NewTextEntry()
			entry.SetMinRowsVisible(max(2, field.Lines))
		case Password:
			entry = NewPasswordEntry()
		}
		entry.OnChanged, entry.OnFocusLost, entry.Replace = changed, left, field.Replace
		f.entry(one, entry, entry)
	}
	f.enabling(one)
	return one
}

func (f *Form) entry(one *formField, entry *Entry, outer interface {
	fyne.CanvasObject
	fyne.Focusable
},
) {
	entry.PlaceHolder = one.Hint
	entry.SetToolTip(one.Tooltip)
	one.object, one.focus = outer, outer
	one.get, one.set = func() string { return entry.Text }, entry.SetText
	one.hint = entry.SetPlaceHolder
}

func (f *Form) oneOf(one *formField) {
	labels := make([]string, len(one.Options))
	for i, option := range one.Options {
		labels[i] = option.Label
	}
	choice := NewSelect(labels, func(string) { f.changed(one) })
	choice.SetToolTip(one.Tooltip)
	one.object, one.focus = choice, choice
	one.get = func() string {
		if i := choice.SelectedIndex(); i >= 0 {
			return one.Options[i].Value
		}
		return ""
	}
	one.set = func(value string) {
		i := slices.IndexFunc(one.Options, func(option Option) bool { return option.Value == value })
		if i < 0 {
			choice.ClearSelected()
			return
		}
		choice.SetSelectedIndex(i)
	}
}

func (f *Form) enabling(one *formField) {
	one.enable = func(on bool) {
		if object, ok := one.object.(fyne.Disableable); ok && on {
			object.Enable()
		} else if ok {
			object.Disable()
		}
	}
	if one.ReadOnly {
		one.enable(false)
	}
}

func (f *Form) changed(one *formField) {
	if f.silent {
		return
	}
	one.tell("")
	if f.OnChanged != nil {
		f.OnChanged(one.Key)
	}
}

func (f *Form) check(one *formField) bool {
	if one.Check == nil {
		return one.problem.text == ""
	}
	problem := one.Check(one.get())
	one.tell(problem)
	return problem == ""
}

func (one *formField) tell(problem string) { one.problem.tell(problem) }

func (f *Form) field(key string) *formField {
	for _, one := range f.fields {
		if one.Key == key {
			return one
		}
	}
	panic("kit: the form has no field " + key) // a slip of the program, found by the first test that opens the screen
}

// Value returns what stands in a field, without spaces around.
func (f *Form) Value(key string) string { return trimmed(f.field(key).get()) }

// SetValue fills a field as the program, not the person, does: OnChanged is not told, and its problem is forgotten.
func (f *Form) SetValue(key, value string) {
	f.silent = true
	f.field(key).set(value)
	f.silent = false
	f.field(key).tell("") // what was wrong was wrong with what stood there
}

// SetOptions replaces the choices of a OneOf field and keeps its value where it is still among them.
func (f *Form) SetOptions(key string, options []Option) {
	one := f.field(key)
	value := one.get()
	one.Options = options
	labels := make([]string, len(options))
	for i, option := range options {
		labels[i] = option.Label
	}
	f.silent = true
	one.object.(*Select).SetOptions(labels)
	one.set(value)
	f.silent = false
}

// SetError says what is wrong with a field; "" takes it back.
func (f *Form) SetError(key, problem string) { f.field(key).tell(problem) }

// SetHint changes what stands in a text field as long as it is empty.
func (f *Form) SetHint(key, hint string) {
	if one := f.field(key); one.hint != nil {
		one.hint(hint)
	}
}

// SetEnabled allows or forbids a field.
func (f *Form) SetEnabled(key string, enabled bool) { f.field(key).enable(enabled) }

// Validate asks every field's check and goes to the first that has a problem.
func (f *Form) Validate() bool {
	good := true
	for _, one := range f.fields {
		if !f.check(one) && good {
			good = false
			f.window.Focus(one.focus)
		}
	}
	return good
}

// Dirty reports whether anything differs from when the form was made or SetClean was called.
func (f *Form) Dirty() bool {
	return slices.ContainsFunc(f.fields, func(one *formField) bool { return one.get() != f.clean[one.Key] })
}

// SetClean takes what stands there as saved.
func (f *Form) SetClean() {
	for _, one := range f.fields {
		f.clean[one.Key] = one.get()
	}
}

// Entry is the entry of a Text, Multiline or Password field; nil for the other kinds.
func (f *Form) Entry(key string) *Entry {
	entry, _ := f.field(key).object.(*Entry)
	return entry
}

// Focus gives the keyboard to a field.
func (f *Form) Focus(key string) { f.window.Focus(f.field(key).focus) }
