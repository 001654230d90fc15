package compose

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// settle ends every message that waits: failed where its address is named, else sent.
func (g *office) settle(failing ...string) {
	g.Helper()
	ok, err := g.db.AcquireLease(g.Context(), "outbox", "test", time.Minute)
	if err != nil || !ok {
		g.Fatal(ok, err)
	}
	for {
		claim, err := g.db.FinishAndClaim(g.Context(), "test", g.mailing.UserID, store.Handover{Claim: store.ClaimToSend})
		g.must(err)
		if claim == nil {
			break
		}
		result := store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Sent}
		if slices.Contains(failing, claim.Delivery.ToAddress) {
			result.State, result.Reason = garage.Failed, "reason.mailbox_unknown"
		}
		g.must(g.db.FinishDelivery(g.Context(), result))
	}
	g.must(g.db.ReleaseLease(g.Context(), "outbox", "test"))
}

// failed are the messages that failed and were not sent anew.
func (g *office) failed() []int64 {
	g.Helper()
	ids, err := g.db.Deliveries(g.Context(), garage.DeliveryFilter{States: []garage.DeliveryState{garage.Failed}, HideReplaced: true})
	g.must(err)
	return ids
}

func (g *office) resend(change func(*Resending), ids ...int64) ResendReport {
	g.Helper()
	how := Resending{UserID: g.mailing.UserID, UserName: "Sophie", CompanyID: g.mailing.CompanyID, Paper: paperNamed, OwedPaper: listPaper}
	if change != nil {
		change(&how)
	}
	report, err := ResendDeliveries(g.Context(), g.db, how, ids)
	g.must(err)
	return report
}

// arrived counts what was sent, by address.
func (g *office) arrived() map[string]int {
	g.Helper()
	ids, err := g.db.Deliveries(g.Context(), garage.DeliveryFilter{States: []garage.DeliveryState{garage.Sent}})
	g.must(err)
	rows, err := g.db.DeliveryRows(g.Context(), ids)
	g.must(err)
	counts := map[string]int{}
	for _, row := range rows {
		counts[row.ToAddress]++
	}
	return counts
}

func (g *office) contact(c garage.Contact) garage.Contact {
	g.Helper()
	c.ID = g.id(g.db.SaveContact(g.Context(), c))
	return c
}

func (g *office) wantArrived(want map[string]int) {
	g.Helper()
	if got := g.arrived(); !maps.Equal(got, want) {
		g.Errorf("arrived %v, want %v", got, want)
	}
}

func (r ResendReport) kinds() (kinds []IssueKind) {
	for _, problem := range r.Problems {
		kinds = append(kinds, problem.Issue.Kind)
	}
	return kinds
}

func (g *office) bill(clientID int64, email string) {
	g.Helper()
	client, err := g.db.Client(g.Context(), clientID)
	g.must(err)
	client.BillingEmail = email
	g.must(g.db.SaveClient(g.Context(), &client, garage.ConsentNote{}))
}

// resendRecipients are what TestResendGoesToItsRecipient tries.
var resendRecipients = map[string]struct {
	since func(g *office, lies garage.Contact)
	to    string
	kind  IssueKind
}{
	"mended": {func(g *office, lies garage.Contact) {
		lies.Email = "lies@maes.example"
		g.contact(lies)
	}, "lies@maes.example", ""},
	"the same": {func(*office, garage.Contact) {}, "wrong@maes.example", ""},
	"deleted":  {func(g *office, lies garage.Contact) { g.must(g.db.DeleteContact(g.Context(), lies.ID)) }, "", RecipientGone},
	"deleted, and another came": {func(g *office, lies garage.Contact) {
		g.must(g.db.DeleteContact(g.Context(), lies.ID))
		g.contact(garage.Contact{ClientID: lies.ClientID, Name: "Lies", Email: "other@maes.example"})
	}, "", RecipientGone},
	"with another client": {func(g *office, lies garage.Contact) {
		lies.ClientID = g.client(garage.Client{Name: "Autre", Email: "autre@client.example"})
		lies.Email = "lies@autre.example"
		g.contact(lies)
	}, "", RecipientElsewhere},
	"emptied": {func(g *office, lies garage.Contact) {
		lies.Email = ""
		g.contact(lies)
	}, "", AddressGone},
	"the other's mailbox": {func(g *office, lies garage.Contact) {
		lies.Email = "INFO@maes.example"
		g.contact(lies)
	}, "", SameMailbox},
	"not valid": {func(g *office, lies garage.Contact) {
		_, err := storetest.SQL(g.T, g.db).ExecContext(g.Context(), `UPDATE contact SET email = 'lies@' WHERE id = ?`, lies.ID)
		g.must(err)
	}, "", InvalidAddress},
}

