package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// SaveFile adds (ID 0) or changes a file with its fields and parties, and sets what the store gives it in place: number,
// state of a new one, version, times, the parties' places in the directory, and the vehicle's plate, VIN, make and model
// where the file says nothing of them. It returns a FieldError for a wrong value, ErrConflict when somebody else has
// changed the file since it was read, ErrNotFound for one that is gone. The state of a file that exists does not change
// here: see SetFileState.
func (db *DB) SaveFile(ctx context.Context, file *File, userName string) error {
	f := *file
	err := db.write(ctx, fmt.Sprintf("save file %d", f.ID), func(tx *sql.Tx) error {
		if f.ID == 0 {
			return db.addFile(ctx, tx, &f, userName)
		}
		before, err := readFile(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if before.Version != f.Version {
			return ErrConflict
		}
		f.Kind, f.Number, f.State = before.Kind, before.Number, before.State
		f.OpenedAt, f.StateSince = before.OpenedAt, before.StateSince
		if err := takeVehicle(ctx, tx, &f); err != nil {
			return err
		}
		if err := checkFile(&f); err != nil {
			return err
		}
		return db.writeFile(ctx, tx, &f)
	})
	if err == nil {
		*file = f
	}
	return err
}

// lastFile begins the settings that keep the last number of a kind and year, bodyshop.2026, which a file had given before an
// older backup took its place: it stands in mails to others.
const lastFile = "file.last."

func (db *DB) addFile(ctx context.Context, tx *sql.Tx, f *File, userName string) error {
	kind, known := FileKindNamed(f.Kind)
	if !known {
		return &FieldError{Field: "kind", Reason: "check.file_kind"}
	}
	now := db.Now()
	f.State = cmp.Or(f.State, kind.States[0].Key)
	if f.OpenedAt.IsZero() {
		f.OpenedAt = now
	}
	f.StateSince, f.Version = now, 0
	if err := takeVehicle(ctx, tx, f); err != nil {
		return err
	}
	if err := checkFile(f); err != nil {
		return err
	}
	if err := db.insertFile(ctx, tx, f, userName); err != nil {
		return err
	}
	return db.writeFile(ctx, tx, f)
}

// insertFile gives a new file its number, unless it has one that it came with from elsewhere, and begins its timeline.
func (db *DB) insertFile(ctx context.Context, tx *sql.Tx, f *File, userName string) error {
	kind, _ := FileKindNamed(f.Kind)
	year, sequence := kind.numbered(f.Number)
	if f.Number == "" {
		year = f.OpenedAt.Local().Year()
	}
	if sequence == 0 {
		err := tx.QueryRowContext(ctx, `SELECT max(coalesce((SELECT max(sequence) FROM file WHERE kind = ?1 AND year = ?2), 0),
			coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?3 || ?1 || '.' || ?2), 0)) + 1`, f.Kind, year, lastFile).
			Scan(&sequence)
		if err != nil {
			return err
		}
	}
	if f.Number == "" {
		f.Number = fmt.Sprintf("%s%d-%05d", kind.Code, year, sequence)
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO file (kind, number, year, sequence, state, opened_at, state_since, changed_at,
		search_text, version) VALUES (?, ?, ?, ?, ?, ?, ?, '', '', 0)`,
		f.Kind, f.Number, year, sequence, f.State, formatTime(f.OpenedAt), formatTime(f.StateSince))
	if err != nil {
		return err
	}
	if f.ID, err = result.LastInsertId(); err != nil {
		return err
	}
	return db.addEvent(ctx, tx, f.ID, FileEvent{Kind: EventState, Text: f.State, UserName: userName})
}

// numbered reads a number of our own form; one of another program is of year 0.
func (k FileKind) numbered(number string) (year, sequence int) {
	rest, own := strings.CutPrefix(number, k.Code)
	if _, err := fmt.Sscanf(rest, "%4d-%5d", &year, &sequence); !own || err != nil || fmt.Sprintf("%s%d-%05d", k.Code, year, sequence) != number {
		return 0, 0
	}
	return year, sequence
}

// takeVehicle fills in what the file does not say of its vehicle itself: a file keeps the plate that the car had.
func takeVehicle(ctx context.Context, tx *sql.Tx, f *File) error {
	if f.VehicleID == 0 {
		return nil
	}
	var plate, vin, maker, model string
	err := tx.QueryRowContext(ctx, `SELECT plate, vin, make, model FROM vehicle WHERE id = ?`, f.VehicleID).
		Scan(&plate, &vin, &maker, &model)
	if err != nil {
		return missing(err)
	}
	values := map[string]string{"plate": plate, "vin": vin, "make": maker, "model": model}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
	maps.Copy(values, f.Values) // what she typed counts, also when she emptied it
	f.Values = values
	return nil
}

// writeFile writes what of a file can change, raises its version and remembers its parties.
func (db *DB) writeFile(ctx context.Context, tx *sql.Tx, f *File) error {
	if err := db.writeParties(ctx, tx, f); err != nil {
		return err
	}
	values, err := json.Marshal(f.Values)
	if err != nil {
		return err
	}
	f.Version++
	f.ChangedAt, f.LateOn = db.Now(), lateOn(f)
	err = changedOne(tx.ExecContext(ctx, `UPDATE file SET client_id = ?, vehicle_id = ?, state = ?, field_values = ?, notes = ?,
		state_since = ?, late_on = ?, version = ?, changed_at = ?, search_text = ? WHERE id = ?`,
		nullable(f.ClientID), nullable(f.VehicleID), f.State, string(values), f.Notes, formatTime(f.StateSince), f.LateOn, f.Version,
		formatTime(f.ChangedAt), fileSearchText(f), f.ID))
	if err != nil {
		return err
	}
	return touchFiles(ctx, tx)
}

// fileSearchText is what the search in files looks through: the number, all texts of the sheet, the plate also without its
// dashes, and the parties with their numbers.
func fileSearchText(f *File) string {
	kind, _ := FileKindNamed(f.Kind)
	words := []string{Fold(f.Number), Fold(f.Notes)}
	for _, field := range kind.Fields {
		if value := f.Values[field.Key]; value != "" && field.Type == FileText {
			words = append(words, Fold(value))
		}
	}
	for _, key := range []string{"plate", "courtesy_plate"} {
		words = append(words, FoldPlate(f.Values[key]))
	}
	for _, party := range f.Parties {
		words = append(words, Fold(party.Name), Fold(party.Contact), Fold(party.Reference), Fold(party.Email), phoneDigits(party.Phone))
	}
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " ")
}

// SetFileState brings a file into another state of its kind and writes that on its timeline. version is that of the file as
// she saw it: ErrConflict when it has changed since. It returns the file as it is then.
func (db *DB) SetFileState(ctx context.Context, id, version int64, state, userName string) (File, error) {
	var file File
	err := db.write(ctx, fmt.Sprintf("set state of file %d", id), func(tx *sql.Tx) error {
		f, err := readFile(ctx, tx, id)
		if err != nil {
			return err
		}
		if f.Version != version {
			return ErrConflict
		}
		if f.State == state {
			file = f
			return nil
		}
		f.State, f.StateSince = state, db.Now()
		if err := checkFile(&f); err != nil {
			return err
		}
		if err := db.addEvent(ctx, tx, id, FileEvent{Kind: EventState, Text: state, UserName: userName}); err != nil {
			return err
		}
		file = f
		return db.writeFile(ctx, tx, &file)
	})
	return file, err
}

func touchFiles(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx,
		`UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'file.generation'`)
	return err
}
