package documents

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
	"garagemail/ui/desk"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
)

// DocumentReport follows documents that were mailed together, until each has left or is named with its reason.
type DocumentReport struct {
	app    *desk.App
	Window *kit.Window
	report compose.DocumentReport
	mails  []compose.DocumentMail // as they were asked for
	bar    *widget.ProgressBar
	Words  *widget.Label
	Grid   *kit.SliceGrid[unsentDocument]
}

// unsentDocument is a document that did not go, or whose message failed.
type unsentDocument struct {
	documentID, clientID int64
	number, name         string
	Address, Reason      string
	state                garage.DeliveryState
	deliveryID           int64
	problem              int // of the report, where it was never queued; -1 = it was
}

// OpenDocumentReport shows what became of documents that were to be mailed.
func OpenDocumentReport(a *desk.App, report compose.DocumentReport, mails []compose.DocumentMail) *DocumentReport {
	r := &DocumentReport{app: a, report: report, mails: mails}
	r.Window = a.NewWindow(kit.WindowOptions{Key: "document_report", Title: a.Printer.T("documents.report"), Size: fyne.NewSize(940, 420)})
	r.build()
	a.Bus.Subscribe(r.Window, desk.TopicOutbox, r.soon)
	a.Bus.Subscribe(r.Window, desk.TopicClients, r.Load)
	r.Window.Show()
	r.Load()
	r.Window.Focus(r.Grid.Focusable())
	return r
}

func (r *DocumentReport) build() {
	w := r.Window
	r.bar, r.Words = widget.NewProgressBar(), widget.NewLabel("")
	column := func(key string, width float32, of func(unsentDocument) string) kit.Column[unsentDocument] {
		return kit.Column[unsentDocument]{Key: key, Label: w.T("documents." + key), Width: width, Sort: true, Text: of}
	}
	r.Grid = kit.NewSliceGrid(kit.SliceOptions[unsentDocument]{
		Columns: []kit.Column[unsentDocument]{
			column("number", 110, func(u unsentDocument) string { return u.number }),
			column("client", 190, func(u unsentDocument) string { return u.name }),
			column("address", 190, func(u unsentDocument) string { return u.Address }),
			column("reason", 440, func(u unsentDocument) string { return u.Reason }),
		},
		Empty: w.T("documents.report_nothing"), OnOpen: r.Mend,
	})
	w.RememberColumns("document_report", r.Grid)
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+O", Tooltip: w.T("report.mend_hint"), Run: func() {
			if row, ok := r.Grid.CurrentRow(); ok {
				r.Mend(row)
			}
		}},
		kit.Action{Label: w.T("report.resend"), Icon: theme.MailSendIcon(), Key: "Ctrl+Return", Tooltip: w.T("documents.resend_hint"), Run: r.OnResend},
		kit.Action{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: r.Load, IconOnly: true})
	w.SetBody(kit.Under(container.NewVBox(r.bar, r.Words, toolbar.Object), r.Grid))
}

func (r *DocumentReport) soon() {
	r.Window.Runner.Gather("document_report.soon", desk.ReportPause, r.Load)
}

// Load reads the messages and the clients behind the problems.
func (r *DocumentReport) Load() {
	kit.Load(r.Window, "document_report", func(ctx context.Context) (found documentProgress, err error) {
		if found.deliveries, err = r.app.DB.DeliveryRows(ctx, r.report.DeliveryIDs); err != nil {
			return found, err
		}
		var ids []int64
		for _, problem := range r.report.Problems {
			ids = append(ids, problem.DocumentID)
		}
		found.documents, err = r.app.DB.DocumentRows(ctx, ids)
		return found, err
	}, func(found documentProgress) {
		r.show(found)
	})
}

type documentProgress struct {
	deliveries []garage.DeliveryRow
	documents  []store.DocumentRow
}

func (r *DocumentReport) show(found documentProgress) {
	p, sent, left := r.app.Printer, 0, 0
	var rows []unsentDocument
	for i, problem := range r.report.Problems {
		row := unsentDocument{documentID: problem.DocumentID, number: problem.Number, Reason: r.sentence(problem), Address: problem.Address, problem: i}
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
				Address: delivery.ToAddress, Reason: desk.StateLabel(r.app, delivery.State) + ". " + desk.ReasonText(r.app, delivery.Reason),
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
	r.Words.SetText(text)
	if !slices.Equal(rows, r.Grid.Rows()) { // else her selection would be lost at every message that leaves
		r.Grid.SetRows(rows)
	}
}

// sentence says why a document did not go.
func (r *DocumentReport) sentence(problem compose.DocumentProblem) string {
	if problem.Err != nil {
		return explain.Error(r.app.Printer, problem.Err)
	}
	return problem.Issue.Sentence(r.app.Printer)
}