// TestResendGoesToItsRecipient: an invoice to two of whom one was refused; whatever happened to that one since, it goes to him
// or to nobody, and the other does not get it a second time.
func TestResendGoesToItsRecipient(t *testing.T) {
	for name, test := range resendRecipients {
		for _, anew := range []bool{false, true} {
			t.Run(fmt.Sprint(name, anew), func(t *testing.T) {
				g := newOffice(t)
				maes := g.client(garage.Client{Name: "Maes", Email: "info@maes.example"})
				lies := g.contact(garage.Contact{ClientID: maes, Name: "Lies", Email: "wrong@maes.example"})
				g.contact(garage.Contact{ClientID: maes, Name: "Autre", Email: "third@maes.example"})
				invoice := g.invoice(maes)
				g.queueDocuments(DocumentMail{DocumentID: invoice.ID, Emails: []string{"info@maes.example", "wrong@maes.example"}})
				g.settle("wrong@maes.example")
				test.since(g, lies)
				ids := g.failed()
				report := g.resend(func(how *Resending) { how.Anew = anew }, append(ids, ids...)...)
				g.settle()
				want := map[string]int{"info@maes.example": 1}
				if test.to != "" {
					want[test.to] = 1
				}
				g.wantArrived(want)
				left := g.failed()
				if test.to == "" && (!slices.Equal(report.kinds(), []IssueKind{test.kind}) || len(left) != 1) || test.to != "" && (len(report.Problems) != 0 || len(left) != 0) {
					t.Errorf("%+v, %d failed", report, len(left))
				}
				g.resend(nil, ids...)
				g.settle()
				g.wantArrived(want)
			})
		}
	}
}

// TestResendToAMailboxThatHasIt goes when she says so.
func TestResendToAMailboxThatHasIt(t *testing.T) {
	g := newOffice(t)
	maes := g.client(garage.Client{Name: "Maes", Email: "info@maes.example"})
	first := g.contact(garage.Contact{ClientID: maes, Name: "Un", Email: "one@maes.example"})
	second := g.contact(garage.Contact{ClientID: maes, Name: "Deux", Email: "two@maes.example"})
	g.queueDocuments(DocumentMail{DocumentID: g.invoice(maes).ID, Emails: []string{"info@maes.example", first.Email, second.Email}})
	g.settle(first.Email, second.Email)
	first.Email, second.Email = "both@maes.example", "both@maes.example"
	g.contact(first)
	g.contact(second)
	ids := g.failed()
	if report := g.resend(nil, ids...); !slices.Equal(report.kinds(), []IssueKind{OnItsWay}) || len(report.DeliveryIDs) != 1 {
		t.Errorf("%+v", report)
	}
	g.settle()
	g.wantArrived(map[string]int{"info@maes.example": 1, "both@maes.example": 1})
	left := g.failed()
	if report := g.resend(nil, left...); !slices.Equal(report.kinds(), []IssueKind{SameMailbox}) {
		t.Errorf("%+v", report)
	}
	g.resend(func(how *Resending) { how.Again = true }, left...)
	g.settle()
	g.wantArrived(map[string]int{"info@maes.example": 1, "both@maes.example": 2})
	if len(g.failed()) != 0 {
		t.Error(g.failed())
	}
}

// TestResendOfATypedAddress goes to that very address: it is nobody's that could have another one now.
func TestResendOfATypedAddress(t *testing.T) {
	g := newOffice(t)
	maes := g.client(garage.Client{Name: "Maes", Email: "info@maes.example"})
	g.queueDocuments(DocumentMail{DocumentID: g.invoice(maes).ID, Emails: []string{"typed@elsewhere.example"}})
	g.settle("typed@elsewhere.example")
	g.change(maes, "new@maes.example", false)
	g.resend(nil, g.failed()...)
	g.settle()
	g.wantArrived(map[string]int{"typed@elsewhere.example": 1})
}

