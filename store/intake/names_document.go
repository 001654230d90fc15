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
		field("description", textCell, names("désignation|libellé|description|détail|texte|omschrijving|artikelomschrijving|bezeichnung|beschreibung|artikelbezeichnung|text|"+
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

// caseNames are the words by which other programs head the columns of damages and breakdowns, beside those of the screens.
var caseNames = map[string][]string{
	garage.FileColumnNumber: names("n° dossier|numéro de dossier|dossier|réf dossier|référence dossier|n° fiche|dossiernummer|dossiernr|ref dossier|aktennummer|vorgangsnummer|" +
		"schadenakte|file number|case number|job number|~numéro|~nummer|~number|~nr|~référence|~referentie|~referenz"),
	garage.FileColumnOpened: names("ouvert le|date d'ouverture|date dossier|date de création|geopend op|openingsdatum|datum dossier|aangemaakt op|eröffnet am|anlagedatum|angelegt am|" +
		"opened on|date opened|created on|~date|~datum"),
	garage.FileColumnState: names("statut|état|état du dossier|statut dossier|status|staat dossier|toestand|zustand|file status"),
	garage.FileColumnNotes: names("remarque|observation|commentaire|opmerking|opmerkingen|nota|bemerkung|bemerkungen|anmerkung|remark|comment|~info|~divers"),
	"plate":                plateNames,
	"km":                   kmNames,

	"damage_date": names("date sinistre|date d'accident|date de l'accident|date dommage|date des dégâts|survenu le|schadedatum|datum schade|datum schadegeval|datum ongeval|" +
		"ongevalsdatum|schadendatum|schadentag|schadensdatum|unfalldatum|date of loss|loss date|accident date|damage date|incident date"),
	"damage_place": names("lieu sinistre|lieu de l'accident|lieu accident|plaats ongeval|plaats schade|ongevalsplaats|unfallort|schadenort|accident place|place of accident"),
	"circumstances": names("circonstances accident|description sinistre|description du dommage|omstandigheden|omstandigheden ongeval|toedracht|schadeomschrijving|omschrijving schade|" +
		"schadenhergang|unfallhergang|hergang|damage description|description of damage"),
	"policy_number": names("n° police|n° contrat|n° police d'assurance|police d'assurance|polisnummer|polisnr|contractnummer|policennummer|versicherungsnummer|versicherungsscheinnummer|" +
		"vertragsnummer|policy number|policy|~polis|~police"),
	"claim_number": names("n° sinistre|sinistre|réf sinistre|référence sinistre|n° déclaration|schadenummer|schadenr|schadegevalnummer|schadedossier|schadennummer|schadennr|" +
		"schaden nr|schadensnummer|claim number|claim|claim reference|claim ref"),
	"settlement": names("règlement|mode de règlement|regeling|regulierung|schadenregulierung|settlement"),
	"liability":  names("responsabilité|aansprakelijkheid|haftung|schuldfrage|liability"),
	"franchise": names("franchise|montant franchise|vrijstelling|eigen risico|bedrag vrijstelling|selbstbeteiligung|selbstbehalt|deductible|" +
		"policy excess"),
	"vat_recovered": names("tva récupérable|récupération tva|recupereerbare btw|aftrekbare btw|btw recuperatie|vorsteuerabzug|recoverable vat"),
	"expert_visit_at": names("date d'expertise|date expertise|rdv expert|rendez-vous expert|passage expert|expertise le|datum expertise|expertisedatum|bezoek expert|afspraak expert|" +
		"gutachtertermin|besichtigungstermin|besichtigung am|expert visit|survey date|appraisal date"),
	"expert_visit_place": names("lieu expertise|plaats expertise|besichtigungsort|survey place"),
	"estimate_number":    names("n° devis|besteknummer|bestek nr|nummer kostenvoranschlag|estimate number"),
	"estimate_amount":    names("montant devis|total devis|bedrag bestek|bestekbedrag|betrag kostenvoranschlag|estimate amount"),
	"estimate_date":      names("date devis|datum bestek|bestekdatum|datum kostenvoranschlag|estimate date"),
	"agreement_amount":   names("montant accord|montant accordé|accord expert|akkoordbedrag|bedrag akkoord|freigabebetrag|agreed amount|approved amount"),
	"agreement_date":     names("date accord|accord le|datum akkoord|akkoorddatum|akkoord op|freigabedatum|agreement date|approval date"),
	"entry_at":           names("date d'entrée|entrée atelier|entrée le|datum binnen|binnen op|datum ingang|eingangsdatum|eingang werkstatt|date in|entry date"),
	"exit_planned":       names("sortie prévue|date de sortie prévue|fin prévue|geplande uitgang|voorziene uitgang|voorzien klaar|geplante fertigstellung|planned exit|expected ready"),
	"exit_at":            names("date de sortie|sortie le|datum buiten|buiten op|datum uitgang|ausgangsdatum|date out|exit date"),
	"courtesy_car":       names("véhicule de remplacement|voiture de remplacement|vervangwagen|vervangvoertuig|ersatzwagen|ersatzfahrzeug|courtesy car|replacement car"),
	"invoice_insurer":    names("part assureur|part assurance|facture assureur|deel verzekeraar|aandeel verzekeraar|anteil versicherung|insurer share"),
	"invoice_client":     names("part client|deel klant|aandeel klant|anteil kunde|client share"),

	"call_at": names("date d'appel|date appel|appel le|heure appel|oproepdatum|datum oproep|tijdstip oproep|oproep|anrufzeit|anrufdatum|zeitpunkt anruf|call time|call date|" +
		"called at|~appel|~anruf"),
	"departure_at":  names("heure de départ|départ le|vertrek|vertrekuur|uur vertrek|abfahrt|abfahrtszeit|departure|departure time"),
	"arrival_at":    names("arrivée|heure d'arrivée|aankomst|aankomstuur|uur aankomst|ankunft|ankunftszeit|arrival|arrival time"),
	"end_at":        names("heure de fin|fin intervention|einduur|einde interventie|einsatzende|end time"),
	"cause":         names("type de panne|cause panne|motif dépannage|soort panne|oorzaak|reden takeling|ursache|pannenursache|cause of breakdown"),
	"orderer_type":  names("type donneur d'ordre|type d'appelant|type opdrachtgever|auftraggeberart|art des auftraggebers|orderer type|caller type"),
	"road":          names("lieu de dépannage|lieu d'intervention|adresse d'intervention|lieu panne|plaats takeling|plaats panne|plaats interventie|pannenort|einsatzort|breakdown location|pick-up address"),
	"road_km":       names("borne|borne kilométrique|kilometerpaal|hectometerpaal|kilometerstein|road marker"),
	"tow_truck":     names("dépanneuse|camion dépannage|takelwagen|sleepwagen|abschleppwagen|abschleppfahrzeug|tow truck|recovery vehicle"),
	"tow_driver":    names("dépanneur|chauffeur dépanneuse|chauffeur|takelaar|takelchauffeur|abschleppfahrer|tow driver|recovery driver"),
	"km_out":        names("km aller|km heen|km hinfahrt|km out"),
	"km_towed":      names("km chargé|km remorqué|km en charge|km geladen|km gesleept|km getakeld|schleppkilometer|km towed"),
	"km_back":       names("km retour|km terug|km rückfahrt|km back"),
	"destination":   names("destination|livré à|bestemming|afgeleverd bij|zielort|drop-off|delivered to"),
	"storage_place": names("lieu de gardiennage|parc|fourrière|stallingsplaats|bewaarplaats|standplatz|verwahrplatz|storage place|pound"),
	"storage_in":    names("entrée parc|entrée fourrière|gardiennage du|begin stalling|stalling vanaf|einstelldatum|storage from"),
	"storage_out":   names("sortie parc|sortie fourrière|gardiennage au|einde stalling|stalling tot|auslagerung|storage until"),
	"storage_day":   names("prix gardiennage jour|gardiennage jour|stalling per dag|standgebühr pro tag|storage per day"),
	"fee_call":      names("forfait dépannage|forfait|forfait takeling|takelforfait|grundgebühr|call-out fee"),
	"fee_per_km":    names("prix km|prix au km|prijs per km|kilometerprijs|preis pro km|price per km"),
	"fee_storage":   names("frais gardiennage|stallingskosten|standgebühren|storage fee"),
	"fee_work":      names("main d'oeuvre|werkloon|arbeitskosten|labour"),
}

// partyNames are the words for the parties of a file.
var partyNames = map[garage.Party][]string{
	garage.PartyInsurer: names("assureur|assurance|compagnie|compagnie d'assurance|cie d'assurance|cie|verzekeraar|verzekering|verzekeringsmaatschappij|maatschappij|" +
		"versicherung|versicherer|versicherungsgesellschaft|insurer|insurance|insurance company"),
	garage.PartyBroker:   names("courtier|makelaar|verzekeringsmakelaar|makler|versicherungsmakler|broker"),
	garage.PartyExpert:   names("expert|expert automobile|bureau d'expertise|expertisebureau|schade-expert|schade expert|gutachter|sachverständiger|assessor|loss adjuster"),
	garage.PartySupplier: names("fournisseur|leverancier|lieferant|supplier"),
	garage.PartyOrderer: names("donneur d'ordre|appelant|société d'assistance|assistance|opdrachtgever|oproeper|bijstand|pechverhelping|auftraggeber|anrufer|orderer|caller|" +
		"assistance company"),
	garage.PartyPolice: names("zone de police|politie|politiezone|polizei|~police"),
	garage.PartyOwner:  names("propriétaire|eigenaar|eigentümer|halter|owner"),
	garage.PartyDriver: names("conducteur|bestuurder|fahrzeugführer|driver"),
	garage.PartyGarage: names("garage destinataire|garage de destination|bestemmingsgarage|garage van bestemming|zielwerkstatt|destination garage"),
}

// ofParty are the words for what is said of a party: "E-mail expert", "Tel. verzekeraar".
var ofParty = map[string][]string{
	"email":     names("e-mail|mail|email|courriel|e-mailadres|adresse e-mail"),
	"phone":     names("téléphone|tél|tel|gsm|telefoon|telefon|phone"),
	"contact":   names("contact|gestionnaire|contactpersoon|dossierbeheerder|beheerder|sachbearbeiter|ansprechpartner|claims handler"),
	"reference": names("réf|référence|n° dossier|ref|referentie|dossiernr|referenz|aktenzeichen|reference"),
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

// caseTells are the columns of which one tells a table of that kind: nothing else of a garage has them.
var caseTells = map[string][]string{
	garage.Bodyshop.Name:  {"damage_date", "claim_number", "expert_visit_at", "agreement_amount"},
	garage.Breakdown.Name: {"orderer_type", "call_at", "tow_truck", "tow_driver", "km_towed", "storage_place"},
}
