package cases

import (
	"testing"

	"garagemail/store/garage"
	"garagemail/ui/desktest"
)

// TestRereadKeepsBoth: what only one of two has changed comes from that one; what both have changed stays hers, and is named.
func TestRereadKeepsBoth(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	theirs, err := d.DB.Case(t.Context(), f.file.ID)
	desktest.Check(t, err)
	theirs.Values["franchise"], theirs.Values["claim_number"] = "25000", "S-theirs"
	theirs.Parties = append(theirs.Parties, garage.CaseParty{Role: garage.PartyExpert, Name: "Dumont", Email: "luc@dumont.example"})
	desktest.Check(t, d.DB.SaveCase(t.Context(), &theirs, "Marc"))
	f.fields.setText("claim_number", "S-hers")
	f.fields.setText("policy_number", "P-hers")
	f.save(nil)
	desktest.InDialog(t, f.Window, f.Window.T("kit.cancel"))
	f.reread()
	if !desktest.DialogSays(f.Window, d.Printer.T("files.reread_both", "What", d.Printer.T("file.field_claim_number"))) {
		t.Error("nobody says what both have changed")
	}
	f.save(nil)
	saved, err := d.DB.Case(t.Context(), f.file.ID)
	desktest.Check(t, err)
	for key, want := range map[string]string{"franchise": "25000", "claim_number": "S-hers", "policy_number": "P-hers", "plate": "1-ABC-123"} {
		if saved.Values[key] != want {
			t.Errorf("%s is %q, not %q", key, saved.Values[key], want)
		}
	}
	if saved.Party(garage.PartyExpert).Email != "luc@dumont.example" || saved.Party(garage.PartyInsurer).Name != "Maas" {
		t.Errorf("%+v", saved.Parties)
	}
}
