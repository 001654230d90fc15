package cases

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// caseTimeline is what has happened with a case: its states, its mails with what became of them, and notes.
type caseTimeline struct {
	sheet  *CaseWindow
	grid   *kit.SliceGrid[garage.CaseEvent]
	object fyne.CanvasObject
}

func newCaseTimeline(f *CaseWindow) *caseTimeline {
	t := &caseTimeline{sheet: f}
	w, a := f.Window, f.app
	column := func(key string, width float32, of func(garage.CaseEvent) string) kit.Column[garage.CaseEvent] {
		return kit.Column[garage.CaseEvent]{Key: key, Label: w.T("files.event_" + key), Width: width, Text: of}
	}
	sent := column("sent", 330, func(e garage.CaseEvent) string {
		if e.Kind != garage.EventMail {
			return ""
		}
		text := desk.StateLabel(a, e.SentState) + "  " + e.SentTo
		if e.SentReason != "" {
			text += "  " + desk.ReasonText(a, e.SentReason)
		}
		return text
	})
	sent.Color = func(e garage.CaseEvent) fyne.ThemeColorName { return desk.StateColor(e.SentState) }
	t.grid = kit.NewSliceGrid(kit.SliceOptions[garage.CaseEvent]{
		Columns: []kit.Column[garage.CaseEvent]{
			column("at", 120, func(e garage.CaseEvent) string { return a.Printer.Time(e.At) }),
			column("who", 110, func(e garage.CaseEvent) string { return e.UserName }),
			column("what", 420, func(e garage.CaseEvent) string { return eventWords(a, e) }),
			sent,
		},
		Empty: w.T("files.timeline_empty"),
		OnOpen: func(e garage.CaseEvent) {
			if e.DeliveryID != 0 {
				a.Doors.OpenMessage(e.DeliveryID)
			}
		},
	})
	w.RememberColumns("file_timeline", t.grid)
	t.object = t.grid
	return t
}

// eventWords say what happened.
func eventWords(a *desk.App, e garage.CaseEvent) string {
	switch e.Kind {
	case garage.EventState:
		return a.Printer.T("files.event_state", "State", a.Printer.T(garage.CaseState{Key: e.Text}.LabelKey()))
	case garage.EventMail:
		if e.Text == "" {
			return a.Printer.T("files.event_own_mail")
		}
		return a.Printer.T("files.event_mail", "Mail", a.Printer.T(garage.CaseMail{Key: e.Text}.LabelKey()))
	case garage.EventPhoto:
		return a.Printer.T("files.event_photo", "Count", e.Text)
	}
	return e.Text
}

func (t *caseTimeline) load() {
	f := t.sheet
	if f.file.ID == 0 {
		return
	}
	id := f.file.ID
	kit.Load(f.Window, "file.events", func(ctx context.Context) ([]garage.CaseEvent, error) {
		return f.app.DB.CaseEvents(ctx, id)
	}, func(events []garage.CaseEvent) {
		t.grid.SetRows(events)
		f.showMails()
	})
}

// hasMail reports whether a mail of that key was written and did not fail.
func (t *caseTimeline) hasMail(key string) bool {
	return slices.ContainsFunc(t.grid.Rows(), func(e garage.CaseEvent) bool {
		return e.Kind == garage.EventMail && e.Text == key && e.SentState != garage.Failed && e.SentState != garage.Cancelled
	})
}

// addNote writes down what happened otherwise: an answer by telephone, a visit.
func (t *caseTimeline) addNote() {
	f := t.sheet
	if f.file.ID == 0 {
		return
	}
	w := f.Window
	entry := kit.NewTextEntry()
	entry.SetMinRowsVisible(4)
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("files.note"), Body: entry, MinSize: fyne.NewSize(520, 160), Focus: entry,
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("action.save"), Default: true, Do: func() bool {
				note, id := entry.Text, f.file.ID
				kit.Change(w, "file.note", func(ctx context.Context) error {
					return f.app.DB.AddNote(ctx, id, note, f.app.User.Name)
				}, t.load)
				return true
			}},
		},
	})
}
