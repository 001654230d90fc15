package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

func TestQueueMailing(t *testing.T) {
	g := newOffice(t)
	ann := g.client(garage.Client{Name: "Peeters", FirstName: "Ann", Email: "ann@client.example", Language: "nl"})
	bob := g.client(garage.Client{Name: "Bouchard"})
	g.save(ann, bob)
	report := g.queue()
	if report.Going != 1 || len(report.LeftOut()) != 1 {
		t.Errorf("report %+v", report)
	}
	ids, err := g.db.Deliveries(t.Context(), garage.DeliveryFilter{MailingID: g.mailing.ID})
	g.must(err)
	if len(ids) != 1 {
		t.Fatalf("%d deliveries", len(ids))
	}
	delivery, err := g.db.Delivery(t.Context(), ids[0])
	g.must(err)
	message := g.message(ids[0])
	if delivery.Kind != garage.KindMailing || delivery.ClientID != ann || delivery.State != garage.Queued || delivery.Purpose != garage.Service ||
		delivery.FromAddress != "sophie@garage.example" || delivery.ToAddress != "ann@client.example" || delivery.Subject != message.subject ||
		delivery.MessageID != message.header.Get("Message-Id") || delivery.Size != int64(len(message.raw)) || delivery.UserID != g.mailing.UserID {
		t.Errorf("delivery %+v", delivery)
	}
	recipients, err := g.db.Recipients(t.Context(), g.mailing.ID)
	g.must(err)
	if len(recipients) != 2 || recipients[0].LeftOut != "left_out.no_address" || recipients[1].LeftOut != "" ||
		recipients[1].Name != "Ann Peeters" || recipients[1].Email != "ann@client.example" || recipients[1].Language != "nl" {
		t.Errorf("recipients %+v", recipients)
	}
	if _, err := QueueMailing(t.Context(), g.db, g.mailing.ID, nil); !errors.Is(err, garage.ErrConflict) {
		t.Errorf("queued twice: %v", err)
	}
	if len(g.messages()) != 1 {
		t.Error("a second message was made")
	}
}

// TestQueueLooksAtConsentAgain: who withdrew it after the list was made gets nothing.
func TestQueueLooksAtConsentAgain(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	ann := g.client(garage.Client{Name: "Peeters", Email: "ann@client.example", AcceptsPromotional: true})
	bob := g.client(garage.Client{Name: "Jansen", Email: "bob@client.example", AcceptsPromotional: true})
	g.save(ann, bob)
	if report := g.preflight(); report.Going != 2 {
		t.Fatalf("report %+v", report)
	}
	g.change(bob, "bob@client.example", false)
	g.wantIssues(g.queue(), "Jansen: not_accepted !")
	if messages := g.messages(); len(messages) != 1 || messages[ann].raw == nil {
		t.Errorf("%d messages", len(messages))
	}
}

