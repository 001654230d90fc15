package mailer

import (
	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store"
)

// PhraseKey names the text that accompanies documents of a kind in a company's phrases.
func PhraseKey(kind store.DocumentKind) string { return string(kind) + "_mail" }

// The second and the third tone of a reminder have phrases of their own. No document is of these kinds: see ToneKind.
const (
	FirmReminder  store.DocumentKind = "reminder_firm"
	FinalReminder store.DocumentKind = "reminder_final"
)

// PhraseKinds are all kinds of document that a company has phrases for, in the order in which screens list them.
var PhraseKinds = []store.DocumentKind{
	store.Invoice, store.CreditNote, store.Quote, store.Order, store.Reminder, FirmReminder, FinalReminder, store.Statement,
}

// ToneKind is the kind whose phrase speaks in a tone; tone 0 is a statement of account.
func ToneKind(tone store.Tone) store.DocumentKind {
	switch tone {
	case 0:
		return store.Statement
	case 1:
		return store.Reminder
	case 2:
		return FirmReminder
	}
	return FinalReminder
}

// DefaultPhrase is the program's own text for documents of a kind: it counts until the company writes one.
func DefaultPhrase(kind store.DocumentKind, language string) store.Phrase {
	p := lang.New(language)
	texts := phraseTexts[kind]
	return store.Phrase{Key: PhraseKey(kind), Language: language, Subject: p.T(texts[0]), Body: p.T(texts[1])}
}

// phraseTexts are the language keys of subject and body.
var phraseTexts = map[store.DocumentKind][2]string{
	store.Invoice:    {"mail.invoice_subject", "mail.invoice_body"},
	store.CreditNote: {"mail.credit_note_subject", "mail.credit_note_body"},
	store.Quote:      {"mail.quote_subject", "mail.quote_body"},
	store.Order:      {"mail.order_subject", "mail.order_body"},
	store.Reminder:   {"mail.reminder_subject", "mail.reminder_body"},
	FirmReminder:     {"mail.reminder_firm_subject", "mail.reminder_firm_body"},
	FinalReminder:    {"mail.reminder_final_subject", "mail.reminder_final_body"},
	store.Statement:  {"mail.statement_subject", "mail.statement_body"},
}

// phraseMailing is the mailing that a kind of document's mails are composed as: the phrases of the company, and the
// program's own where it has none.
func phraseMailing(user, company int64, kind store.DocumentKind, phrases []store.Phrase, fallback string) store.Mailing {
	mailing := store.Mailing{
		Purpose: store.Service, UserID: user, CompanyID: company, FallbackLanguage: fallback, Texts: map[string]store.Text{},
	}
	for _, language := range languages.Recipient {
		own := DefaultPhrase(kind, language)
		mailing.Texts[language] = store.Text{Subject: own.Subject, Body: own.Body}
	}
	for _, phrase := range phrases {
		if phrase.Key == PhraseKey(kind) && phrase.Body != "" {
			text := store.Text{Subject: phrase.Subject, Body: phrase.Body}
			if text.Subject == "" {
				text.Subject = mailing.Texts[phrase.Language].Subject
			}
			mailing.Texts[phrase.Language] = text
		}
	}
	return mailing
}
