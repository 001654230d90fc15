package command

import (
	"context"
	"errors"
	"slices"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
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
func (c *command) choose(ctx context.Context, db *store.DB, s documentSelection, answer *DocumentsAnswer) ([]compose.DocumentMail, error) {
	ids, err := s.ids(ctx, db)
	if err != nil {
		return nil, err
	}
	known, err := db.DocumentRecipients(ctx, ids)
	if err != nil {
		return nil, err
	}
	var mails []compose.DocumentMail
	for _, document := range known {
		if s.unsent && document.Cancelled {
			continue // a person took it out of the outbox
		}
		if !document.OnItsWay && (!document.Sent || s.again) {
			chosen, err := c.mailsFor(ctx, db, document, answer)
			if err != nil {
				return nil, err
			}
			mails = append(mails, chosen...)
			continue
		}
		if s.unsent {
			continue
		}
		problem, err := c.alreadySent(ctx, db, document)
		if err != nil {
			return nil, err
		}
		answer.Problems = append(answer.Problems, problem)
	}
	return mails, nil
}

// mailsFor are the messages of a document that goes: what failed goes to whom it was for, where he is reached today, and to
// nobody in his place; without such, and when it goes again, it goes by the rule of several.
func (c *command) mailsFor(ctx context.Context, db *store.DB, document store.DocumentRecipient, answer *DocumentsAnswer) ([]compose.DocumentMail, error) {
	recipients, err := db.RecipientsNow(ctx, document.Dead)
	if err != nil {
		return nil, err
	}
	var mails []compose.DocumentMail
	if len(document.Dead) == 0 || document.Sent {
		mails = append(mails, compose.DocumentMail{DocumentID: document.DocumentID, Once: !document.Sent, PeppolAgain: document.Sent})
	}
	for _, one := range recipients {
		issue, kept := compose.RecipientIssue(one)
		switch {
		case document.Sent && (kept || garage.Fold(one.Address) == garage.Fold(document.Email)): // it goes there anyway, or is to go again only
		case one.Owner.Origin == garage.AddressOfClient: // found once more when it is queued, so that a wrong one is reported in one way
			mails = append(mails, compose.DocumentMail{DocumentID: document.DocumentID, Replaces: one.ID, Once: !document.Sent && len(document.Dead) == 1})
		case kept:
			whole, err := db.Document(ctx, document.DocumentID)
			if err != nil {
				return nil, err
			}
			answer.Problems = append(answer.Problems, c.problem(compose.DocumentProblem{
				DocumentID: whole.ID, Number: whole.Number, Address: one.ToAddress, Issue: issue,
			}))
		default:
			owner := one.Owner
			if owner.Origin == "" {
				owner = one.Where
			}
			mails = append(mails, compose.DocumentMail{
				DocumentID: document.DocumentID, Emails: []string{one.Address}, Owner: owner, Replaces: one.ID, NotTwice: true,
			})
		}
	}
	return mails, nil
}

// ids are the documents asked for, each once.
func (s documentSelection) ids(ctx context.Context, db *store.DB) ([]int64, error) {
	if s.unsent {
		return db.DocumentIDs(ctx, store.DocumentFilter{States: []garage.DocumentState{garage.DocumentIssued}, From: s.from}, store.DocumentSort{})
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

// alreadySent says when and where a document went, or that it is on its way.
func (c *command) alreadySent(ctx context.Context, db *store.DB, document store.DocumentRecipient) (problemAnswer, error) {
	rows, err := db.DocumentRows(ctx, []int64{document.DocumentID})
	if err != nil || len(rows) == 0 {
		return problemAnswer{}, errors.Join(err, garage.ErrNotFound)
	}
	row, issue := rows[0], compose.Issue{Kind: compose.AlreadySent}
	problem := problemAnswer{Document: document.DocumentID, Number: row.Number, Kind: string(issue.Kind), Sentence: issue.Sentence(c.p)}
	if !document.OnItsWay && row.Sent == garage.Sent {
		problem.Sentence = c.p.T("documents.sent_before", "Time", c.p.Time(row.SentAt), "Address", row.SentTo)
	}
	return problem, nil
}
