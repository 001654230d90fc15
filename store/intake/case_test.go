package intake_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// dutchWords are the headings and choices of the tables below, as the screens name them.
var dutchWords = map[string]string{
	"files.column_number": "Nummer", "files.column_state": "Toestand", "files.column_opened": "Geopend", "files.column_notes": "Opmerkingen",
	"file.field_plate": "Nummerplaat", "file.field_damage_date": "Datum van de schade", "file.field_franchise": "Vrijstelling",
	"file.field_vat_recovered": "Aftrekbare btw (%)", "file.field_expert_visit_at": "Bezoek van de expert", "file.field_courtesy_car": "Te voorzien",
	"file.field_settlement": "Regeling", "mail.file_choice_settlement_rdr": "RDR (directe regeling)", "file.state_in_repair": "In herstelling", "file.state_opened": "Geopend",
	"file.party_insurer": "Verzekeraar", "file.party_expert": "Expert", "files.party_email": "E-mail", "file.field_orderer_type": "Soort opdrachtgever",
}

// dutchTables names the columns of files in Dutch.
var dutchTables = intake.NewWords(func(key string) []string { return []string{"", dutchWords[key]} }, nil)

// dutchDamages are the damages of another program.
const dutchDamages = `Nummer;Toestand;Klantcode;Geopend;Nummerplaat;Datum van de schade;Vrijstelling;Aftrekbare btw (%);Bezoek van de expert;Te voorzien;Regeling;Verzekeraar;Verzekeraar - E-mail;Expert - E-mail;Opmerkingen;Onzin
2024/17;In herstelling;K7;02/03/2024;1-ABC-123;01/03/2024;1.250,50;12,5;05/03/2024 10:30;ja;RDR (directe regeling);Maas;schade@maas.example;jan@;Gebeld;x
CA2025-00004;;;;;;;;;;;;;;;
CA2025-00005;Weg;;;;;;;;;;;;;;
;Geopend;;;;;;;;;;;;;;
9;;K99;;;;;;;;;;;;;
`

// TestImportCases: a table of damages in Dutch, as another program writes it; what cannot be taken is kept as refused.
func TestImportCases(t *testing.T) {
	w := storetest.NewWorkshop(t)
	w.Client.Number = "K7"
	storetest.Check(t, w.DB.SaveClient(t.Context(), &w.Client, garage.ConsentNote{}))
	table := strings.ReplaceAll(dutchDamages, "\n", "\r\n")
	take := func() intake.Result {
		t.Helper()
		results, err := intake.Import(t.Context(), w.DB, []intake.Source{dutchTables.Bytes("schade.csv", []byte(table))}, intake.Options{})
		storetest.Check(t, err)
		return results[0]
	}
	result := take()
	refused := map[string]string{}
	for _, one := range result.Refusals {
		refused[one.Field+" "+one.Value] = one.Reason
	}
	want := map[string]string{
		"expert.email jan@": garage.CheckEmail("jan@"), "state Weg": "import.refused_choice", " ": "import.refused_no_number", " 9": "import.refused_no_client", " Onzin": "import.column_left",
	}
	if result.Entity != "bodyshop" || result.New != 3 || result.Refused != 2 || len(result.Ignored) != 1 || !maps.Equal(refused, want) {
		t.Errorf("%+v\n%v", result, refused)
	}
	ids, err := w.DB.CaseIDs(t.Context(), store.CaseFilter{Search: "2024/17"})
	storetest.Check(t, err)
	if len(ids) != 1 {
		t.Fatal(ids)
	}
	file, err := w.DB.Case(t.Context(), ids[0])
	storetest.Check(t, err)
	for key, value := range map[string]string{
		"plate": "1-ABC-123", "damage_date": "2024-03-01", "franchise": "125050", "vat_recovered": "12.5", "expert_visit_at": "2024-03-05T10:30",
		"courtesy_car": "yes", "settlement": "rdr", "vin": "VF1RJA00012345678",
	} {
		if file.Values[key] != value {
			t.Errorf("%s is %q, not %q", key, file.Values[key], value)
		}
	}
	if file.State != "in_repair" || file.ClientID != w.Client.ID || file.VehicleID != w.Car || file.Notes != "Gebeld" ||
		file.Party(garage.PartyInsurer).Email != "schade@maas.example" || file.OpenedAt.Local().Format(time.DateOnly) != "2024-03-02" {
		t.Errorf("%+v", file)
	}
	if again := take(); again.New+again.Changed != 0 {
		t.Errorf("the second time: %+v", again)
	}
	// What it says anew is taken, and shown as changed.
	table = strings.Replace(table, "1.250,50", "1.000,00", 1)
	if changed := take(); changed.Changed != 1 || len(changed.Changes) != 1 || changed.Changes[0].Before != "125050" {
		t.Errorf("%+v", changed)
	}
	// Our own numbers go on behind those that came in.
	w.Clock = time.Date(2025, 5, 5, 10, 0, 0, 0, time.Local)
	if next := w.Damage(); next.Number != "CA2025-00006" {
		t.Error(next.Number)
	}
}

