package mailer

import (
	"context"
	"errors"
	"time"

	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
)

// result is what is kept of an outcome.
func (w *Worker) result(delivery *garage.Delivery, outcome smtp.Outcome, reused bool) store.Result {
	result := store.Result{
		DeliveryID: delivery.ID, Attempt: delivery.Attempt,
		Reply: outcome.Reply, ReplyCode: outcome.Code, Reason: string(outcome.Reason),
	}
	switch outcome.Verdict {
	case smtp.Accepted:
		result.State = garage.Sent
	case smtp.Permanent:
		result.State = garage.Failed
	case smtp.Uncertain:
		result.State = garage.Uncertain
	case smtp.Broken:
		result.State = garage.Queued
		if outcome.InDoubt { // others are asked about first
			result.NextTryAt = w.DB.Now().Add(doubtPause)
		}
	case smtp.Reconnect:
		return innocent(result)
	case smtp.Temporary:
		result.State = garage.Queued
		if outcome.Reason == smtp.ReasonStopped {
			result.Innocent = true
			return result
		}
		if reused && smtp.IsConnectionLoss(outcome) {
			return innocent(result)
		}
		now := w.DB.Now()
		if delivery.Deferrals+1 >= giveUpTries && now.Sub(delivery.FirstTriedAt) >= giveUpAfter {
			result.State, result.Reason = garage.Failed, string(smtp.ReasonGaveUp)
			return result
		}
		result.Deferral = true
		result.NextTryAt = now.Add(pauseAfter(messagePauses, delivery.Deferrals+1))
	}
	return result
}

// innocent is the result of a message with which nothing was wrong: it waits as if it had not been claimed.
func innocent(result store.Result) store.Result {
	return store.Result{DeliveryID: result.DeliveryID, Attempt: result.Attempt, State: garage.Queued, Innocent: true}
}

// record writes a result, and tries until it is written or the time for closing is over; then the delivery stays in
// sending and will be uncertain.
func (w *Worker) record(sending context.Context, result store.Result) {
	for {
		// The end of the closing time stops the trying, not a write that is under way.
		write, cancel := context.WithTimeout(context.WithoutCancel(sending), 10*time.Second)
		err := w.DB.FinishDelivery(write, result)
		cancel()
		if err == nil || errors.Is(err, garage.ErrConflict) {
			return // with a conflict a person has decided about it meanwhile
		}
		select {
		case <-sending.Done():
			return
		case <-time.After(time.Second):
		}
	}
}

func (w *Worker) reportResult(delivery *garage.Delivery, result store.Result) {
	w.mu.Lock()
	w.pace.count(result.State, time.Now())
	w.mu.Unlock()
	w.tell(Progress{
		UserID: delivery.UserID, DeliveryID: delivery.ID, MailingID: delivery.MailingID, ClientID: delivery.ClientID,
		State: result.State, Reason: smtp.Reason(result.Reason), Reply: result.Reply,
	})
}
