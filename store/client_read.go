package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// ClientColumns are the columns of a whole client, in the order in which they are scanned.
const ClientColumns = `client.id, client.number, client.title, client.name, client.first_name, client.company_form,
	client.address, client.postcode, client.locality, client.country, client.language, client.phone, client.gsm,
	client.email, client.billing_email, client.vat_number, coalesce(client.family_id, 0),
	coalesce((SELECT name FROM family WHERE family.id = client.family_id), ''), coalesce(client.type_id, 0),
	coalesce((SELECT name FROM client_type WHERE client_type.id = client.type_id), ''), client.accepts_promotional,
	client.notes, client.created_at, client.changed_at`

// ClientFields are the places that clientColumns are read into; done sets the times once they are.
func ClientFields(c *garage.Client) (fields []any, done func()) {
	var created, changed string
	fields = []any{
		&c.ID, &c.Number, &c.Title, &c.Name, &c.FirstName, &c.CompanyForm, &c.Address, &c.Postcode, &c.Locality,
		&c.Country, &c.Language, &c.Phone, &c.GSM, &c.Email, &c.BillingEmail, &c.VATNumber, &c.FamilyID, &c.Family,
		&c.TypeID, &c.Type, &c.AcceptsPromotional, &c.Notes, &created, &changed,
	}
	return fields, func() { c.CreatedAt, c.ChangedAt = sqlite.ParseTime(created), sqlite.ParseTime(changed) }
}

// Client returns one client, or ErrNotFound.
func (db *DB) Client(ctx context.Context, id int64) (garage.Client, error) {
	client, err := readClient(ctx, db.Reader, id)
	if err != nil {
		return garage.Client{}, fmt.Errorf("client %d: %w", id, sqlite.Fault(err))
	}
	return client, nil
}

// ClientNumbered returns the client of a number, or ErrNotFound.
func (db *DB) ClientNumbered(ctx context.Context, number string) (garage.Client, error) {
	var id int64
	if err := db.Reader.QueryRowContext(ctx, `SELECT id FROM client WHERE number = ?`, number).Scan(&id); err != nil {
		return garage.Client{}, fmt.Errorf("client %q: %w", number, sqlite.Fault(sqlite.Missing(err)))
	}
	return db.Client(ctx, id)
}

func readClient(ctx context.Context, q sqlite.Querier, id int64) (garage.Client, error) {
	var client garage.Client
	fields, done := ClientFields(&client)
	err := q.QueryRowContext(ctx, `SELECT `+ClientColumns+` FROM client WHERE id = ?`, id).Scan(fields...)
	done()
	return client, sqlite.Missing(err)
}

// ClientRows returns the lines of a list in the order of ids. Ids that are no client (any more) are left out. It is made
// for the rows that are visible: a list reads its ids with ClientIDs and its rows as they come into view.
func (db *DB) ClientRows(ctx context.Context, ids []int64) ([]garage.ClientRow, error) {
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("client rows: %w", err)
	}
	found, err := db.window.query(ctx, db.Reader, clientRows, wanted)
	if err != nil {
		return nil, fmt.Errorf("client rows: %w", sqlite.Fault(err))
	}
	rows, err := sqlite.Collect(found, func(rows *sql.Rows) (row garage.ClientRow, err error) {
		fields, done := ClientFields(&row.Client)
		err = rows.Scan(append(fields, &row.Marked, &row.Plates, &row.LastVisit, &row.RefusedMail)...)
		done()
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("client rows: %w", sqlite.Fault(err))
	}
	return inOrderOf(ids, rows, func(r garage.ClientRow) int64 { return r.ID }), nil
}