// TestResendOfAnOlderVersion: whose address it was is not known, so it goes there again or nowhere.
func TestResendOfAnOlderVersion(t *testing.T) {
	for name, test := range map[string]struct {
		since func(g *office, contact garage.Contact)
		want  map[string]int
		kinds []IssueKind
	}{
		"known":  {func(*office, garage.Contact) {}, map[string]int{"wrong@maes.example": 1}, nil},
		"gone":   {func(g *office, c garage.Contact) { c.Email = "mended@maes.example"; g.contact(c) }, map[string]int{}, []IssueKind{RecipientUnknown}},
		"at his": {func(g *office, c garage.Contact) { g.must(g.db.DeleteContact(g.Context(), c.ID)) }, map[string]int{}, []IssueKind{RecipientUnknown}},
	} {
		t.Run(name, func(t *testing.T) {
			g := newOffice(t)
			maes := g.client(garage.Client{Name: "Maes", Email: "info@maes.example"})
			contact := g.contact(garage.Contact{ClientID: maes, Name: "Lies", Email: "wrong@maes.example"})
			g.queueDocuments(DocumentMail{DocumentID: g.invoice(maes).ID, Emails: []string{contact.Email}})
			g.settle(contact.Email)
			_, err := storetest.SQL(t, g.db).ExecContext(t.Context(), `UPDATE delivery SET address_of = '', contact_id = NULL`)
			g.must(err)
			test.since(g, contact)
			report := g.resend(nil, g.failed()...)
			g.settle()
			g.wantArrived(test.want)
			if !slices.Equal(report.kinds(), test.kinds) {
				t.Errorf("%+v", report)
			}
		})
	}
}

