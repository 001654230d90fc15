package compose

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/demo"
	"garagemail/store"
	"garagemail/store/garage"
)

// damageCase is a bodyshop case with an insurer who reads Dutch and an expert.
func (g *office) damageCase() garage.Case {
	g.Helper()
	client := g.client(garage.Client{Name: "Lefèvre", FirstName: "Anne", Email: "anne@client.example", Language: "fr"})
	file := garage.Case{
		Kind: "bodyshop", ClientID: client,
		Values: map[string]string{
			"plate": "1-ABC-123", "make": "Renault", "model": "Clio", "claim_number": "SIN_77_2026", "damage_date": "2026-11-20",
			"franchise": "25000", "invoice_client": "25000",
		},
		Parties: []garage.CaseParty{
			{Role: garage.PartyInsurer, Name: "Verzekeringen Maas", Email: "schade@maas.example", Language: "nl"},
			{Role: garage.PartyExpert, Name: "Bureau Dumont", Contact: "Luc Dumont", Email: "luc@dumont.example"},
		},
	}
	g.must(g.db.SaveCase(g.Context(), &file, "Sophie"))
	return file
}

func caseMailNamed(t *testing.T, key string) garage.CaseMail {
	t.Helper()
	for _, kind := range garage.CaseKinds {
		for _, mail := range kind.Mails {
			if mail.Key == key {
				return mail
			}
		}
	}
	t.Fatalf("no mail %q", key)
	return garage.CaseMail{}
}

// TestCaseMailGoesToItsParty: filled from the case, in the party's language, on the timeline, and the state stays.
func TestCaseMailGoesToItsParty(t *testing.T) {
	g := newOffice(t)
	file := g.damageCase()
	for _, test := range []struct {
		mail, to, language string
		words              []string
	}{
		{"insurer_opened", "schade@maas.example", "nl", []string{file.Number, "Anne Lefèvre", "1-ABC-123", "SIN_77_2026", "20/11/2026"}},
		{"expert_visit", "luc@dumont.example", "fr", []string{file.Number, "Renault", "Verzekeringen Maas"}},
		{"client_ready", "anne@client.example", "fr", []string{"1-ABC-123", "250,00\u00a0€"}},
	} {
		draft, err := DraftCaseMail(t.Context(), g.sender(), file.ID, caseMailNamed(t, test.mail))
		g.must(err)
		if draft.ToAddress != test.to || draft.Language != test.language || strings.Contains(draft.Subject+draft.Body, "<") {
			t.Errorf("%s: %+v", test.mail, draft)
		}
		picture := CaseAttached{Name: "avant.jpg", MediaType: "image/jpeg", Bytes: []byte("\xff\xd8 a picture")}
		ids, err := SendCaseMail(t.Context(), g.sender(), "Sophie", draft, []CaseAttached{picture})
		g.must(err)
		id := ids[0]
		delivery, err := g.db.Delivery(t.Context(), id)
		g.must(err)
		raw, err := g.db.DeliveryMessage(t.Context(), id)
		g.must(err)
		mail := demo.Read(raw)
		if delivery.Kind != garage.KindCase || delivery.ToAddress != test.to || delivery.ClientID != file.ClientID || len(mail.Attachments) != 1 ||
			mail.Attachments[0].Name != "avant.jpg" {
			t.Errorf("%s: %+v %+v", test.mail, delivery, mail.Attachments)
		}
		for _, word := range test.words {
			if !strings.Contains(mail.Subject+mail.Text, word) {
				t.Errorf("%s says nothing of %q:\n%s\n%s", test.mail, word, mail.Subject, mail.Text)
			}
		}
	}
	after, err := g.db.Case(t.Context(), file.ID)
	g.must(err)
	events, err := g.db.CaseEvents(t.Context(), file.ID)
	g.must(err)
	if after.State != "opened" || len(events) != 4 || events[1].Text != "insurer_opened" || events[1].SentTo != "schade@maas.example" {
		t.Errorf("%s %+v", after.State, events)
	}
}

