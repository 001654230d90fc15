package store

import (
	"context"
	"strings"
)

// cellKind is how a cell is read.
type cellKind int

const (
	textCell cellKind = iota
	emailCell
	phoneCell
	vatCell
	countryCell
	languageCell
	yesNoCell
	dateCell
	numberCell     // whole number
	thousandthCell // decimal as thousandths
	centCell       // decimal as cents
	percentCell    // decimal as basis points
	kindCell       // kind of document
	decimalCell    // decimal of up to three places, as it is written with a point
	dateTimeCell   // FileDateTimeLayout
	choiceCell     // one of importField.choices
)

// importField is a field of an entity, with the headings by which export files name it.
type importField struct {
	key     string
	kind    cellKind
	names   []string          // folded: French, Dutch, German, English
	choices map[string]string // of a choiceCell: folded words and what they stand for
}

// rowOutcome says what a row did.
type rowOutcome int

const (
	rowUnchanged rowOutcome = iota
	rowNew
	rowChanged
)

// takeRow brings one row in; reason, a language key, refuses it whole.
type takeRow func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error)

// importEntity is a kind of table that can be imported. order: what others refer to comes first.
type importEntity struct {
	name   string
	order  int
	needs  []string // fields without which a heading is not this table's
	fields []*importField
	begin  func(ctx context.Context, r *importRun) (takeRow, error)
}

func field(key string, kind cellKind, names ...string) *importField {
	return &importField{key: key, kind: kind, names: names}
}

var clientNumberNames = []string{"code client", "client", "klantcode", "klantnummer", "klant", "kundennummer", "kunde", "client number", "client code", "customer number"}

// importEntities are all tables; those of files come first, for they have the columns of others too.
var importEntities = append(fileEntities(func(string) []string { return nil }), recordEntities...)

