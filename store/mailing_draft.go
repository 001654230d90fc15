package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"garagemail/assets/lang/languages"
)

// NewMailing stores a draft with its texts and returns its id. State and times are set here.
func (db *DB) NewMailing(ctx context.Context, mailing Mailing) (int64, error) {
	var id int64
	err := db.write(ctx, "new mailing", func(tx *sql.Tx) (err error) {
		id, err = newMailing(ctx, tx, mailing, formatTime(db.Now()))
		return err
	})
	return id, err
}

func newMailing(ctx context.Context, tx *sql.Tx, mailing Mailing, now string) (int64, error) {
	mailing = mailing.withDefaults()
	result, err := tx.ExecContext(ctx, `
		INSERT INTO mailing (name, purpose, state, user_id, company_id, fallback_language, criteria, created_at, changed_at)
		VALUES (?, ?, 'draft', nullif(?, 0), nullif(?, 0), ?, ?, ?, ?)`, mailing.Name, mailing.Purpose,
		mailing.UserID, mailing.CompanyID, mailing.FallbackLanguage, criteriaColumn{&mailing.Criteria}, now, now)
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return 0, err
	}
	return id, saveTexts(ctx, tx, "mailing", id, mailing.Texts)
}

func (m Mailing) withDefaults() Mailing {
	if m.Purpose == "" {
		m.Purpose = Service
	}
	if m.FallbackLanguage == "" {
		m.FallbackLanguage = languages.Reference
	}
	return m
}

// Mailing returns a mailing with its texts, or ErrNotFound.
func (db *DB) Mailing(ctx context.Context, id int64) (Mailing, error) {
	mailing, err := readMailing(ctx, db.reader, id)
	if err != nil {
		return Mailing{}, fmt.Errorf("mailing %d: %w", id, fault(err))
	}
	return mailing, nil
}

const mailingColumns = `mailing.id, mailing.name, mailing.purpose, mailing.state, mailing.paused,
	coalesce(mailing.user_id, 0), coalesce(mailing.company_id, 0), mailing.fallback_language,
	mailing.criteria, mailing.created_at, mailing.changed_at, mailing.queued_at`

// mailingFields are the places that mailingColumns are read into; done sets the times once they are.
func mailingFields(m *Mailing) (fields []any, done func()) {
	var created, changed, queued string
	fields = []any{
		&m.ID, &m.Name, &m.Purpose, &m.State, &m.Paused, &m.UserID, &m.CompanyID, &m.FallbackLanguage,
		criteriaColumn{&m.Criteria},
		&created, &changed, &queued,
	}
	return fields, func() {
		m.CreatedAt, m.ChangedAt, m.QueuedAt = parseTime(created), parseTime(changed), parseTime(queued)
	}
}

func readMailing(ctx context.Context, q querier, id int64) (Mailing, error) {
	var mailing Mailing
	fields, done := mailingFields(&mailing)
	err := q.QueryRowContext(ctx, `SELECT `+mailingColumns+` FROM mailing WHERE id = ?`, id).Scan(fields...)
	if errors.Is(err, sql.ErrNoRows) {
		return Mailing{}, ErrNotFound
	}
	if err != nil {
		return Mailing{}, err
	}
	done()
	mailing.Texts, err = readTexts(ctx, q, "mailing", id)
	return mailing, err
}

// SaveMailing stores name, purpose, user, company, fallback language, criteria and texts of a draft. It returns ErrConflict when
// the mailing is no draft any more.
func (db *DB) SaveMailing(ctx context.Context, mailing Mailing) error {
	return db.write(ctx, fmt.Sprintf("save mailing %d", mailing.ID), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, mailing.ID); err != nil {
			return err
		}
		mailing := mailing.withDefaults()
		_, err := tx.ExecContext(ctx, `
			UPDATE mailing SET name = ?, purpose = ?, user_id = nullif(?, 0), company_id = nullif(?, 0),
			fallback_language = ?, criteria = ?, changed_at = ? WHERE id = ?`, mailing.Name, mailing.Purpose, mailing.UserID,
			mailing.CompanyID, mailing.FallbackLanguage, criteriaColumn{&mailing.Criteria}, formatTime(db.Now()), mailing.ID)
		if err != nil {
			return err
		}
		return saveTexts(ctx, tx, "mailing", mailing.ID, mailing.Texts)
	})
}

// mustBeDraft returns ErrNotFound or ErrConflict when the mailing is not there or can no longer be changed.
func mustBeDraft(ctx context.Context, tx *sql.Tx, id int64) error {
	return mustBeMailing(ctx, tx, id, MailingDraft)
}

func mustBeMailing(ctx context.Context, tx *sql.Tx, id int64, want MailingState) error {
	var state MailingState
	err := tx.QueryRowContext(ctx, `SELECT state FROM mailing WHERE id = ?`, id).Scan(&state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case err != nil:
		return err
	case state != want:
		return fmt.Errorf("mailing is %s: %w", state, ErrConflict)
	}
	return nil
}

// DeleteMailing removes a draft with its recipients and attachments. It returns ErrConflict when it is no draft.
func (db *DB) DeleteMailing(ctx context.Context, id int64) error {
	return db.write(ctx, fmt.Sprintf("delete mailing %d", id), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, id); err != nil {
			return err
		}
		contents, err := contentIDs(ctx, tx, `SELECT content_id FROM attachment WHERE mailing_id = ?`, id)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM mailing WHERE id = ?`, id); err != nil {
			return err
		}
		return dropContent(ctx, tx, contents...)
	})
}

// CopyMailing makes a draft with the texts, attachments and clients of any mailing, and returns its id.
func (db *DB) CopyMailing(ctx context.Context, id int64) (int64, error) {
	var copied int64
	err := db.write(ctx, fmt.Sprintf("copy mailing %d", id), func(tx *sql.Tx) error {
		mailing, err := readMailing(ctx, tx, id)
		if err != nil {
			return err
		}
		if copied, err = newMailing(ctx, tx, mailing, formatTime(db.Now())); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO attachment (mailing_id, position, name, media_type, size, content_id)
			SELECT ?, position, name, media_type, size, content_id FROM attachment WHERE mailing_id = ?`, copied, id)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO recipient (mailing_id, client_id)
			SELECT ?, client_id FROM recipient WHERE mailing_id = ?`, copied, id)
		return err
	})
	return copied, err
}

// saveTexts replaces the texts of a mailing or a mail_template.
func saveTexts(ctx context.Context, tx *sql.Tx, owner string, id int64, texts map[string]Text) error {
	table, key := textTable(owner)
	if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE `+key+` = ?`, id); err != nil {
		return err
	}
	for language, text := range texts {
		_, err := tx.ExecContext(ctx, `INSERT INTO `+table+` (`+key+`, language, subject, body) VALUES (?, ?, ?, ?)`,
			id, language, text.Subject, text.Body)
		if err != nil {
			return err
		}
	}
	return nil
}

func readTexts(ctx context.Context, q querier, owner string, id int64) (map[string]Text, error) {
	table, key := textTable(owner)
	rows, err := q.QueryContext(ctx, `SELECT language, subject, body FROM `+table+` WHERE `+key+` = ?`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	texts := map[string]Text{}
	for rows.Next() {
		var language string
		var text Text
		if err := rows.Scan(&language, &text.Subject, &text.Body); err != nil {
			return nil, err
		}
		texts[language] = text
	}
	return texts, rows.Err()
}

func textTable(owner string) (table, key string) {
	if owner == "mailing" {
		return "mailing_text", "mailing_id"
	}
	return "mail_template_text", "template_id"
}
