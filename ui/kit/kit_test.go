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

func TestParseMoment(t *testing.T) {
	for typed, want := range map[string]string{
		"02/01/2026 14:30": "2026-01-02T14:30", "2/1/2026 14:30": "2026-01-02T14:30", "2/1/26 9h05": "2026-01-02T09:05", "02/01/2026": "2026-01-02T00:00",
		"2026-01-02T14:30": "2026-01-02T14:30", " 2.1.2026  08:00 ": "2026-01-02T08:00", "02012026 23H59": "2026-01-02T23:59",
	} {
		if at, ok := ParseMoment(typed); !ok || at.Format("2006-01-02T15:04") != want {
			t.Errorf("%q is %v, %v, want %s", typed, at, ok, want)
		}
	}
	for _, wrong := range []string{"", "14:30", "31/02/2026 10:00", "02/01/2026 24:00", "02/01/2026 10:60", "demain 10:00", "02/01/2026 10"} {
		if at, ok := ParseMoment(wrong); ok {
			t.Errorf("%q is taken for %v", wrong, at)
		}
	}
}
