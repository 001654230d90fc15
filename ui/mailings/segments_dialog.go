package mailings

import (
	"context"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// segments are the lists that she keeps by name.
func segments(a *desk.App) kit.Named[store.SegmentRow] {
	return kit.Named[store.SegmentRow]{
		Key: "segments", Width: 400, Taken: garage.ErrConflict,
		Words: kit.NamedWords{
			Open: "list.open_segment", Save: "list.save_segment", Name: "list.segment_name", Empty: "list.segment_empty",
			Again: "list.replace_again", Saved: "list.segment_saved",
		},
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

// onSaveSegment keeps the list by name.
func (l *listWindow) onSaveSegment() {
	segments(l.app).Save(l.window, l.segment, func(ctx context.Context, name string, replace int64) error {
		_, err := l.app.DB.SaveSegment(ctx, garage.Segment{ID: replace, Name: name, Criteria: l.panel.criteria(), ClientIDs: l.chosen})
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
