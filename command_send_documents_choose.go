package main

import (
	"context"
	"errors"
	"slices"

	"garagemail/mailer"
	"garagemail/store"
)

// documentSelection says which documents are to be sent.
type documentSelection struct {
	numbers       []string
	unsent, again bool
	from          string // ISO date from which unsent ones are looked for
}

// errNoNumber is the error of a number that no issued document, or more than one, has.
var errNoNumber = errors.New("nothing was sent")

// choose returns the documents that go. Of those asked for by number it names the others; of the unsent ones they are
// simply not asked for.
func (c *command) choose(ctx context.Context, db *store.DB, s documentSelection, answer *documentsAnswer) ([]mailer.DocumentMail, error) {
	ids, err := s.ids(ctx, db)
	if err != nil {
		return nil, err
	}
	history, err := mailsOf(ctx, db)
	if err != nil {
		return nil, err
	}
	known, err := db.DocumentRecipients(ctx, ids)
	if err != nil {
		return nil, err
	}
	var mails []mailer.DocumentMail
	for _, document := range known {
		alive := history[document.DocumentID].alive
		if s.unsent && history[document.DocumentID].cancelled {
			continue // a person took it out of the outbox
		}
		if !alive && (!document.Sent || s.again) {
			mails = append(mails, mailer.DocumentMail{
				DocumentID: document.DocumentID, Replaces: history[document.DocumentID].dead, Once: !document.Sent,
			})
			continue
		}
		if s.unsent {
			continue
		}
		problem, err := c.alreadySent(ctx, db, document.DocumentID, alive)
		if err != nil {
			return nil, err
		}
		answer.Problems = append(answer.Problems, problem)
	}
	return mails, nil
}

// ids are the documents asked for, each once.
func (s documentSelection) ids(ctx context.Context, db *store.DB) ([]int64, error) {
	if s.unsent {
		return db.DocumentIDs(ctx, store.DocumentFilter{States: []store.DocumentState{store.DocumentIssued}, From: s.from}, store.DocumentSort{})
	}
	var ids []int64
	var wrong error
	for _, number := range s.numbers {
		if number == "" { // all drafts have that one
			return nil, errors.Join(errNoNumber, errors.New("a number is empty"))
		}
		document, err := documentNumbered(ctx, db, number)
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		if !slices.Contains(ids, document.ID) {
			ids = append(ids, document.ID)
		}
	}
	if wrong != nil {
		return nil, errors.Join(errNoNumber, wrong)
	}
	return ids, nil
}

// documentMails is what became of the messages of a document, but for those that were sent.
type documentMails struct {
	cancelled bool  // a person cancelled one
	alive     bool  // one waits, leaves now or is uncertain: another would come twice
	dead      int64 // the newest that failed or was cancelled: the new one takes its place in the report
}

func mailsOf(ctx context.Context, db *store.DB) (map[int64]documentMails, error) {
	ids, err := db.Deliveries(ctx, store.DeliveryFilter{
		Kinds:        []store.DeliveryKind{store.KindDocument},
		States:       []store.DeliveryState{store.Queued, store.Sending, store.Uncertain, store.Failed, store.Cancelled},
		HideReplaced: true,
	})
	if err != nil {
		return nil, err
	}
	rows, err := db.DeliveryRows(ctx, ids)
	mails := map[int64]documentMails{}
	for _, row := range rows {
		known := mails[row.DocumentID]
		if row.State == store.Failed || row.State == store.Cancelled {
			known.dead = max(known.dead, row.ID)
			known.cancelled = known.cancelled || row.State == store.Cancelled
		} else {
			known.alive = true
		}
		mails[row.DocumentID] = known
	}
	return mails, err
}

// alreadySent says when and where a document went, or that it is on its way.
func (c *command) alreadySent(ctx context.Context, db *store.DB, id int64, alive bool) (problemAnswer, error) {
	rows, err := db.DocumentRows(ctx, []int64{id})
	if err != nil || len(rows) == 0 {
		return problemAnswer{}, errors.Join(err, store.ErrNotFound)
	}
	row, issue := rows[0], mailer.Issue{Kind: mailer.AlreadySent}
	problem := problemAnswer{Document: id, Number: row.Number, Kind: string(issue.Kind), Sentence: issue.Sentence(c.p)}
	if !alive && row.Sent == store.Sent {
		problem.Sentence = c.p.T("documents.sent_before", "Time", c.p.Time(row.SentAt), "Address", row.SentTo)
	}
	return problem, nil
}
