// Package compose makes messages out of drafts: placeholders, Markdown, MIME, the look before sending, and their queueing in the outbox.
package compose

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/garage"
)

// Mail is what one recipient gets, before it is made into bytes.
type Mail struct {
	ClientID     int64
	ToName       string
	ToAddress    string
	FromName     string
	FromAddress  string
	Language     string // of the text; dates, amounts and the closing sentence follow it
	FallbackUsed bool   // the client's own language has no text
	Subject      string
	HTML         string
	Text         string
	Attachments  []garage.Attachment
	Unresolved   []Unresolved // placeholders that nothing fills: with any, the mail is not sent
	Issues       []Issue      // all that Preflight would say of this client

	text        *compiled // that is filled, nil = none
	values      []string  // of its holes
	content     [sha256.Size]byte
	unsubscribe string // mailto URL of List-Unsubscribe, "" = none; known once it is written
}

// composer makes the mails of one mailing. Texts are parsed once; it is read-only afterwards.
type composer struct {
	mailing     garage.Mailing
	user        garage.User
	company     garage.Company
	attachments []garage.Attachment
	texts       map[string]*compiled
	seal        *seal // of the unsubscribe tokens
	boundary    string
	tail        []byte
	file        *garage.Case // whose mail it is, nil = none
	later       time.Time    // when its messages are to leave, zero = at once
}

// compiled is the text of one language, ready to be filled.
type compiled struct {
	language  string
	printer   *lang.Printer
	holes     []hole // of subject, body and signature
	subject   []piece
	body      body
	signature body
	farewell  string // how to object to advertising, of promotional mails
	label     string // of the link that does
	faults    []Issue
}

// newComposer reads what the mails of a mailing share. Attachments are listed but not read: see loadTail.
func newComposer(ctx context.Context, db *store.DB, mailing garage.Mailing) (*composer, error) {
	c := &composer{mailing: mailing, texts: map[string]*compiled{}}
	var err error
	if c.user, c.company, err = db.MergeSender(ctx, mailing.UserID, mailing.CompanyID); err != nil {
		return nil, err
	}
	if mailing.ID != 0 {
		if c.attachments, err = db.Attachments(ctx, mailing.ID); err != nil {
			return nil, err
		}
	}
	fileID, err := db.FileID(ctx)
	if err != nil {
		return nil, err
	}
	c.seal = newSeal(fileID)
	for language, text := range mailing.Texts {
		c.addText(language, text)
	}
	return c, nil
}

// addText parses the text of a language.
func (c *composer) addText(language string, text garage.Text) {
	if strings.TrimSpace(text.Subject) == "" && strings.TrimSpace(text.Body) == "" {
		return // opened in the editor and left empty: not a text
	}
	compiled := compile(language, text, c.user.Signature)
	compiled.farewell = compiled.printer.T("mail.unsubscribe", "Sender", c.senderName())
	compiled.label = compiled.printer.T("mail.unsubscribe_link")
	c.texts[language] = compiled
}

func compile(language string, text garage.Text, signature string) *compiled {
	c := &compiled{language: language, printer: lang.New(language)}
	c.subject = parseLine(text.Subject, &c.holes)
	c.body = parseBody(text.Body, &c.holes)
	c.signature = parseBody(signature, &c.holes)
	c.faults = c.issues()
	return c
}

// textFor returns the text a client gets: in his language, in the company's when his is not known, else the fallback. It
// is nil when there is no such text.
func (c *composer) textFor(client garage.Client) (text *compiled, fallbackUsed bool) {
	wanted := client.Language
	if wanted == "" {
		if text = c.texts[c.company.Language]; text != nil {
			return text, false
		}
	}
	if text = c.texts[wanted]; text != nil {
		return text, false
	}
	return c.texts[c.mailing.FallbackLanguage], wanted != "" && wanted != c.mailing.FallbackLanguage
}

