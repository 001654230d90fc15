package mailings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func TestDraftIsSavedWhileItIsTyped(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	test.Type(e.texts["fr"].subject, "Entretien")
	test.Type(e.texts["fr"].body, "Bonjour 🚗")
	e.turnTo("nl")
	test.Type(e.texts["nl"].subject, "Onderhoud")
	e.form.SetValue("purpose", string(garage.Promotional))
	e.changed()

	// Another program's view of the file, the window still open: what a kill would leave.
	mailing, err := storetest.Open(t, d.Path).Mailing(t.Context(), d.Mailing)
	desktest.Check(t, err)
	want := map[string]garage.Text{"fr": {Subject: "Entretien", Body: "Bonjour 🚗"}, "nl": {Subject: "Onderhoud"}}
	if len(mailing.Texts) != 2 || mailing.Texts["fr"] != want["fr"] || mailing.Texts["nl"] != want["nl"] {
		t.Errorf("the file has %v", mailing.Texts)
	}
	if mailing.Purpose != garage.Promotional {
		t.Errorf("the file has the purpose %q", mailing.Purpose)
	}

	e.Window.Close()
	again := newMailEditor(d.App, d.Mailing)
	if text := again.texts["fr"].text(); text != want["fr"] {
		t.Errorf("reopened with %q", text)
	}
	if again.tabs["nl"].Icon == nil || again.tabs["de"].Icon != nil {
		t.Error("the tabs do not say which languages have a text")
	}
}

func TestClosingSavesWhatTheTimerHasNot(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	e.ready = false // the timer has not run yet
	e.texts["fr"].body.SetText("dernier mot")
	e.dirty = true
	e.Window.Close()
	mailing, err := d.DB.Mailing(t.Context(), d.Mailing)
	desktest.Check(t, err)
	if mailing.Texts["fr"].Body != "dernier mot" {
		t.Errorf("the file has %q", mailing.Texts["fr"].Body)
	}
}

func TestPlaceholderGoesToTheCursor(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	body := e.texts["fr"].body
	body.SetText("Bonjour !")
	e.Window.Focus(body)
	for range "Bonjour " {
		desktest.PressKey(e.Window, fyne.KeyRight)
	}
	for _, action := range desk.PlaceholderActions(e.Window, e.texts["fr"].entry(e.Window), compose.OfClient, compose.OfVehicle) {
		if strings.HasSuffix(action.Label, "<PRENOM>") {
			action.Run()
		}
		if strings.Contains(action.Label, "NUMFACT") {
			t.Error("a mailing is offered the number of a document")
		}
	}
	if body.Text != "Bonjour <PRENOM>!" {
		t.Errorf("the text is %q", body.Text)
	}
}

func TestFormattingBar(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	body := e.texts["fr"].body
	for name, tc := range map[string]struct{ text, want, key string }{
		"bold around the selection": {"gras", "**gras**", "B"},
		"italic":                    {"penché ", "*penché* ", "I"},
		"list":                      {"un\ndeux", "- un\n- deux", "U"},
		"bold where nothing stands": {"", "****", "B"},
	} {
		t.Run(name, func(t *testing.T) {
			body.SetText(tc.text)
			e.Window.Focus(body)
			body.TypedShortcut(&fyne.ShortcutSelectAll{})
			body.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyName(tc.key), Modifier: fyne.KeyModifierControl})
			if body.Text != tc.want {
				t.Errorf("the text is %q, want %q", body.Text, tc.want)
			}
		})
	}
}

func TestAttachments(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	file := filepath.Join(t.TempDir(), "promo été.pdf")
	desktest.Check(t, os.WriteFile(file, make([]byte, 11_000_000), 0o600))
	e.attachments.add(file)
	if rows := e.attachments.grid.Rows(); len(rows) != 1 || rows[0].Name != "promo été.pdf" || rows[0].MediaType != "application/pdf" {
		t.Fatalf("attached %v", rows)
	}
	if !strings.Contains(e.attachments.total.Text, "10 Mo") {
		t.Errorf("11 MB passed without a warning: %q", e.attachments.total.Text)
	}
	e.attachments.remove(e.attachments.grid.Rows())
	if len(e.attachments.grid.Rows()) != 0 {
		t.Error("the file is still attached")
	}
}

