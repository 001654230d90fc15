package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/clients"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
	"garagemail/ui/mailings"
)

// mainOf opens the main window on a file that is not empty: an empty one is offered the demo garage.
func mainOf(t *testing.T, a *desk.App) *mainWindow {
	t.Helper()
	storetest.Client(t, a.DB, garage.Client{Name: "Zoé", Email: "zoe@client.example"})
	_, err := a.DB.SaveCompany(t.Context(), garage.Company{Name: "Garage Zoé", Language: "fr"})
	desktest.Check(t, err)
	m := newMainWindow(&Program{App: a})
	m.window.Show()
	t.Cleanup(m.window.Discard)
	return m
}

// menuEntry returns what stands at the end of a path through the menus, without the key that stands in its words.
func menuEntry(menu *fyne.MainMenu, path ...string) *fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, top := range menu.Items {
		if top.Label == path[0] {
			items = top.Items
		}
	}
	for i, name := range path[1:] {
		for _, item := range items {
			if label, _, _ := strings.Cut(item.Label, "   "); label != name {
				continue
			}
			if i == len(path)-2 {
				return item
			}
			if item.ChildMenu != nil {
				items = item.ChildMenu.Items
				break
			}
		}
	}
	return nil
}

func TestMenusStandWhereCarPackHasThem(t *testing.T) {
	for language, paths := range map[string][][]string{
		"fr": {
			{"Utilitaires", "Configuration générale", "Mes paramètres"},
			{"Utilitaires", "Configuration générale", "Paramètres utilisateurs"},
			{"Utilitaires", "Configuration générale", "Paramètres sociétés"},
			{"Utilitaires", "Configuration générale", "Familles, types et facturiers"},
			{"Fichier", "Copies de sauvegarde"},
		},
		"nl": {
			{"Extra", "Algemene configuratie", "Mijn parameters"},
			{"Extra", "Algemene configuratie", "Gebruikersparameters"},
			{"Extra", "Algemene configuratie", "Configuratie bedrijven"},
			{"Extra", "Algemene configuratie", "Families, types en faktuurboeken"},
			{"Bestand", "Reservekopieën"},
		},
	} {
		t.Run(language, func(t *testing.T) {
			m := mainOf(t, withDoors(desktest.In(t, language)))
			for _, path := range paths {
				entry := menuEntry(m.window.MainMenu(), path...)
				if entry == nil {
					t.Errorf("the menus have no %s", strings.Join(path, " > "))
					continue
				}
				before := len(m.app.Host.App.Driver().AllWindows())
				entry.Action()
				if opened := len(m.app.Host.App.Driver().AllWindows()) - before; opened != 1 {
					t.Errorf("%s opened %d windows", strings.Join(path, " > "), opened)
				}
			}
		})
	}
}

func TestKeysOfAPageEndWithIt(t *testing.T) {
	a := newDesk(t)
	m := mainOf(t, a)
	mails := func() int {
		t.Helper()
		mailings, err := a.DB.Mailings(t.Context())
		desktest.Check(t, err)
		return len(mailings)
	}
	clients := m.pages[0].(*clients.ClientsPage)
	writeToTheFirst := func() {
		clients.Grid.Select(clients.Grid.IDs()[0])
		desktest.PressKey(m.window, fyne.KeyF8)
		if m.window.Canvas().Overlays().Top() != nil {
			desktest.PressKey(m.window, fyne.KeyReturn)
		}
		drafts, err := a.DB.Mailings(t.Context())
		desktest.Check(t, err)
		for _, draft := range drafts { // the test driver gives the keys of any widget to the newest window
			if editor, open := kit.Raise[*mailings.MailEditor](a.Host, "mail_editor", draft.ID); open {
				editor.Window.Discard()
			}
		}
	}
	writeToTheFirst()
	if mails() != 1 {
		t.Fatalf("F8 on the clients' page made %d drafts", mails())
	}
	desktest.PressKey(m.window, fyne.KeyF4)
	if m.current != 3 {
		t.Fatalf("F4 shows page %d", m.current)
	}
	writeToTheFirst()
	if mails() != 1 {
		t.Errorf("F8 on the outbox' page wrote a mail to a client who is not seen")
	}
	desktest.PressKey(m.window, fyne.KeyF2)
	writeToTheFirst()
	if mails() != 2 {
		t.Errorf("F8 does nothing any more back on the clients' page")
	}
}

