package documents

import (
	"context"
	"errors"
	"slices"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
	"garagemail/ui/papers"
)

// Mend opens the place where the address lives to which a document did not go.
func (r *DocumentReport) Mend(row unsentDocument) {
	if row.problem < 0 {
		r.app.Mend(r.Window, row.deliveryID)
		return
	}
	problem := r.report.Problems[row.problem]
	where := problem.Owner
	if where.Origin == garage.AddressOfClient || where.Origin == "" {
		where.Origin = problem.Issue.Origin
	}
	r.app.Doors.OpenAddress(row.clientID, where)
}

// resentDocuments is what became of the rows of a report that were to go again.
type resentDocuments struct {
	failed   compose.ResendReport   // those whose message had failed
	unqueued compose.DocumentReport // those that never had one
	tried    map[int]bool           // the problems of the report among these
}

// OnResend sends those that did not go once more, each to its recipient as he is reached now. A failed message is replaced; one
// that may have arrived is decided in the outbox.
func (r *DocumentReport) OnResend() {
	rows := r.Grid.SelectedRows()
	if len(rows) == 0 {
		rows = r.Grid.Rows()
	}
	a, w := r.app, r.Window
	var ids []int64
	tried := map[int]bool{}
	for _, row := range rows {
		switch {
		case row.problem >= 0 && !slices.Contains(leftToOutbox, r.report.Problems[row.problem].Issue.Kind):
			tried[row.problem] = true
		case row.problem < 0 && (row.state == garage.Failed || row.state == garage.Cancelled):
			ids = append(ids, row.deliveryID)
		}
	}
	if len(ids)+len(tried) == 0 {
		w.Notice(w.T("documents.nothing_to_resend"), "", nil)
		return
	}
	how := a.Resending()
	how.Anew = true
	desk.QueueMessages(a, w, w.T("report.resend"), func(ctx context.Context, progress func(done, total int)) (resentDocuments, error) {
		resent := resentDocuments{tried: tried}
		var err error
		if len(ids) > 0 {
			if resent.failed, err = compose.ResendDeliveries(ctx, a.DB, how, ids); err != nil {
				return resent, err
			}
		}
		resent.unqueued, err = r.queueUnqueued(ctx, tried, progress)
		return resent, err
	}, func(w *kit.Window, resent resentDocuments, _ bool) { r.resent(w, resent) })
}

// leftToOutbox is what is on its way, may have arrived or went before.
var leftToOutbox = []compose.IssueKind{compose.OnItsWay, compose.MayHaveArrived, compose.AlreadySent}

// resent brings the report up to what has happened: it goes on telling of all that was asked for in the beginning.
func (r *DocumentReport) resent(w *kit.Window, resent resentDocuments) {
	for i, id := range r.report.DeliveryIDs {
		if made := resent.failed.Made[id]; made != 0 {
			r.report.DeliveryIDs[i] = made
		}
	}
	var problems []compose.DocumentProblem
	for i, problem := range r.report.Problems {
		if !resent.tried[i] {
			problems = append(problems, problem)
		}
	}
	r.report.Problems = append(problems, resent.unqueued.Problems...)
	r.report.DeliveryIDs = append(r.report.DeliveryIDs, resent.unqueued.DeliveryIDs...)
	if len(resent.failed.DeliveryIDs)+len(resent.failed.Problems) > 0 {
		report := resent.failed
		report.DeliveryIDs = append(slices.Clone(report.DeliveryIDs), resent.unqueued.DeliveryIDs...)
		r.app.TellResent(w, report)
	}
	r.Load()
}

// queueUnqueued queues what never had a message, as it was asked for: where nobody was asked by the client's sheet of today, else
// to whose address was ticked, as he is reached now.
func (r *DocumentReport) queueUnqueued(ctx context.Context, tried map[int]bool, progress func(done, total int)) (compose.DocumentReport, error) {
	a := r.app
	var mails []compose.DocumentMail
	var kept []compose.DocumentProblem
	for i, problem := range r.report.Problems {
		if !tried[i] {
			continue
		}
		mail, why, err := r.unqueued(ctx, problem)
		if err != nil {
			return compose.DocumentReport{Problems: append(kept, problem)}, err
		}
		if why != nil {
			kept = append(kept, *why)
			continue
		}
		mails = append(mails, mail)
	}
	if len(mails) == 0 {
		return compose.DocumentReport{Problems: kept}, nil
	}
	report, err := compose.QueueDocuments(ctx, a.Office(), mails, papers.Of(a.DB, a.Company.ID), progress)
	report.Problems = append(kept, report.Problems...)
	return report, err
}

// unqueued is the mail of a document that never had a message, or why there is none.
func (r *DocumentReport) unqueued(ctx context.Context, problem compose.DocumentProblem) (compose.DocumentMail, *compose.DocumentProblem, error) {
	asked := compose.DocumentMail{DocumentID: problem.DocumentID, Once: true}
	if at := slices.IndexFunc(r.mails, func(m compose.DocumentMail) bool { return m.DocumentID == problem.DocumentID }); at >= 0 {
		asked = r.mails[at]
	}
	if asked.Emails == nil || problem.Owner.Origin == "" || problem.Owner.Origin == garage.AddressOfClient {
		return asked, nil, nil
	}
	document, err := r.app.DB.Document(ctx, problem.DocumentID)
	if errors.Is(err, garage.ErrNotFound) {
		return asked, nil, nil // it is reported as gone
	}
	if err != nil {
		return asked, nil, err
	}
	now, err := r.app.DB.AddressNow(ctx, document.ClientID, problem.Owner, problem.Address)
	if err != nil {
		return asked, nil, err
	}
	if issue, kept := compose.RecipientIssue(now); kept {
		problem.Issue, problem.Err = issue, nil
		return asked, &problem, nil
	}
	return compose.DocumentMail{
		DocumentID: problem.DocumentID, Emails: []string{now.Address}, Owner: problem.Owner, NotTwice: true,
	}, nil, nil
}
