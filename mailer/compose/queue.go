package compose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// queueChunk is how many deliveries are stored in one transaction.
const queueChunk = 100

// QueueMailing makes the messages of a draft and hands them to the outbox, all at once at the end: as long as it runs, and
// when it fails or ctx ends, nothing leaves and the mailing is a draft again. Who gets no mail is frozen with the reason.
// It returns *RefusedError when the mailing itself is at fault, and garage.ErrConflict when it is no draft.
func QueueMailing(ctx context.Context, db *store.DB, mailingID int64, progress func(done, total int)) (Report, error) {
	return (&queueing{db: db, mailingID: mailingID}).run(ctx, progress)
}

// QueueChecked is QueueMailing for what Preflight has reported, at a chosen time, the zero time = at once. What leaves is what was
// checked: where a text, an address or a value is another by now, nothing is queued and *RefusedError has the report of today,
// with ChangedSince first.
func QueueChecked(ctx context.Context, db *store.DB, checked Report, at time.Time, progress func(done, total int)) (Report, error) {
	return (&queueing{db: db, mailingID: checked.MailingID, later: at, checked: &checked}).run(ctx, progress)
}

// queueing is the way of one mailing into the outbox. Each mail is looked at and made in the same pass, once.
type queueing struct {
	db        *store.DB
	mailingID int64
	later     time.Time // when its messages are to leave, zero = at once
	checked   *Report   // what she has seen, nil = nothing
}

func (q *queueing) run(ctx context.Context, progress func(done, total int)) (Report, error) {
	if err := q.db.BeginQueue(ctx, q.mailingID); err != nil {
		return Report{}, err
	}
	report, err := q.make(ctx, progress)
	if err == nil {
		return report, nil
	}
	// what ended ctx must not keep the mailing from becoming a draft again
	if aborted := q.db.AbortQueue(context.WithoutCancel(ctx), q.mailingID); aborted != nil {
		err = errors.Join(err, aborted)
	}
	return report, fmt.Errorf("queue mailing %d: %w", q.mailingID, err)
}

func (q *queueing) make(ctx context.Context, progress func(done, total int)) (Report, error) {
	composer, ids, err := readMailing(ctx, q.db, q.mailingID)
	if err != nil {
		return Report{}, err
	}
	composer.later = q.later
	return q.makeAll(ctx, composer, ids, progress)
}

// makeAll makes the messages. Once it is clear that nothing may leave, the rest is only looked at, for the report.
func (q *queueing) makeAll(ctx context.Context, composer *composer, ids []int64, progress func(done, total int)) (Report, error) {
	s, chunk := newSurvey(composer), chunk{db: q.db, mailingID: q.mailingID}
	if !s.refused {
		if err := composer.loadTail(ctx, q.db); err != nil {
			return Report{}, err
		}
	}
	err := s.run(ctx, q.db, ids, progress, func(mail *Mail, leftOut *Issue) error {
		if s.refused {
			return nil
		}
		return chunk.add(ctx, composer, mail, leftOut)
	})
	if err != nil {
		return Report{}, err
	}
	report := s.finish()
	if q.checked != nil && q.checked.fingerprint != report.fingerprint {
		report.Issues = append([]Issue{{Kind: ChangedSince}}, report.Issues...)
		return report, &RefusedError{report}
	}
	if report.Refused() {
		return report, &RefusedError{report}
	}
	if err := chunk.write(ctx); err != nil {
		return Report{}, err
	}
	return report, q.db.FinishQueue(ctx, q.mailingID)
}

// chunk gathers the deliveries of one transaction.
type chunk struct {
	db         *store.DB
	mailingID  int64
	deliveries []garage.NewDelivery
	leftOut    []garage.Recipient
}

func (c *chunk) add(ctx context.Context, composer *composer, mail *Mail, leftOut *Issue) error {
	if leftOut != nil {
		c.leftOut = append(c.leftOut, garage.Recipient{
			ClientID: mail.ClientID, Name: mail.ToName, Email: mail.ToAddress, Language: mail.Language,
			LeftOut: leftOut.Kind.LeftOut(),
		})
	} else {
		delivery, err := composer.delivery(c.db, mail)
		if err != nil {
			return err
		}
		c.deliveries = append(c.deliveries, delivery)
	}
	if len(c.deliveries)+len(c.leftOut) < queueChunk {
		return nil
	}
	return c.write(ctx)
}

