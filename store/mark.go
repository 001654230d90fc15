package store

import (
	"context"
	"database/sql"
	"fmt"
)

// SetMarks puts the V mark on clients or takes it off. Ids that are no client (any more) are passed over.
func (db *DB) SetMarks(ctx context.Context, ids []int64, on bool) error {
	return db.write(ctx, fmt.Sprintf("set %d marks: %t", len(ids), on), func(tx *sql.Tx) error {
		list, err := jsonIDs(ids)
		if err != nil {
			return err
		}
		if !on {
			_, err = tx.ExecContext(ctx, `DELETE FROM mark WHERE client_id IN (SELECT value FROM json_each(?))`, list)
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO mark (client_id, marked_at)
			SELECT id, ? FROM client WHERE id IN (SELECT value FROM json_each(?))
			ON CONFLICT DO NOTHING`, formatTime(db.Now()), list)
		return err
	})
}

// ToggleMark turns the V mark of a client over and says whether it is on now. It returns ErrNotFound for no client.
func (db *DB) ToggleMark(ctx context.Context, id int64) (on bool, err error) {
	err = db.write(ctx, fmt.Sprintf("toggle mark of client %d", id), func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM mark WHERE client_id = ?`, id)
		if err != nil {
			return err
		}
		if count, err := result.RowsAffected(); err != nil || count > 0 {
			return err
		}
		on = true
		return changedOne(tx.ExecContext(ctx, `INSERT INTO mark (client_id, marked_at) SELECT id, ? FROM client WHERE id = ?`,
			formatTime(db.Now()), id))
	})
	return on && err == nil, err
}

// ClearMarks takes all V marks off and returns whose they were, for RestoreMarks to undo it.
func (db *DB) ClearMarks(ctx context.Context) (cleared []int64, err error) {
	err = db.write(ctx, "clear marks", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `DELETE FROM mark RETURNING client_id`)
		if err != nil {
			return err
		}
		cleared, err = collect(rows, scanID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cleared, nil
}

// RestoreMarks puts back the marks that ClearMarks took off; marks set since then stay.
func (db *DB) RestoreMarks(ctx context.Context, ids []int64) error {
	return db.SetMarks(ctx, ids, true)
}

// MarkCount returns how many clients are marked.
func (db *DB) MarkCount(ctx context.Context) (int, error) {
	var count int
	if err := db.reader.QueryRowContext(ctx, `SELECT count(*) FROM mark`).Scan(&count); err != nil {
		return 0, fmt.Errorf("mark count: %w", fault(err))
	}
	return count, nil
}
