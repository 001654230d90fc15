package compose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/demo"
	"garagemail/store"
	"garagemail/store/garage"
)

// listPaper stands for the PDF of what is owed: a line for each document.
func listPaper(_ context.Context, owed Owed) (Paper, error) {
	text := fmt.Sprintf("%%PDF-1.7\n%s %d of client %d\n", owed.Paper().Kind, owed.Total(), owed.ClientID)
	for _, document := range owed.Documents {
		text += fmt.Sprintf("%s %d\n", document.Number, document.Open)
	}
	return Paper{Name: "rappel.pdf", Bytes: []byte(text)}, nil
}

func (g *office) dueOn(clientID int64, day string) garage.Document {
	g.Helper()
	id := g.id(g.db.SaveDraft(g.Context(), garage.Document{
		CompanyID: g.mailing.CompanyID, Kind: garage.Invoice, Date: "2026-09-01", DueDate: day, ClientID: clientID,
		Lines: []garage.DocumentLine{{Description: "Entretien", Quantity: 1000, UnitPrice: 10_000, VATRate: 2100}},
	}))
	document, err := g.db.IssueDocument(g.Context(), id, "2026-09-01")
	g.must(err)
	return document
}

func (g *office) on(day int) {
	g.db.SetClock(func() time.Time { return time.Date(2026, 11, day, 10, 0, 0, 0, time.Local) })
}

func (g *office) remind(paper OwedPaperOf, mails ...ReminderMail) OwedReport {
	g.Helper()
	report, err := QueueReminders(g.Context(), g.sender(), mails, paper, nil)
	g.must(err)
	return report
}

// received is a queued message as its reader has it.
func (g *office) received(id int64) (garage.Delivery, demo.ParsedMessage, string) {
	g.Helper()
	delivery, err := g.db.Delivery(g.Context(), id)
	g.must(err)
	raw, err := g.db.DeliveryMessage(g.Context(), id)
	g.must(err)
	mail := demo.Read(raw)
	if len(mail.Attachments) != 1 || mail.Attachments[0].MediaType != "application/pdf" {
		g.Fatalf("files %+v", mail.Attachments)
	}
	return delivery, mail, string(mail.Attachments[0].Bytes)
}

// lastTone is the tone that a document was last reminded in.
func (g *office) lastTone(documentID int64) garage.ReminderLevel {
	g.Helper()
	all, err := g.db.ReminderProposals(g.Context(), "2027-06-01")
	g.must(err)
	for _, proposal := range all {
		for _, document := range proposal.Documents {
			if document.ID == documentID {
				return document.LastLevel
			}
		}
	}
	return 0
}

