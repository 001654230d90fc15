package compose

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	netmail "net/mail"
	"testing"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// office is a file with a company, a user with an account and a draft, for tests of composing and queueing.
type office struct {
	*testing.T
	db      *store.DB
	insert  func(statement string, values ...any) int64
	mailing garage.Mailing
}

func newOffice(t *testing.T) *office {
	t.Helper()
	db := storetest.New(t)
	direct := storetest.SQL(t, db)
	g := &office{T: t, db: db}
	g.insert = func(statement string, values ...any) int64 {
		g.Helper()
		result, err := direct.ExecContext(g.Context(), statement, values...)
		g.must(err)
		return g.id(result.LastInsertId())
	}
	g.mailing = garage.Mailing{
		Purpose: garage.Service, FallbackLanguage: "fr",
		UserID: g.user(garage.User{
			Name: "Sophie", Email: "sophie@garage.example", DisplayName: "Garage Dupont — Sophie",
			Signature: "**Sophie**\nGarage Dupont", SMTPServer: "smtp.garage.example",
		}),
		CompanyID: g.company("Garage Dupont & Fils", "fr"),
		Texts: map[string]garage.Text{
			"fr": {Subject: "Votre <MARQUE> <PLAQUE>", Body: "Bonjour <PRENOM|cher client> <NOM>,\n\nVotre **<MARQUE>** <PLAQUE> nous manque."},
			"nl": {Subject: "Uw <MARQUE> <PLAQUE>", Body: "Beste <PRENOM|klant> <NOM>,\n\nWij zien graag uw **<MARQUE>** <PLAQUE>."},
		},
	}
	g.mailing.ID = g.id(db.NewMailing(t.Context(), g.mailing))
	return g
}

func (g *office) id(id int64, err error) int64 {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
	return id
}

