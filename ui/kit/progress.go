package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// progressDelay keeps short work from flashing a dialog.
const progressDelay = 300 * time.Millisecond

// Progress shows how far long work is; it comes up only when the work takes a moment.
type Progress struct {
	window *Window
	bar    *widget.ProgressBar
	text   *widget.Label
	dialog *Dialog
	done   bool
}

// ShowProgress announces work that can be cancelled. Set and Close are called on the UI thread.
func (w *Window) ShowProgress(title string, cancel func()) *Progress {
	p := &Progress{window: w, bar: widget.NewProgressBar(), text: widget.NewLabel("")}
	open := func() {
		if p.done {
			return
		}
		p.dialog = w.ShowDialog(DialogOptions{
			Title: title, Body: container.NewVBox(p.bar, p.text), MinSize: fyne.NewSize(380, 0),
			Choices: []Choice{{Label: w.T("kit.cancel"), Cancel: true, Do: func() bool { cancel(); return false }}},
		})
	}
	if !synchronous.Load() {
		time.AfterFunc(progressDelay, func() { w.Runner.Post(open) })
	}
	return p
}

// Set shows done of total and a line of text.
func (p *Progress) Set(done, total int, text string) {
	if total > 0 {
		p.bar.SetValue(float64(done) / float64(total))
	}
	p.text.SetText(text)
}

// Close ends it.
func (p *Progress) Close() {
	p.done = true
	if p.dialog != nil {
		p.dialog.Close()
	}
}
