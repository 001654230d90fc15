package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"
)

var _ fyne.Focusable = (*Button)(nil)

// Button is a button with a tooltip that leaves function keys and Escape to its window; Enter and space press it.
type Button struct{ ttwidget.Button }

// NewButton returns a button with words.
func NewButton(text string, tapped func()) *Button { return NewIconButton(text, nil, tapped) }

// NewIconButton returns a button with an icon and words; give it a tooltip when the words are "".
func NewIconButton(text string, icon fyne.Resource, tapped func()) *Button {
	b := &Button{}
	b.Text, b.Icon, b.OnTapped = text, icon, rescued(tapped)
	b.ExtendBaseWidget(b)
	return b
}

// NewDefaultButton returns the button that Enter presses in a dialog or form: it stands out.
func NewDefaultButton(text string, icon fyne.Resource, tapped func()) *Button {
	b := NewIconButton(text, icon, tapped)
	b.Importance = widget.HighImportance
	return b
}

// TypedKey presses the button or passes the key on.
func (b *Button) TypedKey(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if !b.Disabled() && b.OnTapped != nil {
			b.OnTapped()
		}
	default:
		if !route(b, event) {
			b.Button.TypedKey(event)
		}
	}
}

// FocusGained brings the button into sight.
func (b *Button) FocusGained() {
	b.Button.FocusGained()
	reveal(b)
}

// TypedShortcut passes chords on.
func (b *Button) TypedShortcut(shortcut fyne.Shortcut) { routeShortcut(b, shortcut) }

// Check is a tick box with words that passes keys on.
type Check struct{ ttwidget.Check }

// NewCheck returns a tick box; changed may be nil.
func NewCheck(text string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey passes function keys, Escape and Enter on.
func (c *Check) TypedKey(event *fyne.KeyEvent) {
	if !route(c, event) {
		c.Check.TypedKey(event)
	}
}

// FocusGained brings the box into sight.
func (c *Check) FocusGained() {
	c.Check.FocusGained()
	reveal(c)
}

// TypedShortcut passes chords on.
func (c *Check) TypedShortcut(shortcut fyne.Shortcut) { routeShortcut(c, shortcut) }

// Select is a closed list to choose one thing from.
type Select struct{ ttwidget.Select }

// NewSelect returns a list of options; changed may be nil.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged, s.PlaceHolder = options, changed, " "
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer is Fyne's, with the frame of a field.
func (s *Select) CreateRenderer() fyne.WidgetRenderer { return newFramed(s.Select.CreateRenderer()) }

// TypedKey opens the list or passes the key on.
func (s *Select) TypedKey(event *fyne.KeyEvent) {
	if !route(s, event) {
		s.Select.TypedKey(event)
	}
}

// FocusGained brings the list into sight.
func (s *Select) FocusGained() {
	s.Select.FocusGained()
	reveal(s)
}

// TypedShortcut passes chords on.
func (s *Select) TypedShortcut(shortcut fyne.Shortcut) { routeShortcut(s, shortcut) }

// Heading returns words that head a group of fields.
func Heading(text string) fyne.CanvasObject {
	heading := widget.NewLabel(text)
	heading.TextStyle.Bold = true
	heading.SizeName = theme.SizeNameSubHeadingText
	return heading
}
