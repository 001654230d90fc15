package kit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

func TestKeysReachTheWindowFromEveryWidget(t *testing.T) {
	for name, focusable := range map[string]fyne.Focusable{
		"entry": NewEntry(), "text": NewTextEntry(), "button": NewButton("b", nil), "check": NewCheck("c", nil), "select": NewSelect([]string{"a"}, nil),
	} {
		t.Run(name, func(t *testing.T) {
			w := openWindow(t)
			pressed := 0
			w.Bind("F5", func() { pressed++ })
			w.SetBody(container.NewVBox(focusable.(fyne.CanvasObject)))
			w.Focus(focusable)
			press(w, fyne.KeyF5)
			if pressed != 1 {
				t.Errorf("F5 reached the window %d times", pressed)
			}
		})
	}
}

func TestChordReachesTheWindowFromAnEntry(t *testing.T) {
	w := openWindow(t)
	cleared := 0
	w.Bind("Alt+R", func() { cleared++ })
	entry := NewEntry()
	w.SetBody(entry)
	w.Focus(entry)
	entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierAlt})
	if cleared != 1 {
		t.Errorf("ALT+R ran %d times", cleared)
	}
}

func TestDialogKeys(t *testing.T) {
	for _, tc := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyEscape, "cancel"}, {fyne.KeyReturn, "do"}} {
		t.Run(tc.want, func(t *testing.T) {
			w := openWindow(t)
			w.SetBody(widget.NewLabel("under"))
			under, chosen := 0, ""
			w.Bind("F5", func() { under++ })
			entry := NewEntry()
			dialog := w.ShowDialog(DialogOptions{Title: "?", Body: entry, Focus: entry, Choices: []Choice{
				{Label: "no", Cancel: true, Do: func() bool { chosen = "cancel"; return true }},
				{Label: "yes", Default: true, Do: func() bool { chosen = "do"; return true }},
			}})
			press(w, fyne.KeyF5)
			if under != 0 {
				t.Error("F5 reached the window under the dialog")
			}
			press(w, tc.key)
			if chosen != tc.want || dialog.popup.Visible() {
				t.Errorf("chose %q, open %v", chosen, dialog.popup.Visible())
			}
		})
	}
}

func TestDialogStaysOpenWhenItsChoiceSaysSo(t *testing.T) {
	w := openWindow(t)
	w.SetBody(widget.NewLabel(""))
	w.AskText("Nom", "Nom", "", "ok", func(text string) string { return "vide" })
	press(w, fyne.KeyReturn)
	if len(w.router.layers) != 1 {
		t.Error("the dialog closed over an answer that was refused")
	}
}

func TestLoadNewestWins(t *testing.T) {
	r := NewRunner(context.Background())
	_, first := r.begin("list")
	_, second := r.begin("list")
	if r.end("list", first) {
		t.Error("the older answer was to be shown")
	}
	if !r.end("list", second) {
		t.Error("the newest answer was not to be shown")
	}
}

func TestLoadIsSilentAfterTheWindow(t *testing.T) {
	w := openWindow(t)
	shown := false
	w.Discard()
	Load(w, "x", func(context.Context) (int, error) { return 1, nil }, func(int) { shown = true })
	if shown {
		t.Error("a closed window was shown an answer")
	}
}

func TestLoadTurnsPanicsIntoErrors(t *testing.T) {
	w := openWindow(t)
	var got error
	Try(w.Runner, "x", func(context.Context) (int, error) { panic("boom") }, func(_ int, err error) { got = err })
	if got == nil || errors.Is(got, context.Canceled) {
		t.Errorf("a panic became %v", got)
	}
}

func TestFailureOfALoadIsToldByItsWindow(t *testing.T) {
	fault := errors.New("no disk")
	never := func() { t.Error("a failed load was shown") }
	after := 0
	for name, start := range map[string]func(w *Window, fault error){
		"load": func(w *Window, fault error) {
			Load(w, "x", func(context.Context) (int, error) { return 1, fault }, func(int) { never() })
		},
		"do": func(w *Window, fault error) { Do(w, "x", func(context.Context) error { return fault }, never) },
		"change": func(w *Window, fault error) {
			Change(w, "x", func(context.Context) error { return fault }, func() { after++ })
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, told := openWindow(t), ""
			w.Host.Explain = func(err error) string { told = err.Error(); return "a sentence" }
			start(w, fault)
			if told != "no disk" || w.Canvas().Overlays().Top() == nil {
				t.Errorf("told %q, dialog open: %v", told, w.Canvas().Overlays().Top() != nil)
			}
			w.Discard()

			w, told = openWindow(t), ""
			start(w, fmt.Errorf("reading: %w", context.Canceled))
			if told != "" || w.Canvas().Overlays().Top() != nil {
				t.Errorf("work that she cancelled was told as a fault: %q", told)
			}
		})
	}
	if after != 2 {
		t.Errorf("after a change that failed the rest was shown %d times, want 2", after)
	}
}

func TestLoadWithoutResult(t *testing.T) {
	w, done := openWindow(t), ""
	Do(w, "x", func(context.Context) error { done += "work "; return nil }, func() { done += "shown" })
	if done != "work shown" {
		t.Errorf("got %q", done)
	}
}

func TestBusForgetsClosedWindows(t *testing.T) {
	w, bus, heard := openWindow(t), NewBus(), 0
	bus.Subscribe(w, "clients", func() { heard++ })
	bus.Announce("clients", "marks")
	w.Discard()
	bus.Announce("clients")
	if heard != 1 {
		t.Errorf("heard %d times, want once", heard)
	}
}

