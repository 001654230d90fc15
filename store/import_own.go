package store

import "context"

// ownNumbers returns the numbers that our own journals have given, by kind and number and by number alone: no file changes
// what we issued.
func (r *importRun) ownNumbers(ctx context.Context) (map[string]bool, error) {
	rows, err := r.tx.QueryContext(ctx, `SELECT kind, number FROM document WHERE journal_id IS NOT NULL AND state <> 'draft'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	own := map[string]bool{}
	for rows.Next() {
		var kind, number string
		if err := rows.Scan(&kind, &number); err != nil {
			return nil, err
		}
		own[kind+" "+number], own[number] = true, true
	}
	return own, rows.Err()
}
