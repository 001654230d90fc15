package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// NewMailing stores a draft with its texts and returns its id. State and times are set here.
func (db *DB) NewMailing(ctx context.Context, mailing garage.Mailing) (int64, error) {
	var id int64
	err := db.Write(ctx, "new mailing", func(tx *sql.Tx) (err error) {
		id, err = newMailing(ctx, tx, mailing, sqlite.FormatTime(db.Now()))
		return err
	})
	return id, err
}

func newMailing(ctx context.Context, tx *sql.Tx, mailing garage.Mailing, now string) (int64, error) {
	mailing = withDefaults(mailing)
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

func withDefaults(m garage.Mailing) garage.Mailing {
	if m.Purpose == "" {
		m.Purpose = garage.Service
	}
	if m.FallbackLanguage == "" {
		m.FallbackLanguage = languages.Reference
	}
	return m
}

// Mailing returns a mailing with its texts, or ErrNotFound.
func (db *DB) Mailing(ctx context.Context, id int64) (garage.Mailing, error) {
	mailing, err := readMailing(ctx, db.Reader, id)
	if err != nil {
		return garage.Mailing{}, fmt.Errorf("mailing %d: %w", id, sqlite.Fault(err))
	}
	return mailing, nil
}

const mailingColumns = `mailing.id, mailing.name, mailing.purpose, mailing.state, mailing.paused,
	coalesce(mailing.user_id, 0), coalesce(mailing.company_id, 0), mailing.fallback_language,
	mailing.criteria, mailing.created_at, mailing.changed_at, mailing.queued_at`

// mailingFields are the places that mailingColumns are read into; done sets the times once they are.
func mailingFields(m *garage.Mailing) (fields []any, done func()) {
	var created, changed, queued string
	fields = []any{
		&m.ID, &m.Name, &m.Purpose, &m.State, &m.Paused, &m.UserID, &m.CompanyID, &m.FallbackLanguage,
		criteriaColumn{&m.Criteria},
		&created, &changed, &queued,
	}
	return fields, func() {
		m.CreatedAt, m.ChangedAt, m.QueuedAt = sqlite.ParseTime(created), sqlite.ParseTime(changed), sqlite.ParseTime(queued)
	}
}

func readMailing(ctx context.Context, q sqlite.Querier, id int64) (garage.Mailing, error) {
	var mailing garage.Mailing
	fields, done := mailingFields(&mailing)
	err := q.QueryRowContext(ctx, `SELECT `+mailingColumns+` FROM mailing WHERE id = ?`, id).Scan(fields...)
	if errors.Is(err, sql.ErrNoRows) {
		return garage.Mailing{}, garage.ErrNotFound
	}
	if err != nil {
		return garage.Mailing{}, err
	}
	done()
	mailing.Texts, err = readTexts(ctx, q, "mailing", id)
	return mailing, err
}

// SaveMailing stores name, purpose, user, company, fallback language, criteria and texts of a draft. It returns ErrConflict when
// the mailing is no draft any more.
func (db *DB) SaveMailing(ctx context.Context, mailing garage.Mailing) error {
	return db.Write(ctx, fmt.Sprintf("save mailing %d", mailing.ID), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, mailing.ID); err != nil {
			return err
		}
		mailing := withDefaults(mailing)
		_, err := tx.ExecContext(ctx, `
			UPDATE mailing SET name = ?, purpose = ?, user_id = nullif(?, 0), company_id = nullif(?, 0),
			fallback_language = ?, criteria = ?, changed_at = ? WHERE id = ?`, mailing.Name, mailing.Purpose, mailing.UserID,
			mailing.CompanyID, mailing.FallbackLanguage, criteriaColumn{&mailing.Criteria}, sqlite.FormatTime(db.Now()), mailing.ID)
		if err != nil {
			return err
		}
		return saveTexts(ctx, tx, "mailing", mailing.ID, mailing.Texts)
	})
}

// mustBeDraft returns ErrNotFound or ErrConflict when the mailing is not there or can no longer be changed.
func mustBeDraft(ctx context.Context, tx *sql.Tx, id int64) error {
	return mustBeMailing(ctx, tx, id, garage.MailingDraft)
}

func mustBeMailing(ctx context.Context, tx *sql.Tx, id int64, want garage.MailingState) error {
	var state garage.MailingState
	err := tx.QueryRowContext(ctx, `SELECT state FROM mailing WHERE id = ?`, id).Scan(&state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return garage.ErrNotFound
	case err != nil:
		return err
	case state != want:
		return fmt.Errorf("mailing is %s: %w", state, garage.ErrConflict)
	}
	return nil
}

// DeleteMailing removes a draft with its recipients and attachments. It returns ErrConflict when it is no draft.
func (db *DB) DeleteMailing(ctx context.Context, id int64) error {
	return db.Write(ctx, fmt.Sprintf("delete mailing %d", id), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, id); err != nil {
			return err
		}
		contents, err := sqlite.ReadIDs(ctx, tx, `SELECT content_id FROM attachment WHERE mailing_id = ?`, id)
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
	err := db.Write(ctx, fmt.Sprintf("copy mailing %d", id), func(tx *sql.Tx) error {
		mailing, err := readMailing(ctx, tx, id)
		if err != nil {
			return err
		}
		if copied, err = newMailing(ctx, tx, mailing, sqlite.FormatTime(db.Now())); err != nil {
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
func saveTexts(ctx context.Context, tx *sql.Tx, owner string, id int64, texts map[string]garage.Text) error {
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

func readTexts(ctx context.Context, q sqlite.Querier, owner string, id int64) (map[string]garage.Text, error) {
	table, key := textTable(owner)
	rows, err := q.QueryContext(ctx, `SELECT language, subject, body FROM `+table+` WHERE `+key+` = ?`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	texts := map[string]garage.Text{}
	for rows.Next() {
		var language string
		var text garage.Text
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

// criteriaColumn reads and writes Criteria as JSON; the empty ones stand as ”.
type criteriaColumn struct{ criteria *garage.Criteria }

// Value implements driver.Valuer.
func (c criteriaColumn) Value() (driver.Value, error) {
	text, err := json.Marshal(c.criteria)
	if string(text) == "{}" {
		return "", err
	}
	return string(text), err
}

// Scan implements sql.Scanner.
func (c criteriaColumn) Scan(value any) error {
	*c.criteria = garage.Criteria{}
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("criteria are %T, not text", value)
	}
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), c.criteria)
}
