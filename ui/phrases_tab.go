package ui

import (
	"context"
	"maps"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/ui/kit"
)

// phrasesTab is the tab Phrases of a company: the texts that go with its documents by mail, by kind and language.
type phrasesTab struct {
	app     *App
	window  *kit.Window
	kind    *kit.Select
	forms   map[string]*kit.Form // by language
	nomSoc  *kit.Form
	insert  *kit.Button // the placeholder menu opens under it
	last    *kit.Entry  // where she was
	example *widget.Label
	texts   map[phraseOf]store.Phrase // of all kinds, as she has them now
	saved   map[phraseOf]store.Phrase
	object  fyne.CanvasObject
}

type phraseOf struct {
	kind     store.DocumentKind
	language string
}

func newPhrasesTab(a *App, w *kit.Window) *phrasesTab {
	t := &phrasesTab{app: a, window: w, forms: map[string]*kit.Form{}, example: widget.NewLabel("")}
	languages := container.NewAppTabs()
	for _, language := range mailer.PhraseLanguages {
		form := kit.NewForm(w, 1,
			kit.Field{Key: "subject", Label: w.T("company.phrase_subject")},
			kit.Field{Key: "body", Label: w.T("company.phrase_body"), Kind: kit.Multiline, Lines: 7})
		form.OnChanged = func(string) {
			t.keep()
			w.Runner.Debounce("phrase.example", 400*time.Millisecond, func() { t.showExample(language) })
		}
		t.forms[language] = form
		t.remember(form.Entry("subject"))
		t.remember(form.Entry("body"))
		languages.Append(container.NewTabItem(w.T("settings.language_"+language), form.Object))
	}
	languages.OnSelected = func(*container.TabItem) {
		t.last = nil
		t.showExample(mailer.PhraseLanguages[languages.SelectedIndex()])
	}
	t.insert = kit.NewIconButton(w.T("editor.placeholder"), theme.ContentAddIcon(), func() { t.onPlaceholder(mailer.PhraseLanguages[languages.SelectedIndex()]) })
	t.insert.SetToolTip(w.T("editor.placeholder_hint") + " (CTRL+M)")
	w.Bind("Ctrl+M", func() { t.onPlaceholder(mailer.PhraseLanguages[languages.SelectedIndex()]) })
	var kinds []string
	for _, kind := range mailer.PhraseKinds {
		kinds = append(kinds, phraseLabel(a, kind))
	}
	t.kind = kit.NewSelect(kinds, nil)
	t.kind.SetSelectedIndex(0)
	t.kind.OnChanged = func(string) { t.showTexts(); t.showExample(mailer.PhraseLanguages[languages.SelectedIndex()]) }
	t.kind.SetToolTip(w.T("company.phrase_kind_hint"))
	t.nomSoc = kit.NewForm(w, 1, kit.Field{
		Key: "nomsoc", Label: w.T("company.nomsoc"), Kind: kit.OneOf, Tooltip: w.T("company.nomsoc_hint"),
		Options: []kit.Option{{Value: "", Label: w.T("company.nomsoc_company")}, {Value: "1", Label: w.T("company.nomsoc_client")}},
	})
	hint := widget.NewLabel(w.T("company.phrase_placeholders"))
	hint.Wrapping, hint.Importance = fyne.TextWrapWord, widget.LowImportance
	t.example.Wrapping = fyne.TextWrapWord
	head := container.NewBorder(nil, nil, kit.Heading(w.T("company.phrase_invoice_mail")), t.insert, t.kind)
	t.object = t.window.NewScroll(container.NewPadded(container.NewVBox(head, languages, hint, t.nomSoc.Object,
		kit.Heading(w.T("company.phrase_example")), t.example)))
	return t
}

// remember keeps in which field she was, so that the menu writes there.
func (t *phrasesTab) remember(entry *kit.Entry) {
	left := entry.OnFocusLost
	entry.OnFocusLost = func() { left(); t.last = entry }
}

// onPlaceholder opens the menu of what a phrase can say: of the document first.
func (t *phrasesTab) onPlaceholder(language string) {
	form := t.forms[language]
	entry := form.Entry("body")
	switch focused := t.window.Canvas().Focused(); {
	case focused == fyne.Focusable(form.Entry("subject")):
		entry = form.Entry("subject")
	case focused != fyne.Focusable(entry) && t.last != nil:
		entry = t.last
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.insert)
	t.window.PopUpMenu(at.Add(fyne.NewPos(0, t.insert.Size().Height)),
		placeholderActions(t.window, entry, mailer.OfDocument, mailer.OfClient, mailer.OfVehicle)...)
}

