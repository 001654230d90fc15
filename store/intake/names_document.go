package intake

import (
	"slices"

	"garagemail/store/garage"
)

var documentNumberNames = names("numéro|n° facture|numéro de facture|facture|réf facture|référence facture|n° document|n° pièce|numéro de pièce|document|" +
	"factuurnummer|factuur nr|factuurnr|factuur|documentnummer|documentnr|document nr|stuknummer|boekstuknummer|rechnungsnummer|rechnungs nr|rechnungsnr|rechnung nr|rechnung|" +
	"re nr|belegnummer|beleg nr|belegnr|beleg|dokumentnummer|dokument nr|invoice number|invoice ref|invoice reference|invoice id|invoice|document number|doc number|" +
	"bill number|invoice name|n° fac|numfac|nofac|num|~ref|~id")

var documentEntity = &importEntity{
	name: "document", order: 5, needs: []string{"number", "date", "client"}, tells: []string{"due_date", "kind", "net", "vat", "total"},
	own: documentWords, begin: beginDocuments,
	fields: []*importField{
		field("number", textCell, documentNumberNames...),
		field("kind", kindCell, names("type|type de document|type de pièce|type pièce|nature|genre|type facture|soort|soort document|documentsoort|documenttype|doctype|art|belegart|"+
			"dokumentart|dokumenttyp|typ|rechnungsart|kind|document type|doc type|invoice type|move type|factuurtype|belegtyp|soort stuk")...),
		field("date", dateCell, names("date|date facture|date de facturation|date document|date pièce|date d'émission|datum|factuurdatum|datum factuur|documentdatum|"+
			"facturatiedatum|rechnungsdatum|datum rechnung|belegdatum|dokumentdatum|ausstellungsdatum|invoice date|invoice bill date|document date|issue date|bill date|doc date|date issued")...),
		field("due_date", dateCell, names("échéance|date d'échéance|échéance facture|date limite de paiement|date limite de règlement|à payer avant|à payer pour le|payable le|"+
			"vervaldatum|vervaldag|te betalen voor|te betalen tegen|betalen voor|uiterste betaaldatum|fälligkeit|fälligkeitsdatum|fällig|fällig am|zahlbar bis|"+
			"zahlungsziel|zahlbar am|due date|due|payment due|payment due on|payment due date|maturity|maturity date|ech")...),
		field("client", textCell, clientNumberNames...),
		field("plate", textCell, append(names("~véhicule|~voertuig|~fahrzeug|~vehicle"), plateNames...)...),
		field("reference", textCell, names("référence|réf|votre référence|vos réf|votre réf|ihre ref|your ref|référence commande|bon de commande|n° commande|commande|communication|referentie|uw referentie|uw ref|"+
			"bestelbon|bestelbonnummer|bestelnummer|po nummer|referenz|ihr zeichen|ihre referenz|bestellnummer|bestellung|reference|your reference|"+
			"customer reference|purchase order|po number|order number|référence client|klantreferentie|kundenreferenz")...),
		field("net", centCell, names("total htva|montant htva|htva|total ht|montant ht|ht|total hors tva|montant hors tva|hors tva|net|base|base imposable|montant net|total net|sous-total|"+
			"total excl|totaal excl btw|totaal excl|bedrag excl btw|bedrag excl|excl btw|totaal exclusief btw|bedrag exclusief btw|netto|nettobedrag|netto bedrag|maatstaf|maatstaf heffing|subtotaal|totaal zonder btw|nettobetrag|"+
			"summe netto|gesamt netto|betrag netto|netto betrag|total netto|gesamtbetrag netto|zwischensumme|bemessungsgrundlage|total excl vat|total excluding vat|amount excl vat|amount excluding vat|net amount|net total|subtotal|"+
			"tax excluded|untaxed amount|amount untaxed|amount net|amount net of tax|excl vat|tax excluded signed|untaxed amount signed|total ex vat|netto totaal")...),
		field("vat", centCell, names("tva|montant tva|total tva|montant de la tva|btw|btw bedrag|btwbedrag|totaal btw|bedrag btw|mwst|mwst betrag|mwstbetrag|summe mwst|ust|ust betrag|umsatzsteuer|steuerbetrag|vat|"+
			"vat amount|total vat|tax|tax amount|amount tax|amount vat|tax signed")...),
		field("total", centCell, names("total tvac|total ttc|montant tvac|montant ttc|tvac|ttc|total|montant total|total facture|montant facture|total tva comprise|total général|total incl|"+
			"totaal|totaal incl btw|totaal incl|bedrag incl btw|bedrag incl|incl btw|totaal inclusief btw|bedrag inclusief btw|totaalbedrag|totaal bedrag|factuurbedrag|brutobedrag|bruto|gesamt|gesamtbetrag|"+
			"gesamtsumme|brutto|bruttobetrag|rechnungsbetrag|summe brutto|gesamt brutto|betrag brutto|gesamtbetrag brutto|total incl vat|total including vat|amount incl vat|grand total|gross amount|"+
			"gross total|total amount|amount total|invoice total|total signed|amount inc tax|amount incl tax|tax included|incl vat|invoice amount|total inc vat|totaal te betalen")...),
	},
}

