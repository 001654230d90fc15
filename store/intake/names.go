package intake

import "strings"

// The words by which programs head their columns, in French, Dutch, German and English, with what Odoo and Dolibarr write.
// headingWords makes case, accents, punctuation, plurals and the ways to write "number" alike. A ~ marks a word that could
// be another column's too.

func names(all string) []string { return strings.Split(all, "|") }

// Words that name the tables themselves: "Nom du client", "Date facture".
var (
	clientWords   = names("client|clt|cli|klant|klanten|kunde|kunden|customer|partner|tier|debiteur|debitor|relatie|party|third")
	contactWords  = names("contact|contactpersoon|contactpersonen|personne|persoon|ansprechpartner|kontakt|kontaktperson|person")
	vehicleWords  = names("vehicule|voertuig|voertuigen|fahrzeug|fahrzeuge|vehicle|auto|wagen|car|kfz|voiture")
	visitWords    = names("passage|bezoek|bezoeken|besuch|besuche|visit|visite|werkplaats|werkstatt|atelier")
	documentWords = names("facture|factuur|facturen|rechnung|rechnungen|invoice|document|documenten|dokumente|dokument|beleg|bill|piece|fac")
)

var clientNumberNames = names("code client|n° client|numéro de client|client id|client code|client number|code tiers|n° tiers|compte client|" +
	"n° compte client|compte tiers|code clt|n° clt|numcli|codecli|idclient|nocli|klantcode|klantnummer|klantid|klant id|klantennummer|klanten nr|" +
	"relatienummer|relatiecode|debiteurnummer|debiteurennummer|debiteurcode|kundennummer|kunden nr|kd nr|kdnr|kundencode|kunden id|kunde nr|" +
	"debitorennummer|debitoren nr|debitornummer|debitorenkonto|customer number|customer code|customer id|account number|account code|" +
	"partner id|partner ref|customer account|third party code|code third party|~client|~clients|~klant|~klanten|~kunde|~kunden|~customer|~partner|~tiers|~debiteur|~debitor|" +
	"~relatie|~réf client|~référence client|~klantref|~klantreferentie|~customer ref|~third party")

var plateNames = names("plaque|n° plaque|numéro de plaque|plaque d'immatriculation|plaque immat|n° d'immatriculation|immatriculation|immat|immatr|" +
	"n° immat|nummerplaat|nr plaat|plaat|plaatnummer|plaat nr|kenteken|kentekenplaat|inschrijvingsplaat|inschrijvingsnummer|kennzeichen|amtliches kennzeichen|" +
	"kfz kennzeichen|polizeiliches kennzeichen|kennz|nummernschild|plate|plate number|license plate|licence plate|number plate|registration|" +
	"registration number|reg no|reg number|registration plate|reg|reg plate|vrm|license plate number")

var kmNames = names("km|kms|kilométrage|km compteur|compteur|kilomètre|relevé km|km actuel|dernier km|kilometerstand|km stand|kmstand|aantal km|kilometers|" +
	"tellerstand|km teller|laufleistung|tachostand|kilometer|mileage|odometer|odometer reading|kilometre|current mileage")

var nameNames = names("nom|nom de famille|nom client|nom complet|nom prénom|nom ou raison sociale|nom raison sociale|nom société|naam|familienaam|achternaam|" +
	"klantnaam|volledige naam|naam voornaam|naam firma|naam of firma|name|nachname|familienname|kundenname|name firma|last name|lastname|surname|" +
	"family name|full name|customer name|display name|complete name|account name|nom du tiers|third party name|relatienaam|naam bedrijf|" +
	companyWords)

// companyWords head the name of a client in a table of companies, and of his employer or company beside his own.
const companyWords = "~raison sociale|~société|~entreprise|~dénomination|~bedrijf|~bedrijfsnaam|~firma|~firmanaam|~vennootschap|~benaming|~firmenname|~unternehmen|" +
	"~company|~company name|~business name|~organisation|~organization|~nom entreprise|~nom de l'entreprise|~nom de la société|~dénomination sociale|~ondernemingsnaam|~onderneming|" +
	"~maatschappelijke naam|~firmenbezeichnung|~organisatie"

var firstNameNames = names("prénom|voornaam|voornamen|vorname|vornamen|rufname|first name|firstname|given name|forename|roepnaam")

