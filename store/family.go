package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// Families returns the client families in name order.
func (db *DB) Families(ctx context.Context) ([]garage.Family, error) {
	return list(ctx, db, "families", func(rows *sql.Rows) (f garage.Family, err error) {
		err = rows.Scan(&f.ID, &f.Name)
		return f, err
	}, `SELECT id, name FROM family ORDER BY name_fold`)
}

// SaveFamily adds (ID 0) or renames a family and returns its id. A name that another family has, whatever its case and
// accents, is ErrConflict; an empty one a FieldError.
func (db *DB) SaveFamily(ctx context.Context, family garage.Family) (int64, error) {
	return db.saveNamed(ctx, "family", family.ID, family.Name)
}

// ClientTypes returns the client types in name order.
func (db *DB) ClientTypes(ctx context.Context) ([]garage.ClientType, error) {
	return list(ctx, db, "client types", func(rows *sql.Rows) (c garage.ClientType, err error) {
		err = rows.Scan(&c.ID, &c.Name)
		return c, err
	}, `SELECT id, name FROM client_type ORDER BY name_fold`)
}

// SaveClientType adds (ID 0) or renames a client type and returns its id, with the errors of SaveFamily.
func (db *DB) SaveClientType(ctx context.Context, clientType garage.ClientType) (int64, error) {
	return db.saveNamed(ctx, "client_type", clientType.ID, clientType.Name)
}

// saveNamed saves a row of a table that holds names only; table is one of ours, never a typed value.
func (db *DB) saveNamed(ctx context.Context, table string, id int64, name string) (int64, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return 0, &garage.FieldError{Field: "name", Reason: "check.name_missing"}
	}
	err := db.Write(ctx, fmt.Sprintf("save %s %d", table, id), func(tx *sql.Tx) (err error) {
		id, err = sqlite.InsertOrUpdate(ctx, tx, id, `INSERT INTO `+table+` (name, name_fold) VALUES (?, ?)`,
			`UPDATE `+table+` SET name = ?, name_fold = ? WHERE id = ?`, name, garage.Fold(name))
		return err
	})
	return id, err
}

// deleteRow deletes one row; table is one of ours, never a typed value.
func (db *DB) deleteRow(ctx context.Context, table string, id int64) error {
	return db.Write(ctx, fmt.Sprintf("delete %s %d", table, id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE id = ?`, id))
	})
}