func TestCancelledQueueLeavesADraft(t *testing.T) {
	g := newOffice(t)
	var ids []int64
	for i := range surveyChunk + 150 {
		ids = append(ids, g.client(garage.Client{Name: "Client", Email: fmt.Sprintf("c%d@client.example", i)}))
	}
	g.save(ids...)
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "a.pdf", "application/pdf", []byte("PDF")))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := QueueMailing(ctx, g.db, g.mailing.ID, func(done, _ int) {
		if done == surveyChunk {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	mailing, err := g.db.Mailing(t.Context(), g.mailing.ID)
	g.must(err)
	counts, err := g.db.OutboxCounts(t.Context())
	g.must(err)
	if mailing.State != garage.MailingDraft || counts.Total() != 0 || len(g.messages()) != 0 {
		t.Errorf("mailing %s, %d deliveries", mailing.State, counts.Total())
	}
	if report := g.queue(); report.Going != len(ids) || len(g.messages()) != len(ids) {
		t.Errorf("afterwards %d go", report.Going)
	}
}

func TestSendTest(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	ann := g.client(garage.Client{Name: "Peeters", FirstName: "Ann", Language: "nl"}) // no address, no consent: it is a test
	g.save(ann)
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "a.pdf", "application/pdf", []byte("PDF")))
	id := g.id(SendTest(t.Context(), g.db, g.mailing.ID, ann, ""))
	delivery, err := g.db.Delivery(t.Context(), id)
	g.must(err)
	m := g.message(id)
	if delivery.Kind != garage.KindTest || delivery.MailingID != 0 || delivery.ClientID != 0 || delivery.Purpose != garage.Service {
		t.Errorf("delivery %+v", delivery)
	}
	if m.subject != "[Test] Uw Volkswagen 1-VW-001" || len(m.to) != 1 || m.to[0].Address != "sophie@garage.example" ||
		!strings.HasPrefix(m.text, "Beste Ann Peeters,") || m.attachments["a.pdf"] != "PDF" {
		t.Errorf("subject %q, to %v, text %q", m.subject, m.to, m.text)
	}
	if id := g.id(SendTest(t.Context(), g.db, g.mailing.ID, ann, " me@home.example ")); g.message(id).to[0].Address != "me@home.example" {
		t.Error("the test went elsewhere")
	}
	mailing, err := g.db.Mailing(t.Context(), g.mailing.ID)
	if g.must(err); mailing.State != garage.MailingDraft {
		t.Errorf("the test made the draft %s", mailing.State)
	}
	var refused *RefusedError
	if _, err := SendTest(t.Context(), g.db, g.mailing.ID, ann, "a@b.be\r\nBcc: x@y.be"); !errors.As(err, &refused) {
		t.Errorf("a forged address: %v", err)
	}
	walker := g.walker(garage.Client{Name: "Sans voiture"})
	if _, err := SendTest(t.Context(), g.db, g.mailing.ID, walker, ""); !errors.As(err, &refused) {
		t.Errorf("an empty placeholder: %v", err)
	}
	g.mailing.Texts["nl"] = garage.Text{Subject: "x", Body: "<FOO>"}
	g.save(ann)
	if _, err := SendTest(t.Context(), g.db, g.mailing.ID, ann, ""); !errors.As(err, &refused) {
		t.Errorf("an unknown placeholder: %v", err)
	}
	if _, err := SendTest(t.Context(), g.db, g.mailing.ID, 999, ""); !errors.Is(err, garage.ErrNotFound) {
		t.Errorf("no client: %v", err)
	}
}

// finish brings the message of each client to a state, as the worker does.
func (g *office) finish(states map[int64]garage.DeliveryState) {
	g.Helper()
	ctx := g.Context()
	if ok, err := g.db.AcquireLease(ctx, "outbox", "test", time.Minute); err != nil || !ok {
		g.Fatal(ok, err)
	}
	for {
		claim, err := g.db.FinishAndClaim(ctx, "test", g.mailing.UserID, store.Handover{Claim: store.ClaimToSend})
		g.must(err)
		if claim == nil {
			break
		}
		state := states[claim.Delivery.ClientID]
		result := store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: state, Reason: "reason.refused"}
		switch state {
		case garage.Sending:
			continue // the program died here
		case garage.Queued, garage.Cancelled:
			result.State, result.NextTryAt = garage.Queued, g.db.Now().Add(time.Hour)
		}
		g.must(g.db.FinishDelivery(ctx, result))
		if state == garage.Cancelled {
			g.must(g.db.CancelDelivery(ctx, claim.Delivery.ID))
		}
	}
	g.must(g.db.ReleaseLease(ctx, "outbox", "test"))
}

