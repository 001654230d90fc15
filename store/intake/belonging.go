package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// belonging is a table whose rows belong to a client: they have no number of their own, so that some of their columns
// together say which row it is. A file may hold several rows of one key (two contacts of one name): each row of a file is
// another one, unless it says nothing new. Of what is there only hashes are held, so that half a million visits take little
// memory; where they do not say all, the row itself is read.
type belonging struct {
	table   string
	columns []string // those of the key first
	keys    int
	spelled []string                       // columns in which two texts may mean the same: the plate, with or without its dashes
	single  bool                           // a second row of one key in a file is a mistake of the file
	same    func(there, values []any) bool // whether a row of the key is the one that a file means; nil = it is
	again   func(there, values []any) bool // whether a row says of the same thing once more what a row of the file said; nil = never
	seed    maphash.Seed
	there   []keyedRow                // what was loaded, by id; nil once a row of the file was not the next of these
	next    int                       // of there
	rows    map[uint64]belongingRow   // the first of each key, by its hash; nil while there is enough
	more    map[uint64][]belongingRow // and the others
	read    *sql.Stmt                 // one row by its id
	insert  string                    // made once
	text    []byte                    // of the values that are being hashed; made once
}

type belongingRow struct {
	id    int64
	hash  uint64 // of all values
	taken bool   // by a row of this file
}

// keyedRow is a row with the hash of its key.
type keyedRow struct {
	key uint64
	belongingRow
}

