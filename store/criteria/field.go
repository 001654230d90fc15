package criteria

import "slices"

// FieldType says what the values of a custom filter's field are, and so how the panel asks for them.
type FieldType string

// The types of field and the form of their values in a Rule.
const (
	TextField     FieldType = "text"        // any text; case and accents do not matter
	NumberField   FieldType = "number"      // whole number: "3"
	MoneyField    FieldType = "money"       // euro with a point: "1250.50"
	DateField     FieldType = "date"        // ISO date; of last_days and next_days the number of days
	YesNoField    FieldType = "yes_no"      // no value: the operators are yes and no
	FamilyField   FieldType = "family"      // ids of families, one or several
	TypeField     FieldType = "client_type" // ids of client types, one or several
	LanguageField FieldType = "language"    // fr, nl, en, de, one or several
	CountryField  FieldType = "country"     // ISO codes, one or several
)

// The operators of a custom filter. Is and IsNot take several values for a field of choices: any of them.
const (
	Is       = "is"
	IsNot    = "is_not"
	HasText  = "contains"
	Begins   = "begins"
	Empty    = "empty"
	NotEmpty = "not_empty"
	Before   = "before" // strictly; no date is neither before nor after
	After    = "after"  // strictly
	LastDays = "last_days"
	NextDays = "next_days"
	Greater  = "greater" // strictly
	Less     = "less"    // strictly
	Between  = "between" // both ends included
	Yes      = "yes"
	No       = "no"
)

// FilterField is a field that a rule can be about.
type FilterField struct {
	Key       string // "client.name", "vehicle.make", "visit.last" …: its label has the language key "filter." + Key
	Type      FieldType
	Operators []string // in the order of the menu
}

var operatorsOf = map[FieldType][]string{
	TextField:     {HasText, Is, IsNot, Begins, Empty, NotEmpty},
	NumberField:   {Is, IsNot, Greater, Less, Between},
	MoneyField:    {Greater, Less, Between, Is, IsNot},
	DateField:     {Before, After, Between, Is, LastDays, NextDays, Empty, NotEmpty},
	YesNoField:    {Yes, No},
	FamilyField:   {Is, IsNot, Empty, NotEmpty},
	TypeField:     {Is, IsNot, Empty, NotEmpty},
	LanguageField: {Is, IsNot, Empty, NotEmpty},
	CountryField:  {Is, IsNot, Empty, NotEmpty},
}

// source is the table that a field's SQL is about: the client himself, his vehicles, or his tally.
type source int

const (
	sheet   source = iota
	vehicle        // a rule holds when at least one vehicle of the client meets it
	tally
)

// filterField is a row of the fixed table that maps a field's name to SQL.
type filterField struct {
	key       string
	FieldType FieldType
	sql       string
	plate     bool   // compared as letters and digits only
	foldedIn  string // a column that has the folded text among others
	moment    bool   // holds UTC times, compared by the day at the place of the program
	of        source
}

var filterFields = []filterField{
	{key: "client.number", FieldType: TextField, sql: `client.number`, foldedIn: `client.search_key`},
	{key: "client.title", FieldType: TextField, sql: `client.title`},
	{key: "client.name", FieldType: TextField, sql: `client.name`, foldedIn: `client.name_fold`},
	{key: "client.first_name", FieldType: TextField, sql: `client.first_name`, foldedIn: `client.name_fold`},
	{key: "client.company_form", FieldType: TextField, sql: `client.company_form`},
	{key: "client.address", FieldType: TextField, sql: `client.address`},
	{key: "client.postcode", FieldType: TextField, sql: `client.postcode`},
	{key: "client.locality", FieldType: TextField, sql: `client.locality`, foldedIn: `client.locality_fold`},
	{key: "client.country", FieldType: CountryField, sql: `client.country`},
	{key: "client.language", FieldType: LanguageField, sql: `client.language`},
	{key: "client.phone", FieldType: TextField, sql: `client.phone`},
	{key: "client.gsm", FieldType: TextField, sql: `client.gsm`},
	{key: "client.email", FieldType: TextField, sql: `client.email`, foldedIn: `client.search_key`},
	{key: "client.billing_email", FieldType: TextField, sql: `client.billing_email`, foldedIn: `client.search_key`},
	{key: "client.vat_number", FieldType: TextField, sql: `client.vat_number`},
	{key: "client.family", FieldType: FamilyField, sql: `coalesce(client.family_id, 0)`},
	{key: "client.type", FieldType: TypeField, sql: `coalesce(client.type_id, 0)`},
	{key: "client.accepts_promotional", FieldType: YesNoField, sql: `client.accepts_promotional`},
	{key: "client.notes", FieldType: TextField, sql: `client.notes`},
	{key: "vehicle.plate", FieldType: TextField, sql: `plate_fold`, plate: true, of: vehicle},
	{key: "vehicle.vin", FieldType: TextField, sql: `vin`, of: vehicle},
	{key: "vehicle.make", FieldType: TextField, sql: `make`, of: vehicle},
	{key: "vehicle.model", FieldType: TextField, sql: `model`, of: vehicle},
	{key: "vehicle.type", FieldType: TextField, sql: `vehicle_type`, of: vehicle},
	{key: "vehicle.first_registration", FieldType: DateField, sql: `first_registration`, of: vehicle},
	{key: "vehicle.km", FieldType: NumberField, sql: `km`, of: vehicle},
	{key: "vehicle.next_inspection", FieldType: DateField, sql: `next_inspection`, of: vehicle},
	{key: "visit.count", FieldType: NumberField, sql: `visits`, of: tally},
	{key: "visit.first", FieldType: DateField, sql: `first_visit`, of: tally},
	{key: "visit.last", FieldType: DateField, sql: `last_visit`, of: tally},
	{key: "document.count", FieldType: NumberField, sql: `documents`, of: tally},
	{key: "document.total", FieldType: MoneyField, sql: `document_cents`, of: tally},
	{key: "document.first", FieldType: DateField, sql: `first_document`, of: tally},
	{key: "document.last", FieldType: DateField, sql: `last_document`, of: tally},
	{key: "mailing.last", FieldType: DateField, moment: true, sql: `coalesce((SELECT max(finished_at) FROM delivery
		WHERE delivery.client_id = client.id AND kind = 'mailing' AND state = 'sent'), '')`},
}

// FilterFields returns the fields a custom filter can be made of, in the order of the menu. Those of the vehicle hold
// when at least one vehicle of the client meets the rule; two such rules may hold for different vehicles.
// document.total is the sum of the client's invoices less his credit notes.
func FilterFields() []FilterField {
	fields := make([]FilterField, len(filterFields))
	for i, f := range filterFields {
		fields[i] = FilterField{Key: f.key, Type: f.FieldType, Operators: slices.Clone(operatorsOf[f.FieldType])}
	}
	return fields
}

// FieldOf finds the column that a rule's field stands for.
func FieldOf(key string) (filterField, bool) {
	i := slices.IndexFunc(filterFields, func(f filterField) bool { return f.key == key })
	if i < 0 {
		return filterField{}, false
	}
	return filterFields[i], true
}
