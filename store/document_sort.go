package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// DocumentOrder is what a journal is sorted by. Documents that are equal in it stand newest first.
type DocumentOrder string

// The orders of a journal; "" is DocumentDate. Sent sorts by when the newest message was queued.
const (
	DocumentDate   DocumentOrder = "date"
	DocumentNumber DocumentOrder = "number"
	DocumentKindOf DocumentOrder = "kind"
	DocumentClient DocumentOrder = "client"
	DocumentPlate  DocumentOrder = "plate"
	DocumentTotal  DocumentOrder = "total"
	DocumentDue    DocumentOrder = "due"
	DocumentSent   DocumentOrder = "sent"
	DocumentOpen   DocumentOrder = "open"
)

// DocumentSort is an order and its direction. The zero value puts the oldest first.
type DocumentSort struct {
	By         DocumentOrder
	Descending bool
}

// walks read all ids in an order that an index has.
var walks = map[DocumentOrder]string{
	"":             `SELECT id FROM document ORDER BY date, id`,
	DocumentDate:   `SELECT id FROM document ORDER BY date, id`,
	DocumentNumber: `SELECT id FROM document ORDER BY number_key, id`,
}

// orderKeys read what documents are sorted by: as a number, or as a text that sorts by its letters. Documents without
// one stand at the end.
var orderKeys = map[DocumentOrder]struct {
	numbers, texts string
}{
	DocumentKindOf: {numbers: `SELECT id, instr('invoice credit_note quote order reminder statement', kind) FROM document`},
	DocumentTotal:  {numbers: `SELECT id, CASE kind WHEN 'credit_note' THEN -abs(total_cents) ELSE total_cents END FROM document`},
	DocumentOpen:   {numbers: `SELECT id, open_cents FROM document WHERE open_cents <> 0`},
	DocumentSent:   {numbers: `SELECT document_id, max(id) FROM delivery WHERE document_id IS NOT NULL AND replaced_by IS NULL GROUP BY document_id`},
	DocumentPlate:  {texts: `SELECT id, plate FROM document WHERE plate <> ''`},
	DocumentDue:    {texts: `SELECT id, due_date FROM document WHERE due_date <> ''`},
}

// documentKey is what a document is sorted by: a number, and its place among all for those that are equal.
type documentKey struct {
	key   int64
	place int32
}

// readNumberKeys reads rows of an id and a number.
func readNumberKeys(ctx context.Context, q querier, query string) (ids, numbers []int64, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var id, number int64
	into := []any{&id, &number}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		ids, numbers = append(ids, id), append(numbers, number)
	}
	return ids, numbers, rows.Err()
}

// clientKeys gives each document the place of its client in name order. Both halves come from indexes.
func clientKeys(ctx context.Context, q querier) (ids, numbers []int64, err error) {
	byName, err := readIDs(ctx, q, `SELECT id FROM client ORDER BY name_fold, id`)
	if err != nil {
		return nil, nil, err
	}
	ids, numbers, err = readNumberKeys(ctx, q, `SELECT id, client_id FROM document`)
	place := placesOf(byName)
	for i, client := range numbers {
		numbers[i] = int64(place(client))
	}
	return ids, numbers, err
}

// orderReader returns the function that sorts newest-first ids by an order, once it has read the keys with read; nil for
// orders that are walked.
func orderReader(by DocumentOrder) (read func(ctx context.Context, q querier) (arrange func(newest []int64, descending bool) []int64, err error), err error) {
	if walks[by] != "" {
		return nil, nil
	}
	query, known := orderKeys[by]
	switch {
	case by == DocumentClient:
		return numberOrder(clientKeys), nil
	case !known:
		return nil, fmt.Errorf("sort documents by %q: unknown", by)
	case query.texts != "":
		return func(ctx context.Context, q querier) (func([]int64, bool) []int64, error) {
			keys, err := readSortKeys(ctx, q, query.texts)
			return func(newest []int64, descending bool) []int64 { return sortByKey(newest, keys, "", descending) }, err
		}, nil
	}
	return numberOrder(func(ctx context.Context, q querier) ([]int64, []int64, error) {
		return readNumberKeys(ctx, q, query.numbers)
	}), nil
}

func numberOrder(keys func(context.Context, querier) ([]int64, []int64, error)) func(context.Context, querier) (func([]int64, bool) []int64, error) {
	return func(ctx context.Context, q querier) (func([]int64, bool) []int64, error) {
		ids, numbers, err := keys(ctx, q)
		return func(newest []int64, descending bool) []int64 { return sortByNumber(newest, ids, numbers, descending) }, err
	}
}

// sortByNumber sorts newest-first ids by the numbers of those that have one, and puts the others behind.
func sortByNumber(newest, ids, numbers []int64, descending bool) []int64 {
	place := placesOf(newest)
	has := make([]bool, len(newest))
	keys := make([]documentKey, 0, len(newest))
	for i, id := range ids {
		at := place(id)
		if at < 0 {
			continue
		}
		has[at] = true
		key := documentKey{key: numbers[i], place: int32(at)} //nolint:gosec // a place among rows in memory
		if descending {
			key.key = -key.key
		}
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b documentKey) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Compare(a.place, b.place)
	})
	sorted := make([]int64, 0, len(newest))
	for _, key := range keys {
		sorted = append(sorted, newest[key.place])
	}
	for at, id := range newest {
		if !has[at] {
			sorted = append(sorted, id)
		}
	}
	return sorted
}
