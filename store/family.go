package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Families returns the client families in name order.
func (db *DB) Families(ctx context.Context) ([]Family, error) {
	return list(ctx, db, "families", func(rows *sql.Rows) (f Family, err error) {
		err = rows.Scan(&f.ID, &f.Name)
		return f, err
	}, `SELECT id, name FROM family ORDER BY name_fold`)
}

// SaveFamily adds (ID 0) or renames a family and returns its id. A name that another family has, whatever its case and
// accents, is ErrConflict; an empty one a FieldError.
func (db *DB) SaveFamily(ctx context.Context, family Family) (int64, error) {
	return db.saveNamed(ctx, "family", family.ID, family.Name)
}

// ClientTypes returns the client types in name order.
func (db *DB) ClientTypes(ctx context.Context) ([]ClientType, error) {
	return list(ctx, db, "client types", func(rows *sql.Rows) (c ClientType, err error) {
		err = rows.Scan(&c.ID, &c.Name)
		return c, err
	}, `SELECT id, name FROM client_type ORDER BY name_fold`)
}

// SaveClientType adds (ID 0) or renames a client type and returns its id, with the errors of SaveFamily.
func (db *DB) SaveClientType(ctx context.Context, clientType ClientType) (int64, error) {
	return db.saveNamed(ctx, "client_type", clientType.ID, clientType.Name)
}

// saveNamed saves a row of a table that holds names only; table is one of ours, never a typed value.
func (db *DB) saveNamed(ctx context.Context, table string, id int64, name string) (int64, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return 0, &FieldError{Field: "name", Reason: "check.name_missing"}
	}
	err := db.write(ctx, fmt.Sprintf("save %s %d", table, id), func(tx *sql.Tx) (err error) {
		id, err = insertOrUpdate(ctx, tx, id, `INSERT INTO `+table+` (name, name_fold) VALUES (?, ?)`,
			`UPDATE `+table+` SET name = ?, name_fold = ? WHERE id = ?`, name, Fold(name))
		return err
	})
	return id, err
}

// deleteRow deletes one row; table is one of ours, never a typed value.
func (db *DB) deleteRow(ctx context.Context, table string, id int64) error {
	return db.write(ctx, fmt.Sprintf("delete %s %d", table, id), func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE id = ?`, id))
	})
}
