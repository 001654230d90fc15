package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
)

// FileFilter says which files a list shows; an empty field restricts nothing.
type FileFilter struct {
	Kind     string
	States   []string
	LateOn   string // ISO date: only those whose state lasts too long on it
	ClientID int64
	Search   string // every word stands in the number, a value, a party or the client's name
}

// FileRow is a line of the list of files.
type FileRow struct {
	ID         int64
	Kind       string
	Number     string
	State      string
	ClientID   int64
	ClientName string
	Plate      string
	Vehicle    string // make and model
	Partner    string // who sends the work: the insurer or the orderer
	Reference  string // his number for it, or the number of the claim
	LateOn     string // ISO date, see File
	OpenedAt   time.Time
	StateSince time.Time
	ChangedAt  time.Time
}

// IsLate reports whether the state lasts longer than it should on the ISO date today.
func (r FileRow) IsLate(today string) bool { return r.LateOn != "" && r.LateOn < today }

func (filter FileFilter) conditions() *conditions {
	c := &conditions{}
	if filter.Kind != "" {
		c.add("kind = " + c.bind(filter.Kind))
	}
	oneOf(c, "state", filter.States)
	if filter.LateOn != "" {
		c.add("late_on <> '' AND late_on < " + c.bind(filter.LateOn))
	}
	if filter.ClientID != 0 {
		c.add("client_id = " + c.bind(filter.ClientID))
	}
	return c
}

// FileIDs returns the ids of all files that the filter lets through, the last opened first.
func (db *DB) FileIDs(ctx context.Context, filter FileFilter) ([]int64, error) {
	c := filter.conditions()
	if strings.TrimSpace(filter.Search) == "" {
		return db.filesMeeting(ctx, c, ` ORDER BY opened_at DESC, id DESC`)
	}
	found, err := db.fileSearch.find(ctx, db.reader, filter.Search)
	if err != nil {
		return nil, fmt.Errorf("search files: %w", fault(err))
	}
	if len(c.parts) == 0 || len(found) == 0 {
		return found, nil
	}
	if err := c.narrowTo(found); err != nil {
		return nil, fmt.Errorf("file ids: %w", err)
	}
	met, err := db.filesMeeting(ctx, c, "")
	if err != nil {
		return nil, err
	}
	meets := make(map[int64]struct{}, len(met))
	for _, id := range met {
		meets[id] = struct{}{}
	}
	return slices.DeleteFunc(found, func(id int64) bool { _, is := meets[id]; return !is }), nil // found is in the list's order
}

// fewFiles is up to how many found files are looked up one by one: more are faster read all at once.
const fewFiles = 2000

// narrowTo leaves other files than the found ones out where that is faster than to leave them out of the answer.
func (c *conditions) narrowTo(found []int64) error {
	if len(found) >= fewFiles {
		return nil
	}
	wanted, err := jsonIDs(found)
	if err == nil {
		c.add("id IN (SELECT value FROM json_each(" + c.bind(wanted) + "))")
	}
	return err
}

func (db *DB) filesMeeting(ctx context.Context, c *conditions, order string) ([]int64, error) {
	where := ""
	if len(c.parts) > 0 {
		where = " WHERE " + strings.Join(c.parts, " AND ")
	}
	ids, err := readIDs(ctx, db.reader, `SELECT id FROM file`+where+order, c.args...)
	if err != nil {
		return nil, fmt.Errorf("file ids: %w", fault(err))
	}
	return ids, nil
}

// newFileSearch is the index of files, with the names of their clients: a change of either makes it old.
func newFileSearch() *searchIndex {
	return &searchIndex{
		generation: func(ctx context.Context, q querier) (generation string, err error) {
			err = q.QueryRowContext(ctx, `SELECT group_concat(value, ' ' ORDER BY key) FROM setting
				WHERE key IN ('search.generation', 'file.generation')`).Scan(&generation)
			return generation, err
		},
		build: func(ctx context.Context, tx *sql.Tx) (*searchLines, error) {
			return readLines(ctx, tx, `SELECT id FROM file ORDER BY opened_at DESC, id DESC`,
				`SELECT id, search_text FROM file`,
				`SELECT file.id, client.name_fold FROM file JOIN client ON client.id = file.client_id`)
		},
	}
}

// FileRows returns the lines of a list in the order of ids. Ids that are no file (any more) are left out.
func (db *DB) FileRows(ctx context.Context, ids []int64) ([]FileRow, error) {
	wanted, err := jsonIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("file rows: %w", err)
	}
	return list(ctx, db, "file rows", func(rows *sql.Rows) (r FileRow, err error) {
		var opened, since, changed string
		err = rows.Scan(&r.ID, &r.Kind, &r.Number, &r.State, &r.ClientID, &r.ClientName, &r.Plate, &r.Vehicle, &r.Partner, &r.Reference,
			&r.LateOn, &opened, &since, &changed)
		r.OpenedAt, r.StateSince, r.ChangedAt = parseTime(opened), parseTime(since), parseTime(changed)
		return r, err
	}, `SELECT file.id, file.kind, file.number, file.state, coalesce(file.client_id, 0),
			coalesce(`+clientListName+`, ''), file.plate,
			trim(coalesce(json_extract(field_values, '$.make'), '') || ' ' || coalesce(json_extract(field_values, '$.model'), '')),
			coalesce(partner.name, ''),
			coalesce(nullif(json_extract(field_values, '$.claim_number'), ''), nullif(partner.reference, ''), ''),
			file.late_on, file.opened_at, file.state_since, file.changed_at
		FROM json_each(?) AS wanted CROSS JOIN file ON file.id = wanted.value
		LEFT JOIN client ON client.id = file.client_id
		LEFT JOIN file_party AS partner ON partner.file_id = file.id AND partner.role =
			(SELECT max(role) FROM file_party WHERE file_id = file.id AND role IN ('insurer', 'orderer')) -- the orderer first
		ORDER BY wanted.key`, wanted)
}

// FileCounts is how many files of a kind stand in a state, and how many of them are late.
type FileCounts struct{ Files, Late int }

// CountFiles returns the board of a kind: the counts of each state that has files, late on the ISO date today.
func (db *DB) CountFiles(ctx context.Context, kind, today string) (map[string]FileCounts, error) {
	counts := map[string]FileCounts{}
	_, err := list(ctx, db, "count files", func(rows *sql.Rows) (struct{}, error) {
		var state string
		var one FileCounts
		err := rows.Scan(&state, &one.Files, &one.Late)
		counts[state] = one
		return struct{}{}, err
	}, `SELECT state, count(*), sum(late_on <> '' AND late_on < ?1) FROM file WHERE kind = ?2 GROUP BY state`, today, kind)
	return counts, err
}
