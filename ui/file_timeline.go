package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// fileTimeline is what has happened with a file: its states, its mails with what became of them, and notes.
type fileTimeline struct {
	sheet  *fileWindow
	grid   *kit.SliceGrid[garage.FileEvent]
	object fyne.CanvasObject
}

func newFileTimeline(f *fileWindow) *fileTimeline {
	t := &fileTimeline{sheet: f}
	w, a := f.window, f.app
	column := func(key string, width float32, of func(garage.FileEvent) string) kit.Column[garage.FileEvent] {
		return kit.Column[garage.FileEvent]{Key: key, Label: w.T("files.event_" + key), Width: width, Text: of}
	}
	sent := column("sent", 330, func(e garage.FileEvent) string {
		if e.Kind != garage.EventMail {
			return ""
		}
		text := stateLabel(a, e.SentState) + "  " + e.SentTo
		if e.SentReason != "" {
			text += "  " + reasonText(a, e.SentReason)
		}
		return text
	})
	sent.Color = func(e garage.FileEvent) fyne.ThemeColorName { return stateColor(e.SentState) }
	t.grid = kit.NewSliceGrid(kit.SliceOptions[garage.FileEvent]{
		Columns: []kit.Column[garage.FileEvent]{
			column("at", 120, func(e garage.FileEvent) string { return a.p.Time(e.At) }),
			column("who", 110, func(e garage.FileEvent) string { return e.UserName }),
			column("what", 420, func(e garage.FileEvent) string { return eventWords(a, e) }),
			sent,
		},
		Empty: w.T("files.timeline_empty"),
		OnOpen: func(e garage.FileEvent) {
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
func eventWords(a *App, e garage.FileEvent) string {
	switch e.Kind {
	case garage.EventState:
		return a.p.T("files.event_state", "State", a.p.T(garage.FileState{Key: e.Text}.LabelKey()))
	case garage.EventMail:
		if e.Text == "" {
			return a.p.T("files.event_own_mail")
		}
		return a.p.T("files.event_mail", "Mail", a.p.T(garage.FileMail{Key: e.Text}.LabelKey()))
	case garage.EventPhoto:
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
	kit.Load(f.window, "file.events", func(ctx context.Context) ([]garage.FileEvent, error) {
		return f.app.db.FileEvents(ctx, id)
	}, func(events []garage.FileEvent) {
		t.grid.SetRows(events)
		f.showMails()
	})
}

// hasMail reports whether a mail of that key was written and did not fail.
func (t *fileTimeline) hasMail(key string) bool {
	return slices.ContainsFunc(t.grid.Rows(), func(e garage.FileEvent) bool {
		return e.Kind == garage.EventMail && e.Text == key && e.SentState != garage.Failed && e.SentState != garage.Cancelled
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
