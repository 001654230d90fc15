package intake

import (
	"context"

	"garagemail/store"
	"garagemail/store/garage"
)

// statedTotals are the totals that tables of documents state, until the lines that must give them are in.
type statedTotals struct {
	tables []statedTable
}

// statedTable are those of one table, which its result and its import_run list.
type statedTable struct {
	result    int // index of the table among the results
	runID     int64
	entity    *importEntity
	documents []statedTotal
}

// statedTotal is what a row says of its document. has tells which of the three stand in the file.
type statedTotal struct {
	document, client int64
	row              int
	number           string
	credit           bool
	has              struct{ net, vat, total bool }

	documentSums
}

// begin prepares for the totals of another table.
func (s *statedTotals) begin(result int, entity *importEntity) {
	s.tables = append(s.tables, statedTable{result: result, entity: entity})
}

// add keeps what a row states.
func (s *statedTotals) add(row *importRow) {
	one := statedTotal{document: row.entityID, client: row.clientID, row: row.number, number: row.reference, credit: row.values["kind"] == string(garage.CreditNote)}
	for _, sum := range []struct {
		field  string
		target *garage.Cents
		has    *bool
	}{{"net", &one.net, &one.has.net}, {"vat", &one.vat, &one.has.vat}, {"total", &one.total, &one.has.total}} {
		if value := row.values[sum.field]; value != "" {
			*sum.target, *sum.has = garage.Cents(whole(value)), true
		}
	}
	if one.has.net || one.has.vat || one.has.total {
		table := &s.tables[len(s.tables)-1]
		table.documents = append(table.documents, one)
	}
}

// holdTotals holds the totals that tables state against the lines that came in. They are kept as they are stated where they
// hold by the tolerance of EN 16931; what does not hold is listed.
func (r *importRun) holdTotals(ctx context.Context, results []Result) error {
	for _, table := range r.stated.tables {
		r.result, r.id, r.entity = &results[table.result], table.runID, table.entity
		for _, one := range table.documents {
			if err := r.holdTotal(ctx, one); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *importRun) holdTotal(ctx context.Context, stated statedTotal) error {
	var lines int
	var now documentSums
	err := r.tx.QueryRowContext(ctx, `SELECT net_cents, vat_cents, total_cents, (SELECT count(*) FROM document_line WHERE document_id = document.id)
		FROM document WHERE id = ?`, stated.document).Scan(&now.net, &now.vat, &now.total, &lines)
	if err != nil {
		return err
	}
	said := stated.completed(now, lines)
	if field, value := stated.wrong(said, now, lines); field != "" {
		row := importRow{number: stated.row, reference: stated.number, clientID: stated.client, entityID: stated.document}
		return r.refuse(ctx, row, field, value, "import.total_differs")
	}
	if said == now {
		return nil
	}
	document, err := store.ReadDocument(ctx, r.tx, stated.document)
	if err != nil {
		return err
	}
	if len(document.Lines) == 0 {
		_, err = r.statements.ExecContext(ctx, `UPDATE document SET net_cents = ?, vat_cents = ?, total_cents = ? WHERE id = ?`,
			said.net, said.vat, said.total, stated.document)
		return err
	}
	return store.WriteStatedVAT(ctx, r.tx, stated.document, garage.Document{
		StatedVAT: vatTableOf(document.Lines, said), Net: said.net, VAT: said.vat, Total: said.total,
	})
}

// vatTableOf is the VAT table that comes to what a document states: what the issuer rounded otherwise stands at the rate that most
// of it is of, since a total does not say more.
func vatTableOf(lines []garage.DocumentLine, said documentSums) []garage.RateTotal {
	table := garage.TotalsByRate(lines)
	most := 0
	for i, rate := range table {
		said.net, said.vat = said.net-rate.Net, said.vat-rate.VAT
		if max(rate.Net, -rate.Net) > max(table[most].Net, -table[most].Net) {
			most = i
		}
	}
	table[most].Net, table[most].VAT = table[most].Net+said.net, table[most].VAT+said.vat
	return table
}

// documentSums are the three totals of a document.
type documentSums struct{ net, vat, total garage.Cents }

// completed returns the stated totals with those that the file does not say, which follow from the others or are as the lines
// give them. A credit note may be written with either sign.
func (s statedTotal) completed(now documentSums, lines int) documentSums {
	said := s.documentSums
	if s.credit && (now.total < 0) != (said.net+said.vat+said.total < 0) && lines > 0 {
		said = documentSums{-said.net, -said.vat, -said.total}
	}
	if lines > 0 && !s.has.net && (!s.has.vat || !s.has.total) {
		said.net, s.has.net = now.net, true
	}
	switch {
	case s.has.net && s.has.vat && s.has.total:
	case s.has.net && s.has.vat:
		said.total = said.net + said.vat
	case s.has.net && s.has.total:
		said.vat = said.total - said.net
	case s.has.vat && s.has.total:
		said.net = said.total - said.vat
	case s.has.net && lines > 0:
		said.vat, said.total = now.vat, said.net+now.vat
	}
	return said
}

// vatSlack is what EN 16931 allows between the VAT and its base, less than one euro: programs may round it per line. Where the
// file states no net amount, which must be right to the cent, a cent a line is all that rounding can explain.
const vatSlack = 99

// wrong names the first total that does not hold, with what the file says and what follows from it or from the lines.
func (s statedTotal) wrong(said, now documentSums, lines int) (field, value string) {
	differ := func(stated, other garage.Cents) string { return euroText(stated) + " ≠ " + euroText(other) }
	slack := garage.Cents(vatSlack)
	if !s.has.net {
		slack = min(slack, garage.Cents(lines))
	}
	if now.vat == 0 {
		slack = 0
	}
	switch {
	case s.has.net && s.has.vat && s.has.total && said.net+said.vat != said.total:
		return "total", differ(said.total, said.net+said.vat)
	case lines == 0:
		return "", ""
	case s.has.net && said.net != now.net:
		return "net", differ(said.net, now.net)
	case said.net != now.net:
		return "total", differ(said.total, now.total)
	case max(said.vat-now.vat, now.vat-said.vat) > slack && s.has.vat:
		return "vat", differ(said.vat, now.vat)
	case max(said.vat-now.vat, now.vat-said.vat) > slack:
		return "total", differ(said.total, now.total)
	}
	return "", ""
}

func euroText(amount garage.Cents) string { return columnText("amount_cents", int64(amount)) }
