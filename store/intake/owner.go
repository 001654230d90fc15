package intake

import (
	"context"
	"database/sql"
)

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

// plateOf is a plate, folded, of a client: two clients may have had the same vehicle.
type plateOf struct {
	client int64
	plate  string
}

// clientNumbers returns the id of each client by number. It is read once for all the tables that follow the clients.
func (r *importRun) clientNumbers(ctx context.Context) (map[string]int64, error) {
	if r.numberIDs != nil {
		return r.numberIDs, nil
	}
	rows, err := r.tx.QueryContext(ctx, `SELECT number, id FROM client`) //nolint:sqlclosecheck // eachRow closes them
	if err != nil {
		return nil, err
	}
	r.numberIDs = map[string]int64{}
	return r.numberIDs, eachRow(rows, func() error {
		var number string
		var id int64
		err := rows.Scan(&number, &id)
		r.numberIDs[number] = id
		return err
	})
}

// plates returns the id of each vehicle by its client and plate, read once for all the tables that follow the vehicles.
func (r *importRun) plates(ctx context.Context) (map[plateOf]int64, error) {
	if r.plateIDs != nil {
		return r.plateIDs, nil
	}
	rows, err := r.tx.QueryContext(ctx, `SELECT client_id, plate_fold, id FROM vehicle WHERE plate_fold <> ''`)
	if err != nil {
		return nil, err
	}
	r.plateIDs = map[plateOf]int64{}
	return r.plateIDs, eachRow(rows, func() error {
		var of plateOf
		var id int64
		err := rows.Scan(&of.client, &of.plate, &id)
		r.plateIDs[of] = id
		return err
	})
}

func eachRow(rows *sql.Rows, read func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := read(); err != nil {
			return err
		}
	}
	return rows.Err()
}
