package documents

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
	"garagemail/ui/papers"
)

// queueOwed is what makes the messages of reminders or statements: compose.QueueReminders or QueueStatements.
type queueOwed func(ctx context.Context, paper compose.OwedPaperOf, progress func(done, total int)) (compose.OwedReport, error)

// sendOwed queues reminders or statements and says how many went, and who got none and why.
func sendOwed(a *desk.App, w *kit.Window, title string, queue queueOwed) {
	desk.QueueMessages(a, w, title, func(ctx context.Context, progress func(done, total int)) (compose.OwedReport, error) {
		return queue(ctx, papers.OfOwed(a.DB, a.Company.ID), progress)
	}, func(w *kit.Window, report compose.OwedReport, _ bool) {
		if len(report.DeliveryIDs)+len(report.Problems) > 0 {
			w.Notice(a.Printer.N("owed.queued", len(report.DeliveryIDs)), "", nil)
		}
		if len(report.Problems) > 0 {
			openOwedProblems(a, report.Problems)
		}
	})
}

// SendStatement mails clients the statement of their account, once she agreed.
func SendStatement(a *desk.App, w *kit.Window, clientIDs []int64) {
	title := w.T("document.statement")
	switch {
	case len(clientIDs) == 0:
		w.Notice(w.T("clients.select_first"), "", nil)
		return
	case a.LacksCompany(w, title):
		return
	}
	w.Ask(title, a.Printer.N("owed.statement_text", len(clientIDs)), w.T("preflight.send"), false, func() {
		sendOwed(a, w, title, func(ctx context.Context, paper compose.OwedPaperOf, progress func(done, total int)) (compose.OwedReport, error) {
			return compose.QueueStatements(ctx, a.Office(), clientIDs, paper, progress)
		})
	})
}

// previewOwed shows the PDF of a reminder or statement as it would go now.
func previewOwed(a *desk.App, w *kit.Window, mail compose.ReminderMail) {
	kit.Try(w.Runner, "owed.preview", func(ctx context.Context) (compose.Paper, error) {
		all, err := compose.OwedBy(ctx, a.DB, a.Company.ID, mail)
		if err != nil {
			return compose.Paper{}, err
		}
		if len(all) == 0 {
			return compose.Paper{}, compose.ErrNothingOwed
		}
		return papers.OfOwed(a.DB, a.Company.ID)(ctx, all[0])
	}, func(paper compose.Paper, err error) {
		switch {
		case errors.Is(err, compose.ErrNothingOwed):
			w.Notice(w.T("owed.nothing"), "", nil)
		case err != nil:
			w.Fail(err)
		default:
			a.OpenBytes(w, paper.Name, paper.Bytes)
		}
	})
}

// openOwedProblems lists who got no reminder or statement, by name, with the reason.
func openOwedProblems(a *desk.App, problems []compose.OwedProblem) *kit.SliceGrid[compose.OwedProblem] {
	w := a.NewWindow(kit.WindowOptions{Key: "owed_problems", Title: a.Printer.N("owed.problems", len(problems)), Size: fyne.NewSize(820, 380)})
	open := func(problem compose.OwedProblem) {
		if problem.Name != "" { // else the client is gone
			a.Doors.OpenAddress(problem.ClientID, garage.AddressOwner{Origin: problem.Issue.Origin})
		}
	}
	grid := kit.NewSliceGrid(kit.SliceOptions[compose.OwedProblem]{
		Columns: []kit.Column[compose.OwedProblem]{
			{Key: "client", Label: w.T("documents.client"), Width: 220, Sort: true, Text: func(p compose.OwedProblem) string { return p.Name }},
			{Key: "reason", Label: w.T("documents.reason"), Width: 560, Sort: true, Text: func(p compose.OwedProblem) string { return explain.Owed(a.Printer, p) }},
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
