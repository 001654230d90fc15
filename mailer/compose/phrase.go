package compose

import (
	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
)

// PhraseKey names the text that accompanies documents of a kind in a company's phrases.
func PhraseKey(kind garage.DocumentKind) string { return string(kind) + "_mail" }

// The second and the third tone of a reminder have phrases of their own. No document is of these kinds: see LevelKind.
const (
	FirmReminder  garage.DocumentKind = "reminder_firm"
	FinalReminder garage.DocumentKind = "reminder_final"
)

// PhraseKinds are all kinds of document that a company has phrases for, in the order in which screens list them.
var PhraseKinds = []garage.DocumentKind{
	garage.Invoice, garage.CreditNote, garage.Quote, garage.Order, garage.Reminder, FirmReminder, FinalReminder, garage.Statement,
}

// LevelKind is the kind whose phrase speaks in a tone; tone 0 is a statement of account.
func LevelKind(level garage.ReminderLevel) garage.DocumentKind {
	switch level {
	case 0:
		return garage.Statement
	case 1:
		return garage.Reminder
	case 2:
		return FirmReminder
	}
	return FinalReminder
}

// DefaultPhrase is the program's own text for documents of a kind: it counts until the company writes one.
func DefaultPhrase(kind garage.DocumentKind, language string) garage.Phrase {
	p := lang.New(language)
	texts := phraseTexts[kind]
	return garage.Phrase{Key: PhraseKey(kind), Language: language, Subject: p.T(texts[0]), Body: p.T(texts[1])}
}

// phraseTexts are the language keys of subject and body.
var phraseTexts = map[garage.DocumentKind][2]string{
	garage.Invoice:    {"mail.invoice_subject", "mail.invoice_body"},
	garage.CreditNote: {"mail.credit_note_subject", "mail.credit_note_body"},
	garage.Quote:      {"mail.quote_subject", "mail.quote_body"},
	garage.Order:      {"mail.order_subject", "mail.order_body"},
	garage.Reminder:   {"mail.reminder_subject", "mail.reminder_body"},
	FirmReminder:      {"mail.reminder_firm_subject", "mail.reminder_firm_body"},
	FinalReminder:     {"mail.reminder_final_subject", "mail.reminder_final_body"},
	garage.Statement:  {"mail.statement_subject", "mail.statement_body"},
}

// phraseMailing is the mailing that a kind of document's mails are composed as: the phrases of the company, and the
// program's own where it has none.
func phraseMailing(user, company int64, kind garage.DocumentKind, phrases []garage.Phrase, fallback string) garage.Mailing {
	mailing := garage.Mailing{
		Purpose: garage.Service, UserID: user, CompanyID: company, FallbackLanguage: fallback, Texts: map[string]garage.Text{},
	}
	for _, language := range languages.Recipient {
		own := DefaultPhrase(kind, language)
		mailing.Texts[language] = garage.Text{Subject: own.Subject, Body: own.Body}
	}
	for _, phrase := range phrases {
		if phrase.Key == PhraseKey(kind) && phrase.Body != "" {
			text := garage.Text{Subject: phrase.Subject, Body: phrase.Body}
			if text.Subject == "" {
				text.Subject = mailing.Texts[phrase.Language].Subject
			}
			mailing.Texts[phrase.Language] = text
		}
	}
	return mailing
}
