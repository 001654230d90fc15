package peppol

import (
	"strings"

	"garagemail/store/garage"
	"garagemail/store/ubl"
)

// unitCodes are the codes of UN/ECE Recommendation 20 for what garages write in the column of units, in French, Dutch, German and
// English, folded and without a dot or the s of a plural.
var unitCodes = map[string]string{
	"h": "HUR", "hr": "HUR", "heure": "HUR", "uur": "HUR", "uren": "HUR", "u": "HUR", "std": "HUR", "stunde": "HUR", "stunden": "HUR", "hour": "HUR",
	"min": "MIN", "minute": "MIN", "minuut": "MIN", "minuten": "MIN", "sec": "SEC",
	"j": "DAY", "jour": "DAY", "dag": "DAY", "dagen": "DAY", "d": "DAY", "day": "DAY", "tag": "DAY", "tage": "DAY",
	"semaine": "WEE", "week": "WEE", "weken": "WEE", "woche": "WEE", "mois": "MON", "moi": "MON", "maand": "MON", "maanden": "MON", "month": "MON", "monat": "MON",
	"an": "ANN", "annee": "ANN", "jaar": "ANN", "year": "ANN", "jahr": "ANN",
	"pc": "C62", "pce": "C62", "piece": "C62", "p": "C62", "st": "C62", "stuk": "C62", "stk": "C62", "stuck": "C62", "un": "C62", "unite": "C62",
	"unit": "C62", "x": "C62", "ea": "C62", "each": "C62", "eenheid": "C62", "einheit": "C62", "stuken": "C62", "stukken": "C62",
	"l": "LTR", "lt": "LTR", "ltr": "LTR", "litre": "LTR", "liter": "LTR", "dl": "DLT", "cl": "CLT", "ml": "MLT", "m3": "MTQ", "m³": "MTQ",
	"kg": "KGM", "kilo": "KGM", "g": "GRM", "gr": "GRM", "gramme": "GRM", "gram": "GRM", "t": "TNE", "tonne": "TNE", "ton": "TNE",
	"m": "MTR", "metre": "MTR", "meter": "MTR", "cm": "CMT", "mm": "MMT", "km": "KMT", "m2": "MTK", "m²": "MTK", "cm2": "CMK", "cm²": "CMK",
	"kwh": "KWH", "%": "P1", "pct": "P1", "jeu": "SET", "set": "SET", "kit": "KT", "lot": "SET", "paire": "PR", "paar": "PR", "pair": "PR", "pr": "PR",
	"boite": "XBX", "doo": "XBX", "box": "XBX", "carton": "XCT", "bidon": "XJR", "bus": "XCA", "flacon": "XBO", "bouteille": "XBO", "fle": "XBO",
	"rouleau": "XRO", "rol": "XRO", "tube": "XTU", "sac": "XBG", "zak": "XBG", "palette": "XPX", "pallet": "XPX",
	"forfait": "C62", "ff": "C62", "fft": "C62", "pauschal": "C62",
}

// unitCode returns the code for a unit as it is written on a document; a code stays what it is.
func unitCode(unit string) (code string, known bool) {
	if code = strings.ToUpper(unit); ubl.IsUnit(code) && len(code) > 2 {
		return code, true
	}
	folded := strings.Trim(garage.Fold(unit), ". ")
	if code, known = unitCodes[folded]; known {
		return code, true
	}
	folded = strings.TrimSuffix(strings.TrimSuffix(folded, "(s)"), "s")
	code, known = unitCodes[strings.TrimRight(folded, ".")]
	return code, known
}
