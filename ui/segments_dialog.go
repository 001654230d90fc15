package ui

import (
	"context"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// segments are the lists that she keeps by name.
func (a *App) segments() kit.Named[store.SegmentRow] {
	return kit.Named[store.SegmentRow]{
		Key: "segments", Width: 400, Taken: garage.ErrConflict,
		Words: kit.NamedWords{
			Open: "list.open_segment", Save: "list.save_segment", Name: "list.segment_name", Empty: "list.segment_empty",
			Again: "list.replace_again", Saved: "list.segment_saved",
		},
		Of:  func(s store.SegmentRow) (int64, string) { return s.ID, s.Name },
		All: a.db.Segments,
		Rename: func(ctx context.Context, s store.SegmentRow, name string) error {
			return a.db.RenameSegment(ctx, s.ID, name)
		},
		Delete: func(ctx context.Context, s store.SegmentRow) (func(context.Context) error, error) {
			whole, err := a.db.Segment(ctx, s.ID)
			if err != nil {
				return nil, err
			}
			whole.ID = 0
			return func(ctx context.Context) error {
				_, err := a.db.SaveSegment(ctx, whole)
				return err
			}, a.db.DeleteSegment(ctx, s.ID)
		},
		Changed: func() { a.bus.Announce(topicSegments) },
	}
}

// onSaveSegment keeps the list by name.
func (l *listWindow) onSaveSegment() {
	l.app.segments().Save(l.window, l.segment, func(ctx context.Context, name string, replace int64) error {
		_, err := l.app.db.SaveSegment(ctx, garage.Segment{ID: replace, Name: name, Criteria: l.panel.criteria(), ClientIDs: l.chosen})
		return err
	}, func(name string) { l.segment = name })
}

// onOpenSegment lists the saved lists; one is opened with today's data.
func (l *listWindow) onOpenSegment() {
	l.app.segments().Choose(l.window, func(segment store.SegmentRow) { l.openSegment(segment.ID) })
}

// openSegment fills in the criteria, which find today's clients, and the selection as it was picked.
func (l *listWindow) openSegment(id int64) {
	kit.Load(l.window, "segment", func(ctx context.Context) (garage.Segment, error) {
		return l.app.db.Segment(ctx, id)
	}, func(segment garage.Segment) {
		l.panel.set(segment.Criteria)
		l.chosen, l.segment = segment.ClientIDs, segment.Name
		l.load()
	})
}
