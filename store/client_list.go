package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	"garagemail/store/answers"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/search"
	"garagemail/store/sqlite"
)

// ClientSort is what a client list is sorted by; clients that are equal in it stand in name order, those that have
// nothing in it at the end.
type ClientSort string

// The sorts of a client list; "" is SortName.
const (
	SortName      ClientSort = "name" // with the first name
	SortNumber    ClientSort = "number"
	SortLocality  ClientSort = "locality"
	SortPostcode  ClientSort = "postcode"
	SortEmail     ClientSort = "email"
	SortPhone     ClientSort = "phone"
	SortGSM       ClientSort = "gsm"
	SortFamily    ClientSort = "family"
	SortType      ClientSort = "type"
	SortLanguage  ClientSort = "language"
	SortLastVisit ClientSort = "last_visit"
	SortMarked    ClientSort = "marked"
	SortPlates    ClientSort = "plates"
	// SortBest puts first who matches best what was typed: see search.Index.Best. Where nothing was typed it is SortName.
	SortBest ClientSort = "best"
)

// ClientFilter says which clients a list shows and in which order.
type ClientFilter struct {
	// Search is what was typed: every word stands somewhere in the name, first name, number, mail addresses, phone numbers, plates
	// or contacts. Accents, case and the separators of plates and phone numbers do not matter, +32 and 0032 are 0.
	Search     string
	Criteria   garage.Criteria
	Sort       ClientSort
	Descending bool
}

// ClientIDs returns the ids of all clients that the filter lets through, in its order. It returns a FieldError or a
// RuleError for criteria that cannot be evaluated: see CheckCriteria.
func (db *DB) ClientIDs(ctx context.Context, filter ClientFilter) ([]int64, error) {
	ids, err := db.clientIDs(ctx, filter)
	if err != nil {
		return nil, fmt.Errorf("client ids: %w", sqlite.Fault(err))
	}
	return ids, nil
}

func (db *DB) clientIDs(ctx context.Context, filter ClientFilter) ([]int64, error) {
	where, args, err := criteria.CriteriaSQL(filter.Criteria, db.now())
	if err != nil {
		return nil, err
	}
	if _, err := sortQuery(filter.Sort); err != nil {
		return nil, err
	}
	// Who is in the list, in which order, is three questions that are answered side by side. To let SQLite sort 50,000
	// rows, or look each row of the name index up in the table, takes longer than to put the answers together here.
	moment := db.kept.Now(ctx)
	var ordered, met, found []int64
	var questions []func() error
	typed := strings.TrimSpace(filter.Search) != ""
	switch {
	case typed && filter.Sort == SortBest:
		questions = append(questions, func() (err error) {
			ordered, err = db.search.Best(ctx, db.Reader, filter.Search)
			return err
		})
		typed = false
	default:
		questions = append(questions, func() (err error) {
			ordered, err = db.orderedClients(ctx, moment, filter.Sort, filter.Descending)
			return err
		})
	}
	if typed {
		questions = append(questions, func() (err error) {
			found, err = db.search.Find(ctx, db.Reader, filter.Search)
			return err
		})
	}
	if where != "" {
		questions = append(questions, func() (err error) {
			met, err = moment.IDs("clients "+where+fmt.Sprint(args...), func() ([]int64, error) {
				return sqlite.ReadIDs(ctx, db.Reader, `SELECT client.id FROM client WHERE `+where, args...)
			})
			return err
		})
	}
	if err := together(questions); err != nil {
		return nil, err
	}
	if where != "" {
		ordered = keep(ordered, met)
	}
	if typed {
		ordered = keep(ordered, found)
	}
	if where == "" && !typed {
		ordered = slices.Clone(ordered) // the caller may change what he gets
	}
	return ordered, nil
}

// orderedClients are all clients in an order.
func (db *DB) orderedClients(ctx context.Context, moment answers.Moment, by ClientSort, descending bool) ([]int64, error) {
	byName := func() ([]int64, error) {
		return moment.IDs("clients by name", func() ([]int64, error) {
			return sqlite.ReadIDs(ctx, db.Reader, `SELECT id FROM client ORDER BY name_fold, id`)
		})
	}
	keyQuery := sortQueries[by]
	if keyQuery == "" && !descending {
		return byName()
	}
	return moment.IDs(fmt.Sprint("clients by ", by, descending), func() (ids []int64, err error) {
		if keyQuery == "" {
			if ids, err = byName(); err == nil {
				ids = slices.Clone(ids)
				slices.Reverse(ids)
			}
			return ids, err
		}
		var keys []sortKey
		err = together([]func() error{
			func() (err error) { ids, err = byName(); return err },
			func() (err error) { keys, err = readSortKeys(ctx, db.Reader, keyQuery); return err },
		})
		if err != nil {
			return nil, err
		}
		return sortByKey(ids, keys, by, descending), nil
	})
}

