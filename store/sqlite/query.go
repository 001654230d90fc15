package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"garagemail/store/garage"
)

// ReadIDs reads a query of one column of ids.
func ReadIDs(ctx context.Context, q Querier, query string, args ...any) ([]int64, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []int64
	var id int64
	into := []any{&id}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// PlacesOf returns the function that says at which place an id stands, -1 when it does not.
func PlacesOf(ids []int64) func(id int64) int {
	if len(ids) == 0 {
		return func(int64) int { return -1 }
	}
	highest := slices.Max(ids)
	if slices.Min(ids) < 0 || highest > int64(100*len(ids)) || highest > 1<<26 { // few, or not counted from 1
		places := make(map[int64]int, len(ids))
		for place, id := range ids {
			places[id] = place + 1
		}
		return func(id int64) int { return places[id] - 1 }
	}
	places := make([]int32, highest+1)
	for place, id := range ids {
		places[id] = int32(place + 1) //nolint:gosec // fewer than 1<<26
	}
	return func(id int64) int {
		if id < 0 || id > highest {
			return -1
		}
		return int(places[id]) - 1
	}
}

// Missing turns the driver's "no rows" into ErrNotFound.
func Missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return garage.ErrNotFound
	}
	return err
}

// Nullable makes NULL of an id of 0.
func Nullable(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// InsertOrUpdate runs insert for a new row and returns its id, or update for the row with this id, which must exist.
// Both take the same arguments; update's last one is the id.
func InsertOrUpdate(ctx context.Context, tx Executor, id int64, insert, update string, args ...any) (int64, error) {
	if id == 0 {
		result, err := tx.ExecContext(ctx, insert, args...)
		if err != nil {
			return 0, err
		}
		return result.LastInsertId()
	}
	return id, ChangedOne(tx.ExecContext(ctx, update, append(args, id)...))
}

// ChangedOne turns the result of a statement that should change exactly one row into ErrNotFound when it changed none.
func ChangedOne(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	count, err := result.RowsAffected()
	if err == nil && count == 0 {
		err = garage.ErrNotFound
	}
	return err
}

// JSONIDs carries a list of ids of any length in one bound parameter, for json_each.
func JSONIDs(ids []int64) (string, error) {
	text, err := json.Marshal(append([]int64{}, ids...)) // a nil slice would be null, which json_each makes a row of
	return string(text), err
}

// Querier is what reads need: the reader pool or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Collect reads all rows with scan and closes them.
func Collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
