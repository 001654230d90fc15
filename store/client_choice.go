package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Choice is a value that exists in the file, with the number of clients that have it.
type Choice struct {
	Value   string
	Clients int
}

// Makes returns the vehicle makes that exist, as they are written: CarPack's criterion tells BMW from Bmw.
func (db *DB) Makes(ctx context.Context) ([]Choice, error) {
	return db.choices(ctx, "makes", `SELECT make, count(DISTINCT client_id) FROM vehicle WHERE make <> '' GROUP BY make`)
}

// VehicleTypes returns the vehicle types that exist.
func (db *DB) VehicleTypes(ctx context.Context) ([]Choice, error) {
	return db.choices(ctx, "vehicle types",
		`SELECT vehicle_type, count(DISTINCT client_id) FROM vehicle WHERE vehicle_type <> '' GROUP BY vehicle_type`)
}

// Localities returns the localities where clients live, one of each whatever the case and accents it is written with.
func (db *DB) Localities(ctx context.Context) ([]Choice, error) {
	return db.choices(ctx, "localities",
		`SELECT min(locality), count(*) FROM client WHERE locality_fold <> '' GROUP BY locality_fold`)
}

// Countries returns the codes of the countries where clients live; those without one count for HomeCountry.
func (db *DB) Countries(ctx context.Context) ([]Choice, error) {
	return db.choices(ctx, "countries",
		`SELECT iif(country = '', '`+HomeCountry+`', country) AS code, count(*) FROM client GROUP BY code`)
}

func (db *DB) choices(ctx context.Context, operation, query string) ([]Choice, error) {
	choices, err := list(ctx, db, operation, func(rows *sql.Rows) (c Choice, err error) {
		err = rows.Scan(&c.Value, &c.Clients)
		return c, err
	}, query)
	sortByFold(choices, func(c Choice) string { return c.Value })
	return choices, err
}

// AddressOrigin says where a mail address of a client stands.
type AddressOrigin string

// The origins of an address: the sheet's main address, the Financier tab, a contact. Of a message also: the client's own for
// papers (billing, else main), for which nobody was asked; a party of a file; one that was typed, and is nobody's.
const (
	AddressOfSheet   AddressOrigin = "sheet"
	AddressOfBilling AddressOrigin = "billing"
	AddressOfContact AddressOrigin = "contact"
	AddressOfClient  AddressOrigin = "client"
	AddressOfParty   AddressOrigin = "party"
	AddressTyped     AddressOrigin = "typed"
)

// Address is a mail address known for a client.
type Address struct {
	Email     string
	Origin    AddressOrigin
	ContactID int64  // of AddressOfContact
	Name      string // the client's or the contact's, as "first name name"
	Role      string // the contact's
}

// Owner is whose address it is.
func (a Address) Owner() AddressOwner { return AddressOwner{Origin: a.Origin, ContactID: a.ContactID} }

// Addresses returns the mail addresses known for a client: billing, sheet, contacts. One that stands in two places is
// named once, with its first origin.
func (db *DB) Addresses(ctx context.Context, clientID int64) ([]Address, error) {
	known, err := readAddresses(ctx, db.reader, clientID)
	if err != nil {
		return nil, fmt.Errorf("addresses of client %d: %w", clientID, fault(err))
	}
	return known, nil
}

func readAddresses(ctx context.Context, q querier, clientID int64) ([]Address, error) {
	rows, err := q.QueryContext(ctx, `SELECT billing_email, 'billing', 0, `+clientWrittenName+`, '' FROM client WHERE id = ?1
		UNION ALL SELECT email, 'sheet', 0, `+clientWrittenName+`, '' FROM client WHERE id = ?1
		UNION ALL SELECT * FROM (SELECT email, 'contact', id, `+contactWrittenName+`, role FROM contact
			WHERE client_id = ?1 ORDER BY id)`, clientID)
	if err != nil {
		return nil, err
	}
	all, err := collect(rows, func(rows *sql.Rows) (a Address, err error) {
		err = rows.Scan(&a.Email, &a.Origin, &a.ContactID, &a.Name, &a.Role)
		return a, err
	})
	seen := map[string]bool{"": true}
	known := all[:0]
	for _, address := range all {
		if key := Fold(address.Email); !seen[key] {
			seen[key] = true
			known = append(known, address)
		}
	}
	return known, err
}
