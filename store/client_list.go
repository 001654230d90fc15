package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
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
	var found []int64 // in name order
	searched := strings.TrimSpace(filter.Search) != ""
	if searched {
		if found, err = db.search.find(ctx, db, filter.Search); err != nil {
			return nil, err
		}
	}
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // ids and order of one moment
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	if !searched {
		if found, err = idsByName(ctx, tx, where, args); err != nil {
			return nil, err
		}
	} else if where != "" && len(found) > 0 {
		met, err := idsMeeting(ctx, tx, where, args)
		if err != nil {
			return nil, err
		}
		found = keep(found, met)
	}
	return sortClients(ctx, tx, found, filter.Sort, filter.Descending)
}

// fewClients is up to how many ids are put into name order one by one; above, reading the whole name index is quicker.
const fewClients = 5000

// idsByName returns the ids that meet the condition in name order. To let SQLite sort 50,000 rows, or look each row of
// the name index up in the table, takes longer than to read the two apart.
func idsByName(ctx context.Context, q querier, where string, args []any) ([]int64, error) {
	const byName = `SELECT id FROM client ORDER BY name_fold, id`
	if where == "" {
		return readIDs(ctx, q, byName)
	}
	met, err := idsMeeting(ctx, q, where, args)
	if err != nil || len(met) == 0 {
		return nil, err
	}
	if len(met) <= fewClients {
		few, err := jsonIDs(met)
		if err != nil {
			return nil, err
		}
		return readIDs(ctx, q, `SELECT id FROM client WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name_fold, id`, few)
	}
	all, err := readIDs(ctx, q, byName)
	if err != nil {
		return nil, err
	}
	return keep(all, met), nil
}

// idsMeeting returns the ids that meet the condition, in no order.
func idsMeeting(ctx context.Context, q querier, where string, args []any) ([]int64, error) {
	return readIDs(ctx, q, `SELECT client.id FROM client WHERE `+where, args...)
}

func readIDs(ctx context.Context, q querier, query string, args ...any) ([]int64, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, scanID)
}

// keep returns those of ordered that are among wanted, in their order.
func keep(ordered, wanted []int64) []int64 {
	set := make(map[int64]struct{}, len(wanted))
	for _, id := range wanted {
		set[id] = struct{}{}
	}
	return slices.DeleteFunc(ordered, func(id int64) bool {
		_, in := set[id]
		return !in
	})
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