// TestCaseMailThatCannotLeave: a party without address, a field that is still open, a case that is gone.
func TestCaseMailThatCannotLeave(t *testing.T) {
	g := newOffice(t)
	file := g.damageCase()
	send := func(draft CaseMailDraft) error {
		_, err := SendCaseMail(t.Context(), g.sender(), "Sophie", draft, nil)
		return err
	}
	order, err := DraftCaseMail(t.Context(), g.sender(), file.ID, caseMailNamed(t, "supplier_order"))
	g.must(err)
	for name, test := range map[string]struct {
		draft CaseMailDraft
		want  IssueKind
	}{
		"no address": {order, NoAddress},
		"open field": {CaseMailDraft{CaseID: file.ID, ToAddress: "a@b.example", Language: "fr", Subject: "A", Body: "Le <DATEENTREE>"}, EmptyPlaceholder},
		"unknown":    {CaseMailDraft{CaseID: file.ID, ToAddress: "a@b.example", Language: "fr", Subject: "A", Body: "<DOSIER>"}, UnknownPlaceholder},
		"no subject": {CaseMailDraft{CaseID: file.ID, ToAddress: "a@b.example", Language: "fr", Body: "Bonjour"}, EmptySubject},
	} {
		var refused *RefusedError
		if err := send(test.draft); !errors.As(err, &refused) || refused.Report.Issues[0].Kind != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := send(CaseMailDraft{CaseID: 99, ToAddress: "a@b.example", Language: "fr", Subject: "A", Body: "B"}); !errors.Is(err, garage.ErrNotFound) {
		t.Error(err)
	}
	if ids, err := g.db.Deliveries(t.Context(), garage.DeliveryFilter{}); err != nil || len(ids) != 0 {
		t.Errorf("%v %v", ids, err)
	}
	// In a mailing such a field is a mistake.
	g.mailing.Texts = map[string]garage.Text{"fr": {Subject: "A", Body: "<SINISTRE>"}}
	mail, err := Preview(t.Context(), g.db, g.mailing, file.ClientID)
	g.must(err)
	if len(mail.Unresolved) != 1 || mail.Unresolved[0].Kind != UnknownPlaceholder {
		t.Errorf("%+v", mail.Unresolved)
	}
}

// TestCaseMailGoesOnce: not a second time to the same address while the first may still arrive; another mail does.
func TestCaseMailGoesOnce(t *testing.T) {
	g := newOffice(t)
	file := g.damageCase()
	send := func(key, address string) ([]int64, error) {
		draft, err := DraftCaseMail(t.Context(), g.sender(), file.ID, caseMailNamed(t, key))
		g.must(err)
		if address != "" {
			draft.ToAddress = address
		}
		return SendCaseMail(t.Context(), g.sender(), "Sophie", draft, nil)
	}
	first, err := send("client_ready", "")
	g.must(err)
	var refused *RefusedError
	if _, err := send("client_ready", "ANNE@client.example"); !errors.As(err, &refused) || refused.Report.Issues[0].Kind != OnItsWay {
		t.Errorf("the same mail went twice: %v", err)
	}
	for key, address := range map[string]string{"client_ready": "husband@client.example", "client_satisfaction": ""} {
		if _, err := send(key, address); err != nil {
			t.Errorf("%s to %q: %v", key, address, err)
		}
	}
	g.must(g.db.CancelDelivery(t.Context(), first[0]))
	if _, err := send("client_ready", ""); err != nil {
		t.Errorf("after the first was cancelled: %v", err)
	}
	if events, err := g.db.CaseEvents(t.Context(), file.ID); err != nil || len(events) != 5 {
		t.Errorf("%d events %v", len(events), err)
	}
}

// TestLargeCaseMail: what is too large for one message goes in numbered ones, each file once, all or none.
func TestLargeCaseMail(t *testing.T) {
	g := newOffice(t)
	file := g.damageCase()
	var files []CaseAttached
	for i, size := range []int{4_000_000, 5_000_000, 2_000_000, 12_000_000, 1} {
		files = append(files, CaseAttached{Name: fmt.Sprintf("%d.jpg", i), MediaType: "image/jpeg", Bytes: bytes.Repeat([]byte{byte(i)}, size)})
	}
	draft, err := DraftCaseMail(t.Context(), g.sender(), file.ID, caseMailNamed(t, "insurer_opened"))
	g.must(err)
	ids, err := SendCaseMail(t.Context(), g.sender(), "Sophie", draft, files)
	g.must(err)
	want := [][]string{{"0.jpg", "1.jpg"}, {"2.jpg"}, {"3.jpg"}, {"4.jpg"}}
	if len(ids) != len(want) {
		t.Fatalf("%d messages", len(ids))
	}
	for i, id := range ids {
		raw, err := g.db.DeliveryMessage(t.Context(), id)
		g.must(err)
		mail := demo.Read(raw)
		var names []string
		for _, one := range mail.Attachments {
			names = append(names, one.Name)
		}
		if number := fmt.Sprintf("(%d/4)", i+1); !slices.Equal(names, want[i]) || !strings.HasSuffix(mail.Subject, number) ||
			!strings.Contains(mail.Text, fmt.Sprintf("Mail %d van 4", i+1)) {
			t.Errorf("%v %q\n%s", names, mail.Subject, mail.Text)
		}
	}
	if _, err := SendCaseMail(t.Context(), g.sender(), "Sophie", draft, files); err == nil {
		t.Error("all of it went twice")
	}
	if events, err := g.db.CaseEvents(t.Context(), file.ID); err != nil || len(events) != 5 {
		t.Errorf("%d events %v", len(events), err)
	}
}

// TestCaseMailReplacesNoOthers: an invoice that failed at the insurer's can be tried again there, though it went to the client.
func TestCaseMailReplacesNoOthers(t *testing.T) {
	g := newOffice(t)
	file := g.damageCase()
	invoice := []CaseAttached{{Name: "f.pdf", MediaType: "application/pdf", Bytes: []byte("%PDF-1.4"), DocumentID: g.invoice(file.ClientID).ID}}
	draft, err := DraftCaseMail(t.Context(), g.sender(), file.ID, caseMailNamed(t, "insurer_opened"))
	g.must(err)
	send := func() int64 {
		ids, err := SendCaseMail(t.Context(), g.sender(), "Sophie", draft, invoice)
		g.must(err)
		return ids[0]
	}
	first := send()
	_, err = g.db.AcquireLease(t.Context(), store.OutboxLease, "here", time.Hour)
	g.must(err)
	claim, err := g.db.FinishAndClaim(t.Context(), "here", g.mailing.UserID, store.Handover{Claim: store.ClaimToSend})
	g.must(err)
	g.must(g.db.FinishDelivery(t.Context(), store.Result{DeliveryID: first, Attempt: claim.Delivery.Attempt, State: garage.Failed, Reason: "reason.broken_off"}))
	draft.ToAddress = "anne@client.example"
	send()
	g.must(g.db.RetryDelivery(t.Context(), first))
}

// TestCaseMailKeepsWhatWasTyped: a list of parts keeps its lines, and Markdown makes nothing of a part number.
func TestCaseMailKeepsWhatWasTyped(t *testing.T) {
	g := newOffice(t)
	file := g.damageCase()
	lines := []string{"1 x pare-chocs 51*11*7 387 12*3", "- clips [A_B_C]", "8 rivets", "# 4711"}
	file.Values["parts"], file.Values["vin"] = strings.Join(lines, "\n"), "VF1*2*3"
	file.Parties = append(file.Parties, garage.CaseParty{Role: garage.PartySupplier, Name: "S", Email: "s@supplier.example"})
	g.must(g.db.SaveCase(t.Context(), &file, "Sophie"))
	draft, err := DraftCaseMail(t.Context(), g.sender(), file.ID, caseMailNamed(t, "supplier_order"))
	g.must(err)
	ids, err := SendCaseMail(t.Context(), g.sender(), "Sophie", draft, nil)
	g.must(err)
	raw, err := g.db.DeliveryMessage(t.Context(), ids[0])
	g.must(err)
	mail := demo.Read(raw)
	for _, line := range append(lines, "VF1*2*3") {
		line = strings.TrimPrefix(line, "- ")
		if !strings.Contains(mail.Text, line) || !strings.Contains(mail.HTML, line) {
			t.Errorf("%q has become\n%s\n%s", line, mail.Text, mail.HTML)
		}
	}
	if strings.Contains(mail.Text, "387 12*3 ") {
		t.Error("the parts stand on one line")
	}
}
