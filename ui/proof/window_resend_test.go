//go:build window

package proof

import (
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/compose"
	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/papers"
	"garagemail/ui/session"
)

// TestWindowResend: an invoice, a mailing, reminders and the mails of a case go to two each, of whom one is refused. "Corriger" opens
// the place where his address lives, it is mended there and the message sent again, from a report, from the outbox and from the
// tab Courrier. Each has it exactly once.
func TestWindowResend(t *testing.T) {
	job := startResend(t)
	job.until("what waited to end", time.Minute, func() bool {
		counts, err := job.db.OutboxCounts(t.Context())
		return err == nil && counts.Left() == 0 && counts.Sent == 3 && counts.Failed == 3
	})
	job.resendInvoice()
	job.resendMailing()
	job.resendReminder()
	job.resendCase()
	if got := job.server.Recipients(); !maps.Equal(got, resendAll) {
		t.Errorf("arrived %v, want %v", got, resendAll)
	}
	if counts, err := job.db.OutboxCounts(t.Context()); err != nil || counts.Failed != 0 || counts.Sent != len(resendAll) {
		t.Errorf("%+v %v", counts, err)
	}
}

// resendAll is who has got something in the end, and how often.
var resendAll = map[string]int{
	"fien@client.example": 1, "lies@client.example": 1, "ana@mailing.example": 1, "bea@mailing.example": 1, "cas@rappel.example": 1,
	"dora@rappel.example": 1, "expert@party.example": 1, "insurer@party.example": 1,
}

// resendJob is a garage of which one of two addresses is refused, whatever it sends.
type resendJob struct {
	*garageJob
	user, company      int64
	fien, bea, dora, e garage.Client
	invoice            garage.Document
	file               garage.Case
}

// startResend writes the garage and what it sends into a file, and opens the program on it.
func startResend(t *testing.T) *resendJob {
	t.Helper()
	server := mailertest.Start(t, mailertest.Options{Fault: func(point mailertest.Point, to string) error {
		if point == mailertest.Rcpt && strings.HasPrefix(to, "wrong-") {
			return mailertest.Refuse(550, [3]int{5, 1, 1}, "user unknown")
		}
		return nil
	}})
	folder := playFolder(t, "resend")
	path := filepath.Join(folder, "garagemail.db")
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	job := &resendJob{garageJob: &garageJob{hands: newHands(t, "fr", true), server: server, folder: folder, db: db}}
	job.garage()
	job.queueMailing()
	job.queueReminders()
	job.queueCase()
	job.open([]string{"XDG_DATA_HOME=" + t.TempDir(), "XDG_CONFIG_HOME=" + t.TempDir()}, "--lang", "fr", "--db", path)
	job.until("the company in the title", 15*time.Second, func() bool { return strings.Contains(job.home(), "Garage du Pont") })
	job.in(job.home())
	return job
}

func (j *resendJob) must(err error) {
	j.t.Helper()
	if err != nil {
		j.t.Fatal(err)
	}
}

func (j *resendJob) garage() {
	ctx := j.t.Context()
	user, err := j.db.CurrentUser(ctx, session.SystemLogin())
	j.must(err)
	user.Email, user.DisplayName, user.SMTPServer, user.SMTPPort = "accueil@garage.example", "Garage du Pont", j.server.Host, j.server.Port
	user.Security = garage.Plain
	j.user, err = j.db.SaveUser(ctx, user)
	j.must(err)
	j.company, err = j.db.SaveCompany(ctx, garage.Company{Name: "Garage du Pont", Language: "fr", Country: "BE"})
	j.must(err)
	j.fien = j.client("Fien", "fien@client.example", "")
	for _, name := range []string{"Aaa", "Lies"} {
		email := map[string]string{"Lies": "wrong-lies@client.example"}[name]
		_, err := j.db.SaveContact(ctx, garage.Contact{ClientID: j.fien.ID, Name: name, Email: email})
		j.must(err)
	}
	j.invoice = j.invoiceOf(j.fien, "")
}

func (j *resendJob) client(name, email, billing string) garage.Client {
	client := garage.Client{Number: "C-" + name, Name: name, Email: email, BillingEmail: billing, Language: "fr", Country: "BE"}
	j.must(j.db.SaveClient(j.t.Context(), &client, garage.ConsentNote{}))
	return client
}

func (j *resendJob) invoiceOf(client garage.Client, due string) garage.Document {
	ctx, date := j.t.Context(), time.Now().AddDate(0, 0, -60).Format(time.DateOnly)
	id, err := j.db.SaveDraft(ctx, garage.Document{
		CompanyID: j.company, Kind: garage.Invoice, Date: date, DueDate: due, ClientID: client.ID,
		Lines: []garage.DocumentLine{{Description: "Entretien", Quantity: 1000, UnitPrice: 10_000, VATRate: 2100}},
	})
	j.must(err)
	document, err := j.db.IssueDocument(ctx, id, date)
	j.must(err)
	return document
}

