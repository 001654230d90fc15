package compose

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"garagemail/mailer/demo"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/store/ubl"
)

// peppolOffice is an office whose company has its numbers and an access point with a key.
func peppolOffice(t *testing.T) *office {
	t.Helper()
	g := newOffice(t)
	company, err := g.db.Company(t.Context(), g.mailing.CompanyID)
	g.must(err)
	company.VATNumber, company.IBAN, company.Country = "BE0403170701", "BE68539007547034", "BE"
	g.id(g.db.SaveCompany(t.Context(), company))
	point, _ := garage.AccessPointPreset("banqup")
	point.CompanyID, point.Address, point.Key = company.ID, "factures@accesspoint.example", "K-77"
	g.must(g.db.SaveAccessPoint(t.Context(), point))
	return g
}

func (g *office) firm(name string) int64 {
	return g.client(garage.Client{Name: name, VATNumber: "BE0566988259", Email: "compta@client.example", Language: "fr"})
}

// putInto puts a message into a state past the store.
func (g *office) putInto(id int64, state garage.DeliveryState) {
	g.Helper()
	_, err := storetest.SQL(g.T, g.db).ExecContext(g.Context(), `UPDATE delivery SET state = ? WHERE id = ?`, state, id)
	g.must(err)
}

// went says to whom, over which channel and with which files the messages of a report go: "peppol factures@…: F.xml".
func (g *office) went(report DocumentReport) (went []string) {
	g.Helper()
	for _, id := range report.DeliveryIDs {
		delivery, err := g.db.Delivery(g.Context(), id)
		g.must(err)
		channel, err := g.db.DeliveryChannel(g.Context(), id)
		g.must(err)
		raw, err := g.db.DeliveryMessage(g.Context(), id)
		g.must(err)
		var files []string
		for _, file := range demo.Read(raw).Attachments {
			files = append(files, file.Name)
		}
		went = append(went, string(channel)+" "+delivery.ToAddress+": "+strings.Join(files, " "))
	}
	return went
}

// TestChannels: each client's document goes by his own.
func TestChannels(t *testing.T) {
	for name, test := range map[string]struct {
		client garage.Client
		route  garage.ClientRoute
		emails []string
		want   []string // N is the number
	}{
		"a private person": {client: garage.Client{Name: "Zoé", Email: "zoe@client.example"}, want: []string{"mail zoe@client.example: N.pdf"}},
		"a firm":           {client: garage.Client{Name: "SA", VATNumber: "BE0566988259", Email: "a@client.example"}, want: []string{"peppol factures@accesspoint.example: N.xml"}},
		"a firm without an address": {
			client: garage.Client{Name: "SA", VATNumber: "BE0566988259"}, want: []string{"peppol factures@accesspoint.example: N.xml"},
		},
		"a firm that wants the PDF too": {
			client: garage.Client{Name: "SA", VATNumber: "BE0566988259", Email: "a@client.example"}, route: garage.ClientRoute{Courtesy: true},
			want: []string{"peppol factures@accesspoint.example: N.xml", "mail a@client.example: N.pdf"},
		},
		"a firm, and she ticks an address": {
			client: garage.Client{Name: "SA", VATNumber: "BE0566988259", Email: "a@client.example"}, emails: []string{"a@client.example"},
			want: []string{"peppol factures@accesspoint.example: N.xml", "mail a@client.example: N.pdf"},
		},
		"a firm for which a PDF is enough": {
			client: garage.Client{Name: "SA", VATNumber: "BE0566988259", Email: "a@client.example"}, route: garage.ClientRoute{OnlyPDF: "faillite"},
			want: []string{"mail a@client.example: N.pdf"},
		},
		"a firm that is not on Peppol": {
			client: garage.Client{Name: "SA", VATNumber: "BE0566988259", Email: "a@client.example"}, route: garage.ClientRoute{OffPeppol: true},
			want: []string{"mail a@client.example: N.pdf N.xml"},
		},
		"a foreign firm": {
			client: garage.Client{Name: "BV", VATNumber: "NL123456789B01", Country: "NL", Email: "a@client.example"}, want: []string{"mail a@client.example: N.pdf N.xml"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := peppolOffice(t)
			invoice := g.invoice(g.client(test.client))
			test.route.ClientID = invoice.ClientID
			g.must(g.db.SaveClientRoute(t.Context(), test.route))
			report := g.queueDocuments(DocumentMail{DocumentID: invoice.ID, Emails: test.emails})
			got := g.went(report)
			for i := range got {
				got[i] = strings.ReplaceAll(got[i], invoice.Number, "N")
			}
			if !slices.Equal(got, test.want) || len(report.Problems) != 0 || report.Documents != 1 {
				t.Errorf("%q, want %q: %+v", got, test.want, report.Problems)
			}
		})
	}
}