func TestMarksAreClearedOnEveryPageAndWhileTyping(t *testing.T) {
	a := newDesk(t)
	m := mainOf(t, a)
	id := m.pages[0].(*clients.ClientsPage).Grid.IDs()[0]
	for number, key := range []fyne.KeyName{fyne.KeyF2, fyne.KeyF12, fyne.KeyF3, fyne.KeyF4} {
		desktest.PressKey(m.window, key)
		if m.current != number {
			t.Fatalf("%s shows page %d", key, m.current)
		}
		desktest.Check(t, a.DB.RestoreMarks(t.Context(), []int64{id}))
		desktest.PressChord(t, m.window, fyne.KeyR, fyne.KeyModifierAlt)
		if left, err := a.DB.MarkCount(t.Context()); err != nil || left != 0 {
			t.Errorf("page %d: ALT+R left %d marks, %v", number, left, err)
		}
	}
	desktest.Check(t, a.DB.RestoreMarks(t.Context(), []int64{id}))
	m.window.Focus(m.pages[3].(*mailings.OutboxPage).Search)
	desktest.PressChord(t, m.window, fyne.KeyR, fyne.KeyModifierAlt)
	if left, err := a.DB.MarkCount(t.Context()); err != nil || left != 0 {
		t.Errorf("while typing, ALT+R left %d marks, %v", left, err)
	}
}

func TestStatusLineSaysWhatTheOutboxDoes(t *testing.T) {
	a := newDesk(t)
	m := mainOf(t, a)
	if m.status.Text != "Boîte d'envoi vide" {
		t.Errorf("an empty outbox is %q", m.status.Text)
	}
	if m.who.Text != "Sophie" || m.window.Title() != "GarageMail - Garage Zoé" {
		t.Errorf("%q works in %q", m.who.Text, m.window.Title())
	}
	m.counts = garage.DeliveryCounts{Queued: 2, Failed: 1, Uncertain: 1}
	for _, part := range []string{"2", "1"} {
		if !strings.Contains(m.statusLine(), part) {
			t.Errorf("the line %q does not say %s", m.statusLine(), part)
		}
	}
	if got := firstSentence("Le mot de passe est faux. Corrigez-le."); got != "Le mot de passe est faux." {
		t.Errorf("the first sentence is %q", got)
	}
}

// TestMailStandsInTheMenuCourrier: from any page the @ of the menu asks to whom, on the page of the clients.
func TestMailStandsInTheMenuCourrier(t *testing.T) {
	a := desktest.New(t)
	m := mainOf(t, a)
	m.show(1)
	courrier := m.menu().Items[3]
	if courrier.Label != "Courrier" || !strings.HasPrefix(courrier.Items[0].Label, "@") || !strings.HasSuffix(courrier.Items[0].Label, "F8") {
		t.Fatalf("%s: %s", courrier.Label, courrier.Items[0].Label)
	}
	courrier.Items[0].Action()
	if m.current != 0 || !desktest.DialogSays(m.window, "À qui voulez-vous écrire") {
		t.Errorf("page %d, %q", m.current, desktest.OverlayText(m.window))
	}
}

