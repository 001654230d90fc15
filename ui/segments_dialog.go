package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"garagemail/store"
	"garagemail/ui/kit"
)

// onSaveSegment keeps the list by name; a name that exists is replaced only after she agreed.
func (l *listWindow) onSaveSegment() {
	w, agreed := l.window, ""
	w.AskText(w.T("list.save_segment"), w.T("list.segment_name"), l.segment, w.T("action.save"), func(name string) string {
		if name == "" {
			return w.T("check.required")
		}
		segment := store.Segment{Name: name, Criteria: l.panel.criteria(), ClientIDs: l.chosen}
		_, err := l.app.db.SaveSegment(w.Context(), segment)
		if errors.Is(err, store.ErrConflict) {
			if agreed != name {
				agreed = name
				return w.T("list.replace_again")
			}
			err = l.app.replaceSegment(w.Context(), segment)
		}
		if err != nil {
			return explain(l.app.p, err)
		}
		l.segment = name
		l.app.bus.Announce(topicSegments)
		w.Notice(w.T("list.segment_saved", "Name", name), "", nil)
		return ""
	})
}

// replaceSegment saves a list in the place of the one that has its name.
func (a *App) replaceSegment(ctx context.Context, segment store.Segment) error {
	all, err := a.db.Segments(ctx)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.Name == segment.Name {
			segment.ID = one.ID
		}
	}
	_, err = a.db.SaveSegment(ctx, segment)
	return err
}

// onOpenSegment lists the saved lists: Enter opens one with today's data, F2 renames, Delete removes.
func (l *listWindow) onOpenSegment() {
	w, p := l.window, l.app.p
	var dialog *kit.Dialog
	var grid *kit.SliceGrid[store.SegmentRow]
	load := func() {
		kit.Load(w, "segments", l.app.db.Segments, func(all []store.SegmentRow) {
			grid.SetRows(all)
		})
	}
	open := func(segment store.SegmentRow) {
		dialog.Close()
		l.openSegment(segment.ID)
	}
	grid = kit.NewSliceGrid(kit.SliceOptions[store.SegmentRow]{
		Columns: []kit.Column[store.SegmentRow]{
			{Key: "name", Label: w.T("list.segment_name"), Width: 400, Sort: true, Text: func(s store.SegmentRow) string { return s.Name }},
		},
		Empty:  w.T("list.segment_empty"),
		OnOpen: open,
	})
	current := func(do func(store.SegmentRow)) func() bool {
		return func() bool {
			if segment, ok := grid.CurrentRow(); ok {
				do(segment)
			}
			return false
		}
	}
	load()
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("list.open_segment"), Body: grid, MinSize: fyne.NewSize(440, 320), Focus: grid.Focusable(),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("action.delete"), Do: current(func(s store.SegmentRow) {
				w.Ask(w.T("action.delete"), p.T("list.segment_delete_text", "Name", s.Name), w.T("action.delete"), true, func() {
					w.Fail(l.app.db.DeleteSegment(w.Context(), s.ID))
					load()
				})
			})},
			{Label: w.T("action.rename"), Do: current(func(s store.SegmentRow) {
				w.AskText(w.T("action.rename"), w.T("list.segment_name"), s.Name, w.T("action.rename"), func(name string) string {
					if err := l.app.db.RenameSegment(w.Context(), s.ID, name); err != nil {
						return explain(p, err)
					}
					load()
					return ""
				})
			})},
			{Label: w.T("action.open"), Default: true, Do: current(open)},
		},
	})
}

// openSegment fills in the criteria, which find today's clients, and the selection as it was picked.
func (l *listWindow) openSegment(id int64) {
	kit.Load(l.window, "segment", func(ctx context.Context) (store.Segment, error) {
		return l.app.db.Segment(ctx, id)
	}, func(segment store.Segment) {
		l.panel.set(segment.Criteria)
		l.chosen, l.segment = segment.ClientIDs, segment.Name
		l.load()
	})
}
