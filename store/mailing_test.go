package store

import (
	"slices"
	"testing"
	"time"

	"garagemail/store/garage"
)

func TestDraft(t *testing.T) {
	o := newOutbox(t)
	id, err := o.NewMailing(o.ctx, garage.Mailing{Name: "Pneus", UserID: 1, Texts: map[string]garage.Text{"fr": {Subject: "Pneus", Body: "Bonjour"}}})
	o.must(err)
	o.must(o.SetRecipients(o.ctx, id, []int64{3, 1, 3, 2}))
	if ids, err := o.RecipientIDs(o.ctx, id); err != nil || !slices.Equal(ids, []int64{1, 2, 3}) {
		t.Error(ids, err)
	}
	o.must(o.SetRecipients(o.ctx, id, []int64{1, 3}))
	recipients, err := o.Recipients(o.ctx, id)
	o.must(err)
	if len(recipients) != 2 || recipients[0].Name != "Client1 Ann" || recipients[0].Email != "c1@client.example" || recipients[0].Language != "nl" {
		t.Errorf("%+v", recipients)
	}

	attachment, err := o.AddAttachment(o.ctx, id, "a.pdf", "application/pdf", []byte("PDF"))
	o.must(err)
	same, err := o.AddAttachment(o.ctx, id, "b.pdf", "application/pdf", []byte("PDF"))
	o.must(err)
	if o.contents() != 1 {
		t.Error("the same bytes were stored twice")
	}
	o.must(o.RemoveAttachment(o.ctx, attachment))
	if bytes, err := o.AttachmentBytes(o.ctx, same); err != nil || string(bytes) != "PDF" {
		t.Errorf("%q %v", bytes, err)
	}

	copied, err := o.CopyMailing(o.ctx, id)
	o.must(err)
	o.must(o.SaveMailing(o.ctx, garage.Mailing{ID: id, Name: "Freins", Purpose: garage.Promotional, FallbackLanguage: "nl", Texts: map[string]garage.Text{"nl": {Subject: "Remmen", Body: "Dag"}}}))
	mailing, err := o.Mailing(o.ctx, id)
	o.must(err)
	if mailing.Name != "Freins" || mailing.Purpose != garage.Promotional || len(mailing.Texts) != 1 || mailing.Texts["nl"].Subject != "Remmen" {
		t.Errorf("%+v", mailing)
	}
	o.must(o.DeleteMailing(o.ctx, id))
	if files, err := o.Attachments(o.ctx, copied); err != nil || len(files) != 1 || files[0].Name != "b.pdf" || o.contents() != 1 {
		t.Error(files, err)
	}
	o.must(o.DeleteMailing(o.ctx, copied))
	if o.contents() != 0 {
		t.Error("bytes that nothing refers to are still there")
	}
	o.mustBe(o.DeleteMailing(o.ctx, copied), garage.ErrNotFound)

	_, err = o.AddAttachment(o.ctx, id, "big", "", make([]byte, MaxAttachment+1))
	if err == nil {
		t.Error("an attachment beyond any provider's limit was taken")
	}
}

func TestOnlyADraftChanges(t *testing.T) {
	o := newOutbox(t)
	draft, err := o.NewMailing(o.ctx, garage.Mailing{})
	o.must(err)
	attachment, err := o.AddAttachment(o.ctx, draft, "a", "", nil)
	o.must(err)
	o.must(o.SetRecipients(o.ctx, draft, []int64{1}))
	changes := map[string]func() error{
		"save":              func() error { return o.SaveMailing(o.ctx, garage.Mailing{ID: draft}) },
		"delete":            func() error { return o.DeleteMailing(o.ctx, draft) },
		"recipients":        func() error { return o.SetRecipients(o.ctx, draft, nil) },
		"remove attachment": func() error { return o.RemoveAttachment(o.ctx, attachment) },
		"begin":             func() error { return o.BeginQueue(o.ctx, draft) },
		"attachment": func() error {
			_, err := o.AddAttachment(o.ctx, draft, "b", "", nil)
			return err
		},
	}
	states := []func() error{
		func() error { return o.BeginQueue(o.ctx, draft) },
		func() error {
			o.must(o.AddDeliveries(o.ctx, draft, newMails(garage.Service, 1), nil))
			return o.FinishQueue(o.ctx, draft)
		},
		func() error {
			_, err := o.CancelMailing(o.ctx, draft)
			return err
		},
	}
	for _, next := range states {
		o.must(next())
		for name, change := range changes {
			if err := change(); err == nil {
				t.Errorf("%s went through", name)
			} else {
				o.mustBe(err, garage.ErrConflict)
			}
		}
	}
}

