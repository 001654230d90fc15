package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// SegmentRow is a line of the saved lists.
type SegmentRow struct {
	ID        int64
	Name      string
	Criteria  bool // it has some
	Clients   int  // picked when it was saved
	ChangedAt time.Time
}

// Segments returns the saved lists in name order.
func (db *DB) Segments(ctx context.Context) ([]SegmentRow, error) {
	segments, err := list(ctx, db, "segments", func(rows *sql.Rows) (s SegmentRow, err error) {
		var changed string
		err = rows.Scan(&s.ID, &s.Name, &s.Criteria, &s.Clients, &changed)
		s.ChangedAt = sqlite.ParseTime(changed)
		return s, err
	}, `SELECT id, name, criteria <> '', (SELECT count(*) FROM segment_client WHERE segment_id = segment.id), changed_at FROM segment`)
	garage.SortByFold(segments, func(s SegmentRow) string { return s.Name })
	return segments, err
}

// Segment returns a saved list with its criteria and the clients picked when it was saved, or ErrNotFound.
func (db *DB) Segment(ctx context.Context, id int64) (garage.Segment, error) {
	s := garage.Segment{ID: id}
	err := db.Reader.QueryRowContext(ctx, `SELECT name, criteria FROM segment WHERE id = ?`, id).
		Scan(&s.Name, criteriaColumn{&s.Criteria})
	if err != nil {
		return garage.Segment{}, fmt.Errorf("segment %d: %w", id, sqlite.Fault(sqlite.Missing(err)))
	}
	s.ClientIDs, err = sqlite.ReadIDs(ctx, db.Reader, `SELECT client.id FROM segment_client JOIN client ON client.id = client_id
		WHERE segment_id = ? ORDER BY name_fold, client.id`, id)
	if err != nil {
		return garage.Segment{}, fmt.Errorf("clients of segment %d: %w", id, sqlite.Fault(err))
	}
	return s, nil
}

// SaveSegment adds (ID 0) or replaces a saved list and returns its id. It returns a FieldError for an empty name,
// ErrConflict for one that another list has, and the errors of CheckCriteria. Ids that are no client are left out.
func (db *DB) SaveSegment(ctx context.Context, s garage.Segment) (int64, error) {
	garage.Trim(&s.Name)
	if s.Name == "" {
		return 0, &garage.FieldError{Field: "name", Reason: "check.name_missing"}
	}
	if err := criteria.CheckCriteria(s.Criteria); err != nil {
		return 0, err
	}
	picked, err := sqlite.JSONIDs(s.ClientIDs)
	if err != nil {
		return 0, err
	}
	id := s.ID
	err = db.Write(ctx, fmt.Sprintf("save segment %d", id), func(tx *sql.Tx) (err error) {
		id, err = sqlite.InsertOrUpdate(ctx, tx, id, `INSERT INTO segment (name, criteria, changed_at) VALUES (?, ?, ?)`,
			`UPDATE segment SET name = ?, criteria = ?, changed_at = ? WHERE id = ?`,
			s.Name, criteriaColumn{&s.Criteria}, sqlite.FormatTime(db.Now()))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM segment_client WHERE segment_id = ?`, id); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO segment_client (segment_id, client_id)
			SELECT ?, id FROM client WHERE id IN (SELECT value FROM json_each(?))`, id, picked)
		return err
	})
	return id, err
}

