package desk

import (
	"slices"
	"strings"

	"garagemail/assets/lang"
	"garagemail/store/decimal"
	"garagemail/store/tabular"
)

// typedDecimal reads a number as people type it in the screen's language, or with the other mark where only one is there.
func typedDecimal(p *lang.Printer, typed string) (number tabular.Decimal, ok bool) {
	forms := []tabular.DecimalForm{tabular.DecimalComma, tabular.DecimalPoint}
	if p.Language() == "en" {
		slices.Reverse(forms)
	}
	for _, form := range forms {
		if number, err := tabular.ParseDecimal(typed, form); err == nil {
			return number, true
		}
	}
	return tabular.Decimal{}, false
}

// ParseNumber reads a typed number as units of 10^-scale; empty is 0. ok is false for no number, or one with more decimals.
func ParseNumber(p *lang.Printer, typed string, scale int) (value int64, ok bool) {
	if strings.TrimSpace(typed) == "" {
		return 0, true
	}
	number, ok := typedDecimal(p, typed)
	if !ok {
		return 0, false
	}
	return number.At(scale)
}

// TypedNumber turns a typed number (12,5 or 1 250,50) into the store's form (12.5), with the decimals it was typed with. What
// is no number, or has more decimals than scale, comes back as it was typed: the store refuses it with a sentence.
func TypedNumber(p *lang.Printer, typed string, scale int) string {
	number, ok := typedDecimal(p, typed)
	if !ok {
		return typed
	}
	if number.Scale > scale {
		units, exact := number.At(scale)
		if !exact {
			return typed
		}
		number = tabular.Decimal{Units: units, Scale: scale}
	}
	return decimal.Text(number.Units, number.Scale)
}

// WrittenNumber writes a number of the store in the screen's language, for a field; other text comes back as it is.
func WrittenNumber(p *lang.Printer, stored string) string {
	_, fraction, _ := strings.Cut(stored, ".")
	units, ok := decimal.Parse(stored, len(fraction))
	if !ok {
		return stored
	}
	return p.Decimal(units, len(fraction))
}
