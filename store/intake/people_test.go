package intake_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"garagemail/store/storetest"
)

// peoplesTables are tables as people and programs write them, with what a query gives afterwards and what is to be looked at.
var peoplesTables = []struct{ name, tables, query, want, said string }{
	{
		"a company and its person", "Code;Société;Nom;Prénom;E-mail\n1;Garage Dupont SPRL;Dupont;Jean;a@mail.example\n2;;Maes;Els;\n3;Noël SA;;;\n4;Jan Peeters;Peeters;Jan;\n",
		`SELECT client.number, client.name, client.first_name, contact.first_name, contact.name FROM client LEFT JOIN contact ON client_id = client.id ORDER BY 1`,
		"1|Garage Dupont SPRL||Jean|Dupont\n2|Maes|Els|<nil>|<nil>\n3|Noël SA||<nil>|<nil>\n4|Peeters|Jan|<nil>|<nil>", "",
	},
	{
		"a company in English", "Customer ID,Company,First name,Last name\n1,,John,Smith\n2,\"Acme, Ltd\",,\n", `SELECT number, name, first_name FROM client ORDER BY 1`,
		"1|Smith|John\n2|Acme, Ltd|", "",
	},
	{
		"headings in two languages", "Klantnr / N° client;Naam/Nom;Voornaam - Prénom;Gemeente | Localité;E-mail\n1;Maes;Els;Gent;\n",
		`SELECT number, name, first_name, locality FROM client`, "1|Maes|Els|Gent", "",
	},
	{
		"headings of groups above", "Client;;Contact;;\nN°;Nom;Tél.;GSM;E-mail\n1;Dupont;081 22 33 44;;d@mail.example\n", `SELECT number, name, phone, email FROM client`,
		"1|Dupont|081 22 33 44|d@mail.example", "Client import.row_above",
	},
	{
		"written twice in UTF-8", "Code;Nom;Prenom;Remarque\n1;NoÃ«l;Ã‰ric;lâ€™œuvre Ã\u00a0 5 â‚¬\n2;Lefèvre;Hélène;CÅ“ur\n", `SELECT name, first_name, notes FROM client ORDER BY number`,
		"Noël|Éric|l’œuvre à 5 €\nLefèvre|Hélène|Cœur", "",
	},
	{
		"telephones without their zero", "Code;Nom;GSM;Pays\n1;A;475/123456;\n2;B;4 225 12 34;BE\n3;C;612345678;\n4;D;612345678;ES\n5;E;3331234567;IT\n6;F;475123457;IT\n",
		`SELECT gsm FROM client ORDER BY number`, "0475 12 34 56\n04 225 12 34\n612345678\n612345678\n3331234567\n475123457",
		"gsm 475/123456 import.noticed_zero\ngsm 4 225 12 34 import.noticed_zero\ngsm 612345678 import.noticed_phone\ngsm 475123457 import.noticed_phone",
	},
	{
		"a second telephone is no VAT number", "Code;Nom;Téléphone;Téléphone\n1;A;081 22 33 44;081 22 33 45\n", `SELECT phone, gsm, vat_number FROM client`, "081 22 33 44|081 22 33 45|", "",
	},
	{
		"countries", "Code;Nom;Pays\n01;A;+32\n02;A;0033\n03;A;U.K.\n04;A;B.\n05;A;BE - Belgique\n06;A;België/Belgique\n07;A;Royaume de Belgique\n08;A;056\n09;A;32\n10;A;BE/FR\n11;A;Guinée-Bissau\n12;A;G.D.L.\n13;A;U.S.A.\n",
		`SELECT group_concat(country, ' ') FROM (SELECT country FROM client ORDER BY number)`, "BE FR GB BE BE BE BE BE   GW LU US",
		"country 32 import.refused_country\ncountry BE/FR import.refused_country",
	},
	{
		"mail addresses in links", "Code;Nom;E-mail\n1;A;mailto:c@mail.example\n2;B;Jan <d@mail.example>\n3;C;m@mail.example#mailto:m@mail.example#\n4;D;j@mail.example.\n5;E;\ufeffk@mail.example\u200b\n6;F;a@mail.example#mailto:b@mail.example#\n",
		`SELECT email FROM client ORDER BY number`, "c@mail.example\nd@mail.example\nm@mail.example\nj@mail.example\nk@mail.example\n", "email a@mail.example#mailto:b@mail.example# check.email_two_at",
	},
	{
		"VAT numbers behind their word", "Code;Nom;TVA\n1;A;TVA BE 0202.239.951\n2;B;BTW-BE-0202.239.951\n3;C;n° TVA : BE0202239951\n", `SELECT DISTINCT vat_number FROM client`,
		"BE0202239951", "",
	},
	{
		"languages", "Code;Nom;Langue\n1;A;Français (Belgique)\n2;B;Dutch / Nederlands\n3;C;Nl.\n4;D;FR/NL\n", `SELECT language FROM client ORDER BY number`, "fr\nnl\nnl\n",
		"language FR/NL import.refused_language",
	},
	{
		"consent in words", "Code;Nom;Newsletter\n1;A;Abonné\n2;B;désabonné\n3;C;akkoord\n4;D;opt-out\n5;E;unsubscribed\n6;F;OK\n7;G;peut-être\n", `SELECT accepts_promotional FROM client ORDER BY number`,
		"1\n0\n1\n0\n0\n1\n0", "accepts_promotional peut-être import.refused_answer",
	},
	{"what databases write for none", "Code;Nom;Prénom;Remarque\n1;Null;NULL;\\N\n", `SELECT name, first_name, notes FROM client`, "Null||", ""},
	{
		"one plate, written in three ways", oneClient + "|Code client;Plaque;Châssis;Marque;Modèle;Km\nC1;1ABC234;VF1AAAAAAAAAAAAAA;Renault;Clio;\nC1;1-ABC-234;;RENAULT;clio;98500\nC1;1 abc 234;;Renault;Clio;98501\nC1;1-ABC-234;;Peugeot;208;10\n",
		`SELECT plate, vin, make, km FROM vehicle ORDER BY id`, "1ABC234|VF1AAAAAAAAAAAAAA|Renault|98500\n1-ABC-234||Peugeot|10", "1 abc 234 import.refused_vehicle_repeated",
	},
	{
		"postcodes", "Code;Nom;CP;Localité;Pays\n01;A;B5000;Namur;\n02;A;5000.0;Namur;BE\n03;A;50 00;Namur;BE\n04;A;L4360;Esch;\n05;A;500;Namur;BE\n06;A;E1 6AN;London;GB\n07;A;SW1A 1AA;London;GB\n08;A;110 00;Praha;CZ\n",
		`SELECT postcode, country FROM client ORDER BY number`, "5000|\n5000|BE\n5000|BE\nL-4360|LU\n500|BE\nE1 6AN|GB\nSW1A 1AA|GB\n110 00|CZ", "postcode 500 import.noticed_postcode",
	},
	{
		"numbers without their zeros", "Code;Nom\n000123;A\n0124;B\n124;C\nC7;D\n|N° client;Plaque;Marque;Châssis\n123;1-AAA-001;VW;vf1 aaaa aaaa aaa123\n00124;1-AAA-002;VW;\n124;1-AAA-003;VW;\nc7;1-AAA-004;VW;\n",
		`SELECT number, plate, vin FROM vehicle JOIN client ON client.id = client_id ORDER BY plate`, "000123|1-AAA-001|VF1AAAAAAAAAAA123\n124|1-AAA-003|\nC7|1-AAA-004|",
		"00124 import.refused_no_client",
	},
	{
		"days of Americans", oneClient + "|Customer code,Visit date,Mileage,Reason\nC1,11/5/2026 12:00:00 AM,1,Oil\nC1,3/4/2026 12:00:00 AM,2,Tyres\n", `SELECT count(*) FROM visit`, "0",
		"C1 import.refused_date\ndate 11/5/2026 12:00:00 AM import.refused_date_order\nC1 import.refused_date\ndate 3/4/2026 12:00:00 AM import.refused_date_order",
	},
	{
		"days of Americans, told by another row", oneClient + "|Customer code,Visit date,Mileage,Reason\nC1,11/5/2026 12:00:00 AM,1,Oil\nC1,11/25/2026 12:00:00 AM,2,Tyres\n", `SELECT date FROM visit ORDER BY km`,
		"2026-11-05\n2026-11-25", "",
	},
	{
		"prices of shops", oneClient + "|N° facture;Date;Type;N° client\nD1;05/11/2026;F;C1\n|N° facture;Désignation;Quantité;Prix unitaire;TVA %\nD1;a;1;12,-;21\nD1;b;1;12,--;21\nD1;c;1;€ 12,—;21\nD1;d;1;(12,50);21\nD1;e;1;12,50-;21\nD1;f;1;1.250,- €;21\n",
		`SELECT group_concat(unit_price_millionths / 10000, ' ') FROM document_line`, "1200 1200 1200 -1250 -1250 125000", "",
	},
	{
		"kinds of documents", oneClient + "|N° pièce;Type;Date;N° client\nA1;Facture de vente;05/11/2026;C1\nA2;Facture d'avoir;05/11/2026;C1\nA3;VERKOOPFACTUUR;05/11/2026;C1\nA4;out_refund;05/11/2026;C1\nA5;Rechnungskorrektur;05/11/2026;C1\nA6;Proforma;05/11/2026;C1\n",
		`SELECT number, kind FROM document ORDER BY number`, "A1|invoice\nA2|credit_note\nA3|invoice\nA4|credit_note\nA5|credit_note",
		"A6 import.refused_kind\nkind Proforma import.refused_kind",
	},
}

