package compose

import (
	"bytes"
	"image/jpeg"
	"mime"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"

	"garagemail/store/garage"
	"garagemail/store/pictures/picturetest"
)

// headOf makes the bytes of a mail without a database.
func headOf(t *testing.T, m Mail) []byte {
	t.Helper()
	if m.FromAddress == "" {
		m.FromAddress = "sophie@garage.example"
	}
	if m.ToAddress == "" {
		m.ToAddress = "ann@client.example"
	}
	id, err := newMessageID(m.FromAddress)
	if err != nil {
		t.Fatal(err)
	}
	head, err := (&composer{}).head(&m, id, time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return head
}

func TestHeaders(t *testing.T) {
	raw := headOf(t, Mail{
		FromName: "Garage Dupont, “Fils” & Cie", ToName: "Zoë \"Zo\" Müller-Lefèvre", Language: "fr",
		Subject: "Contrôle technique : votre véhicule 🚗 arrive à échéance, prenez rendez-vous sans tarder",
		Text:    "Été\n", HTML: "<p>Été</p>\n", unsubscribe: "mailto:sophie@garage.example?subject=STOP%20X",
	})
	r := read(t, raw)
	if r.subject != "Contrôle technique : votre véhicule 🚗 arrive à échéance, prenez rendez-vous sans tarder" {
		t.Errorf("subject %q", r.subject)
	}
	if len(r.from) != 1 || r.from[0].Name != "Garage Dupont, “Fils” & Cie" || r.from[0].Address != "sophie@garage.example" {
		t.Errorf("from %+v", r.from[0])
	}
	if len(r.to) != 1 || r.to[0].Name != `Zoë "Zo" Müller-Lefèvre` || r.to[0].Address != "ann@client.example" {
		t.Errorf("to %+v", r.to[0])
	}
	if date, err := r.header.Date(); err != nil || !date.Equal(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("date %v, %v", date, err)
	}
	if id := r.header.Get("Message-Id"); !regexp.MustCompile(`^<[a-z2-7]{24}@garage\.example>$`).MatchString(id) {
		t.Errorf("Message-ID %q", id)
	}
	if r.text != "Été\r\n" || r.html != "<p>Été</p>\r\n" {
		t.Errorf("text %q, HTML %q", r.text, r.html)
	}
	names := headerNames(t, raw)
	slices.Sort(names)
	want := []string{"Content-Language", "Content-Type", "Date", "From", "List-Unsubscribe", "Message-Id", "Mime-Version", "Subject", "To"}
	if !slices.Equal(names, want) {
		t.Errorf("headers %q, want %q", names, want)
	}
}

// TestHeadersCannotBeForged puts line ends and more into every field that reaches a header.
func TestHeadersCannotBeForged(t *testing.T) {
	for _, forged := range []string{
		"a\r\nBcc: evil@evil.example", "a\nBcc: evil@evil.example", "a\rBcc: evil@evil.example", "a\u2028Bcc: evil@evil.example",
		"a\u0085Bcc: evil@evil.example", "a\x00\x0bBcc: evil@evil.example", "a\r\n\r\n<p>body</p>", "=?utf-8?q?a=0D=0ABcc:_evil@evil.example?=",
		`a" <evil@evil.example>, "b`, "a, evil@evil.example", strings.Repeat("mot ", 400), strings.Repeat("x", 3000), strings.Repeat("é", 3000),
	} {
		raw := headOf(t, Mail{FromName: forged, ToName: forged, Subject: forged, Language: "fr", Text: "t", HTML: "h"})
		r := read(t, raw)
		if len(r.from) != 1 || r.from[0].Address != "sophie@garage.example" || len(r.to) != 1 || r.to[0].Address != "ann@client.example" {
			t.Errorf("%.40q: from %v, to %v", forged, r.from, r.to)
		}
		if names := headerNames(t, raw); len(names) != 8 || slices.Contains(names, "Bcc") {
			t.Errorf("%.40q: headers %q", forged, names)
		}
		if r.text != "t" || r.html != "h" {
			t.Errorf("%.40q: text %q, HTML %q", forged, r.text, r.html)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, valid := range []string{"a@b.be", "jean.o'neill+auto@garage-dupont.co.uk", "info@xn--caf-dma.be", "info@café.be", "é@b.be", "a_b-c@b.museum"} {
		if !garage.IsEmail(valid) {
			t.Errorf("%s is refused: %s", valid, garage.CheckEmail(valid))
		}
	}
	for _, invalid := range []string{
		"", "a", "@b.be", "a@", "a b@c.be", "a@b", "a@b..be", ".a@b.be", "a.@b.be", "a..b@c.be", "a@b.be, c@d.be", "a@b.be;c@d.be",
		"a@b@c.be", "<a@b.be>", "Jan <a@b.be>", `"a b"@c.be`, "a@b.be\r\nBcc: x@y.be", "a@b.be\n", "a\u2028@b.be", "a@b.be\u2029", "a@-b.be",
		"a@[127.0.0.1]", "a@127.0.0.1", "pas d'email", "a@b.c\x00", "a\u00a0b@c.be", strings.Repeat("a", 65) + "@b.be", "a(x)@b.be", "\xff@b.be",
	} {
		if garage.IsEmail(invalid) {
			t.Errorf("%q is taken for an address", invalid)
		}
		m := Mail{FromAddress: "sophie@garage.example", ToAddress: invalid}
		if _, err := (&composer{}).head(&m, "<x@y.be>", time.Now()); err == nil {
			t.Errorf("a mail to %q was made", invalid)
		}
		m = Mail{FromAddress: invalid, ToAddress: "ann@client.example"}
		if _, err := (&composer{}).head(&m, "<x@y.be>", time.Now()); err == nil {
			t.Errorf("a mail from %q was made", invalid)
		}
	}
	if r := read(t, headOf(t, Mail{ToAddress: "info@café.be"})); r.to[0].Address != "info@xn--caf-dma.be" {
		t.Errorf("to %s", r.to[0].Address)
	}
}

func TestAttachments(t *testing.T) {
	g := newOffice(t)
	ann := g.client(garage.Client{Name: "Peeters", Email: "ann@client.example"})
	bob := g.client(garage.Client{Name: "Jansen", Email: "bob@client.example"})
	g.save(ann, bob)
	big := bytes.Repeat([]byte("0123456789"), 30_000)
	files := []struct{ name, kind, want, content string }{
		{"Facture.pdf", "application/pdf", "Facture.pdf", string(big)},
		{"Été à Liège – conditions.pdf", "application/pdf; name=x", "Été à Liège – conditions.pdf", "a"},
		{
			"Très longue " + strings.Repeat("description détaillée ", 8) + ".pdf", "application/pdf",
			cutRunes("Très longue "+strings.Repeat("description détaillée ", 8), maxFileName) + ".pdf", "b",
		},
		{"日本語.txt", "text/plain", "日本語.txt", "c\n"},
		{`C:\Users\Marc\../../etc/pass"wd.txt`, "text/plain", "pass_wd.txt", "d"},
		{"a\r\nBcc: evil@evil.example.pdf", "application/pdf\r\nBcc: evil@evil.example", "a Bcc_ evil@evil.example.pdf", "e"},
		{"message.eml", "message/rfc822", "message.eml", "From: x@y.be\r\n\r\n"},
		{"boundary.txt", "text/plain", "boundary.txt", "\r\n--=_garagemail_\r\n--\r\n"},
		{"😀.png", "image/png", "😀.png", ""},
	}
	for _, file := range files {
		g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, file.name, file.kind, []byte(file.content)))
	}
	g.queue()
	messages := g.messages()
	for _, id := range []int64{ann, bob} {
		m := messages[id]
		if len(m.names) != len(files) || !strings.Contains(m.text, "Peeters") && !strings.Contains(m.text, "Jansen") || m.html == "" {
			t.Fatalf("attachments %q, text %q", m.names, m.text)
		}
		for i, file := range files {
			if m.names[i] != file.want || m.attachments[file.want] != file.content {
				t.Errorf("attachment %q, want %q; %d bytes, want %d", m.names[i], file.want, len(m.attachments[m.names[i]]), len(file.content))
			}
		}
		if names := headerNames(t, m.raw); len(names) != 8 {
			t.Errorf("headers %q", names)
		}
	}
	if one, two := tailOf(t, messages[ann].raw), tailOf(t, messages[bob].raw); !bytes.Equal(one, two) || len(one) < len(big) {
		t.Error("the attachments of two messages of a mailing differ")
	}
}

// TestNoPictureTellsItsPlace: also one that was attached before pictures were looked at, or not by the screens.
func TestNoPictureTellsItsPlace(t *testing.T) {
	g := newOffice(t)
	ann := g.client(garage.Client{Name: "Peeters", Email: "ann@client.example"})
	g.save(ann)
	photo := picturetest.Photo(t, 6, 60, 40)
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "photo.jpg", "image/jpeg", photo))
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "photo.pdf", "application/pdf", photo)) // whatever it is called
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "film.mov", "video/quicktime", []byte("\x00\x00\x00\x18ftypqt  GPS")))
	g.queue()
	m := g.messages()[ann]
	for _, name := range []string{"photo.jpg", "photo.pdf"} {
		sent := m.attachments[name]
		info, err := jpeg.DecodeConfig(strings.NewReader(sent))
		if err != nil || info.Width != 40 || strings.Contains(sent, "GPS") {
			t.Errorf("%s: %d bytes of %d, %v", name, len(sent), len(photo), err)
		}
	}
	if m.attachments["film.mov"] == "" {
		t.Error("what cannot be cleaned, and goes because she said so, did not go")
	}
}

