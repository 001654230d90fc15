package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Vehicles returns the vehicles of a client by plate.
func (db *DB) Vehicles(ctx context.Context, clientID int64) ([]Vehicle, error) {
	return list(ctx, db, fmt.Sprintf("vehicles of client %d", clientID), func(rows *sql.Rows) (v Vehicle, err error) {
		err = rows.Scan(&v.ID, &v.ClientID, &v.Plate, &v.VIN, &v.Make, &v.Model, &v.VehicleType, &v.FirstRegistration,
			&v.Km, &v.NextInspection)
		return v, err
	}, `SELECT id, client_id, plate, vin, make, model, vehicle_type, first_registration, km, next_inspection
		FROM vehicle WHERE client_id = ? ORDER BY plate_fold, id`, clientID)
}

// SaveVehicle adds (ID 0) or changes a vehicle and returns its id. It returns a FieldError for a wrong field.
func (db *DB) SaveVehicle(ctx context.Context, v Vehicle) (int64, error) {
	trim(&v.Plate, &v.VIN, &v.Make, &v.Model, &v.VehicleType, &v.FirstRegistration, &v.NextInspection)
	if err := checkVehicle(v); err != nil {
		return 0, err
	}
	id := v.ID
	err := db.write(ctx, fmt.Sprintf("save vehicle %d of client %d", id, v.ClientID), func(tx *sql.Tx) (err error) {
		changed, err := changedColumns(ctx, tx, "vehicle", id, map[string]string{
			"plate": v.Plate, "vin": v.VIN, "first_registration": v.FirstRegistration, "next_inspection": v.NextInspection,
		})
		if err != nil {
			return err
		}
		id, err = insertOrUpdate(ctx, tx, id,
			`INSERT INTO vehicle (client_id, plate, plate_fold, vin, make, make_fold, model, vehicle_type, first_registration,
				km, next_inspection) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			`UPDATE vehicle SET client_id = ?, plate = ?, plate_fold = ?, vin = ?, make = ?, make_fold = ?, model = ?,
				vehicle_type = ?, first_registration = ?, km = ?, next_inspection = ? WHERE id = ?`,
			v.ClientID, v.Plate, FoldPlate(v.Plate), v.VIN, v.Make, Fold(v.Make), v.Model, v.VehicleType, v.FirstRegistration,
			v.Km, v.NextInspection)
		if err != nil {
			return err
		}
		if err := db.resolveFields(ctx, tx, "vehicle", id, changed); err != nil {
			return err
		}
		return touchSearch(ctx, tx)
	})
	return id, err
}

func checkVehicle(v Vehicle) error {
	switch {
	case FoldPlate(v.Plate) == "" && v.VIN == "" && v.Make == "" && v.Model == "":
		return &FieldError{Field: "plate", Reason: "check.vehicle_empty"}
	case CheckDate(v.FirstRegistration) != "":
		return &FieldError{Field: "first_registration", Reason: CheckDate(v.FirstRegistration)}
	case CheckDate(v.NextInspection) != "":
		return &FieldError{Field: "next_inspection", Reason: CheckDate(v.NextInspection)}
	case v.Km < 0:
		return &FieldError{Field: "km", Reason: "check.number_negative"}
	}
	return nil
}

// DeleteVehicle removes a vehicle. It returns ErrInUse while a visit or a document names it.
func (db *DB) DeleteVehicle(ctx context.Context, id int64) error {
	return db.deleteSearched(ctx, "vehicle", id)
}
