package cases

import (
	"strings"
	"testing"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// TestCaseOfAnotherClient: with another client nothing of the first stays in the case, so that no mail speaks to the one of the
// other's car; what she typed herself does.
func TestCaseOfAnotherClient(t *testing.T) {
	d := desktest.NewMail(t)
	openDamage(t, d)
	vehicle := func(client int, plate string) int64 {
		id, err := d.DB.SaveVehicle(t.Context(), garage.Vehicle{ClientID: d.Clients[client].ID, Plate: plate, Make: "Renault", VIN: "VIN " + plate})
		desktest.Check(t, err)
		return id
	}
	vehicle(0, "1-AAA-111")
	second := vehicle(2, "2-BBB-222")
	third := vehicle(2, "3-CCC-333")
	f := NewCase(d.App, "bodyshop", d.Clients[0].ID)
	t.Cleanup(f.Window.Discard)
	if f.fields.text("plate") != "1-AAA-111" {
		t.Errorf("the only vehicle is %q", f.fields.text("plate"))
	}
	f.fields.setText("model", "Clio bleue")
	f.save(nil)
	storetest.SaveParty(t, d.DB, &f.file, garage.CaseParty{Role: garage.PartyClient, Email: "garage.of.a@client.example"})
	f.reread()
	if f.fields.text("vin") != "VIN 1-AAA-111" || f.dirty() {
		t.Errorf("read anew: %q, dirty %v", f.fields.text("vin"), f.dirty())
	}
	f.take(d.Clients[2].ID)
	if f.fields.text("plate") != "" || f.fields.text("vin") != "" {
		t.Errorf("%q %q of the first client", f.fields.text("plate"), f.fields.text("vin"))
	}
	for _, id := range []int64{second, third} {
		chooseVehicle(f, id)
	}
	f.save(nil)
	draft, err := compose.DraftCaseMail(t.Context(), d.Office(), f.file.ID, garage.ProposedMails("bodyshop", "ready")[0])
	desktest.Check(t, err)
	if draft.ToAddress != d.Clients[2].Email || !strings.Contains(draft.Body, "3-CCC-333") || f.file.Values["vin"] != "VIN 3-CCC-333" {
		t.Errorf("%+v %v", draft, f.file.Values)
	}
}

func chooseVehicle(f *CaseWindow, id int64) {
	for i, vehicle := range f.vehicles {
		if vehicle.ID == id {
			desktest.Found[*kit.Select](f.vehicle.Object)[0].SetSelectedIndex(i + 1)
		}
	}
}
