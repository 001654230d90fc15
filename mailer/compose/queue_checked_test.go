package compose

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"garagemail/store/garage"
)

// countingBlock counts the tokens that are made: every text of a promotional mail has one.
type countingBlock struct {
	cipher.Block
	made int
}

func (c *countingBlock) Encrypt(dst, src []byte) {
	c.made++
	c.Block.Encrypt(dst, src)
}

// TestMailIsWrittenOnce on its whole way: the look before sending writes none, the queueing each one once.
func TestMailIsWrittenOnce(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	var ids []int64
	for i := range 7 {
		ids = append(ids, g.client(garage.Client{Name: fmt.Sprintf("Client %d", i), Email: fmt.Sprintf("c%d@client.example", i), AcceptsPromotional: i > 0}))
	}
	g.save(ids...)
	composer, recipients, err := readMailing(t.Context(), g.db, g.mailing.ID)
	g.must(err)
	written := &countingBlock{Block: composer.seal.block}
	composer.seal.block = written
	look := newSurvey(composer)
	g.must(look.run(t.Context(), g.db, recipients, nil, nil))
	checked := look.finish()
	if checked.Going != 6 || written.made != 0 {
		t.Errorf("%d go, the look has written %d", checked.Going, written.made)
	}
	g.must(g.db.BeginQueue(t.Context(), g.mailing.ID))
	queueing := &queueing{db: g.db, mailingID: g.mailing.ID, checked: &checked}
	report, err := queueing.makeAll(t.Context(), composer, recipients, nil)
	g.must(err)
	if report.Going != 6 || written.made != 6 || len(g.messages()) != 6 {
		t.Errorf("%d go, %d written, %d queued", report.Going, written.made, len(g.messages()))
	}
}

// TestRefusedMailingWritesNothing: that an account or a text is wrong is known before a mail is written.
func TestRefusedMailingWritesNothing(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	g.mailing.Texts["fr"] = garage.Text{Subject: "Bonjour", Body: "<FOO>"}
	g.save(g.client(garage.Client{Name: "Adam", Email: "adam@client.example", Language: "fr", AcceptsPromotional: true}))
	composer, recipients, err := readMailing(t.Context(), g.db, g.mailing.ID)
	g.must(err)
	written := &countingBlock{Block: composer.seal.block}
	composer.seal.block = written
	g.must(g.db.BeginQueue(t.Context(), g.mailing.ID))
	var refused *RefusedError
	_, err = (&queueing{db: g.db, mailingID: g.mailing.ID}).makeAll(t.Context(), composer, recipients, nil)
	if !errors.As(err, &refused) || written.made != 0 {
		t.Errorf("%v, %d written", err, written.made)
	}
}

// fillings counts how often the name of a client is filled in while run goes on.
func (g *office) fillings(run func()) int {
	g.Helper()
	name := placeholderByName["NOM"]
	fill, filled := name.value, 0
	name.value = func(d *mergeData) string {
		if d.client.ID != 0 {
			filled++
		}
		return fill(d)
	}
	defer func() { name.value = fill }()
	run()
	return filled
}

// TestMailIsFilledOnce, whatever it carries.
func TestMailIsFilledOnce(t *testing.T) {
	g := newOffice(t)
	g.on(23)
	file := g.damageCase()
	ann := g.client(garage.Client{Name: "Peeters", Email: "ann@client.example"})
	bob := g.client(garage.Client{Name: "Jansen", Email: "bob@client.example"})
	g.mailing.Texts = map[string]garage.Text{"fr": {Subject: "Bonjour", Body: "Bonjour <NOM>"}}
	g.save(ann, bob, g.client(garage.Client{Name: "Sans adresse"}))
	for _, key := range []string{PhraseKey(garage.Invoice), PhraseKey(LevelKind(1)), PhraseKey(LevelKind(0))} {
		g.must(g.db.SavePhrase(t.Context(), garage.Phrase{CompanyID: g.mailing.CompanyID, Key: key, Language: "fr", Subject: "Bonjour", Body: "<NOM>"}))
	}
	invoice, late := g.invoice(ann), g.dueOn(bob, "2026-10-01")
	var checked Report
	for _, way := range []struct {
		name string
		want int
		run  func()
	}{
		{"the check of a mailing", 3, func() { checked = g.preflight() }},
		{"a mailing", 3, func() { g.id(0, second(QueueChecked(t.Context(), g.db, checked, time.Time{}, nil))) }},
		{"a test", 1, func() { g.id(SendTest(t.Context(), g.db, g.mailing.ID, ann, "")) }},
		{"a document to two addresses", 2, func() {
			g.queueDocuments(DocumentMail{DocumentID: invoice.ID, Emails: []string{"ann@client.example", "two@client.example"}})
		}},
		{"a reminder", 1, func() {
			g.remind(listPaper, ReminderMail{ClientID: bob, Level: 1, DocumentIDs: []int64{late.ID}})
		}},
		{"a statement", 1, func() { g.id(0, second(QueueStatements(t.Context(), g.sender(), []int64{bob}, listPaper, nil))) }},
		{"a mail of a case", 1, func() {
			g.id(0, second(SendCaseMail(t.Context(), g.sender(), "Sophie", CaseMailDraft{
				CaseID: file.ID, ToAddress: "anne@client.example", Language: "fr", Subject: "Bonjour", Body: "<NOM>",
			}, nil)))
		}},
	} {
		before := g.queued()
		if got := g.fillings(way.run); got != way.want {
			t.Errorf("%s: filled %d times, want %d", way.name, got, way.want)
		}
		if g.queued() == before && way.name != "the check of a mailing" {
			t.Errorf("%s: nothing was queued", way.name)
		}
	}
}

