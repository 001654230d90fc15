package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// noticeTime is long enough to read a sentence and reach for "undo".
const noticeTime = 10 * time.Second

// noticeBar is the line at the bottom of a window that says what has just happened.
type noticeBar struct {
	bar     *fyne.Container
	text    *widget.Label
	action  *Button
	timeout *time.Timer
	around  *fyne.Container // laid out anew when the bar comes and goes: Fyne does not do it by itself
}

func newNoticeBar() *noticeBar {
	n := &noticeBar{text: widget.NewLabel(""), action: NewButton("", nil)}
	background := NewGround(ColorNotice, fyne.Size{})
	n.bar = container.NewStack(background, container.NewBorder(nil, nil, nil, n.action, n.text))
	n.bar.Hide()
	return n
}

// Notice says for some seconds what happened. label and undo offer to take it back; "" and nil offer nothing.
func (w *Window) Notice(text, label string, undo func()) {
	n := w.notice
	n.text.SetText(text)
	n.action.SetText(label)
	n.action.OnTapped = func() {
		n.hide()
		undo()
	}
	n.action.Hide()
	if undo != nil {
		n.action.Show()
	}
	n.bar.Show()
	n.layout()
	if n.timeout != nil {
		n.timeout.Stop()
	}
	if !synchronous.Load() {
		n.timeout = time.AfterFunc(noticeTime, func() { w.Runner.Post(n.hide) })
	}
}

// undo does what the bar offers and reports whether it offered something.
func (n *noticeBar) undo() bool {
	if !n.bar.Visible() || !n.action.Visible() {
		return false
	}
	n.action.OnTapped()
	return true
}

func (n *noticeBar) hide() {
	n.bar.Hide()
	n.layout()
}

func (n *noticeBar) layout() {
	if n.around != nil {
		n.around.Refresh()
	}
}
