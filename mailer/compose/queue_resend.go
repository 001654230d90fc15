package compose

import (
	"context"
	"fmt"

	"garagemail/store"
	"garagemail/store/garage"
)

// Resend makes new messages for recipients of a queued mailing who got none: whose message failed or was cancelled, or who
// were left out; with today's address and data. Whoever has a message that left, may have left or waits is not touched
// and stands in the report as AlreadySent; whoever still cannot get one, with the reason. All go or, on an error, none.
func Resend(ctx context.Context, db *store.DB, mailingID int64, clientIDs []int64) (Report, error) {
	report, err := resend(ctx, db, mailingID, clientIDs)
	if err != nil {
		return report, fmt.Errorf("resend of mailing %d: %w", mailingID, err)
	}
	return report, nil
}

func resend(ctx context.Context, db *store.DB, mailingID int64, clientIDs []int64) (Report, error) {
	before, err := db.MailingReport(ctx, mailingID)
	if err != nil {
		return Report{}, err
	}
	if before.Mailing.State != garage.MailingQueued {
		return Report{}, fmt.Errorf("mailing is %s: %w", before.Mailing.State, garage.ErrConflict)
	}
	composer, err := newComposer(ctx, db, before.Mailing)
	if err != nil {
		return Report{}, err
	}
	s := newSurvey(composer)
	replaces := mendable(before.NotSent)
	if err := s.remember(ctx, db, replaces); err != nil {
		return Report{}, err
	}
	ids, reached := splitReached(clientIDs, replaces)
	if err := composer.loadTail(ctx, db); err != nil {
		return Report{}, err
	}
	var deliveries []garage.NewDelivery
	err = s.run(ctx, db, ids, nil, func(mail *Mail, leftOut *Issue) error {
		if leftOut != nil || len(mail.Unresolved) > 0 {
			return nil
		}
		delivery, err := composer.delivery(db, mail)
		delivery.Replaces = replaces[mail.ClientID]
		deliveries = append(deliveries, delivery)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	report := s.finish()
	touched, err := composer.alreadySent(ctx, db, reached)
	if err != nil {
		return Report{}, err
	}
	report.Issues = append(report.Issues, touched...)
	if len(ids) == 0 {
		return report, nil
	}
	if report.Refused() {
		if report.Going == 0 && len(report.LeftOut()) > 0 {
			return report, nil // nobody was mended: that is an answer, not an error
		}
		return report, &RefusedError{report}
	}
	_, err = db.QueueDeliveries(ctx, deliveries)
	return report, err
}

// mendable maps the clients who may get a new message to the delivery that it replaces, 0 for one who was left out.
func mendable(notSent []garage.UnsentRecipient) map[int64]int64 {
	replaces := map[int64]int64{}
	for _, unsent := range notSent {
		switch unsent.State {
		case garage.Failed, garage.Cancelled, "":
			replaces[unsent.ClientID] = unsent.DeliveryID
		}
	}
	return replaces
}

// splitReached keeps each id once and takes out those who have a message, or are no recipients.
func splitReached(clientIDs []int64, replaces map[int64]int64) (ids, reached []int64) {
	asked := map[int64]bool{}
	for _, id := range clientIDs {
		if asked[id] {
			continue
		}
		asked[id] = true
		if _, ok := replaces[id]; ok {
			ids = append(ids, id)
		} else {
			reached = append(reached, id)
		}
	}
	return ids, reached
}

// remember marks the text and address of all who have their message, so that a double is not sent after all.
func (s *survey) remember(ctx context.Context, db *store.DB, replaces map[int64]int64) error {
	recipients, err := db.Recipients(ctx, s.composer.mailing.ID)
	if err != nil {
		return err
	}
	addresses := map[int64]string{}
	var ids []int64
	for _, r := range recipients {
		if _, open := replaces[r.ClientID]; !open {
			ids = append(ids, r.ClientID)
			addresses[r.ClientID] = r.Email
		}
	}
	reached := newSurvey(s.composer)
	return reached.run(ctx, db, ids, nil, func(mail *Mail, _ *Issue) error {
		mail.ToAddress = addresses[mail.ClientID] // where it went, which may not be where it would go today
		s.double(mail)
		return nil
	})
}

func (c *composer) alreadySent(ctx context.Context, db *store.DB, ids []int64) ([]Issue, error) {
	clients, err := db.Addressees(ctx, ids)
	issues := make([]Issue, 0, len(clients))
	for _, client := range clients {
		issues = append(issues, c.issueOf(client, AlreadySent, ""))
	}
	return issues, err
}