// TestPeppolMail reads the mail back: the key in its subject, valid UBL, the PDF inside as it is kept, the XML kept beside it.
func TestPeppolMail(t *testing.T) {
	g := peppolOffice(t)
	invoice := g.invoice(g.firm("Menuiserie"))
	report := g.queueDocuments(DocumentMail{DocumentID: invoice.ID})
	if len(report.DeliveryIDs) != 1 {
		t.Fatalf("%+v", report)
	}
	raw, err := g.db.DeliveryMessage(t.Context(), report.DeliveryIDs[0])
	g.must(err)
	mail := demo.Read(raw)
	if mail.Subject != "K-77 "+invoice.Number || len(mail.Attachments) != 1 || !strings.Contains(mail.Text, invoice.Number) {
		t.Fatalf("%q %q %d files", mail.Subject, mail.Text, len(mail.Attachments))
	}
	read, err := ubl.Read(mail.Attachments[0].Bytes)
	if err != nil {
		t.Fatal(err)
	}
	paper, err := g.db.KeptPaper(t.Context(), invoice.ID)
	g.must(err)
	kept, err := g.db.KeptElectronic(t.Context(), invoice.ID)
	g.must(err)
	if !bytes.Equal(read.PDF, paper) || !bytes.Equal(kept, mail.Attachments[0].Bytes) || read.Number != invoice.Number || read.Payable != int64(invoice.Total) {
		t.Errorf("read %+v", read)
	}
	rows, err := g.db.DocumentRows(t.Context(), []int64{invoice.ID})
	g.must(err)
	if len(rows[0].Messages) != 1 || rows[0].Messages[0].Channel != garage.ChannelPeppol {
		t.Errorf("%+v", rows[0].Messages)
	}
}

// TestNothingHalfSent: what keeps the electronic invoice back keeps the whole document back, with a sentence; mended, it goes.
func TestNothingHalfSent(t *testing.T) {
	for name, test := range map[string]struct {
		client garage.Client
		route  garage.ClientRoute
		reason string
	}{
		"a firm without its number": {garage.Client{Name: "Dupont", CompanyForm: "SRL", Email: "a@client.example"}, garage.ClientRoute{Courtesy: true}, "peppol.client_endpoint"},
		"a public body without its order": {
			garage.Client{Name: "Ville", VATNumber: "BE0566988259", Email: "a@client.example"}, garage.ClientRoute{PublicBody: true, Courtesy: true}, "peppol.order_number",
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := peppolOffice(t)
			invoice := g.invoice(g.client(test.client))
			test.route.ClientID = invoice.ClientID
			g.must(g.db.SaveClientRoute(t.Context(), test.route))
			report := g.queueDocuments(DocumentMail{DocumentID: invoice.ID})
			if len(report.DeliveryIDs) != 0 || len(report.Problems) != 1 || report.Problems[0].Issue.Kind != BrokenRule || report.Problems[0].Issue.Reason != test.reason {
				t.Errorf("%+v", report)
			}
		})
	}
	g := peppolOffice(t)
	id := g.client(garage.Client{Name: "Dupont", CompanyForm: "SRL"})
	invoice := g.invoice(id)
	g.queueDocuments(DocumentMail{DocumentID: invoice.ID})
	client, err := g.db.Client(t.Context(), id)
	g.must(err)
	client.VATNumber = "BE0566988259"
	g.must(g.db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	if report := g.queueDocuments(DocumentMail{DocumentID: invoice.ID}); len(report.DeliveryIDs) != 1 || len(report.Problems) != 0 {
		t.Errorf("mended: %+v", report)
	}
}

// TestTooLarge: a PDF of 20 MB does not fit the access point.
func TestTooLarge(t *testing.T) {
	g := peppolOffice(t)
	invoice := g.invoice(g.firm("Menuiserie"))
	large := func(context.Context, garage.Document) (Paper, error) {
		return Paper{Name: "F.pdf", Bytes: append([]byte("%PDF-1.7\n"), make([]byte, 20<<20)...)}, nil
	}
	report, err := QueueDocuments(t.Context(), g.sender(), []DocumentMail{{DocumentID: invoice.ID}}, large, nil)
	g.must(err)
	if len(report.DeliveryIDs) != 0 || len(report.Problems) != 1 || report.Problems[0].Issue.Reason != "peppol.too_large" {
		t.Errorf("%d queued: %+v", len(report.DeliveryIDs), report.Problems)
	}
}

