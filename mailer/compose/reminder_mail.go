package compose

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"garagemail/store"
	"garagemail/store/garage"
)

// OwedPaperOf makes the PDF that lists what is owed.
type OwedPaperOf func(ctx context.Context, owed Owed) (Paper, error)

// OwedProblem says why a client got no reminder or statement.
type OwedProblem struct {
	ClientID int64
	Name     string // "" = the client is gone
	Issue    Issue
	Err      error // ErrNothingOwed, store.ErrReminded, or why there is no PDF; Issue is empty then
}

// OwedReport tells what became of reminders or statements.
type OwedReport struct {
	DeliveryIDs []int64
	Clients     int // for whom at least one message was queued
	Problems    []OwedProblem
}

// QueueReminders hands each client one message (one for each company he owes) with a list of what he is late with, in the
// tone asked for and his language, and writes the reminders down. What is paid by now is never in it: amounts are read here
// once more, and held to the file in the transaction that queues them. A client who cannot get his is reported and keeps no
// other back. It returns *RefusedError when the account cannot send. When it fails or ctx ends, what was queued before
// stays queued and is in the report.
func QueueReminders(ctx context.Context, office Office, mails []ReminderMail, paper OwedPaperOf,
	progress func(done, total int),
) (OwedReport, error) {
	for _, mail := range mails {
		if mail.Level < 1 || mail.Level > 3 {
			return OwedReport{}, fmt.Errorf("queue reminders: client %d has tone %d", mail.ClientID, mail.Level)
		}
	}
	report, err := queueOwed(ctx, office, mails, paper, progress)
	if err != nil {
		return report, fmt.Errorf("queue reminders: %w", err)
	}
	return report, nil
}

// QueueStatements mails clients the statement of their account: all that is open, late or not. See QueueReminders.
func QueueStatements(ctx context.Context, office Office, clientIDs []int64, paper OwedPaperOf,
	progress func(done, total int),
) (OwedReport, error) {
	var mails []ReminderMail
	known := map[int64]bool{}
	for _, id := range clientIDs {
		if !known[id] {
			known[id] = true
			mails = append(mails, ReminderMail{ClientID: id})
		}
	}
	report, err := queueOwed(ctx, office, mails, paper, progress)
	if err != nil {
		return report, fmt.Errorf("queue statements: %w", err)
	}
	return report, nil
}

func queueOwed(ctx context.Context, office Office, mails []ReminderMail, paper OwedPaperOf,
	progress func(done, total int),
) (OwedReport, error) {
	q := &owedQueue{
		documents: &documentQueue{Office: office, composers: map[composerKey]*composer{}},
		paper:     paper,
	}
	if err := q.documents.checkAccount(ctx); err != nil {
		return q.report, err
	}
	for i, mail := range mails {
		if err := q.client(ctx, mail); err != nil {
			return q.report, err
		}
		if progress != nil {
			progress(i+1, len(mails))
		}
	}
	return q.report, nil
}

// owedQueue queues lists of what is owed with the composers that documents' mails have.
type owedQueue struct {
	documents *documentQueue
	paper     OwedPaperOf
	report    OwedReport
	origin    garage.AddressOrigin // of the client's address
	replaces  int64                // the failed message that is resent, 0 = none
	companyID int64                // of what is resent: whose list it is
}

// client queues what one client gets.
func (q *owedQueue) client(ctx context.Context, mail ReminderMail) error {
	db := q.documents.DB
	clients, err := db.Addressees(ctx, []int64{mail.ClientID})
	if err != nil {
		return err
	}
	if len(clients) == 0 {
		q.report.Problems = append(q.report.Problems, OwedProblem{ClientID: mail.ClientID, Err: garage.ErrNotFound})
		return nil
	}
	client := clients[0]
	client.Email, q.origin = client.ForPapers()
	all, err := OwedBy(ctx, db, q.documents.CompanyID, mail)
	if err != nil {
		return err
	}
	if q.replaces != 0 { // one message is resent: what he owes another company is not its matter
		all = slices.DeleteFunc(all, func(o Owed) bool { return o.CompanyID != q.companyID })
	}
	if len(all) == 0 {
		q.problem(client, Issue{}, ErrNothingOwed)
		return nil
	}
	before := len(q.report.DeliveryIDs)
	for _, owed := range all {
		if err := q.company(ctx, client, mail, owed); err != nil {
			return err
		}
	}
	if len(q.report.DeliveryIDs) > before {
		q.report.Clients++
	}
	return nil
}

// owedTries is how often a list is made anew because a payment came in while it was made.
const owedTries = 3

// company queues what one client owes one company.
func (q *owedQueue) company(ctx context.Context, client store.Addressee, mail ReminderMail, owed Owed) error {
	for try := 1; ; try++ {
		err := q.message(ctx, client, owed)
		switch {
		case errors.Is(err, store.ErrReminded) || errors.Is(err, garage.ErrConflict) && try == owedTries:
			q.problem(client, Issue{}, err)
			return nil
		case !errors.Is(err, garage.ErrConflict):
			return err
		}
		now, err := OwedBy(ctx, q.documents.DB, q.documents.CompanyID, mail)
		if err != nil {
			return err
		}
		there := false
		for _, one := range now {
			if one.CompanyID == owed.CompanyID {
				owed, there = one, true
				break
			}
		}
		if !there {
			q.problem(client, Issue{}, ErrNothingOwed)
			return nil
		}
	}
}

// message makes one message and queues it; what is wrong with it is reported. It returns garage.ErrConflict when the file
// says otherwise by now.
func (q *owedQueue) message(ctx context.Context, client store.Addressee, owed Owed) error {
	paper, err := q.paper(ctx, owed)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		q.problem(client, Issue{}, fmt.Errorf("pdf: %w", err))
		return nil
	}
	document := owed.phrase()
	document.Kind = LevelKind(owed.Level)
	shared, err := q.documents.composer(ctx, document)
	if err != nil {
		return err
	}
	own := *shared // the tail is this client's
	if err := own.encodeTail([]namedContent{{paper.Name, "application/pdf", paper.Bytes}}, fmt.Sprintf("owed by client %d", client.ID)); err != nil {
		return err
	}
	mail := own.look(client, &document)
	if issue, kept := own.keptBack(&mail, client); kept {
		issue.Origin = q.origin
		q.problem(client, issue, nil)
		return nil
	}
	db := q.documents.DB
	delivery, err := own.delivery(db, &mail)
	if err != nil {
		return err
	}
	// It names no document: the invoice itself has not been sent by it, nor is this PDF the invoice's.
	delivery.Kind, delivery.MailingID, delivery.Owner.Origin = garage.KindDocument, 0, garage.AddressOfClient
	id, err := q.queue(ctx, delivery, owed)
	if err == nil {
		q.report.DeliveryIDs = append(q.report.DeliveryIDs, id)
	}
	return err
}

// queue hands the message to the outbox, in the place of the one that is resent.
func (q *owedQueue) queue(ctx context.Context, delivery garage.NewDelivery, owed Owed) (int64, error) {
	if delivery.Replaces = q.replaces; q.replaces != 0 {
		return q.documents.DB.ResendOwed(ctx, delivery, owed.Documents, owed.Level)
	}
	return q.documents.DB.QueueOwed(ctx, delivery, owed.Documents, owed.Level)
}

func (q *owedQueue) problem(client store.Addressee, issue Issue, err error) {
	q.report.Problems = append(q.report.Problems, OwedProblem{client.ID, client.WrittenName(), issue, err})
}