var lineEntity = &importEntity{
	name: "line", order: 6, needs: []string{"number", "description", "unit_price"}, tells: []string{"quantity", "vat_rate", "discount", "unit"}, own: documentWords, begin: beginLines,
	fields: []*importField{
		field("number", textCell, documentNumberNames...),
		field("description", textCell, names("désignation|libellé|lib|description|détail|texte|omschrijving|artikelomschrijving|bezeichnung|beschreibung|artikelbezeichnung|text|"+
			"label|line description|line label|item description|line text|désignation article|libellé article|omschrijving artikel|benaming|"+
			"~article|~artikel|~item|~product|~produit|~line product|~prestation|~werk|~leistung")...),
		field("quantity", thousandthCell, names("quantité|qté|quant|nombre|nb|hoeveelheid|aantal|hoev|aant|menge|anzahl|stückzahl|quantity|qty|line quantity|qty for line|line qty")...),
		field("unit", textCell, names("unité|unité de mesure|uom|unit of measure|eenheid|eenh|einheit|einh|unit|maateenheid|mengeneinheit|line unit|line unit of measure|un")...),
		field("unit_price", priceCell, names("prix unitaire htva|prix unitaire ht|prix unitaire|prix unit|prix unit htva|p.u.|pu|p.u. htva|pu ht|pu htva|prix htva|prix ht|prix|prix hors tva|prix unitaire hors tva|prix unitaire net|"+
			"eenheidsprijs|eenheidsprijs excl|eenheidsprijs excl btw|eenheidsprijs exclusief btw|eenheidsprijs zonder btw|eenh prijs|prijs per stuk|stukprijs|prijs excl|prijs excl btw|prijs|prijs eenheid|prijs per eenheid|"+
			"einzelpreis|einzelpreis netto|einzelpreis exkl mwst|ep|e-preis|preis netto|preis|stückpreis|preis pro einheit|nettopreis|preis exkl mwst|unit price|price|price excl vat|unit price excl vat|unit price excluding vat|unit price ex vat|"+
			"line unit price|price unit|net price|unit price net")...),
		field("discount", percentCell, names("remise|taux de remise|rem|rabais|ristourne|réduction|pourcentage remise|korting|kortingspercentage|kort|percentage korting|rabatt|rabattsatz|nachlass|discount|disc|discount percentage|"+
			"discount percent|discount rate|line discount|reduction")...),
		field("vat_rate", percentCell, names("tva|taux tva|taux de tva|code tva|pourcentage tva|btw|btw tarief|btw percentage|btwtarief|btwpercentage|tarief|btw code|mwst|mwst satz|mwstsatz|ust|ust satz|ustsatz|steuersatz|steuer|"+
			"vat|vat rate|tax rate|tax|taxe|vat rate of line|vat percentage|vat code|line taxe|line vat")...),
	},
}

// otherNames are the words for a column of a file that no screen has.
func otherNames(c garage.CaseColumn) []string {
	switch {
	case c.Party != "" && c.Of == "name":
		return partyNames[c.Party]
	case c.Party != "":
		return pairs(ofParty[c.Of], partyNames[c.Party])
	}
	other := caseNames[c.Key]
	for entity, keys := range map[*importEntity][]string{vehicleEntity: {"vin", "make", "model"}, clientEntity: {"postcode", "locality"}} {
		if slices.Contains(keys, c.Key) {
			other = entity.fieldKeyed(c.Key).names
		}
	}
	return other
}
