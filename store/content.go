package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
)

// putContent stores bytes once, whoever refers to them, and returns their id.
func putContent(ctx context.Context, tx *sql.Tx, bytes []byte) (int64, error) {
	sum := sha256.Sum256(bytes)
	var id int64
	err := tx.QueryRowContext(ctx, `SELECT id FROM content WHERE sha256 = ?`, sum[:]).Scan(&id)
	if err != sql.ErrNoRows { //nolint:errorlint // database/sql returns it bare
		return id, err
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO content (sha256, bytes) VALUES (?, ?)`, sum[:], nonNil(bytes))
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// dropContent removes bytes that nothing refers to any more. Whatever table refers to content by a foreign key but is not
// named here makes the transaction fail rather than lose its bytes.
func dropContent(ctx context.Context, tx *sql.Tx, ids ...int64) error {
	for _, id := range ids {
		_, err := tx.ExecContext(ctx, `
			DELETE FROM content WHERE id = ?
			AND NOT EXISTS (SELECT 1 FROM attachment WHERE content_id = content.id)
			AND NOT EXISTS (SELECT 1 FROM document WHERE content_id = content.id)
			AND NOT EXISTS (SELECT 1 FROM file_document WHERE content_id = content.id)
			AND NOT EXISTS (SELECT 1 FROM message WHERE tail_id = content.id)`, id)
		if err != nil {
			return err
		}
	}
	return nil
}

// contentIDs reads the ids that query selects.
func contentIDs(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, scanID)
}

func scanID(rows *sql.Rows) (id int64, err error) {
	err = rows.Scan(&id)
	return id, err
}

// nonNil makes an empty BLOB of a nil slice, which the driver would store as NULL.
func nonNil(bytes []byte) []byte {
	if bytes == nil {
		return []byte{}
	}
	return bytes
}
