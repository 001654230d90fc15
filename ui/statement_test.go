package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/clients"
	"garagemail/ui/desktest"
	"garagemail/ui/documents"
	"garagemail/ui/kit"
)

func TestStatementFromTheSheet(t *testing.T) {
	d, _ := reminderDesk(t)
	c := clients.ShowClient(d.App, garage.Client{ID: d.Clients[0].ID})
	c.Financial.SetValue("billing_email", "compta@client.example")
	c.Statement.OnTapped()
	desktest.PressButton(t, c.Window.Canvas().Overlays().Top(), "Envoyer", 0)
	if got := desktest.PDFsTo(t, d, d.Clients[0].ID); len(got) != 1 || got[0] != "Relevé de compte - Garage Dupont / Releve-de-compte-2026-11-23.pdf" {
		t.Errorf("%q", got)
	}
	ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{ClientID: d.Clients[0].ID})
	desktest.Check(t, err)
	if delivery, err := d.DB.Delivery(t.Context(), ids[0]); err != nil || delivery.ToAddress != "compta@client.example" {
		t.Errorf("it goes to %q, %v", delivery.ToAddress, err)
	}
	quiet := storetest.Client(t, d.DB, garage.Client{Name: "Quitte", Email: "quitte@client.example"})
	w := d.NewWindow(kit.WindowOptions{Key: "test", Size: fyne.NewSize(600, 400)})
	before := len(d.Host.App.Driver().AllWindows())
	documents.SendStatement(d.App, w, []int64{quiet.ID})
	desktest.PressButton(t, w.Canvas().Overlays().Top(), "Envoyer", 0)
	if got := desktest.PDFsTo(t, d, quiet.ID); len(got) != 0 || len(d.Host.App.Driver().AllWindows()) != before+1 {
		t.Errorf("who owes nothing got %q, and %d windows name him", got, len(d.Host.App.Driver().AllWindows())-before)
	}
}