func TestMenusHelpEditAndWindow(t *testing.T) {
	for language, menus := range map[string][3]string{"fr": {"Édition", "Fenêtre", "Aide"}, "nl": {"Bewerken", "Venster", "Help"}} {
		t.Run(language, func(t *testing.T) {
			m := mainOf(t, withDoors(desktest.In(t, language)))
			w := m.window
			for _, key := range []string{"kit.undo", "kit.cut", "kit.copy", "kit.paste", "kit.select_all"} {
				if menuEntry(w.MainMenu(), menus[0], w.T(key)) == nil {
					t.Errorf("%s has no %s", menus[0], w.T(key))
				}
			}
			for _, key := range []string{"help.keys", "help.report", "help.about"} {
				menuEntry(w.MainMenu(), menus[2], w.T(key)).Action()
				if !desktest.DialogSays(w, w.T(key)) {
					t.Errorf("%s did not open", w.T(key))
				}
				desktest.PressKey(w, fyne.KeyEscape)
			}
			settings := w.T("settings.companies")
			if menuEntry(w.MainMenu(), menus[1], settings) != nil {
				t.Error("a window is listed that is not open")
			}
			m.app.Doors.OpenCompanies()
			if menuEntry(w.MainMenu(), menus[1], settings) == nil {
				t.Error("the open window is not listed")
			}
			menuEntry(w.MainMenu(), menus[1], w.T("main.close_others")).Action()
			if menuEntry(w.MainMenu(), menus[1], settings) != nil || len(m.app.Host.Windows()) != 1 {
				t.Error("the other window was not closed")
			}
		})
	}
}

// TestLanguageChangesAtOnce takes the language from the settings as she does, with another window open.
func TestLanguageChangesAtOnce(t *testing.T) {
	a := newDesk(t)
	m := mainOf(t, a)
	m.show(2)
	a.Doors.OpenCompanies()
	menuEntry(m.window.MainMenu(), "Utilitaires", "Configuration générale", "Affichage et langue").Action()
	desktest.Choose(t, desktest.Found[*kit.Select](m.window.Canvas().Overlays().Top())[0], "Nederlands")
	if menuEntry(m.window.MainMenu(), "Extra", "Algemene configuratie", "Mijn parameters") == nil || m.tabs[1].Text != "Faktuurboek" {
		t.Errorf("the window speaks %s still", m.tabs[1].Text)
	}
	if m.current != 2 || m.window.Canvas().Overlays().Top() != nil || len(a.Host.Windows()) != 1 {
		t.Errorf("page %d, %d windows", m.current, len(a.Host.Windows()))
	}
	if desk.RememberedLanguage(a.DB, a.Login) != "nl" || desk.RememberedLanguage(a.DB, "somebody else") != "" {
		t.Error("the language is not kept for her alone")
	}
	a.Bus.Announce(desk.TopicSettings, desk.TopicOutbox) // the pages that went hear nothing any more
	m.speak("fr")
	if m.tabs[1].Text != "Facturier" {
		t.Errorf("back to %s", m.tabs[1].Text)
	}
}

func TestLanguageWaitsForWhatIsUnsaved(t *testing.T) {
	a := newDesk(t)
	m := mainOf(t, a)
	other := a.NewWindow(kit.WindowOptions{Key: "unsaved", Title: "unsaved", Size: fyne.NewSize(300, 200)})
	other.Show()
	t.Cleanup(other.Discard)
	other.OnMayClose(func() bool { return false })
	m.speak("nl")
	if a.Printer.Language() != "fr" || m.tabs[1].Text != "Facturier" || len(a.Host.Windows()) != 2 {
		t.Errorf("speaks %s with %d windows", a.Printer.Language(), len(a.Host.Windows()))
	}
}

func TestLookIsKeptForWhoWorksHere(t *testing.T) {
	a := newDesk(t)
	if look := a.Look(); look != (kit.Look{Shade: "light", TextSize: 100}) {
		t.Errorf("at first %+v", look)
	}
	a.SetLook(kit.Look{Shade: "dark", TextSize: 130})
	if look := a.Look(); look != (kit.Look{Shade: "dark", TextSize: 130}) {
		t.Errorf("kept %+v", look)
	}
	a.Login = "somebody else"
	if look := a.Look(); look.Shade != "light" {
		t.Errorf("another has %+v", look)
	}
}
