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
	courrier := m.menu().Items[2]
	if courrier.Label != "Courrier" || !strings.HasPrefix(courrier.Items[0].Label, "@") || !strings.HasSuffix(courrier.Items[0].Label, "F8") {
		t.Fatalf("%s: %s", courrier.Label, courrier.Items[0].Label)
	}
	courrier.Items[0].Action()
	if m.current != 0 || !desktest.DialogSays(m.window, "À qui voulez-vous écrire") {
		t.Errorf("page %d, %q", m.current, desktest.OverlayText(m.window))
	}
}