var gsmNames = names("gsm|n° gsm|gsm 1|gsmnummer|portable|téléphone portable|tél portable|n° portable|mobile|téléphone mobile|tél mobile|n° mobile|" +
	"mobiel|mobiele telefoon|mobiele nummer|mobiel nummer|mobil|mobilnummer|mobil nr|handy|handynummer|handy nr|mobiltelefon|mobile phone|" +
	"phone mobile|mobile number|cell|cell phone|cellphone|natel|telefoon mobiel|telefon mobil")

var emailNames = names("e-mail|email|mail|adresse e-mail|adresse mail|adresse électronique|courriel|e-mail 1|mail 1|e-mail principal|e-mail privé|" +
	"adresse courriel|mailadres|e-mailadres|emailadres|mail adres|e-mail adres|e-mail adresse|mailadresse|emailadresse|email address|mail address|" +
	"primary email|main email|contact email|elektronische post|e-post|mel|adresse mel")

var billingEmailNames = names("e-mail facturation|mail facturation|e-mail de facturation|adresse e-mail de facturation|e-mail facture|mail facture|" +
	"courriel de facturation|courriel facture|e-mail comptabilité|mail comptabilité|e-mail compta|mail compta|e-mail fac|mail fac|emailfac|mailfac|" +
	"e-mail facturatie|facturatie e-mail|facturatiemail|facturatie mail|mail facturatie|e-mail factuur|e-mail facturen|factuurmail|mail facturen|" +
	"mail factuur|e-mailadres facturatie|e-mailadres facturen|e-mailadres factuur|facturatie e-mailadres|facturatieadres e-mail|e-mail boekhouding|" +
	"mail boekhouding|e-mailadres boekhouding|rechnungs e-mail|rechnungsmail|rechnungs mail|e-mail rechnung|e-mail rechnungen|mail rechnung|rechnungsemail|" +
	"rechnungs e-mail adresse|e-mail adresse rechnung|e-mail buchhaltung|buchhaltungs e-mail|billing email|billing e-mail address|invoice email|invoice email address|invoicing email|" +
	"email for invoices|accounting email|accounts email|email billing|email accounting|e-mail financier|financieel e-mail|finance email")

var vatNumberNames = names("n° tva|numéro de tva|tva|tva intracommunautaire|n° tva intracommunautaire|tva intra|n° tva intra|identification tva|id tva|" +
	"n° identification tva|n° d'entreprise|numéro d'entreprise|bce|n° bce|btw nummer|btw|btwnummer|btw nr|btwnr|ondernemingsnummer|ondernemings nr|kbo|kbo nummer|kbonummer|" +
	"mwst nummer|mwst|mwstnr|ust id|ust idnr|ustid|ust id nr|ustidnr|umsatzsteuer id|umsatzsteuernummer|umsatzsteueridentifikationsnummer|" +
	"umsatzsteuer identifikationsnummer|mehrwertsteuernummer|unternehmensnummer|vat number|vat|vat id|vat code|tax id|tax number|vat reg no|" +
	"vat registration number|company number|enterprise number|vat identification number|intra community vat number|vatnr|cbe number")

var languageNames = names("langue|code langue|langue de correspondance|langue par défaut|taal|taalcode|correspondentietaal|voertaal|sprache|sprachcode|korrespondenzsprache|" +
	"language|lang|default language|preferred language|language code|lng|langue préférée|voorkeurstaal")

var countryHeadings = names("pays|code pays|nom du pays|pays iso|iso pays|land|landcode|land code|landnaam|länderkennzeichen|ländercode|länderkürzel|landeskennzeichen|country|country code|" +
	"country name|country id|country iso|code iso|staat")

// placeNames head columns that hold postcode and locality together.
var placeNames = pairs(names("code postal|cp|npa|postcode|postnummer|postnr|pc|plz|postleitzahl|zip|zip code|postal code|post code"),
	names("localité|ville|commune|loc|gemeente|plaats|woonplaats|stad|plaatsnaam|ort|stadt|wohnort|gemeinde|locality|city|town"))

// pairs joins each of the first with each of the others.
func pairs(firsts, others []string) (all []string) {
	for _, first := range firsts {
		for _, other := range others {
			all = append(all, first+" "+other)
		}
	}
	return all
}
