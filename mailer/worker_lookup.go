package mailer

import (
	"context"
	"errors"

	"garagemail/mailer/mailbox"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
)

// lookUpUncertain looks uncertain messages up, once each, among the sent ones of their accounts before a person is asked.
// One that a server which files what it accepts has there was sent; anything else is only a hint for her. None is ever
// sent again by this.
func (w *Worker) lookUpUncertain(ctx context.Context) {
	uncertain, err := w.DB.UncertainToLookUp(ctx, w.DB.Now().Add(-lookupAfter))
	if err != nil {
		return // the file cannot be read now: the sending says so
	}
	byUser := map[int64][]garage.Delivery{}
	for _, delivery := range uncertain {
		if len(byUser[delivery.UserID]) < filingBatch {
			byUser[delivery.UserID] = append(byUser[delivery.UserID], delivery)
		}
	}
	for userID, deliveries := range byUser {
		if w.mayVisit(ctx, userID, false) {
			w.visited(ctx, userID, w.lookUp(ctx, userID, deliveries), false)
		}
	}
	if len(uncertain) > 0 && ctx.Err() == nil {
		w.tell(Progress{})
	}
}

func (w *Worker) lookUp(ctx context.Context, userID int64, deliveries []garage.Delivery) error {
	account, err := w.Account(ctx, userID)
	if err != nil {
		return err
	}
	var ids []string
	for _, delivery := range deliveries {
		ids = append(ids, delivery.MessageID)
	}
	found, err := mailbox.FindAll(ctx, account, ids)
	if err != nil {
		if errors.Is(err, mailbox.ErrNoIMAP) {
			return nil
		}
		return err
	}
	for i, delivery := range deliveries {
		if err := w.noteLookup(ctx, account, delivery.ID, found[i]); err != nil && !errors.Is(err, garage.ErrConflict) {
			return err
		}
	}
	return nil
}

func (w *Worker) noteLookup(ctx context.Context, account smtp.Account, deliveryID int64, found bool) error {
	switch {
	case found && mailbox.FilesItself(account):
		return w.DB.ResolveUncertain(ctx, deliveryID, true)
	case found:
		return w.DB.NoteLookup(ctx, deliveryID, store.ReasonFoundInSent)
	}
	return w.DB.NoteLookup(ctx, deliveryID, store.ReasonNotFoundInSent)
}
