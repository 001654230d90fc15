package intake

import "garagemail/store/garage"

// caseNames are the words by which other programs head the columns of damages and breakdowns, beside those of the screens.
var caseNames = map[string][]string{
	garage.CaseColumnNumber: names("n° dossier|numéro de dossier|dossier|réf dossier|référence dossier|n° fiche|dossiernummer|dossiernr|ref dossier|aktennummer|vorgangsnummer|" +
		"schadenakte|file number|case number|job number|~numéro|~nummer|~number|~nr|~référence|~referentie|~referenz"),
	garage.CaseColumnOpened: names("ouvert le|date d'ouverture|date dossier|date de création|geopend op|openingsdatum|datum dossier|aangemaakt op|eröffnet am|anlagedatum|angelegt am|" +
		"opened on|date opened|created on|~date|~datum"),
	garage.CaseColumnState: names("statut|état|état du dossier|statut dossier|status|staat dossier|toestand|zustand|file status"),
	garage.CaseColumnNotes: names("remarque|observation|commentaire|opmerking|opmerkingen|nota|bemerkung|bemerkungen|anmerkung|remark|comment|~info|~divers"),
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

// caseTells are the columns of which one tells a table of that kind: nothing else of a garage has them.
var caseTells = map[string][]string{
	garage.Bodyshop.Name:  {"damage_date", "claim_number", "expert_visit_at", "agreement_amount"},
	garage.Breakdown.Name: {"orderer_type", "call_at", "tow_truck", "tow_driver", "km_towed", "storage_place"},
}
