package store

import (
	"context"
	"fmt"
	"slices"
)

// DocumentIDs returns the ids of all documents that the filter lets through, in the order of sort.
func (db *DB) DocumentIDs(ctx context.Context, filter DocumentFilter, sort DocumentSort) ([]int64, error) {
	ids, err := db.documentIDs(ctx, filter, sort)
	if err != nil {
		return nil, fmt.Errorf("document ids: %w", fault(err))
	}
	return ids, nil
}

// documentIDs asks for the order, the keys, what the filter lets through and what was sent side by side and puts the
// answers together here, as clientIDs does.
func (db *DB) documentIDs(ctx context.Context, filter DocumentFilter, sort DocumentSort) ([]int64, error) {
	readKeys, err := orderReader(sort.By)
	if err != nil {
		return nil, err
	}
	var ordered []int64
	var arrange func([]int64, bool) []int64
	var letSent func([]int64) []int64
	walk := walks[sort.By]
	if walk == "" {
		walk = walks[DocumentDate]
	}
	questions := []func() error{func() (err error) {
		ordered, err = readIDs(ctx, db.reader, walk)
		return err
	}}
	var met []int64
	metQuery, args := filter.metQuery()
	if metQuery != "" {
		questions = append(questions, func() (err error) {
			met, err = readIDs(ctx, db.reader, metQuery, args...)
			return err
		})
	}
	if filter.Sent != "" {
		questions = append(questions, func() (err error) {
			letSent, err = filter.sentFilter(ctx, db.reader)
			return err
		})
	}
	if readKeys != nil {
		questions = append(questions, func() (err error) {
			arrange, err = readKeys(ctx, db.reader)
			return err
		})
	}
	if err := together(questions); err != nil {
		return nil, err
	}
	if metQuery != "" {
		ordered = keep(ordered, met)
	}
	if letSent != nil {
		ordered = letSent(ordered)
	}
	if arrange != nil || sort.Descending {
		slices.Reverse(ordered)
	}
	if arrange != nil {
		return arrange(ordered, sort.Descending), nil
	}
	return ordered, nil
}
