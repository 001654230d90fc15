package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

// FileID returns the random id that this file got when it was made. It names the file whatever its path, so that the
// passwords of two files on one machine are kept apart.
func (db *DB) FileID(ctx context.Context) (string, error) {
	var id string
	err := db.reader.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = 'file.id'`).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("file id: %w", fault(err))
	}
	return id, nil
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

// sortByFold sorts short lists as the screens do.
func sortByFold[T any](all []T, name func(T) string) {
	slices.SortStableFunc(all, func(a, b T) int { return cmp.Compare(Fold(name(a)), Fold(name(b))) })
}
