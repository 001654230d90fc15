package kit

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetooltip "github.com/dweymouth/fyne-tooltip"

	"garagemail/assets/lang"
	"garagemail/ui/filedialog"
)

// Settings keeps what a person arranged (sizes, dividers, column widths) from one day to the next. Get returns "" for
// what was never set. Both are called on the UI thread and must be quick.
type Settings interface {
	Get(key string) string
	Set(key, value string)
}

// Host is what all windows of a program share.
type Host struct {
	App      fyne.App
	Printer  *lang.Printer
	Settings Settings // nil = nothing is remembered
	// Explain turns an error into the sentence that a person reads. nil = the error's own words.
	Explain func(error) string
	// AskFiles shows the system's dialog for files; nil, and filedialog.ErrNone from it, = the program's own is shown.
	AskFiles func(ctx context.Context, question filedialog.Question) ([]string, error)
	// OnWindows runs whenever a window opens, closes or gets another title; nil = nobody asks.
	OnWindows func()

	open  []shownWindow
	shown []*Window
}

// WindowOptions describe a window. Key names it in the settings; windows of one kind share theirs.
type WindowOptions struct {
	Key   string
	Title string
	Size  fyne.Size // at the first opening
	Main  bool      // closing it ends the program; Escape does not close it
}

// Window is a window with its lifetime: a context that ends when it closes, a runner for its loads, a key router that works
// whatever has the focus, and a bar for notices.
type Window struct {
	fyne.Window
	Host   *Host
	Runner *Runner

	options  WindowOptions
	context  context.Context
	cancel   context.CancelFunc
	router   router
	notice   *noticeBar
	mayClose func() bool
	closed   []func()
	scrolls  []*container.Scroll
}

// windows finds the window of a widget: Fyne's widgets only know their canvas.
var windows sync.Map // fyne.Canvas → *Window

// NewWindow opens nothing yet: fill it with SetBody, then Show.
func NewWindow(host *Host, options WindowOptions) *Window {
	w := &Window{Window: host.App.NewWindow(options.Title), Host: host, options: options}
	w.context, w.cancel = context.WithCancel(context.Background())
	w.Runner = NewRunner(w.context)
	w.notice = newNoticeBar()
	w.router.window = w
	windows.Store(w.Canvas(), w)
	w.SetPadded(false)
	if options.Main {
		w.SetMaster()
	} else {
		w.Bind("Escape", w.Close)
	}
	w.Canvas().SetOnTypedKey(func(event *fyne.KeyEvent) { w.router.key(event) })
	w.Canvas().AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.Undo() }) // for when nothing has the focus
	w.SetCloseIntercept(w.Close)
	w.Resize(w.rememberedSize())
	return w
}

// WindowOf returns the kit window a widget stands in, nil when it stands in none.
func WindowOf(object fyne.CanvasObject) *Window {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(object)
	if canvas == nil {
		return nil
	}
	found, ok := windows.Load(canvas)
	if !ok {
		return nil
	}
	return found.(*Window)
}

// SetBody fills the window, with margins around; a main window, whose bars reach its edges, sets its own.
func (w *Window) SetBody(body fyne.CanvasObject) {
	if !w.options.Main {
		body = Margins(body)
	}
	framed := container.NewBorder(nil, w.notice.bar, nil, nil, body)
	w.notice.around = framed
	w.SetContent(fynetooltip.AddWindowToolTipLayer(framed, w.Canvas()))
}

// Context ends when the window closes.
func (w *Window) Context() context.Context { return w.context }

// T returns a text in the screen's language.
func (w *Window) T(key string, pairs ...any) string { return w.Host.Printer.T(key, pairs...) }

// Fail tells a person what went wrong, and the log the whole of it. No error, and work that she cancelled herself, is no
// fault.
func (w *Window) Fail(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	slog.Error("screen", "error", err)
	w.Tell(w.T("error.title"), w.explained(err))
}

// explained is the sentence of an error.
func (w *Window) explained(err error) string {
	if w.Host.Explain == nil {
		return err.Error()
	}
	return w.Host.Explain(err)
}

// OnMayClose asks before every closing by a person; false keeps the window open.
func (w *Window) OnMayClose(ask func() bool) { w.mayClose = ask }

// OnClosed adds something to be done when the window has closed.
func (w *Window) OnClosed(done func()) { w.closed = append(w.closed, done) }

// Close asks OnMayClose, then closes the window and ends its context.
func (w *Window) Close() {
	if w.mayClose == nil || w.mayClose() {
		w.Discard()
	}
}

// AskOthers has every other window of the program ask what it asks before it closes. It returns one that must not be closed
// yet, nil when all may.
func (w *Window) AskOthers() (refuses *Window) {
	windows.Range(func(_, value any) bool {
		other, _ := value.(*Window)
		if other == w || other.Host != w.Host || other.mayClose == nil {
			return true
		}
		if other.Canvas().Overlays().Top() != nil || !other.mayClose() { // it may be asking already
			refuses = other
		}
		return refuses == nil
	})
	return refuses
}

// Discard closes the window without asking.
func (w *Window) Discard() {
	if w.context.Err() != nil {
		return
	}
	w.rememberSize()
	w.cancel()
	windows.Delete(w.Canvas())
	w.Host.forget(w)
	fynetooltip.DestroyWindowToolTipLayer(w.Canvas())
	w.letGo()
	w.Window.Close()
	for _, done := range w.closed {
		done()
	}
}

// letGo empties a window that closes: the toolkit keeps its canvas, and with it all that stands on it, until the program ends.
func (w *Window) letGo() {
	if w.options.Main {
		return // the program ends
	}
	canvas := w.Canvas()
	for overlay := canvas.Overlays().Top(); overlay != nil; overlay = canvas.Overlays().Top() {
		canvas.Overlays().Remove(overlay)
	}
	canvas.Unfocus()
	canvas.SetOnTypedKey(nil)
	w.SetContent(container.NewWithoutLayout())
	w.router, w.scrolls = router{window: w}, nil
	w.notice.around = nil
}

// Focus gives the keyboard to a widget of this window.
func (w *Window) Focus(widget fyne.Focusable) { w.Canvas().Focus(widget) }

// Bind has a key ("F5", "Escape", "Return", "Ctrl+N", "Alt+R") run do, whatever has the focus, unless a dialog is open.
func (w *Window) Bind(key string, do func()) { w.router.bind(&w.router.own, key, binding{do: do}) }

// BindAlways is Bind that also works while a dialog is open.
func (w *Window) BindAlways(key string, do func()) {
	w.router.bind(&w.router.own, key, binding{do: do, always: true})
}
