package store

import (
	"context"
	"database/sql"
	"fmt"
)

// MailTemplates returns all templates with their texts, by name.
func (db *DB) MailTemplates(ctx context.Context) ([]MailTemplate, error) {
	rows, err := db.reader.QueryContext(ctx, `SELECT id, name, purpose FROM mail_template`)
	if err != nil {
		return nil, fmt.Errorf("mail templates: %w", fault(err))
	}
	templates, err := collect(rows, func(rows *sql.Rows) (t MailTemplate, err error) {
		err = rows.Scan(&t.ID, &t.Name, &t.Purpose)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("mail templates: %w", fault(err))
	}
	for i := range templates {
		if templates[i].Texts, err = readTexts(ctx, db.reader, "mail_template", templates[i].ID); err != nil {
			return nil, fmt.Errorf("mail templates: %w", fault(err))
		}
	}
	sortByFold(templates, func(t MailTemplate) string { return t.Name })
	return templates, nil
}

// SaveMailTemplate stores a template, a new one when its ID is 0, and returns its id. It returns ErrConflict when another
// template has the name, ErrNotFound when the template is gone.
func (db *DB) SaveMailTemplate(ctx context.Context, template MailTemplate) (int64, error) {
	id := template.ID
	err := db.write(ctx, fmt.Sprintf("save mail template %q", template.Name), func(tx *sql.Tx) error {
		purpose := template.Purpose
		if purpose == "" {
			purpose = Service
		}
		now := formatTime(db.Now())
		if id != 0 {
			err := changedOne(tx.ExecContext(ctx, `UPDATE mail_template SET name = ?, purpose = ?, changed_at = ? WHERE id = ?`,
				template.Name, purpose, now, id))
			if err != nil {
				return err
			}
			return saveTexts(ctx, tx, "mail_template", id, template.Texts)
		}
		result, err := tx.ExecContext(ctx, `INSERT INTO mail_template (name, purpose, changed_at) VALUES (?, ?, ?)`,
			template.Name, purpose, now)
		if err != nil {
			return err
		}
		if id, err = result.LastInsertId(); err != nil {
			return err
		}
		return saveTexts(ctx, tx, "mail_template", id, template.Texts)
	})
	return id, err
}

// DeleteMailTemplate removes a template, or returns ErrNotFound.
func (db *DB) DeleteMailTemplate(ctx context.Context, id int64) error {
	return db.write(ctx, fmt.Sprintf("delete mail template %d", id), func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `DELETE FROM mail_template WHERE id = ?`, id))
	})
}