// second is the error of a call that returns something else too.
func second[T any](_ T, err error) error { return err }

func (g *office) queued() int {
	g.Helper()
	counts, err := g.db.OutboxCounts(g.Context())
	g.must(err)
	return counts.Total()
}

// changesSinceTheCheck are what TestWhatIsQueuedIsWhatWasChecked tries.
var changesSinceTheCheck = map[string]func(g *office, ann, bob int64){
	"an address": func(g *office, ann, _ int64) { g.change(ann, "other@client.example", true) },
	"consent":    func(g *office, ann, _ int64) { g.change(ann, "ann@client.example", false) },
	"a name":     func(g *office, ann, _ int64) { g.insert(`UPDATE client SET name = 'Maes' WHERE id = ?`, ann) },
	"a language": func(g *office, ann, _ int64) { g.insert(`UPDATE client SET language = 'fr' WHERE id = ?`, ann) },
	"a plate": func(g *office, ann, _ int64) {
		g.insert(`UPDATE vehicle SET plate = '2-NEW-222' WHERE client_id = ?`, ann)
	},
	"the text": func(g *office, _, _ int64) {
		g.mailing.Texts["fr"] = garage.Text{Subject: "Autre", Body: "x"}
		g.must(g.db.SaveMailing(g.Context(), g.mailing))
	},
	"the purpose": func(g *office, _, _ int64) {
		g.mailing.Purpose = garage.Service
		g.must(g.db.SaveMailing(g.Context(), g.mailing))
	},
	"an attachment": func(g *office, _, _ int64) {
		g.id(g.db.AddAttachment(g.Context(), g.mailing.ID, "a.pdf", "application/pdf", []byte("PDF")))
	},
	"the signature": func(g *office, _, _ int64) {
		g.insert(`UPDATE user SET signature = 'Autre' WHERE id = ?`, g.mailing.UserID)
	},
	"the sender": func(g *office, _, _ int64) {
		g.insert(`UPDATE user SET email = 'x@garage.example' WHERE id = ?`, g.mailing.UserID)
	},
	"the sender's name": func(g *office, _, _ int64) {
		g.insert(`UPDATE user SET display_name = 'Autre' WHERE id = ?`, g.mailing.UserID)
	},
	"the company's name": func(g *office, _, _ int64) {
		g.insert(`UPDATE company SET name = 'Autre' WHERE id = ?`, g.mailing.CompanyID)
	},
	"one recipient less": func(g *office, ann, _ int64) { g.must(g.db.SetRecipients(g.Context(), g.mailing.ID, []int64{ann})) },
	"another recipient": func(g *office, _, _ int64) {
		g.must(g.db.SetRecipients(g.Context(), g.mailing.ID, []int64{g.client(garage.Client{Name: "Zoe", Email: "zoe@client.example", AcceptsPromotional: true})}))
	},
	"the account is removed": func(g *office, _, _ int64) {
		g.insert(`UPDATE user SET smtp_server = '' WHERE id = ?`, g.mailing.UserID)
	},
}

// TestWhatIsQueuedIsWhatWasChecked: whatever the mails hold may be changed by another window or program in between.
func TestWhatIsQueuedIsWhatWasChecked(t *testing.T) {
	changes := changesSinceTheCheck
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			g, ann, bob := newCheckedOffice(t)
			checked := g.preflight()
			change(g, ann, bob)
			_, err := QueueChecked(t.Context(), g.db, checked, time.Time{}, nil)
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Report.Issues[0].Kind != ChangedSince {
				t.Fatalf("queued what nobody has checked: %v", err)
			}
			mailing, err := g.db.Mailing(t.Context(), g.mailing.ID)
			if g.must(err); mailing.State != garage.MailingDraft || g.queued() != 0 {
				t.Errorf("mailing %s, %d queued", mailing.State, g.queued())
			}
			again := g.preflight()
			if again.Going != refused.Report.Going || !slices.Equal(kinds(again.Issues), kinds(refused.Report.Issues[1:])) {
				t.Errorf("told %v, is %v", kinds(refused.Report.Issues), kinds(again.Issues))
			}
			if again.Refused() {
				return
			}
			report, err := QueueChecked(t.Context(), g.db, again, time.Time{}, nil)
			if g.must(err); report.Going != again.Going || g.queued() != again.Going {
				t.Errorf("%d of %d queued", g.queued(), again.Going)
			}
		})
	}
}

func newCheckedOffice(t *testing.T) (g *office, ann, bob int64) {
	g = newOffice(t)
	g.mailing.Purpose = garage.Promotional
	ann = g.client(garage.Client{Name: "Peeters", Email: "ann@client.example", Language: "nl", AcceptsPromotional: true})
	bob = g.client(garage.Client{Name: "Jansen", Email: "bob@client.example", AcceptsPromotional: true})
	g.save(ann, bob)
	return g, ann, bob
}

// TestWhatNoMailHoldsIsNoChange: she is not sent back for a telephone number.
func TestWhatNoMailHoldsIsNoChange(t *testing.T) {
	g, ann, _ := newCheckedOffice(t)
	checked := g.preflight()
	g.insert(`UPDATE client SET phone = '081 22 22 22', notes = 'x' WHERE id = ?`, ann)
	g.insert(`UPDATE vehicle SET km = 99 WHERE client_id = ?`, ann)
	g.client(garage.Client{Name: "Somebody else", Email: "else@client.example"})
	report, err := QueueChecked(t.Context(), g.db, checked, time.Time{}, nil)
	if g.must(err); report.Going != 2 || g.queued() != 2 {
		t.Errorf("%d go, %d queued", report.Going, g.queued())
	}
}
