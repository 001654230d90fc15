package compose

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"garagemail/store/garage"
)

func TestPreviewIsWhatIsSent(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	ann := g.client(garage.Client{Name: "Peeters", FirstName: "Ann", Email: "ann@client.example", Language: "nl", AcceptsPromotional: true})
	g.save(ann)
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "promo.pdf", "application/pdf", []byte("%PDF-1.7")))
	preview := g.preview(ann)
	report := g.queue()
	if report.Going != 1 || len(report.Issues) > 0 {
		t.Fatalf("report %+v", report)
	}
	message := g.messages()[ann]
	if message.subject != preview.Subject || message.subject != "Uw Volkswagen 1-VW-001" {
		t.Errorf("subject %q, preview %q", message.subject, preview.Subject)
	}
	if text := strings.ReplaceAll(message.text, "\r\n", "\n"); text != preview.Text {
		t.Errorf("text %q\npreview %q", text, preview.Text)
	}
	if page := strings.ReplaceAll(message.html, "\r\n", "\n"); page != preview.HTML {
		t.Errorf("HTML %q\npreview %q", page, preview.HTML)
	}
	if len(preview.Attachments) != 1 || preview.Attachments[0].Name != "promo.pdf" || message.attachments["promo.pdf"] != "%PDF-1.7" {
		t.Errorf("attachments %+v, sent %q", preview.Attachments, message.attachments)
	}
	if len(message.to) != 1 || message.to[0].Address != preview.ToAddress || message.to[0].Name != "Ann Peeters" || preview.ToName != "Ann Peeters" {
		t.Errorf("to %+v, preview %q <%s>", message.to, preview.ToName, preview.ToAddress)
	}
}

func TestTextAndHTML(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	ann := g.client(garage.Client{Name: "Peeters", FirstName: "Ann", Email: "ann@client.example", Language: "fr", AcceptsPromotional: true})
	mail := g.preview(ann)
	want := `Bonjour Ann Peeters,

Votre Volkswagen 1-VW-001 nous manque.

-- 
Sophie
Garage Dupont

Vous recevez ce message de Garage Dupont & Fils parce que vous avez accepté
de recevoir nos informations. Si vous n'en voulez plus, répondez simplement
STOP à ce message.
`
	if mail.Text != want {
		t.Errorf("text\n%s\nwant\n%s", mail.Text, want)
	}
	for _, part := range []string{
		"<!DOCTYPE html>\n<html lang=\"fr\">", `<meta charset="utf-8">`, "<title>Votre Volkswagen 1-VW-001</title>",
		"Bonjour Ann Peeters,</p>", "<strong>Volkswagen</strong> 1-VW-001 nous manque.", "<strong>Sophie</strong><br>",
		"Garage Dupont &amp; Fils parce", "Ne plus recevoir nos informations</a>", "</body>\n</html>\n",
	} {
		if !strings.Contains(mail.HTML, part) {
			t.Errorf("HTML lacks %q:\n%s", part, mail.HTML)
		}
	}
	if _, links := seen(t, mail.HTML); len(links) != 1 || !strings.HasPrefix(links[0], "mailto:sophie@garage.example?subject=STOP%20") {
		t.Errorf("links %q", links)
	}
	g.mailing.Purpose = garage.Service
	if mail := g.preview(ann); strings.Contains(mail.Text, "STOP") || strings.Contains(mail.HTML, "mailto:") {
		t.Error("a service mail has the closing sentence of a promotional one")
	}
}

func TestLanguageOfAMail(t *testing.T) {
	g := newOffice(t)
	for _, test := range []struct {
		name, client, company, fallback string
		want                            string
		fallbackUsed                    bool
	}{
		{"his own", "nl", "fr", "fr", "nl", false},
		{"not known: the company's", "", "nl", "fr", "nl", false},
		{"not known, nor a text of the company's", "", "de", "fr", "fr", false},
		{"no text in his", "de", "nl", "fr", "fr", true},
		{"his own is the fallback", "fr", "nl", "fr", "fr", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			g.T = t
			g.mailing.FallbackLanguage = test.fallback
			g.mailing.CompanyID = g.company(test.name, test.company)
			id := g.client(garage.Client{Name: "X", Email: "x@client.example", Language: test.client})
			mail := g.preview(id)
			warned := slices.ContainsFunc(mail.Issues, func(i Issue) bool { return i.Kind == FallbackLanguage && !i.Blocking })
			if mail.Language != test.want || mail.FallbackUsed != test.fallbackUsed || warned != test.fallbackUsed {
				t.Errorf("language %q, fallback %t, issues %+v", mail.Language, mail.FallbackUsed, mail.Issues)
			}
			if !strings.Contains(mail.HTML, `<html lang="`+test.want+`">`) {
				t.Error("the page says another language")
			}
		})
	}
}