// draft is a mailing to clients that is not queued yet.
func (o *outbox) draft(clients ...int64) int64 {
	id, err := o.NewMailing(o.ctx, garage.Mailing{UserID: 1})
	o.must(err)
	o.must(o.SetRecipients(o.ctx, id, clients))
	return id
}

func TestQueueing(t *testing.T) {
	t.Run("nothing goes before all are written", func(t *testing.T) {
		o := newOutbox(t)
		id := o.draft(1, 2, 3)
		o.mustBe(o.FinishQueue(o.ctx, id), garage.ErrConflict)
		o.mustBe(o.AddDeliveries(o.ctx, id, newMails(garage.Service, 1), nil), garage.ErrConflict)
		o.must(o.BeginQueue(o.ctx, id))
		o.must(o.AddDeliveries(o.ctx, id, newMails(garage.Service, 1, 2), nil))
		if o.claim() != nil {
			t.Fatal("a message of a preparing mailing was claimed")
		}
		o.mustBe(o.FinishQueue(o.ctx, id), garage.ErrConflict) // client 3 was forgotten
		o.must(o.AddDeliveries(o.ctx, id, nil, []garage.Recipient{{ClientID: 3, Name: "Client3", LeftOut: "left_out.no_address"}}))
		o.must(o.FinishQueue(o.ctx, id))
		if o.claim() == nil {
			t.Fatal("nothing to claim")
		}
		if o.contents() != 1 {
			t.Error("the shared tail was stored more than once")
		}
		report, err := o.MailingReport(o.ctx, id)
		o.must(err)
		if report.Recipients != 3 || report.LeftOut != 1 || len(report.NotSent) != 1 || report.NotSent[0].Reason != "left_out.no_address" {
			t.Errorf("%+v", report)
		}
		rows, err := o.Mailings(o.ctx)
		o.must(err)
		if len(rows) != 1 || rows[0].Recipients != 3 || rows[0].LeftOut != 1 || rows[0].Counts.Left() != 2 {
			t.Errorf("%+v", rows)
		}
	})
	t.Run("nobody twice", func(t *testing.T) {
		o := newOutbox(t)
		id := o.draft(1)
		o.must(o.BeginQueue(o.ctx, id))
		o.must(o.AddDeliveries(o.ctx, id, newMails(garage.Service, 1), nil))
		o.mustBe(o.AddDeliveries(o.ctx, id, newMails(garage.Service, 1), nil), garage.ErrConflict)
		o.mustBe(o.AddDeliveries(o.ctx, id, newMails(garage.Service, 2), nil), garage.ErrConflict) // no recipient
	})
}

func TestQueueingThatEndsEarly(t *testing.T) {
	t.Run("abort", func(t *testing.T) {
		o := newOutbox(t)
		id := o.draft(1)
		o.must(o.BeginQueue(o.ctx, id))
		o.must(o.AddDeliveries(o.ctx, id, newMails(garage.Service, 1), nil))
		o.must(o.AbortQueue(o.ctx, id))
		o.mustBe(o.AbortQueue(o.ctx, id), garage.ErrConflict)
		mailing, err := o.Mailing(o.ctx, id)
		if err != nil || mailing.State != garage.MailingDraft || o.contents() != 0 {
			t.Error(mailing.State, err, o.contents())
		}
		if counts, err := o.OutboxCounts(o.ctx); err != nil || counts.Total() != 0 {
			t.Error(counts, err)
		}
	})
	t.Run("abandoned", func(t *testing.T) {
		o := newOutbox(t)
		id := o.draft(1)
		o.must(o.BeginQueue(o.ctx, id))
		o.must(o.AddDeliveries(o.ctx, id, newMails(garage.Service, 1), nil))
		o.clock = o.clock.Add(PreparingTTL - time.Second)
		if count, err := o.RecoverPreparing(o.ctx); err != nil || count != 0 {
			t.Fatal("recovered one that lives", count, err)
		}
		o.clock = o.clock.Add(2 * time.Second)
		if count, err := o.RecoverPreparing(o.ctx); err != nil || count != 1 {
			t.Fatal(count, err)
		}
		o.mustBe(o.AddDeliveries(o.ctx, id, newMails(garage.Service, 1), nil), garage.ErrConflict)
		o.mailing(garage.Service, 1)
	})
}