// TestResendWhereNobodyWasAsked goes to the client's own address for papers as it is now.
func TestResendWhereNobodyWasAsked(t *testing.T) {
	g := newOffice(t)
	maes := g.client(garage.Client{Name: "Maes", Email: "wrong@maes.example"})
	g.contact(garage.Contact{ClientID: maes, Name: "Lies", Email: "lies@maes.example"})
	g.queueDocuments(DocumentMail{DocumentID: g.invoice(maes).ID})
	g.settle("wrong@maes.example")
	client, err := g.db.Client(t.Context(), maes)
	g.must(err)
	client.Email = ""
	g.must(g.db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	if report := g.resend(nil, g.failed()...); !slices.Equal(report.kinds(), []IssueKind{AddressGone}) {
		t.Errorf("%+v", report)
	}
	client.BillingEmail = "compta@maes.example"
	g.must(g.db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	g.resend(nil, g.failed()...)
	g.settle()
	g.wantArrived(map[string]int{"compta@maes.example": 1})
}

// TestInvalidBillingAddressFallsToNobody: it is reported, be it of the file or what an import refused; when it is taken away the
// main address serves.
func TestInvalidBillingAddressFallsToNobody(t *testing.T) {
	for name, wrong := range map[string]string{
		"of the file": `UPDATE client SET billing_email = 'compta@' WHERE id = ?`,
		"refused": `INSERT INTO refused_value (import_run_id, row_number, entity, reference, client_id, entity_id, field, value, reason)
			SELECT (SELECT max(id) FROM import_run), 2, 'client', number, id, id, 'billing_email', 'compta@', 'check.email_domain' FROM client WHERE id = ?`,
	} {
		t.Run(name, func(t *testing.T) {
			g := newOffice(t)
			g.on(23)
			maes := g.client(garage.Client{Name: "Maes", Email: "info@maes.example"})
			direct := storetest.SQL(t, g.db)
			_, err := direct.ExecContext(t.Context(), `INSERT INTO import_run (file_name, entity, at) VALUES ('clients.csv', 'client', '')`)
			g.must(err)
			_, err = direct.ExecContext(t.Context(), wrong, maes)
			g.must(err)
			invoice := g.dueOn(maes, "2026-10-01")
			report := g.queueDocuments(DocumentMail{DocumentID: invoice.ID})
			if len(report.DeliveryIDs) != 0 || len(report.Problems) != 1 || report.Problems[0].Issue.Kind != InvalidAddress ||
				report.Problems[0].Issue.Detail != "compta@" || report.Problems[0].Issue.Origin != garage.AddressOfBilling {
				t.Errorf("%+v", report)
			}
			owed := g.remind(listPaper, ReminderMail{ClientID: maes, Level: 1, DocumentIDs: []int64{invoice.ID}})
			if len(owed.DeliveryIDs) != 0 || len(owed.Problems) != 1 || owed.Problems[0].Issue.Kind != InvalidAddress || owed.Problems[0].Issue.Origin != garage.AddressOfBilling {
				t.Errorf("%+v", owed)
			}
			_, err = direct.ExecContext(t.Context(), `UPDATE client SET billing_email = ''`)
			g.must(err)
			_, err = direct.ExecContext(t.Context(), `UPDATE refused_value SET resolved_at = '2026-11-23T00:00:00.000Z'`)
			g.must(err)
			g.queueDocuments(DocumentMail{DocumentID: invoice.ID})
			g.settle()
			g.wantArrived(map[string]int{"info@maes.example": 1})
		})
	}
}

// TestResendOfAMailing: to the address of the sheet as it is now, and not to one who has taken his consent back.
func TestResendOfAMailing(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	adam := g.client(garage.Client{Name: "Adam", Email: "wrong@adam.example", AcceptsPromotional: true})
	bea := g.client(garage.Client{Name: "Bea", Email: "wrong@bea.example", AcceptsPromotional: true})
	cas := g.client(garage.Client{Name: "Cas", Email: "cas@client.example", AcceptsPromotional: true})
	dirk := g.client(garage.Client{Name: "Dirk", Email: "wrong@dirk.example", AcceptsPromotional: true})
	g.save(adam, bea, cas, dirk)
	g.queue()
	g.settle("wrong@adam.example", "wrong@bea.example", "wrong@dirk.example")
	g.change(adam, "adam@client.example", true)
	g.change(bea, "bea@client.example", false)
	g.change(dirk, "", true)
	report := g.resend(nil, g.failed()...)
	kinds := report.kinds()
	slices.Sort(kinds)
	if !slices.Equal(kinds, []IssueKind{AddressGone, NotAccepted}) || len(report.DeliveryIDs) != 1 {
		t.Errorf("%+v", report)
	}
	g.settle()
	g.wantArrived(map[string]int{"cas@client.example": 1, "adam@client.example": 1})
}

// TestResendOfACasesMail: the message as she wrote it, to the party's address of today; never to who took his part.
func TestResendOfACasesMail(t *testing.T) {
	g := newOffice(t)
	file := g.damageCase()
	draft, err := DraftCaseMail(t.Context(), g.sender(), file.ID, caseMailNamed(t, "expert_visit"))
	g.must(err)
	draft.Body += "\n\nÉcrit à la main : ünd so weiter."
	draft.ToName = "Luc Dümont, expert automobile à Namur, anciennement à Liège et à Verviers"
	parts := []CaseAttached{
		{Name: "a.jpg", MediaType: "image/jpeg", Bytes: bytes.Repeat([]byte("a"), LargeAttachmentLimit)},
		{Name: "b.jpg", MediaType: "image/jpeg", Bytes: bytes.Repeat([]byte("b"), LargeAttachmentLimit)},
	}
	ids, err := SendCaseMail(t.Context(), g.sender(), "Sophie", draft, parts)
	g.must(err)
	g.settle("luc@dumont.example")
	before := make([]received, len(ids))
	for i, id := range ids {
		before[i] = g.message(id)
	}

	expert := file.Party(garage.PartyExpert)
	other := expert
	other.Name, other.Contact, other.Email = "Bureau Autre", "", "autre@bureau.example"
	storetest.SaveParty(t, g.db, &file, other)
	if report := g.resend(nil, ids...); !slices.Equal(report.kinds(), []IssueKind{RecipientGone, RecipientGone}) {
		t.Errorf("%+v", report)
	}
	expert.Email = "luc.dumont@bureau.example"
	storetest.SaveParty(t, g.db, &file, expert)
	first := g.resend(nil, ids[0])
	if report := g.resend(nil, ids...); !slices.Equal(report.kinds(), []IssueKind{NotResent}) || len(report.DeliveryIDs) != 1 {
		t.Errorf("%+v", report)
	}
	checkReaddressed(g, before[0], first.DeliveryIDs[0], expert.Email)
	g.settle()
	g.wantArrived(map[string]int{expert.Email: 2})
	if len(g.failed()) != 0 {
		t.Error(g.failed())
	}
	events, err := g.db.CaseEvents(t.Context(), file.ID)
	g.must(err)
	sent := 0
	for _, event := range events {
		if event.SentTo == expert.Email && event.Text == "expert_visit" {
			sent++
		}
	}
	if sent != 2 {
		t.Errorf("%+v", events)
	}
}

// checkReaddressed compares a message with the one in whose place it goes.
func checkReaddressed(g *office, before received, id int64, to string) {
	g.Helper()
	raw, err := g.db.DeliveryMessage(g.Context(), id)
	g.must(err)
	checkLines(g.T, raw)
	delivery, err := g.db.Delivery(g.Context(), id)
	g.must(err)
	after := g.message(id)
	if int64(len(raw)) != delivery.Size || !bytes.Contains(raw, []byte(delivery.MessageID)) || !bytes.Contains(raw, []byte("<"+to+">")) ||
		bytes.Contains(raw, []byte("luc@dumont.example")) || after.text != before.text || after.html != before.html || len(after.attachments) != len(before.attachments) {
		g.Errorf("%d bytes, size %d\n%.1500s", len(raw), delivery.Size, raw)
	}
}
