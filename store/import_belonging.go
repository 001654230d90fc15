package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// belonging is a table whose rows belong to a client: they have no number of their own, so that some of their columns
// together say which row it is. A file may hold several rows of one key (two contacts of one name): each row of a file is
// another one, unless it says nothing new.
type belonging struct {
	table   string
	columns []string // those of the key first
	keys    int
	single  bool                           // a second row of one key in a file is a mistake of the file
	same    func(there, values []any) bool // whether a row of the key is the one that a file means; nil = it is
	rows    map[string]belongingRow        // the first of each key
	more    map[string][]belongingRow      // and the others
}

type belongingRow struct {
	id     int64
	values []any
	taken  bool // by a row of this file
}

// load reads what is there.
func (b *belonging) load(ctx context.Context, r *importRun) error {
	b.rows, b.more = map[string]belongingRow{}, map[string][]belongingRow{}
	rows, err := r.tx.QueryContext(ctx, `SELECT id, `+strings.Join(b.columns, ", ")+` FROM `+b.table+` ORDER BY id`)
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
		b.put(b.key(row.values), -1, row)
	}
	return rows.Err()
}

func (b *belonging) key(values []any) string { return fmt.Sprintf("%q", values[:b.keys]) }

// of returns the rows of a key.
func (b *belonging) of(key string) []belongingRow {
	first, exists := b.rows[key]
	if !exists {
		return nil
	}
	return append([]belongingRow{first}, b.more[key]...)
}

// put keeps a row at its place among those of its key; -1 = behind them.
func (b *belonging) put(key string, place int, row belongingRow) {
	_, exists := b.rows[key]
	switch {
	case !exists || place == 0:
		b.rows[key] = row
	case place > 0:
		b.more[key][place-1] = row
	default:
		b.more[key] = append(b.more[key], row)
	}
}

// place finds the row that a file means: one that says the same, else one that no row of the file has taken yet; -1 = none.
func (b *belonging) place(rows []belongingRow, values []any) int {
	meant := -1
	for i, row := range rows {
		if b.same != nil && !b.same(row.values, values) {
			continue
		}
		switch {
		case saysNothingNew(row.values, values):
			return i
		case !row.taken && meant < 0:
			meant = i
		}
	}
	return meant
}

func saysNothingNew(there, values []any) bool {
	for i, value := range values {
		if !saysNothing(value) && fmt.Sprint(value) != fmt.Sprint(there[i]) {
			return false
		}
	}
	return true
}

// errRepeated is returned by take for a second row of a key where there can be one only.
var errRepeated = errors.New("row repeated with other values")

// take adds the row, or fills in what it says that the one that is there does not; "", 0 and nil say nothing.
func (b *belonging) take(ctx context.Context, r *importRun, row *importRow, values ...any) (rowOutcome, int64, error) {
	key := b.key(values)
	rows := b.of(key)
	place := b.place(rows, values)
	if place < 0 {
		if len(rows) > 0 && b.single {
			return 0, rows[0].id, errRepeated
		}
		return b.add(ctx, r, key, values)
	}
	there, changed := rows[place], false
	for i, value := range values {
		switch {
		case saysNothing(value), r.options.OnlyFill && !saysNothing(there.values[i]):
			values[i] = there.values[i]
		case fmt.Sprint(value) != fmt.Sprint(there.values[i]):
			changed = true
		}
	}
	if !changed {
		if !there.taken && b.keys < len(b.columns) {
			there.taken = true
			b.put(key, place, there)
		}
		return rowUnchanged, there.id, nil
	}
	r.columnChanges(row, b.columns, there.values, values)
	_, err := r.statements.ExecContext(ctx, `UPDATE `+b.table+` SET `+strings.Join(b.columns, " = ?, ")+` = ? WHERE id = ?`,
		append(values, there.id)...)
	b.put(key, place, belongingRow{there.id, values, true})
	return rowChanged, there.id, err
}

func (b *belonging) add(ctx context.Context, r *importRun, key string, values []any) (rowOutcome, int64, error) {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
	inserted, err := r.statements.ExecContext(ctx,
		`INSERT INTO `+b.table+` (`+strings.Join(b.columns, ", ")+`) VALUES (`+marks+`)`, values...)
	if err != nil {
		return 0, 0, err
	}
	id, err := inserted.LastInsertId()
	b.put(key, -1, belongingRow{id, values, true})
	return rowNew, id, err
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
	vehicles := &belonging{table: "vehicle", keys: 2, same: sameVehicle, columns: []string{
		"client_id", "plate_fold", "plate", "vin", "make", "make_fold", "model", "vehicle_type", "first_registration", "km", "next_inspection",
	}}
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		if reason := ownerOf(clients, row); reason != "" {
			return 0, reason, nil
		}
		v := row.values
		if FoldPlate(v["plate"])+v["vin"]+v["make"]+v["model"] == "" {
			return 0, "check.vehicle_empty", nil
		}
		row.notNegative("km")
		outcome, row.entityID, err = vehicles.take(ctx, r, row, row.clientID, FoldPlate(v["plate"]), v["plate"], v["vin"], v["make"],
			Fold(v["make"]), v["model"], v["vehicle_type"], v["first_registration"], whole(v["km"]), v["next_inspection"])
		row.reference = v["plate"]
		return outcome, "", err
	}, vehicles.load(ctx, r)
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

// notNegative refuses a number that counts something and is below 0, as the screens do.
func (row *importRow) notNegative(field string) {
	if value := row.values[field]; whole(value) < 0 {
		row.refused = append(row.refused, refusedCell{field, value, "check.number_negative"})
		row.values[field] = ""
	}
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
		row.notNegative("km")
		vehicle := nullable(plates[vehicleKey(row.clientID, FoldPlate(v["plate"]))])
		outcome, row.entityID, err = visits.take(ctx, r, row, row.clientID, vehicle, v["date"], v["reason"], whole(v["km"]))
		return outcome, "", err
	}, visits.load(ctx, r)
}
