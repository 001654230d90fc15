package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Consents returns every change of "accepts promotional mail" of a client, newest first.
func (db *DB) Consents(ctx context.Context, clientID int64) ([]Consent, error) {
	return list(ctx, db, fmt.Sprintf("consents of client %d", clientID), func(rows *sql.Rows) (c Consent, err error) {
		var at string
		err = rows.Scan(&c.ID, &c.ClientID, &c.Accepts, &at, &c.Source, &c.Wording, &c.UserName)
		c.At = parseTime(at)
		return c, err
	}, `SELECT id, client_id, accepts, at, source, wording, user_name FROM consent WHERE client_id = ? ORDER BY id DESC`, clientID)
}

func (db *DB) addConsent(ctx context.Context, tx *sql.Tx, c Client, note ConsentNote) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO consent (client_id, accepts, at, source, wording, user_name) VALUES (?, ?, ?, ?, ?, ?)`,
		c.ID, c.AcceptsPromotional, formatTime(db.Now()), note.Source, note.Wording, note.UserName)
	return err
}
