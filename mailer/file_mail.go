package mailer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"garagemail/assets/lang"
	"garagemail/store"
)

// FileMailDraft is a mail of a file as it is looked at before it goes: all of it can be changed.
type FileMailDraft struct {
	FileID    int64
	Mail      string // the key of the store.FileMail, "" for one that she writes herself
	Party     store.Party
	ToName    string
	ToAddress string
	Language  string
	Subject   string
	Body      string // Markdown; what the file could fill in is filled in, the rest still stands in brackets
}

// FileAttached is a file that goes with a mail: a PDF or a picture.
type FileAttached struct {
	Name, MediaType string
	Bytes           []byte
}

// DraftFileMail writes the mail that a state of a file proposes: to the party's address, in his language, with the phrase of
// the company, else the program's own. companyID is who sends it.
func DraftFileMail(ctx context.Context, db *store.DB, userID, companyID, fileID int64, mail store.FileMail) (FileMailDraft, error) {
	draft, err := draftFileMail(ctx, db, userID, companyID, fileID, mail)
	if err != nil {
		return FileMailDraft{}, fmt.Errorf("mail %s of file %d: %w", mail.Key, fileID, err)
	}
	return draft, nil
}

func draftFileMail(ctx context.Context, db *store.DB, userID, companyID, fileID int64, mail store.FileMail) (FileMailDraft, error) {
	file, client, err := readFileWithClient(ctx, db, fileID)
	if err != nil {
		return FileMailDraft{}, err
	}
	_, company, err := db.MergeSender(ctx, userID, companyID)
	if err != nil {
		return FileMailDraft{}, err
	}
	phrases, err := db.Phrases(ctx, companyID)
	if err != nil {
		return FileMailDraft{}, err
	}
	draft := FileMailDraft{FileID: fileID, Mail: mail.Key, Party: mail.Party}
	party := file.Party(mail.Party)
	draft.ToName, draft.ToAddress = cmp.Or(party.Contact, party.Name), party.Email
	draft.Language = cmp.Or(party.Language, client.Language, company.Language, "fr")
	if mail.Party == store.PartyClient {
		draft.ToName, draft.ToAddress = cmp.Or(draft.ToName, ClientName(client.Client)), cmp.Or(draft.ToAddress, client.Email)
		draft.Language = cmp.Or(party.Language, client.Language, company.Language, "fr")
	}
	text := filePhrase(mail, draft.Language, phrases)
	data := &mergeData{client: client.Client, vehicle: vehicleOfFile(file), company: company, printer: lang.New(draft.Language), file: &file}
	draft.Subject, draft.Body = data.fillSource(text.Subject), data.fillSource(text.Body)
	return draft, nil
}

// filePhrase is the company's text, else the program's own.
func filePhrase(mail store.FileMail, language string, phrases []store.Phrase) store.Text {
	subject, body := mail.TextKeys()
	p := lang.New(language)
	text := store.Text{Subject: p.T(subject), Body: p.T(body)}
	for _, phrase := range phrases {
		if phrase.Key == mail.PhraseKey() && phrase.Language == language && phrase.Body != "" {
			text.Body, text.Subject = phrase.Body, cmp.Or(phrase.Subject, text.Subject)
		}
	}
	return text
}

// fillSource fills the placeholders of a text that is still to be edited; those that nothing fills stay as they are written.
func (d *mergeData) fillSource(source string) string {
	return written.ReplaceAllStringFunc(source, func(match string) string {
		hole, is := readHole(written.FindStringSubmatch(match))
		if !is {
			return match
		}
		value, trouble := hole.fill(d)
		if trouble != "" {
			return match
		}
		return value
	})
}

func readFileWithClient(ctx context.Context, db *store.DB, fileID int64) (store.File, store.MergeClient, error) {
	file, err := db.File(ctx, fileID)
	if err != nil || file.ClientID == 0 {
		return file, store.MergeClient{}, err
	}
	clients, err := db.MergeClients(ctx, []int64{file.ClientID})
	if err != nil || len(clients) == 0 {
		return file, store.MergeClient{}, err
	}
	return file, clients[0], nil
}

// vehicleOfFile is the vehicle as the file says it: it keeps the plate that the car had.
func vehicleOfFile(file store.File) store.Vehicle {
	return store.Vehicle{Plate: file.Values["plate"], VIN: file.Values["vin"], Make: file.Values["make"], Model: file.Values["model"]}
}

// SendFileMail makes the message of a mail of a file, as it was changed, and hands it to the outbox; it is written on the
// file's timeline in the same transaction. It returns the delivery's id, and *RefusedError when the mail cannot leave as it is.
// Sending changes no state of the file.
func SendFileMail(ctx context.Context, db *store.DB, userID, companyID int64, userName string, draft FileMailDraft, files []FileAttached) (int64, error) {
	id, err := sendFileMail(ctx, db, userID, companyID, userName, draft, files)
	if err != nil {
		return 0, fmt.Errorf("mail of file %d: %w", draft.FileID, err)
	}
	return id, nil
}

