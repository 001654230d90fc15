package store

import (
	"context"
	"database/sql"
	"slices"
)

// VATTable is the VAT table of the document, the highest rate first: as its issuer states it, else as it follows from the lines.
func (d Document) VATTable() []RateTotal {
	if len(d.StatedVAT) > 0 {
		return d.StatedVAT
	}
	return TotalsByRate(d.Lines)
}

// Sums are what the document amounts to: what is kept with one that has no lines or whose issuer states its VAT, else what
// follows from the lines.
func (d Document) Sums() (net, vat, total Cents) {
	if len(d.StatedVAT) > 0 || len(d.Lines) == 0 {
		return d.Net, d.VAT, d.Total
	}
	return Totals(d.Lines)
}

// state keeps a VAT table that does not follow from the lines of a document, with the sums that stand beside it.
func state(ctx context.Context, tx *sql.Tx, id int64, table []RateTotal, net, vat, total Cents) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM document_tax WHERE document_id = ?`, id); err != nil || len(table) == 0 {
		return err
	}
	for _, rate := range table {
		_, err := tx.ExecContext(ctx, `INSERT INTO document_tax (document_id, vat_basis_points, net_cents, vat_cents) VALUES (?, ?, ?, ?)`,
			id, rate.Rate, rate.Net, rate.VAT)
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE document SET net_cents = ?, vat_cents = ?, total_cents = ? WHERE id = ?`, net, vat, total, id)
	return err
}

// readStatedVAT returns nil for a document whose VAT follows from its lines.
func readStatedVAT(ctx context.Context, q querier, id int64) ([]RateTotal, error) {
	rows, err := q.QueryContext(ctx, `SELECT vat_basis_points, net_cents, vat_cents FROM document_tax WHERE document_id = ?
		ORDER BY vat_basis_points DESC`, id)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(rows *sql.Rows) (rate RateTotal, err error) {
		err = rows.Scan(&rate.Rate, &rate.Net, &rate.VAT)
		return rate, err
	})
}

// stateAsCorrected gives a credit note the VAT of the invoice that it takes back whole: to the cent as it was issued, so that nothing
// stays open of it.
func stateAsCorrected(ctx context.Context, tx *sql.Tx, id int64, d Document) error {
	if d.CorrectsID == 0 {
		return state(ctx, tx, id, nil, 0, 0, 0)
	}
	corrected, err := readDocument(ctx, tx, d.CorrectsID)
	if err != nil {
		return err
	}
	same := slices.EqualFunc(corrected.Lines, d.Lines, func(a, b DocumentLine) bool {
		a.Position, b.Position = 0, 0
		return a == b
	})
	if !same {
		corrected.StatedVAT = nil
	}
	return state(ctx, tx, id, corrected.StatedVAT, corrected.Net, corrected.VAT, corrected.Total)
}
