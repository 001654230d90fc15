package store

import (
	"errors"
	"testing"
	"time"

	"garagemail/store/garage"
)

// planned queues a mailing that leaves at a time.
func (o *outbox) planned(at time.Time, clients ...int64) int64 {
	o.t.Helper()
	id, err := o.NewMailing(o.ctx, garage.Mailing{Name: "Pneus", Purpose: garage.Service, UserID: 1, Texts: map[string]garage.Text{"fr": {Subject: "Pneus", Body: "Bonjour"}}})
	o.must(err)
	o.must(o.SetRecipients(o.ctx, id, clients))
	o.must(o.BeginQueue(o.ctx, id))
	mails := newMails(garage.Service, clients...)
	for i := range mails {
		mails[i].NextTryAt = at
	}
	o.must(o.AddDeliveries(o.ctx, id, mails, nil))
	o.must(o.FinishQueue(o.ctx, id))
	return id
}

func TestPlannedMailingWaitsForItsTime(t *testing.T) {
	o := newOutbox(t)
	at := o.clock.Add(3 * time.Hour)
	id := o.planned(at, 1, 2)
	if o.claim() != nil {
		t.Fatal("it left before its time")
	}
	if planned, err := o.PlannedMailing(o.ctx, id); err != nil || !planned.At.Equal(at) || planned.Count != 2 || planned.Name != "Pneus" || planned.Paused {
		t.Error(planned, err)
	}
	_, err := o.PlannedMailing(o.ctx, o.mailing(garage.Service, 3))
	o.mustBe(err, garage.ErrNotFound)
	o.finish(o.claim(), garage.Sent)
	o.clock = at
	first := o.claim()
	if first == nil || first.Delivery.MailingID != id {
		t.Fatalf("it does not leave at its time: %+v", first)
	}
	o.finish(first, garage.Sent)
	_, err = o.PlannedMailing(o.ctx, id)
	o.mustBe(err, garage.ErrNotFound)
}

func TestOverdueMailingIsHeldUntilAPersonDecides(t *testing.T) {
	o := newOutbox(t)
	at := o.clock.Add(time.Hour)
	held := func(after time.Duration) int {
		t.Helper()
		count, err := o.HoldOverdue(o.ctx, o.clock.Add(-after))
		o.must(err)
		return count
	}
	begun, now, later, cancelled := o.planned(at, 1, 2), o.planned(at, 1, 2), o.planned(at, 3), o.planned(at, 4)
	o.clock = at
	o.finish(o.claim(), garage.Sent) // the first of the first
	if held(12*time.Hour) != 0 {
		t.Error("held at its time")
	}
	o.clock = at.Add(13 * time.Hour)
	claim := o.claim() // by a worker that looked for overdue ones before the computer slept
	if claim == nil || claim.Delivery.MailingID != begun {
		t.Errorf("what has begun does not go on: %+v", claim)
	}
	o.finish(claim, garage.Sent)
	if claim := o.claim(); claim != nil {
		t.Errorf("it left unasked, not even held: %+v", claim.Delivery)
	}
	if count := held(12 * time.Hour); count != 3 {
		t.Errorf("%d are held, not the three that have not begun", count)
	}
	if claim := o.claim(); claim != nil {
		t.Errorf("it left unasked: %+v", claim.Delivery)
	}
	overdue, err := o.OverdueMailings(o.ctx, o.clock.Add(-12*time.Hour))
	o.must(err)
	if len(overdue) != 3 || overdue[0].ID != now || overdue[0].Count != 2 || !overdue[0].Paused || !overdue[0].At.Equal(at) {
		t.Fatalf("%+v", overdue)
	}
	o.must(o.SendPlannedNow(o.ctx, now))
	if _, err := o.CancelMailing(o.ctx, cancelled); err != nil {
		t.Fatal(err)
	}
	if held(12*time.Hour) != 0 {
		t.Error("what she let go is held again")
	}
	for range 2 {
		claim := o.claim()
		if claim == nil || claim.Delivery.MailingID != now {
			t.Fatalf("%+v", claim)
		}
		o.finish(claim, garage.Sent)
	}
	if o.claim() != nil {
		t.Error("what she left waiting has left")
	}
	o.must(o.ResumeMailing(o.ctx, later)) // by the report, another day
	if held(12*time.Hour) != 0 || o.claim() == nil {
		t.Error("what she resumed does not leave")
	}
	if err := o.SendPlannedNow(o.ctx, cancelled); !errors.Is(err, garage.ErrConflict) {
		t.Error(err)
	}
}

func TestPlannedMailingWithoutANameHasItsSubject(t *testing.T) {
	o := newOutbox(t)
	id := o.planned(o.clock.Add(time.Hour), 1)
	o.exec(`UPDATE mailing SET name = '' WHERE id = ?`, id)
	if planned, err := o.PlannedMailing(o.ctx, id); err != nil || planned.Name != "Votre véhicule" {
		t.Error(planned, err)
	}
}

func TestResumeKeepsATimeToCome(t *testing.T) {
	o := newOutbox(t)
	id := o.planned(o.clock.Add(time.Hour), 1)
	o.must(o.PauseMailing(o.ctx, id))
	o.must(o.ResumeMailing(o.ctx, id))
	if o.claim() != nil {
		t.Error("a pause made it leave before its time")
	}
	o.must(o.SendPlannedNow(o.ctx, id))
	if o.claim() == nil {
		t.Error("it does not leave at once")
	}
}