// TestHandedOverOnce: a second hand-over would be a second invoice, wherever the access point is by then; only her word makes one.
func TestHandedOverOnce(t *testing.T) {
	g := peppolOffice(t)
	invoice := g.invoice(g.firm("Menuiserie"))
	first := g.queueDocuments(DocumentMail{DocumentID: invoice.ID})
	point, err := g.db.AccessPoint(t.Context(), g.mailing.CompanyID)
	g.must(err)
	point.Address = "autre@accesspoint.example"
	g.must(g.db.SaveAccessPoint(t.Context(), point))
	if again := g.queueDocuments(DocumentMail{DocumentID: invoice.ID}); len(again.DeliveryIDs) != 0 || again.Problems[0].Issue.Kind != OnItsWay {
		t.Errorf("while it waits: %+v", again)
	}
	g.putInto(first.DeliveryIDs[0], garage.Sent)
	if again := g.queueDocuments(DocumentMail{DocumentID: invoice.ID}); len(again.DeliveryIDs) != 0 || again.Problems[0].Issue.Kind != HandedOver {
		t.Errorf("once it left: %+v", again)
	}
	if again := g.queueDocuments(DocumentMail{DocumentID: invoice.ID, PeppolAgain: true}); len(again.DeliveryIDs) != 1 {
		t.Errorf("by her word: %+v", again)
	}
}

// TestRefusedHandOverGoesAgain: what the access point's server refused goes to the access point again, where it is now, and no PDF with it.
func TestRefusedHandOverGoesAgain(t *testing.T) {
	g := peppolOffice(t)
	invoice := g.invoice(g.firm("Menuiserie"))
	first := g.queueDocuments(DocumentMail{DocumentID: invoice.ID})
	g.putInto(first.DeliveryIDs[0], garage.Failed)
	point, err := g.db.AccessPoint(t.Context(), g.mailing.CompanyID)
	g.must(err)
	before := point.Address
	point.Address = "autre@accesspoint.example"
	g.must(g.db.SaveAccessPoint(t.Context(), point))
	again := g.queueDocuments(DocumentMail{
		DocumentID: invoice.ID, Emails: []string{before}, Owner: garage.AddressOwner{Origin: garage.AddressTyped}, Replaces: first.DeliveryIDs[0],
	})
	if got := g.went(again); !slices.Equal(got, []string{"peppol autre@accesspoint.example: " + invoice.Number + ".xml"}) {
		t.Errorf("%q %+v", got, again.Problems)
	}
}

// TestNoAccessPoint: a company without one mails its PDFs as before.
func TestNoAccessPoint(t *testing.T) {
	g := newOffice(t)
	invoice := g.invoice(g.firm("Menuiserie"))
	if got := g.went(g.queueDocuments(DocumentMail{DocumentID: invoice.ID})); !slices.Equal(got, []string{"mail compta@client.example: " + invoice.Number + ".pdf"}) {
		t.Errorf("%q", got)
	}
}

func TestAccessPointSettings(t *testing.T) {
	good, _ := garage.AccessPointPreset("billit")
	good.CompanyID, good.Address = 1, "garage-1234-nosplit@my.billit.be"
	for name, test := range map[string]struct {
		change func(a *garage.AccessPoint)
		field  string
	}{
		"good":                     {func(*garage.AccessPoint) {}, ""},
		"nobody's":                 {func(a *garage.AccessPoint) { a.Provider = "x" }, "provider"},
		"no address":               {func(a *garage.AccessPoint) { a.Address = "" }, "address"},
		"no such address":          {func(a *garage.AccessPoint) { a.Address = "billit" }, "address"},
		"an address that splits":   {func(a *garage.AccessPoint) { a.Address = "garage-1234@my.billit.be" }, "address"},
		"a key that is not there":  {func(a *garage.AccessPoint) { a.Subject = "<CLE> <NUMFACT>" }, "key"},
		"a subject without number": {func(a *garage.AccessPoint) { a.Subject = "facture" }, "subject"},
		"a subject of two lines":   {func(a *garage.AccessPoint) { a.Subject = "<NUMFACT>\r\nBcc: x@example.com" }, "subject"},
		"all in one file":          {func(a *garage.AccessPoint) { a.FileName = "facture.xml" }, "file_name"},
		"a file of another kind":   {func(a *garage.AccessPoint) { a.FileName = "<NUMFACT>.pdf" }, "file_name"},
	} {
		point := good
		test.change(&point)
		wrong := garage.CheckAccessPoint(point)
		if (wrong == nil) != (test.field == "") || wrong != nil && wrong.Field != test.field {
			t.Errorf("%s: %v", name, wrong)
		}
	}
	g := newOffice(t)
	var wrong *garage.FieldError
	if err := g.db.SaveAccessPoint(t.Context(), garage.AccessPoint{CompanyID: g.mailing.CompanyID, Provider: "other"}); !errors.As(err, &wrong) {
		t.Errorf("saved with %v", err)
	}
}
