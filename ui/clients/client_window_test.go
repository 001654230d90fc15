package clients

import (
	"errors"
	"testing"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
)

func TestSheetHoldsBackAWrongAddress(t *testing.T) {
	a := desktest.New(t)
	client := storetest.Client(t, a.DB, garage.Client{Name: "Ana", Email: "ana@client.example"})
	c := ShowClient(a, garage.Client{ID: client.ID})
	c.General.Form.SetValue("email", "ana client.example")
	c.save(nil)
	if got, err := a.DB.Client(t.Context(), client.ID); err != nil || got.Email != "ana@client.example" {
		t.Errorf("the file has %q, %v", got.Email, err)
	}
	c.General.Form.SetValue("email", "ana@nouvelle.example")
	c.Financial.SetValue("vat_number", "BE0123456749")
	c.save(nil)
	got, err := a.DB.Client(t.Context(), client.ID)
	desktest.Check(t, err)
	if got.Email != "ana@nouvelle.example" || got.VATNumber != "BE0123456749" || c.dirty() {
		t.Errorf("the file has %q and %q, dirty %v", got.Email, got.VATNumber, c.dirty())
	}
}

func TestConsentNeedsItsSource(t *testing.T) {
	a := desktest.New(t)
	client := storetest.Client(t, a.DB, garage.Client{Name: "Ana"})
	before, err := a.DB.Consents(t.Context(), client.ID)
	desktest.Check(t, err)
	c := ShowClient(a, garage.Client{ID: client.ID})
	c.consent.form.SetValue("accepts", "1")
	c.save(nil)
	if got, _ := a.DB.Client(t.Context(), client.ID); got.AcceptsPromotional {
		t.Fatal("a consent without its source was kept")
	}
	c.consent.form.SetValue("source", "Au comptoir")
	c.consent.form.SetValue("wording", "J'accepte les promotions")
	c.save(nil)
	all, err := a.DB.Consents(t.Context(), client.ID)
	desktest.Check(t, err)
	if len(all) != len(before)+1 {
		t.Fatalf("%d consents, %d before", len(all), len(before))
	}
	if one := all[0]; !one.Accepts || one.Source != "Au comptoir" || one.Wording != "J'accepte les promotions" || one.UserName != "Sophie" {
		t.Errorf("the proof is %+v", one)
	}
}

func TestNewClientGetsALocalityAndANumber(t *testing.T) {
	a := desktest.New(t)
	c := ShowClient(a, garage.Client{Country: "BE"})
	c.General.Form.SetValue("name", "Nouveau")
	c.General.Form.SetValue("postcode", "1000")
	c.General.Form.OnChanged("postcode")
	if len(c.General.places.Objects) < 3 {
		t.Errorf("1000 proposes %d objects, want Brussel and Bruxelles", len(c.General.places.Objects))
	}
	c.General.Form.SetValue("family", "Leasing")
	c.save(nil)
	got, err := a.DB.Client(t.Context(), c.Client.ID)
	desktest.Check(t, err)
	if got.Number == "" || got.Family != "Leasing" || got.Name != "Nouveau" {
		t.Errorf("the file has %+v", got)
	}
}

func TestContactIsAddedAndVehicleInUseStays(t *testing.T) {
	a := desktest.New(t)
	client := storetest.Client(t, a.DB, garage.Client{Name: "Ana"})
	vehicle := storetest.Vehicle(t, a.DB, garage.Vehicle{ClientID: client.ID, Plate: "1-ABC-234"})
	storetest.Visit(t, a.DB, garage.Visit{ClientID: client.ID, VehicleID: vehicle.ID, Date: "2026-01-31"})
	c := ShowClient(a, garage.Client{ID: client.ID})
	contacts := c.records[0].(*records[garage.Contact])
	desktest.Check(t, contacts.options.Save(t.Context(), garage.Contact{ClientID: client.ID, Name: "Dupont", Email: "d@client.example"}))
	a.Bus.Announce(desk.TopicClients)
	if rows := contacts.Grid.Rows(); len(rows) != 1 || rows[0].Name != "Dupont" {
		t.Errorf("the tab shows %v", rows)
	}
	vehicles := c.records[1].(*records[garage.Vehicle])
	if err := vehicles.options.Delete(t.Context(), vehicles.Grid.Rows()[0]); err == nil {
		t.Error("a vehicle with a visit was deleted")
	}
	visits := c.records[2].(*records[garage.Visit])
	if rows := visits.Grid.Rows(); len(rows) != 1 || rows[0].Plate != "1-ABC-234" {
		t.Errorf("the visits show %v", rows)
	}
	if field := visits.options.Fields()[1]; len(field.Options) != 2 {
		t.Errorf("a visit can choose among %v", field.Options)
	}
}