func TestMendAndResend(t *testing.T) {
	o := newOutbox(t)
	id := o.mailing(garage.Service, 1, 2)
	claim := o.claim()
	o.finish(claim, garage.Failed)
	failed := claim.Delivery.ID

	mended := newSingle(1)
	mended.MailingID, mended.ToAddress, mended.Kind = id, "right@client.example", garage.KindMailing
	again, err := o.QueueDelivery(o.ctx, mended)
	o.must(err)
	if d := o.is(failed, garage.Failed); d.ReplacedBy != again {
		t.Error("the failed one is not marked as replaced")
	}
	o.mustBe(o.RetryDelivery(o.ctx, failed), garage.ErrConflict)
	mended.MessageID = messageNumber()
	_, err = o.QueueDelivery(o.ctx, mended)
	o.mustBe(err, garage.ErrConflict) // one lives already
	report, err := o.MailingReport(o.ctx, id)
	o.must(err)
	if report.Counts.Failed != 0 || report.Counts.Queued != 2 || len(report.NotSent) != 0 {
		t.Errorf("%+v", report)
	}
	recipients, err := o.Recipients(o.ctx, id)
	o.must(err)
	if recipients[0].Email != "right@client.example" {
		t.Error(recipients[0].Email)
	}

	t.Run("a document's message once", func(t *testing.T) {
		o := newOutbox(t)
		failed := o.in(garage.Failed)
		mended := newSingle(1)
		mended.Replaces = failed
		_, err := o.QueueDelivery(o.ctx, mended)
		o.must(err)
		o.mustBe(o.RetryDelivery(o.ctx, failed), garage.ErrConflict)
		mended.MessageID = messageNumber()
		_, err = o.QueueDelivery(o.ctx, mended)
		o.mustBe(err, garage.ErrConflict)
		sent := newSingle(1)
		sent.Replaces = o.queued(2)
		_, err = o.QueueDelivery(o.ctx, sent)
		o.mustBe(err, garage.ErrConflict) // it waits: nothing to mend
	})
}

func TestPauseAndCancel(t *testing.T) {
	o := newOutbox(t)
	id := o.mailing(garage.Service, 1, 2, 3)
	o.must(o.PauseMailing(o.ctx, id))
	if o.claim() != nil {
		t.Fatal("a paused mailing was claimed from")
	}
	single := o.queued(4)
	if claim := o.claim(); claim == nil || claim.Delivery.ID != single {
		t.Fatalf("a paused mailing holds others back: %+v", claim)
	}
	o.must(o.ResumeMailing(o.ctx, id))
	onItsWay := o.claim()
	cancelled, err := o.CancelMailing(o.ctx, id)
	if err != nil || cancelled != 2 {
		t.Fatal(cancelled, err)
	}
	o.finish(onItsWay, garage.Queued) // would be tried again: but the mailing is cancelled
	o.is(onItsWay.Delivery.ID, garage.Cancelled)
	o.mustBe(o.PauseMailing(o.ctx, id), garage.ErrConflict)
	if _, err := o.CancelMailing(o.ctx, id); err == nil {
		t.Error("cancelled twice")
	}
	if o.claim() != nil {
		t.Error("a cancelled mailing was claimed from")
	}
}

func TestMailTemplates(t *testing.T) {
	o := newOutbox(t)
	id, err := o.SaveMailTemplate(o.ctx, garage.MailTemplate{Name: "Éte", Texts: map[string]garage.Text{"fr": {Subject: "S", Body: "B"}}})
	o.must(err)
	_, err = o.SaveMailTemplate(o.ctx, garage.MailTemplate{Name: "Éte"})
	o.mustBe(err, garage.ErrConflict)
	_, err = o.SaveMailTemplate(o.ctx, garage.MailTemplate{Name: "Automne", Purpose: garage.Promotional})
	o.must(err)
	_, err = o.SaveMailTemplate(o.ctx, garage.MailTemplate{ID: id, Name: "Été", Texts: map[string]garage.Text{"nl": {Subject: "Z", Body: "B"}}})
	o.must(err)
	templates, err := o.MailTemplates(o.ctx)
	o.must(err)
	if len(templates) != 2 || templates[1].Name != "Été" || templates[1].Texts["nl"].Subject != "Z" || len(templates[1].Texts) != 1 {
		t.Errorf("%+v", templates)
	}
	o.must(o.DeleteMailTemplate(o.ctx, id))
	o.mustBe(o.DeleteMailTemplate(o.ctx, id), garage.ErrNotFound)
}
