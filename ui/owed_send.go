package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/assets/lang"
	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// queueOwed is what makes the messages of reminders or statements: compose.QueueReminders or QueueStatements.
type queueOwed func(ctx context.Context, paper compose.OwedPaperOf, progress func(done, total int)) (compose.OwedReport, error)

// sendOwed queues reminders or statements and says how many went, and who got none and why.
func (a *App) sendOwed(w *kit.Window, title string, queue queueOwed) {
	queueMessages(a, w, title, func(ctx context.Context, progress func(done, total int)) (compose.OwedReport, error) {
		return queue(ctx, OwedPaperOf(a.db, a.company.ID), progress)
	}, func(w *kit.Window, report compose.OwedReport, _ bool) {
		if len(report.DeliveryIDs)+len(report.Problems) > 0 {
			w.Notice(a.p.N("owed.queued", len(report.DeliveryIDs)), "", nil)
		}
		if len(report.Problems) > 0 {
			a.openOwedProblems(report.Problems)
		}
	})
}

// sendStatement mails clients the statement of their account, once she agreed.
func (a *App) sendStatement(w *kit.Window, clientIDs []int64) {
	title := w.T("document.statement")
	switch {
	case len(clientIDs) == 0:
		w.Notice(w.T("clients.select_first"), "", nil)
		return
	case a.lacksCompany(w, title):
		return
	}
	w.Ask(title, a.p.N("owed.statement_text", len(clientIDs)), w.T("preflight.send"), false, func() {
		a.sendOwed(w, title, func(ctx context.Context, paper compose.OwedPaperOf, progress func(done, total int)) (compose.OwedReport, error) {
			return compose.QueueStatements(ctx, a.office(), clientIDs, paper, progress)
		})
	})
}

// previewOwed shows the PDF of a reminder or statement as it would go now.
func (a *App) previewOwed(w *kit.Window, mail compose.ReminderMail) {
	kit.Try(w.Runner, "owed.preview", func(ctx context.Context) (compose.Paper, error) {
		all, err := compose.OwedBy(ctx, a.db, a.company.ID, mail)
		if err != nil {
			return compose.Paper{}, err
		}
		if len(all) == 0 {
			return compose.Paper{}, compose.ErrNothingOwed
		}
		return OwedPaperOf(a.db, a.company.ID)(ctx, all[0])
	}, func(paper compose.Paper, err error) {
		switch {
		case errors.Is(err, compose.ErrNothingOwed):
			w.Notice(w.T("owed.nothing"), "", nil)
		case err != nil:
			w.Fail(err)
		default:
			a.openBytes(w, paper.Name, paper.Bytes)
		}
	})
}

// openOwedProblems lists who got no reminder or statement, by name, with the reason.
func (a *App) openOwedProblems(problems []compose.OwedProblem) *kit.SliceGrid[compose.OwedProblem] {
	w := a.newWindow(kit.WindowOptions{Key: "owed_problems", Title: a.p.N("owed.problems", len(problems)), Size: fyne.NewSize(820, 380)})
	open := func(problem compose.OwedProblem) {
		if problem.Name != "" { // else the client is gone
			a.openAddress(problem.ClientID, garage.AddressOwner{Origin: problem.Issue.Origin})
		}
	}
	grid := kit.NewSliceGrid(kit.SliceOptions[compose.OwedProblem]{
		Columns: []kit.Column[compose.OwedProblem]{
			{Key: "client", Label: w.T("documents.client"), Width: 220, Sort: true, Text: func(p compose.OwedProblem) string { return p.Name }},
			{Key: "reason", Label: w.T("documents.reason"), Width: 560, Sort: true, Text: func(p compose.OwedProblem) string { return owedReason(a.p, p) }},
		},
		OnOpen: open,
	})
	w.RememberColumns("owed_problems", grid)
	toolbar := w.NewToolbar(kit.Action{
		Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+O", Tooltip: w.T("report.mend_hint"), Run: func() {
			if problem, ok := grid.CurrentRow(); ok {
				open(problem)
			}
		},
	})
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil, grid))
	w.Show()
	grid.SetRows(problems)
	w.Focus(grid.Focusable())
	return grid
}

// owedReason says why a client got none.
func owedReason(p *lang.Printer, problem compose.OwedProblem) string {
	switch {
	case problem.Err == nil:
		return problem.Issue.Sentence(p)
	case errors.Is(problem.Err, compose.ErrNothingOwed):
		return p.T("owed.nothing")
	case errors.Is(problem.Err, store.ErrReminded):
		return p.T("owed.reminded")
	case errors.Is(problem.Err, garage.ErrConflict):
		return p.T("owed.changing")
	}
	return explain(p, problem.Err)
}