// TestPeoplesTables brings each in twice; the second time changes nothing.
func TestPeoplesTables(t *testing.T) {
	for _, tc := range peoplesTables {
		t.Run(tc.name, func(t *testing.T) {
			db := storetest.New(t)
			tables := strings.Split(strings.ReplaceAll(tc.tables, " | ", "\x00"), "|")
			for i := range tables {
				tables[i] = strings.ReplaceAll(tables[i], "\x00", " | ")
			}
			said := lookedAt(importTexts(t, db, tables...))
			if got := queried(t, db, tc.query); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
			if said != tc.said && !sameLines(said, tc.said) {
				t.Errorf("said\n%s\nwant\n%s", said, tc.said)
			}
			for _, result := range importTexts(t, db, tables...) {
				if result.New+result.Changed > 0 || result.Read != result.Unchanged+result.Refused {
					t.Errorf("again: %+v", result)
				}
			}
		})
	}
}

// TestWrittenTwiceWithMark: Excel puts its mark before what another program has spoilt.
func TestWrittenTwiceWithMark(t *testing.T) {
	spoilt, err := charmap.Windows1252.NewDecoder().String("Numéro;Nom;Localité\n1;Noël;Liège\n")
	storetest.Check(t, err)
	db := storetest.New(t)
	importTexts(t, db, "\uFEFF"+spoilt)
	if got := queried(t, db, `SELECT name, locality FROM client`); got != "Noël|Liège" {
		t.Error(got)
	}
}
