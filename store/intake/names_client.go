package intake

var clientEntity = &importEntity{
	name: "client", order: 1, needs: []string{"number", "name"}, own: clientWords, begin: beginClients,
	fields: []*importField{
		field("number", textCell, append(names("code|numéro|matricule|~id|~ref|~référence|~referentie|~referenz|~nr|~external id|~matchcode|~internal reference|"+
			"~identifiant|~uid|~compte|~rekening|~konto|~account"), clientNumberNames...)...),
		field("name", textCell, nameNames...),
		field("first_name", textCell, firstNameNames...),
		field("company", textCell, names(companyWords)...),
		field("title", textCell, names("titre|civilité|politesse|formule de politesse|titel|aanspreking|aanhef|aanspreektitel|aanspreekvorm|anrede|"+
			"title|salutation|form of address|courtesy title|civ")...),
		field("company_form", textCell, names("forme juridique|forme société|forme jur|type juridique|statut juridique|rechtsvorm|vennootschapsvorm|"+
			"juridische vorm|ondernemingsvorm|rechtsform|gesellschaftsform|unternehmensform|company form|legal form|business entity type|forme")...),
		field("address", textCell, names("adresse|adresse 1|adresse ligne 1|adresse postale|adresse complète|rue|rue et numéro|rue n°|voie|adres|adres 1|"+
			"adreslijn 1|straat|straat en nummer|straat nr|straatnaam|straat en huisnummer|straat huisnummer|anschrift|strasse|strasse nr|strasse hausnummer|"+
			"str|address|address 1|address line 1|street|street 1|street name|street address|billing address|facturatieadres|adresse de facturation|rechnungsadresse")...),
		field("house_number", textCell, names("n° maison|numéro de maison|n° rue|n° adresse|huisnummer|huisnr|huis nr|straatnummer|hausnummer|hausnr|"+
			"haus nr|house number|street number|building number|~nr|~numéro")...),
		field("box", textCell, names("boîte|bte|n° boîte|bus|busnummer|bus nr|busnr|box|box number|appartement|app")...),
		field("address_2", textCell, names("adresse 2|adresse ligne 2|complément d'adresse|complément adresse|adresse complément|adresse suite|suite adresse|adres 2|adreslijn 2|"+
			"adresaanvulling|adrestoevoeging|toevoeging|adresszusatz|zusatz|address 2|address line 2|street 2|street2|adresse2|adres2|address2|lieu dit")...),
		field("postcode", textCell, names("code postal|cp|c.p.|codepostal|code post|npa|postcode|postnummer|postnr|plz|postleitzahl|zip|zip code|zipcode|"+
			"zip postal code|postal code|post code|postkode")...),
		field("locality", textCell, names("localité|ville|commune|loc|plaats|gemeente|woonplaats|stad|plaatsnaam|ort|stadt|wohnort|gemeinde|ortschaft|"+
			"locality|city|town|place|bureau distributeur|localiteit")...),
		field("postcode_locality", textCell, placeNames...),
		field("country", countryCell, countryHeadings...),
		field("language", languageCell, languageNames...),
		field("phone", phoneCell, names("téléphone|tél|tel|tél 1|téléphone 1|n° de téléphone|n° tél|téléphone fixe|tél fixe|fixe|tél privé|téléphone privé|"+
			"téléphone domicile|tél domicile|téléphone bureau|tél bureau|téléphone principal|telefoon|telefoonnummer|telefoonnr|telefoon 1|tel nr|telnr|vaste telefoon|"+
			"vast nummer|telefoon vast|tel vast|telefoon privé|telefoon thuis|telefoon werk|vaste lijn|telefon|telefonnummer|telefon nr|telefon 1|telefon privat|festnetz|"+
			"festnetznummer|rufnummer|phone|phone number|phone 1|telephone|telephone number|landline|home phone|work phone|business phone|main phone|phone home|~phone pro|~tél travail")...),
		field("gsm", phoneCell, gsmNames...),
		field("email", emailCell, emailNames...),
		field("billing_email", emailCell, billingEmailNames...),
		field("vat_number", vatCell, vatNumberNames...),
		field("family", textCell, names("famille|famille client|famille de clients|groupe|groupe de clients|catégorie|catégorie client|familie|klantfamilie|"+
			"klantenfamilie|groep|klantgroep|klantengroep|categorie|klantcategorie|gruppe|kundengruppe|kategorie|kundenfamilie|kundenkategorie|"+
			"family|customer group|group|category|client group|~segment|~tags|~étiquettes|~labels")...),
		field("type", textCell, names("type|type client|type de client|type de tiers|klanttype|type klant|klantentype|soort klant|klantsoort|klantensoort|"+
			"soort|typ|kundentyp|kundenart|art|client type|customer type|type of third party|company type|genre")...),
		field("accepts_promotional", yesNoCell, names("accepte promo|accepte les promotions|accepte les emails promotionnels|accepte e-mails promotionnels|accepte la publicité|"+
			"accepte mailing|accepte les mails|accepte newsletter|accepte marketing|accord promo|accord publicité|promo acceptée|promotions acceptées|publicité acceptée|"+
			"promo|promotion|publicité|newsletter|infolettre|opt-in|optin|opt-in e-mail|consentement|consentement marketing|consentement promo|"+
			"consentement publicité|promo ok|promo aanvaard|aanvaardt promo|aanvaardt promotie|aanvaardt promoties|promotie aanvaard|promoties aanvaard|"+
			"aanvaardt reclame|reclame aanvaard|reclame toegestaan|aanvaardt promotionele mails|promotie|promoties|reclame|nieuwsbrief|aanvaardt nieuwsbrief|aanvaardt mailing|"+
			"toestemming|toestemming promo|toestemming marketing|toestemming reclame|publiciteit|aanvaardt publiciteit|publiciteit aanvaard|werbung erlaubt|werbung|"+
			"werbung akzeptiert|akzeptiert werbung|werbung ok|werbeeinwilligung|werbeerlaubnis|einwilligung werbung|einwilligung|werbung ja nein|werbe e-mails erlaubt|"+
			"marketing erlaubt|accepts promotional|accepts promotions|accepts promo|accepts promotional mail|accepts promotional email|promotional|accepts marketing|marketing consent|email opt in|promotional consent|"+
			"consent|accepts mailing|accepts advertising|~marketing|~mailing|accepte la pub|accepte pub|pub acceptée|envoi pub|mailing autorisé|mailing toegestaan|gdpr|rgpd|avg|dsgvo|consentement rgpd|consentement gdpr|~subscribed|~pub")...),
		field("notes", textCell, names("remarque|rem|opm|bem|observation|commentaire|note|mémo|info|information|divers|texte libre|opmerking|opmerkingen|nota|notitie|"+
			"commentaar|bijkomende info|bemerkung|bemerkungen|anmerkung|anmerkungen|notiz|notizen|kommentar|remark|comment|note private|note privée|private note|~note publique|~public note|"+
			"internal note|vrije tekst|memo")...),
	},
}

var contactEntity = &importEntity{
	name: "contact", order: 2, needs: []string{"client", "name"}, tells: []string{"role"}, own: contactWords, begin: beginContacts,
	fields: []*importField{
		field("client", textCell, clientNumberNames...),
		field("first_name", textCell, firstNameNames...),
		field("name", textCell, append(names("contact|nom du contact|personne de contact|contactpersoon|naam contact|naam contactpersoon|ansprechpartner|"+
			"kontaktperson|kontakt|contact person|contact name"), nameNames...)...),
		field("role", textCell, names("fonction|rôle|service|département|poste|qualité|functie|rol|dienst|afdeling|funktie|funktion|rolle|abteilung|position|"+
			"stelle|role|function|job|job title|job position|department")...),
		field("email", emailCell, emailNames...),
		field("gsm", phoneCell, append(names("~téléphone|~tél|~telefoon|~telefoonnummer|~telefon|~telefonnummer|~phone|~phone number"), gsmNames...)...),
	},
}

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
