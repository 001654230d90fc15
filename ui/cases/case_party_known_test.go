package cases

import (
	"testing"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// expertDialog is the form of the expert of a case, in a directory with three experts of whom two begin alike.
func expertDialog(t *testing.T, party garage.CaseParty) (d *desktest.MailDesk, f *CaseWindow, read func() (name, contact, email string), typed func(name string)) {
	t.Helper()
	d = desktest.NewMail(t)
	f = openDamage(t, d)
	for _, expert := range []garage.CaseParty{
		{Name: "AB", Email: "info@ab.example"},
		{Name: "Dumont", Contact: "Marc"},
		{Name: "Dumont", Email: "info@dumont.example"},
		{Name: "AB Expertises", Contact: "Zoe", Email: "zoe@expertises.example"},
	} {
		expert.Role = garage.PartyExpert
		storetest.SaveParty(t, d.DB, &f.file, expert)
	}
	if party.Name == "" {
		storetest.SaveParty(t, d.DB, &f.file, garage.CaseParty{Role: garage.PartyExpert})
	}
	f.reread()
	f.Parties.edit(f.file.Party(garage.PartyExpert))
	top := f.Window.Canvas().Overlays().Top()
	combos, entries := desktest.Found[*kit.Combo](top), desktest.Found[*kit.Entry](top)
	read = func() (string, string, string) { return combos[0].Text, combos[1].Text, entries[0].Text }
	typed = func(name string) {
		for i := range name {
			combos[0].Entry.SetText(name[:i+1])
		}
	}
	return d, f, read, typed
}

// TestPartyKeepsNoAddressOfAnother: neither of the expert before, nor of one whose name the typed one begins with.
func TestPartyKeepsNoAddressOfAnother(t *testing.T) {
	for name, test := range map[string]struct {
		party          garage.CaseParty
		typed          string
		contact, email string
	}{
		"new, known":             {garage.CaseParty{}, "AB Expertises", "Zoe", "zoe@expertises.example"},
		"new, begins like one":   {garage.CaseParty{}, "AB Nord", "", ""},
		"contact without a mail": {garage.CaseParty{}, "Dumont", "Marc", "info@dumont.example"},
		"replaced by known":      {garage.CaseParty{Name: "AB Expertises"}, "AB", "", "info@ab.example"},
		"replaced by unknown":    {garage.CaseParty{Name: "AB Expertises"}, "Lambert", "", ""},
		"typed anew":             {garage.CaseParty{Name: "AB Expertises"}, "AB Expertises", "Zoe", "zoe@expertises.example"},
		"mended":                 {garage.CaseParty{Name: "AB Expertises"}, "AB Expertise", "Zoe", "zoe@expertises.example"},
	} {
		t.Run(name, func(t *testing.T) {
			d, f, read, typed := expertDialog(t, test.party)
			typed(test.typed)
			if as, contact, email := read(); as != test.typed || contact != test.contact || email != test.email {
				t.Errorf("%q has contact %q, email %q", as, contact, email)
			}
			desktest.InDialog(t, f.Window, d.Printer.T("files.take_party"))
			f.save(nil)
			draft, err := compose.DraftCaseMail(t.Context(), d.Office(), f.file.ID, garage.ProposedMails("bodyshop", "estimate_sent")[0])
			desktest.Check(t, err)
			if draft.ToAddress != test.email {
				t.Errorf("the mail goes to %q", draft.ToAddress)
			}
		})
	}
}