var recordEntities = []*importEntity{
	{name: "line", order: 6, needs: []string{"number", "description", "unit_price"}, begin: beginLines, fields: []*importField{
		field("number", textCell, "numero", "nummer", "number", "document"),
		field("description", textCell, "designation", "omschrijving", "bezeichnung", "description", "libelle"),
		field("quantity", thousandthCell, "quantite", "hoeveelheid", "aantal", "menge", "quantity"),
		field("unit", textCell, "unite", "eenheid", "einheit", "unit"),
		field("unit_price", centCell, "prix unitaire htva", "prix unitaire", "eenheidsprijs", "einzelpreis", "unit price", "prix"),
		field("discount", percentCell, "remise %", "remise", "korting %", "korting", "rabatt %", "rabatt", "discount %", "discount"),
		field("vat_rate", percentCell, "tva %", "tva", "btw %", "btw", "mwst %", "mwst", "vat %", "vat"),
	}},
	{name: "document", order: 5, needs: []string{"number", "date", "client", "due_date"}, begin: beginDocuments, fields: []*importField{
		field("number", textCell, "numero", "nummer", "number"),
		field("kind", kindCell, "type", "soort", "art", "kind"),
		field("date", dateCell, "date", "datum"),
		field("due_date", dateCell, "echeance", "vervaldatum", "vervaldag", "falligkeit", "due date", "due"),
		field("client", textCell, clientNumberNames...),
		field("plate", textCell, "plaque", "nummerplaat", "kennzeichen", "plate"),
		field("reference", textCell, "reference", "referentie", "referenz"),
	}},
	{name: "visit", order: 4, needs: []string{"client", "date", "reason"}, begin: beginVisits, fields: []*importField{
		field("client", textCell, clientNumberNames...),
		field("plate", textCell, "plaque", "nummerplaat", "kennzeichen", "plate"),
		field("date", dateCell, "date", "datum"),
		field("km", numberCell, "km", "kilometrage", "kilometerstand", "mileage"),
		field("reason", textCell, "motif", "reden", "grund", "reason"),
	}},
	{name: "vehicle", order: 3, needs: []string{"client", "plate", "make"}, begin: beginVehicles, fields: []*importField{
		field("client", textCell, clientNumberNames...),
		field("plate", textCell, "plaque", "immatriculation", "nummerplaat", "kennzeichen", "plate"),
		field("vin", textCell, "chassis", "n° chassis", "chassisnummer", "fahrgestellnummer", "vin"),
		field("make", textCell, "marque", "merk", "marke", "make"),
		field("model", textCell, "modele", "model", "modell"),
		field("vehicle_type", textCell, "type de vehicule", "type voertuig", "voertuigtype", "fahrzeugtyp", "vehicle type"),
		field("first_registration", dateCell, "1ere mise en circ.", "premiere mise en circulation", "eerste inschrijving", "erstzulassung", "first registration"),
		field("km", numberCell, "km", "kilometrage", "kilometerstand", "mileage"),
		field("next_inspection", dateCell, "controle technique", "keuring", "hauptuntersuchung", "next inspection", "inspection"),
	}},
	{name: "contact", order: 2, needs: []string{"client", "name", "role"}, begin: beginContacts, fields: []*importField{
		field("client", textCell, clientNumberNames...),
		field("first_name", textCell, "prenom", "voornaam", "vorname", "first name"),
		field("name", textCell, "nom", "naam", "name", "last name"),
		field("role", textCell, "fonction", "functie", "funktion", "role", "function"),
		field("email", emailCell, "e-mail", "email", "mail"),
		field("gsm", phoneCell, "gsm", "mobil", "mobile", "handy"),
	}},
	{name: "client", order: 1, needs: []string{"number", "name"}, begin: beginClients, fields: []*importField{
		field("number", textCell, append([]string{"code", "numero", "nummer", "number"}, clientNumberNames...)...),
		field("name", textCell, "nom", "naam", "name", "last name"),
		field("first_name", textCell, "prenom", "voornaam", "vorname", "first name"),
		field("title", textCell, "titre", "titel", "aanspreking", "anrede", "title"),
		field("company_form", textCell, "forme juridique", "rechtsvorm", "rechtsform", "company form"),
		field("address", textCell, "adresse", "adres", "address", "rue", "straat"),
		field("postcode", textCell, "code postal", "postcode", "plz", "postleitzahl", "zip"),
		field("locality", textCell, "localite", "ville", "plaats", "gemeente", "woonplaats", "ort", "locality", "city"),
		field("country", countryCell, "pays", "land", "country"),
		field("language", languageCell, "langue", "taal", "sprache", "language"),
		field("phone", phoneCell, "telephone", "tel", "telefoon", "telefon", "phone"),
		field("gsm", phoneCell, "gsm", "mobil", "mobile", "handy"),
		field("email", emailCell, "e-mail", "email", "mail"),
		field("billing_email", emailCell, "e-mail facturation", "email facturation", "facturatie-e-mail", "facturatie email", "rechnungs-e-mail", "billing email"),
		field("vat_number", vatCell, "n° tva", "tva", "btw-nummer", "btw", "btw nr", "mwst-nummer", "vat number", "vat"),
		field("family", textCell, "famille", "groep", "klantgroep", "gruppe", "family"),
		field("type", textCell, "type", "type klant", "typ", "kundentyp"),
		field("accepts_promotional", yesNoCell, "accepte promo", "accepte les emails promotionnels", "aanvaardt promo", "promotie", "werbung erlaubt", "accepts promotional"),
		field("notes", textCell, "remarque", "remarques", "opmerking", "opmerkingen", "bemerkung", "notes"),
	}},
}

// recognise tells whose table a heading is and which field each column holds; nil for a heading of no known table.
func recognise(header []string) (*importEntity, []*importField) {
	for _, entity := range importEntities {
		columns, found := entity.columnsNamed(header)
		whole := true
		for _, key := range entity.needs {
			whole = whole && found[key]
		}
		if whole {
			return entity, columns
		}
	}
	return nil, nil
}

// columnsNamed returns the field that each heading names, and which fields were named.
func (e *importEntity) columnsNamed(header []string) (columns []*importField, found map[string]bool) {
	columns, found = make([]*importField, len(header)), map[string]bool{}
	for i, heading := range header {
		if f := e.fieldNamed(strings.TrimSpace(Fold(heading))); f != nil && !found[f.key] {
			columns[i], found[f.key] = f, true
		}
	}
	return columns, found
}

func (e *importEntity) fieldNamed(folded string) *importField {
	for _, f := range e.fields {
		if f.key == folded {
			return f
		}
		for _, name := range f.names {
			if name == folded {
				return f
			}
		}
	}
	return nil
}
