package settings

import (
	"context"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
)

// phraseText is a text that a company can write anew: what it goes with, the program's own, and an example.
type phraseText struct {
	key     string
	label   string
	about   compose.PlaceholderContext
	own     func(language string) garage.Phrase
	example func(ctx context.Context, language string, text garage.Phrase) (string, error) // garage.ErrNotFound = there is none
}

// phraseTexts are those of documents by kind, and those of files by kind and by the mail that a state proposes.
func phraseTexts(a *desk.App) []phraseText {
	var all []phraseText
	for _, kind := range compose.PhraseKinds {
		all = append(all, phraseText{
			key: compose.PhraseKey(kind), label: phraseLabel(a, kind), about: compose.OfDocument,
			own: func(language string) garage.Phrase { return compose.DefaultPhrase(kind, language) },
			example: func(ctx context.Context, language string, text garage.Phrase) (string, error) {
				return documentExample(ctx, a, kind, language, text)
			},
		})
	}
	for _, kind := range garage.CaseKinds {
		for _, mail := range kind.Mails {
			all = append(all, phraseText{
				key: mail.PhraseKey(), about: compose.OfCase,
				label: a.Printer.T(kind.LabelKey()) + " · " + a.Printer.T(garage.CaseState{Key: mail.State}.LabelKey()) + " · " + a.Printer.T(mail.LabelKey()),
				own:   func(language string) garage.Phrase { return compose.DefaultCasePhrase(mail, language) },
				example: func(ctx context.Context, language string, text garage.Phrase) (string, error) {
					return caseExample(ctx, a, kind, language, text)
				},
			})
		}
	}
	return all
}

func documentExample(ctx context.Context, a *desk.App, kind garage.DocumentKind, language string, text garage.Phrase) (string, error) {
	ids, err := a.DB.DocumentIDs(ctx, exampleOf(kind), store.DocumentSort{By: store.DocumentDate, Descending: true})
	if err != nil || len(ids) == 0 {
		return "", orElse(err, garage.ErrNotFound)
	}
	document, err := a.DB.Document(ctx, ids[0])
	if err != nil {
		return "", err
	}
	if document.CompanyID == 0 {
		document.CompanyID = a.Company.ID
	}
	mail, err := compose.PreviewDocument(ctx, a.Office(), language, text, document)
	return mail.Subject + "\n\n" + mail.Text, err
}

func caseExample(ctx context.Context, a *desk.App, kind garage.CaseKind, language string, text garage.Phrase) (string, error) {
	ids, err := a.DB.CaseIDs(ctx, store.CaseFilter{Kind: kind.Name})
	if err != nil || len(ids) == 0 {
		return "", orElse(err, garage.ErrNotFound)
	}
	filled, err := compose.FillCaseText(ctx, a.Office(), ids[0], language, garage.Text{Subject: text.Subject, Body: text.Body})
	return filled.Subject + "\n\n" + filled.Body, err
}

// phraseLabel is what the documents are called that a phrase goes with.
func phraseLabel(a *desk.App, kind garage.DocumentKind) string {
	for tone := garage.ReminderLevel(1); tone <= 3; tone++ {
		if kind == compose.LevelKind(tone) {
			return desk.LevelLabel(a, tone)
		}
	}
	return a.Printer.T(kind.LabelKey())
}

// exampleOf are the documents of which one stands in the example: a reminder speaks of invoices that are open.
func exampleOf(kind garage.DocumentKind) store.DocumentFilter {
	switch kind {
	case garage.Reminder, compose.FirmReminder, compose.FinalReminder, garage.Statement:
		return store.DocumentFilter{Kinds: []garage.DocumentKind{garage.Invoice}, Paid: store.PaidOpen}
	}
	return store.DocumentFilter{Kinds: []garage.DocumentKind{kind}}
}

func orElse(err, other error) error {
	if err == nil {
		return other
	}
	return err
}
