package garage

// CasePlaceholder is a name between angle brackets that the mails of cases can fill from their case, beside those of the
// client and the vehicle.
type CasePlaceholder struct {
	Name   string      // upper case, without the brackets
	Fields []CaseField // of the kinds that have it, the first that is filled in counts; joined when Join is set
	Join   bool        // a place: all that is filled in, one after the other
	Party  Party       // or else the name of this party
	Own    bool        // or else this party's own number for the file
}

// CasePlaceholders are all there are, in the order of the menu. DOSSIER is the number of the case.
var CasePlaceholders = []CasePlaceholder{
	{Name: "DOSSIER"},
	fromFields("SINISTRE", "claim_number"),
	fromFields("POLICE", "policy_number"),
	fromFields("DATESINISTRE", "damage_date"),
	{Name: "LIEU", Fields: caseFields("damage_place", "postcode", "locality", "road", "road_km"), Join: true},
	{Name: "ASSUREUR", Party: PartyInsurer},
	{Name: "COURTIER", Party: PartyBroker},
	{Name: "EXPERT", Party: PartyExpert},
	{Name: "REFEXPERT", Party: PartyExpert, Own: true},
	fromFields("DATEEXPERTISE", "expert_visit_at"),
	fromFields("LIEUEXPERTISE", "expert_visit_place"),
	fromFields("FRANCHISE", "franchise"),
	fromFields("DEVIS", "estimate_number"),
	fromFields("MONTANTDEVIS", "estimate_amount"),
	fromFields("ACCORD", "agreement_amount"),
	fromFields("DATEACCORD", "agreement_date"),
	fromFields("SUPPLEMENT", "supplement_amount"),
	fromFields("RAISONSUPPLEMENT", "supplement_reason"),
	fromFields("PIECES", "parts"),
	fromFields("DATEENTREE", "entry_at"),
	fromFields("DATESORTIE", "exit_planned"),
	fromFields("REMPLACEMENT", "courtesy_plate"),
	fromFields("DATEREMPLACEMENT", "courtesy_from"),
	fromFields("PARTCLIENT", "invoice_client"),
	fromFields("PARTASSUREUR", "invoice_insurer"),
	fromFields("CHASSIS", "vin"),
	{Name: "DONNEUR", Party: PartyOrderer},
	{Name: "REFDONNEUR", Party: PartyOrderer, Own: true},
	fromFields("APPEL", "call_at"),
	fromFields("DEPART", "departure_at"),
	fromFields("ARRIVEE", "arrival_at"),
	fromFields("FIN", "end_at"),
	fromFields("CAUSE", "cause"),
	fromFields("DEPANNEUSE", "tow_truck"),
	fromFields("DESTINATION", "destination"),
	{Name: "GARAGE", Party: PartyGarage},
	{Name: "PROPRIETAIRE", Party: PartyOwner},
	fromFields("DEPOT", "storage_place"),
	fromFields("ENTREEDEPOT", "storage_in"),
	fromFields("GARDIENNAGE", "storage_day"),
	fromFields("GARANTIE", "guarantee"),
	fromFields("LIBERATION", "release_date"),
	fromFields("LIBEREPAR", "release_by"),
}

func fromFields(name string, keys ...string) CasePlaceholder {
	return CasePlaceholder{Name: name, Fields: caseFields(keys...)}
}

// caseFields returns the fields of these keys, of whatever kind.
func caseFields(keys ...string) []CaseField {
	var fields []CaseField
	for _, key := range keys {
		for _, kind := range CaseKinds {
			if field, ok := kind.Field(key); ok {
				fields = append(fields, field)
				break
			}
		}
	}
	return fields
}