// together runs the functions side by side and returns the first error among them.
func together(functions []func() error) error {
	failures := make([]error, len(functions))
	var running sync.WaitGroup
	for i, function := range functions[1:] {
		running.Go(func() { failures[i+1] = function() })
	}
	failures[0] = functions[0]()
	running.Wait()
	return cmp.Or(failures...)
}

// newClientSearch is the index of clients, with their vehicles and contacts.
func newClientSearch() *search.Index {
	return &search.Index{
		Generation: func(ctx context.Context, q sqlite.Querier) (generation string, err error) {
			err = q.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = 'search.generation'`).Scan(&generation)
			return generation, err
		},
		Order: `SELECT id, name_fold FROM client ORDER BY name_fold, id`,
		Lines: []search.Part{
			{Query: `SELECT id, search_key FROM client`, Named: true},
			{Query: `SELECT client_id, plate_fold FROM vehicle WHERE plate_fold <> ''`},
			{Query: `SELECT client_id, name || ' ' || first_name || ' ' || email FROM contact`, Fold: true},
		},
	}
}

// sortQueries read the key of each client that has one, by the sort that uses it. To sort in Go takes half the time that
// SQLite takes to sort 100,000 rows, and needs no index per column.
var sortQueries = map[ClientSort]string{
	SortNumber:    `SELECT id, number FROM client`,
	SortLocality:  `SELECT id, locality_fold FROM client WHERE locality_fold <> ''`,
	SortPostcode:  `SELECT id, postcode FROM client WHERE postcode <> ''`,
	SortEmail:     `SELECT id, lower(email) FROM client WHERE email <> ''`,
	SortPhone:     `SELECT id, phone FROM client WHERE phone <> ''`,
	SortGSM:       `SELECT id, gsm FROM client WHERE gsm <> ''`,
	SortFamily:    `SELECT client.id, family.name_fold FROM client CROSS JOIN family ON family.id = client.family_id`,
	SortType:      `SELECT client.id, client_type.name_fold FROM client CROSS JOIN client_type ON client_type.id = client.type_id`,
	SortLanguage:  `SELECT id, language FROM client WHERE language <> ''`,
	SortLastVisit: `SELECT client_id, max(last_visit, last_document) FROM tally WHERE visits + documents > 0`,
	SortMarked:    `SELECT client_id, '1' FROM mark`,
	SortPlates:    `SELECT client_id, min(plate_fold) FROM vehicle WHERE plate_fold <> '' GROUP BY client_id`,
}

// sortQuery is the query that reads the keys of a sort, "" for the name order, which needs none.
func sortQuery(by ClientSort) (string, error) {
	query, known := sortQueries[by]
	if !known && by != "" && by != SortName && by != SortBest {
		return "", fmt.Errorf("sort by %q: unknown", by)
	}
	return query, nil
}

// sortKey is what a client is sorted by. Most keys differ in their first eight bytes, which are compared as one number.
type sortKey struct {
	id    int64
	begin uint64
	key   string
	place int // in name order
}

func readSortKeys(ctx context.Context, q sqlite.Querier, query string) ([]sortKey, error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var keys []sortKey
	var all []byte // the keys one behind the other: a string for each would take as long as to read it
	var ends []int
	var id int64
	var key sql.RawBytes
	into := []any{&id, &key}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, key...)
		keys, ends = append(keys, sortKey{id: id}), append(ends, len(all))
	}
	text, from := string(all), 0
	for i, end := range ends {
		keys[i].key, from = text[from:end], end
	}
	return keys, rows.Err()
}

func sortByKey(byName []int64, keys []sortKey, by ClientSort, descending bool) []int64 {
	place := sqlite.PlacesOf(byName)
	keys = slices.DeleteFunc(keys, func(k sortKey) bool { return place(k.id) < 0 })
	has := make([]bool, len(byName))
	for i := range keys {
		k := &keys[i]
		if by == SortNumber {
			k.key = numberKey(k.key)
		}
		k.place = place(k.id)
		has[k.place] = true
		var begin [8]byte
		copy(begin[:], k.key)
		k.begin = binary.BigEndian.Uint64(begin[:])
	}
	slices.SortFunc(keys, func(a, b sortKey) int {
		order := cmp.Compare(a.begin, b.begin)
		if order == 0 {
			order = strings.Compare(a.key, b.key)
		}
		if descending {
			order = -order
		}
		if order == 0 {
			order = cmp.Compare(a.place, b.place)
		}
		return order
	})
	ids := make([]int64, 0, len(byName))
	for _, k := range keys {
		ids = append(ids, k.id)
	}
	for place, id := range byName {
		if !has[place] {
			ids = append(ids, id)
		}
	}
	return ids
}

// numberKey lets client numbers sort as a person counts: 9 before 10, C9 before C10. The digits at the end are brought to
// one width.
func numberKey(number string) string {
	prefix := strings.TrimRight(number, "0123456789")
	digits := strings.TrimLeft(number[len(prefix):], "0")
	const width = "00000000000000000000"
	if len(digits) < len(width) {
		digits = width[len(digits):] + digits
	}
	return garage.Fold(prefix) + digits
}
