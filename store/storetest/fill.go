package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// Size is how much Fill invents.
type Size struct {
	Clients, Vehicles, Visits, Documents int
}

// Large is the size that the benches measure at.
var Large = Size{Clients: 100_000, Vehicles: 150_000, Visits: 600_000, Documents: 200_000}

// Newest is the last day that Fill invents something on.
const Newest = "2026-11-20"

// Fill invents a garage, always the same for the same size: ids count from 1 in each table. It writes past the store's
// methods, with the indexes and triggers put away meanwhile, and is meant for an empty file.
func Fill(t testing.TB, db *store.DB, size Size) {
	t.Helper()
	direct := SQL(t, db)
	tx, err := direct.BeginTx(t.Context(), nil)
	must(t, err)
	defer tx.Rollback()                                                                             //nolint:errcheck // after a commit it has nothing to do
	f := &filling{TB: t, ctx: t.Context(), tx: tx, size: size, random: rand.New(rand.NewPCG(1, 2))} //nolint:gosec // invented
	putBack := f.putAway()
	f.lists()
	f.clients()
	f.vehicles()
	f.visits()
	f.documents()
	putBack()
	f.exec(`INSERT INTO tally (client_id, visits, first_visit, last_visit)
		SELECT client_id, count(*), min(date), max(date) FROM visit GROUP BY client_id`)
	f.exec(`INSERT INTO tally (client_id, documents, document_cents, first_document, last_document)
		SELECT client_id, count(*), sum(total_cents), min(date), max(date) FROM document GROUP BY client_id
		ON CONFLICT (client_id) DO UPDATE SET documents = excluded.documents, document_cents = excluded.document_cents,
			first_document = excluded.first_document, last_document = excluded.last_document`)
	f.exec(`UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'search.generation'`)
	must(t, tx.Commit())
}

type filling struct {
	testing.TB
	ctx    context.Context //nolint:containedctx // it lives as long as Fill
	tx     *sql.Tx
	size   Size
	random *rand.Rand
}

func (f *filling) exec(statement string, args ...any) {
	f.Helper()
	if _, err := f.tx.ExecContext(f.ctx, statement, args...); err != nil {
		f.Fatalf("%s: %v", statement, err)
	}
}

// putAway drops what makes bulk inserts slow and returns the function that makes it again.
func (f *filling) putAway() (putBack func()) {
	rows, err := f.tx.QueryContext(f.ctx, `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL
		AND (type = 'trigger' OR type = 'index')
		AND tbl_name IN ('client', 'vehicle', 'visit', 'document') ORDER BY type`)
	must(f.TB, err)
	defer rows.Close()
	var drops, makes []string
	for rows.Next() {
		var kind, name, statement string
		must(f.TB, rows.Scan(&kind, &name, &statement))
		drops, makes = append(drops, `DROP `+kind+` `+name), append(makes, statement)
	}
	must(f.TB, rows.Err())
	for _, statement := range drops {
		f.exec(statement)
	}
	return func() {
		for _, statement := range makes {
			f.exec(statement)
		}
	}
}

