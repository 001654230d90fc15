package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"garagemail/store/sqlite"
)

// RefusedValue is a value of an import that could not be taken as it stood. It is kept until a person mended it.
type RefusedValue struct {
	ID          int64
	ImportRunID int64
	FileName    string // read only
	RowNumber   int    // in the file, the heading is row 1
	Entity      string // client, contact, vehicle, visit, document or line
	Reference   string // how the file names the row: client number, plate, document number
	ClientID    int64  // 0 = none
	EntityID    int64  // 0 = the whole row was refused
	Field       string // column name (email, gsm, vat_number …), "" = the whole row
	Value       string
	Reason      string    // language key
	ResolvedAt  time.Time // zero = open
}

// RefusedFilter restricts OpenRefusedValues; an empty field restricts nothing.
type RefusedFilter struct {
	ClientID    int64
	ImportRunID int64
	Entity      string
	Field       string
	Reason      string
}

// RefusedValues returns what imports refused of a client and of what belongs to him and is still open, newest first.
func (db *DB) RefusedValues(ctx context.Context, clientID int64) ([]RefusedValue, error) {
	return db.OpenRefusedValues(ctx, RefusedFilter{ClientID: clientID})
}

// OpenRefusedValues returns the refused values that nobody has mended yet, newest import first, in the order of the file.
func (db *DB) OpenRefusedValues(ctx context.Context, filter RefusedFilter) ([]RefusedValue, error) {
	where, args := []string{`refused_value.resolved_at = ''`}, []any{}
	for _, condition := range []struct {
		column string
		value  any
		set    bool
	}{
		{"client_id", filter.ClientID, filter.ClientID != 0},
		{"import_run_id", filter.ImportRunID, filter.ImportRunID != 0},
		{"entity", filter.Entity, filter.Entity != ""},
		{"field", filter.Field, filter.Field != ""},
		{"reason", filter.Reason, filter.Reason != ""},
	} {
		if condition.set {
			where, args = append(where, `refused_value.`+condition.column+` = ?`), append(args, condition.value)
		}
	}
	return list(ctx, db, "refused values", scanRefused, `
		SELECT refused_value.id, import_run_id, import_run.file_name, row_number, refused_value.entity, reference,
			coalesce(client_id, 0), coalesce(entity_id, 0), field, value, reason, resolved_at
		FROM refused_value JOIN import_run ON import_run.id = refused_value.import_run_id
		WHERE `+strings.Join(where, " AND ")+` ORDER BY import_run_id DESC, row_number, refused_value.id`, args...)
}

func scanRefused(rows *sql.Rows) (r RefusedValue, err error) {
	var resolved string
	err = rows.Scan(&r.ID, &r.ImportRunID, &r.FileName, &r.RowNumber, &r.Entity, &r.Reference, &r.ClientID, &r.EntityID,
		&r.Field, &r.Value, &r.Reason, &resolved)
	r.ResolvedAt = sqlite.ParseTime(resolved)
	return r, err
}

// ResolveRefusedValue closes a refused value: a person looked at it and it needs nothing more. It returns ErrNotFound.
func (db *DB) ResolveRefusedValue(ctx context.Context, id int64) error {
	return db.Write(ctx, fmt.Sprintf("resolve refused value %d", id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE refused_value
			SET resolved_at = CASE resolved_at WHEN '' THEN ? ELSE resolved_at END WHERE id = ?`, sqlite.FormatTime(db.Now()), id))
	})
}

// resolveFields closes the refused values of those fields of a row that hold a value now.
func (db *DB) resolveFields(ctx context.Context, tx *sql.Tx, entity string, id int64, fields map[string]string) error {
	for field, value := range fields {
		if value == "" {
			continue
		}
		_, err := tx.ExecContext(ctx, `UPDATE refused_value SET resolved_at = ?
			WHERE entity = ? AND entity_id = ? AND field = ? AND resolved_at = ''`, sqlite.FormatTime(db.Now()), entity, id, field)
		if err != nil {
			return err
		}
	}
	return nil
}

// changedColumns keeps those values that differ from what stands in the row; all of them for a new one. Table and columns
// are ours, never typed values.
func changedColumns(ctx context.Context, tx *sql.Tx, table string, id int64, values map[string]string) (map[string]string, error) {
	for column, value := range values {
		var same bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+` WHERE id = ? AND `+column+` = ?)`, id, value).Scan(&same)
		if err != nil {
			return nil, err
		}
		if same {
			delete(values, column)
		}
	}
	return values, nil
}