func (g *office) must(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

func (g *office) user(u garage.User) int64 {
	g.Helper()
	return g.insert(`INSERT INTO user (name, email, display_name, signature, smtp_server) VALUES (?, ?, ?, ?, ?)`,
		u.Name, u.Email, u.DisplayName, u.Signature, u.SMTPServer)
}

func (g *office) company(name, language string) int64 {
	g.Helper()
	return g.insert(`INSERT INTO company (name, language) VALUES (?, ?)`, name, language)
}

// client adds a client with a Volkswagen, walker one without vehicle.
func (g *office) client(client garage.Client) int64 {
	g.Helper()
	id := g.walker(client)
	g.vehicle(garage.Vehicle{ClientID: id, Make: "Volkswagen", Plate: fmt.Sprintf("1-VW-%03d", id)}, "")
	return id
}

func (g *office) walker(c garage.Client) int64 {
	g.Helper()
	return g.insert(`INSERT INTO client (number, name, first_name, language, email, accepts_promotional, vat_number, company_form,
			country, name_fold, created_at, changed_at)
		VALUES (lower(hex(randomblob(8))), ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')`,
		c.Name, c.FirstName, c.Language, c.Email, c.AcceptsPromotional, c.VATNumber, c.CompanyForm, c.Country, garage.Fold(c.Name+" "+c.FirstName))
}

func (g *office) change(clientID int64, email string, acceptsPromotional bool) {
	g.Helper()
	g.insert(`UPDATE client SET email = ?, accepts_promotional = ? WHERE id = ?`, email, acceptsPromotional, clientID)
}

func (g *office) vehicle(v garage.Vehicle, visited string) {
	g.Helper()
	id := g.insert(`INSERT INTO vehicle (client_id, plate, make, vehicle_type) VALUES (?, ?, ?, ?)`, v.ClientID, v.Plate, v.Make, v.VehicleType)
	if visited != "" {
		g.insert(`INSERT INTO visit (client_id, vehicle_id, date) VALUES (?, ?, ?)`, v.ClientID, id, visited)
	}
}

// save stores the draft as it stands and makes the clients its recipients.
func (g *office) save(clientIDs ...int64) {
	g.Helper()
	g.must(g.db.SaveMailing(g.Context(), g.mailing))
	g.must(g.db.SetRecipients(g.Context(), g.mailing.ID, clientIDs))
}

func (g *office) preview(clientID int64) Mail {
	g.Helper()
	m, err := Preview(g.Context(), g.db, g.mailing, clientID)
	g.must(err)
	return m
}

func (g *office) queue() Report {
	g.Helper()
	report, err := QueueMailing(g.Context(), g.db, g.mailing.ID, nil)
	g.must(err)
	return report
}

// messages returns the mailing's messages by client, as another program reads them.
func (g *office) messages() map[int64]received {
	g.Helper()
	ids, err := g.db.Deliveries(g.Context(), garage.DeliveryFilter{MailingID: g.mailing.ID})
	g.must(err)
	all := map[int64]received{}
	for _, id := range ids {
		delivery, err := g.db.Delivery(g.Context(), id)
		g.must(err)
		all[delivery.ClientID] = g.message(id)
	}
	return all
}

func (g *office) message(deliveryID int64) received {
	g.Helper()
	raw, err := g.db.DeliveryMessage(g.Context(), deliveryID)
	g.must(err)
	return read(g.T, raw)
}

// received is a message as two other libraries read it.
type received struct {
	raw         []byte
	header      mail.Header
	subject     string
	from, to    []*mail.Address
	text, html  string
	attachments map[string]string
	names       []string
}

func read(t *testing.T, raw []byte) received {
	t.Helper()
	checkLines(t, raw)
	plain, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	reader, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	r := received{raw: raw, header: reader.Header, attachments: map[string]string{}}
	if r.subject, err = reader.Header.Subject(); err != nil {
		t.Fatal(err)
	}
	if other, err := new(mime.WordDecoder).DecodeHeader(plain.Header.Get("Subject")); err != nil || other != r.subject {
		t.Errorf("subject read as %q and %q, %v", r.subject, other, err)
	}
	if r.from, err = reader.Header.AddressList("From"); err != nil {
		t.Fatal(err)
	}
	if r.to, err = reader.Header.AddressList("To"); err != nil {
		t.Fatal(err)
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		r.readPart(t, part)
	}
}

func (r *received) readPart(t *testing.T, part *mail.Part) {
	t.Helper()
	content, err := io.ReadAll(part.Body)
	if err != nil {
		t.Fatal(err)
	}
	switch header := part.Header.(type) {
	case *mail.AttachmentHeader:
		name, err := header.Filename()
		if err != nil {
			t.Fatal(err)
		}
		r.attachments[name] = string(content)
		r.names = append(r.names, name)
	case *mail.InlineHeader:
		switch kind, _, _ := header.ContentType(); kind {
		case "text/plain":
			r.text += string(content)
		case "text/html":
			r.html += string(content)
		default:
			t.Errorf("part of type %s", kind)
		}
	}
}

// checkLines holds a message to what every server takes: CRLF, no line over 998, ASCII headers of sane length.
func checkLines(t *testing.T, raw []byte) {
	t.Helper()
	inHeader := true
	for number, line := range bytes.Split(raw, []byte("\r\n")) {
		if len(line) == 0 {
			inHeader = false
		}
		if bytes.ContainsAny(line, "\r\n\x00") {
			t.Fatalf("line %d has a bare line end: %q", number, line)
		}
		if len(line) > 998 {
			t.Fatalf("line %d has %d bytes", number, len(line))
		}
		if inHeader && bytes.ContainsFunc(line, func(r rune) bool { return r >= 0x7f }) {
			t.Fatalf("header line %q is not ASCII", line)
		}
	}
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		t.Error("message ends within a line")
	}
}

// headerNames returns the names of all header fields.
func headerNames(t *testing.T, raw []byte) []string {
	t.Helper()
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for fields := entity.Header.Fields(); fields.Next(); {
		names = append(names, fields.Key())
	}
	return names
}

// sender is from where the mails of the tests leave.
func (g *office) sender() Office { return Office{g.db, g.mailing.UserID, g.mailing.CompanyID} }