// TestVehicleOfTheList: she filtered on a make and wrote <PLAQUE>: it is that car's plate.
func TestVehicleOfTheList(t *testing.T) {
	g := newOffice(t)
	id := g.walker(garage.Client{Name: "Peeters", Email: "ann@client.example"})
	g.vehicle(garage.Vehicle{ClientID: id, Make: "Volkswagen", Plate: "1-OLD-001", VehicleType: "VP"}, "2020-01-01")
	g.vehicle(garage.Vehicle{ClientID: id, Make: "Volkswagen", Plate: "1-VWX-002", VehicleType: "VP"}, "2024-01-01")
	g.vehicle(garage.Vehicle{ClientID: id, Make: "Volkswagen", Plate: "1-VAN-003", VehicleType: "VU"}, "2023-01-01")
	g.vehicle(garage.Vehicle{ClientID: id, Make: "Škoda", Plate: "1-SKO-004", VehicleType: "VP"}, "2025-06-01")
	g.vehicle(garage.Vehicle{ClientID: id, Make: "BMW", Plate: "1-BMW-005", VehicleType: "VP"}, "")
	for _, test := range []struct {
		name     string
		criteria garage.Criteria
		plate    string
	}{
		{"no criteria: the last visited", garage.Criteria{}, "1-SKO-004"},
		{"a make: its last visited", garage.Criteria{Makes: []string{"Volkswagen"}}, "1-VWX-002"},
		{"a make of several", garage.Criteria{Makes: []string{"Opel", "BMW"}}, "1-BMW-005"},
		{"make and type", garage.Criteria{Makes: []string{"Volkswagen"}, VehicleTypes: []string{"VU"}, SameVehicle: true}, "1-VAN-003"},
		{"make and type of two vehicles", garage.Criteria{Makes: []string{"BMW"}, VehicleTypes: []string{"VU"}}, "1-BMW-005"},
		{"a type", garage.Criteria{VehicleTypes: []string{"VU"}}, "1-VAN-003"},
		{"exact case", garage.Criteria{Makes: []string{"volkswagen"}}, "1-SKO-004"},
		{"without case and accents", garage.Criteria{Makes: []string{"skoda", "bmw"}, LooseMake: true}, "1-SKO-004"},
		{"loose make", garage.Criteria{Makes: []string{"VOLKSWAGEN"}, LooseMake: true}, "1-VWX-002"},
	} {
		t.Run(test.name, func(t *testing.T) {
			clients, err := g.db.Addressees(t.Context(), []int64{id})
			g.must(err)
			if vehicle := vehicleOf(clients[0].Vehicles, test.criteria); vehicle.Plate != test.plate {
				t.Errorf("vehicle %q, want %q", vehicle.Plate, test.plate)
			}
		})
	}
	g.mailing.Criteria = garage.Criteria{Makes: []string{"Volkswagen"}, NotCameSince: "2026-01-01"}
	g.save(id)
	saved, err := g.db.Mailing(t.Context(), g.mailing.ID)
	g.must(err)
	if mail, err := Preview(t.Context(), g.db, saved, id); err != nil || mail.Subject != "Votre Volkswagen 1-VWX-002" {
		t.Errorf("subject %q, %v", mail.Subject, err)
	}
	walker := g.walker(garage.Client{Name: "Sans voiture"})
	clients, err := g.db.Addressees(t.Context(), []int64{walker})
	g.must(err)
	if vehicle := vehicleOf(clients[0].Vehicles, garage.Criteria{}); vehicle.ID != 0 {
		t.Errorf("a client without vehicle has %+v", vehicle)
	}
}

func TestUnsubscribe(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	ann := g.client(garage.Client{Name: "Peeters", Email: "ann@client.example", AcceptsPromotional: true})
	bob := g.client(garage.Client{Name: "Jansen", Email: "bob@client.example", AcceptsPromotional: true})
	g.save(ann, bob)
	g.queue()
	for id, message := range g.messages() {
		header := message.header.Get("List-Unsubscribe")
		token, ok := strings.CutPrefix(header, "<mailto:sophie@garage.example?subject=STOP%20")
		if !ok || !strings.HasSuffix(token, ">") {
			t.Fatalf("List-Unsubscribe: %s", header)
		}
		if message.header.Get("List-Unsubscribe-Post") != "" {
			t.Error("one-click needs a web address that we do not have")
		}
		token = strings.TrimSuffix(token, ">")
		if got, err := Unsubscriber(t.Context(), g.db, "Re: STOP "+strings.ToLower(token)); err != nil || got != id {
			t.Errorf("token %s is client %d, %v; want %d", token, got, err, id)
		}
		forged := "A" + token[1:]
		if token[0] == 'A' {
			forged = "B" + token[1:]
		}
		if got, err := Unsubscriber(t.Context(), g.db, "STOP "+forged); !errors.Is(err, garage.ErrNotFound) {
			t.Errorf("forged token is client %d, %v", got, err)
		}
	}
	if _, err := Unsubscriber(t.Context(), g.db, "Question sur ma voiture"); !errors.Is(err, garage.ErrNotFound) {
		t.Errorf("any subject: %v", err)
	}
	other := newOffice(t)
	if one, two := newSealOf(t, g), newSealOf(t, other); one.token(ann) == two.token(ann) {
		t.Error("two files make the same tokens")
	}
}

func newSealOf(t *testing.T, g *office) *seal {
	t.Helper()
	id, err := g.db.FileID(t.Context())
	g.must(err)
	return newSeal(id)
}
