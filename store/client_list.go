package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
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
)

// ClientFilter says which clients a list shows and in which order.
type ClientFilter struct {
	Search     string // as typed: see SearchClients
	Criteria   Criteria
	Sort       ClientSort
	Descending bool
}

// ClientIDs returns the ids of all clients that the filter lets through, in its order. It returns a FieldError or a
// RuleError for criteria that cannot be evaluated: see CheckCriteria.
func (db *DB) ClientIDs(ctx context.Context, filter ClientFilter) ([]int64, error) {
	ids, err := db.clientIDs(ctx, filter)
	if err != nil {
		return nil, fmt.Errorf("client ids: %w", fault(err))
	}
	return ids, nil
}

func (db *DB) clientIDs(ctx context.Context, filter ClientFilter) ([]int64, error) {
	where, args, err := criteriaSQL(filter.Criteria, db.now())
	if err != nil {
		return nil, err
	}
	keyQuery, err := sortQuery(filter.Sort)
	if err != nil {
		return nil, err
	}
	// Who is in the list, in which order, is three questions that are answered side by side. To let SQLite sort 50,000
	// rows, or look each row of the name index up in the table, takes longer than to put the answers together here.
	var byName, met []int64
	var keys []sortKey
	questions := []func() error{func() (err error) {
		if strings.TrimSpace(filter.Search) != "" {
			byName, err = db.search.find(ctx, db.reader, filter.Search)
		} else {
			byName, err = readIDs(ctx, db.reader, `SELECT id FROM client ORDER BY name_fold, id`)
		}
		return err
	}}
	if where != "" {
		questions = append(questions, func() (err error) {
			met, err = readIDs(ctx, db.reader, `SELECT client.id FROM client WHERE `+where, args...)
			return err
		})
	}
	if keyQuery != "" {
		questions = append(questions, func() (err error) {
			keys, err = readSortKeys(ctx, db.reader, keyQuery)
			return err
		})
	}
	if err := together(questions); err != nil {
		return nil, err
	}
	if where != "" {
		byName = keep(byName, met)
	}
	switch {
	case keyQuery != "":
		return sortByKey(byName, keys, filter.Sort, filter.Descending), nil
	case filter.Descending:
		slices.Reverse(byName)
	}
	return byName, nil
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

// CountClients returns how many clients meet the criteria, with the errors of ClientIDs.
func (db *DB) CountClients(ctx context.Context, criteria Criteria) (int, error) {
	where, args, err := criteriaSQL(criteria, db.now())
	if err != nil {
		return 0, fmt.Errorf("count clients: %w", err)
	}
	if where != "" {
		where = ` WHERE ` + where
	}
	var count int
	if err := db.reader.QueryRowContext(ctx, `SELECT count(*) FROM client`+where, args...).Scan(&count); err != nil {
		return 0, fmt.Errorf("count clients: %w", fault(err))
	}
	return count, nil
}
