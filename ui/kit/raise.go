package kit

import "slices"

// Single is the id of a window of which there is only one.
const Single int64 = -1

// shownWindow is what an open window shows, so that it is not shown in a second one: two would overwrite each other's words.
type shownWindow struct {
	window *Window
	screen any
	id     func() int64
}

// Shows enters the window into those that OpenOnce and Raise find, under the key of its options and this id, until it closes.
// The id is asked whenever it is looked for, since a new thing gets its own when it is saved; 0 = it has none yet.
func (w *Window) Shows(screen any, id func() int64) {
	w.Host.open = append(w.Host.open, shownWindow{w, screen, id})
}

// ShowsOne is Shows for an id that stays.
func (w *Window) ShowsOne(screen any, id int64) { w.Shows(screen, func() int64 { return id }) }

// Raise brings the open window of a kind and id to the front and returns its screen; open is false when there is none.
func Raise[T any](h *Host, kind string, id int64) (screen T, open bool) {
	for _, one := range h.open {
		if found, ok := one.screen.(T); ok && one.window.options.Key == kind && id != 0 && one.id() == id {
			one.window.RequestFocus()
			return found, true
		}
	}
	return screen, false
}

// OpenOnce raises the window of a kind and id, or opens it.
func OpenOnce[T any](h *Host, kind string, id int64, open func() T) T {
	if screen, raised := Raise[T](h, kind, id); raised {
		return screen
	}
	return open()
}

func (h *Host) forget(w *Window) {
	h.open = slices.DeleteFunc(h.open, func(one shownWindow) bool { return one.window == w })
	h.shown = slices.DeleteFunc(h.shown, func(one *Window) bool { return one == w })
	h.tellWindows()
}

// Screens returns the open screens of a type, in the order in which they were opened.
func Screens[T any](h *Host) (all []T) {
	for _, one := range h.open {
		if screen, ok := one.screen.(T); ok {
			all = append(all, screen)
		}
	}
	return all
}