// TestReminderMail: one message to the billing address, in the client's language and the tone, with all that is late.
func TestReminderMail(t *testing.T) {
	g := newOffice(t)
	g.on(23)
	ann := g.client(garage.Client{Name: "Peeters", FirstName: "Ann", Email: "ann@client.example", Language: "nl"})
	client, err := g.db.Client(t.Context(), ann)
	g.must(err)
	client.BillingEmail = "boekhouding@client.example"
	g.must(g.db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	first, second, future := g.dueOn(ann, "2026-10-01"), g.dueOn(ann, "2026-11-01"), g.dueOn(ann, "2026-12-24")
	all := []int64{second.ID, first.ID, future.ID}
	for i, subject := range []string{"Herinnering - ", "Tweede herinnering - ", "Laatste herinnering - ingebrekestelling - "} {
		tone := garage.ReminderLevel(i + 1)
		g.on(10 * int(tone)) // the pause between two is over
		report := g.remind(listPaper, ReminderMail{ann, tone, all})
		if len(report.DeliveryIDs) != 1 || report.Clients != 1 || len(report.Problems) != 0 {
			t.Fatalf("tone %d: %+v", tone, report)
		}
		delivery, mail, pdf := g.received(report.DeliveryIDs[0])
		if delivery.Kind != garage.KindDocument || delivery.DocumentID != 0 || delivery.ClientID != ann || delivery.ToAddress != "boekhouding@client.example" {
			t.Errorf("%+v", delivery)
		}
		if mail.Subject != subject+"Garage Dupont & Fils" || !strings.Contains(mail.Text, "€\u00a0242,00") || !strings.Contains(mail.Text, "01/10/2026") {
			t.Errorf("tone %d: %q: %q", tone, mail.Subject, mail.Text)
		}
		want := fmt.Sprintf("%%PDF-1.7\nreminder 24200 of client %d\n%s 12100\n%s 12100\n", ann, first.Number, second.Number)
		if pdf != want {
			t.Errorf("the list is %q, want %q", pdf, want)
		}
		if g.lastTone(first.ID) != tone || g.lastTone(second.ID) != tone || g.lastTone(future.ID) != 0 {
			t.Errorf("tones written down: %d %d %d", g.lastTone(first.ID), g.lastTone(second.ID), g.lastTone(future.ID))
		}
	}
	g.on(40)
	g.must(g.db.SavePhrase(t.Context(), garage.Phrase{
		CompanyID: g.mailing.CompanyID, Key: "reminder_firm_mail", Language: "nl", Subject: "Nog <SOLDE>", Body: "<NUMFACT> sinds <ECHEANCE>",
	}))
	_, mail, _ := g.received(g.remind(listPaper, ReminderMail{ann, 2, all}).DeliveryIDs[0])
	if mail.Subject != "Nog €\u00a0242,00" || !strings.Contains(mail.Text, first.Number+", "+second.Number+" sinds 01/10/2026") {
		t.Errorf("the company's own phrase: %q %q", mail.Subject, mail.Text)
	}
}

// TestNothingPaidIsReminded: what is paid before or while the list is made does not go, nor is it written down.
func TestNothingPaidIsReminded(t *testing.T) {
	g := newOffice(t)
	g.on(23)
	paidBy := func(name string) (int64, garage.Document, garage.Document) {
		id := g.client(garage.Client{Name: name, Email: strings.ToLower(name) + "@client.example", Language: "fr"})
		return id, g.dueOn(id, "2026-10-01"), g.dueOn(id, "2026-10-15")
	}
	pay := func(ids ...int64) {
		t.Helper()
		_, err := g.db.SetPaid(t.Context(), ids, true, "2026-11-20")
		g.must(err)
	}
	mail := func(id int64, a, b garage.Document) ReminderMail { return ReminderMail{id, 1, []int64{a.ID, b.ID}} }
	ana, anaOne, anaTwo := paidBy("Ana")
	pay(anaOne.ID, anaTwo.ID)
	bram, bramOne, bramTwo := paidBy("Bram")
	pay(bramOne.ID)
	carl, carlOne, carlTwo := paidBy("Carl")
	dora, doraOne, doraTwo := paidBy("Dora")
	made := 0
	report := g.remind(func(ctx context.Context, owed Owed) (Paper, error) {
		made++
		paper, err := listPaper(ctx, owed)
		switch { // the money comes in after the list was made
		case owed.ClientID == carl && len(owed.Documents) == 2:
			pay(carlOne.ID)
		case owed.ClientID == dora:
			pay(doraOne.ID, doraTwo.ID)
		}
		return paper, err
	}, mail(ana, anaOne, anaTwo), mail(bram, bramOne, bramTwo), mail(carl, carlOne, carlTwo), mail(dora, doraOne, doraTwo))
	if len(report.DeliveryIDs) != 2 || report.Clients != 2 || made != 4 {
		t.Fatalf("%d lists, %+v", made, report)
	}
	for i, left := range []garage.Document{bramTwo, carlTwo} {
		_, message, pdf := g.received(report.DeliveryIDs[i])
		want := fmt.Sprintf("%%PDF-1.7\nreminder 12100 of client %d\n%s 12100\n", left.ClientID, left.Number)
		if pdf != want || !strings.Contains(message.Text, "121,00") || g.lastTone(left.ID) != 1 {
			t.Errorf("client %d got %q with %q", left.ClientID, pdf, message.Text)
		}
	}
	if len(report.Problems) != 2 {
		t.Fatalf("%+v", report.Problems)
	}
	for i, name := range []string{"Ana", "Dora"} {
		if problem := report.Problems[i]; problem.Name != name || !errors.Is(problem.Err, ErrNothingOwed) {
			t.Errorf("%+v, want %s", problem, name)
		}
	}
	for _, paid := range []garage.Document{anaOne, anaTwo, bramOne, carlOne, doraOne, doraTwo} {
		_, err := g.db.SetPaid(t.Context(), []int64{paid.ID}, false, "2026-11-23") // else no proposal would tell
		g.must(err)
		if tone := g.lastTone(paid.ID); tone != 0 {
			t.Errorf("a reminder of %s, which was paid, is written down in tone %d", paid.Number, tone)
		}
	}
}

// TestCreditIsSetOff: nobody is reminded of more than he owes once his credits are counted.
func TestCreditIsSetOff(t *testing.T) {
	g := newOffice(t)
	g.on(23)
	credit := func(clientID, price int64) {
		id := g.id(g.db.SaveDraft(t.Context(), garage.Document{
			CompanyID: g.mailing.CompanyID, Kind: garage.CreditNote, Date: "2026-10-05", ClientID: clientID,
			Lines: []garage.DocumentLine{{Description: "Retour", Quantity: 1000, UnitPrice: garage.Cents(price)}},
		}))
		_, err := g.db.IssueDocument(t.Context(), id, "2026-10-05")
		g.must(err)
	}
	some := g.client(garage.Client{Name: "Un peu", Email: "un@client.example", Language: "fr"})
	more := g.client(garage.Client{Name: "Plus", Email: "plus@client.example", Language: "fr"})
	one, two := g.dueOn(some, "2026-10-01"), g.dueOn(more, "2026-10-01")
	credit(some, 2100)
	credit(more, 20_000)
	report := g.remind(listPaper, ReminderMail{some, 1, []int64{one.ID}}, ReminderMail{more, 1, []int64{two.ID}})
	if len(report.DeliveryIDs) != 1 || len(report.Problems) != 1 || report.Problems[0].ClientID != more || !errors.Is(report.Problems[0].Err, ErrNothingOwed) {
		t.Fatalf("%+v", report)
	}
	if _, mail, pdf := g.received(report.DeliveryIDs[0]); !strings.Contains(mail.Text, "100,00\u00a0€") || !strings.Contains(pdf, "reminder 10000 of") {
		t.Errorf("%q %q", mail.Text, pdf)
	}
}

// TestReminderProblems: who cannot get his is named with the reason, nothing of him is written down, the others go.
func TestReminderProblems(t *testing.T) {
	g := newOffice(t)
	g.on(23)
	none, good := g.client(garage.Client{Name: "Sans adresse"}), g.client(garage.Client{Name: "Bon", Email: "bon@client.example"})
	broken := g.client(garage.Client{Name: "PDF", Email: "pdf@client.example"})
	noneDue, goodDue, brokenDue := g.dueOn(none, "2026-10-01"), g.dueOn(good, "2026-10-01"), g.dueOn(broken, "2026-10-01")
	fault := errors.New("no PDF")
	paper := func(ctx context.Context, owed Owed) (Paper, error) {
		if owed.ClientID == broken {
			return Paper{}, fault
		}
		return listPaper(ctx, owed)
	}
	foreign := ReminderMail{good, 1, []int64{noneDue.ID}} // somebody else's invoice
	report := g.remind(paper, ReminderMail{none, 1, []int64{noneDue.ID}}, foreign, ReminderMail{broken, 1, []int64{brokenDue.ID}},
		ReminderMail{good, 1, []int64{goodDue.ID}}, ReminderMail{good, 1, []int64{goodDue.ID}}, ReminderMail{9999, 1, nil})
	if len(report.DeliveryIDs) != 1 || len(report.Problems) != 5 {
		t.Fatalf("%+v", report)
	}
	for i, want := range []OwedProblem{
		{none, "Sans adresse", Issue{Kind: NoAddress}, nil},
		{good, "Bon", Issue{}, ErrNothingOwed},
		{broken, "PDF", Issue{}, fault},
		{good, "Bon", Issue{}, store.ErrReminded},
		{9999, "", Issue{}, garage.ErrNotFound},
	} {
		got := report.Problems[i]
		if got.ClientID != want.ClientID || got.Name != want.Name || got.Issue.Kind != want.Issue.Kind || !errors.Is(got.Err, want.Err) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if g.lastTone(noneDue.ID) != 0 || g.lastTone(brokenDue.ID) != 0 || g.lastTone(goodDue.ID) != 1 {
		t.Error("reminders were written down for those who got none")
	}
	if _, err := QueueReminders(t.Context(), Office{g.db, g.mailing.UserID, 0}, []ReminderMail{{good, 0, nil}}, paper, nil); err == nil {
		t.Error("a reminder without a tone went")
	}
	poor := g.user(garage.User{Name: "Sans compte"})
	var refused *RefusedError
	if _, err := QueueStatements(t.Context(), Office{g.db, poor, 0}, []int64{good}, paper, nil); !errors.As(err, &refused) {
		t.Errorf("without an account: %v", err)
	}
}

// TestStatementMail: all that is open, also what is not due yet, from each company its own; nobody is reminded by it.
func TestStatementMail(t *testing.T) {
	g := newOffice(t)
	g.on(23)
	ann := g.client(garage.Client{Name: "Peeters", Email: "ann@client.example", Language: "de"})
	settled := g.client(garage.Client{Name: "Quitte", Email: "quitte@client.example"})
	late, future := g.dueOn(ann, "2026-10-01"), g.dueOn(ann, "2026-12-24")
	other := g.company("Carrosserie Dupont", "fr")
	g.insert(`INSERT INTO document (company_id, kind, number, state, date, client_id, total_cents) VALUES (?, 'invoice', 'C-1', 'issued', '2026-10-02', ?, 5000)`, other, ann)
	g.must(g.db.SetSetting(t.Context(), store.SettingImportedOwed, "1")) // C-1 comes from another program
	var steps []int
	report, err := QueueStatements(t.Context(), g.sender(), []int64{ann, settled, ann}, listPaper,
		func(done, total int) { steps = append(steps, done, total) })
	g.must(err)
	if len(report.DeliveryIDs) != 2 || report.Clients != 1 || len(report.Problems) != 1 || !errors.Is(report.Problems[0].Err, ErrNothingOwed) ||
		fmt.Sprint(steps) != "[1 2 2 2]" {
		t.Fatalf("%+v %v", report, steps)
	}
	for i, want := range []struct{ company, saldo, list string }{
		{"Garage Dupont & Fils", "242,00\u00a0€", fmt.Sprintf("statement 24200 of client %d\n%s 12100\n%s 12100\n", ann, late.Number, future.Number)},
		{"Carrosserie Dupont", "50,00\u00a0€", fmt.Sprintf("statement 5000 of client %d\nC-1 5000\n", ann)},
	} {
		_, mail, pdf := g.received(report.DeliveryIDs[i])
		if mail.Subject != "Kontoauszug - "+want.company || !strings.Contains(mail.Text, want.saldo) || pdf != "%PDF-1.7\n"+want.list {
			t.Errorf("%q %q %q", mail.Subject, mail.Text, pdf)
		}
	}
	if g.lastTone(late.ID) != 0 {
		t.Error("a statement counts as a reminder")
	}
}
