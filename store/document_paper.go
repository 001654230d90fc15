package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
)

// KeptPaper returns the PDF of a document as it left or came in, or ErrNotFound while none is kept.
func (db *DB) KeptPaper(ctx context.Context, documentID int64) ([]byte, error) {
	var pdf []byte
	err := db.reader.QueryRowContext(ctx, `SELECT content.bytes FROM document JOIN content ON content.id = document.content_id
		WHERE document.id = ?`, documentID).Scan(&pdf)
	if err != nil {
		return nil, fmt.Errorf("paper of document %d: %w", documentID, fault(missing(err)))
	}
	return pdf, nil
}

// KeepPaper keeps the PDF of an issued document. Before it is mailed another may take its place; afterwards what was sent
// is what is kept, and another one is ErrConflict, as any PDF of a draft is. It returns a FieldError for what is no PDF.
func (db *DB) KeepPaper(ctx context.Context, documentID int64, pdf []byte) error {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return &FieldError{Field: "paper", Reason: "check.document_paper"}
	}
	return db.write(ctx, fmt.Sprintf("keep paper of document %d", documentID), func(tx *sql.Tx) error {
		return keepPaper(ctx, tx, documentID, pdf)
	})
}

func keepPaper(ctx context.Context, tx *sql.Tx, documentID int64, pdf []byte) error {
	var draft, mailed bool
	var before int64
	var kept []byte
	err := tx.QueryRowContext(ctx, `SELECT state = 'draft', coalesce(content_id, 0), (SELECT sha256 FROM content WHERE id = content_id),
			EXISTS (SELECT 1 FROM delivery WHERE document_id = document.id AND state NOT IN ('failed', 'cancelled'))
		FROM document WHERE id = ?`, documentID).Scan(&draft, &before, &kept, &mailed)
	sum := sha256.Sum256(pdf)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case err != nil:
		return err
	case bytes.Equal(kept, sum[:]):
		return nil
	case draft, before != 0 && mailed:
		return ErrConflict
	}
	id, err := putContent(ctx, tx, pdf)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE document SET content_id = ? WHERE id = ?`, id, documentID); err != nil {
		return err
	}
	return dropContent(ctx, tx, before)
}
