package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"garagemail/store"
	"garagemail/ui/kit"
)

// fileTimeline is what has happened with a file: its states, its mails with what became of them, and notes.
type fileTimeline struct {
	sheet  *fileWindow
	grid   *kit.SliceGrid[store.FileEvent]
	object fyne.CanvasObject
}

func newFileTimeline(f *fileWindow) *fileTimeline {
	t := &fileTimeline{sheet: f}
	w, a := f.window, f.app
	column := func(key string, width float32, of func(store.FileEvent) string) kit.Column[store.FileEvent] {
		return kit.Column[store.FileEvent]{Key: key, Label: w.T("files.event_" + key), Width: width, Text: of}
	}
	sent := column("sent", 330, func(e store.FileEvent) string {
		if e.Kind != store.EventMail {
			return ""
		}
		text := stateLabel(a, e.SentState) + "  " + e.SentTo
		if e.SentReason != "" {
			text += "  " + reasonText(a, e.SentReason)
		}
		return text
	})
	sent.Color = func(e store.FileEvent) fyne.ThemeColorName { return stateColor(e.SentState) }
	t.grid = kit.NewSliceGrid(kit.SliceOptions[store.FileEvent]{
		Columns: []kit.Column[store.FileEvent]{
			column("at", 120, func(e store.FileEvent) string { return a.p.Time(e.At) }),
			column("who", 110, func(e store.FileEvent) string { return e.UserName }),
			column("what", 420, func(e store.FileEvent) string { return eventWords(a, e) }),
			sent,
		},
		Empty: w.T("files.timeline_empty"),
		OnOpen: func(e store.FileEvent) {
			if e.DeliveryID != 0 {
				a.openMessage(e.DeliveryID)
			}
		},
	})
	w.RememberColumns("file_timeline", t.grid)
	t.object = t.grid
	return t
}

// eventWords say what happened.
func eventWords(a *App, e store.FileEvent) string {
	switch e.Kind {
	case store.EventState:
		return a.p.T("files.event_state", "State", a.p.T(store.FileState{Key: e.Text}.LabelKey()))
	case store.EventMail:
		if e.Text == "" {
			return a.p.T("files.event_own_mail")
		}
		return a.p.T("files.event_mail", "Mail", a.p.T(store.FileMail{Key: e.Text}.LabelKey()))
	case store.EventPhoto:
		return a.p.T("files.event_photo", "Count", e.Text)
	}
	return e.Text
}

func (t *fileTimeline) load() {
	f := t.sheet
	if f.file.ID == 0 {
		return
	}
	id := f.file.ID
	kit.Load(f.window, "file.events", func(ctx context.Context) ([]store.FileEvent, error) {
		return f.app.db.FileEvents(ctx, id)
	}, func(events []store.FileEvent) {
		t.grid.SetRows(events)
		f.showMails()
	})
}

// hasMail reports whether a mail of that key was written and did not fail.
func (t *fileTimeline) hasMail(key string) bool {
	return slices.ContainsFunc(t.grid.Rows(), func(e store.FileEvent) bool {
		return e.Kind == store.EventMail && e.Text == key && e.SentState != store.Failed && e.SentState != store.Cancelled
	})
}

// addNote writes down what happened otherwise: an answer by telephone, a visit.
func (t *fileTimeline) addNote() {
	f := t.sheet
	if f.file.ID == 0 {
		return
	}
	w := f.window
	entry := kit.NewTextEntry()
	entry.SetMinRowsVisible(4)
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("files.note"), Body: entry, MinSize: fyne.NewSize(520, 160), Focus: entry,
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("action.save"), Default: true, Do: func() bool {
				note, id := entry.Text, f.file.ID
				kit.Change(w, "file.note", func(ctx context.Context) error {
					return f.app.db.AddNote(ctx, id, note, f.app.user.Name)
				}, t.load)
				return true
			}},
		},
	})
}
