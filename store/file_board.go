package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// FileStack is the files of one state on the board: what must be done first is first, what waits for nothing comes the last
// opened first.
type FileStack struct {
	IDs  []int64
	Late int // how many of them are late
}

// FileBoard returns the files that the filter lets through by the key of the state they stand in, late on the ISO date today.
// States without such a file are left out.
func (db *DB) FileBoard(ctx context.Context, filter FileFilter, today string) (map[string]FileStack, error) {
	c := filter.conditions()
	var found map[int64]struct{} // nil = all
	if strings.TrimSpace(filter.Search) != "" {
		ids, err := db.fileSearch.find(ctx, db.reader, filter.Search)
		if err != nil {
			return nil, fmt.Errorf("search board of files: %w", fault(err))
		}
		if err := c.narrowTo(ids); err != nil {
			return nil, fmt.Errorf("board of files: %w", err)
		}
		found = make(map[int64]struct{}, len(ids))
		for _, id := range ids {
			found[id] = struct{}{}
		}
	}
	where := ""
	if len(c.parts) > 0 {
		where = " WHERE " + strings.Join(c.parts, " AND ")
	}
	board := map[string]FileStack{}
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
		if (FileRow{LateOn: lateOn}).IsLate(today) {
			stack.Late += len(ids)
		}
		board[state] = stack
		return struct{}{}, nil
	}, `SELECT state, late_on, group_concat(id) FROM file`+where+`
		GROUP BY state, late_on ORDER BY state, late_on`, c.args...) // a row for each file would take twice as long
	return board, err
}
