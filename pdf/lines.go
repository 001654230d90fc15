package pdf

import (
	"slices"

	"github.com/johnfercher/maroto/v2/pkg/consts/border"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"garagemail/store/garage"
)

// column of a table: its heading, its width in millimetres.
type column struct {
	key   string
	width int
	right bool
	bold  bool
}

// table draws the head, now and on every page that the table goes on to, and then the rows, whose first column wraps.
func (d *drawing) table(columns []column, rows [][]string) {
	head := func() {
		var cells []core.Col
		for _, c := range columns {
			cells = append(cells, d.cell(c.width, words{text: d.p.T(c.key), size: 8, bold: true, right: c.right}))
		}
		d.add(lineHeight+1.4, cells...).WithStyle(&props.Cell{BackgroundColor: pale})
	}
	d.keep(3 * lineHeight)
	head()
	d.head = head
	for _, values := range rows {
		wrapped := d.face.wrap(d.face.clean(values[0]), float64(columns[0].width)-2.5, sizeText, false)
		for i, text := range wrapped {
			cells := []core.Col{d.cell(columns[0].width, words{text: text})}
			for n, c := range columns[1:] {
				value := ""
				if i == 0 {
					value = values[n+1]
				}
				cells = append(cells, d.cell(c.width, words{text: value, right: c.right, bold: c.bold}))
			}
			made := d.add(lineHeight+0.6, cells...)
			if i == len(wrapped)-1 {
				made.WithStyle(&props.Cell{BorderType: border.Bottom, BorderColor: hairRow, BorderThickness: 0.15})
			}
		}
	}
	d.head = nil
}

// lines is the table of what was done and delivered.
func (d *drawing) lines() {
	lines := d.paper.Document.Lines
	hasDiscount := slices.ContainsFunc(lines, func(l garage.DocumentLine) bool { return l.Discount != 0 })
	hasUnit := slices.ContainsFunc(lines, func(l garage.DocumentLine) bool { return l.Unit != "" })
	columns := []column{{key: "document.description", width: 180 - 18 - 26 - 14 - 27}, {"document.quantity", 18, true, false}}
	take := func(c column) {
		columns[0].width -= c.width
		columns = append(columns, c)
	}
	if hasUnit {
		take(column{"document.unit", 14, false, false})
	}
	columns = append(columns, column{"document.unit_price", 26, true, false})
	if hasDiscount {
		take(column{"document.discount", 16, true, false})
	}
	columns = append(columns, column{"document.vat_rate", 14, true, false}, column{"document.net", 27, true, false})
	var rows [][]string
	for _, line := range lines {
		row := []string{line.Description, d.quantity(line.Quantity)}
		if hasUnit {
			row = append(row, line.Unit)
		}
		row = append(row, d.p.Price(int64(line.Price())))
		if hasDiscount {
			discount := ""
			if line.Discount != 0 {
				discount = d.p.Percent(int64(line.Discount))
			}
			row = append(row, discount)
		}
		rows = append(rows, append(row, d.p.Percent(int64(line.VATRate)), d.money(garage.NetOf(line))))
	}
	d.table(columns, rows)
	d.space(4)
}

// quantity writes thousandths without the zeros nobody needs: 2, 0,5, 1,125.
func (d *drawing) quantity(quantity garage.Thousandths) string {
	for scale, by := 0, int64(1000); scale < 3; scale, by = scale+1, by/10 {
		if int64(quantity)%by == 0 {
			return d.p.Decimal(int64(quantity)/by, scale)
		}
	}
	return d.p.Decimal(int64(quantity), 3)
}

// owed is the table of a reminder or a statement: what the client still has to pay.
func (d *drawing) owed() {
	var rows [][]string
	total := garage.Cents(0)
	for _, one := range d.paper.Owed {
		rows = append(rows, []string{
			d.p.T(one.Kind.LabelKey()) + " " + one.Number, d.p.Date(one.Date), d.p.Date(one.DueDate), d.money(one.Total), d.money(one.Open),
		})
		total += one.Open
	}
	d.table([]column{
		{"document.document", 74, false, false},
		{"document.date", 26, false, false},
		{"document.due_date", 26, false, false},
		{"document.total", 27, true, false},
		{"document.open", 27, true, true},
	}, rows)
	d.space(2)
	d.add(lineHeight+2, gap(100), d.cell(50, words{text: d.p.T("document.to_pay"), bold: true, size: 11, right: true}),
		d.cell(30, words{text: d.money(total), bold: true, size: 11, right: true}))
	d.space(4)
}