func TestResend(t *testing.T) {
	g := newOffice(t)
	states := map[int64]garage.DeliveryState{}
	byState := map[garage.DeliveryState]int64{}
	var all []int64
	for _, state := range []garage.DeliveryState{garage.Sent, garage.Queued, garage.Sending, garage.Uncertain, garage.Failed, garage.Cancelled} {
		id := g.client(garage.Client{Name: string(state), Email: string(state) + "@client.example"})
		states[id], byState[state], all = state, id, append(all, id)
	}
	leftOut := g.client(garage.Client{Name: "left out"})
	still := g.client(garage.Client{Name: "still left out"})
	all = append(all, leftOut, still)
	g.save(all...)
	g.queue()
	g.finish(states)
	before := g.deliveries()

	g.change(byState[garage.Failed], "mended@client.example", false)
	g.change(leftOut, "new@client.example", false)
	report, err := Resend(t.Context(), g.db, g.mailing.ID, append(all, all...))
	g.must(err)
	if report.Going != 3 {
		t.Errorf("%d go", report.Going)
	}
	g.wantIssues(report, "still left out: no_address !", "sent: already_sent !", "queued: already_sent !", "sending: already_sent !", "uncertain: already_sent !")

	added := g.deliveries()[len(before):]
	var to []string
	for _, delivery := range added {
		to = append(to, delivery.ToAddress)
		if delivery.State != garage.Queued || delivery.MailingID != g.mailing.ID {
			t.Errorf("delivery %+v", delivery)
		}
	}
	slices.Sort(to)
	if want := []string{"cancelled@client.example", "mended@client.example", "new@client.example"}; !slices.Equal(to, want) {
		t.Errorf("new messages to %q, want %q", to, want)
	}
	for i, delivery := range g.deliveries()[:len(before)] {
		if delivery.State != before[i].State || delivery.MessageID != before[i].MessageID {
			t.Errorf("delivery %d became %s", delivery.ID, delivery.State)
		}
	}

	if report, err := Resend(t.Context(), g.db, g.mailing.ID, all); err != nil || report.Going != 0 || len(g.deliveries()) != len(before)+3 {
		t.Errorf("a second time: %d go, %v", report.Going, err)
	}
}

// deliveries returns all of the mailing, oldest first.
func (g *office) deliveries() []garage.Delivery {
	g.Helper()
	ids, err := g.db.Deliveries(g.Context(), garage.DeliveryFilter{MailingID: g.mailing.ID})
	g.must(err)
	slices.Sort(ids)
	var all []garage.Delivery
	for _, id := range ids {
		delivery, err := g.db.Delivery(g.Context(), id)
		g.must(err)
		all = append(all, delivery)
	}
	return all
}

// TestResendOfADouble: who was left out because another got the same text at the same address is still left out, until the
// address is another one.
func TestResendOfADouble(t *testing.T) {
	g := newOffice(t)
	g.mailing.Texts = map[string]garage.Text{"fr": {Subject: "Congé", Body: "Nous fermons."}}
	adam := g.client(garage.Client{Name: "Adam", Email: "famille@client.example"})
	bea := g.client(garage.Client{Name: "Bea", Email: "famille@client.example"})
	g.save(adam, bea)
	g.queue()
	report, err := Resend(t.Context(), g.db, g.mailing.ID, []int64{bea})
	g.must(err)
	g.wantIssues(report, ": no_recipients !", "Bea: same_address Adam !")
	g.change(adam, "moved@client.example", false)
	if report, err = Resend(t.Context(), g.db, g.mailing.ID, []int64{bea}); err != nil || report.Going != 0 {
		t.Errorf("it went to the old address: %d go, %v", report.Going, err)
	}
	g.change(bea, "bea@client.example", false)
	if report, err = Resend(t.Context(), g.db, g.mailing.ID, []int64{bea}); err != nil || report.Going != 1 || len(g.deliveries()) != 2 {
		t.Errorf("%d go, %v", report.Going, err)
	}
}

func TestResendOfADraft(t *testing.T) {
	g := newOffice(t)
	adam := g.client(garage.Client{Name: "Adam", Email: "adam@client.example"})
	g.save(adam)
	if _, err := Resend(t.Context(), g.db, g.mailing.ID, []int64{adam}); !errors.Is(err, garage.ErrConflict) {
		t.Errorf("error %v", err)
	}
}

