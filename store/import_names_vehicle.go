package store

var vehicleEntity = &importEntity{
	name: "vehicle", order: 3, needs: []string{"client"}, tells: []string{"plate", "vin"}, also: []string{"make", "model", "vin", "first_registration", "next_inspection"},
	own: vehicleWords, begin: beginVehicles,
	fields: []*importField{
		field("client", textCell, append(names("~propriétaire|~eigenaar|~halter|~owner|~code propriétaire"), clientNumberNames...)...),
		field("plate", textCell, plateNames...),
		field("vin", textCell, names("châssis|n° châssis|numéro de châssis|n° de série|vin|code vin|n° vin|chassisnummer|chassis nr|chassisnr|framenummer|"+
			"rahmennummer|fahrgestellnummer|fahrgestell nr|fahrgestellnr|fahrgestell|fahrzeugidentifizierungsnummer|fahrzeug identifizierungsnummer|"+
			"fahrzeugidentifikationsnummer|identifizierungsnummer|fin|fin nr|fin vin|vin fin|vin number|chassis number|vehicle identification number|"+
			"identification number|frame number|vin sn|vinnummer|serial number|n° identification véhicule")...),
		field("make", textCell, names("marque|constructeur|merk|automerk|fabrikant|merknaam|voertuigmerk|marke|fahrzeugmarke|hersteller|automarke|fabrikat|"+
			"make|brand|manufacturer|vehicle make|car make")...),
		field("model", textCell, names("modèle|model|modell|modelnaam|automodel|fahrzeugmodell|voertuigmodel|modèle commercial|handelsbenaming|handelsbezeichnung|"+
			"dénomination commerciale|type modèle|modeltype|modell typ|model name")...),
		field("vehicle_type", textCell, names("type de véhicule|genre|genre de véhicule|catégorie de véhicule|catégorie|type voertuig|voertuigtype|soort voertuig|"+
			"voertuigsoort|voertuigcategorie|soort|fahrzeugtyp|fahrzeugart|fahrzeugkategorie|fahrzeugklasse|art|vehicle type|type of vehicle|"+
			"vehicle category|category|body type|~type|~typ|~categorie|~kategorie")...),
		field("first_registration", dateCell, names("1ère mise en circulation|1ère mise en circ|date de 1ère mise en circulation|date 1ère mise en circ|"+
			"date de mise en circulation|date mise en circ|mise en circulation|mise en circ|1ère immatriculation|date de 1ère immatriculation|date d'immatriculation|"+
			"1ère immat|date 1ère immat|dmec|dmc|d.m.c.|date mec|mec|1ère mec|1ère circulation|date 1ère circulation|1e inschrijving|datum 1e inschrijving|1e inschrijvingsdatum|datum inschrijving|"+
			"inschrijvingsdatum|1e ingebruikname|datum 1e ingebruikname|datum ingebruikname|ingebruikname|datum in verkeer|1e toelating|datum 1e toelating|1e inschr|datum 1e inschr|"+
			"in verkeer|1e in verkeerstelling|datum 1e in verkeerstelling|inverkeerstelling|datum inverkeerstelling|erstzulassung|erstzulassungsdatum|datum erstzulassung|tag erstzulassung|ez|ez datum|1. zulassung|1. inverkehrsetzung|"+
			"zulassungsdatum|datum 1. zulassung|1st registration|1st registration date|date of 1st registration|registration date|1st reg|"+
			"1st reg date|date 1st registered|1st registered|1st use|date of 1st use|in service date")...),
		field("km", numberCell, kmNames...),
		field("next_inspection", dateCell, names("contrôle technique|prochain contrôle technique|prochain contrôle|date contrôle technique|date prochain contrôle technique|"+
			"date prochain contrôle|date ct|ct|prochain ct|échéance ct|échéance contrôle technique|validité contrôle technique|validité ct|ct valable jusqu'au|"+
			"contrôle technique valable jusqu'au|fin validité ct|fin validité contrôle technique|ct jusqu'au|keuring|volgende keuring|datum keuring|keuringsdatum|"+
			"datum volgende keuring|technische keuring|volgende technische keuring|datum technische keuring|keuring geldig tot|geldig tot|vervaldatum keuring|vervaldag keuring|keuring tot|"+
			"autokeuring|volgende keuringsdatum|technische controle|apk|apk datum|apk vervaldatum|hauptuntersuchung|nächste hauptuntersuchung|hu|hu au|hu datum|nächste hu|hu fällig|hu bis|tüv|"+
			"tüv bis|nächster tüv|tüv datum|tüv fällig|technische prüfung|nächste technische prüfung|technische kontrolle|nächste prüfung|prüfdatum|fahrzeugprüfung|next inspection|inspection|inspection date|next inspection date|inspection due|"+
			"inspection due date|mot|mot due|mot expiry|mot date|next mot|date of next inspection|technical inspection|next technical inspection")...),
	},
}

var visitEntity = &importEntity{
	name: "visit", order: 4, needs: []string{"client", "date"}, tells: []string{"reason", "km"}, own: visitWords, begin: beginVisits,
	fields: []*importField{
		field("client", textCell, clientNumberNames...),
		field("plate", textCell, append(names("~véhicule|~voertuig|~fahrzeug|~vehicle"), plateNames...)...),
		field("date", dateCell, names("date|datum|date de passage|date de visite|date d'entrée|date entrée|date intervention|date de l'intervention|date or|"+
			"date atelier|datum bezoek|bezoekdatum|datum binnen|datum werk|datum interventie|besuchsdatum|datum besuch|auftragsdatum|eingangsdatum|werkstattdatum|visit date|"+
			"date in|service date|job date|jour|dag|tag|day|dernier passage|laatste bezoek|letzter besuch|last visit")...),
		field("km", numberCell, kmNames...),
		field("reason", textCell, names("motif|motif de passage|raison|intervention|travaux|travail|travaux effectués|description|nature|objet|libellé|type d'intervention|"+
			"opération|réparation|reden|reden bezoek|reden van bezoek|werk|werken|werkzaamheden|uitgevoerde werken|omschrijving|herstelling|interventie|onderwerp|grund|besuchsgrund|arbeit|arbeiten|auftrag|"+
			"reparatur|tätigkeit|beschreibung|anlass|reason|reason for visit|job|work|work done|service|repair|purpose|visit reason")...),
	},
}
