package tabular

import (
	"regexp"
	"strings"
)

// totalsLabel is what the row of totals under a table begins with, in French, Dutch, German and English: the word alone or
// with what is summed ("Total général :", "Aantal klanten: 25"). "Total Belgium" is a client.
var (
	totalsLabel = regexp.MustCompile(`(?i)^[\s*#=-]*(?:(?:grand|sous|sub|tussen|zwischen|eind|end|gesamt|algemeen|algemene)[\s-]*)*` +
		`(?:total|totaux|totaal|totalen|totals|totale|summe|gesamt|som|somme|sum|solde|saldo)` +
		`(?:[\s/]+(?:g[ée]n[ée]ral|algemeen|clients?|klanten|kunden|customers|lignes|lijnen|zeilen|rows|factures|facturen|rechnungen|invoices|` +
		`v[ée]hicules|voertuigen|fahrzeuge|vehicles|passages|bezoeken|documents?|documenten|ht|htva|tvac|ttc|tva|btw|mwst|vat|excl\.?|incl\.?|eur|euro|de|des|der|van|of|du|pour|voor|nombre|aantal))*` +
		`\s*[:=]*\s*(?:\([^()]*\)\s*)?[-\d.,'\s\x{A0}\x{202F}€%]*$`)
	countLabel = regexp.MustCompile(`(?i)^(?:nombre|aantal|anzahl|number|count|nbre?\.?)(?:\s+[\pL.' ]{1,30})?\s*[:=]\s*[\d.,' ]+$`)
	amountCell = regexp.MustCompile(`^[-+(]?[\s€]*[\d][\d.,'\s\x{A0}\x{202F}]*[)\s€%]*\pL{0,10}\.?$`)
)

// isTotals reports a row that begins with the label of a total and holds nothing else but amounts.
func isTotals(row Row) bool {
	labelled := false
	for i, cell := range row.Cells {
		text := strings.TrimFunc(cell, isBlank)
		switch {
		case text == "":
		case !labelled:
			if len(text) > 80 || !hasTotalsWord(text) || !totalsLabel.MatchString(text) && !countLabel.MatchString(text) {
				return false
			}
			labelled = true
		case row.Kind(i) == Number || row.Kind(i) == Fault || amountCell.MatchString(text):
		case totalsLabel.MatchString(text):
		default:
			return false
		}
	}
	return labelled
}

// totalsStems are in the words of totalsLabel and countLabel, by their first letters.
var totalsStems = map[byte][]string{
	't': {"tota"}, 's': {"som", "sum", "sald", "sold"}, 'g': {"gesamt"}, 'n': {"nombre", "number", "nb"}, 'a': {"aantal", "anzahl"}, 'c': {"count"},
}

// hasTotalsWord spares nearly every row the expressions.
func hasTotalsWord(text string) bool {
	for at := range len(text) {
		switch text[at] | 0x20 {
		case 't', 's', 'g', 'n', 'a', 'c':
			for _, stem := range totalsStems[text[at]|0x20] {
				if at+len(stem) <= len(text) && strings.EqualFold(text[at:at+len(stem)], stem) {
					return true
				}
			}
		}
	}
	return false
}
