package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

// File returns one file with its values and parties, or ErrNotFound.
func (db *DB) File(ctx context.Context, id int64) (File, error) {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // its version and its parties of one moment
	if err != nil {
		return File{}, fmt.Errorf("file %d: %w", id, fault(err))
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	file, err := readFile(ctx, tx, id)
	if err != nil {
		return File{}, fmt.Errorf("file %d: %w", id, fault(err))
	}
	return file, nil
}

func readFile(ctx context.Context, q querier, id int64) (File, error) {
	f := File{ID: id}
	var values []byte
	var opened, since, changed string
	err := q.QueryRowContext(ctx, `SELECT kind, number, coalesce(client_id, 0), coalesce(vehicle_id, 0), state, field_values, notes, opened_at,
		state_since, late_on, version, changed_at FROM file WHERE id = ?`, id).
		Scan(&f.Kind, &f.Number, &f.ClientID, &f.VehicleID, &f.State, &values, &f.Notes, &opened, &since, &f.LateOn, &f.Version, &changed)
	if err != nil {
		return File{}, missing(err)
	}
	if err := json.Unmarshal(values, &f.Values); err != nil {
		return File{}, fmt.Errorf("values: %w", err)
	}
	f.OpenedAt, f.StateSince, f.ChangedAt = parseTime(opened), parseTime(since), parseTime(changed)
	rows, err := q.QueryContext(ctx, `SELECT role, coalesce(directory_id, 0), name, contact, email, phone, language, reference
		FROM file_party WHERE file_id = ?`, id)
	if err != nil {
		return File{}, err
	}
	f.Parties, err = collect(rows, func(rows *sql.Rows) (p FileParty, err error) {
		err = rows.Scan(&p.Role, &p.DirectoryID, &p.Name, &p.Contact, &p.Email, &p.Phone, &p.Language, &p.Reference)
		return p, err
	})
	kind, _ := FileKindNamed(f.Kind)
	slices.SortFunc(f.Parties, func(a, b FileParty) int {
		return slices.Index(kind.Parties, a.Role) - slices.Index(kind.Parties, b.Role)
	})
	return f, err
}