// tailOf returns what follows the first part of a message with attachments.
func tailOf(t *testing.T, raw []byte) []byte {
	t.Helper()
	parts := bytes.SplitN(raw, []byte("\r\n--=_garagemail_"), 3)
	if len(parts) != 3 {
		t.Fatalf("%d parts", len(parts))
	}
	return parts[2]
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestTailIsStoredOnce: 40 messages with 1 MB each must not make the file 40 MB larger.
func TestTailIsStoredOnce(t *testing.T) {
	g := newOffice(t)
	var ids []int64
	for range 40 {
		id := g.client(garage.Client{Name: "Client", Email: "c" + strings.Repeat("x", len(ids)) + "@client.example"})
		ids = append(ids, id)
	}
	g.save(ids...)
	content := make([]byte, 1_000_000)
	for i := range content {
		content[i] = byte(i*7919 + i>>8)
	}
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "a.bin", "application/octet-stream", content))
	g.queue()
	if size := fileSize(t, g.db.Path()) + fileSize(t, g.db.Path()+"-wal"); size > 12_000_000 {
		t.Errorf("the file has %d bytes", size)
	}
	for _, m := range g.messages() {
		if m.attachments["a.bin"] != string(content) {
			t.Fatal("an attachment is not whole")
		}
	}
}

