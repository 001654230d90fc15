package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Choice is a button of a dialog. Labels are verbs, not yes and no.
type Choice struct {
	Label string
	Icon  fyne.Resource
	// Do runs when it is chosen; false keeps the dialog open. nil just closes.
	Do func() bool
	// Default is what Enter chooses, Cancel what Escape chooses.
	Default, Cancel bool
	Danger          bool
	// Why says why it cannot be chosen now: it stands there, but cannot be pressed. "" = it can.
	Why string
}

// DialogOptions describe a dialog over a window.
type DialogOptions struct {
	Title   string
	Body    fyne.CanvasObject
	Choices []Choice
	MinSize fyne.Size
	// Focus gets the keyboard when the dialog opens; nil leaves it to the default button.
	Focus fyne.Focusable
	// Keys are what other keys do while it is on top: those that no field has a use for, as F2.
	Keys map[fyne.KeyName]func()
	// OnClosed runs however the dialog ends.
	OnClosed func()
}

// Dialog is open from ShowDialog on. Escape and Enter reach its choices whatever has the focus.
type Dialog struct {
	window  *Window
	popup   *widget.PopUp
	keys    *dialogKeys
	closed  func()
	before  fyne.Focusable
	buttons map[string]*Button
}

// ShowDialog opens a dialog over the window.
func (w *Window) ShowDialog(options DialogOptions) *Dialog {
	d := &Dialog{window: w, keys: &dialogKeys{others: options.Keys}, closed: options.OnClosed, before: w.Canvas().Focused(), buttons: map[string]*Button{}}
	row := container.NewHBox(layout.NewSpacer())
	var first fyne.Focusable
	for _, choice := range options.Choices {
		choose := func() {
			if choice.Do == nil || choice.Do() {
				d.Close()
			}
		}
		button := NewIconButton(choice.Label, choice.Icon, choose)
		d.buttons[choice.Label] = button
		if choice.Default {
			button.Importance = widget.HighImportance
			d.keys.enter, first = choose, button
		}
		if choice.Cancel {
			d.keys.escape = choose
		}
		if choice.Danger {
			button.Importance = widget.DangerImportance
		}
		if choice.Why != "" {
			button.Disable()
			button.SetToolTip(choice.Why)
		}
		row.Add(button)
	}
	title := widget.NewLabel(options.Title)
	title.TextStyle.Bold = true
	title.SizeName = theme.SizeNameSubHeadingText
	floor := NewGround(theme.ColorNameOverlayBackground, options.MinSize)
	d.popup = widget.NewModalPopUp(container.NewStack(floor, container.NewPadded(container.NewBorder(title, row, nil, nil, options.Body))), w.Canvas())
	w.router.push(d.keys)
	d.popup.Show()
	switch {
	case options.Focus != nil:
		w.Focus(options.Focus)
	case first != nil:
		w.Focus(first)
	}
	return d
}

// Close ends the dialog and gives the keyboard back.
func (d *Dialog) Close() {
	if !d.popup.Visible() {
		return
	}
	d.window.router.remove(d.keys)
	d.popup.Hide()
	if d.before != nil {
		d.window.Focus(d.before)
	}
	if d.closed != nil {
		d.closed()
	}
}

// Tell shows a sentence to be read and closed.
func (w *Window) Tell(title, text string) {
	w.ShowDialog(DialogOptions{
		Title: title, Body: Sentence(text),
		Choices: []Choice{{Label: w.T("kit.close"), Default: true, Cancel: true}},
	})
}

// Ask shows a question whose answers are verb (Enter) and cancel (Escape). danger makes the verb red and Enter cancel it not.
func (w *Window) Ask(title, text, verb string, danger bool, do func()) {
	w.ShowDialog(DialogOptions{
		Title: title, Body: Sentence(text),
		Choices: []Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: verb, Default: true, Danger: danger, Do: func() bool { do(); return true }},
		},
	})
}

// AskText asks for one line, filled with proposal. accept gets it without spaces around; an error text keeps the dialog open.
func (w *Window) AskText(title, label, proposal, verb string, accept func(text string) (problem string)) {
	w.askText(textQuestion{title, label, proposal, verb, nil}, accept)
}

// textQuestion is a question for one line, with more to choose under it where extra is not nil.
type textQuestion struct {
	title, label, proposal, verb string
	extra                        fyne.CanvasObject
}

func (w *Window) askText(question textQuestion, accept func(text string) (problem string)) {
	entry := NewEntry()
	entry.SetText(question.proposal)
	entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	problem := newProblem()
	body := container.NewVBox(widget.NewLabel(question.label), entry, problem)
	if question.extra != nil {
		body.Add(question.extra)
	}
	w.ShowDialog(DialogOptions{
		Title: question.title, Focus: entry, MinSize: fyne.NewSize(420, 0), Body: body,
		Choices: []Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: question.verb, Default: true, Do: func() bool {
				problem.tell(accept(trimmed(entry.Text)))
				return problem.text == ""
			}},
		},
	})
}

// Sentence wraps a text at a width that reads well.
func Sentence(text string) fyne.CanvasObject {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	lines := 1 + len([]rune(text))/70
	line := lineHeight() + 3
	return container.NewStack(NewGround(theme.ColorNameOverlayBackground, fyne.NewSize(25*line, float32(min(lines, 12))*line+14)), label)
}
