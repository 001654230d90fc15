package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/search"
	"garagemail/store/sqlite"
)

// CaseFilter says which cases a list shows; an empty field restricts nothing.
type CaseFilter struct {
	Kind     string
	States   []string
	LateOn   string // ISO date: only those whose state lasts too long on it
	ClientID int64
	Search   string // every word stands in the number, a value, a party or the client's name
}

// CaseRow is a line of the list of cases.
type CaseRow struct {
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
func (r CaseRow) IsLate(today string) bool { return r.LateOn != "" && r.LateOn < today }

func (filter CaseFilter) conditions() *criteria.Conditions {
	c := &criteria.Conditions{}
	if filter.Kind != "" {
		c.Add("kind = " + c.Bind(filter.Kind))
	}
	oneOf(c, "state", filter.States)
	if filter.LateOn != "" {
		c.Add("late_on <> '' AND late_on < " + c.Bind(filter.LateOn))
	}
	if filter.ClientID != 0 {
		c.Add("client_id = " + c.Bind(filter.ClientID))
	}
	return c
}

// CaseIDs returns the ids of all cases that the filter lets through, the last opened first.
func (db *DB) CaseIDs(ctx context.Context, filter CaseFilter) ([]int64, error) {
	c := filter.conditions()
	if strings.TrimSpace(filter.Search) == "" {
		return db.casesMeeting(ctx, c, ` ORDER BY opened_at DESC, id DESC`)
	}
	found, err := db.caseSearch.Find(ctx, db.Reader, filter.Search)
	if err != nil {
		return nil, fmt.Errorf("search files: %w", sqlite.Fault(err))
	}
	if len(c.Parts) == 0 || len(found) == 0 {
		return found, nil
	}
	if err := narrowTo(c, found); err != nil {
		return nil, fmt.Errorf("file ids: %w", err)
	}
	met, err := db.casesMeeting(ctx, c, "")
	if err != nil {
		return nil, err
	}
	meets := make(map[int64]struct{}, len(met))
	for _, id := range met {
		meets[id] = struct{}{}
	}
	return slices.DeleteFunc(found, func(id int64) bool { _, is := meets[id]; return !is }), nil // found is in the list's order
}

// fewCases is up to how many found cases are looked up one by one: more are faster read all at once.
const fewCases = 2000

// narrowTo leaves other cases than the found ones out where that is faster than to leave them out of the answer.
func narrowTo(c *criteria.Conditions, found []int64) error {
	if len(found) >= fewCases {
		return nil
	}
	wanted, err := sqlite.JSONIDs(found)
	if err == nil {
		c.Add("id IN (SELECT value FROM json_each(" + c.Bind(wanted) + "))")
	}
	return err
}

func (db *DB) casesMeeting(ctx context.Context, c *criteria.Conditions, order string) ([]int64, error) {
	where := ""
	if len(c.Parts) > 0 {
		where = " WHERE " + strings.Join(c.Parts, " AND ")
	}
	ids, err := sqlite.ReadIDs(ctx, db.Reader, `SELECT id FROM file`+where+order, c.Args...)
	if err != nil {
		return nil, fmt.Errorf("file ids: %w", sqlite.Fault(err))
	}
	return ids, nil
}

// newCaseSearch is the index of cases, with the names of their clients: a change of either makes it old.
func newCaseSearch() *search.Index {
	return &search.Index{
		Generation: func(ctx context.Context, q sqlite.Querier) (generation string, err error) {
			err = q.QueryRowContext(ctx, `SELECT group_concat(value, ' ' ORDER BY key) FROM setting
				WHERE key IN ('search.generation', 'file.generation')`).Scan(&generation)
			return generation, err
		},
		Order: `SELECT id, '' FROM file ORDER BY opened_at DESC, id DESC`,
		Lines: []search.Part{
			{Query: `SELECT id, search_text FROM file`},
			{Query: `SELECT file.id, client.name_fold FROM file JOIN client ON client.id = file.client_id`},
		},
	}
}

// CaseRows returns the lines of a list in the order of ids. Ids that are no case (any more) are left out.
func (db *DB) CaseRows(ctx context.Context, ids []int64) ([]CaseRow, error) {
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("file rows: %w", err)
	}
	return list(ctx, db, "file rows", func(rows *sql.Rows) (r CaseRow, err error) {
		var opened, since, changed string
		err = rows.Scan(&r.ID, &r.Kind, &r.Number, &r.State, &r.ClientID, &r.ClientName, &r.Plate, &r.Vehicle, &r.Partner, &r.Reference,
			&r.LateOn, &opened, &since, &changed)
		r.OpenedAt, r.StateSince, r.ChangedAt = sqlite.ParseTime(opened), sqlite.ParseTime(since), sqlite.ParseTime(changed)
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

// CaseCounts is how many cases of a kind stand in a state, and how many of them are late.
type CaseCounts struct{ Files, Late int }

// CountCases returns the board of a kind: the counts of each state that has cases, late on the ISO date today.
func (db *DB) CountCases(ctx context.Context, kind, today string) (map[string]CaseCounts, error) {
	counts := map[string]CaseCounts{}
	_, err := list(ctx, db, "count files", func(rows *sql.Rows) (struct{}, error) {
		var state string
		var one CaseCounts
		err := rows.Scan(&state, &one.Files, &one.Late)
		counts[state] = one
		return struct{}{}, err
	}, `SELECT state, count(*), sum(late_on <> '' AND late_on < ?1) FROM file WHERE kind = ?2 GROUP BY state`, today, kind)
	return counts, err
}

// Case returns one case with its values and parties, or ErrNotFound.
func (db *DB) Case(ctx context.Context, id int64) (garage.Case, error) {
	tx, err := db.Reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // its version and its parties of one moment
	if err != nil {
		return garage.Case{}, fmt.Errorf("file %d: %w", id, sqlite.Fault(err))
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	file, err := ReadCase(ctx, tx, id)
	if err != nil {
		return garage.Case{}, fmt.Errorf("file %d: %w", id, sqlite.Fault(err))
	}
	return file, nil
}

// ReadCase reads a file with its values and parties, in the caller's transaction. It returns garage.ErrNotFound.
func ReadCase(ctx context.Context, q sqlite.Querier, id int64) (garage.Case, error) {
	f := garage.Case{ID: id}
	var values []byte
	var opened, since, changed string
	err := q.QueryRowContext(ctx, `SELECT kind, number, coalesce(client_id, 0), coalesce(vehicle_id, 0), state, field_values, notes, opened_at,
		state_since, late_on, version, changed_at FROM file WHERE id = ?`, id).
		Scan(&f.Kind, &f.Number, &f.ClientID, &f.VehicleID, &f.State, &values, &f.Notes, &opened, &since, &f.LateOn, &f.Version, &changed)
	if err != nil {
		return garage.Case{}, sqlite.Missing(err)
	}
	if err := json.Unmarshal(values, &f.Values); err != nil {
		return garage.Case{}, fmt.Errorf("values: %w", err)
	}
	f.OpenedAt, f.StateSince, f.ChangedAt = sqlite.ParseTime(opened), sqlite.ParseTime(since), sqlite.ParseTime(changed)
	rows, err := q.QueryContext(ctx, `SELECT role, coalesce(directory_id, 0), name, contact, email, phone, language, reference
		FROM file_party WHERE file_id = ?`, id)
	if err != nil {
		return garage.Case{}, err
	}
	f.Parties, err = sqlite.Collect(rows, func(rows *sql.Rows) (p garage.CaseParty, err error) {
		err = rows.Scan(&p.Role, &p.DirectoryID, &p.Name, &p.Contact, &p.Email, &p.Phone, &p.Language, &p.Reference)
		return p, err
	})
	kind, _ := garage.CaseKindNamed(f.Kind)
	slices.SortFunc(f.Parties, func(a, b garage.CaseParty) int {
		return slices.Index(kind.Parties, a.Role) - slices.Index(kind.Parties, b.Role)
	})
	return f, err
}

// CaseStack is the cases of one state on the board: what must be done first is first, what waits for nothing comes the last
// opened first.
type CaseStack struct {
	IDs  []int64
	Late int // how many of them are late
}

// CaseBoard returns the cases that the filter lets through by the key of the state they stand in, late on the ISO date today.
// States without such a case are left out.
func (db *DB) CaseBoard(ctx context.Context, filter CaseFilter, today string) (map[string]CaseStack, error) {
	c := filter.conditions()
	var found map[int64]struct{} // nil = all
	if strings.TrimSpace(filter.Search) != "" {
		ids, err := db.caseSearch.Find(ctx, db.Reader, filter.Search)
		if err != nil {
			return nil, fmt.Errorf("search board of files: %w", sqlite.Fault(err))
		}
		if err := narrowTo(c, ids); err != nil {
			return nil, fmt.Errorf("board of files: %w", err)
		}
		found = make(map[int64]struct{}, len(ids))
		for _, id := range ids {
			found[id] = struct{}{}
		}
	}
	where := ""
	if len(c.Parts) > 0 {
		where = " WHERE " + strings.Join(c.Parts, " AND ")
	}
	board := map[string]CaseStack{}
	_, err := list(ctx, db, "board of files", func(rows *sql.Rows) (struct{}, error) {
		var state, lateOn, text string
		if err := rows.Scan(&state, &lateOn, &text); err != nil {
			return struct{}{}, err
		}
		var ids []int64
		for part := range strings.SplitSeq(text, ",") {
			id, err := strconv.ParseInt(part, 10, 64)
			if err != nil {
				return struct{}{}, err
			}
			if _, is := found[id]; is || found == nil {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			return struct{}{}, nil
		}
		slices.Sort(ids)
		if lateOn == "" {
			slices.Reverse(ids)
		}
		stack := board[state]
		stack.IDs = append(stack.IDs, ids...)
		if (CaseRow{LateOn: lateOn}).IsLate(today) {
			stack.Late += len(ids)
		}
		board[state] = stack
		return struct{}{}, nil
	}, `SELECT state, late_on, group_concat(id) FROM file`+where+`
		GROUP BY state, late_on ORDER BY state, late_on`, c.Args...) // a row for each file would take twice as long
	return board, err
}
