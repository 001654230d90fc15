package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"garagemail/assets/lang"
)

// memory is a Settings for tests.
type memory map[string]string

func (m memory) Get(key string) string { return m[key] }
func (m memory) Set(key, value string) { m[key] = value }

// openWindow opens a window of a test program whose loads run at once.
func openWindow(t *testing.T) *Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(Theme())
	t.Cleanup(Synchronous())
	w := NewWindow(&Host{App: app, Printer: lang.New("fr"), Settings: memory{}}, WindowOptions{
		Key: "test", Title: "test", Size: fyne.NewSize(800, 500),
	})
	w.Show()
	t.Cleanup(w.Discard)
	return w
}

func press(w *Window, name fyne.KeyName) {
	event := &fyne.KeyEvent{Name: name}
	if focused := w.Canvas().Focused(); focused != nil {
		focused.TypedKey(event)
		return
	}
	if typed := w.Canvas().OnTypedKey(); typed != nil {
		typed(event)
	}
}