func (j *resendJob) queueMailing() {
	ctx := j.t.Context()
	ana := j.client("Ana", "ana@mailing.example", "")
	j.bea = j.client("Bea", "wrong-bea@mailing.example", "")
	id, err := j.db.NewMailing(ctx, garage.Mailing{
		Name: "Pneus", Purpose: garage.Service, UserID: j.user, CompanyID: j.company, FallbackLanguage: "fr",
		Texts: map[string]garage.Text{"fr": {Subject: "Pneus d'hiver", Body: "Bonjour <NOM>."}},
	})
	j.must(err)
	j.must(j.db.SetRecipients(ctx, id, []int64{ana.ID, j.bea.ID}))
	_, err = compose.QueueMailing(ctx, j.db, id, nil)
	j.must(err)
}

func (j *resendJob) queueReminders() {
	due := time.Now().AddDate(0, 0, -30).Format(time.DateOnly)
	cas := j.client("Cas", "", "cas@rappel.example")
	j.dora = j.client("Dora", "dora@main.example", "wrong-dora@rappel.example")
	var mails []compose.ReminderMail
	for _, client := range []garage.Client{cas, j.dora} {
		mails = append(mails, compose.ReminderMail{ClientID: client.ID, Level: 1, DocumentIDs: []int64{j.invoiceOf(client, due).ID}})
	}
	report, err := compose.QueueReminders(j.t.Context(), compose.Office{DB: j.db, UserID: j.user, CompanyID: j.company}, mails, papers.OfOwed(j.db, j.company), nil)
	j.must(err)
	if len(report.DeliveryIDs) != 2 {
		j.t.Fatalf("%+v", report)
	}
}

func (j *resendJob) queueCase() {
	ctx := j.t.Context()
	j.e = j.client("Elsa", "elsa@client.example", "")
	j.file = garage.Case{
		Kind: "bodyshop", ClientID: j.e.ID, Values: map[string]string{"plate": "1-ABC-123", "damage_date": "2026-11-20"},
		Parties: []garage.CaseParty{
			{Role: garage.PartyInsurer, Name: "Assurances Maas", Contact: "Ann", Email: "wrong-insurer@party.example", Language: "fr"},
			{Role: garage.PartyExpert, Name: "Bureau Dumont", Email: "expert@party.example", Language: "fr"},
		},
	}
	j.must(j.db.SaveCase(ctx, &j.file, "Sophie"))
	for role, name := range map[garage.Party]string{garage.PartyInsurer: "Ann", garage.PartyExpert: "Bureau Dumont"} {
		party := j.file.Party(role)
		_, err := compose.SendCaseMail(ctx, compose.Office{DB: j.db, UserID: j.user, CompanyID: j.company}, "Sophie", compose.CaseMailDraft{
			CaseID: j.file.ID, Party: role, ToName: name, ToAddress: party.Email, Language: "fr", Subject: "Sinistre " + string(role), Body: "Bonjour.",
		}, nil)
		j.must(err)
	}
}

// ended waits until so many were sent and failed in all.
func (j *resendJob) ended(sent, failed int) {
	j.t.Helper()
	j.until(fmt.Sprint(sent, " to be sent and ", failed, " to have failed"), 30*time.Second, func() bool {
		counts, err := j.db.OutboxCounts(j.t.Context())
		return err == nil && counts.Left() == 0 && counts.Sent == sent && counts.Failed == failed
	})
}

// retype writes what shall stand in the field that has the keyboard.
func (j *resendJob) retype(text string) {
	j.t.Helper()
	time.Sleep(600 * time.Millisecond) // the sheet is filled
	j.key("ctrl+a")
	j.write(text)
}

// mendSheet opens the place of an address with a key, writes another one there and closes it, back to where it was.
func (j *resendJob) mendSheet(key, sheet, email, back string, is func() bool) {
	j.t.Helper()
	j.key(key)
	j.in(sheet)
	j.retype(email)
	j.key("ctrl+s")
	j.kept(back, is)
}

// mendRow writes an address into the row of the sheet in front that has the keyboard.
func (j *resendJob) mendRow(heading, field, email, take string) {
	j.t.Helper()
	time.Sleep(600 * time.Millisecond)
	j.key("Return")
	j.read(heading)
	j.fill(field, email)
	j.press(take)
}