// load reads what is there.
func (b *belonging) load(ctx context.Context, r *importRun) (err error) {
	b.seed = maphash.MakeSeed()
	if b.read, err = r.tx.PrepareContext(ctx, `SELECT `+strings.Join(b.columns, ", ")+` FROM `+b.table+` WHERE id = ?`); err != nil {
		return err
	}
	var count int
	if err := r.tx.QueryRowContext(ctx, `SELECT count(*) FROM `+b.table).Scan(&count); err != nil {
		return err
	}
	b.there = make([]keyedRow, 0, count) // to grow takes twice the memory
	rows, err := r.tx.QueryContext(ctx, `SELECT id, `+joined(b.columns[:b.keys])+`, `+joined(b.columns[b.keys:])+` FROM `+b.table+` ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	row := keyedRow{}
	var key, rest sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&row.id, &key, &rest); err != nil {
			return err
		}
		b.text = append(append(append(b.text[:0], key...), joint), rest...)
		row.hash = maphash.Bytes(b.seed, b.text)
		row.key = maphash.Bytes(b.seed, b.text[:len(key)+1])
		b.there = append(b.there, row)
	}
	r.deferred = deferred{table: b.table, there: len(b.there)}
	return rows.Err()
}

// isNext reports that a row of the file says what the next of those that are there says, and returns its id. A second import of a
// file meets them in their order: nothing is looked up then.
func (b *belonging) isNext(key, hash uint64) (id int64, is bool) {
	if b.next == len(b.there) || b.there[b.next].key != key || b.there[b.next].hash != hash {
		return 0, false
	}
	row := &b.there[b.next]
	row.taken = b.keys < len(b.columns)
	b.next++
	return row.id, true
}

// index makes the rows that are there be found by their keys.
func (b *belonging) index() {
	b.rows, b.more = make(map[uint64]belongingRow, len(b.there)), map[uint64][]belongingRow{}
	for _, row := range b.there {
		b.put(row.key, -1, row.belongingRow)
	}
	b.there, b.next = nil, 0
}

// joint stands between two values of which one text is made: to read one column of SQLite takes as long as to make it.
const joint = 0x1f

// joined is an expression for the values of columns as one text, as joinValues writes them.
func joined(columns []string) string {
	if len(columns) == 0 {
		return `''`
	}
	parts := make([]string, len(columns))
	for i, column := range columns {
		parts[i] = `coalesce(` + column + `, '')`
	}
	return strings.Join(parts, ` || char(31) || `)
}

func joinValues(text []byte, values []any) []byte {
	for i, value := range values {
		if i > 0 {
			text = append(text, joint)
		}
		switch value := value.(type) {
		case string:
			text = append(text, value...)
		case int64:
			text = strconv.AppendInt(text, value, 10)
		case nil:
		default:
			text = fmt.Append(text, value)
		}
	}
	return text
}

func pointersTo(values []any) []any {
	pointers := make([]any, len(values))
	for i := range values {
		pointers[i] = &values[i]
	}
	return pointers
}

// hashes are those of the key and of all values.
func (b *belonging) hashes(values []any) (key, all uint64) {
	b.text = append(joinValues(b.text[:0], values[:b.keys]), joint)
	key = maphash.Bytes(b.seed, b.text)
	b.text = joinValues(b.text, values[b.keys:])
	return key, maphash.Bytes(b.seed, b.text)
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
func (b *belonging) place(ctx context.Context, rows []belongingRow, values []any, hash uint64) (place int, there []any, err error) {
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
		case row.taken && b.again != nil && b.again(found, values):
			return i, found, b.completes(found, values)
		}
	}
	return place, there, nil
}

// completes returns errRepeated for a row that contradicts an earlier one of the file of the same thing; what is only written in
// another way it takes from there.
func (b *belonging) completes(there, values []any) error {
	for i, value := range values {
		switch {
		case saysNothing(value) || saysNothing(there[i]) || fmt.Sprint(value) == fmt.Sprint(there[i]):
		case slices.Contains(b.spelled, b.columns[i]):
			values[i] = there[i]
		default:
			return errRepeated
		}
	}
	return nil
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
	key, hash := b.hashes(values)
	if id, is := b.isNext(key, hash); is {
		return rowUnchanged, id, nil
	}
	if b.rows == nil {
		b.index()
	}
	rows := b.of(key)
	place, there, err := b.place(ctx, rows, values, hash)
	if errors.Is(err, errRepeated) {
		return 0, rows[place].id, err
	}
	if err != nil {
		return 0, 0, err
	}
	if place < 0 {
		if len(rows) > 0 && b.single {
			return 0, rows[0].id, errRepeated
		}
		id, err := b.add(ctx, r, values)
		b.put(key, -1, belongingRow{id, hash, true})
		return rowNew, id, err
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
	_, hash = b.hashes(values)
	b.put(key, place, belongingRow{rows[place].id, hash, true})
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

func (b *belonging) add(ctx context.Context, r *importRun, values []any) (id int64, err error) {
	if b.insert == "" {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
		b.insert = `INSERT INTO ` + b.table + ` (` + strings.Join(b.columns, ", ") + `) VALUES (` + marks + `)`
	}
	inserted, err := r.statements.ExecContext(ctx, b.insert, values...)
	if err != nil {
		return 0, err
	}
	if id, err = inserted.LastInsertId(); err != nil {
		return 0, err
	}
	return id, r.deferred.add(ctx, r.tx)
}

func saysNothing(value any) bool { return value == nil || value == "" || value == int64(0) }

// ownerOf finds the client a row names; a row of a client that is not there is refused whole.
func (r *importRun) ownerOf(clients map[string]int64, row *importRow) (reason string) {
	row.reference = row.values["client"]
	if row.clientID = clients[row.reference]; row.clientID == 0 {
		row.clientID = r.nearClient(clients, row.reference)
	}
	if row.clientID == 0 {
		return "import.refused_no_client"
	}
	return ""
}

// nearClient finds the only client whose number is another way to write this one: c12 for C12, and 123 for 000123 of which a
// spreadsheet has taken the zeros in one of the files.
func (r *importRun) nearClient(clients map[string]int64, number string) (id int64) {
	near := func(number string) string { return strings.TrimLeft(garage.Fold(number), "0") }
	if r.nearIDs == nil {
		r.nearIDs = map[string]int64{}
		for number, id := range clients {
			if _, taken := r.nearIDs[near(number)]; taken {
				id = 0
			}
			r.nearIDs[near(number)] = id
		}
	}
	return r.nearIDs[near(number)]
}

func beginContacts(ctx context.Context, r *importRun) (takeRow, error) {
	clients, err := r.clientNumbers(ctx)
	if err != nil {
		return nil, err
	}
	contacts := &belonging{table: "contact", keys: 3, columns: []string{"client_id", "first_name", "name", "email", "role", "gsm"}}
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		if reason := r.ownerOf(clients, row); reason != "" {
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

func beginVisits(ctx context.Context, r *importRun) (takeRow, error) {
	clients, err := r.clientNumbers(ctx)
	if err != nil {
		return nil, err
	}
	plates, err := r.plates(ctx)
	if err != nil {
		return nil, err
	}
	visits := &belonging{table: "visit", keys: 4, same: sameVisit, columns: []string{"client_id", "date", "reason", "km", "vehicle_id"}}
	strange := map[plateOf]bool{}
	return func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
		if reason := r.ownerOf(clients, row); reason != "" {
			return 0, reason, nil
		}
		v := row.values
		if v["date"] == "" {
			return 0, "import.refused_date", nil
		}
		row.notNegative("km")
		of := plateOf{row.clientID, garage.FoldPlate(v["plate"])}
		vehicle := sqlite.Nullable(plates[of])
		if vehicle == nil && of.plate != "" && !strange[of] { // once for all the visits of it
			strange[of] = true
			row.refused = append(row.refused, refusedCell{"plate", v["plate"], "import.noticed_no_vehicle"})
		}
		outcome, row.entityID, err = visits.take(ctx, r, row, row.clientID, v["date"], v["reason"], whole(v["km"]), vehicle)
		return outcome, "", err
	}, visits.load(ctx, r)
}

// sameVisit tells the visits of two vehicles apart; one without a vehicle gets it when a later file knows it.
func sameVisit(there, values []any) bool {
	const vehicle = 4
	return there[vehicle] == nil || values[vehicle] == nil || there[vehicle] == values[vehicle]
}
