package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"garagemail/store/garage"
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
	r.numberIDs, r.nearIDs = map[string]int64{}, nil
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

func beginVehicles(ctx context.Context, r *importRun) (takeRow, error) {
	clients, err := r.clientNumbers(ctx)
	if err != nil {
		return nil, err
	}
	r.plateIDs = nil // they change now
	vehicles := &belonging{table: "vehicle", keys: 2, same: sameVehicle, again: vehicleAgain, spelled: spelledOfVehicle, columns: []string{
		"client_id", "plate_fold", "plate", "vin", "make", "make_fold", "model", "vehicle_type", "first_registration", "km", "next_inspection",
	}}
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		if reason := r.ownerOf(clients, row); reason != "" {
			return 0, reason, nil
		}
		v := row.values
		if garage.FoldPlate(v["plate"])+v["vin"]+v["make"]+v["model"] == "" {
			return 0, "check.vehicle_empty", nil
		}
		row.notNegative("km")
		outcome, row.entityID, err = vehicles.take(ctx, r, row, row.clientID, garage.FoldPlate(v["plate"]), v["plate"], v["vin"], v["make"],
			garage.Fold(v["make"]), v["model"], v["vehicle_type"], v["first_registration"], whole(v["km"]), v["next_inspection"])
		row.reference = v["plate"]
		if errors.Is(err, errRepeated) {
			return 0, "import.refused_vehicle_repeated", nil
		}
		return outcome, "", err
	}, vehicles.load(ctx, r)
}

var spelledOfVehicle = []string{"plate", "make", "make_fold", "model"}

// vehicleAgain reports two rows of one plate that speak of one vehicle: neither its chassis number nor its make and model say
// that it is another, to which the plate has gone since.
func vehicleAgain(there, values []any) bool {
	const plate, vin, brand, model = 1, 3, 5, 6
	differ := func(column int) bool {
		one, other := garage.Fold(fmt.Sprint(there[column])), garage.Fold(fmt.Sprint(values[column]))
		return !strings.HasPrefix(one, other) && !strings.HasPrefix(other, one)
	}
	return values[plate] != "" && !differ(vin) && !differ(brand) && !differ(model)
}

// sameVehicle tells two vehicles of a client without a plate apart: by their chassis numbers, else by make and model.
func sameVehicle(there, values []any) bool {
	const plate, vin, brand, model = 1, 3, 5, 6
	switch {
	case values[plate] != "":
		return true
	case values[vin] != "" && there[vin] != "":
		return values[vin] == there[vin]
	}
	return values[brand] == there[brand] && values[model] == there[model]
}