// TestImportCasesRecognised: each kind's own headings in each language, and no table of the garage is taken for files.
func TestImportCasesRecognised(t *testing.T) {
	db := storetest.New(t)
	for heading, want := range map[string]string{
		"Nummer;Toestand;Datum van de schade": "bodyshop",
		"Number;State;Orderer":                "",
		"Nummer;Toestand;Soort opdrachtgever": "breakdown",
		"Plaque;Code client;Marque":           "vehicle",
	} {
		preview, err := intake.PreviewImport(t.Context(), db, dutchTables.Bytes("a.csv", []byte(heading+"\r\n1;2;3\r\n")))
		storetest.Check(t, err)
		if preview.Mapping.Entity != want {
			t.Errorf("%s is taken for %q", heading, preview.Mapping.Entity)
		}
	}
}

// TestImportForeignCases: damages and breakdowns as other programs write them come in value for value.
func TestImportForeignCases(t *testing.T) {
	w := storetest.NewWorkshop(t)
	w.Client.Number = "K7"
	storetest.Check(t, w.DB.SaveClient(t.Context(), &w.Client, garage.ConsentNote{}))
	results, err := intake.Import(t.Context(), w.DB, []intake.Source{
		storetest.TableWords.Bytes("schade.csv", []byte("Dossiernr.;Klantnr.;Nr. plaat;Datum ongeval;Schadenummer;Verzekeringsmaatschappij;Mail verzekeraar;Expertisebureau;Afspraak expert;Akkoordbedrag\n"+
			"2024/17;K7;1-ABC-123;01/03/2024;S/88;Maas;schade@maas.example;Expertises Noord;05/03/2024 10:30;1.250,50\n")),
		storetest.TableWords.Bytes("depannages.csv", []byte("N° dossier;Code client;Date d'appel;Donneur d'ordre;Réf. donneur d'ordre;Plaque;Ville;Dépanneuse;Km chargés;Gardiennage du;Prix au km\n"+
			"T9;K7;02/03/2024 23:05;Assistance Nord;AN-1;1-ABC-124;Namur;Camion 2;38,5;03/03/2024;2,10\n")),
	}, intake.Options{})
	storetest.Check(t, err)
	for _, result := range results {
		if result.New != 1 || len(result.Refusals) != 0 {
			t.Errorf("%s: %+v", result.File, result)
		}
	}
	for number, want := range map[string]map[string]string{
		"2024/17": {"plate": "1-ABC-123", "damage_date": "2024-03-01", "claim_number": "S/88", "expert_visit_at": "2024-03-05T10:30", "agreement_amount": "125050"},
		"T9": {
			"plate": "1-ABC-124", "call_at": "2024-03-02T23:05", "locality": "Namur", "tow_truck": "Camion 2", "km_towed": "38.5", "storage_in": "2024-03-03T00:00",
			"fee_per_km": "210",
		},
	} {
		ids, err := w.DB.CaseIDs(t.Context(), store.CaseFilter{Search: number})
		storetest.Check(t, err)
		if len(ids) != 1 {
			t.Fatal(number, ids)
		}
		file, err := w.DB.Case(t.Context(), ids[0])
		storetest.Check(t, err)
		for key, value := range want {
			if file.Values[key] != value {
				t.Errorf("%s: %s is %q, not %q", number, key, file.Values[key], value)
			}
		}
		if insurer, orderer := file.Party(garage.PartyInsurer), file.Party(garage.PartyOrderer); number == "T9" && (orderer.Name != "Assistance Nord" || orderer.Reference != "AN-1") ||
			number == "2024/17" && (insurer.Name != "Maas" || insurer.Email != "schade@maas.example" || file.Party(garage.PartyExpert).Name != "Expertises Noord") {
			t.Errorf("%s: %+v %+v", number, insurer, orderer)
		}
	}
}