// resent sends again what is selected and waits for it, with a picture of what is said then.
func (j *resendJob) resent(key string, sent int, picture string, says ...string) {
	j.t.Helper()
	j.key(key)
	j.ended(sent, len(resendAll)-sent)
	for _, sentence := range says {
		j.read(sentence)
	}
	j.shot(picture)
}

// leave closes the window in front, back to the one behind.
func (j *resendJob) leave(home string) {
	j.t.Helper()
	j.key("Escape")
	j.closed()
	j.in(home)
}

// kept waits until the file says so, and closes the window in front.
func (j *resendJob) kept(back string, is func() bool) {
	j.t.Helper()
	j.until("the address to be kept", 10*time.Second, is)
	time.Sleep(400 * time.Millisecond)
	j.leave(back)
	j.activate(back)
}

func title(client garage.Client) string { return client.Name + " - " + client.Number }

// resendInvoice ticks the client and his contact, mends the contact from the report and resends there.
func (j *resendJob) resendInvoice() {
	j.t.Helper()
	home := j.front
	j.key("F12")
	j.press(j.invoice.Number)
	j.key("F8")
	j.press(j.p.T("documents.address_contact", "Address", "wrong-lies@client.example", "Name", "Lies", "Role", ""))
	j.press(j.p.T("preflight.send"))
	j.in(j.p.T("documents.report"))
	j.ended(4, 4)
	j.read("wrong-lies@client.example")
	j.read(j.p.N("documents.report_sent", 1) + "…")
	j.goTo(j.grid(j.front, 0.5))
	j.key("Home", "ctrl+o")
	j.in(title(j.fien))
	j.read("wrong-lies@client.example")
	j.mendRow(j.p.T("client.contacts_one"), "client.email", "lies@client.example", j.p.T("action.save"))
	j.kept(j.p.T("documents.report"), func() bool {
		contacts, err := j.db.Contacts(j.t.Context(), j.fien.ID)
		return err == nil && len(contacts) == 2 && contacts[1].Email == "lies@client.example" && contacts[0].Email == ""
	})
	j.shot("1-invoice")
	j.resent("ctrl+Return", 5, "2-invoice-resent", j.p.N("documents.report_sent", 2))
	j.leave(home)
}

// resendMailing mends the client's sheet from the report of the mailing and resends to him alone.
func (j *resendJob) resendMailing() {
	j.t.Helper()
	home := j.front
	j.key("F3")
	j.press("Pneus")
	j.key("Return")
	j.in(j.p.T("report.title"))
	j.press("wrong-bea@mailing.example")
	j.mendSheet("ctrl+o", title(j.bea), "bea@mailing.example", j.p.T("report.title"), func() bool {
		client, err := j.db.Client(j.t.Context(), j.bea.ID)
		return err == nil && client.Email == "bea@mailing.example"
	})
	j.press("wrong-bea@mailing.example") // the report says where it went
	j.resent("ctrl+Return", 6, "3-mailing-resent", j.p.N("report.all_sent", 2))
	j.leave(home)
}

// resendReminder mends the billing address from the outbox and resends there.
func (j *resendJob) resendReminder() {
	j.t.Helper()
	home := j.front
	j.key("F4")
	j.press("wrong-dora@rappel.example")
	j.mendSheet("ctrl+m", title(j.dora), "dora@rappel.example", home, func() bool {
		client, err := j.db.Client(j.t.Context(), j.dora.ID)
		return err == nil && client.BillingEmail == "dora@rappel.example" && client.Email == "dora@main.example"
	})
	j.press("wrong-dora@rappel.example")
	j.resent("ctrl+r", 7, "4-reminder-resent")
}

// resendCase mends the party of the file from the client's tab Courrier and resends there.
func (j *resendJob) resendCase() {
	j.t.Helper()
	home := j.front
	j.key("F2")
	j.press("Elsa")
	j.key("ctrl+o")
	client := title(j.e)
	j.in(client)
	time.Sleep(400 * time.Millisecond)
	j.key("alt+8")
	j.press("wrong-insurer@party.example")
	j.key("ctrl+m")
	file := j.p.T(garage.CaseKinds[0].LabelKey()) + " " + j.file.Number
	j.in(file)
	j.read("wrong-insurer@party.example")
	take := j.p.T("files.take_party")
	j.mendRow(take, "files.party_email", "insurer@party.example", take)
	j.gone(take)
	j.key("ctrl+s")
	j.kept(client, func() bool {
		read, err := j.db.Case(j.t.Context(), j.file.ID)
		return err == nil && read.Parties[0].Email == "insurer@party.example"
	})
	j.press("wrong-insurer@party.example")
	j.resent("ctrl+Return", 8, "5-case-resent")
	j.leave(home)
}
