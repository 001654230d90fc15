package peppol

import (
	"strconv"
	"strings"

	"garagemail/store/decimal"
	"garagemail/store/garage"
	"garagemail/store/ubl"
)

// isTurned says that amounts of a credit note are written below zero, as some programs do: UBL has them above.
func (s *Source) isTurned() bool {
	_, _, total := s.Document.Sums()
	return s.Document.Kind == garage.CreditNote && total < 0
}

// lines writes the lines. An empty one without a price is a space on paper and no line here.
func (s *Source) lines(invoice *ubl.Invoice) {
	properties := s.properties()
	for _, line := range s.Document.Lines {
		if strings.TrimSpace(line.Description) == "" && line.Price() == 0 {
			continue
		}
		if s.isTurned() {
			line.Quantity = -line.Quantity
		}
		written := s.line(line)
		written.ID, written.Properties = strconv.Itoa(len(invoice.Lines)+1), properties
		invoice.Lines = append(invoice.Lines, written)
	}
	s.freeLines(invoice)
}

// freeLines gives lines of text, which cost nothing and so owe no VAT, the rate of the first that costs something: a remark needs no
// reason why it has no VAT.
func (s *Source) freeLines(invoice *ubl.Invoice) {
	costing := -1
	for i := range invoice.Lines {
		if invoice.Lines[i].UnitPrice != 0 {
			costing = i
			break
		}
	}
	if costing < 0 {
		return
	}
	for i := range invoice.Lines {
		if line := &invoice.Lines[i]; line.UnitPrice == 0 && line.Rate == 0 {
			line.Category, line.Rate = invoice.Lines[costing].Category, invoice.Lines[costing].Rate
		}
	}
}

// line writes one: a price is never below zero (BR-27), the quantity is then.
func (s *Source) line(line garage.DocumentLine) ubl.Line {
	price, quantity := line.Price(), line.Quantity
	if price < 0 {
		price, quantity = -price, -quantity
	}
	name, rest, _ := strings.Cut(strings.TrimSpace(line.Description), "\n")
	written := ubl.Line{
		Name: oneLine(name), Description: strings.TrimSpace(rest), Unit: ubl.Piece, Quantity: int64(quantity), QuantityText: decimal.ShortText(int64(quantity), 3),
		UnitPrice: int64(price), UnitPriceText: decimal.ShortText(int64(price), 6), Net: int64(garage.NetOf(line)), Category: "S", Rate: int64(line.VATRate),
	}
	if line.VATRate == 0 {
		written.Category, _ = s.Document.ZeroVAT.Category()
	}
	if unit := oneLine(line.Unit); unit != "" {
		if code, known := unitCode(unit); known {
			written.Unit = code
		} else {
			written.Note = s.Say("document.unit") + ": " + unit
		}
	}
	if discount, found := s.discount(line); found {
		written.Allowances = []ubl.Allowance{discount}
	}
	return written
}

// discount writes what a discount takes off, and of a line below zero what it adds.
func (s *Source) discount(line garage.DocumentLine) (discount ubl.Allowance, found bool) {
	whole := line
	whole.Discount = 0
	gross := int64(garage.NetOf(whole))
	amount := gross - int64(garage.NetOf(line))
	discount = ubl.Allowance{Reason: s.Say("document.discount"), Amount: amount, Base: gross, Percent: int64(line.Discount)}
	if amount < 0 {
		discount.Charge, discount.Amount, discount.Base = true, -amount, -gross
	}
	return discount, amount != 0
}
