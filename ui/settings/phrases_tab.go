package settings

import (
	"context"
	"errors"
	"maps"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/assets/lang/languages"
	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// phrasesTab is the tab Phrases of a company: the texts of the mails that go with its documents and files.
type phrasesTab struct {
	app     *desk.App
	window  *kit.Window
	phrases []phraseText
	kind    *kit.Select
	forms   map[string]*kit.Form // by language
	nomSoc  *kit.Form
	insert  *kit.Button // the placeholder menu opens under it
	last    *kit.Entry  // where she was
	example *widget.Label
	texts   map[phraseOf]garage.Phrase // of all kinds, as she has them now
	saved   map[phraseOf]garage.Phrase
	object  fyne.CanvasObject
}

type phraseOf struct{ key, language string }

func newPhrasesTab(a *desk.App, w *kit.Window) *phrasesTab {
	t := &phrasesTab{app: a, window: w, phrases: phraseTexts(a), forms: map[string]*kit.Form{}, example: widget.NewLabel("")}
	tabs := container.NewAppTabs()
	for _, language := range languages.Recipient {
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
		tabs.Append(container.NewTabItem(w.T("settings.language_"+language), form.Object))
	}
	tabs.OnSelected = func(*container.TabItem) {
		t.last = nil
		t.showExample(languages.Recipient[tabs.SelectedIndex()])
	}
	t.insert = kit.NewIconButton(w.T("editor.placeholder"), theme.ContentAddIcon(), func() { t.onPlaceholder(languages.Recipient[tabs.SelectedIndex()]) })
	t.insert.SetToolTip(w.T("editor.placeholder_hint") + " (CTRL+M)")
	w.Bind("Ctrl+M", func() { t.onPlaceholder(languages.Recipient[tabs.SelectedIndex()]) })
	var kinds []string
	for _, phrase := range t.phrases {
		kinds = append(kinds, phrase.label)
	}
	t.kind = kit.NewSelect(kinds, nil)
	t.kind.SetSelectedIndex(0)
	t.kind.OnChanged = func(string) { t.showTexts(); t.showExample(languages.Recipient[tabs.SelectedIndex()]) }
	t.kind.SetToolTip(w.T("company.phrase_kind_hint"))
	t.nomSoc = kit.NewForm(w, 1, kit.Field{
		Key: "nomsoc", Label: w.T("company.nomsoc"), Kind: kit.OneOf, Tooltip: w.T("company.nomsoc_hint"),
		Options: []kit.Option{{Value: "", Label: w.T("company.nomsoc_company")}, {Value: "1", Label: w.T("company.nomsoc_client")}},
	})
	hint := widget.NewLabel(w.T("company.phrase_placeholders"))
	hint.Wrapping, hint.Importance = fyne.TextWrapWord, widget.LowImportance
	t.example.Wrapping = fyne.TextWrapWord
	head := container.NewBorder(nil, nil, kit.Heading(w.T("company.phrase_invoice_mail")), t.insert, t.kind)
	t.object = t.window.NewScroll(container.NewPadded(container.NewVBox(head, tabs, hint, t.nomSoc.Object,
		kit.Heading(w.T("company.phrase_example")), t.example)))
	return t
}

// remember keeps in which field she was, so that the menu writes there.
func (t *phrasesTab) remember(entry *kit.Entry) {
	left := entry.OnFocusLost
	entry.OnFocusLost = func() { left(); t.last = entry }
}

// onPlaceholder opens the menu of what a phrase can say: of the document or the file first.
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
		desk.PlaceholderActions(t.window, entry, t.shown().about, compose.OfClient, compose.OfVehicle)...)
}

func (t *phrasesTab) shown() phraseText { return t.phrases[max(0, t.kind.SelectedIndex())] }

// fill shows the texts of a company; where it has none the program's own stand.
func (t *phrasesTab) fill(company garage.Company, phrases []garage.Phrase) {
	t.texts, t.saved = map[phraseOf]garage.Phrase{}, map[phraseOf]garage.Phrase{}
	for _, phrase := range t.phrases {
		for _, language := range languages.Recipient {
			t.texts[phraseOf{phrase.key, language}] = phrase.own(language)
		}
	}
	for _, phrase := range phrases {
		if of := (phraseOf{phrase.Key, phrase.Language}); t.texts[of].Key != "" {
			t.texts[of] = phrase
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
	t.showExample(languages.Recipient[0])
}

// showTexts puts the texts of the chosen kind into the fields.
func (t *phrasesTab) showTexts() {
	for language, form := range t.forms {
		text := t.texts[phraseOf{t.shown().key, language}]
		form.SetValue("subject", text.Subject)
		form.SetValue("body", text.Body)
	}
}

// keep takes what stands in the fields over.
func (t *phrasesTab) keep() {
	for language, form := range t.forms {
		t.texts[phraseOf{t.shown().key, language}] = garage.Phrase{
			Key: t.shown().key, Language: language, Subject: form.Value("subject"), Body: form.Value("body"),
		}
	}
}

// showExample fills the text with the newest document or file that it goes with, as somebody of that language would get it.
func (t *phrasesTab) showExample(language string) {
	shown, text := t.shown(), t.texts[phraseOf{t.shown().key, language}]
	kit.Load(t.window, "phrase.example", func(ctx context.Context) (string, error) {
		example, err := shown.example(ctx, language, text)
		if errors.Is(err, garage.ErrNotFound) {
			return t.window.T("company.phrase_no_example"), nil
		}
		return example, err
	}, func(example string) {
		t.example.SetText(example)
	})
}

func (t *phrasesTab) dirty() bool { return len(t.changed()) > 0 || t.nomSoc.Dirty() }

// changed returns the texts that she changed; one she emptied is the program's own again.
func (t *phrasesTab) changed() []garage.Phrase {
	t.keep()
	var all []garage.Phrase
	for _, phrase := range t.phrases {
		for _, language := range languages.Recipient {
			of := phraseOf{phrase.key, language}
			if now, was := t.texts[of], t.saved[of]; now.Subject != was.Subject || now.Body != was.Body {
				now.Key, now.Language = phrase.key, language
				all = append(all, now)
			}
		}
	}
	return all
}

// save keeps the texts of a company that exists by now.
func (t *phrasesTab) save(ctx context.Context, companyID int64, phrases []garage.Phrase) error {
	for _, phrase := range phrases {
		phrase.CompanyID = companyID
		if err := t.app.DB.SavePhrase(ctx, phrase); err != nil {
			return err
		}
	}
	return nil
}