// phraseLabel is what the documents are called that a phrase goes with.
func phraseLabel(a *App, kind store.DocumentKind) string {
	for tone := store.Tone(1); tone <= 3; tone++ {
		if kind == mailer.ToneKind(tone) {
			return toneLabel(a, tone)
		}
	}
	return a.p.T(kind.LabelKey())
}

// exampleOf are the documents of which one stands in the example: a reminder speaks of invoices that are open.
func exampleOf(kind store.DocumentKind) store.DocumentFilter {
	switch kind {
	case store.Reminder, mailer.FirmReminder, mailer.FinalReminder, store.Statement:
		return store.DocumentFilter{Kinds: []store.DocumentKind{store.Invoice}, Paid: store.PaidOpen}
	}
	return store.DocumentFilter{Kinds: []store.DocumentKind{kind}}
}

func (t *phrasesTab) shownKind() store.DocumentKind {
	return mailer.PhraseKinds[max(0, t.kind.SelectedIndex())]
}

// fill shows the texts of a company; where it has none the program's own stand.
func (t *phrasesTab) fill(company store.Company, phrases []store.Phrase) {
	t.texts, t.saved = map[phraseOf]store.Phrase{}, map[phraseOf]store.Phrase{}
	for _, kind := range mailer.PhraseKinds {
		for _, language := range mailer.PhraseLanguages {
			t.texts[phraseOf{kind, language}] = mailer.DefaultPhrase(kind, language)
		}
		for _, phrase := range phrases {
			if phrase.Key == mailer.PhraseKey(kind) {
				t.texts[phraseOf{kind, phrase.Language}] = phrase
			}
		}
	}
	maps.Copy(t.saved, t.texts)
	isClient := ""
	if company.NomSocIsClient {
		isClient = "1"
	}
	t.nomSoc.SetValue("nomsoc", isClient)
	t.nomSoc.SetClean()
	t.showTexts()
	t.showExample(mailer.PhraseLanguages[0])
}

// showTexts puts the texts of the chosen kind into the fields.
func (t *phrasesTab) showTexts() {
	for language, form := range t.forms {
		text := t.texts[phraseOf{t.shownKind(), language}]
		form.SetValue("subject", text.Subject)
		form.SetValue("body", text.Body)
	}
}

// keep takes what stands in the fields over.
func (t *phrasesTab) keep() {
	for language, form := range t.forms {
		t.texts[phraseOf{t.shownKind(), language}] = store.Phrase{
			Key: mailer.PhraseKey(t.shownKind()), Language: language, Subject: form.Value("subject"), Body: form.Value("body"),
		}
	}
}

// showExample fills the text with the newest document of its kind, as a client of that language would get it.
func (t *phrasesTab) showExample(language string) {
	kind, text := t.shownKind(), t.texts[phraseOf{t.shownKind(), language}]
	kit.Load(t.window.Runner, "phrase.example", func(ctx context.Context) (string, error) {
		ids, err := t.app.db.DocumentIDs(ctx, exampleOf(kind), store.DocumentSort{By: store.DocumentDate, Descending: true})
		if err != nil || len(ids) == 0 {
			return t.window.T("company.phrase_no_example"), err
		}
		document, err := t.app.db.Document(ctx, ids[0])
		if err != nil {
			return "", err
		}
		if document.CompanyID == 0 {
			document.CompanyID = t.app.company.ID
		}
		mail, err := mailer.PreviewDocument(ctx, t.app.db, t.app.user.ID, language, text, document)
		return mail.Subject + "\n\n" + mail.Text, err
	}, func(example string, err error) {
		if err != nil {
			t.app.fail(t.window, err)
			return
		}
		t.example.SetText(example)
	})
}

func (t *phrasesTab) dirty() bool { return len(t.changed()) > 0 || t.nomSoc.Dirty() }

// changed returns the texts that she changed; one she emptied is the program's own again.
func (t *phrasesTab) changed() []store.Phrase {
	t.keep()
	var all []store.Phrase
	for _, kind := range mailer.PhraseKinds {
		for _, language := range mailer.PhraseLanguages {
			of := phraseOf{kind, language}
			if now, was := t.texts[of], t.saved[of]; now.Subject != was.Subject || now.Body != was.Body {
				now.Key, now.Language = mailer.PhraseKey(kind), language
				all = append(all, now)
			}
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
