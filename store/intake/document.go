package intake

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

func beginDocuments(ctx context.Context, r *importRun) (takeRow, error) {
	clients, err := r.clientNumbers(ctx)
	if err != nil {
		return nil, err
	}
	plates, err := r.plates(ctx)
	if err != nil {
		return nil, err
	}
	own, err := r.ownNumbers(ctx)
	if err != nil {
		return nil, err
	}
	documents := &belonging{table: "document", keys: 2, single: true, columns: []string{
		"kind", "number", "date", "due_date", "client_id", "vehicle_id", "plate", "reference",
	}}
	assumed := r.assumesKind()
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		if reason := r.ownerOf(clients, row); reason != "" {
			return 0, reason, nil
		}
		if assumed {
			row.values["kind"] = string(kindOfAmount(row.values))
		}
		if reason := row.checkDocument(own); reason != "" {
			return 0, reason, nil
		}
		v := row.values
		vehicle := sqlite.Nullable(plates[plateOf{row.clientID, garage.FoldPlate(v["plate"])}])
		outcome, row.entityID, err = documents.take(ctx, r, row, v["kind"], v["number"], v["date"], v["due_date"], row.clientID, vehicle, v["plate"], v["reference"])
		if errors.Is(err, errRepeated) {
			return 0, "import.refused_repeated", nil
		}
		if err == nil {
			r.stated.add(row)
		}
		return outcome, "", err
	}, documents.load(ctx, r)
}

// assumesKind reports, and tells, that a table has no column for the kind of its documents: it is one of invoices then.
func (r *importRun) assumesKind() bool {
	if slices.ContainsFunc(r.result.Columns, func(c Column) bool { return c.Field == "kind" }) {
		return false
	}
	r.notice(store.RefusedValue{RowNumber: r.result.Format.HeaderRow, Field: "kind", Reason: "import.noticed_kind"})
	return true
}

func kindOfAmount(values map[string]string) garage.DocumentKind {
	if whole(values["total"]) < 0 || whole(values["net"]) < 0 {
		return garage.CreditNote
	}
	return garage.Invoice
}

// checkDocument holds a row to what the screen asks of a document.
func (row *importRow) checkDocument(own map[string]bool) (reason string) {
	v := row.values
	row.reference = v["number"]
	switch {
	case v["number"] == "":
		return "import.refused_no_number"
	case garage.ContainsInvisible(v["number"]):
		return "check.line_break"
	case v["date"] == "":
		return "import.refused_date"
	case v["kind"] == "":
		return "import.refused_kind"
	case own[v["kind"]+" "+v["number"]]:
		return "import.refused_own_document"
	}
	for _, field := range []string{"plate", "reference"} {
		if garage.ContainsInvisible(v[field]) {
			row.refused = append(row.refused, refusedCell{field, v[field], "check.line_break"})
			v[field] = ""
		}
	}
	return ""
}

// lineTarget is a document while its lines come in.
type lineTarget struct {
	id       int64
	clientID int64
	next     int // position of its next line in this file
}

// beginLines adds the lines of documents in the order of the file and keeps the documents' totals.
func beginLines(ctx context.Context, r *importRun) (takeRow, error) {
	targets, err := r.lineTargets(ctx)
	if err != nil {
		return nil, err
	}
	own, err := r.ownNumbers(ctx)
	if err != nil {
		return nil, err
	}
	lines := &belonging{table: "document_line", keys: 2, columns: []string{
		"document_id", "position", "description", "quantity_thousandths", "unit", "unit_price_millionths", "discount_basis_points", "vat_basis_points",
	}}
	if err := lines.load(ctx, r); err != nil {
		return nil, err
	}
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		v := row.values
		row.reference = v["number"]
		found := targets[row.reference]
		switch {
		case len(found) == 0 && own[row.reference]:
			return 0, "import.refused_own_document", nil
		case len(found) == 0:
			return 0, "import.refused_no_document", nil
		case len(found) > 1:
			return 0, "import.refused_two_documents", nil
		}
		if slices.Contains([]string{v["quantity"], v["unit_price"], v["vat_rate"]}, "") {
			return 0, "import.refused_number", nil
		}
		target := found[0]
		row.clientID = target.clientID
		if reason := row.checkLine(target, r); reason != "" {
			return 0, reason, nil
		}
		target.next++
		outcome, row.entityID, err = lines.take(ctx, r, row, target.id, int64(target.next), v["description"], whole(v["quantity"]), v["unit"],
			whole(v["unit_price"]), whole(v["discount"]), whole(v["vat_rate"]))
		if err == nil && outcome != rowUnchanged {
			r.untotalled[target.id] = true
		}
		return outcome, "", err
	}, nil
}

// checkLine holds a row to what the screen asks of a line.
func (row *importRow) checkLine(target *lineTarget, r *importRun) (reason string) {
	v := row.values
	if target.next >= garage.MaxLines {
		return "check.document_lines"
	}
	line := garage.DocumentLine{
		Description: v["description"], Quantity: garage.Thousandths(whole(v["quantity"])),
		Discount: garage.BasisPoints(whole(v["discount"])), VATRate: garage.BasisPoints(whole(v["vat_rate"])),
	}
	line.SetPrice(garage.Millionths(whole(v["unit_price"])))
	garage.CheckLine(line, func(field, why string) {
		reason = "import.refused_line"
		row.refused = append(row.refused, refusedCell{field, row.written(field), why})
	})
	if line.Discount > 0 && line.Discount < 100 && !r.shares[r.entity.fieldKeyed("discount")] {
		row.refused = append(row.refused, refusedCell{"discount", row.written("discount"), "import.noticed_discount"})
	}
	return reason
}

// written is a value of a line as the file may have written it.
func (row *importRow) written(field string) string {
	value := row.values[field]
	for column, unit := range map[string]string{"quantity": "_thousandths", "unit_price": "_millionths", "discount": "_basis_points", "vat_rate": "_basis_points"} {
		if field == column {
			return columnText(field+unit, whole(value))
		}
	}
	return value[:min(len(value), 100)]
}

// lineTargets returns the documents by number; an invoice and a credit note may share one.
func (r *importRun) lineTargets(ctx context.Context) (map[string][]*lineTarget, error) {
	rows, err := r.tx.QueryContext(ctx, `SELECT number, id, client_id FROM document WHERE journal_id IS NULL AND state <> 'draft'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string][]*lineTarget{}
	for rows.Next() {
		var number string
		target := &lineTarget{}
		if err := rows.Scan(&number, &target.id, &target.clientID); err != nil {
			return nil, err
		}
		all[number] = append(all[number], target)
	}
	return all, rows.Err()
}

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
	net, vat, sum := garage.Totals(lines)
	_, err = r.statements.ExecContext(ctx, `UPDATE document SET net_cents = ?, vat_cents = ?, total_cents = ? WHERE id = ?`, net, vat, sum, id)
	return err
}

// linesToTotal reads of a document's lines what its totals follow from.
func linesToTotal(ctx context.Context, statement *sql.Stmt, id int64) ([]garage.DocumentLine, error) {
	rows, err := statement.QueryContext(ctx, id)
	if err != nil {
		return nil, err
	}
	return sqlite.Collect(rows, func(rows *sql.Rows) (line garage.DocumentLine, err error) {
		var price garage.Millionths
		err = rows.Scan(&line.Quantity, &price, &line.Discount, &line.VATRate)
		line.SetPrice(price)
		return line, err
	})
}
