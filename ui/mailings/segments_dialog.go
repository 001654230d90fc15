package mailings

import (
	"context"
	"reflect"
	"slices"

	"fyne.io/fyne/v2/container"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// segments are the lists that she keeps by name.
func segments(a *desk.App) kit.Named[store.SegmentRow] {
	return kit.Named[store.SegmentRow]{
		Key: "segments", Width: 260, Taken: garage.ErrConflict,
		Words: kit.NamedWords{
			Open: "list.open_segment", Save: "list.save_title", Name: "list.segment_name", Empty: "list.segment_empty",
			Again: "list.replace_again", Saved: "list.segment_saved",
		},
		Columns: []kit.Column[store.SegmentRow]{{
			Key: "keeps", Label: a.Printer.T("list.segment_keeps"), Width: 220, Text: func(s store.SegmentRow) string { return keptBy(a, s) },
		}},
		Of:  func(s store.SegmentRow) (int64, string) { return s.ID, s.Name },
		All: a.DB.Segments,
		Rename: func(ctx context.Context, s store.SegmentRow, name string) error {
			return a.DB.RenameSegment(ctx, s.ID, name)
		},
		Delete: func(ctx context.Context, s store.SegmentRow) (func(context.Context) error, error) {
			whole, err := a.DB.Segment(ctx, s.ID)
			if err != nil {
				return nil, err
			}
			whole.ID = 0
			return func(ctx context.Context) error {
				_, err := a.DB.SaveSegment(ctx, whole)
				return err
			}, a.DB.DeleteSegment(ctx, s.ID)
		},
		Changed: func() { a.Bus.Announce(desk.TopicSegments) },
	}
}

// keptBy says what opening a list brings back.
func keptBy(a *desk.App, s store.SegmentRow) string {
	clients := a.Printer.N("list.keeps_clients", s.Clients)
	switch {
	case s.Criteria && s.Clients > 0:
		return a.Printer.T("list.keeps_criteria") + " + " + clients
	case s.Criteria:
		return a.Printer.T("list.keeps_criteria")
	case s.Clients > 0:
		return clients
	}
	return a.Printer.T("list.keeps_all")
}

// onSaveSegment keeps by name the criteria, the chosen clients or both, as she ticks.
func (l *listWindow) onSaveSegment() {
	w, wanted, chosen := l.window, l.panel.criteria(), slices.Clone(l.chosen)
	none := reflect.DeepEqual(wanted, garage.Criteria{})
	words := w.T("list.keep_criteria")
	if none {
		words = w.T("list.keep_all")
	}
	criteria := kit.NewCheck(words, nil)
	criteria.SetChecked(!none || len(chosen) == 0)
	clients := kit.NewCheck(l.app.Printer.N("list.keep_clients", len(chosen)), nil)
	clients.SetChecked(len(chosen) > 0)
	if len(chosen) == 0 {
		clients.SetText(w.T("list.keep_no_clients"))
		clients.Disable()
	}
	named := segments(l.app)
	named.Extra = container.NewVBox(criteria, clients)
	named.Save(w, l.segment, func(ctx context.Context, name string, replace int64) error {
		kept := garage.Segment{ID: replace, Name: name}
		if criteria.Checked {
			kept.Criteria = wanted
		}
		if clients.Checked {
			kept.ClientIDs = chosen
		}
		if !criteria.Checked && !clients.Checked {
			return &garage.FieldError{Field: "keeps", Reason: "check.segment_keeps"}
		}
		_, err := l.app.DB.SaveSegment(ctx, kept)
		return err
	}, func(name string) { l.segment = name })
}

// onOpenSegment lists the saved lists; one is opened with today's data.
func (l *listWindow) onOpenSegment() {
	segments(l.app).Choose(l.window, func(segment store.SegmentRow) { l.openSegment(segment.ID) })
}

// openSegment fills in the criteria, which find today's clients, and the selection as it was picked.
func (l *listWindow) openSegment(id int64) {
	kit.Load(l.window, "segment", func(ctx context.Context) (garage.Segment, error) {
		return l.app.DB.Segment(ctx, id)
	}, func(segment garage.Segment) {
		l.panel.set(segment.Criteria)
		l.chosen, l.segment = segment.ClientIDs, segment.Name
		l.load()
	})
}
