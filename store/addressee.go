package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// Addressee is a client with what his mail can mention.
type Addressee struct {
	garage.Client
	Vehicles       []VisitedVehicle // the most recently visited first
	RefusedBilling string           // a billing address, as RefusedMail
	RefusedMail    string           // an address that an import refused and nobody has mended yet, "" = none
}

// ForPapers is where documents, reminders and statements go to him when nobody is asked: the billing email, else the main one.
// One that is not valid is returned as it is, and never makes way for another.
func (c Addressee) ForPapers() (address string, origin garage.AddressOrigin) {
	return ownAddresses{c.Email, c.BillingEmail, c.RefusedBilling}.forPapers()
}

// VisitedVehicle is a vehicle with the date it was last here.
type VisitedVehicle struct {
	garage.Vehicle
	LastVisit string // ISO date of its last visit or document, "" = none
}

// Addressees returns the clients with their vehicles, in the order of ids. Ids that are no client (any more) are
// left out. It reads many in three queries: a mailing composes thousands.
func (db *DB) Addressees(ctx context.Context, ids []int64) ([]Addressee, error) {
	clients, err := db.addressees(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("clients to merge: %w", sqlite.Fault(err))
	}
	return clients, nil
}

func (db *DB) addressees(ctx context.Context, ids []int64) ([]Addressee, error) {
	list, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, err
	}
	rows, err := db.Reader.QueryContext(ctx, `
		SELECT id, number, title, name, first_name, company_form, language, email, billing_email, accepts_promotional,
			coalesce((SELECT value FROM refused_value WHERE client_id = client.id AND entity = 'client'
				AND field = 'email' AND resolved_at = '' ORDER BY id DESC LIMIT 1), ''), `+refusedBilling+`
		FROM client WHERE id IN (SELECT value FROM json_each(?))`, list)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make(map[int64]*Addressee, len(ids))
	for rows.Next() {
		c := &Addressee{}
		if err := rows.Scan(&c.ID, &c.Number, &c.Title, &c.Name, &c.FirstName, &c.CompanyForm, &c.Language, &c.Email,
			&c.BillingEmail, &c.AcceptsPromotional, &c.RefusedMail, &c.RefusedBilling); err != nil {
			return nil, err
		}
		found[c.ID] = c
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if err := db.addVehicles(ctx, list, found); err != nil {
		return nil, err
	}
	clients := make([]Addressee, 0, len(found))
	for _, id := range ids {
		if c := found[id]; c != nil {
			clients = append(clients, *c)
		}
	}
	return clients, nil
}

func (db *DB) addVehicles(ctx context.Context, clientIDs string, clients map[int64]*Addressee) error {
	rows, err := db.Reader.QueryContext(ctx, `
		SELECT id, client_id, plate, vin, make, model, vehicle_type, first_registration, km, next_inspection,
			max(coalesce((SELECT max(date) FROM visit WHERE vehicle_id = vehicle.id), ''),
				coalesce((SELECT max(date) FROM document WHERE vehicle_id = vehicle.id), ''))
		FROM vehicle WHERE client_id IN (SELECT value FROM json_each(?))`, clientIDs)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var v VisitedVehicle
		if err := rows.Scan(&v.ID, &v.ClientID, &v.Plate, &v.VIN, &v.Make, &v.Model, &v.VehicleType,
			&v.FirstRegistration, &v.Km, &v.NextInspection, &v.LastVisit); err != nil {
			return err
		}
		if c := clients[v.ClientID]; c != nil {
			c.Vehicles = append(c.Vehicles, v)
		}
	}
	for _, c := range clients {
		slices.SortFunc(c.Vehicles, newestVisitFirst)
	}
	return rows.Err()
}

// newestVisitFirst orders the vehicles of a client; of two that came on the same day, or never, the one that was added
// last stands first.
func newestVisitFirst(a, b VisitedVehicle) int {
	return cmp.Or(cmp.Compare(b.LastVisit, a.LastVisit), cmp.Compare(b.ID, a.ID))
}

// MergeSender returns the user and the company a mail is from, the zero value for an id of 0. It returns ErrNotFound when
// one of them is gone. The company comes without its logo and terms, which no mail mentions.
func (db *DB) MergeSender(ctx context.Context, userID, companyID int64) (garage.User, garage.Company, error) {
	user, company := garage.User{ID: userID}, garage.Company{ID: companyID}
	if userID != 0 {
		err := db.Reader.QueryRowContext(ctx, `SELECT name, email, display_name, signature, smtp_server FROM user WHERE id = ?`,
			userID).Scan(&user.Name, &user.Email, &user.DisplayName, &user.Signature, &user.SMTPServer)
		if err != nil {
			return garage.User{}, garage.Company{}, fmt.Errorf("sender %d: %w", userID, sqlite.Fault(sqlite.Missing(err)))
		}
	}
	if companyID != 0 {
		err := db.Reader.QueryRowContext(ctx, `SELECT name, language, nomsoc_is_client FROM company WHERE id = ?`,
			companyID).Scan(&company.Name, &company.Language, &company.NomSocIsClient)
		if err != nil {
			return garage.User{}, garage.Company{}, fmt.Errorf("company %d: %w", companyID, sqlite.Fault(sqlite.Missing(err)))
		}
	}
	return user, company, nil
}
