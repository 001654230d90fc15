package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/search"
	"garagemail/store/sqlite"
)

// Contacts returns the persons at a client in name order.
func (db *DB) Contacts(ctx context.Context, clientID int64) ([]garage.Contact, error) {
	contacts, err := list(ctx, db, fmt.Sprintf("contacts of client %d", clientID), func(rows *sql.Rows) (c garage.Contact, err error) {
		err = rows.Scan(&c.ID, &c.ClientID, &c.Name, &c.FirstName, &c.Role, &c.Email, &c.GSM)
		return c, err
	}, `SELECT id, client_id, name, first_name, role, email, gsm FROM contact WHERE client_id = ? ORDER BY id`, clientID)
	garage.SortByFold(contacts, func(c garage.Contact) string { return c.Name + " " + c.FirstName })
	return contacts, err
}

// FoundBy says of the rows that a search found why, where the name and the number do not: the plates, contacts, addresses and phone
// numbers that have the words which were typed, by id of the client.
func (db *DB) FoundBy(ctx context.Context, rows []garage.ClientRow, typed string) (map[int64]string, error) {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("found by %q: %w", typed, err)
	}
	contacts, err := list(ctx, db, fmt.Sprintf("found by %q", typed), func(rows *sql.Rows) (c garage.Contact, err error) {
		return c, rows.Scan(&c.ClientID, &c.Name, &c.FirstName, &c.Email)
	}, `SELECT client_id, name, first_name, email FROM json_each(?) CROSS JOIN contact ON client_id = value ORDER BY contact.id`, wanted)
	if err != nil {
		return nil, err
	}
	texts := map[int64][]string{}
	for _, c := range contacts {
		texts[c.ClientID] = append(texts[c.ClientID], c.WrittenName(), c.Email)
	}
	found := map[int64]string{}
	for _, row := range rows {
		all := append(strings.Split(row.Plates, ", "), texts[row.ID]...)
		all = append(all, row.Phone, row.GSM, row.Email, row.BillingEmail)
		found[row.ID] = strings.Join(search.Elsewhere(typed, row.Name+" "+row.FirstName+" "+row.Number, all), ", ")
	}
	return found, nil
}

// SaveContact adds (ID 0) or changes a contact and returns its id. It returns a FieldError for a wrong field.
func (db *DB) SaveContact(ctx context.Context, contact garage.Contact) (int64, error) {
	garage.Trim(&contact.Name, &contact.FirstName, &contact.Role, &contact.Email, &contact.GSM)
	if err := checkContact(contact); err != nil {
		return 0, err
	}
	id := contact.ID
	err := db.Write(ctx, fmt.Sprintf("save contact %d of client %d", id, contact.ClientID), func(tx *sql.Tx) (err error) {
		changed, err := changedColumns(ctx, tx, "contact", id, map[string]string{"email": contact.Email, "gsm": contact.GSM})
		if err != nil {
			return err
		}
		id, err = sqlite.InsertOrUpdate(ctx, tx, id,
			`INSERT INTO contact (client_id, name, first_name, role, email, gsm) VALUES (?, ?, ?, ?, ?, ?)`,
			`UPDATE contact SET client_id = ?, name = ?, first_name = ?, role = ?, email = ?, gsm = ? WHERE id = ?`,
			contact.ClientID, contact.Name, contact.FirstName, contact.Role, contact.Email, contact.GSM)
		if err != nil {
			return err
		}
		if err := db.resolveFields(ctx, tx, "contact", id, changed); err != nil {
			return err
		}
		return TouchSearch(ctx, tx)
	})
	return id, err
}

func checkContact(contact garage.Contact) error {
	switch {
	case contact.Name == "" && contact.FirstName == "":
		return &garage.FieldError{Field: "name", Reason: "check.name_missing"}
	case garage.CheckEmail(contact.Email) != "":
		return &garage.FieldError{Field: "email", Reason: garage.CheckEmail(contact.Email)}
	case garage.CheckPhone(contact.GSM) != "":
		return &garage.FieldError{Field: "gsm", Reason: garage.CheckPhone(contact.GSM)}
	}
	return nil
}

// DeleteContact removes a contact.
func (db *DB) DeleteContact(ctx context.Context, id int64) error {
	return db.deleteSearched(ctx, "contact", id)
}

