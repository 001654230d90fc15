package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// typingPause is how long a person's fingers rest between two words.
const typingPause = 120 * time.Millisecond

// Debounce runs do once, wait after the last call, on the UI thread. In synchronous mode it runs at once.
func (r *Runner) Debounce(key string, wait time.Duration, do func()) {
	if synchronous.Load() {
		do()
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if timer := r.timers[key]; timer != nil {
		timer.Stop()
	}
	r.timers[key] = time.AfterFunc(wait, func() { r.Post(do) })
}

// Gather runs do once for many calls, wait after the first of them, on the UI thread: what is called dozens of times a second
// is still shown while it goes on. In synchronous mode it runs at once.
func (r *Runner) Gather(key string, wait time.Duration, do func()) {
	if synchronous.Load() {
		do()
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.timers[key] != nil {
		return
	}
	r.timers[key] = time.AfterFunc(wait, func() {
		r.mu.Lock()
		delete(r.timers, key)
		r.mu.Unlock()
		r.Post(do)
	})
}

// NewSearch returns a field that calls search while a person types. Escape empties it, Down goes to below.
func NewSearch(w *Window, placeholder string, below fyne.Focusable, search func(text string)) *Entry {
	entry := NewEntry()
	entry.PlaceHolder = placeholder
	entry.Icon = theme.SearchIcon()
	entry.OnChanged = func(text string) {
		w.Runner.Debounce("search."+placeholder, typingPause, func() { search(text) })
	}
	entry.OnKey = func(event *fyne.KeyEvent) bool {
		switch {
		case event.Name == fyne.KeyEscape && entry.Text != "":
			entry.SetText("")
		case event.Name == fyne.KeyDown && below != nil:
			w.Focus(below)
		default:
			return false
		}
		return true
	}
	return entry
}

// NewCombo returns a field that proposes words, all of them behind its arrow; any other text is taken too.
func NewCombo(proposals func(text string) []string) *Combo {
	c := &Combo{proposals: proposals}
	c.Scroll = fyne.ScrollHorizontalOnly
	c.extend(c)
	button := NewIconButton("", theme.MenuDropDownIcon(), func() { c.open(c.proposals("")) })
	button.Importance = widget.LowImportance
	c.ActionItem = button
	c.OnKey = c.key
	c.OnChanged = func(text string) {
		if c.Changed != nil && !c.quiet {
			c.Changed(text)
		}
	}
	return c
}

// maxProposals keeps the list of a combo on the screen.
const maxProposals = 12

// Combo is an entry with proposals: Down opens them.
type Combo struct {
	Entry
	Changed   func(text string)
	proposals func(text string) []string
	popup     *widget.PopUpMenu
	quiet     bool
}

// SetText fills the field without telling Changed.
func (c *Combo) SetText(text string) {
	c.quiet = true
	c.Entry.SetText(text)
	c.quiet = false
}

// key opens the proposals by Down: a list that jumps up at every letter would take the keyboard away.
func (c *Combo) key(event *fyne.KeyEvent) bool {
	if event.Name != fyne.KeyDown {
		return false
	}
	c.open(c.proposals(c.Text))
	return true
}

func (c *Combo) open(found []string) {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(c)
	if canvas == nil || len(found) == 0 {
		return
	}
	menu := fyne.NewMenu("")
	for _, word := range found[:min(len(found), maxProposals)] {
		menu.Items = append(menu.Items, fyne.NewMenuItem(word, func() {
			c.Entry.SetText(word) // a pick is a change like typing
			canvas.Focus(c)
		}))
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(c)
	c.popup = widget.NewPopUpMenu(menu, canvas)
	c.popup.ShowAtPosition(at.Add(fyne.NewPos(0, c.Size().Height)))
	canvas.Focus(c.popup)
}
