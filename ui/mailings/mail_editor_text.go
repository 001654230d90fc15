package mailings

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/assets/lang/languages"
	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// textPane is the subject and the body of one language.
type textPane struct {
	object  fyne.CanvasObject
	subject *kit.Entry
	body    *kit.Entry
	last    *kit.Entry // had the keyboard last: placeholders go there
}

func newTextPane(e *MailEditor) *textPane {
	w := e.Window
	p := &textPane{subject: kit.NewEntry(), body: kit.NewTextEntry()}
	p.subject.PlaceHolder = w.T("editor.subject")
	p.body.PlaceHolder = w.T("editor.body_hint")
	p.last = p.subject
	for _, entry := range []*kit.Entry{p.subject, p.body} {
		entry.OnChanged = func(string) {
			e.showTabs()
			e.changed()
		}
		entry.OnFocusLost = func() { p.last = entry }
	}
	p.body.OnKey = func(event *fyne.KeyEvent) bool { return leaveByTab(w, event) }
	p.object = kit.Under(p.subject, p.body)
	return p
}

// leaveByTab has TAB go to the next field: a mail needs no tabs, and without a mouse she could not get out of the text.
func leaveByTab(w *kit.Window, event *fyne.KeyEvent) bool {
	if event.Name != fyne.KeyTab {
		return false
	}
	driver, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	if ok && driver.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 {
		w.Canvas().FocusPrevious()
	} else {
		w.Canvas().FocusNext()
	}
	return true
}

func (p *textPane) text() garage.Text { return garage.Text{Subject: p.subject.Text, Body: p.body.Text} }

func (p *textPane) set(text garage.Text) {
	p.subject.SetText(text.Subject)
	p.body.SetText(text.Body)
}

// entry is the field that a placeholder goes into.
func (p *textPane) entry(w *kit.Window) *kit.Entry {
	switch w.Canvas().Focused() {
	case fyne.Focusable(p.subject):
		return p.subject
	case fyne.Focusable(p.body):
		return p.body
	}
	return p.last
}

// buildTexts is the left part of the editor: languages, formatting bar, subject and body.
func (e *MailEditor) buildTexts() fyne.CanvasObject {
	w := e.Window
	tabs, bar := container.NewHBox(), container.NewHBox()
	e.bar = container.New(layout.NewRowWrapLayout(), tabs, bar) // two rows where one is too narrow
	e.pages = container.NewStack()
	for _, language := range languages.Recipient {
		tab := kit.NewIconButton(w.T("editor.language."+language), nil, func() { e.turnTo(language) })
		tab.SetToolTip(w.T("editor.language_hint"))
		e.tabs[language] = tab
		e.texts[language] = newTextPane(e)
		tabs.Add(tab)
	}
	w.Bind("Ctrl+Next", func() { e.turn(1) })
	w.Bind("Ctrl+Prior", func() { e.turn(-1) })
	format := func(key, chord string, icon fyne.Resource, label string, run func()) *kit.Button {
		button := kit.NewIconButton(label, icon, run)
		button.Importance = widget.LowImportance
		button.SetToolTip(w.T(key) + " (" + kit.KeyName(chord) + ")")
		w.Bind(chord, run)
		bar.Add(button)
		return button
	}
	format("editor.bold", "Ctrl+B", nil, w.T("editor.bold_letter"), func() { e.surround("**") })
	format("editor.italic", "Ctrl+I", nil, w.T("editor.italic_letter"), func() { e.surround("*") })
	format("editor.list", "Ctrl+U", theme.ListIcon(), "", e.onList)
	format("editor.link", "Ctrl+K", theme.MailForwardIcon(), w.T("editor.link_word"), e.onLink)
	e.insertAt = format("editor.placeholder_hint", "Ctrl+M", theme.ContentAddIcon(), w.T("editor.placeholder"), e.onPlaceholder)
	return kit.Under(e.bar, e.pages)
}

// showLanguage shows the text of a language.
func (e *MailEditor) showLanguage(language string) {
	e.language = language
	e.pages.Objects = []fyne.CanvasObject{e.texts[language].object}
	e.pages.Refresh()
	e.showTabs()
}

// showTabs marks the language that is seen and ticks those that have a text.
func (e *MailEditor) showTabs() {
	for language, tab := range e.tabs {
		importance, icon := widget.MediumImportance, fyne.Resource(nil)
		if language == e.language {
			importance = widget.HighImportance
		}
		if text := e.texts[language].text(); strings.TrimSpace(text.Subject+text.Body) != "" {
			icon = theme.ConfirmIcon()
		}
		if tab.Importance != importance || tab.Icon != icon {
			tab.Importance, tab.Icon = importance, icon
			tab.Refresh()
			e.bar.Refresh() // a tick makes it wider
		}
	}
}

func (e *MailEditor) turnTo(language string) {
	e.showLanguage(language)
	e.Window.Focus(e.texts[language].last)
}

func (e *MailEditor) turn(step int) {
	for i, language := range languages.Recipient {
		if language == e.language {
			e.turnTo(languages.Recipient[(i+step+len(languages.Recipient))%len(languages.Recipient)])
			return
		}
	}
}

// surround puts a Markdown mark on both sides of the selected words, or the cursor between two marks.
func (e *MailEditor) surround(mark string) {
	body := e.texts[e.language].body
	e.Window.Focus(body)
	selected := body.SelectedText()
	inner := strings.TrimSpace(selected)
	if inner == "" {
		desk.TypeInto(body, mark+mark)
		for range mark {
			body.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
		}
		return
	}
	// A mark beside a space is no mark in Markdown.
	before, after, _ := strings.Cut(selected, inner)
	desk.TypeInto(body, before+mark+inner+mark+after)
}

// onList makes a list of the selected lines, or begins one.
func (e *MailEditor) onList() {
	body := e.texts[e.language].body
	e.Window.Focus(body)
	selected := body.SelectedText()
	if strings.TrimSpace(selected) == "" {
		if body.Text != "" && !strings.HasSuffix(body.Text, "\n") {
			body.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
			desk.TypeInto(body, "\n")
		}
		desk.TypeInto(body, "- ")
		return
	}
	lines := strings.Split(selected, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = "- " + strings.TrimPrefix(line, "- ")
		}
	}
	desk.TypeInto(body, strings.Join(lines, "\n"))
}

// onLink asks where the selected words lead to.
func (e *MailEditor) onLink() {
	w, body := e.Window, e.texts[e.language].body
	selected := strings.Join(strings.Fields(body.SelectedText()), " ")
	w.AskText(w.T("editor.link"), w.T("editor.link_address"), "https://", w.T("action.add"), func(address string) string {
		parsed, err := url.Parse(address)
		if err != nil || strings.ContainsAny(address, " ()<>") || parsed.Host == "" && parsed.Opaque == "" && !strings.Contains(address, ".") {
			return w.T("editor.no_link")
		}
		if selected == "" {
			selected = address
		}
		desk.TypeInto(body, "["+selected+"]("+address+")")
		return ""
	})
}

// onPlaceholder opens the menu of what a mail can say of its recipient and of his vehicle.
func (e *MailEditor) onPlaceholder() {
	entry := e.texts[e.language].entry(e.Window)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(e.insertAt)
	e.Window.PopUpMenu(at.Add(fyne.NewPos(0, e.insertAt.Size().Height)), desk.PlaceholderActions(e.Window, entry, compose.OfClient, compose.OfVehicle)...)
}
