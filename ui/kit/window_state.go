package kit

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

func (w *Window) rememberedSize() fyne.Size {
	size := w.options.Size
	var remembered fyne.Size
	if _, err := fmt.Sscanf(w.Host.get("window."+w.options.Key), "%f %f", &remembered.Width, &remembered.Height); err == nil &&
		remembered.Width >= 200 && remembered.Height >= 150 {
		size = remembered
	}
	return size
}

func (w *Window) rememberSize() {
	size := w.Canvas().Size()
	w.Host.set("window."+w.options.Key, fmt.Sprintf("%.0f %.0f", size.Width, size.Height))
}

// get reads a setting; a host without settings remembers nothing.
func (h *Host) get(key string) string {
	if h.Settings == nil {
		return ""
	}
	return h.Settings.Get(key)
}

func (h *Host) set(key, value string) {
	if h.Settings != nil {
		h.Settings.Set(key, value)
	}
}

// Remember keeps a choice for the next day; Remembered returns it, "" when none was made.
func (w *Window) Remember(key, choice string) { w.Host.set(key, choice) }

// Remembered returns what Remember kept.
func (w *Window) Remembered(key string) string { return w.Host.get(key) }

// RememberSplit keeps a divider where the person left it. key names it in the settings, offset is its first place.
func (w *Window) RememberSplit(key string, split *container.Split, offset float64) {
	var remembered float64
	if _, err := fmt.Sscanf(w.Host.get("split."+key), "%f", &remembered); err == nil && remembered > 0 && remembered < 1 {
		offset = remembered
	}
	split.SetOffset(offset)
	w.OnClosed(func() { w.Host.set("split."+key, fmt.Sprintf("%.4f", split.Offset)) })
}

// arranged is what RememberColumns asks of a grid.
type arranged interface {
	arrangement() string
	arrange(remembered string)
}

// RememberColumns keeps the widths a person gave the columns of a grid, and the order she chose: an owner that fetches the ids by
// an order asks Sorted for it before the first time.
func (w *Window) RememberColumns(key string, grid arranged) {
	grid.arrange(w.Host.get("columns." + key))
	w.OnClosed(func() { w.Host.set("columns."+key, grid.arrangement()) })
}