// RenameSegment gives a saved list another name, with the errors of SaveSegment.
func (db *DB) RenameSegment(ctx context.Context, id int64, name string) error {
	garage.Trim(&name)
	if name == "" {
		return &garage.FieldError{Field: "name", Reason: "check.name_missing"}
	}
	return db.Write(ctx, fmt.Sprintf("rename segment %d", id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE segment SET name = ? WHERE id = ?`, name, id))
	})
}

// DeleteSegment removes a saved list; its clients stay.
func (db *DB) DeleteSegment(ctx context.Context, id int64) error {
	return db.deleteRow(ctx, "segment", id)
}

// CustomFilters returns the saved custom filters in name order.
func (db *DB) CustomFilters(ctx context.Context) ([]garage.CustomFilter, error) {
	filters, err := list(ctx, db, "custom filters", func(rows *sql.Rows) (f garage.CustomFilter, err error) {
		var rule []byte
		if err = rows.Scan(&f.ID, &f.Name, &rule); err == nil {
			err = json.Unmarshal(rule, &f.Rule)
		}
		return f, err
	}, `SELECT id, name, rule FROM custom_filter`)
	garage.SortByFold(filters, func(f garage.CustomFilter) string { return f.Name })
	return filters, err
}

// SaveCustomFilter adds (ID 0) or replaces a custom filter and returns its id. It returns a FieldError for an empty name,
// ErrConflict for one that another filter has, a RuleError for a rule that cannot be evaluated.
func (db *DB) SaveCustomFilter(ctx context.Context, f garage.CustomFilter) (int64, error) {
	garage.Trim(&f.Name)
	if f.Name == "" {
		return 0, &garage.FieldError{Field: "name", Reason: "check.name_missing"}
	}
	if err := criteria.CheckRule(f.Rule); err != nil {
		return 0, err
	}
	rule, err := json.Marshal(f.Rule)
	if err != nil {
		return 0, err
	}
	id := f.ID
	err = db.Write(ctx, fmt.Sprintf("save custom filter %d", id), func(tx *sql.Tx) (err error) {
		id, err = sqlite.InsertOrUpdate(ctx, tx, id, `INSERT INTO custom_filter (name, rule) VALUES (?, ?)`,
			`UPDATE custom_filter SET name = ?, rule = ? WHERE id = ?`, f.Name, string(rule))
		return err
	})
	return id, err
}

// DeleteCustomFilter removes a saved custom filter. Lists that were saved with it keep their own copy.
func (db *DB) DeleteCustomFilter(ctx context.Context, id int64) error {
	return db.deleteRow(ctx, "custom_filter", id)
}

// MailTemplates returns all templates with their texts, by name.
func (db *DB) MailTemplates(ctx context.Context) ([]garage.MailTemplate, error) {
	rows, err := db.Reader.QueryContext(ctx, `SELECT id, name, purpose FROM mail_template`)
	if err != nil {
		return nil, fmt.Errorf("mail templates: %w", sqlite.Fault(err))
	}
	templates, err := sqlite.Collect(rows, func(rows *sql.Rows) (t garage.MailTemplate, err error) {
		err = rows.Scan(&t.ID, &t.Name, &t.Purpose)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("mail templates: %w", sqlite.Fault(err))
	}
	for i := range templates {
		if templates[i].Texts, err = readTexts(ctx, db.Reader, "mail_template", templates[i].ID); err != nil {
			return nil, fmt.Errorf("mail templates: %w", sqlite.Fault(err))
		}
	}
	garage.SortByFold(templates, func(t garage.MailTemplate) string { return t.Name })
	return templates, nil
}

// SaveMailTemplate stores a template, a new one when its ID is 0, and returns its id. It returns ErrConflict when another
// template has the name, ErrNotFound when the template is gone.
func (db *DB) SaveMailTemplate(ctx context.Context, template garage.MailTemplate) (int64, error) {
	id := template.ID
	err := db.Write(ctx, fmt.Sprintf("save mail template %q", template.Name), func(tx *sql.Tx) error {
		purpose := template.Purpose
		if purpose == "" {
			purpose = garage.Service
		}
		now := sqlite.FormatTime(db.Now())
		if id != 0 {
			err := sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE mail_template SET name = ?, purpose = ?, changed_at = ? WHERE id = ?`,
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
	return db.Write(ctx, fmt.Sprintf("delete mail template %d", id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `DELETE FROM mail_template WHERE id = ?`, id))
	})
}
