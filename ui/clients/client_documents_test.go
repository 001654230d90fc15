package clients

import (
	"slices"
	"testing"
	"time"

	"garagemail/store/garage"
	"garagemail/ui/desktest"
)

// TestTheSheetShowsDocumentsAndBalance: newest first, with what is open and late, and none of another client's.
func TestTheSheetShowsDocumentsAndBalance(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	d.DB.SetClock(func() time.Time { return time.Date(2026, 11, 10, 10, 0, 0, 0, time.Local) })
	var opened, begun int64
	d.Doors.OpenDocument = func(id int64) { opened = id }
	d.Doors.NewInvoice = func(clientID int64) { begun = clientID }
	ana := invoices["Ana"]
	c := ClientSheet(d.App, ana[0].ClientID)
	t.Cleanup(c.Window.Discard)
	tab := c.records[4].(*clientDocuments)
	got := slices.Sorted(slices.Values(tab.Grid.IDs()))
	if want := []int64{ana[0].ID, ana[1].ID}; !slices.Equal(got, want) {
		t.Fatalf("the tab has %v, want %v", got, want)
	}
	total, late := ana[0].Total+ana[1].Total, ana[0].Total // due on 1 October and on 20 November
	p := d.Printer
	if want := p.T("client.balance", "Open", p.Money(int64(total)), "Late", p.Money(int64(late))); tab.balance.Text != want || late == 0 {
		t.Errorf("it says %q, want %q", tab.balance.Text, want)
	}
	c.Tabs.SelectIndex(6)
	if c.Tabs.Selected().Text != "Documents" {
		t.Fatalf("tab %q", c.Tabs.Selected().Text)
	}
	tab.Grid.Select(ana[1].ID)
	desktest.PressButton(t, tab.object, "Ouvrir", 0)
	c.onAdd()
	if opened != ana[1].ID || begun != ana[0].ClientID {
		t.Errorf("opened %d, begun for %d", opened, begun)
	}
	id, err := d.DB.AddPayment(t.Context(), garage.Payment{DocumentID: ana[0].ID, Date: "2026-11-09", Cents: ana[0].Total})
	desktest.Check(t, err)
	c.load()
	if want := p.T("client.balance", "Open", p.Money(int64(ana[1].Total)), "Late", p.Money(0)); tab.balance.Text != want || id == 0 {
		t.Errorf("paid it says %q, want %q", tab.balance.Text, want)
	}
}