// look finds out to whom the mail of one client goes, with what values, and what is the matter with it; it never fails. The mail
// has no text yet: see write. document is the one that it carries, nil = none.
func (c *composer) look(client store.Addressee, document *garage.Document) Mail {
	mail := Mail{
		ClientID:    client.ID,
		ToName:      cutRunes(oneLine(client.WrittenName()), maxName),
		ToAddress:   strings.TrimSpace(client.Email),
		FromName:    cutRunes(oneLine(c.user.DisplayName), maxName),
		FromAddress: strings.TrimSpace(c.user.Email),
		Language:    c.mailing.FallbackLanguage,
		Attachments: c.attachments,
	}
	text, fallbackUsed := c.textFor(client.Client)
	if text != nil {
		mail.Language, mail.FallbackUsed, mail.text = text.language, fallbackUsed, text
		mail.values, mail.Unresolved = valuesOf(text.holes, &mergeData{
			client: client.Client, vehicle: c.vehicle(client, document), document: document,
			company: c.company, printer: text.printer, file: c.file,
		})
		mail.Subject = cutRunes(oneLine(fill(text.subject, mail.values)), maxSubject)
		mail.content = text.content(mail.Subject, mail.values)
	}
	mail.Issues = c.clientIssues(&mail, text, client)
	return mail
}

// content tells texts apart by what is not personal about every mail: those of two clients with the same one are doubles.
func (t *compiled) content(subject string, values []string) [sha256.Size]byte {
	said := append(make([]byte, 0, 4096), subject...)
	for _, p := range t.body.html {
		said = append(append(said, '\n'), p.literal...)
		if p.hole >= 0 {
			said = append(append(said, '\n'), values[p.hole]...)
		}
	}
	return sha256.Sum256(said)
}

// write makes both texts of a mail that was looked at. It is done once for each message, when it is made, for it is what costs.
func (c *composer) write(mail *Mail) {
	text := mail.text
	if text == nil {
		return
	}
	plain, page := plainText(text.body.plain, mail.values), fill(text.body.html, mail.values)
	var html strings.Builder
	html.Grow(len(page) + 1024)
	openPage(&html, text.language, mail.Subject)
	html.WriteString(page)
	if !text.signature.empty {
		fmt.Fprintf(&html, "<div style=\"%s\">\n%s</div>\n", signatureStyle, fill(text.signature.html, mail.values))
		plain += "\n-- \n" + plainText(text.signature.plain, mail.values)
	}
	if c.mailing.Purpose == garage.Promotional {
		mail.unsubscribe = unsubscribeURL(mail.FromAddress, c.seal.token(mail.ClientID))
		writeFooter(&html, text.farewell, text.label, mail.unsubscribe)
		plain += "\n" + breakText(text.farewell)
	}
	closePage(&html)
	mail.HTML, mail.Text = html.String(), plain
}

// vehicle is the one a mail speaks of: the document's own, else the one that the criteria mean.
func (c *composer) vehicle(client store.Addressee, document *garage.Document) garage.Vehicle {
	if c.file != nil {
		return vehicleOfCase(*c.file)
	}
	if document == nil {
		return vehicleOf(client.Vehicles, c.mailing.Criteria)
	}
	for _, vehicle := range client.Vehicles {
		if vehicle.ID == document.VehicleID {
			return vehicle.Vehicle
		}
	}
	return garage.Vehicle{Plate: document.Plate}
}

// senderName is who the closing sentence says the mail is from.
func (c *composer) senderName() string {
	for _, name := range []string{c.company.Name, c.user.DisplayName} {
		if name = oneLine(name); name != "" {
			return name
		}
	}
	return c.user.Email
}

// Longer ones are cut: nobody reads them, and a header line has its limits.
const (
	maxName    = 100
	maxSubject = 250
)

func cutRunes(text string, limit int) string {
	count := 0
	for i := range text {
		if count++; count > limit {
			return strings.TrimSpace(text[:i])
		}
	}
	return text
}

// Preview returns the mail that a client would get from the mailing as it stands in the editor, saved or not; only its
// attachments are read from the file. It returns garage.ErrNotFound when the client is gone.
func Preview(ctx context.Context, db *store.DB, mailing garage.Mailing, clientID int64) (Mail, error) {
	mail, err := preview(ctx, db, mailing, clientID)
	if err != nil {
		return Mail{}, fmt.Errorf("preview of mailing %d for client %d: %w", mailing.ID, clientID, err)
	}
	return mail, nil
}

func preview(ctx context.Context, db *store.DB, mailing garage.Mailing, clientID int64) (Mail, error) {
	composer, err := newComposer(ctx, db, mailing)
	if err != nil {
		return Mail{}, err
	}
	clients, err := db.Addressees(ctx, []int64{clientID})
	if err != nil {
		return Mail{}, err
	}
	if len(clients) == 0 {
		return Mail{}, garage.ErrNotFound
	}
	mail := composer.look(clients[0], nil)
	composer.write(&mail)
	return mail, nil
}