func TestPreviewIsOfTheTextOnTheScreen(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	p := newPreviewWindow(d.App, d.Mailing, e.current)
	e.texts["fr"].subject.SetText("Pour <NOM>")
	e.texts["fr"].body.SetText("Cher <PRENOM>")
	if p.subject.Text != "Pour Ana" || !strings.Contains(p.text.Text, "Cher Ana") {
		t.Errorf("shows %q, %q", p.subject.Text, p.text.Text)
	}
	desktest.PressKey(p.window, fyne.KeyF8)
	desktest.PressKey(p.window, fyne.KeyF8)
	if p.subject.Text != "Pour Céline" || !strings.Contains(p.problem.Text, "<PRENOM>") {
		t.Errorf("shows %q and says %q", p.subject.Text, p.problem.Text)
	}
}

func TestTemplateCanBeTakenBack(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	e.texts["fr"].subject.SetText("le mien")
	before := e.current()
	e.useTexts(map[string]garage.Text{"nl": {Subject: "sjabloon"}}, garage.Promotional)
	if e.texts["fr"].subject.Text != "" || e.texts["nl"].subject.Text != "sjabloon" {
		t.Error("the template's texts are not there")
	}
	e.useTexts(before.Texts, before.Purpose)
	if e.texts["fr"].subject.Text != "le mien" || e.current().Purpose != garage.Service {
		t.Error("her text did not come back")
	}
}

func TestTabGoesFromTheSubjectIntoTheTextAndOn(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	e.Window.Focus(e.texts["fr"].subject)
	e.Window.Canvas().FocusNext()
	if e.Window.Canvas().Focused() != fyne.Focusable(e.texts["fr"].body) {
		t.Fatalf("from the subject TAB goes to %T", e.Window.Canvas().Focused())
	}
	desktest.PressKey(e.Window, fyne.KeyTab)
	if e.Window.Canvas().Focused() == fyne.Focusable(e.texts["fr"].body) || e.texts["fr"].body.Text != "" {
		t.Error("TAB stays in the text")
	}
}

func TestDraftIsOpenInOneWindowOnly(t *testing.T) {
	d := desktest.NewMail(t)
	OpenMailEditor(d.App, d.Mailing)
	open := func() *MailEditor {
		editor, _ := kit.Raise[*MailEditor](d.Host, "mail_editor", d.Mailing)
		return editor
	}
	first, windows := open(), len(d.Host.App.Driver().AllWindows())
	OpenMailEditor(d.App, d.Mailing)
	if open() != first || len(d.Host.App.Driver().AllWindows()) != windows {
		t.Error("the draft stands in two windows")
	}
	first.Window.Close()
	OpenMailEditor(d.App, d.Mailing)
	if open() == first || open() == nil {
		t.Error("the draft cannot be opened again")
	}
}

func TestEditorClosesWhenItsDraftIsSentOrDeleted(t *testing.T) {
	d := desktest.NewMail(t)
	OpenMailEditor(d.App, d.Mailing)
	desktest.Check(t, d.DB.DeleteMailing(t.Context(), d.Mailing))
	d.Bus.Announce(desk.TopicMailings)
	if _, open := kit.Raise[*MailEditor](d.Host, "mail_editor", d.Mailing); open {
		t.Error("the editor of a deleted draft is still open")
	}
}

// TestEditorOfOneClientSaysToWhichAddress: one of whom nothing is known says that too.
func TestEditorOfOneClientSaysToWhichAddress(t *testing.T) {
	d := desktest.NewMail(t)
	for i, want := range []string{"Ana Ana\nana@client.example", "Bram Bram\n" + d.Printer.T("list.no_email")} {
		desktest.Check(t, d.DB.SetRecipients(t.Context(), d.Mailing, []int64{d.Clients[i].ID}))
		e := newMailEditor(d.App, d.Mailing)
		if e.recipients.Text != want {
			t.Errorf("it says %q, want %q", e.recipients.Text, want)
		}
		e.Window.Discard()
	}
}
