package compose

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/store/garage"
)

// CaseMailDraft is a mail of a case as it is looked at before it goes: all of it can be changed.
type CaseMailDraft struct {
	CaseID    int64
	Mail      string // the key of the garage.CaseMail, "" for one that she writes herself
	Party     garage.Party
	ToName    string
	ToAddress string
	Language  string
	Subject   string
	Body      string // Markdown; what the file could fill in is filled in, the rest still stands in brackets
	Again     bool   // she knows that it went to this address before
}

// CaseAttached is a file that goes with a mail: a PDF or a picture.
type CaseAttached struct {
	Name, MediaType string
	Bytes           []byte
	DocumentID      int64 // of the journal's document whose PDF it is, 0 = none
}

// DraftCaseMail writes the mail that a state of a case proposes: to the party's address, in his language, with the phrase of
// the company, else the program's own. office says who sends it.
func DraftCaseMail(ctx context.Context, office Office, caseID int64, mail garage.CaseMail) (CaseMailDraft, error) {
	draft, err := draftCaseMail(ctx, office, caseID, mail)
	if err != nil {
		return CaseMailDraft{}, fmt.Errorf("mail %s of file %d: %w", mail.Key, caseID, err)
	}
	return draft, nil
}

func draftCaseMail(ctx context.Context, office Office, caseID int64, mail garage.CaseMail) (CaseMailDraft, error) {
	file, client, err := readCaseWithClient(ctx, office.DB, caseID)
	if err != nil {
		return CaseMailDraft{}, err
	}
	_, company, err := office.DB.MergeSender(ctx, office.UserID, office.CompanyID)
	if err != nil {
		return CaseMailDraft{}, err
	}
	phrases, err := office.DB.Phrases(ctx, office.CompanyID)
	if err != nil {
		return CaseMailDraft{}, err
	}
	draft := CaseMailDraft{CaseID: caseID, Mail: mail.Key, Party: mail.Party}
	party := file.Party(mail.Party)
	draft.ToName, draft.ToAddress = cmp.Or(party.Contact, party.Name), party.Email
	draft.Language = cmp.Or(party.Language, client.Language, company.Language, languages.Reference)
	if mail.Party == garage.PartyClient {
		draft.ToName, draft.ToAddress = cmp.Or(draft.ToName, client.WrittenName()), cmp.Or(draft.ToAddress, client.Email)
	}
	text := casePhrase(mail, draft.Language, phrases)
	data := &mergeData{client: client.Client, vehicle: vehicleOfCase(file), company: company, printer: lang.New(draft.Language), file: &file}
	draft.Subject, draft.Body = data.fillSource(text.Subject, false), data.fillSource(text.Body, true)
	return draft, nil
}

// FillCaseText fills what a case can fill of a text in a language; the rest stays in brackets. office is who would send it.
func FillCaseText(ctx context.Context, office Office, caseID int64, language string, text garage.Text) (garage.Text, error) {
	file, client, err := readCaseWithClient(ctx, office.DB, caseID)
	if err != nil {
		return garage.Text{}, fmt.Errorf("text of file %d: %w", caseID, err)
	}
	_, company, err := office.DB.MergeSender(ctx, office.UserID, office.CompanyID)
	if err != nil {
		return garage.Text{}, fmt.Errorf("text of file %d: %w", caseID, err)
	}
	data := &mergeData{client: client.Client, vehicle: vehicleOfCase(file), company: company, printer: lang.New(language), file: &file}
	return garage.Text{Subject: data.fillSource(text.Subject, false), Body: data.fillSource(text.Body, true)}, nil
}

// DefaultCasePhrase is the program's own text of a mail: it counts until the company writes one.
func DefaultCasePhrase(mail garage.CaseMail, language string) garage.Phrase {
	subject, body := mail.TextKeys()
	p := lang.New(language)
	return garage.Phrase{Key: mail.PhraseKey(), Language: language, Subject: p.T(subject), Body: p.T(body)}
}

// casePhrase is the company's text, else the program's own.
func casePhrase(mail garage.CaseMail, language string, phrases []garage.Phrase) garage.Text {
	own := DefaultCasePhrase(mail, language)
	text := garage.Text{Subject: own.Subject, Body: own.Body}
	for _, phrase := range phrases {
		if phrase.Key == mail.PhraseKey() && phrase.Language == language && phrase.Body != "" {
			text.Body, text.Subject = phrase.Body, cmp.Or(phrase.Subject, text.Subject)
		}
	}
	return text
}

// fillSource fills the placeholders of a text that is still to be edited; those that nothing fills stay as they are written.
// In Markdown a value keeps its lines and reads as it was typed: a part number is no emphasis.
func (d *mergeData) fillSource(source string, markdown bool) string {
	return written.ReplaceAllStringFunc(source, func(match string) string {
		hole, is := readHole(written.FindStringSubmatch(match))
		if !is {
			return match
		}
		value, trouble := hole.fill(d)
		if trouble != "" {
			return match
		}
		if !markdown {
			return value
		}
		if typed := hole.placeholder.value(d); strings.Contains(strings.TrimSpace(typed), "\n") {
			value = typed
		}
		var lines []string
		for line := range strings.Lines(value) {
			if line = oneLine(line); line != "" {
				lines = append(lines, asTyped(line))
			}
		}
		return strings.Join(lines, "\n")
	})
}

// asTyped is a line that Markdown shows as it stands; only what would change it is marked, for she reads and mends it.
func asTyped(line string) string {
	line = markdownMarks.Replace(line)
	if strings.HasPrefix(line, "#") || strings.HasPrefix(line, ">") || strings.HasPrefix(line, "=") {
		return `\` + line
	}
	return line
}

var markdownMarks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "`", "\\`", "[", `\[`)

func readCaseWithClient(ctx context.Context, db *store.DB, fileID int64) (garage.Case, store.Addressee, error) {
	file, err := db.Case(ctx, fileID)
	if err != nil || file.ClientID == 0 {
		return file, store.Addressee{}, err
	}
	clients, err := db.Addressees(ctx, []int64{file.ClientID})
	if err != nil || len(clients) == 0 {
		return file, store.Addressee{}, err
	}
	return file, clients[0], nil
}

// vehicleOfCase is the vehicle as the case says it: it keeps the plate that the car had.
func vehicleOfCase(file garage.Case) garage.Vehicle {
	return garage.Vehicle{Plate: file.Values["plate"], VIN: file.Values["vin"], Make: file.Values["make"], Model: file.Values["model"]}
}
