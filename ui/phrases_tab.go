package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/ui/kit"
)

// phraseInvoiceMail names the text that goes with an invoice by mail.
const phraseInvoiceMail = "invoice_mail"

// phraseLanguages are those a text can be written in.
var phraseLanguages = []string{"fr", "nl", "de", "en"}

// phrasesTab is the tab Phrases of a company: its texts in each language.
type phrasesTab struct {
	app    *App
	window *kit.Window
	forms  map[string]*kit.Form // by language
	nomSoc *kit.Form
	object fyne.CanvasObject
}

func newPhrasesTab(a *App, w *kit.Window) *phrasesTab {
	t := &phrasesTab{app: a, window: w, forms: map[string]*kit.Form{}}
	languages := container.NewAppTabs()
	for _, language := range phraseLanguages {
		t.forms[language] = kit.NewForm(w, 1,
			kit.Field{Key: "subject", Label: w.T("company.phrase_subject")},
			kit.Field{Key: "body", Label: w.T("company.phrase_body"), Kind: kit.Multiline, Lines: 9})
		languages.Append(container.NewTabItem(w.T("settings.language_"+language), t.forms[language].Object))
	}
	t.nomSoc = kit.NewForm(w, 1, kit.Field{
		Key: "nomsoc", Label: w.T("company.nomsoc"), Kind: kit.OneOf, Tooltip: w.T("company.nomsoc_hint"),
		Options: []kit.Option{{Value: "", Label: w.T("company.nomsoc_company")}, {Value: "1", Label: w.T("company.nomsoc_client")}},
	})
	hint := widget.NewLabel(w.T("company.phrase_placeholders"))
	hint.Wrapping, hint.Importance = fyne.TextWrapWord, widget.LowImportance
	t.object = container.NewVScroll(container.NewPadded(container.NewVBox(
		kit.Heading(w.T("company.phrase_"+phraseInvoiceMail)), languages, hint, t.nomSoc.Object)))
	return t
}

// fill shows the texts of a company; a new one has none yet.
func (t *phrasesTab) fill(company store.Company, phrases []store.Phrase) {
	for _, form := range t.forms {
		form.SetValue("subject", "")
		form.SetValue("body", "")
	}
	for _, phrase := range phrases {
		if form := t.forms[phrase.Language]; form != nil && phrase.Key == phraseInvoiceMail {
			form.SetValue("subject", phrase.Subject)
			form.SetValue("body", phrase.Body)
		}
	}
	isClient := ""
	if company.NomSocIsClient {
		isClient = "1"
	}
	t.nomSoc.SetValue("nomsoc", isClient)
	t.nomSoc.SetClean()
	for _, form := range t.forms {
		form.SetClean()
	}
}

func (t *phrasesTab) dirty() bool {
	for _, form := range t.forms {
		if form.Dirty() {
			return true
		}
	}
	return t.nomSoc.Dirty()
}

// changed returns the texts that she changed.
func (t *phrasesTab) changed() []store.Phrase {
	var all []store.Phrase
	for _, language := range phraseLanguages {
		if form := t.forms[language]; form.Dirty() {
			all = append(all, store.Phrase{
				Key: phraseInvoiceMail, Language: language, Subject: form.Value("subject"), Body: form.Value("body"),
			})
		}
	}
	return all
}

// save keeps the texts of a company that exists by now.
func (t *phrasesTab) save(ctx context.Context, companyID int64, phrases []store.Phrase) error {
	for _, phrase := range phrases {
		phrase.CompanyID = companyID
		if err := t.app.db.SavePhrase(ctx, phrase); err != nil {
			return err
		}
	}
	return nil
}
