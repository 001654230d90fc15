package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Toolbar is a row of buttons made of actions. Where the window is too narrow for all words, buttons show their icon alone,
// the last first: their tooltips say what they do.
type Toolbar struct {
	Object  fyne.CanvasObject
	actions []Action
	buttons []*Button
	regular *container.ThemeOverride // of the words' weight
}

// NewToolbar makes the buttons and binds the keys of all actions, those of the menu too.
func (w *Window) NewToolbar(actions ...Action) *Toolbar { return w.newToolbar(&w.router.own, actions) }

// NewPageToolbar is NewToolbar for a window that shows pages in turn: its keys last until the next page's toolbar is made.
func (w *Window) NewPageToolbar(actions ...Action) *Toolbar {
	w.router.page = nil
	return w.newToolbar(&w.router.page, actions)
}

func (w *Window) newToolbar(to *keys, actions []Action) *Toolbar {
	t := &Toolbar{}
	row := container.New(&toolbarLayout{t})
	for _, action := range actions {
		if action.Label == "" {
			row.Add(verticalLine())
			continue
		}
		w.bindAction(to, action)
		if action.MenuOnly {
			continue
		}
		button := NewIconButton(action.words(), action.Icon, action.Run)
		button.Importance = widget.LowImportance
		if action.Accent {
			button.Importance = widget.HighImportance
		}
		if action.IconAfter {
			button.IconPlacement = widget.ButtonIconTrailingText
		}
		button.SetToolTip(action.hint())
		t.actions, t.buttons = append(t.actions, action), append(t.buttons, button)
		row.Add(button)
	}
	t.regular = container.NewThemeOverride(row, regularTheme{})
	t.Object = t.regular
	t.Refresh()
	return t
}

func (w *Window) bindAction(to *keys, action Action) {
	if action.Key == "" || action.Run == nil {
		return
	}
	run := func() {
		if action.enabled() {
			action.Run()
		}
	}
	w.router.bind(to, action.Key, binding{do: run, always: action.Always, label: action.name()})
}

// BindActions binds the keys of actions that stand in no toolbar.
func (w *Window) BindActions(actions ...Action) {
	for _, action := range actions {
		w.bindAction(&w.router.own, action)
	}
}

// words are what stands on the action's button where there is room.
func (a Action) words() string {
	if a.IconOnly {
		return ""
	}
	return a.Label
}

// Refresh asks each action anew whether it is enabled.
func (t *Toolbar) Refresh() {
	for i, action := range t.actions {
		if enabled := action.enabled(); enabled == t.buttons[i].Disabled() {
			if enabled {
				t.buttons[i].Enable()
			} else {
				t.buttons[i].Disable()
			}
		}
	}
}

func verticalLine() fyne.CanvasObject {
	return container.NewPadded(NewGround(theme.ColorNameSeparator, fyne.NewSize(1, 18)))
}

// toolbarLayout sets the buttons beside each other and takes the words off those for which there is no room.
type toolbarLayout struct{ toolbar *Toolbar }

// iconWidth is a button with its icon alone.
func iconWidth() float32 { return theme.IconInlineSize() + 2*theme.InnerPadding() }

// squeezes reports whether the button has words that it can do without.
func (t *Toolbar) squeezes(i int) bool { return t.actions[i].words() != "" && t.actions[i].Icon != nil }

// fullWidth is what a button takes with its words; a little more where they are off and must be guessed.
func (t *Toolbar) fullWidth(i int) float32 {
	button, words := t.buttons[i], t.actions[i].words()
	if button.Text == words {
		return button.MinSize().Width
	}
	return iconWidth() + fyne.MeasureText(words, theme.TextSize(), fyne.TextStyle{}).Width + 4*theme.Padding()
}

// widths are what the row takes with all words, and what it cannot do without.
func (l *toolbarLayout) widths(objects []fyne.CanvasObject) (full, least float32) {
	i := 0
	for _, object := range objects {
		width := object.MinSize().Width
		if _, ok := object.(*Button); ok {
			width = l.toolbar.fullWidth(i)
			if l.toolbar.squeezes(i) {
				least += iconWidth() - width
			}
			i++
		}
		full, least = full+width, least+width
	}
	gaps := theme.Padding() * float32(max(0, len(objects)-1))
	return full + gaps, least + gaps
}

// MinSize is that of the icons.
func (l *toolbarLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, object := range objects {
		height = max(height, object.MinSize().Height)
	}
	_, least := l.widths(objects)
	return fyne.NewSize(least, height)
}

// Layout gives words back as far as there is room.
func (l *toolbarLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	full, _ := l.widths(objects)
	changed := false
	for i := len(l.toolbar.buttons) - 1; i >= 0; i-- {
		button, words := l.toolbar.buttons[i], l.toolbar.actions[i].words()
		if full > size.Width && l.toolbar.squeezes(i) {
			full -= l.toolbar.fullWidth(i) - iconWidth()
			words = ""
		}
		if button.Text != words {
			button.SetText(words)
			changed = true
		}
	}
	if changed && l.toolbar.regular != nil { // new words are drawn bold until they are told
		l.toolbar.regular.Refresh()
	}
	x := float32(0)
	for _, object := range objects {
		least := object.MinSize()
		object.Move(fyne.NewPos(x, 0))
		object.Resize(fyne.NewSize(least.Width, size.Height))
		x += least.Width + theme.Padding()
	}
}
