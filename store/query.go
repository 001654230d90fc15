package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// missing turns the driver's "no rows" into ErrNotFound.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// list reads all rows of a query of the reader pool; an error names the operation.
func list[T any](ctx context.Context, db *DB, operation string, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, fault(err))
	}
	all, err := collect(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, fault(err))
	}
	return all, nil
}

// nullable makes NULL of an id of 0.
func nullable(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// insertOrUpdate runs insert for a new row and returns its id, or update for the row with this id, which must exist.
// Both take the same arguments; update's last one is the id.
func insertOrUpdate(ctx context.Context, tx executor, id int64, insert, update string, args ...any) (int64, error) {
	if id == 0 {
		result, err := tx.ExecContext(ctx, insert, args...)
		if err != nil {
			return 0, err
		}
		return result.LastInsertId()
	}
	return id, changedOne(tx.ExecContext(ctx, update, append(args, id)...))
}

// changedOne turns the result of a statement that should change exactly one row into ErrNotFound when it changed none.
func changedOne(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	count, err := result.RowsAffected()
	if err == nil && count == 0 {
		err = ErrNotFound
	}
	return err
}

// jsonIDs carries a list of ids of any length in one bound parameter, for json_each.
func jsonIDs(ids []int64) (string, error) {
	text, err := json.Marshal(append([]int64{}, ids...)) // a nil slice would be null, which json_each makes a row of
	return string(text), err
}