const clientRows = `SELECT ` + ClientColumns + `,
		EXISTS (SELECT 1 FROM mark WHERE mark.client_id = client.id),
		coalesce((SELECT group_concat(plate, ', ') FROM (SELECT plate FROM vehicle
			WHERE vehicle.client_id = client.id AND plate <> '' ORDER BY plate_fold)), ''),
		coalesce((SELECT max(last_visit, last_document) FROM tally WHERE tally.client_id = client.id), ''),
		coalesce((SELECT value FROM refused_value WHERE refused_value.client_id = client.id AND entity = 'client'
			AND field = 'email' AND resolved_at = '' ORDER BY refused_value.id DESC LIMIT 1), '')
	FROM json_each(?) AS wanted CROSS JOIN client ON client.id = wanted.value`

// The names of garage/client_name.go as SQL has them; a test holds the two to each other.
const (
	clientListName     = `trim(trim(client.name || ' ' || client.first_name) || ' ' || client.company_form)`
	clientWrittenName  = `trim(trim(client.first_name || ' ' || client.name) || ' ' || client.company_form)`
	contactWrittenName = `trim(contact.first_name || ' ' || contact.name)`
)

// Unreachable counts clients whom a mailing would not reach.
type Unreachable struct {
	WithoutEmail int
	NotAccepting int // have an address and do not accept promotional mail; 0 for a mailing that is not promotional
}

// UnreachableClients counts those of ids whom a mailing would not reach.
func (db *DB) UnreachableClients(ctx context.Context, ids []int64, promotional bool) (counts Unreachable, err error) {
	wanted, err := sqlite.JSONIDs(ids)
	if err == nil {
		err = db.Reader.QueryRowContext(ctx, `SELECT coalesce(sum(email = ''), 0), coalesce(sum(email <> '' AND NOT accepts_promotional AND ?1), 0)
			FROM json_each(?2) AS wanted CROSS JOIN client ON client.id = wanted.value`, promotional, wanted).
			Scan(&counts.WithoutEmail, &counts.NotAccepting)
	}
	if err != nil {
		return Unreachable{}, fmt.Errorf("unreachable clients: %w", sqlite.Fault(err))
	}
	return counts, nil
}

// Makes returns the vehicle makes that exist, as they are written: CarPack's criterion tells BMW from Bmw.
func (db *DB) Makes(ctx context.Context) ([]garage.Choice, error) {
	return db.choices(ctx, "makes", `SELECT make, count(DISTINCT client_id) FROM vehicle WHERE make <> '' GROUP BY make`)
}

// VehicleTypes returns the vehicle types that exist.
func (db *DB) VehicleTypes(ctx context.Context) ([]garage.Choice, error) {
	return db.choices(ctx, "vehicle types",
		`SELECT vehicle_type, count(DISTINCT client_id) FROM vehicle WHERE vehicle_type <> '' GROUP BY vehicle_type`)
}

// Localities returns the localities where clients live, one of each whatever the case and accents it is written with.
func (db *DB) Localities(ctx context.Context) ([]garage.Choice, error) {
	return db.choices(ctx, "localities",
		`SELECT min(locality), count(*) FROM client WHERE locality_fold <> '' GROUP BY locality_fold`)
}

// Countries returns the codes of the countries where clients live; those without one count for HomeCountry.
func (db *DB) Countries(ctx context.Context) ([]garage.Choice, error) {
	return db.choices(ctx, "countries",
		`SELECT iif(country = '', '`+garage.HomeCountry+`', country) AS code, count(*) FROM client GROUP BY code`)
}

func (db *DB) choices(ctx context.Context, operation, query string) ([]garage.Choice, error) {
	choices, err := list(ctx, db, operation, func(rows *sql.Rows) (c garage.Choice, err error) {
		err = rows.Scan(&c.Value, &c.Clients)
		return c, err
	}, query)
	garage.SortByFold(choices, func(c garage.Choice) string { return c.Value })
	return choices, err
}

// Addresses returns the mail addresses known for a client: billing, sheet, contacts. One that stands in two places is
// named once, with its first origin.
func (db *DB) Addresses(ctx context.Context, clientID int64) ([]garage.Address, error) {
	known, err := readAddresses(ctx, db.Reader, clientID)
	if err != nil {
		return nil, fmt.Errorf("addresses of client %d: %w", clientID, sqlite.Fault(err))
	}
	return known, nil
}

