package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// MaxAttachment is the size in bytes from which AddAttachment refuses: no provider takes a mail that big, and the whole
// message is held in memory while it is sent.
const MaxAttachment = 40 << 20

// AddAttachment adds a file to every message of a draft and returns its id. It returns a FieldError for a file of more
// than MaxAttachment bytes, ErrConflict when the mailing is no draft.
func (db *DB) AddAttachment(ctx context.Context, mailingID int64, name, mediaType string, content []byte) (int64, error) {
	if len(content) > MaxAttachment {
		return 0, &FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	var id int64
	err := db.write(ctx, fmt.Sprintf("add attachment to mailing %d", mailingID), func(tx *sql.Tx) error {
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
		return touchMailing(ctx, tx, mailingID, formatTime(db.Now()))
	})
	return id, err
}

// Attachments returns the attachments of a mailing in the order they were added.
func (db *DB) Attachments(ctx context.Context, mailingID int64) ([]Attachment, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT id, mailing_id, name, media_type, size FROM attachment WHERE mailing_id = ? ORDER BY position`, mailingID)
	if err != nil {
		return nil, fmt.Errorf("attachments of mailing %d: %w", mailingID, fault(err))
	}
	attachments, err := collect(rows, func(rows *sql.Rows) (a Attachment, err error) {
		err = rows.Scan(&a.ID, &a.MailingID, &a.Name, &a.MediaType, &a.Size)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("attachments of mailing %d: %w", mailingID, fault(err))
	}
	return attachments, nil
}

// AttachmentBytes returns the file itself, or ErrNotFound.
func (db *DB) AttachmentBytes(ctx context.Context, id int64) ([]byte, error) {
	var bytes []byte
	err := db.reader.QueryRowContext(ctx, `
		SELECT content.bytes FROM attachment JOIN content ON content.id = attachment.content_id
		WHERE attachment.id = ?`, id).Scan(&bytes)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("attachment %d: %w", id, fault(err))
	}
	return bytes, nil
}

// RemoveAttachment takes an attachment off a draft. It returns ErrNotFound, or ErrConflict when the mailing is no draft.
func (db *DB) RemoveAttachment(ctx context.Context, id int64) error {
	return db.write(ctx, fmt.Sprintf("remove attachment %d", id), func(tx *sql.Tx) error {
		var mailingID, contentID int64
		err := tx.QueryRowContext(ctx, `SELECT mailing_id, content_id FROM attachment WHERE id = ?`, id).
			Scan(&mailingID, &contentID)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
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
		return touchMailing(ctx, tx, mailingID, formatTime(db.Now()))
	})
}
