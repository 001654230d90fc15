package ui

import (
	"context"

	"garagemail/ui/kit"
)

// onToggle turns the V of each client over: the space bar and a click in the column.
func (c *clientsPage) onToggle(ids []int64) {
	if len(ids) == 0 {
		return
	}
	row, _ := c.grid.Row(ids[0])
	c.onMark(ids, !row.Marked)
}

func (c *clientsPage) onMark(ids []int64, on bool) {
	kit.Change(c.window, "mark", func(ctx context.Context) error {
		return c.app.db.SetMarks(ctx, ids, on)
	}, func() {
		c.app.bus.Announce(topicMarks)
	})
}

// clearMarks is ALT+R: it takes every V away, says how many there were and offers to put them back.
func (a *App) clearMarks(w *kit.Window) {
	kit.Load(w, "clear_marks", a.db.ClearMarks, func(cleared []int64) {
		a.bus.Announce(topicMarks)
		if len(cleared) == 0 {
			w.Notice(w.T("clients.no_marks"), "", nil)
			return
		}
		w.Notice(a.p.N("clients.marks_cleared", len(cleared)), w.T("action.undo"), func() {
			kit.Change(w, "restore_marks", func(ctx context.Context) error {
				return a.db.RestoreMarks(ctx, cleared)
			}, func() {
				a.bus.Announce(topicMarks)
			})
		})
	})
}
