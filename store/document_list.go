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
	var ordered, met, sent []int64
	var arrange func([]int64, bool) []int64
	walk := walks[sort.By]
	if walk == "" {
		walk = walks[DocumentDate]
	}
	questions := []func() error{func() (err error) {
		ordered, err = readIDs(ctx, db.reader, walk)
		return err
	}}
	where, args := filter.where()
	if where != "" {
		questions = append(questions, func() (err error) {
			met, err = readIDs(ctx, db.reader, `SELECT id FROM document WHERE `+where, args...)
			return err
		})
	}
	sentQuery, leaveOut := filter.sentQuery()
	if sentQuery != "" {
		questions = append(questions, func() (err error) {
			sent, err = readIDs(ctx, db.reader, sentQuery)
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
	if where != "" {
		ordered = keep(ordered, met)
	}
	if sentQuery != "" {
		place := placesOf(sent)
		ordered = slices.DeleteFunc(ordered, func(id int64) bool { return place(id) < 0 != leaveOut })
	}
	if arrange != nil || sort.Descending {
		slices.Reverse(ordered)
	}
	if arrange != nil {
		return arrange(ordered, sort.Descending), nil
	}
	return ordered, nil
}