func sendFileMail(ctx context.Context, db *store.DB, userID, companyID int64, userName string, draft FileMailDraft, files []FileAttached) (int64, error) {
	composer, err := newComposer(ctx, db, store.Mailing{
		Purpose: store.Service, UserID: userID, CompanyID: companyID, FallbackLanguage: draft.Language,
		Texts: map[string]store.Text{draft.Language: {Subject: draft.Subject, Body: draft.Body}},
	})
	if err != nil {
		return 0, err
	}
	file, client, err := readFileWithClient(ctx, db, draft.FileID)
	if err != nil {
		return 0, err
	}
	composer.file = &file
	client.Language, client.Email = draft.Language, strings.TrimSpace(draft.ToAddress)
	mail := composer.compose(client)
	mail.ToName = cutRunes(oneLine(draft.ToName), maxName)
	if err := composer.refuseFileMail(&mail, client); err != nil {
		return 0, err
	}
	attached := make([]namedContent, len(files))
	for i, one := range files {
		attached[i] = namedContent{one.Name, one.MediaType, one.Bytes}
	}
	if len(attached) > 0 {
		if err := composer.encodeTail(attached, fmt.Sprintf("file %d", file.ID)); err != nil {
			return 0, err
		}
	}
	delivery, err := composer.delivery(db, &mail)
	if err != nil {
		return 0, err
	}
	delivery.Kind, delivery.MailingID = store.KindFile, 0
	ids, err := db.QueueFileMail(ctx, file.ID, draft.Mail, userName, []store.NewDelivery{delivery})
	var live *store.LiveError
	if errors.As(err, &live) {
		kind := OnItsWay
		if live.State == store.Uncertain {
			kind = MayHaveArrived
		}
		return 0, &RefusedError{Report{Issues: []Issue{{Kind: kind, Blocking: true, Detail: live.Address}}}}
	}
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// refuseFileMail returns what keeps the mail back: the account, the address, the text.
func (c *composer) refuseFileMail(mail *Mail, client store.MergeClient) error {
	if c.user.Email == "" || c.user.SMTPServer == "" || checkAddress(c.user.Email) != nil {
		return &RefusedError{Report{Issues: []Issue{{Kind: NoAccount, Blocking: true, Detail: c.user.Name}}}}
	}
	if issue, kept := c.keptBack(mail, client); kept {
		return &RefusedError{Report{Issues: []Issue{issue}}}
	}
	if strings.TrimSpace(mail.Subject) == "" {
		return &RefusedError{Report{Issues: []Issue{{Kind: EmptySubject, Blocking: true}}}}
	}
	return nil
}

// fileValue fills a placeholder of files; "" when the file does not say it.
func (d *mergeData) fileValue(p store.FilePlaceholder) string {
	if d.file == nil {
		return ""
	}
	if p.Party != "" {
		party := d.file.Party(p.Party)
		if p.Own {
			return party.Reference
		}
		return party.Name
	}
	if len(p.Fields) == 0 {
		return d.file.Number
	}
	var values []string
	for _, field := range p.Fields {
		if value := d.fieldText(field, d.file.Values[field.Key]); value != "" {
			values = append(values, value)
		}
	}
	if len(values) > 0 && !p.Join {
		return values[0]
	}
	return strings.Join(values, ", ")
}

// fieldText writes a value of a file in the mail's language.
func (d *mergeData) fieldText(field store.FileField, value string) string {
	return FieldText(d.printer, field, value)
}

// FieldText writes a value of a file in the form of a language.
func FieldText(p *lang.Printer, field store.FileField, value string) string {
	if value == "" {
		return ""
	}
	switch field.Type {
	case store.FileDate:
		return p.Date(value)
	case store.FileDateTime:
		day, clock, _ := strings.Cut(value, "T")
		return p.Date(day) + " " + clock
	case store.FileMoney:
		var cents int64
		if _, err := fmt.Sscan(value, &cents); err == nil {
			return p.Money(cents)
		}
	case store.FileNumber:
		return numberText(p, value)
	case store.FileYesNo:
		return p.T("mail.file_" + value)
	case store.FileChoice:
		if slices.Contains(field.Choices, value) {
			return p.T(field.ChoiceKey(value))
		}
	}
	return value
}

// numberText writes 12.5 with the mark of the language.
func numberText(p *lang.Printer, value string) string {
	whole, fraction, _ := strings.Cut(value, ".")
	var units int64
	if _, err := fmt.Sscan(whole+fraction, &units); err != nil {
		return value
	}
	return p.Decimal(units, len(fraction))
}
