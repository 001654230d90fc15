package store

import (
	"strconv"
	"strings"

	"garagemail/store/tabular"
)

// cellForm is how a column writes dates and decimals.
type cellForm struct {
	date    tabular.DateForm
	decimal tabular.DecimalForm
}

// detectForms looks at the first rows for the way each column writes dates and decimals.
func detectForms(columns []*importField, rows []tabular.Row) map[*importField]cellForm {
	forms := map[*importField]cellForm{}
	for i, field := range columns {
		if field == nil {
			continue
		}
		var samples []string
		for _, row := range rows {
			if text := strings.TrimSpace(row.Cells[i]); text != "" {
				samples = append(samples, text)
			}
		}
		switch field.kind {
		case dateCell:
			forms[field] = cellForm{date: tabular.DetectDates(samples).Form}
		case thousandthCell, centCell, percentCell, decimalCell:
			forms[field] = cellForm{decimal: tabular.DetectDecimals(samples).Form}
		}
	}
	return forms
}

// countries, languages and answers are how export files write them; anything else is refused, never guessed.
var (
	countries = map[string]string{
		"b": "BE", "be": "BE", "bel": "BE", "belgique": "BE", "belgie": "BE", "belgien": "BE", "belgium": "BE",
		"f": "FR", "fr": "FR", "france": "FR", "frankrijk": "FR", "frankreich": "FR",
		"l": "LU", "lu": "LU", "luxembourg": "LU", "luxemburg": "LU", "g.d. luxembourg": "LU",
		"nl": "NL", "pays-bas": "NL", "nederland": "NL", "niederlande": "NL", "netherlands": "NL",
		"d": "DE", "de": "DE", "allemagne": "DE", "duitsland": "DE", "deutschland": "DE", "germany": "DE",
		"gb": "GB", "uk": "GB", "ch": "CH", "suisse": "CH", "zwitserland": "CH", "schweiz": "CH",
	}
	importLanguages = map[string]string{
		"f": "fr", "fr": "fr", "francais": "fr", "frans": "fr", "franzosisch": "fr", "french": "fr",
		"n": "nl", "nl": "nl", "neerlandais": "nl", "nederlands": "nl", "niederlandisch": "nl", "dutch": "nl",
		"d": "de", "de": "de", "allemand": "de", "duits": "de", "deutsch": "de", "german": "de",
		"e": "en", "en": "en", "anglais": "en", "engels": "en", "englisch": "en", "english": "en",
	}
	answers = map[string]string{
		"o": "1", "oui": "1", "1": "1", "j": "1", "ja": "1", "y": "1", "yes": "1", "x": "1", "v": "1", "vrai": "1", "true": "1",
		"n": "0", "non": "0", "0": "0", "nee": "0", "nein": "0", "no": "0", "faux": "0", "false": "0",
	}
	documentKinds = map[string]string{
		"f": string(Invoice), "fac": string(Invoice), "facture": string(Invoice), "factuur": string(Invoice), "invoice": string(Invoice), "380": string(Invoice),
		"nc": string(CreditNote), "note de credit": string(CreditNote), "cn": string(CreditNote), "creditnota": string(CreditNote), "credit note": string(CreditNote), "381": string(CreditNote),
		"d": string(Quote), "devis": string(Quote), "offerte": string(Quote), "bc": string(Order), "bon de commande": string(Order), "bestelbon": string(Order),
	}
)

// read returns a cell's value in the form the store keeps, or why it is refused. Spaces around a value are nobody's
// intention; everything else stays as it was written or is refused.
func (f *importField) read(cell string, form cellForm) (value, reason string) {
	value = strings.TrimSpace(cell)
	if value == "" {
		return "", ""
	}
	switch f.kind {
	case emailCell:
		return importEmail(value)
	case phoneCell:
		return value, CheckPhone(value)
	case vatCell:
		value = NormalizeVAT(value)
		return value, CheckVATNumber(value)
	case countryCell:
		return from(countries, value, "import.refused_country")
	case languageCell:
		return from(importLanguages, value, "import.refused_language")
	case yesNoCell:
		return from(answers, value, "import.refused_answer")
	case kindCell:
		return from(documentKinds, value, "import.refused_kind")
	case dateCell:
		iso, err := tabular.ParseDate(value, form.date)
		if err != nil {
			return "", "import.refused_date"
		}
		return iso, ""
	case dateTimeCell:
		return importDateTime(value)
	case decimalCell:
		return importDecimal(value, form.decimal)
	case choiceCell:
		return from(f.choices, value, "import.refused_choice")
	case numberCell:
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return "", "import.refused_number"
		}
		return value, ""
	case thousandthCell:
		return decimal(value, form.decimal, 3)
	case centCell, percentCell:
		return decimal(value, form.decimal, 2)
	}
	return value, ""
}

func from(table map[string]string, value, reason string) (string, string) {
	if known, ok := table[Fold(value)]; ok {
		return known, ""
	}
	return "", reason
}

// decimal returns an exact decimal as an integer of 10^-scale; more decimals than that are refused, not rounded.
func decimal(value string, form tabular.DecimalForm, scale int) (string, string) {
	parsed, err := tabular.ParseDecimal(value, form)
	if err != nil {
		return "", "import.refused_number"
	}
	number, exact := parsed.At(scale)
	if !exact {
		return "", "import.refused_number"
	}
	return strconv.FormatInt(number, 10), ""
}

// importEmail takes an address as it stands, with its domain in lower case: RFC 5321 says that case counts only before the @.
func importEmail(value string) (string, string) {
	if reason := CheckEmail(value); reason != "" {
		return "", reason
	}
	at := strings.LastIndexByte(value, '@')
	return value[:at] + strings.ToLower(value[at:]), ""
}
