package store

import (
	"context"
	"fmt"
	"strings"
)

// belonging is a table whose rows belong to a client: they have no number of their own, so that some of their columns
// together say which row it is.
type belonging struct {
	table   string
	columns []string // those of the key first
	keys    int
	rows    map[string]belongingRow
}

type belongingRow struct {
	id     int64
	values []any
}

// load reads what is there.
func (b *belonging) load(ctx context.Context, r *importRun) error {
	b.rows = map[string]belongingRow{}
	rows, err := r.tx.QueryContext(ctx, `SELECT id, `+strings.Join(b.columns, ", ")+` FROM `+b.table)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row := belongingRow{values: make([]any, len(b.columns))}
		targets := []any{&row.id}
		for i := range row.values {
			targets = append(targets, &row.values[i])
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		b.rows[b.key(row.values)] = row
	}
	return rows.Err()
}

func (b *belonging) key(values []any) string { return fmt.Sprintf("%q", values[:b.keys]) }

// take adds the row, or fills in what it says that the one that is there does not; "", 0 and nil say nothing.
func (b *belonging) take(ctx context.Context, r *importRun, row *importRow, values ...any) (rowOutcome, int64, error) {
	key := b.key(values)
	there, exists := b.rows[key]
	if !exists {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
		inserted, err := r.statements.ExecContext(ctx,
			`INSERT INTO `+b.table+` (`+strings.Join(b.columns, ", ")+`) VALUES (`+marks+`)`, values...)
		if err != nil {
			return 0, 0, err
		}
		id, err := inserted.LastInsertId()
		b.rows[key] = belongingRow{id, values}
		return rowNew, id, err
	}
	changed := false
	for i, value := range values {
		switch {
		case saysNothing(value), r.options.OnlyFill && !saysNothing(there.values[i]):
			values[i] = there.values[i]
		case fmt.Sprint(value) != fmt.Sprint(there.values[i]):
			changed = true
		}
	}
	if !changed {
		return rowUnchanged, there.id, nil
	}
	r.columnChanges(row, b.columns, there.values, values)
	_, err := r.statements.ExecContext(ctx, `UPDATE `+b.table+` SET `+strings.Join(b.columns, " = ?, ")+` = ? WHERE id = ?`,
		append(values, there.id)...)
	b.rows[key] = belongingRow{there.id, values}
	return rowChanged, there.id, err
}

func saysNothing(value any) bool { return value == nil || value == "" || value == int64(0) }

// clientNumbers returns the id of each client by number.
func (r *importRun) clientNumbers(ctx context.Context) (map[string]int64, error) {
	rows, err := r.tx.QueryContext(ctx, `SELECT number, id FROM client`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]int64{}
	for rows.Next() {
		var number string
		var id int64
		if err := rows.Scan(&number, &id); err != nil {
			return nil, err
		}
		all[number] = id
	}
	return all, rows.Err()
}

// plates returns the id of each vehicle by its client and plate.
func (r *importRun) plates(ctx context.Context) (map[string]int64, error) {
	rows, err := r.tx.QueryContext(ctx, `SELECT client_id, plate_fold, id FROM vehicle WHERE plate_fold <> ''`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]int64{}
	for rows.Next() {
		var client, id int64
		var plate string
		if err := rows.Scan(&client, &plate, &id); err != nil {
			return nil, err
		}
		all[vehicleKey(client, plate)] = id
	}
	return all, rows.Err()
}

func vehicleKey(clientID int64, plateFold string) string {
	return fmt.Sprintf("%d %s", clientID, plateFold)
}

// ownerOf finds the client a row names; a row of a client that is not there is refused whole.
func ownerOf(clients map[string]int64, row *importRow) (reason string) {
	row.reference = row.values["client"]
	row.clientID = clients[row.reference]
	if row.clientID == 0 {
		return "import.refused_no_client"
	}
	return ""
}

func beginContacts(ctx context.Context, r *importRun) (takeRow, error) {
	clients, err := r.clientNumbers(ctx)
	if err != nil {
		return nil, err
	}
	contacts := &belonging{table: "contact", keys: 3, columns: []string{"client_id", "first_name", "name", "email", "role", "gsm"}}
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		if reason := ownerOf(clients, row); reason != "" {
			return 0, reason, nil
		}
		v := row.values
		if v["first_name"]+v["name"] == "" {
			return 0, "import.refused_no_name", nil
		}
		outcome, row.entityID, err = contacts.take(ctx, r, row, row.clientID, v["first_name"], v["name"], v["email"], v["role"], v["gsm"])
		return outcome, "", err
	}, contacts.load(ctx, r)
}

func beginVehicles(ctx context.Context, r *importRun) (takeRow, error) {
	clients, err := r.clientNumbers(ctx)
	if err != nil {
		return nil, err
	}
	vehicles := &belonging{table: "vehicle", keys: 2, columns: []string{
		"client_id", "plate_fold", "plate", "vin", "make", "make_fold", "model", "vehicle_type", "first_registration", "km", "next_inspection",
	}}
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		if reason := ownerOf(clients, row); reason != "" {
			return 0, reason, nil
		}
		v := row.values
		outcome, row.entityID, err = vehicles.take(ctx, r, row, row.clientID, FoldPlate(v["plate"]), v["plate"], v["vin"], v["make"],
			Fold(v["make"]), v["model"], v["vehicle_type"], v["first_registration"], whole(v["km"]), v["next_inspection"])
		row.reference = v["plate"]
		return outcome, "", err
	}, vehicles.load(ctx, r)
}

func beginVisits(ctx context.Context, r *importRun) (takeRow, error) {
	clients, err := r.clientNumbers(ctx)
	if err != nil {
		return nil, err
	}
	plates, err := r.plates(ctx)
	if err != nil {
		return nil, err
	}
	visits := &belonging{table: "visit", keys: 5, columns: []string{"client_id", "vehicle_id", "date", "reason", "km"}}
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		if reason := ownerOf(clients, row); reason != "" {
			return 0, reason, nil
		}
		v := row.values
		if v["date"] == "" {
			return 0, "import.refused_date", nil
		}
		vehicle := nullable(plates[vehicleKey(row.clientID, FoldPlate(v["plate"]))])
		outcome, row.entityID, err = visits.take(ctx, r, row, row.clientID, vehicle, v["date"], v["reason"], whole(v["km"]))
		return outcome, "", err
	}, visits.load(ctx, r)
}
