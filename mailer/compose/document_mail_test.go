package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"garagemail/mailer/demo"
	"garagemail/store/garage"
)

// paperNamed stands for a PDF that nobody else has: the number stands in it.
func paperNamed(_ context.Context, document garage.Document) (Paper, error) {
	return Paper{Name: document.Number + ".pdf", Bytes: fmt.Appendf(nil, "%%PDF-1.7\n%s of client %d\n%%%%EOF\n", document.Number, document.ClientID)}, nil
}

func (g *office) invoice(clientID int64) garage.Document {
	g.Helper()
	id := g.id(g.db.SaveDraft(g.Context(), garage.Document{
		CompanyID: g.mailing.CompanyID, Kind: garage.Invoice, Date: "2026-11-05", DueDate: "2026-12-05", ClientID: clientID,
		Lines: []garage.DocumentLine{{Description: "Entretien", Quantity: 1000, UnitPrice: 10_000, VATRate: 2100}},
	}))
	document, err := g.db.IssueDocument(g.Context(), id, "2026-11-05")
	g.must(err)
	return document
}

func (g *office) queueDocuments(mails ...DocumentMail) DocumentReport {
	g.Helper()
	report, err := QueueDocuments(g.Context(), g.sender(), mails, paperNamed, nil)
	g.must(err)
	return report
}