// deleteSearched deletes a row that search looks through; table is one of ours, never a typed value.
func (db *DB) deleteSearched(ctx context.Context, table string, id int64) error {
	return db.Write(ctx, fmt.Sprintf("delete %s %d", table, id), func(tx *sql.Tx) error {
		if err := sqlite.ChangedOne(tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE id = ?`, id)); err != nil {
			return err
		}
		return TouchSearch(ctx, tx)
	})
}

// Vehicles returns the vehicles of a client by plate.
func (db *DB) Vehicles(ctx context.Context, clientID int64) ([]garage.Vehicle, error) {
	return list(ctx, db, fmt.Sprintf("vehicles of client %d", clientID), func(rows *sql.Rows) (v garage.Vehicle, err error) {
		err = rows.Scan(&v.ID, &v.ClientID, &v.Plate, &v.VIN, &v.Make, &v.Model, &v.VehicleType, &v.FirstRegistration,
			&v.Km, &v.NextInspection)
		return v, err
	}, `SELECT id, client_id, plate, vin, make, model, vehicle_type, first_registration, km, next_inspection
		FROM vehicle WHERE client_id = ? ORDER BY plate_fold, id`, clientID)
}

// SaveVehicle adds (ID 0) or changes a vehicle and returns its id. It returns a FieldError for a wrong field.
func (db *DB) SaveVehicle(ctx context.Context, v garage.Vehicle) (int64, error) {
	garage.Trim(&v.Plate, &v.VIN, &v.Make, &v.Model, &v.VehicleType, &v.FirstRegistration, &v.NextInspection)
	if err := checkVehicle(v); err != nil {
		return 0, err
	}
	id := v.ID
	err := db.Write(ctx, fmt.Sprintf("save vehicle %d of client %d", id, v.ClientID), func(tx *sql.Tx) (err error) {
		changed, err := changedColumns(ctx, tx, "vehicle", id, map[string]string{
			"plate": v.Plate, "vin": v.VIN, "first_registration": v.FirstRegistration, "next_inspection": v.NextInspection,
		})
		if err != nil {
			return err
		}
		id, err = sqlite.InsertOrUpdate(ctx, tx, id,
			`INSERT INTO vehicle (client_id, plate, plate_fold, vin, make, make_fold, model, vehicle_type, first_registration,
				km, next_inspection) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			`UPDATE vehicle SET client_id = ?, plate = ?, plate_fold = ?, vin = ?, make = ?, make_fold = ?, model = ?,
				vehicle_type = ?, first_registration = ?, km = ?, next_inspection = ? WHERE id = ?`,
			v.ClientID, v.Plate, garage.FoldPlate(v.Plate), v.VIN, v.Make, garage.Fold(v.Make), v.Model, v.VehicleType, v.FirstRegistration,
			v.Km, v.NextInspection)
		if err != nil {
			return err
		}
		if err := db.resolveFields(ctx, tx, "vehicle", id, changed); err != nil {
			return err
		}
		return TouchSearch(ctx, tx)
	})
	return id, err
}

func checkVehicle(v garage.Vehicle) error {
	switch {
	case garage.FoldPlate(v.Plate) == "" && v.VIN == "" && v.Make == "" && v.Model == "":
		return &garage.FieldError{Field: "plate", Reason: "check.vehicle_empty"}
	case garage.CheckDate(v.FirstRegistration) != "":
		return &garage.FieldError{Field: "first_registration", Reason: garage.CheckDate(v.FirstRegistration)}
	case garage.CheckDate(v.NextInspection) != "":
		return &garage.FieldError{Field: "next_inspection", Reason: garage.CheckDate(v.NextInspection)}
	case v.Km < 0:
		return &garage.FieldError{Field: "km", Reason: "check.number_negative"}
	}
	return nil
}

// DeleteVehicle removes a vehicle. It returns ErrInUse while a visit or a document names it.
func (db *DB) DeleteVehicle(ctx context.Context, id int64) error {
	return db.deleteSearched(ctx, "vehicle", id)
}

// Visits returns the visits of a client, newest first.
func (db *DB) Visits(ctx context.Context, clientID int64) ([]garage.Visit, error) {
	return list(ctx, db, fmt.Sprintf("visits of client %d", clientID), func(rows *sql.Rows) (v garage.Visit, err error) {
		err = rows.Scan(&v.ID, &v.ClientID, &v.VehicleID, &v.Plate, &v.Date, &v.Km, &v.Reason)
		return v, err
	}, `SELECT visit.id, visit.client_id, coalesce(visit.vehicle_id, 0), coalesce(vehicle.plate, ''), visit.date, visit.km,
			visit.reason
		FROM visit LEFT JOIN vehicle ON vehicle.id = visit.vehicle_id
		WHERE visit.client_id = ? ORDER BY visit.date DESC, visit.id DESC`, clientID)
}

// SaveVisit adds (ID 0) or changes a visit and returns its id. It returns a FieldError for a wrong field.
func (db *DB) SaveVisit(ctx context.Context, v garage.Visit) (int64, error) {
	garage.Trim(&v.Date, &v.Reason)
	switch {
	case v.Date == "":
		return 0, &garage.FieldError{Field: "date", Reason: "check.date_missing"}
	case garage.CheckDate(v.Date) != "":
		return 0, &garage.FieldError{Field: "date", Reason: garage.CheckDate(v.Date)}
	case v.Km < 0:
		return 0, &garage.FieldError{Field: "km", Reason: "check.number_negative"}
	}
	id := v.ID
	err := db.Write(ctx, fmt.Sprintf("save visit %d of client %d", id, v.ClientID), func(tx *sql.Tx) (err error) {
		id, err = sqlite.InsertOrUpdate(ctx, tx, id,
			`INSERT INTO visit (client_id, vehicle_id, date, km, reason) VALUES (?, ?, ?, ?, ?)`,
			`UPDATE visit SET client_id = ?, vehicle_id = ?, date = ?, km = ?, reason = ? WHERE id = ?`,
			v.ClientID, sqlite.Nullable(v.VehicleID), v.Date, v.Km, v.Reason)
		return err
	})
	return id, err
}

// DeleteVisit removes a visit.
func (db *DB) DeleteVisit(ctx context.Context, id int64) error {
	return db.deleteRow(ctx, "visit", id)
}
