package store

import (
	"context"
	"database/sql"
	"fmt"
)

// ClientUse counts what refers to a client.
type ClientUse struct {
	Vehicles, Visits, Documents, Mailings, Deliveries, Files int
}

// None says that the client can be deleted.
func (u ClientUse) None() bool { return u == ClientUse{} }

// ClientUse says what refers to a client; while anything does, DeleteClient refuses.
func (db *DB) ClientUse(ctx context.Context, id int64) (ClientUse, error) {
	use, err := clientUse(ctx, db.reader, id)
	if err != nil {
		return ClientUse{}, fmt.Errorf("use of client %d: %w", id, fault(err))
	}
	return use, nil
}

func clientUse(ctx context.Context, q querier, id int64) (use ClientUse, err error) {
	err = q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM vehicle WHERE client_id = ?1), (SELECT count(*) FROM visit WHERE client_id = ?1),
		(SELECT count(*) FROM document WHERE client_id = ?1), (SELECT count(*) FROM recipient WHERE client_id = ?1),
		(SELECT count(*) FROM delivery WHERE client_id = ?1), (SELECT count(*) FROM file WHERE client_id = ?1)`, id).
		Scan(&use.Vehicles, &use.Visits, &use.Documents, &use.Mailings, &use.Deliveries, &use.Files)
	return use, err
}

// DeleteClient removes a client with his contacts, mark, consents and refused values. It returns ErrInUse while a
// vehicle, visit, document, file, mailing or message refers to him, ErrNotFound when he is gone.
func (db *DB) DeleteClient(ctx context.Context, id int64) error {
	return db.write(ctx, fmt.Sprintf("delete client %d", id), func(tx *sql.Tx) error {
		use, err := clientUse(ctx, tx, id)
		if err != nil {
			return err
		}
		if !use.None() {
			return ErrInUse
		}
		if err := changedOne(tx.ExecContext(ctx, `DELETE FROM client WHERE id = ?`, id)); err != nil {
			return err
		}
		return touchSearch(ctx, tx)
	})
}
