package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
)

// totalDocuments keeps the sums of the documents whose lines came in with them, once each, at the end of the table.
func (r *importRun) totalDocuments(ctx context.Context) error {
	if len(r.untotalled) == 0 {
		return nil
	}
	lines, err := r.tx.PrepareContext(ctx, `SELECT quantity_thousandths, unit_price_millionths, discount_basis_points, vat_basis_points
		FROM document_line WHERE document_id = ? ORDER BY position`)
	if err != nil {
		return err
	}
	defer func() { _ = lines.Close() }() // it was only read
	for _, id := range slices.Sorted(maps.Keys(r.untotalled)) {
		if err := r.total(ctx, lines, id); err != nil {
			return err
		}
	}
	clear(r.untotalled)
	return nil
}

func (r *importRun) total(ctx context.Context, ofDocument *sql.Stmt, id int64) error {
	lines, err := linesToTotal(ctx, ofDocument, id)
	if err != nil {
		return err
	}
	if _, err := r.statements.ExecContext(ctx, `DELETE FROM document_tax WHERE document_id = ?`, id); err != nil {
		return err
	}
	net, vat, sum := Totals(lines)
	_, err = r.statements.ExecContext(ctx, `UPDATE document SET net_cents = ?, vat_cents = ?, total_cents = ? WHERE id = ?`, net, vat, sum, id)
	return err
}

// linesToTotal reads of a document's lines what its totals follow from.
func linesToTotal(ctx context.Context, statement *sql.Stmt, id int64) ([]DocumentLine, error) {
	rows, err := statement.QueryContext(ctx, id)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(rows *sql.Rows) (line DocumentLine, err error) {
		var price Millionths
		err = rows.Scan(&line.Quantity, &price, &line.Discount, &line.VATRate)
		line.SetPrice(price)
		return line, err
	})
}
