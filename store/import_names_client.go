package store

var clientEntity = &importEntity{
	name: "client", order: 1, needs: []string{"number", "name"}, own: clientWords, begin: beginClients,
	fields: []*importField{
		field("number", textCell, append(names("code|numéro|matricule|~id|~ref|~référence|~referentie|~referenz|~nr|~external id|~matchcode|~internal reference|"+
			"~identifiant|~uid|~compte|~rekening|~konto|~account"), clientNumberNames...)...),
		field("name", textCell, nameNames...),
		field("first_name", textCell, firstNameNames...),
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
			"consent|accepts mailing|accepts advertising|~marketing|~mailing|~subscribed|~pub")...),
		field("notes", textCell, names("remarque|observation|commentaire|note|mémo|info|information|divers|texte libre|opmerking|opmerkingen|nota|notitie|"+
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