func readAddresses(ctx context.Context, q sqlite.Querier, clientID int64) ([]garage.Address, error) {
	rows, err := q.QueryContext(ctx, `SELECT billing_email, 'billing', 0, `+clientWrittenName+`, '' FROM client WHERE id = ?1
		UNION ALL SELECT email, 'sheet', 0, `+clientWrittenName+`, '' FROM client WHERE id = ?1
		UNION ALL SELECT * FROM (SELECT email, 'contact', id, `+contactWrittenName+`, role FROM contact
			WHERE client_id = ?1 ORDER BY id)`, clientID)
	if err != nil {
		return nil, err
	}
	all, err := sqlite.Collect(rows, func(rows *sql.Rows) (a garage.Address, err error) {
		err = rows.Scan(&a.Email, &a.Origin, &a.ContactID, &a.Name, &a.Role)
		return a, err
	})
	seen := map[string]bool{"": true}
	known := all[:0]
	for _, address := range all {
		if key := garage.Fold(address.Email); !seen[key] {
			seen[key] = true
			known = append(known, address)
		}
	}
	return known, err
}

// SettingImports counts the imports that brought something: a copy of the file is made after each.
const SettingImports = "counted.imports"

// CountImport notes in the caller's transaction that an import brought something.
func CountImport(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, '1')
		ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`, SettingImports)
	return err
}

// TouchSearch says that what search looks through has changed. Every transaction that changes clients, contacts or
// vehicles calls it once.
func TouchSearch(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx,
		`UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'search.generation'`)
	return err
}

// Families returns the client families in name order.
func (db *DB) Families(ctx context.Context) ([]garage.Family, error) {
	return list(ctx, db, "families", func(rows *sql.Rows) (f garage.Family, err error) {
		err = rows.Scan(&f.ID, &f.Name)
		return f, err
	}, `SELECT id, name FROM family ORDER BY name_fold`)
}

// SaveFamily adds (ID 0) or renames a family and returns its id. A name that another family has, whatever its case and
// accents, is ErrConflict; an empty one a FieldError.
func (db *DB) SaveFamily(ctx context.Context, family garage.Family) (int64, error) {
	return db.saveNamed(ctx, "family", family.ID, family.Name)
}

// ClientTypes returns the client types in name order.
func (db *DB) ClientTypes(ctx context.Context) ([]garage.ClientType, error) {
	return list(ctx, db, "client types", func(rows *sql.Rows) (c garage.ClientType, err error) {
		err = rows.Scan(&c.ID, &c.Name)
		return c, err
	}, `SELECT id, name FROM client_type ORDER BY name_fold`)
}

// SaveClientType adds (ID 0) or renames a client type and returns its id, with the errors of SaveFamily.
func (db *DB) SaveClientType(ctx context.Context, clientType garage.ClientType) (int64, error) {
	return db.saveNamed(ctx, "client_type", clientType.ID, clientType.Name)
}

// saveNamed saves a row of a table that holds names only; table is one of ours, never a typed value.
func (db *DB) saveNamed(ctx context.Context, table string, id int64, name string) (int64, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return 0, &garage.FieldError{Field: "name", Reason: "check.name_missing"}
	}
	err := db.Write(ctx, fmt.Sprintf("save %s %d", table, id), func(tx *sql.Tx) (err error) {
		id, err = sqlite.InsertOrUpdate(ctx, tx, id, `INSERT INTO `+table+` (name, name_fold) VALUES (?, ?)`,
			`UPDATE `+table+` SET name = ?, name_fold = ? WHERE id = ?`, name, garage.Fold(name))
		return err
	})
	return id, err
}

// deleteRow deletes one row; table is one of ours, never a typed value.
func (db *DB) deleteRow(ctx context.Context, table string, id int64) error {
	return db.Write(ctx, fmt.Sprintf("delete %s %d", table, id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE id = ?`, id))
	})
}
