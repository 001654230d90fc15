package intake

import (
	"fmt"
	"math/big"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/ubl"
)

// What an allowance or a charge is called that has no reason: the store does not know the language of the document.
const (
	allowanceText = "Remise / Korting"
	chargeText    = "Supplément / Toeslag"
)

// unitNames are the codes of UN/ECE Recommendation 20 that garages use; pieces are not said, others stay codes.
var unitNames = map[string]string{
	"C62": "", "EA": "", "H87": "", "NAR": "", "XPP": "", "HUR": "h", "MIN": "min", "DAY": "d", "LTR": "l", "KGM": "kg",
	"MTR": "m", "KMT": "km", "P1": "%",
}

// linesOfUBL are the lines of an electronic invoice as the store keeps them: each comes to the cent of the file, and what
// is taken off or added to the whole stands as a line of its own.
func linesOfUBL(invoice *ubl.Invoice) []garage.DocumentLine {
	var lines []garage.DocumentLine
	reasons := map[string]string{}
	for _, tax := range invoice.Taxes {
		reasons[fmt.Sprint(tax.Category, tax.Rate)] = tax.Reason
	}
	for i := range invoice.Lines {
		line := &invoice.Lines[i]
		taken := linesOfLine(line)
		if key := fmt.Sprint(line.Category, line.Rate); reasons[key] != "" { // the law wants it on paper: once
			taken[0].Description += "\n" + reasons[key]
			delete(reasons, key)
		}
		lines = append(lines, taken...)
	}
	for _, one := range invoice.Allowances {
		lines = append(lines, allowanceLine(one, one.Rate))
	}
	for i := range lines {
		lines[i].Position = i + 1
	}
	return lines
}

// linesOfLine writes a line with its quantity, price and discount when those come to its amount exactly, with its
// allowances as lines when that does, and else as one of its amount with quantity and price in words.
func linesOfLine(l *ubl.Line) []garage.DocumentLine {
	whole := garage.DocumentLine{
		Description: lineText(l), Quantity: garage.Thousandths(l.Quantity), Unit: unitName(l.Unit), VATRate: garage.BasisPoints(l.Rate),
	}
	whole.SetPrice(garage.Millionths(l.UnitPrice))
	if l.UnitPriceExact && isExactQuantity(l) {
		gross := garage.NetOf(whole)
		discounted := whole
		if len(l.Allowances) == 1 && !l.Allowances[0].Charge {
			discounted.Discount = discountOf(l.Allowances[0], gross)
		}
		if garage.NetOf(discounted) == garage.Cents(l.Net) {
			return []garage.DocumentLine{discounted}
		}
		lines, sum := []garage.DocumentLine{whole}, gross
		for _, one := range l.Allowances {
			extra := allowanceLine(one, l.Rate)
			lines, sum = append(lines, extra), sum+garage.NetOf(extra)
		}
		if sum == garage.Cents(l.Net) {
			return lines
		}
	}
	whole.Description += exactWords(l)
	whole.Quantity, whole.Unit, whole.UnitPrice, whole.PriceRest = 1000, "", garage.Cents(l.Net), 0
	return []garage.DocumentLine{whole}
}

// discountOf is the stated percentage, else the one that the amount is of the gross.
func discountOf(a ubl.Allowance, gross garage.Cents) garage.BasisPoints {
	if a.Percent != 0 || gross <= 0 {
		return garage.BasisPoints(a.Percent)
	}
	share := big.NewInt(a.Amount)
	points := garage.DivideRounded(share.Mul(share, big.NewInt(10_000)), int64(gross))
	return garage.BasisPoints(min(max(points, 0), 10_000))
}

func allowanceLine(a ubl.Allowance, rate int64) garage.DocumentLine {
	line := garage.DocumentLine{Description: a.Reason, Quantity: 1000, UnitPrice: garage.Cents(-a.Amount), VATRate: garage.BasisPoints(rate)}
	if a.Charge {
		line.UnitPrice = garage.Cents(a.Amount)
	}
	switch {
	case line.Description != "":
	case a.Charge:
		line.Description = chargeText
	default:
		line.Description = allowanceText
	}
	return line
}

func unitName(code string) string {
	if name, known := unitNames[code]; known {
		return name
	}
	return code
}

func lineText(l *ubl.Line) string {
	var parts []string
	for _, part := range []string{strings.TrimSpace(l.Code + " " + l.Name), l.Description, l.Note} {
		if part != "" && (part != l.Name || len(parts) == 0) { // many programs write the name as description too
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n")
}

// exactWords says the quantity and the price that the columns of the store cannot hold: " (4.75 l × 12.345)".
func exactWords(l *ubl.Line) string {
	words := strings.TrimSpace(l.QuantityText + " " + unitName(l.Unit))
	if l.UnitPriceText != "" {
		words += " × " + l.UnitPriceText
		if l.BaseQuantityText != "1" {
			words += " / " + l.BaseQuantityText
		}
	}
	if words == "1" {
		return ""
	}
	return " (" + words + ")"
}

func isExactQuantity(l *ubl.Line) bool {
	quantity, ok := new(big.Rat).SetString(l.QuantityText)
	return ok && quantity.Cmp(big.NewRat(l.Quantity, 1000)) == 0
}
