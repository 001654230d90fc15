package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
)

// belonging is a table whose rows belong to a client: they have no number of their own, so that some of their columns
// together say which row it is. A file may hold several rows of one key (two contacts of one name): each row of a file is
// another one, unless it says nothing new. Of what is there only hashes are held, so that half a million visits take little
// memory; where they do not say all, the row itself is read.
type belonging struct {
	table   string
	columns []string // those of the key first
	keys    int
	single  bool                           // a second row of one key in a file is a mistake of the file
	same    func(there, values []any) bool // whether a row of the key is the one that a file means; nil = it is
	seed    maphash.Seed
	rows    map[uint64]belongingRow   // the first of each key, by its hash
	more    map[uint64][]belongingRow // and the others
	read    *sql.Stmt                 // one row by its id
}

type belongingRow struct {
	id    int64
	hash  uint64 // of all values
	taken bool   // by a row of this file
}

// load reads what is there.
func (b *belonging) load(ctx context.Context, r *importRun) (err error) {
	b.seed, b.rows, b.more = maphash.MakeSeed(), map[uint64]belongingRow{}, map[uint64][]belongingRow{}
	columns := strings.Join(b.columns, ", ")
	if b.read, err = r.tx.PrepareContext(ctx, `SELECT `+columns+` FROM `+b.table+` WHERE id = ?`); err != nil {
		return err
	}
	rows, err := r.tx.QueryContext(ctx, `SELECT id, `+columns+` FROM `+b.table+` ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	row, values := belongingRow{}, make([]any, len(b.columns))
	targets := append([]any{&row.id}, pointersTo(values)...)
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		row.hash = b.hash(values)
		b.put(b.hash(values[:b.keys]), -1, row)
	}
	return rows.Err()
}

func pointersTo(values []any) []any {
	pointers := make([]any, len(values))
	for i := range values {
		pointers[i] = &values[i]
	}
	return pointers
}

// hash is the same for values that say the same: "", 0 and nil say nothing.
func (b *belonging) hash(values []any) uint64 {
	var h maphash.Hash
	h.SetSeed(b.seed)
	var digits [20]byte
	for _, value := range values {
		switch value := value.(type) {
		case string:
			_, _ = h.WriteString(value) // a hash takes all
		case int64:
			if value != 0 {
				_, _ = h.Write(strconv.AppendInt(digits[:0], value, 10))
			}
		case nil:
		default:
			_, _ = fmt.Fprint(&h, value)
		}
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// values reads the row that is there.
func (b *belonging) values(ctx context.Context, id int64) ([]any, error) {
	values := make([]any, len(b.columns))
	if err := b.read.QueryRowContext(ctx, id).Scan(pointersTo(values)...); err != nil {
		return nil, fmt.Errorf("%s %d: %w", b.table, id, err)
	}
	return values, nil
}

// of returns the rows of a key.
func (b *belonging) of(key uint64) []belongingRow {
	first, exists := b.rows[key]
	switch more := b.more[key]; {
	case !exists:
		return nil
	case more == nil:
		return []belongingRow{first}
	default:
		return append([]belongingRow{first}, more...)
	}
}

// put keeps a row at its place among those of its key; -1 = behind them.
func (b *belonging) put(key uint64, place int, row belongingRow) {
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

// place finds the row that a file means: one that says the same, else one that no row of the file has taken yet; -1 = none. there
// are its values, nil where they are those of the file.
func (b *belonging) place(ctx context.Context, rows []belongingRow, values []any) (place int, there []any, err error) {
	hash := b.hash(values)
	for i, row := range rows {
		if row.hash == hash {
			return i, nil, nil
		}
	}
	place = -1
	for i, row := range rows {
		found, err := b.values(ctx, row.id)
		if err != nil {
			return -1, nil, err
		}
		if b.same != nil && !b.same(found, values) {
			continue
		}
		switch {
		case saysNothingNew(found, values):
			return i, found, nil
		case !row.taken && place < 0:
			place, there = i, found
		}
	}
	return place, there, nil
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
	key := b.hash(values[:b.keys])
	rows := b.of(key)
	place, there, err := b.place(ctx, rows, values)
	if err != nil {
		return 0, 0, err
	}
	if place < 0 {
		if len(rows) > 0 && b.single {
			return 0, rows[0].id, errRepeated
		}
		return b.add(ctx, r, key, values)
	}
	if found := rows[place]; there == nil || !b.fill(r, there, values) {
		if !found.taken && b.keys < len(b.columns) {
			found.taken = true
			b.put(key, place, found)
		}
		return rowUnchanged, found.id, nil
	}
	r.columnChanges(row, b.columns, there, values)
	_, err = r.statements.ExecContext(ctx, `UPDATE `+b.table+` SET `+strings.Join(b.columns, " = ?, ")+` = ? WHERE id = ?`,
		append(values, rows[place].id)...)
	b.put(key, place, belongingRow{rows[place].id, b.hash(values), true})
	return rowChanged, rows[place].id, err
}

// fill takes over from what is there what the values of a file do not say or may not change, and tells whether they say more.
func (b *belonging) fill(r *importRun, there, values []any) (changed bool) {
	for i, value := range values {
		switch {
		case saysNothing(value), r.options.OnlyFill && !saysNothing(there[i]):
			values[i] = there[i]
		case fmt.Sprint(value) != fmt.Sprint(there[i]):
			changed = true
		}
	}
	return changed
}

func (b *belonging) add(ctx context.Context, r *importRun, key uint64, values []any) (rowOutcome, int64, error) {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
	inserted, err := r.statements.ExecContext(ctx,
		`INSERT INTO `+b.table+` (`+strings.Join(b.columns, ", ")+`) VALUES (`+marks+`)`, values...)
	if err != nil {
		return 0, 0, err
	}
	id, err := inserted.LastInsertId()
	b.put(key, -1, belongingRow{id, b.hash(values), true})
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
