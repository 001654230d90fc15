package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// documentReport follows documents that were mailed together, until each has left or is named with its reason.
type documentReport struct {
	app    *App
	window *kit.Window
	report compose.DocumentReport
	mails  []compose.DocumentMail // as they were asked for
	bar    *widget.ProgressBar
	words  *widget.Label
	grid   *kit.SliceGrid[unsentDocument]
}

// unsentDocument is a document that did not go, or whose message failed.
type unsentDocument struct {
	documentID, clientID int64
	number, name         string
	address, reason      string
	state                garage.DeliveryState
	deliveryID           int64
	problem              int // of the report, where it was never queued; -1 = it was
}

func (a *App) openDocumentReport(report compose.DocumentReport, mails []compose.DocumentMail) *documentReport {
	r := &documentReport{app: a, report: report, mails: mails}
	r.window = a.newWindow(kit.WindowOptions{Key: "document_report", Title: a.p.T("documents.report"), Size: fyne.NewSize(940, 420)})
	r.build()
	a.bus.Subscribe(r.window, topicOutbox, r.soon)
	a.bus.Subscribe(r.window, topicClients, r.load)
	r.window.Show()
	r.load()
	r.window.Focus(r.grid.Focusable())
	return r
}

func (r *documentReport) build() {
	w := r.window
	r.bar, r.words = widget.NewProgressBar(), widget.NewLabel("")
	column := func(key string, width float32, of func(unsentDocument) string) kit.Column[unsentDocument] {
		return kit.Column[unsentDocument]{Key: key, Label: w.T("documents." + key), Width: width, Sort: true, Text: of}
	}
	r.grid = kit.NewSliceGrid(kit.SliceOptions[unsentDocument]{
		Columns: []kit.Column[unsentDocument]{
			column("number", 110, func(u unsentDocument) string { return u.number }),
			column("client", 190, func(u unsentDocument) string { return u.name }),
			column("address", 190, func(u unsentDocument) string { return u.address }),
			column("reason", 440, func(u unsentDocument) string { return u.reason }),
		},
		Empty: w.T("documents.report_nothing"), OnOpen: r.mend,
	})
	w.RememberColumns("document_report", r.grid)
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+O", Tooltip: w.T("report.mend_hint"), Run: func() {
			if row, ok := r.grid.CurrentRow(); ok {
				r.mend(row)
			}
		}},
		kit.Action{Label: w.T("report.resend"), Icon: theme.MailSendIcon(), Key: "Ctrl+Return", Tooltip: w.T("documents.resend_hint"), Run: r.onResend},
		kit.Action{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: r.load, IconOnly: true})
	w.SetBody(container.NewPadded(under(container.NewVBox(r.bar, r.words, toolbar.Object), r.grid)))
}

func (r *documentReport) soon() { r.window.Runner.Gather("document_report.soon", reportPause, r.load) }

// load reads the messages and the clients behind the problems.
func (r *documentReport) load() {
	kit.Load(r.window, "document_report", func(ctx context.Context) (found documentProgress, err error) {
		if found.deliveries, err = r.app.db.DeliveryRows(ctx, r.report.DeliveryIDs); err != nil {
			return found, err
		}
		var ids []int64
		for _, problem := range r.report.Problems {
			ids = append(ids, problem.DocumentID)
		}
		found.documents, err = r.app.db.DocumentRows(ctx, ids)
		return found, err
	}, func(found documentProgress) {
		r.show(found)
	})
}

type documentProgress struct {
	deliveries []garage.DeliveryRow
	documents  []store.DocumentRow
}

func (r *documentReport) show(found documentProgress) {
	p, sent, left := r.app.p, 0, 0
	var rows []unsentDocument
	for i, problem := range r.report.Problems {
		row := unsentDocument{documentID: problem.DocumentID, number: problem.Number, reason: r.sentence(problem), address: problem.Address, problem: i}
		for _, document := range found.documents {
			if document.ID == problem.DocumentID {
				row.clientID, row.name = document.ClientID, document.ClientName
			}
		}
		rows = append(rows, row)
	}
	for _, delivery := range found.deliveries {
		switch delivery.State {
		case garage.Sent:
			sent++
		case garage.Queued, garage.Sending:
			left++
		default:
			rows = append(rows, unsentDocument{
				documentID: delivery.DocumentID, clientID: delivery.ClientID, number: delivery.DocumentNumber, name: delivery.ToName,
				address: delivery.ToAddress, reason: stateLabel(r.app, delivery.State) + ". " + reasonText(r.app, delivery.Reason),
				state: delivery.State, deliveryID: delivery.ID, problem: -1,
			})
		}
	}
	r.bar.SetValue(1)
	if total := len(found.deliveries); total > 0 {
		r.bar.SetValue(float64(total-left) / float64(total))
	}
	text := p.N("documents.report_sent", sent)
	if left > 0 {
		text += "  ·  " + p.N("documents.report_left", left)
	}
	if len(rows) > 0 {
		text += "  ·  " + p.N("documents.report_problems", len(rows))
	}
	r.words.SetText(text)
	if !slices.Equal(rows, r.grid.Rows()) { // else her selection would be lost at every message that leaves
		r.grid.SetRows(rows)
	}
}

// sentence says why a document did not go.
func (r *documentReport) sentence(problem compose.DocumentProblem) string {
	if problem.Err != nil {
		return explain(r.app.p, problem.Err)
	}
	return problem.Issue.Sentence(r.app.p)
}
