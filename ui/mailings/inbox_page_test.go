package mailings

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func TestInboxShowsWhatArrives(t *testing.T) {
	a := desktest.NewDemo(t)
	w := a.NewWindow(kit.WindowOptions{Key: "page", Title: "page", Size: fyne.NewSize(1200, 600)})
	i := NewInboxPage(a, w).(*InboxPage)
	w.SetBody(i.Object())
	w.Show()
	t.Cleanup(w.Discard)
	i.Reload()
	if rows := i.grid.Rows(); len(rows) != 0 {
		t.Fatalf("an empty inbox shows %v", rows)
	}
	desktest.SendDemo(t, a, "ana@client.example", "Entretien", "Bonjour Ana")
	desktest.SendDemo(t, a, "bram@client.example", "Contrôle", "Bonjour Bram")
	rows := i.grid.Rows() // the page heard of them by itself
	if len(rows) != 2 || rows[0].Subject != "Contrôle" || rows[1].To != "ana@client.example" {
		t.Fatalf("the page shows %+v", rows)
	}
	before := len(a.Host.App.Driver().AllWindows())
	i.open(rows[1])
	windows := a.Host.App.Driver().AllWindows()
	if len(windows) != before+1 {
		t.Fatalf("%d windows opened", len(windows)-before)
	}
	var shown []string
	for _, label := range desktest.Found[*widget.Label](windows[len(windows)-1].Content()) {
		shown = append(shown, label.Text)
	}
	if all := strings.Join(shown, "\n"); !strings.Contains(all, "Bonjour Ana") || !strings.Contains(all, "ana@client.example") {
		t.Errorf("the mail is shown as %q", all)
	}
	for _, action := range i.Actions() {
		if action.Label == w.T("inbox.clear") {
			action.Run()
		}
	}
	if rows := i.grid.Rows(); len(rows) != 0 {
		t.Errorf("emptied it shows %v", rows)
	}
}
