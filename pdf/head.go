package pdf

import (
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/image"
	"github.com/johnfercher/maroto/v2/pkg/consts/extension"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// Where the window of a Belgian envelope (right window, A4 in DL) shows the address, from the upper edge and inside the
// margins.
const (
	windowTop  = 47.0
	windowLeft = 100
)

// letterhead is the company's logo and data.
func (d *drawing) letterhead() {
	c := d.paper.Company
	lines := []words{{text: c.Name, size: 11, bold: true, right: true}}
	for _, text := range []string{
		c.Address, joined(" ", c.Postcode, c.Locality), joined(" · ", c.Phone, c.Email), c.Website, prefixed(d.p.T("document.vat")+" ", c.VATNumber),
	} {
		if text != "" {
			lines = append(lines, words{text: text, size: 8, right: true, color: grey})
		}
	}
	const height = 30.0
	left := d.logo(80)
	if left == nil {
		left = gap(80)
	}
	right := col.New(gridWidth - 80)
	top := 0.0
	for _, line := range lines {
		right.Add(d.placed(line, top)...)
		top += 4.2
		if line.bold {
			top += 1.2
		}
	}
	d.add(height, left, right)
	d.space(windowTop - topMargin - height)
}

// placed is text at a height inside a cell.
func (d *drawing) placed(w words, top float64) []core.Component {
	style := d.style(w)
	style.Top = top
	return []core.Component{d.text(w.text, style)}
}

func (d *drawing) logo(width int) core.Col {
	logo := d.paper.Company.Logo
	if len(logo) == 0 {
		return nil
	}
	kind := extension.Png
	if logo[0] == 0xff {
		kind = extension.Jpg
	}
	return col.New(width).Add(image.NewFromBytes(logo, kind, props.Rect{Percent: 100}))
}

// addressAndTitle puts what the document is on the left and who it is for in the envelope's window.
func (d *drawing) addressAndTitle() {
	doc := d.paper.Document
	number := doc.Number
	if doc.IsDraft() || number == "" {
		number = d.p.T("document.draft")
	}
	facts := [][2]string{{"document.number", number}, {"document.date", d.p.Date(doc.Date)}}
	if len(d.paper.Owed) > 0 && doc.Number == "" { // a list of what is owed is no numbered document, nor a draft
		facts = facts[1:]
	}
	for _, fact := range [][2]string{
		{"document.due_date", d.p.Date(doc.DueDate)},
		{"document.corrects", d.paper.Corrects},
		{"document.reference", doc.Reference},
		{"document.client_number", d.paper.Client.Number},
		{"document.client_vat", d.paper.Client.VATNumber},
	} {
		if fact[1] != "" {
			facts = append(facts, fact)
		}
	}
	left := col.New(windowLeft).Add(d.placed(words{text: d.title(), size: sizeTitle, bold: true, color: accent}, 0)...)
	top := 10.0
	var height float64
	for _, fact := range facts {
		key := d.style(words{color: grey})
		key.Top = top
		value := d.style(words{bold: fact[0] == "document.number"})
		value.Top, value.Left = top, 34
		left.Add(d.text(d.p.T(fact[0]), key), d.text(fact[1], value))
		top += lineHeight
	}
	right := col.New(gridWidth - windowLeft)
	client, at := d.paper.Client, 0.0
	for i, text := range []string{
		joined(" ", client.Title, client.WrittenName()), client.Address,
		joined(" ", client.Postcode, client.Locality), d.foreign(client.Country),
	} {
		for _, line := range d.face.wrap(d.face.clean(text), gridWidth-windowLeft-4, 10.5, i == 0) {
			if line != "" {
				right.Add(d.placed(words{text: line, size: 10.5, bold: i == 0}, at)...)
				at += 5.2
			}
		}
	}
	height = max(top, at, 34) + 3
	d.add(height, left, right)
}

// foreign is the country of an address abroad.
func (d *drawing) foreign(country string) string {
	if country == "" || country == d.paper.Company.Country || d.paper.Company.Country == "" && country == "BE" {
		return ""
	}
	return country
}

// vehicle says which one it is about.
func (d *drawing) vehicle() {
	v := d.paper.Vehicle
	plate := v.Plate
	if plate == "" {
		plate = d.paper.Document.Plate
	}
	km := ""
	if v.Km > 0 {
		km = d.p.Number(v.Km) + " km"
	}
	text := joined("   ·   ", joined(" ", v.Make, v.Model), plate, prefixed(d.p.T("document.vin")+" ", v.VIN), km)
	if text == "" {
		return
	}
	made := d.add(lineHeight+1.6, d.cell(26, words{text: d.p.T("document.vehicle"), color: grey}), d.cell(gridWidth-26, words{text: text, bold: true}))
	made.WithStyle(&props.Cell{BackgroundColor: pale})
	d.space(3)
}
