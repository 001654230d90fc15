package intake_test

import (
	"slices"
	"strings"
	"testing"

	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// TestImportHeadings: what programs of four languages, Odoo and Dolibarr write above their columns.
func TestImportHeadings(t *testing.T) {
	db := storetest.New(t)
	for _, tc := range []struct{ file, header, entity, fields string }{
		{"klanten.csv", "Klantnr.;Naam;Voornaam;Klanttype;E-mail;E-mail facturatie;Promo aanvaard;Gsm-nr.;Btw-nr.;Huisnr;Bus;Straat", "client", "number name first_name type email billing_email accepts_promotional gsm vat_number house_number box address"},
		{"Export.csv", "N° client;Nom / Raison sociale;Tél. fixe;N° GSM;Adresses mail;Mail facturation;N° d'entreprise;C.P.;Ville;Famille client;Accepte les promotions;Observations", "client", "number name phone gsm email billing_email vat_number postcode locality family accepts_promotional notes"},
		{"Kunden.csv", "Kd-Nr.;Nachname;Vorname;Straße;PLZ;Ort;Land;Telefonnummer;Handy-Nr.;E-Mail-Adresse;Rechnungs-E-Mail;USt-IdNr.;Kundengruppe;Werbung erlaubt;Bemerkungen", "client", "number name first_name address postcode locality country phone gsm email billing_email vat_number family accepts_promotional notes"},
		{"customers.csv", "customer_id,LastName,FirstName,Street address,Zip/Postal code,City,Country code,Phone number,Mobile phone,Email address,Invoice e-mail,VAT ID,Marketing consent", "client", "number name first_name address postcode locality country phone gsm email billing_email vat_number accepts_promotional"},
		{"res.partner.csv", "Reference,Name,Street,Street2,Zip,City,Country,Phone,Mobile,Email,Tax ID,Language,Tags,Notes", "client", "number name address address_2 postcode locality country phone gsm email vat_number language family notes"},
		{"tiers.csv", "Code client;Nom du tiers;Adresse;Code postal;Ville;Code pays;Téléphone;Email;N° TVA intracommunautaire;Type du tiers;Note (privée)", "client", "number name address postcode locality country phone email vat_number type notes"},
		{"CLIENT.csv", "CLCODE;CLNOM;CLPRENOM;CLTITRE;CLADRESSE;CLCP;CLVILLE;CLPAYS;CLLANGUE;CLTEL;CLGSM;CLEMAIL;CLEMAILFAC;CLTVA;CLFAMILLE;CLTYPE;CLPROMO;CLMEMO", "client", "number name first_name title address postcode locality country language phone gsm email billing_email vat_number family type accepts_promotional notes"},
		{"voertuigen.csv", "Klantcode;Nr. plaat;Chassisnr;Merk;Model;Soort voertuig;1e inschrijving;Km-stand;Volgende keuring", "vehicle", "client plate vin make model vehicle_type first_registration km next_inspection"},
		{"x.csv", "Code client;N° d'immatriculation;N° de châssis;Marque;Modèle;Genre;Date de 1ère mise en circulation;Kilométrage;Prochain contrôle technique", "vehicle", "client plate vin make model vehicle_type first_registration km next_inspection"},
		{"x.csv", "Kundennummer;Kfz-Kennzeichen;FIN;Hersteller;Modell;Fahrzeugart;Erstzulassung;Km-Stand;HU bis", "vehicle", "client plate vin make model vehicle_type first_registration km next_inspection"},
		{"x.csv", "Customer No.;License plate;VIN;Make;Model;Vehicle type;First registration date;Mileage;MOT due", "vehicle", "client plate vin make model vehicle_type first_registration km next_inspection"},
		{"VEHICULE.csv", "VHCLIENT;VHPLAQUE;VHCHASSIS;VHMARQUE;VHMODELE;VHTYPE;VHDMC;VHKM;VHCT", "vehicle", "client plate vin make model vehicle_type first_registration km next_inspection"},
		{"x.csv", "Klantnr;Nummerplaat;Datum bezoek;Km-stand;Reden van bezoek", "visit", "client plate date km reason"},
		{"x.csv", "Client;Plaque;Date d'entrée;Km;Travaux effectués", "visit", "client plate date km reason"},
		{"x.csv", "Kunden-Nr;Kennzeichen;Datum;Km;Arbeiten", "visit", "client plate date km reason"},
		{"facturen.csv", "Factuurnr.;Soort;Factuurdatum;Vervaldag;Klantnr;Nummerplaat;Uw referentie;Totaal excl. btw;Btw-bedrag;Totaal incl. btw", "document", "number kind date due_date client plate reference net vat total"},
		{"x.csv", "N° facture;Type;Date facture;Date d'échéance;N° client;Immatriculation;Votre réf.;Montant HTVA;Montant TVA;Total TVAC", "document", "number kind date due_date client plate reference net vat total"},
		{"x.csv", "Rechnungs-Nr.;Belegart;Rechnungsdatum;Fällig am;Kd.-Nr.;Betrag netto;MwSt-Betrag;Betrag brutto", "document", "number kind date due_date client net vat total"},
		{"account.move.csv", "Number,Customer,Invoice/Bill Date,Due Date,Reference,Untaxed Amount,Tax,Total", "document", "number client date due_date reference net vat total"},
		{"lijnen.csv", "Factuurnummer;Omschrijving;Aantal;Eenheid;Eenheidsprijs excl.;Korting %;Btw-tarief", "line", "number description quantity unit unit_price discount vat_rate"},
		{"x.csv", "N° facture;Libellé;Qté;Unité;P.U. HTVA;Remise (%);Taux TVA", "line", "number description quantity unit unit_price discount vat_rate"},
		{"x.csv", "Rechnung Nr.;Bezeichnung;Menge;Einheit;Einzelpreis netto;Rabatt %;MwSt.-Satz", "line", "number description quantity unit unit_price discount vat_rate"},
		{"x.csv", "Invoice ref.,Line description,Qty for line,Line unit price,Line discount,VAT rate of line", "line", "number description quantity unit_price discount vat_rate"},
		{"contactpersonen.csv", "Klantcode;Voornaam;Contactpersoon;Functie;E-mailadres;Mobiel", "contact", "client first_name name role email gsm"},
		{"x.csv", "Kundennummer;Vorname;Ansprechpartner;Funktion;E-Mail;Handy", "contact", "client first_name name role email gsm"},
		{"sinistres.csv", "N° dossier;Ouvert le;Code client;Immatriculation;Date sinistre;N° sinistre;Assureur;E-mail assureur;Gestionnaire assurance;N° police;Expert;Tél. expert;Date d'expertise;Montant accord;Franchise;Entrée atelier;Sortie prévue;Statut", "bodyshop", "number opened client plate damage_date claim_number insurer.name insurer.email insurer.contact policy_number expert.name expert.phone expert_visit_at agreement_amount franchise entry_at exit_planned state"},
		{"schade.csv", "Dossiernr.;Klantnr.;Nr. plaat;Chassisnr;Datum ongeval;Schadenummer;Verzekeringsmaatschappij;Ref. verzekeraar;Mail verzekeraar;Polisnummer;Makelaar;Expertisebureau;Afspraak expert;Bedrag bestek;Akkoordbedrag;Eigen risico;Vervangwagen;Opmerkingen", "bodyshop", "number client plate vin damage_date claim_number insurer.name insurer.reference insurer.email policy_number broker.name expert.name expert_visit_at estimate_amount agreement_amount franchise courtesy_car notes"},
		{"x.csv", "Aktennummer;Kd-Nr.;Kennzeichen;Schadentag;Schaden-Nr.;Versicherung;Sachbearbeiter Versicherung;Gutachter;Besichtigungstermin;Freigabebetrag;Selbstbeteiligung;Bemerkungen", "bodyshop", "number client plate damage_date claim_number insurer.name insurer.contact expert.name expert_visit_at agreement_amount franchise notes"},
		{"x.csv", "Case number;Customer No.;License plate;Date of loss;Claim no;Insurance company;Policy number;Loss adjuster;Expert visit;Approved amount;Deductible", "bodyshop", "number client plate damage_date claim_number insurer.name policy_number expert.name expert_visit_at agreement_amount franchise"},
		{"depannages.csv", "N° dossier;Date d'appel;Donneur d'ordre;Réf. donneur d'ordre;Plaque;Marque;Modèle;Lieu de dépannage;Code postal;Ville;Dépanneuse;Chauffeur;Km aller;Km chargés;Km retour;Destination;Gardiennage du;Gardiennage au", "breakdown", "number call_at orderer.name orderer.reference plate make model road postcode locality tow_truck tow_driver km_out km_towed km_back destination storage_in storage_out"},
		{"takelingen.csv", "Dossiernummer;Oproep;Opdrachtgever;Nummerplaat;Merk;Plaats takeling;Takelwagen;Takelaar;Km heen;Km gesleept;Bestemming;Stallingsplaats;Stalling vanaf;Stalling tot;Takelforfait;Prijs per km", "breakdown", "number call_at orderer.name plate make road tow_truck tow_driver km_out km_towed destination storage_place storage_in storage_out fee_call fee_per_km"},
		{"x.csv", "Vorgangsnummer;Anrufzeit;Auftraggeber;Kennzeichen;Pannenort;Abschleppwagen;Abschleppfahrer;Zielort;Standgebühr pro Tag", "breakdown", "number call_at orderer.name plate road tow_truck tow_driver destination storage_day"},
		{"x.csv", "File number;Call time;Caller;Plate number;Breakdown location;Tow truck;Tow driver;Delivered to;Storage per day", "breakdown", "number call_at orderer.name plate road tow_truck tow_driver destination storage_day"},
	} {
		separator := ";"
		if !strings.Contains(tc.header, ";") {
			separator = ","
		}
		row := strings.Repeat("x"+separator, strings.Count(tc.header, separator)) + "x"
		preview, err := intake.PreviewImport(t.Context(), db, storetest.TableWords.Bytes(tc.file, []byte(tc.header+"\n"+row+"\n")))
		if err != nil || preview.Mapping.Entity != tc.entity || !slices.Equal(preview.Mapping.Fields, strings.Fields(tc.fields)) {
			t.Errorf("%s %s\nis %s %q, %v\nnot %s %s", tc.file, tc.header, preview.Mapping.Entity, preview.Mapping.Fields, err, tc.entity, tc.fields)
		}
	}
}

// TestImportInsuredClients: a client's insurer and policy, and a vehicle's, make no damage of them.
func TestImportInsuredClients(t *testing.T) {
	db := storetest.New(t)
	for header, entity := range map[string]string{
		"Numéro;Nom;Prénom;Plaque;Assurance;N° police":                        "client",
		"Klantnr;Nummerplaat;Merk;Model;Chassisnr;Verzekeraar;Polisnummer":    "vehicle",
		"N° facture;Date facture;Code client;N° devis;Total TVAC;Assureur":    "document",
		"Klantnummer;Naam;Voornaam;Garage;Makelaar;Expert;Verzekeraar;Status": "client",
	} {
		preview, err := intake.PreviewImport(t.Context(), db, storetest.TableWords.Bytes("x.csv", []byte(header+"\n"+strings.Repeat("x;", strings.Count(header, ";"))+"x\n")))
		if err != nil || preview.Mapping.Entity != entity {
			t.Errorf("%s is %s, %v", header, preview.Mapping.Entity, err)
		}
	}
}

// TestImportHeadingsThatTurn: words that make another thing of a column, which is then not taken.
func TestImportHeadingsThatTurn(t *testing.T) {
	db := storetest.New(t)
	for header, not := range map[string]string{
		"N° facture;Libellé;Qté;Prix unitaire (TVAC);TVA":                  "unit_price",
		"Factuurnr;Omschrijving;Aantal;Eenheidsprijs (incl. btw);Btw":      "unit_price",
		"N° facture;Libellé;Qté;Prix unitaire;Remise €;TVA":                "discount",
		"N° facture;Libellé;Qté;Prix unitaire;Remise (EUR);TVA":            "discount",
		"Rechnungsnr;Bezeichnung;Menge;Einzelpreis (brutto);MwSt":          "unit_price",
		"N° facture;Libellé;Qté;Prix unitaire;Montant TVA":                 "vat_rate",
		"N° facture;Date;N° client;Échéance;TVA %":                         "vat",
		"Code;Nom;Refuse promo":                                            "accepts_promotional",
		"Klantnr;Naam;Geen reclame":                                        "accepts_promotional",
		"Kundennummer;Name;Keine Werbung":                                  "accepts_promotional",
		"Customer number;Name;No marketing":                                "accepts_promotional",
		"Code client;Plaque;Marque;Dernier contrôle technique":             "next_inspection",
		"Code client;Plaque;Marque;Date dernière vente":                    "first_registration",
		"N° facture;Date de paiement;N° client;Échéance;Date de livraison": "date",
	} {
		preview, err := intake.PreviewImport(t.Context(), db, storetest.TableWords.Bytes("x.csv", []byte(header+"\nx;x\n")))
		if err != nil || slices.Contains(preview.Mapping.Fields, not) {
			t.Errorf("%s: %s %q, %v", header, preview.Mapping.Entity, preview.Mapping.Fields, err)
		}
	}
}
