package mailings

import (
	"slices"
	"strings"
	"testing"

	"garagemail/mailer/compose"
	"garagemail/ui/desktest"
)

// TestPreflightOffersWordsForAnEmptyPlaceholder: they go into the text of the file and of the open editor, the client is no longer
// held back, and it can be undone.
func TestPreflightOffersWordsForAnEmptyPlaceholder(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Cher <PRENOM>", "Bonjour <PRENOM>, voici <NOM>.")
	e := newMailEditor(d.App, d.Mailing)
	t.Cleanup(e.Window.Discard)
	f := newPreflightWindow(d.App, d.Mailing)
	t.Cleanup(f.window.Discard)
	empty := func(issue compose.Issue) bool { return issue.Kind == compose.EmptyPlaceholder }
	f.grid.Select(int64(1 + slices.IndexFunc(f.grid.Rows(), empty)))
	f.onDefault()
	desktest.InDialog(t, f.window, "Mettre ce texte", "cl<i>ent")
	if desktest.OverlayText(f.window) == "" {
		t.Fatal("signs of a placeholder were taken")
	}
	desktest.InDialog(t, f.window, "Mettre ce texte", "client")
	stands := func(subject, body string) {
		t.Helper()
		mailing, err := d.DB.Mailing(t.Context(), d.Mailing)
		desktest.Check(t, err)
		if got := mailing.Texts["fr"]; got.Subject != subject || got.Body != body || e.texts["fr"].body.Text != body {
			t.Errorf("the file has %+v, the editor %q", got, e.texts["fr"].body.Text)
		}
	}
	stands("Cher <PRENOM|client>", "Bonjour <PRENOM|client>, voici <NOM>.")
	if slices.ContainsFunc(f.grid.Rows(), empty) || f.report.Going != 2 {
		t.Errorf("%d go, issues %+v", f.report.Going, f.grid.Rows())
	}
	desktest.PressButton(t, f.window.Content(), f.window.T("action.undo"), 0)
	stands("Cher <PRENOM>", "Bonjour <PRENOM>, voici <NOM>.")

	other := func(issue compose.Issue) bool { return issue.Kind == compose.NoAddress }
	f.grid.Select(int64(1 + slices.IndexFunc(f.grid.Rows(), other)))
	f.onDefault()
	if text := desktest.OverlayText(f.window); strings.Contains(text, "PRENOM") {
		t.Errorf("of a missing address it asks %q", text)
	}
}