func TestNoticeOffersUndo(t *testing.T) {
	w := openWindow(t)
	w.SetBody(widget.NewLabel(""))
	undone := false
	w.Notice("12 marques effacées", "Annuler", func() { undone = true })
	if !w.notice.bar.Visible() || w.notice.text.Text != "12 marques effacées" {
		t.Fatal("the notice is not shown")
	}
	w.notice.action.OnTapped()
	if !undone || w.notice.bar.Visible() {
		t.Errorf("undone %v, still shown %v", undone, w.notice.bar.Visible())
	}
}

func TestWindowRemembersItsSize(t *testing.T) {
	w := openWindow(t)
	w.Resize(fyne.NewSize(640, 480))
	host := w.Host
	w.Discard()
	if got := NewWindow(host, WindowOptions{Key: "test"}).rememberedSize(); got.Width < 600 || got.Width > 700 {
		t.Errorf("size %v, want about 640", got)
	}
}

func TestParseDate(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", "31/01/2026": "2026-01-31", "1/2/26": "2026-02-01", "31-12-99": "1999-12-31", "31.1.2026": "2026-01-31",
		"31012026": "2026-01-31", "2026-01-31": "2026-01-31", "310126": "2026-01-31",
	} {
		if got, ok := ParseDate(typed); !ok || got != want {
			t.Errorf("%q gave %q, %v; want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"31/02/2026", "hier", "1/2", "32/01/2026", "00/00/0000"} {
		if got, ok := ParseDate(typed); ok {
			t.Errorf("%q was taken as %q", typed, got)
		}
	}
}

func TestForm(t *testing.T) {
	w := openWindow(t)
	changed := ""
	form := NewForm(w, 2,
		Field{Key: "name", Label: "Nom", Check: func(value string) string {
			if value == "" {
				return "vide"
			}
			return ""
		}},
		Field{Key: "language", Label: "Langue", Kind: OneOf, Options: []Option{{"fr", "Français"}, {"nl", "Nederlands"}}},
		Field{Key: "accepts", Label: "Accepte", Kind: Tick},
		Field{Key: "since", Label: "Depuis", Kind: Date})
	form.OnChanged = func(key string) { changed = key }
	w.SetBody(form.Object)
	form.SetValue("language", "nl")
	form.SetValue("since", "2026-01-31")
	if form.Value("language") != "nl" || form.Value("since") != "2026-01-31" || changed != "" {
		t.Errorf("language %q, since %q, changed %q", form.Value("language"), form.Value("since"), changed)
	}
	if form.Validate() || form.field("name").problem.text != "vide" {
		t.Error("an empty name was taken")
	}
	form.SetClean()
	form.field("name").object.(*Entry).SetText("Dupont")
	if changed != "name" || !form.Dirty() || !form.Validate() {
		t.Errorf("changed %q, dirty %v", changed, form.Dirty())
	}
}

// TestAProblemMovesNothing: however long the sentence, the form keeps its size and each field its place; the whole stands in the
// tooltip.
func TestAProblemMovesNothing(t *testing.T) {
	w := openWindow(t)
	long := strings.Repeat("Cette adresse mail n'est pas valable. ", 9)
	form := NewForm(w, 2, Field{Key: "a", Label: "A"}, Field{Key: "b", Label: "B", Kind: Multiline}, Field{Key: "c", Label: "C", Kind: Date})
	w.SetBody(form.Object)
	places := func() (all []fyne.Position) {
		for _, one := range form.fields {
			all = append(all, fyne.CurrentApp().Driver().AbsolutePositionForObject(one.object))
		}
		return all
	}
	size, before, canvasSize := form.Object.MinSize(), places(), w.Canvas().Size()
	for _, key := range []string{"a", "b", "c"} {
		form.SetError(key, long)
	}
	if form.Object.MinSize() != size || !slices.Equal(places(), before) || w.Canvas().Size() != canvasSize {
		t.Errorf("from %v %v to %v %v", size, before, form.Object.MinSize(), places())
	}
	problem := form.field("a").problem
	if problem.ToolTip() != long || !strings.HasSuffix(problem.line.Text, "…") {
		t.Errorf("it says %q, the tooltip %q", problem.line.Text, problem.ToolTip())
	}
	form.SetError("a", "Court.")
	if problem.ToolTip() != "" || problem.line.Text != "Court." {
		t.Errorf("it says %q, the tooltip %q", problem.line.Text, problem.ToolTip())
	}
}

func TestRunnerPostWaitsForNobody(t *testing.T) {
	w := openWindow(t)
	done := make(chan struct{})
	go func() { w.Runner.Post(func() { close(done) }) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("the news did not arrive")
	}
}

// TestClosedWindowIsEmpty: the toolkit keeps the canvas of a closed window; nothing of what stood on it is kept with it.
func TestClosedWindowIsEmpty(t *testing.T) {
	w := openWindow(t)
	entry := widget.NewEntry()
	w.SetBody(entry)
	w.Show()
	w.ShowDialog(DialogOptions{Title: "ask", Body: widget.NewLabel("body"), Choices: []Choice{{Label: "ok", Cancel: true}}})
	closed := false
	w.OnClosed(func() { closed = true })
	w.Focus(entry)
	w.Discard()
	left, isContainer := w.Canvas().Content().(*fyne.Container)
	if !closed || !isContainer || len(left.Objects) > 0 || w.Canvas().Overlays().Top() != nil || w.Canvas().Focused() != nil {
		t.Errorf("closed %v, left %v, overlay %v, focused %v", closed, w.Canvas().Content(), w.Canvas().Overlays().Top(), w.Canvas().Focused())
	}
	w.Discard() // twice is once
}
