package pdf

import (
	"strings"
	"unicode/utf8"

	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/core"

	"garagemail/store/garage"
)

// totals puts the VAT table on the left and the sums on the right.
func (d *drawing) totals() {
	doc := d.paper.Document
	rates := doc.VATTable()
	net, vat, total := doc.Sums()
	left := [][3]words{{
		{text: d.p.T("document.vat_rate"), size: 8, bold: true, color: grey},
		{text: d.p.T("document.vat_base"), size: 8, bold: true, right: true, color: grey},
		{text: d.p.T("document.vat_amount"), size: 8, bold: true, right: true, color: grey},
	}}
	for _, rate := range rates {
		left = append(left, [3]words{
			{text: d.p.Percent(int64(rate.Rate))}, {text: d.money(rate.Net), right: true}, {text: d.money(rate.VAT), right: true},
		})
	}
	right := [][2]words{
		{{text: d.p.T("document.total_net"), right: true}, {text: d.money(net), right: true}},
		{{text: d.p.T("document.total_vat"), right: true}, {text: d.money(vat), right: true}},
		{{text: d.p.T("document.total"), right: true, bold: true, size: 10}, {text: d.money(total), right: true, bold: true, size: 10}},
	}
	if paid := doc.Paid + doc.Credited; paid != 0 && !doc.IsDraft() {
		right = append(right,
			[2]words{{text: d.p.T("document.paid"), right: true}, {text: d.money(paid), right: true}},
			[2]words{{text: d.p.T("document.open"), right: true, bold: true}, {text: d.money(doc.Open), right: true, bold: true}})
	}
	d.keep(float64(max(len(left), len(right)))*(lineHeight+1.4) + 4)
	for i := range max(len(left), len(right)) {
		var cells []core.Col
		if i < len(left) {
			cells = append(cells, d.cell(20, left[i][0]), d.cell(32, left[i][1]), d.cell(32, left[i][2]))
		} else {
			cells = append(cells, gap(84))
		}
		if i < len(right) {
			cells = append(cells, d.cell(56, right[i][0]), d.cell(40, right[i][1]))
		} else {
			cells = append(cells, gap(96))
		}
		d.add(lineHeight+0.8, cells...)
	}
	if key := doc.ZeroVAT.LabelKey(); key != "" && doc.HasZeroRate() { // the law wants it said
		for _, line := range d.face.wrap(d.face.clean(d.p.T(key)), gridWidth-2.5, sizeSmall, false) {
			d.add(smallLine, d.cell(gridWidth, words{text: line, size: sizeSmall}))
		}
	}
	d.space(5)
}

// payment says how to pay, with the code that a banking app reads.
func (d *drawing) payment() {
	doc, c := d.paper.Document, d.paper.Company
	amount := d.toPay()
	if amount <= 0 || c.IBAN == "" {
		if doc.Kind == garage.CreditNote {
			d.add(lineHeight+1, d.cell(gridWidth, words{text: d.p.T("document.in_your_favour"), bold: true}))
			d.space(3)
		}
		return
	}
	facts := [][2]string{
		{"document.amount", d.money(amount)},
		{"document.iban", spacedIBAN(c.IBAN)},
		{"document.bic", c.BIC},
		{"document.beneficiary", c.Name},
		{"document.ogm", garage.FormatOGM(doc.OGM)},
		{"document.due_date", d.p.Date(doc.DueDate)},
	}
	left := col.New(gridWidth - 40).Add(d.placed(words{text: d.p.T("document.payment"), bold: true, size: 10, color: accent}, 1)...)
	top := 7.0
	for _, fact := range facts {
		if fact[1] == "" {
			continue
		}
		key := d.style(words{color: grey})
		key.Top = top
		value := d.style(words{bold: fact[0] == "document.ogm" || fact[0] == "document.amount"})
		value.Top, value.Left = top, 40
		left.Add(d.text(d.p.T(fact[0]), key), d.text(fact[1], value))
		top += lineHeight
	}
	right := col.New(40)
	if code, err := EPC(c, amount, doc.OGM, d.paidFor()); err == nil {
		if picture, err := d.code(code); err == nil {
			right.Add(picture)
		}
	}
	const height = 36.0
	d.keep(height)
	d.add(height, left, right)
	d.space(2)
}

// paidFor names what is paid where no structured communication does: the document, or as many of those that a reminder lists as the
// line has room for.
func (d *drawing) paidFor() string {
	if len(d.paper.Owed) == 0 {
		return d.paper.Document.Number
	}
	text := ""
	for _, one := range d.paper.Owed {
		next := joined(" ", text, one.Number)
		if utf8.RuneCountInString(next) > 140 {
			break
		}
		text = next
	}
	return text
}

// toPay is what the paper asks for: of an invoice what is open, of a reminder or statement all that is listed.
func (d *drawing) toPay() garage.Cents {
	doc := d.paper.Document
	switch {
	case len(d.paper.Owed) > 0:
		total := garage.Cents(0)
		for _, one := range d.paper.Owed {
			total += one.Open
		}
		return total
	case doc.Kind != garage.Invoice:
		return 0
	case doc.IsDraft():
		_, _, total := doc.Sums()
		return total
	}
	return doc.Open
}

// terms are the company's, small, over as many pages as they take.
func (d *drawing) terms() {
	terms := strings.TrimSpace(d.paper.Company.Terms)
	if terms == "" {
		return
	}
	for _, line := range d.face.wrap(d.face.clean(terms), gridWidth-2.5, sizeSmall, false) {
		d.add(smallLine, d.cell(gridWidth, words{text: line, size: sizeSmall, color: grey}))
	}
}
