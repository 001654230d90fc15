package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Visits returns the visits of a client, newest first.
func (db *DB) Visits(ctx context.Context, clientID int64) ([]Visit, error) {
	return list(ctx, db, fmt.Sprintf("visits of client %d", clientID), func(rows *sql.Rows) (v Visit, err error) {
		err = rows.Scan(&v.ID, &v.ClientID, &v.VehicleID, &v.Plate, &v.Date, &v.Km, &v.Reason)
		return v, err
	}, `SELECT visit.id, visit.client_id, coalesce(visit.vehicle_id, 0), coalesce(vehicle.plate, ''), visit.date, visit.km,
			visit.reason
		FROM visit LEFT JOIN vehicle ON vehicle.id = visit.vehicle_id
		WHERE visit.client_id = ? ORDER BY visit.date DESC, visit.id DESC`, clientID)
}

// SaveVisit adds (ID 0) or changes a visit and returns its id. It returns a FieldError for a wrong field.
func (db *DB) SaveVisit(ctx context.Context, v Visit) (int64, error) {
	trim(&v.Date, &v.Reason)
	switch {
	case v.Date == "":
		return 0, &FieldError{Field: "date", Reason: "check.date_missing"}
	case CheckDate(v.Date) != "":
		return 0, &FieldError{Field: "date", Reason: CheckDate(v.Date)}
	case v.Km < 0:
		return 0, &FieldError{Field: "km", Reason: "check.number_negative"}
	}
	id := v.ID
	err := db.write(ctx, fmt.Sprintf("save visit %d of client %d", id, v.ClientID), func(tx *sql.Tx) (err error) {
		id, err = insertOrUpdate(ctx, tx, id,
			`INSERT INTO visit (client_id, vehicle_id, date, km, reason) VALUES (?, ?, ?, ?, ?)`,
			`UPDATE visit SET client_id = ?, vehicle_id = ?, date = ?, km = ?, reason = ? WHERE id = ?`,
			v.ClientID, nullable(v.VehicleID), v.Date, v.Km, v.Reason)
		return err
	})
	return id, err
}

// DeleteVisit removes a visit.
func (db *DB) DeleteVisit(ctx context.Context, id int64) error {
	return db.deleteRow(ctx, "visit", id)
}