func (c *chunk) write(ctx context.Context) error {
	if len(c.deliveries)+len(c.leftOut) == 0 {
		return nil
	}
	err := c.db.AddDeliveries(ctx, c.mailingID, c.deliveries, c.leftOut)
	c.deliveries, c.leftOut = c.deliveries[:0], c.leftOut[:0]
	return err
}

// delivery writes a mail of the mailing that was looked at and makes its bytes, ready to be stored.
func (c *composer) delivery(db *store.DB, mail *Mail) (garage.NewDelivery, error) {
	if len(mail.Unresolved) > 0 {
		return garage.NewDelivery{}, fmt.Errorf("mail to client %d holds %s", mail.ClientID, mail.Unresolved[0].Written)
	}
	messageID, err := newMessageID(mail.FromAddress)
	if err != nil {
		return garage.NewDelivery{}, err
	}
	date := db.Now()
	if c.later.After(date) {
		date = c.later
	}
	c.write(mail)
	head, err := c.head(mail, messageID, date)
	if err != nil {
		return garage.NewDelivery{}, fmt.Errorf("mail to client %d: %w", mail.ClientID, err)
	}
	return garage.NewDelivery{
		Delivery: garage.Delivery{
			Kind: garage.KindMailing, MailingID: c.mailing.ID, ClientID: mail.ClientID, UserID: c.mailing.UserID,
			Purpose: c.mailing.Purpose, FromAddress: mail.FromAddress, ToAddress: mail.ToAddress, ToName: mail.ToName,
			Subject: mail.Subject, MessageID: messageID, NextTryAt: c.later, Owner: garage.AddressOwner{Origin: garage.AddressOfSheet},
		},
		Language: mail.Language, Head: head, Tail: c.tail,
	}, nil
}

// SendTest queues the mail that a client would get, with "[Test]" before its subject, to another address: the user's own
// when to is "". It counts for nobody: not as a mail of the mailing, nor of the client. It returns the delivery's id, and
// *RefusedError when the mail cannot leave as it is.
func SendTest(ctx context.Context, db *store.DB, mailingID, clientID int64, to string) (int64, error) {
	id, err := sendTest(ctx, db, mailingID, clientID, strings.TrimSpace(to))
	if err != nil {
		return 0, fmt.Errorf("test of mailing %d: %w", mailingID, err)
	}
	return id, nil
}

func sendTest(ctx context.Context, db *store.DB, mailingID, clientID int64, to string) (int64, error) {
	mailing, err := db.Mailing(ctx, mailingID)
	if err != nil {
		return 0, err
	}
	composer, err := newComposer(ctx, db, mailing)
	if err != nil {
		return 0, err
	}
	clients, err := db.Addressees(ctx, []int64{clientID})
	if err != nil {
		return 0, err
	}
	if len(clients) == 0 {
		return 0, garage.ErrNotFound
	}
	mail := composer.look(clients[0], nil)
	if mail.ToName, mail.ToAddress = mail.FromName, to; to == "" {
		mail.ToAddress = mail.FromAddress
	}
	if report := composer.testReport(&mail); report.Refused() {
		return 0, &RefusedError{report}
	}
	if err := composer.loadTail(ctx, db); err != nil {
		return 0, err
	}
	mail.Subject = composer.texts[mail.Language].printer.T("mail.test", "Subject", mail.Subject)
	delivery, err := composer.delivery(db, &mail)
	if err != nil {
		return 0, err
	}
	delivery.Kind, delivery.MailingID, delivery.ClientID, delivery.Purpose = garage.KindTest, 0, 0, garage.Service
	delivery.Owner.Origin = garage.AddressTyped
	return db.QueueDelivery(ctx, delivery)
}

// testReport is what keeps a test back: all that is wrong with the text, nothing of what is wrong with the client's address.
func (c *composer) testReport(mail *Mail) Report {
	s := newSurvey(c)
	s.use(mail.text)
	s.report.Going = 1
	for _, issue := range mail.Issues {
		switch issue.Kind {
		case EmptyPlaceholder, EmptySubject, NoText:
			issue.ClientID = 0 // it is all there is to send
			s.report.Issues = append(s.report.Issues, issue)
		}
	}
	if !garage.IsEmail(mail.ToAddress) {
		s.report.Issues = append(s.report.Issues, Issue{Kind: InvalidAddress, Blocking: true, Detail: mail.ToAddress})
	}
	return s.finish()
}
