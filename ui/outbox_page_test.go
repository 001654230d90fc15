package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

func pageWindow(t *testing.T, d *mailDesk, make func(*App, *kit.Window) page) (*kit.Window, page) {
	t.Helper()
	w := d.newWindow(kit.WindowOptions{Key: "page", Title: "page", Size: fyne.NewSize(1200, 600)})
	shown := make(d.App, w)
	w.SetBody(shown.object())
	w.NewToolbar(shown.actions()...)
	w.Show()
	shown.reload()
	t.Cleanup(w.Discard)
	return w, shown
}

func TestOutboxListsFiltersAndCancels(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.mailing).onSend()
	_, shown := pageWindow(t, d, newOutboxPage)
	o := shown.(*outboxPage)
	if len(o.grid.IDs()) != 2 {
		t.Fatalf("lists %d messages", len(o.grid.IDs()))
	}
	o.search.SetText("celine")
	if len(o.grid.IDs()) != 1 {
		t.Errorf("the search finds %d", len(o.grid.IDs()))
	}
	o.search.SetText("")
	o.grid.SelectAll()
	o.app.decide(o.window, o.selected(garage.Queued), d.db.CancelDelivery)
	o.state.SetSelectedIndex(1)
	if len(o.grid.IDs()) != 0 {
		t.Errorf("%d still wait", len(o.grid.IDs()))
	}
	o.state.SetSelectedIndex(5)
	if len(o.grid.IDs()) != 2 {
		t.Errorf("%d are cancelled", len(o.grid.IDs()))
	}
}

func TestOutboxOffersOnARowWhatItCanUndergo(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.mailing).onSend()
	w, shown := pageWindow(t, d, newOutboxPage)
	o := shown.(*outboxPage)
	offered := func() map[string]bool {
		t.Helper()
		offers := map[string]bool{}
		for _, action := range o.menu() {
			offers[action.Label] = action.Enabled == nil || action.Enabled()
		}
		return offers
	}
	first := o.grid.IDs()[0]
	o.grid.Select(first)
	if got := offered(); !got["Voir le message"] || got["Réessayer"] || !got["Ne pas envoyer"] || got["Message incertain"] {
		t.Errorf("on a message that waits: %v", got)
	}
	w.Focus(o.grid.Focusable())
	pressKey(w, desktop.KeyMenu)
	menus := found[*widget.PopUpMenu](w.Canvas().Overlays().Top())
	if len(menus) != 1 {
		t.Fatalf("the menu key opens %T", w.Canvas().Overlays().Top())
	}
	var cancel fyne.Tappable
	for _, item := range menus[0].Items {
		for _, text := range found[*canvas.Text](item) {
			if strings.HasPrefix(text.Text, "Ne pas envoyer") {
				cancel = item.(fyne.Tappable)
			}
		}
	}
	if cancel == nil {
		t.Fatal("the menu does not offer to keep the message back")
	}
	cancel.Tapped(&fyne.PointEvent{})
	pressKey(w, fyne.KeyReturn)
	delivery, err := d.db.Delivery(t.Context(), first)
	check(t, err)
	if delivery.State != garage.Cancelled {
		t.Errorf("the message is %s", delivery.State)
	}
	o.grid.Select(first)
	if got := offered(); !got["Voir le message"] || got["Réessayer"] || got["Ne pas envoyer"] || got["Message incertain"] {
		t.Errorf("on a cancelled message: %v", got)
	}
}

func TestMessageIsTheOneThatWasStored(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien <NOM>", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.mailing).onSend()
	ids, err := d.db.Deliveries(t.Context(), garage.DeliveryFilter{Search: "celine"})
	check(t, err)
	m := newMessageWindow(d.App, ids[0])
	if m.subject.Text != "Entretien Céline" || !strings.Contains(m.text.Text, "Bonjour Céline") || !strings.Contains(m.head.Text, "celine@client.example") {
		t.Errorf("shows %q, %q, %q", m.subject.Text, m.head.Text, m.text.Text)
	}
	path := filepath.Join(t.TempDir(), "mail.eml")
	m.write(path)
	written, err := os.ReadFile(path)
	check(t, err)
	stored, err := d.db.DeliveryMessage(t.Context(), ids[0])
	check(t, err)
	if string(written) != string(stored) {
		t.Error("the file differs from the message")
	}
}

func TestMailingsCopyAndDelete(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.mailing).onSend()
	_, shown := pageWindow(t, d, newMailingsPage)
	m := shown.(*mailingsPage)
	if rows := m.grid.Rows(); len(rows) != 1 || rows[0].Counts.Queued != 2 || rows[0].LeftOut != 1 {
		t.Fatalf("lists %+v", rows)
	}
	m.onDelete(m.grid.Rows())
	if len(m.grid.Rows()) != 1 {
		t.Fatal("what was sent has been deleted")
	}
	m.onCopy(m.grid.Rows()[0])
	if rows := m.grid.Rows(); len(rows) != 2 || rows[0].State != garage.MailingDraft || rows[0].Recipients != 3 {
		t.Fatalf("after the copy: %+v", rows)
	}
	m.onDelete(m.grid.Rows())
	pressKey(m.window, fyne.KeyReturn)
	if len(m.grid.Rows()) != 1 {
		t.Error("the draft is still there")
	}
}
