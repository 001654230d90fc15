package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
	"garagemail/store/wire"
)

// MaxAttachment is the size in bytes from which AddAttachment refuses: no provider takes a mail that big, and the whole
// message is held in memory while it is sent.
const MaxAttachment = 40 << 20

// AddAttachment adds a file to every message of a draft and returns its id. It returns a FieldError for a file of more
// than MaxAttachment bytes, ErrConflict when the mailing is no draft.
func (db *DB) AddAttachment(ctx context.Context, mailingID int64, name, mediaType string, content []byte) (int64, error) {
	if len(content) > MaxAttachment {
		return 0, &garage.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	var id int64
	err := db.Write(ctx, fmt.Sprintf("add attachment to mailing %d", mailingID), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, mailingID); err != nil {
			return err
		}
		contentID, err := putContent(ctx, tx, content)
		if err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `
			INSERT INTO attachment (mailing_id, position, name, media_type, size, content_id)
			SELECT ?, coalesce(max(position), 0) + 1, ?, ?, ?, ? FROM attachment WHERE mailing_id = ?`,
			mailingID, name, mediaType, len(content), contentID, mailingID)
		if err != nil {
			return err
		}
		if id, err = result.LastInsertId(); err != nil {
			return err
		}
		return touchMailing(ctx, tx, mailingID, sqlite.FormatTime(db.Now()))
	})
	return id, err
}

// Attachments returns the attachments of a mailing in the order they were added.
func (db *DB) Attachments(ctx context.Context, mailingID int64) ([]garage.Attachment, error) {
	rows, err := db.Reader.QueryContext(ctx, `
		SELECT id, mailing_id, name, media_type, size FROM attachment WHERE mailing_id = ? ORDER BY position`, mailingID)
	if err != nil {
		return nil, fmt.Errorf("attachments of mailing %d: %w", mailingID, sqlite.Fault(err))
	}
	attachments, err := sqlite.Collect(rows, func(rows *sql.Rows) (a garage.Attachment, err error) {
		err = rows.Scan(&a.ID, &a.MailingID, &a.Name, &a.MediaType, &a.Size)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("attachments of mailing %d: %w", mailingID, sqlite.Fault(err))
	}
	return attachments, nil
}

// AttachmentBytes returns the file itself, or ErrNotFound.
func (db *DB) AttachmentBytes(ctx context.Context, id int64) ([]byte, error) {
	var bytes []byte
	err := db.Reader.QueryRowContext(ctx, `
		SELECT content.bytes FROM attachment JOIN content ON content.id = attachment.content_id
		WHERE attachment.id = ?`, id).Scan(&bytes)
	if errors.Is(err, sql.ErrNoRows) {
		err = garage.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("attachment %d: %w", id, sqlite.Fault(err))
	}
	return bytes, nil
}

// RemoveAttachment takes an attachment off a draft. It returns ErrNotFound, or ErrConflict when the mailing is no draft.
func (db *DB) RemoveAttachment(ctx context.Context, id int64) error {
	return db.Write(ctx, fmt.Sprintf("remove attachment %d", id), func(tx *sql.Tx) error {
		var mailingID, contentID int64
		err := tx.QueryRowContext(ctx, `SELECT mailing_id, content_id FROM attachment WHERE id = ?`, id).
			Scan(&mailingID, &contentID)
		if errors.Is(err, sql.ErrNoRows) {
			return garage.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := mustBeDraft(ctx, tx, mailingID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM attachment WHERE id = ?`, id); err != nil {
			return err
		}
		if err := dropContent(ctx, tx, contentID); err != nil {
			return err
		}
		return touchMailing(ctx, tx, mailingID, sqlite.FormatTime(db.Now()))
	})
}

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

// putTail stores what stands in a message behind its head: its own bytes, and each file of it once. sum tells it from everything
// else, and is checked when it is read.
func putTail(ctx context.Context, tx *sql.Tx, tail []byte) (id int64, sum []byte, err error) {
	own, files := wire.Cut(tail)
	sum = tailSum(tail, len(files) > 0)
	if len(files) == 0 {
		id, err = putContent(ctx, tx, tail)
		return id, sum, err
	}
	err = tx.QueryRowContext(ctx, `SELECT id FROM content WHERE sha256 = ?`, sum).Scan(&id)
	if err != sql.ErrNoRows { //nolint:errorlint // database/sql returns it bare
		return id, sum, err
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO content (sha256, bytes) VALUES (?, ?)`, sum, own)
	if err != nil {
		return 0, nil, err
	}
	if id, err = result.LastInsertId(); err != nil {
		return 0, nil, err
	}
	for _, file := range files {
		fileID, err := putContent(ctx, tx, file.Bytes)
		if err != nil {
			return 0, nil, err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO content_part (content_id, at, file_id) VALUES (?, ?, ?)`, id, file.At, fileID); err != nil {
			return 0, nil, err
		}
	}
	return id, sum, nil
}

// tailSum is what a tail is kept under. That of one whose files lie apart begins with a word, so that nothing else is ever taken for
// its row, whose bytes are not the whole.
func tailSum(tail []byte, apart bool) []byte {
	sum := sha256.New()
	if apart {
		sum.Write([]byte("tail\n"))
	}
	sum.Write(tail)
	return sum.Sum(nil)
}

// dropContent removes bytes that nothing refers to any more, and then the files of a tail. Whatever table refers to content by a foreign key but is not
// named here makes the transaction fail rather than lose its bytes.
func dropContent(ctx context.Context, tx *sql.Tx, ids ...int64) error {
	for _, id := range ids {
		files, err := sqlite.ReadIDs(ctx, tx, `SELECT file_id FROM content_part WHERE content_id = ?`, id)
		if err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `
			DELETE FROM content WHERE id = ?
			AND NOT EXISTS (SELECT 1 FROM attachment WHERE content_id = content.id)
			AND NOT EXISTS (SELECT 1 FROM document WHERE content_id = content.id)
			AND NOT EXISTS (SELECT 1 FROM document WHERE ubl_id = content.id)
			AND NOT EXISTS (SELECT 1 FROM file_document WHERE content_id = content.id)
			AND NOT EXISTS (SELECT 1 FROM content_part WHERE file_id = content.id)
			AND NOT EXISTS (SELECT 1 FROM message WHERE tail_id = content.id)`, id)
		if err != nil {
			return err
		}
		count, err := result.RowsAffected()
		if err == nil && count > 0 {
			err = dropContent(ctx, tx, files...)
		}
		if err != nil {
			return err
		}
	}
	return nil
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
