package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// NewScroll scrolls content up and down, and by itself to the field that the keyboard goes to: Fyne leaves that one where
// it is, out of sight.
func (w *Window) NewScroll(content fyne.CanvasObject) *container.Scroll {
	beside := layout.NewCustomPaddedLayout(0, 0, 0, theme.ScrollBarSize()) // the bar stands beside the fields, not over their ends
	scroll := container.NewVScroll(container.New(beside, content))
	w.scrolls = append(w.scrolls, scroll)
	return scroll
}

// reveal scrolls to what has got the keyboard.
func reveal(object fyne.CanvasObject) {
	w := WindowOf(object)
	if w == nil || w.Canvas().Overlays().Top() != nil {
		return
	}
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(object)
	for _, scroll := range w.scrolls {
		view := driver.AbsolutePositionForObject(scroll)
		if view.IsZero() || !scroll.Visible() { // on a tab that is behind: it has no place
			continue
		}
		x, y, room := at.X-view.X, at.Y-view.Y, scroll.Size().Height
		if place := y + scroll.Offset.Y; x < 0 || x > scroll.Size().Width || place < 0 || place > scroll.Content.MinSize().Height {
			continue // not in this one
		}
		padding := 2 * theme.Padding()
		switch below := y + object.Size().Height + padding - room; {
		case y < padding:
			scroll.ScrollToOffset(fyne.NewPos(0, max(0, scroll.Offset.Y+y-padding)))
		case below > 0:
			scroll.ScrollToOffset(fyne.NewPos(0, scroll.Offset.Y+min(below, y-padding)))
		}
	}
}