// TestClientInUseStays and says what refers to him.
func TestClientInUseStays(t *testing.T) {
	a := desktest.New(t)
	client := storetest.Client(t, a.DB, garage.Client{Name: "Ana"})
	for _, plate := range []string{"1-ABC-234", "1-ABC-235"} {
		storetest.Vehicle(t, a.DB, garage.Vehicle{ClientID: client.ID, Plate: plate})
	}
	storetest.Visit(t, a.DB, garage.Visit{ClientID: client.ID, Date: "2026-01-31"})
	var use *store.ClientInUse
	if err := a.DB.DeleteClient(t.Context(), client.ID); !errors.As(err, &use) {
		t.Fatal(err)
	}
	if got := usesOf(a.Printer, use); got != "2 véhicules, 1 passage" {
		t.Errorf("she reads %q", got)
	}
}

func TestRefusedAddressIsTakenWhenSheSaysSo(t *testing.T) {
	a := desktest.New(t)
	client := storetest.Client(t, a.DB, garage.Client{Name: "Ana"})
	direct := storetest.SQL(t, a.DB)
	_, err := direct.ExecContext(t.Context(), `INSERT INTO import_run (id, file_name, entity, at) VALUES (1, 'clients.csv', 'client', '')`)
	desktest.Check(t, err)
	_, err = direct.ExecContext(t.Context(), `INSERT INTO refused_value
		(import_run_id, row_number, entity, reference, client_id, entity_id, field, value, reason)
		VALUES (1, 2, 'client', '1', ?, ?, 'email', 'ana @ client.example', 'check.email_space')`, client.ID, client.ID)
	desktest.Check(t, err)
	c := ShowClient(a, garage.Client{ID: client.ID})
	if len(c.General.refused.Objects) != 1 {
		t.Fatalf("%d refused values shown", len(c.General.refused.Objects))
	}
	c.General.take("email", garage.ProposeEmails("ana @ client.example")[0])
	c.save(nil)
	if got, _ := a.DB.Client(t.Context(), client.ID); got.Email != "ana@client.example" {
		t.Errorf("the file has %q", got.Email)
	}
	if len(c.General.refused.Objects) != 0 {
		t.Error("the mended value is still reported")
	}
}

func TestClientIsOpenInOneWindowOnly(t *testing.T) {
	a := desktest.New(t)
	ana := storetest.Client(t, a.DB, garage.Client{Name: "Ana"})
	bram := storetest.Client(t, a.DB, garage.Client{Name: "Bram"})
	windows := func() int { return len(a.Host.App.Driver().AllWindows()) }
	before := windows()
	OpenClient(a, ana.ID)
	OpenClient(a, bram.ID)
	OpenClient(a, ana.ID)
	if opened := windows() - before; opened != 2 {
		t.Errorf("two clients stand in %d windows", opened)
	}
	NewClient(a)
	fresh := ShowClient(a, garage.Client{Country: garage.HomeCountry, Language: "fr"})
	if opened := windows() - before; opened != 4 {
		t.Errorf("with two new clients there are %d windows", opened)
	}
	fresh.General.Form.SetValue("name", "Carla")
	fresh.save(nil)
	OpenClient(a, fresh.Client.ID)
	if opened := windows() - before; fresh.Client.ID == 0 || opened != 4 {
		t.Errorf("client %d, just made, has been opened a second time: %d windows", fresh.Client.ID, opened)
	}
	closed := ClientSheet(a, ana.ID)
	closed.Window.Close()
	OpenClient(a, ana.ID)
	if opened := windows() - before; opened != 4 || ClientSheet(a, ana.ID) == closed {
		t.Errorf("a closed sheet does not open again: %d windows", opened)
	}
}
