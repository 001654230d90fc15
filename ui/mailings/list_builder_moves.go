package mailings

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

func (l *listWindow) onMove(to kit.Side) {
	if to == kit.Right {
		l.move(l.found.Selected(), to)
		return
	}
	l.move(l.selection.Selected(), to)
}

func (l *listWindow) onMoveAll(to kit.Side) {
	if to == kit.Right {
		l.move(l.found.IDs(), to)
		return
	}
	l.move(slices.Clone(l.chosen), to)
}

// move takes clients to a side; whoever is there already is not there twice.
func (l *listWindow) move(ids []int64, to kit.Side) {
	moving := make(map[int64]bool, len(ids))
	for _, id := range ids {
		moving[id] = true
	}
	kept := make([]int64, 0, len(l.chosen)+len(ids))
	for _, id := range l.chosen {
		if !moving[id] {
			kept = append(kept, id)
		}
	}
	if to == kit.Right {
		kept = append(kept, ids...)
	}
	l.chosen = kept
	l.show()
	l.countProblems()
	if l.chosenSort.Key != "" {
		l.sortChosen()
	}
}

// onMenu offers for a row what mends it: its sheet.
func (l *listWindow) onMenu(ids []int64, to kit.Side, at fyne.Position) {
	w := l.window
	label := "kit.move_right"
	if to == kit.Left {
		label = "kit.move_left"
	}
	l.window.PopUpMenu(at,
		kit.Action{Label: w.T(label), Run: func() { l.move(ids, to) }},
		kit.Action{Label: w.T("list.open_client"), Enabled: func() bool { return len(ids) == 1 }, Run: func() { l.app.Doors.OpenClient(ids[0]) }})
}

// onTakeOutProblems leaves only those in the selection who can get the mail.
func (l *listWindow) onTakeOutProblems() {
	ids := slices.Clone(l.chosen)
	kit.Load(l.window, "take_out", func(ctx context.Context) ([]garage.ClientRow, error) {
		return l.app.DB.ClientRows(ctx, ids)
	}, func(rows []garage.ClientRow) {
		var out []int64
		for _, row := range rows {
			if l.problemOf(row) != "" {
				out = append(out, row.ID)
			}
		}
		before := slices.Clone(l.chosen)
		l.move(out, kit.Left)
		l.window.Notice(l.app.Printer.N("list.taken_out", len(out)), l.window.T("action.undo"), func() {
			l.chosen = before
			l.show()
			l.countProblems()
		})
	})
}

// onWrite makes the draft of a mail to the selection, or gives its new recipients to the draft it was opened for.
func (l *listWindow) onWrite() {
	if len(l.chosen) == 0 {
		l.window.Tell(l.window.T("list.title"), l.window.T("list.empty_selection"))
		return
	}
	ids, criteria, mailingID := slices.Clone(l.chosen), l.panel.criteria(), l.start.MailingID
	mailing := garage.Mailing{
		Purpose: garage.Service, UserID: l.app.User.ID, CompanyID: l.app.Company.ID,
		FallbackLanguage: l.app.Company.Language, Criteria: criteria,
	}
	if l.promotional.Checked || criteria.AcceptsPromotional {
		mailing.Purpose = garage.Promotional
	}
	kit.Load(l.window, "write", func(ctx context.Context) (int64, error) {
		id, err := draftFor(ctx, l.app, mailingID, mailing)
		if err != nil {
			return 0, err
		}
		return id, l.app.DB.SetRecipients(ctx, id, ids)
	}, func(id int64) {
		l.app.Bus.Announce(desk.TopicMailings)
		l.window.Discard()
		if mailingID == 0 {
			OpenMailEditor(l.app, id)
		}
	})
}

// draftFor makes the draft, or gives the one that is there the criteria of its new list: they say which vehicle <PLAQUE> is.
func draftFor(ctx context.Context, a *desk.App, mailingID int64, mailing garage.Mailing) (int64, error) {
	if mailingID == 0 {
		return a.DB.NewMailing(ctx, mailing)
	}
	draft, err := a.DB.Mailing(ctx, mailingID)
	if err != nil {
		return 0, err
	}
	draft.Criteria = mailing.Criteria
	return mailingID, a.DB.SaveMailing(ctx, draft)
}