// insert prepares an insert into the columns of a table.
func (f *filling) insert(table string, columns ...string) (add func(values ...any), done func()) {
	f.Helper()
	statement, err := f.tx.PrepareContext(f.ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (?`+
		strings.Repeat(", ?", len(columns)-1)+`)`)
	must(f.TB, err)
	add = func(values ...any) {
		if _, err := statement.ExecContext(f.ctx, values...); err != nil {
			f.Fatalf("insert into %s: %v", table, err)
		}
	}
	return add, func() { must(f.TB, statement.Close()) }
}

func (f *filling) lists() {
	for table, names := range map[string][]string{"family": families, "client_type": clientTypes} {
		add, done := f.insert(table, "name", "name_fold")
		for _, name := range names {
			add(name, garage.Fold(name))
		}
		done()
	}
}

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

// mostly is text in percent cases of a hundred, else "".
func (f *filling) mostly(percent int, text string) string {
	if f.random.IntN(100) < percent {
		return text
	}
	return ""
}

// id is that of one of count rows, 0 (none) in a fifth of the cases.
func (f *filling) id(count int) any {
	if f.random.IntN(5) == 0 {
		return nil
	}
	return 1 + f.random.IntN(count)
}

func (f *filling) clients() {
	add, done := f.insert("client", "number", "title", "name", "first_name", "company_form", "address", "postcode", "locality",
		"country", "language", "phone", "gsm", "email", "billing_email", "vat_number", "family_id", "type_id",
		"accepts_promotional", "notes", "name_fold", "locality_fold", "search_key", "created_at", "changed_at")
	defer done()
	now := "2026-01-02T03:04:05.000Z"
	for i := range f.size.Clients {
		place := pick(f.random, places)
		c := garage.Client{
			Number: fmt.Sprintf("C%06d", i+1), Title: pick(f.random, titles), Name: pick(f.random, surnames) + pick(f.random, endings),
			FirstName: pick(f.random, firstNames), CompanyForm: f.mostly(15, "SRL"),
			Address:  f.mostly(95, fmt.Sprintf("Rue de la Station %d", 1+f.random.IntN(300))),
			Postcode: place.postcode, Locality: place.locality, Country: place.country, Language: pick(f.random, languages),
			Phone: f.mostly(60, f.phone("0%d/%02d.%02d.%02d", 10, 89)), GSM: f.mostly(70, f.phone("04%d/%02d.%02d.%02d", 70, 29)),
			VATNumber: f.mostly(20, fmt.Sprintf("BE0%09d", f.random.IntN(1e9))), Notes: f.mostly(30, pick(f.random, notes)),
		}
		c.Email = f.mostly(75, fmt.Sprintf("%s%d@%s.example", strings.ReplaceAll(garage.Fold(c.Name), " ", ""), i, garage.FoldPlate(c.FirstName)))
		c.BillingEmail = f.mostly(10, fmt.Sprintf("compta%d@firma.example", i))
		add(c.Number, c.Title, c.Name, c.FirstName, c.CompanyForm, c.Address, c.Postcode, c.Locality, c.Country, c.Language,
			c.Phone, c.GSM, c.Email, c.BillingEmail, c.VATNumber, f.id(len(families)), f.id(len(clientTypes)),
			f.random.IntN(10) < 6, c.Notes, garage.NameFold(c), garage.Fold(c.Locality), garage.SearchKey(c), now, now)
	}
}

func (f *filling) phone(form string, from, count int) string {
	return fmt.Sprintf(form, from+f.random.IntN(count+1), f.random.IntN(100), f.random.IntN(100), f.random.IntN(100))
}

func (f *filling) vehicles() {
	add, done := f.insert("vehicle", "client_id", "plate", "plate_fold", "vin", "make", "make_fold", "model", "vehicle_type",
		"first_registration", "km", "next_inspection")
	defer done()
	const letters = "ABCDEFGHJKLNPRSTVWXYZ"
	for range f.size.Vehicles {
		plate := fmt.Sprintf("%d-%c%c%c-%03d", 1+f.random.IntN(2), letters[f.random.IntN(21)], letters[f.random.IntN(21)],
			letters[f.random.IntN(21)], f.random.IntN(1000))
		brand := pick(f.random, makes)
		add(1+f.random.IntN(f.size.Clients), plate, garage.FoldPlate(plate), fmt.Sprintf("VF%015d", f.random.Int64N(1e15)),
			brand, garage.Fold(brand), pick(f.random, models), pick(f.random, vehicleTypes), f.day(6000), f.random.IntN(250_000),
			f.mostly(80, f.day(700)))
	}
}

// day is one of the days before Newest.
func (f *filling) day(before int) string {
	newest, err := time.Parse(time.DateOnly, Newest)
	must(f.TB, err)
	return newest.AddDate(0, 0, -f.random.IntN(before)).Format(time.DateOnly)
}

// visitor favours some clients, as a garage has them: a tenth of them never come.
func (f *filling) visitor() int {
	return 1 + min(f.random.IntN(f.size.Clients), f.random.IntN(f.size.Clients))*9/10
}

func (f *filling) visits() {
	add, done := f.insert("visit", "client_id", "vehicle_id", "date", "km", "reason")
	defer done()
	for range f.size.Visits {
		add(f.visitor(), nil, f.day(3000), f.random.IntN(250_000), pick(f.random, reasons))
	}
}

func (f *filling) documents() {
	add, done := f.insert("document", "kind", "number", "date", "client_id", "net_cents", "vat_cents", "total_cents")
	defer done()
	for i := range f.size.Documents {
		net := int64(f.random.IntN(200_000))
		vat := net * 21 / 100
		add("invoice", fmt.Sprintf("2026%06d", i+1), f.day(3000), f.visitor(), net, vat, net+vat)
	}
}