// TestEachGetsHisOwn: over 1,000 clients each message has its client's address and data, and no other client's anywhere in
// its bytes.
func TestEachGetsHisOwn(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	g.mailing.Texts = map[string]garage.Text{
		"fr": {Subject: "Bonjour <NOM>", Body: "<PRENOM> <NOM>, <PLAQUE>"}, "nl": {Subject: "Dag <NOM>", Body: "<PRENOM> <NOM>, <PLAQUE>"},
	}
	const count = 1000
	ids, secrets := make([]int64, count), make([]string, count)
	for i := range count {
		secrets[i] = fmt.Sprintf("q%04dq", i)
		ids[i] = g.walker(garage.Client{
			Name: "nom" + secrets[i], FirstName: "prenom" + secrets[i], Email: "mail" + secrets[i] + "@client.example",
			Language: []string{"fr", "nl", "", "de"}[i%4], AcceptsPromotional: i%10 != 0,
		})
		g.vehicle(garage.Vehicle{ClientID: ids[i], Make: "Opel", Plate: "plate" + secrets[i]}, "")
	}
	g.save(ids...)
	if report := g.queue(); report.Going != count*9/10 {
		t.Fatalf("%d go", report.Going)
	}
	for _, delivery := range g.deliveries() {
		i := slices.Index(ids, delivery.ClientID)
		m := g.message(delivery.ID)
		own := secrets[i]
		if len(m.to) != 1 || m.to[0].Address != "mail"+own+"@client.example" || delivery.ToAddress != m.to[0].Address {
			t.Fatalf("client %d: to %v", delivery.ClientID, m.to)
		}
		want := "prenom" + own + " nom" + own + ", plate" + own
		if !strings.Contains(m.text, want) || !strings.Contains(m.html, want) || !strings.HasSuffix(m.subject, "nom"+own) {
			t.Fatalf("client %d: text %q", delivery.ClientID, m.text)
		}
		foreign := bytes.ReplaceAll(m.raw, []byte(own), nil)
		foreign = append(foreign, strings.ReplaceAll(m.text+m.html+m.subject, own, "")...)
		if at := secretPattern.FindIndex(foreign); at != nil {
			t.Fatalf("client %d: %q is another's", delivery.ClientID, foreign[at[0]:at[1]])
		}
	}
}

var secretPattern = regexp.MustCompile(`(?:mail|nom|plate)q[0-9]{4}q`)

// BenchmarkCompose makes the messages of 1,000 recipients without attachment: texts merged, both parts, all headers.
func BenchmarkCompose(b *testing.B) {
	composer, clients := benchComposer()
	for b.Loop() {
		for _, client := range clients {
			mail := composer.look(client, nil)
			composer.write(&mail)
			id, err := newMessageID(mail.FromAddress)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := composer.head(&mail, id, time.Now()); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(clients))/b.Elapsed().Seconds(), "messages/s")
}

func benchComposer() (*composer, []store.Addressee) {
	c := &composer{
		mailing: garage.Mailing{Purpose: garage.Promotional, FallbackLanguage: "fr"}, texts: map[string]*compiled{}, seal: newSeal("x"),
		user: garage.User{Email: "sophie@garage.example", DisplayName: "Garage Dupont"},
	}
	body := strings.Repeat("Bonjour <PRENOM|cher client> <NOM>,\n\nVotre **<MARQUE>** <PLAQUE> nous manque. [Rendez-vous](https://garage.example/?p=<PLAQUE>)\n\n- un\n- deux\n\n", 4)
	c.texts["fr"] = compile("fr", garage.Text{Subject: "Votre <MARQUE>", Body: body}, "**Sophie**\nGarage Dupont")
	clients := make([]store.Addressee, 1000)
	for i := range clients {
		clients[i] = store.Addressee{
			Client:   garage.Client{ID: int64(i + 1), Name: fmt.Sprintf("Client %d", i), Email: fmt.Sprintf("c%d@client.example", i)},
			Vehicles: []store.VisitedVehicle{{Vehicle: garage.Vehicle{Make: "Volkswagen", Plate: "1-ABC-123"}}},
		}
	}
	return c, clients
}