func TestFileNameParameters(t *testing.T) {
	for name, want := range map[string]string{
		"F2026-17.pdf": ";\r\n filename=\"F2026-17.pdf\"",
		"été.pdf":      ";\r\n filename*=UTF-8''%C3%A9t%C3%A9.pdf",
	} {
		if got := fileNameParameter(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	long := strings.Repeat("é", 100) + ".pdf"
	parameter := fileNameParameter(long)
	for _, line := range strings.Split(parameter, "\r\n") {
		if len(line) > 76 || regexp.MustCompile(`%.?$`).MatchString(line) {
			t.Errorf("line %q", line)
		}
	}
	if _, parameters, err := mime.ParseMediaType("attachment" + strings.ReplaceAll(parameter, "\r\n", "")); err != nil || parameters["filename"] != long {
		t.Errorf("read back %q, %v", parameters["filename"], err)
	}
	if decoded, err := new(mime.WordDecoder).DecodeHeader(strings.ReplaceAll(nameParameter(long), "\r\n", "")); err != nil || decoded != `; name="`+long+`"` {
		t.Errorf("Outlook's form reads %q, %v", decoded, err)
	}
	var header mail.AttachmentHeader
	header.Set("Content-Disposition", "attachment"+strings.ReplaceAll(parameter, "\r\n", ""))
	if name, err := header.Filename(); err != nil || name != long {
		t.Errorf("another library reads %q, %v", name, err)
	}
}