// TestDocumentMail: the phrase in the client's language, the PDF of the number, the billing address first.
func TestDocumentMail(t *testing.T) {
	g := newOffice(t)
	ann := g.client(garage.Client{Name: "Peeters", FirstName: "Ann", Email: "ann@client.example", Language: "nl"})
	client, err := g.db.Client(t.Context(), ann)
	g.must(err)
	client.BillingEmail = "boekhouding@client.example"
	g.must(g.db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	invoice := g.invoice(ann)
	g.must(g.db.SavePhrase(t.Context(), garage.Phrase{
		CompanyID: g.mailing.CompanyID, Key: PhraseKey(garage.Invoice), Language: "nl",
		Subject: "Factuur <NUMFACT>", Body: "Beste <NOMCLIENT>, factuur <NUMFACT> van <DATEFACT>, te betalen met <OGM>: <SOLDE>.",
	}))
	report := g.queueDocuments(DocumentMail{DocumentID: invoice.ID})
	if len(report.DeliveryIDs) != 1 || report.Documents != 1 || len(report.Problems) != 0 {
		t.Fatalf("%+v", report)
	}
	delivery, err := g.db.Delivery(t.Context(), report.DeliveryIDs[0])
	g.must(err)
	if delivery.Kind != garage.KindDocument || delivery.DocumentID != invoice.ID || delivery.ClientID != ann || delivery.ToAddress != "boekhouding@client.example" {
		t.Errorf("%+v", delivery)
	}
	raw, err := g.db.DeliveryMessage(t.Context(), delivery.ID)
	g.must(err)
	mail := demo.Read(raw)
	want := "Beste Ann Peeters, factuur " + invoice.Number + " van 05/11/2026, te betalen met " + garage.FormatOGM(invoice.OGM) + ": €\u00a0121,00."
	if mail.Subject != "Factuur "+invoice.Number || !strings.Contains(strings.Join(strings.FieldsFunc(mail.Text, func(r rune) bool { return r == '\n' || r == '\r' || r == ' ' }), " "), want) {
		t.Errorf("subject %q, text %q, want %q", mail.Subject, mail.Text, want)
	}
	if len(mail.Attachments) != 1 || mail.Attachments[0].Name != invoice.Number+".pdf" || !bytes.Contains(mail.Attachments[0].Bytes, []byte(invoice.Number)) {
		t.Errorf("files %+v", mail.Attachments)
	}
	two := g.queueDocuments(DocumentMail{DocumentID: invoice.ID, Emails: []string{"ann@client.example", "autre@client.example"}})
	if len(two.DeliveryIDs) != 2 || two.Documents != 1 {
		t.Errorf("%+v", two)
	}
}

// TestDocumentsToTheirClients: a thousand documents of three hundred clients, each to his own and to nobody else.
func TestDocumentsToTheirClients(t *testing.T) {
	g := newOffice(t)
	random := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // invented
	clients := map[int64]string{}
	var ids []int64
	for i := range 300 {
		address := fmt.Sprintf("c%d@client.example", i)
		id := g.client(garage.Client{Name: fmt.Sprint("Client ", i), Email: address, Language: []string{"fr", "nl", "de", "en", ""}[i%5]})
		clients[id], ids = address, append(ids, id)
	}
	documents := map[int64]garage.Document{}
	var mails []DocumentMail
	for range 1000 {
		document := g.invoice(ids[random.IntN(len(ids))])
		documents[document.ID] = document
		mails = append(mails, DocumentMail{DocumentID: document.ID})
	}
	report := g.queueDocuments(mails...)
	if len(report.DeliveryIDs) != 1000 || report.Documents != 1000 || len(report.Problems) != 0 {
		t.Fatalf("%d queued, %d documents, problems %+v", len(report.DeliveryIDs), report.Documents, report.Problems)
	}
	for _, id := range report.DeliveryIDs {
		delivery, err := g.db.Delivery(t.Context(), id)
		g.must(err)
		document := documents[delivery.DocumentID]
		delete(documents, delivery.DocumentID)
		raw, err := g.db.DeliveryMessage(t.Context(), id)
		g.must(err)
		mail := demo.Read(raw)
		want := fmt.Sprintf("%s of client %d", document.Number, document.ClientID)
		if delivery.ToAddress != clients[document.ClientID] || len(mail.Attachments) != 1 || !strings.Contains(string(mail.Attachments[0].Bytes), want) ||
			!strings.Contains(mail.Subject, document.Number) || bytes.Count(raw, []byte("@client.example")) != strings.Count(string(raw), delivery.ToAddress) {
			t.Fatalf("document %s went to %s: %q", document.Number, delivery.ToAddress, mail.Subject)
		}
	}
	if len(documents) != 0 {
		t.Errorf("%d documents have no message", len(documents))
	}
}

// TestDocumentProblems: what cannot go is named, the others go.
func TestDocumentProblems(t *testing.T) {
	g := newOffice(t)
	none := g.invoice(g.client(garage.Client{Name: "Sans adresse"}))
	good := g.invoice(g.client(garage.Client{Name: "Bon", Email: "bon@client.example"}))
	broken := g.invoice(g.client(garage.Client{Name: "PDF", Email: "pdf@client.example"}))
	fault := errors.New("no PDF")
	report, err := QueueDocuments(t.Context(), g.sender(),
		[]DocumentMail{{DocumentID: none.ID}, {DocumentID: good.ID}, {DocumentID: broken.ID}, {DocumentID: 9999}},
		func(ctx context.Context, document garage.Document) (Paper, error) {
			if document.ID == broken.ID {
				return Paper{}, fault
			}
			return paperNamed(ctx, document)
		}, nil)
	g.must(err)
	if report.Documents != 1 || len(report.Problems) != 3 {
		t.Fatalf("%+v", report)
	}
	for i, want := range []DocumentProblem{
		{DocumentID: none.ID, Number: none.Number, Issue: Issue{Kind: NoAddress}},
		{DocumentID: broken.ID, Number: broken.Number, Err: fault},
		{DocumentID: 9999, Err: garage.ErrNotFound},
	} {
		got := report.Problems[i]
		if got.DocumentID != want.DocumentID || got.Number != want.Number || got.Issue.Kind != want.Issue.Kind || !errors.Is(got.Err, want.Err) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	g.must(g.db.SavePhrase(t.Context(), garage.Phrase{CompanyID: g.mailing.CompanyID, Key: PhraseKey(garage.Invoice), Language: "fr", Subject: "A", Body: "<NUMFACTURE>"}))
	if report := g.queueDocuments(DocumentMail{DocumentID: good.ID}); len(report.Problems) != 1 || report.Problems[0].Issue.Kind != UnknownPlaceholder {
		t.Errorf("an unknown placeholder: %+v", report)
	}
}

// TestDocumentsUnderWay: what may still arrive, what has no number yet and what breaks the maker of PDFs keep no other back.
func TestDocumentsUnderWay(t *testing.T) {
	g := newOffice(t)
	client := g.client(garage.Client{Name: "Bon", Email: "bon@client.example"})
	first, second, broken := g.invoice(client), g.invoice(client), g.invoice(client)
	g.queueDocuments(DocumentMail{DocumentID: first.ID})
	copied, err := g.db.DuplicateDocument(t.Context(), first.ID)
	g.must(err)
	report, err := QueueDocuments(t.Context(), g.sender(),
		[]DocumentMail{{DocumentID: first.ID}, {DocumentID: copied}, {DocumentID: broken.ID}, {DocumentID: second.ID}},
		func(ctx context.Context, document garage.Document) (Paper, error) {
			if document.ID == broken.ID {
				panic("no font")
			}
			return paperNamed(ctx, document)
		}, nil)
	g.must(err)
	if report.Documents != 1 || len(report.DeliveryIDs) != 1 || len(report.Problems) != 3 {
		t.Fatalf("%+v", report)
	}
	problems := map[int64]DocumentProblem{}
	for _, problem := range report.Problems {
		problems[problem.DocumentID] = problem
	}
	if p := problems[first.ID]; p.Issue.Kind != OnItsWay || p.Issue.Detail != "bon@client.example" || p.Number != first.Number {
		t.Errorf("under way: %+v", p)
	}
	if p := problems[copied]; p.Issue.Kind != DraftDocument {
		t.Errorf("draft: %+v", p)
	}
	if p := problems[broken.ID]; p.Err == nil {
		t.Errorf("panic: %+v", p)
	}
	if kept, err := g.db.KeptPaper(t.Context(), second.ID); err != nil || !bytes.Contains(kept, []byte(second.Number)) {
		t.Errorf("kept %q %v", kept, err)
	}
}

// TestDocumentsNotReached: when it is cancelled in the middle, the rest is named.
func TestDocumentsNotReached(t *testing.T) {
	g := newOffice(t)
	client := g.client(garage.Client{Name: "Bon", Email: "bon@client.example"})
	var mails []DocumentMail
	for range documentChunk + 3 {
		mails = append(mails, DocumentMail{DocumentID: g.invoice(client).ID})
	}
	ctx, cancel := context.WithCancel(t.Context())
	report, err := QueueDocuments(ctx, g.sender(), mails, paperNamed, func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) || report.Documents != documentChunk || len(report.Problems) != 3 || report.Problems[0].Issue.Kind != NotReached {
		t.Errorf("%v %d %+v", err, report.Documents, report.Problems)
	}
}
