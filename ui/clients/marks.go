package clients

import (
	"context"

	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// onToggle turns the V of each client over: the space bar and a click in the column.
func (c *ClientsPage) onToggle(ids []int64) {
	if len(ids) == 0 {
		return
	}
	row, _ := c.Grid.Row(ids[0])
	c.onMark(ids, !row.Marked)
}

func (c *ClientsPage) onMark(ids []int64, on bool) {
	kit.Change(c.window, "mark", func(ctx context.Context) error {
		return c.app.DB.SetMarks(ctx, ids, on)
	}, func() {
		c.app.Bus.Announce(desk.TopicMarks)
	})
}

// ClearMarks is ALT+R: it takes every V away, says how many there were and offers to put them back.
func ClearMarks(a *desk.App, w *kit.Window) {
	kit.Load(w, "clear_marks", a.DB.ClearMarks, func(cleared []int64) {
		a.Bus.Announce(desk.TopicMarks)
		if len(cleared) == 0 {
			w.Notice(w.T("clients.no_marks"), "", nil)
			return
		}
		w.Notice(a.Printer.N("clients.marks_cleared", len(cleared)), w.T("action.undo"), func() {
			kit.Change(w, "restore_marks", func(ctx context.Context) error {
				return a.DB.RestoreMarks(ctx, cleared)
			}, func() {
				a.Bus.Announce(desk.TopicMarks)
			})
		})
	})
}
