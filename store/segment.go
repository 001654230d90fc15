package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// SegmentRow is a line of the saved lists.
type SegmentRow struct {
	ID        int64
	Name      string
	Clients   int // picked when it was saved
	ChangedAt time.Time
}

// Segments returns the saved lists in name order.
func (db *DB) Segments(ctx context.Context) ([]SegmentRow, error) {
	segments, err := list(ctx, db, "segments", func(rows *sql.Rows) (s SegmentRow, err error) {
		var changed string
		err = rows.Scan(&s.ID, &s.Name, &s.Clients, &changed)
		s.ChangedAt = parseTime(changed)
		return s, err
	}, `SELECT id, name, (SELECT count(*) FROM segment_client WHERE segment_id = segment.id), changed_at FROM segment`)
	sortByFold(segments, func(s SegmentRow) string { return s.Name })
	return segments, err
}

// Segment returns a saved list with its criteria and the clients picked when it was saved, or ErrNotFound.
func (db *DB) Segment(ctx context.Context, id int64) (Segment, error) {
	s := Segment{ID: id}
	err := db.reader.QueryRowContext(ctx, `SELECT name, criteria FROM segment WHERE id = ?`, id).
		Scan(&s.Name, criteriaColumn{&s.Criteria})
	if err != nil {
		return Segment{}, fmt.Errorf("segment %d: %w", id, fault(missing(err)))
	}
	s.ClientIDs, err = readIDs(ctx, db.reader, `SELECT client.id FROM segment_client JOIN client ON client.id = client_id
		WHERE segment_id = ? ORDER BY name_fold, client.id`, id)
	if err != nil {
		return Segment{}, fmt.Errorf("clients of segment %d: %w", id, fault(err))
	}
	return s, nil
}

// SaveSegment adds (ID 0) or replaces a saved list and returns its id. It returns a FieldError for an empty name,
// ErrConflict for one that another list has, and the errors of CheckCriteria. Ids that are no client are left out.
func (db *DB) SaveSegment(ctx context.Context, s Segment) (int64, error) {
	trim(&s.Name)
	if s.Name == "" {
		return 0, &FieldError{Field: "name", Reason: "check.name_missing"}
	}
	if err := CheckCriteria(s.Criteria); err != nil {
		return 0, err
	}
	picked, err := jsonIDs(s.ClientIDs)
	if err != nil {
		return 0, err
	}
	id := s.ID
	err = db.write(ctx, fmt.Sprintf("save segment %d", id), func(tx *sql.Tx) (err error) {
		id, err = insertOrUpdate(ctx, tx, id, `INSERT INTO segment (name, criteria, changed_at) VALUES (?, ?, ?)`,
			`UPDATE segment SET name = ?, criteria = ?, changed_at = ? WHERE id = ?`,
			s.Name, criteriaColumn{&s.Criteria}, formatTime(db.Now()))
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
	trim(&name)
	if name == "" {
		return &FieldError{Field: "name", Reason: "check.name_missing"}
	}
	return db.write(ctx, fmt.Sprintf("rename segment %d", id), func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `UPDATE segment SET name = ? WHERE id = ?`, name, id))
	})
}

// DeleteSegment removes a saved list; its clients stay.
func (db *DB) DeleteSegment(ctx context.Context, id int64) error {
	return db.deleteRow(ctx, "segment", id)
}

// CustomFilters returns the saved custom filters in name order.
func (db *DB) CustomFilters(ctx context.Context) ([]CustomFilter, error) {
	filters, err := list(ctx, db, "custom filters", func(rows *sql.Rows) (f CustomFilter, err error) {
		var rule []byte
		if err = rows.Scan(&f.ID, &f.Name, &rule); err == nil {
			err = json.Unmarshal(rule, &f.Rule)
		}
		return f, err
	}, `SELECT id, name, rule FROM custom_filter`)
	sortByFold(filters, func(f CustomFilter) string { return f.Name })
	return filters, err
}

// SaveCustomFilter adds (ID 0) or replaces a custom filter and returns its id. It returns a FieldError for an empty name,
// ErrConflict for one that another filter has, a RuleError for a rule that cannot be evaluated.
func (db *DB) SaveCustomFilter(ctx context.Context, f CustomFilter) (int64, error) {
	trim(&f.Name)
	if f.Name == "" {
		return 0, &FieldError{Field: "name", Reason: "check.name_missing"}
	}
	if err := CheckRule(f.Rule); err != nil {
		return 0, err
	}
	rule, err := json.Marshal(f.Rule)
	if err != nil {
		return 0, err
	}
	id := f.ID
	err = db.write(ctx, fmt.Sprintf("save custom filter %d", id), func(tx *sql.Tx) (err error) {
		id, err = insertOrUpdate(ctx, tx, id, `INSERT INTO custom_filter (name, rule) VALUES (?, ?)`,
			`UPDATE custom_filter SET name = ?, rule = ? WHERE id = ?`, f.Name, string(rule))
		return err
	})
	return id, err
}

// DeleteCustomFilter removes a saved custom filter. Lists that were saved with it keep their own copy.
func (db *DB) DeleteCustomFilter(ctx context.Context, id int64) error {
	return db.deleteRow(ctx, "custom_filter", id)
}
