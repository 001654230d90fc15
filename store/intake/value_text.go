package intake

import (
	"regexp"
	"strings"

	"golang.org/x/text/language"

	"garagemail/store/garage"
)

// importLanguages, answers and documentKinds are how export files write them; anything else is refused, never guessed.
var (
	importLanguages = map[string]string{
		"f": "fr", "fr": "fr", "francais": "fr", "frans": "fr", "franzosisch": "fr", "french": "fr", "fra": "fr", "fre": "fr", "fr.": "fr",
		"n": "nl", "nl": "nl", "neerlandais": "nl", "nederlands": "nl", "niederlandisch": "nl", "dutch": "nl", "nld": "nl", "dut": "nl", "ned": "nl", "ned.": "nl",
		"ne": "nl", "nl.": "nl", "d.": "de", "all.": "de", "en.": "en", "eng.": "en", "vlaams": "nl", "flamand": "nl", "flemish": "nl", "d": "de", "de": "de", "allemand": "de", "duits": "de", "deutsch": "de", "german": "de", "deu": "de",
		"ger": "de", "all": "de", "e": "en", "en": "en", "anglais": "en", "engels": "en", "englisch": "en", "english": "en", "eng": "en", "ang": "en", "gb": "en",
	}
	answers = map[string]string{
		"o": "1", "oui": "1", "1": "1", "j": "1", "ja": "1", "y": "1", "yes": "1", "x": "1", "v": "1", "vrai": "1", "true": "1", "t": "1", ".t.": "1",
		"-1": "1", "waar": "1", "wahr": "1", "w": "1", "✓": "1", "✔": "1", "☑": "1", "☒": "1", ".y.": "1", "on": "1", "aan": "1",
		"n": "0", "non": "0", "0": "0", "nee": "0", "nein": "0", "no": "0", "faux": "0", "false": "0", "f": "0", ".f.": "0", "onwaar": "0", "falsch": "0",
		"ok": "1", "d'accord": "1", "d’accord": "1", "akkoord": "1", "accepte": "1", "aanvaard": "1", "einverstanden": "1", "accepted": "1", "agreed": "1", "opt-in": "1",
		"optin": "1", "opted in": "1", "abonne": "1", "inscrit": "1", "ingeschreven": "1", "angemeldet": "1", "subscribed": "1", "ja.": "1", "oui.": "1",
		"refuse": "0", "geweigerd": "0", "weigert": "0", "abgelehnt": "0", "refused": "0", "opt-out": "0", "optout": "0", "opted out": "0", "desabonne": "0",
		"desinscrit": "0", "uitgeschreven": "0", "abgemeldet": "0", "unsubscribed": "0", "jamais": "0", "nooit": "0", "nie": "0", "never": "0", "niet akkoord": "0",
		"neen": "0", "☐": "0", "✗": "0", "✘": "0", ".n.": "0", "off": "0", "uit": "0",
	}
	documentKinds = kindsNamed(map[garage.DocumentKind]string{
		garage.Invoice: "f|fa|fac|fact|facture|factuur|fv|vf|invoice|rechnung|380|inv|re|facture de vente|facture client|facture standard|facture d'acompte|" +
			"facture acompte|facture de solde|facture de remplacement|vente|verkoopfactuur|klantfactuur|voorschotfactuur|verkoop|verkaufsrechnung|kundenrechnung|" +
			"ausgangsrechnung|anzahlungsrechnung|sales invoice|customer invoice|out_invoice|standard invoice|down payment invoice|tax invoice|384|386|388",
		garage.CreditNote: "nc|n|note de credit|cn|creditnota|credit note|381|avoir|gutschrift|kredietnota|credit|ncr|ncv|vcn|vc|note de credit client|note de credit de vente|facture d'avoir|" +
			"facture avoir|verkoopcreditnota|creditnota klant|klantcreditnota|creditfactuur|rechnungskorrektur|kundengutschrift|stornorechnung|sales credit note|" +
			"customer credit note|credit memo|credit invoice|out_refund|refund",
		garage.Quote: "d|devis|offerte|offre|offre de prix|prijsofferte|quote|quotation|angebot|bestek|kostenvoranschlag|kostenraming|prijsraming|estimate",
		garage.Order: "bc|bon de commande|bestelbon|order|bestelling|auftrag|commande|sales order|verkooporder|bestellung",
	})
)

// kindsNamed returns the kinds by the words for them.
func kindsNamed(words map[garage.DocumentKind]string) map[string]string {
	kinds := map[string]string{}
	for kind, all := range words {
		for _, word := range names(all) {
			kinds[word] = string(kind)
		}
	}
	return kinds
}

// importVAT also reads a number behind the word for it: TVA BE 0202.239.951, BTW-BE-0202.239.951.
func importVAT(value string) (number, reason string) {
	number = garage.NormalizeVAT(value)
	if reason = garage.CheckVATNumber(number); reason == "" {
		return number, ""
	}
	if bare := vatWord.ReplaceAllString(value, ""); bare != value {
		if other := garage.NormalizeVAT(strings.ReplaceAll(bare, "-", "")); garage.CheckVATNumber(other) == "" {
			return other, ""
		}
	}
	return number, reason
}

var vatWord = regexp.MustCompile(`(?i)^\s*(?:n[°o]\s*)?(?:tva|btw|mwst|ust|vat|rpm|rpr|kbo|bce)\b[-\s.:nr°o]*`)

// importLanguage also reads fr-BE, nl_BE and "French / Français".
func importLanguage(value string) (string, string) {
	if known, ok := importLanguages[garage.Fold(value)]; ok {
		return known, ""
	}
	outside, _, _ := strings.Cut(value, "(")
	if known := agreed(outside, func(part string) string { return importLanguages[garage.Fold(part)] }); known != "" && !strings.Contains(value, "_") {
		return known, ""
	}
	if tag, err := language.Parse(value); err == nil && len(value) > 3 {
		base, _ := tag.Base()
		if code := base.String(); importLanguages[code] == code {
			return code, ""
		}
	}
	return "", "import.refused_language"
}

// importEmail takes an address as it stands, with its domain in lower case: RFC 5321 says that case counts only before the @.
func importEmail(value string) (string, string) {
	if reason := garage.CheckEmail(value); reason != "" {
		bare := bareEmail(value)
		if bare == value || garage.CheckEmail(bare) != "" {
			return "", reason
		}
		value = bare
	}
	at := strings.LastIndexByte(value, '@')
	return value[:at] + strings.ToLower(value[at:]), ""
}

// bareEmail takes from an address what programs put around it: the scheme of a link, a name and brackets, the two halves of
// a link as Access writes it.
func bareEmail(value string) string {
	if shown, link, is := strings.Cut(strings.TrimSuffix(value, "#"), "#"); is {
		if value = strings.TrimPrefix(link, "mailto:"); shown != "" && !strings.EqualFold(shown, value) && strings.Contains(shown, "@") {
			return shown + " " + value // two addresses
		}
	}
	if at := strings.IndexByte(value, '<'); at >= 0 && strings.HasSuffix(value, ">") && !strings.Contains(value[:at], "@") {
		value = value[at+1 : len(value)-1]
	}
	value = strings.TrimSuffix(value, ".")
	if len(value) > 7 && strings.EqualFold(value[:7], "mailto:") {
		value = value[7:]
	}
	return value
}
