package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// SaveCase adds (ID 0) or changes a case with its fields and parties, and sets what the store gives it in place: number,
// state of a new one, version, times, the parties' places in the directory, and the vehicle's plate, VIN, make and model
// where the case says nothing of them. It returns a FieldError for a wrong value, ErrConflict when somebody else has
// changed the case since it was read, ErrNotFound for one that is gone. The state of a case that exists does not change
// here: see SetCaseState.
func (db *DB) SaveCase(ctx context.Context, file *garage.Case, userName string) error {
	f := *file
	err := db.Write(ctx, fmt.Sprintf("save file %d", f.ID), func(tx *sql.Tx) error {
		if f.ID == 0 {
			return db.addCase(ctx, tx, &f, userName)
		}
		before, err := ReadCase(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if before.Version != f.Version {
			return garage.ErrConflict
		}
		f.Kind, f.Number, f.State = before.Kind, before.Number, before.State
		f.OpenedAt, f.StateSince = before.OpenedAt, before.StateSince
		if err := TakeVehicle(ctx, tx, &f); err != nil {
			return err
		}
		if err := garage.CheckCase(&f); err != nil {
			return err
		}
		return db.WriteCase(ctx, tx, &f)
	})
	if err == nil {
		*file = f
	}
	return err
}

// SettingLastCase begins the settings that keep the last number of a kind and year, bodyshop.2026, which a case had given before an
// older backup took its place: it stands in mails to others.
const SettingLastCase = "file.last."

func (db *DB) addCase(ctx context.Context, tx *sql.Tx, f *garage.Case, userName string) error {
	kind, known := garage.CaseKindNamed(f.Kind)
	if !known {
		return &garage.FieldError{Field: "kind", Reason: "check.file_kind"}
	}
	now := db.Now()
	f.State = cmp.Or(f.State, kind.States[0].Key)
	if f.OpenedAt.IsZero() {
		f.OpenedAt = now
	}
	f.StateSince, f.Version = now, 0
	if err := TakeVehicle(ctx, tx, f); err != nil {
		return err
	}
	if err := garage.CheckCase(f); err != nil {
		return err
	}
	if err := db.InsertCase(ctx, tx, f, userName); err != nil {
		return err
	}
	return db.WriteCase(ctx, tx, f)
}

// InsertCase gives a new case its number, unless it has one that it came with from elsewhere, and begins its timeline.
func (db *DB) InsertCase(ctx context.Context, tx *sql.Tx, f *garage.Case, userName string) error {
	kind, _ := garage.CaseKindNamed(f.Kind)
	year, sequence := numbered(kind, f.Number)
	if f.Number == "" {
		year = f.OpenedAt.Local().Year()
	}
	if sequence == 0 {
		err := tx.QueryRowContext(ctx, `SELECT max(coalesce((SELECT max(sequence) FROM file WHERE kind = ?1 AND year = ?2), 0),
			coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?3 || ?1 || '.' || ?2), 0)) + 1`, f.Kind, year, SettingLastCase).
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
		f.Kind, f.Number, year, sequence, f.State, sqlite.FormatTime(f.OpenedAt), sqlite.FormatTime(f.StateSince))
	if err != nil {
		return err
	}
	if f.ID, err = result.LastInsertId(); err != nil {
		return err
	}
	return db.AddEvent(ctx, tx, f.ID, garage.CaseEvent{Kind: garage.EventState, Text: f.State, UserName: userName})
}

// numbered reads a number of our own form; one of another program is of year 0.
func numbered(k garage.CaseKind, number string) (year, sequence int) {
	rest, own := strings.CutPrefix(number, k.Code)
	if _, err := fmt.Sscanf(rest, "%4d-%5d", &year, &sequence); !own || err != nil || fmt.Sprintf("%s%d-%05d", k.Code, year, sequence) != number {
		return 0, 0
	}
	return year, sequence
}

// TakeVehicle fills in what the case does not say of its vehicle itself: a case keeps the plate that the car had.
func TakeVehicle(ctx context.Context, tx *sql.Tx, f *garage.Case) error {
	if f.VehicleID == 0 {
		return nil
	}
	var plate, vin, maker, model string
	err := tx.QueryRowContext(ctx, `SELECT plate, vin, make, model FROM vehicle WHERE id = ?`, f.VehicleID).
		Scan(&plate, &vin, &maker, &model)
	if err != nil {
		return sqlite.Missing(err)
	}
	values := map[string]string{"plate": plate, "vin": vin, "make": maker, "model": model}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
	maps.Copy(values, f.Values) // what she typed counts, also when she emptied it
	f.Values = values
	return nil
}

// WriteCase writes what of a case can change, raises its version and remembers its parties.
func (db *DB) WriteCase(ctx context.Context, tx *sql.Tx, f *garage.Case) error {
	if err := db.writeParties(ctx, tx, f); err != nil {
		return err
	}
	values, err := json.Marshal(f.Values)
	if err != nil {
		return err
	}
	f.Version++
	f.ChangedAt, f.LateOn = db.Now(), garage.LateOn(f)
	err = sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE file SET client_id = ?, vehicle_id = ?, state = ?, field_values = ?, notes = ?,
		state_since = ?, late_on = ?, version = ?, changed_at = ?, search_text = ? WHERE id = ?`,
		sqlite.Nullable(f.ClientID), sqlite.Nullable(f.VehicleID), f.State, string(values), f.Notes, sqlite.FormatTime(f.StateSince), f.LateOn, f.Version,
		sqlite.FormatTime(f.ChangedAt), caseSearchText(f), f.ID))
	if err != nil {
		return err
	}
	return touchCases(ctx, tx)
}

// caseSearchText is what the search in cases looks through: the number, all texts of the sheet, the plate also without its
// dashes, and the parties with their numbers.
func caseSearchText(f *garage.Case) string {
	kind, _ := garage.CaseKindNamed(f.Kind)
	words := []string{garage.Fold(f.Number), garage.Fold(f.Notes)}
	for _, field := range kind.Fields {
		if value := f.Values[field.Key]; value != "" && field.Type == garage.CaseText {
			words = append(words, garage.Fold(value))
		}
	}
	for _, key := range []string{"plate", "courtesy_plate"} {
		words = append(words, garage.FoldPlate(f.Values[key]))
	}
	for _, party := range f.Parties {
		words = append(words, garage.Fold(party.Name), garage.Fold(party.Contact), garage.Fold(party.Reference), garage.Fold(party.Email), garage.PhoneDigits(party.Phone))
	}
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " ")
}

// SetCaseState brings a case into another state of its kind and writes that on its timeline. version is that of the case as
// she saw it: ErrConflict when it has changed since. It returns the case as it is then.
func (db *DB) SetCaseState(ctx context.Context, id, version int64, state, userName string) (garage.Case, error) {
	var file garage.Case
	err := db.Write(ctx, fmt.Sprintf("set state of file %d", id), func(tx *sql.Tx) error {
		f, err := ReadCase(ctx, tx, id)
		if err != nil {
			return err
		}
		if f.Version != version {
			return garage.ErrConflict
		}
		if f.State == state {
			file = f
			return nil
		}
		f.State, f.StateSince = state, db.Now()
		if err := garage.CheckCase(&f); err != nil {
			return err
		}
		if err := db.AddEvent(ctx, tx, id, garage.CaseEvent{Kind: garage.EventState, Text: state, UserName: userName}); err != nil {
			return err
		}
		file = f
		return db.WriteCase(ctx, tx, &file)
	})
	return file, err
}

func touchCases(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx,
		`UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'file.generation'`)
	return err
}

// writeParties replaces the parties of a case and remembers each in the directory. The client is in it by his own sheet.
func (db *DB) writeParties(ctx context.Context, tx *sql.Tx, f *garage.Case) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM file_party WHERE file_id = ?`, f.ID); err != nil {
		return err
	}
	f.Parties = slices.Clone(f.Parties)
	for i := range f.Parties {
		party := &f.Parties[i]
		party.DirectoryID = 0
		if isRemembered(*party) {
			var err error
			if party.DirectoryID, err = db.remember(ctx, tx, *party); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO file_party (file_id, role, directory_id, name, contact, email, phone, language, reference)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, f.ID, party.Role, sqlite.Nullable(party.DirectoryID), party.Name, party.Contact, party.Email,
			party.Phone, party.Language, party.Reference)
		if err != nil {
			return err
		}
	}
	return nil
}

// isRemembered tells the firms that come again from the people of one job.
func isRemembered(party garage.CaseParty) bool {
	return party.Name != "" && party.Role != garage.PartyClient && party.Role != garage.PartyOwner && party.Role != garage.PartyDriver
}

// remember adds a party to the directory, or what is new of it: an address of a contact is his, one without a contact the
// firm's. What is known and not said again stays.
func (db *DB) remember(ctx context.Context, tx *sql.Tx, party garage.CaseParty) (int64, error) {
	entry := garage.DirectoryEntry{Party: party.Role, Name: party.Name}
	err := scanEntry(tx.QueryRowContext(ctx, `SELECT `+directoryColumns+` FROM directory WHERE party = ? AND name_fold = ?`,
		party.Role, garage.Fold(party.Name)), &entry)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	entry.Language = cmp.Or(party.Language, entry.Language)
	if party.Contact == "" {
		entry.Email, entry.Phone = cmp.Or(party.Email, entry.Email), cmp.Or(party.Phone, entry.Phone)
	} else {
		addContact(&entry, garage.DirectoryContact{Name: party.Contact, Email: party.Email, Phone: party.Phone})
	}
	return db.writeEntry(ctx, tx, entry)
}

// addContact adds a person, or his new address, and puts him first.
func addContact(e *garage.DirectoryEntry, contact garage.DirectoryContact) {
	i := slices.IndexFunc(e.Contacts, func(c garage.DirectoryContact) bool { return garage.Fold(c.Name) == garage.Fold(contact.Name) })
	if i >= 0 {
		contact.Email, contact.Phone = cmp.Or(contact.Email, e.Contacts[i].Email), cmp.Or(contact.Phone, e.Contacts[i].Phone)
		e.Contacts = slices.Delete(e.Contacts, i, i+1)
	}
	e.Contacts = slices.Insert(e.Contacts, 0, contact)
}

func (db *DB) writeEntry(ctx context.Context, tx *sql.Tx, e garage.DirectoryEntry) (int64, error) {
	contacts, err := json.Marshal(append([]garage.DirectoryContact{}, e.Contacts...))
	if err != nil {
		return 0, err
	}
	return sqlite.InsertOrUpdate(ctx, tx, e.ID, `
		INSERT INTO directory (party, name, name_fold, email, phone, language, contacts, used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, `
		UPDATE directory SET party = ?, name = ?, name_fold = ?, email = ?, phone = ?, language = ?, contacts = ?, used_at = ? WHERE id = ?`,
		e.Party, e.Name, garage.Fold(e.Name), e.Email, e.Phone, e.Language, string(contacts), sqlite.FormatTime(db.Now()))
}

const directoryColumns = `id, party, name, email, phone, language, contacts, used_at`

func scanEntry(row interface{ Scan(into ...any) error }, e *garage.DirectoryEntry) error {
	var contacts []byte
	var used string
	if err := row.Scan(&e.ID, &e.Party, &e.Name, &e.Email, &e.Phone, &e.Language, &contacts, &used); err != nil {
		return err
	}
	e.UsedAt = sqlite.ParseTime(used)
	return json.Unmarshal(contacts, &e.Contacts)
}

// SearchDirectory returns who was this party before and has every typed word in his name, his address or a contact, the last
// used first. A party of "" is anybody.
func (db *DB) SearchDirectory(ctx context.Context, party garage.Party, typed string) ([]garage.DirectoryEntry, error) {
	entries, err := list(ctx, db, "directory", func(rows *sql.Rows) (e garage.DirectoryEntry, err error) {
		err = scanEntry(rows, &e)
		return e, err
	}, `SELECT `+directoryColumns+` FROM directory WHERE ?1 IN ('', party) ORDER BY used_at DESC, name_fold`, party)
	words := strings.Fields(garage.Fold(typed))
	return slices.DeleteFunc(entries, func(e garage.DirectoryEntry) bool {
		text := e.Name + " " + e.Email + " " + e.Phone
		for _, contact := range e.Contacts {
			text += " " + contact.Name + " " + contact.Email
		}
		text = garage.Fold(text)
		return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	}), err
}

// SaveDirectoryEntry adds (ID 0) or changes an entry of the directory and returns its id. It returns a FieldError for an empty
// name or a bad address, ErrConflict for a name that this party has already.
func (db *DB) SaveDirectoryEntry(ctx context.Context, e garage.DirectoryEntry) (id int64, err error) {
	garage.Trim(&e.Name, &e.Email, &e.Phone)
	if e.Name == "" {
		return 0, &garage.FieldError{Field: "name", Reason: "check.name_missing"}
	}
	for _, address := range append([]garage.DirectoryContact{{Email: e.Email, Phone: e.Phone}}, e.Contacts...) {
		if reason := garage.CheckEmail(address.Email); reason != "" {
			return 0, &garage.FieldError{Field: "email", Reason: reason}
		}
		if reason := garage.CheckPhone(address.Phone); reason != "" {
			return 0, &garage.FieldError{Field: "phone", Reason: reason}
		}
	}
	err = db.Write(ctx, fmt.Sprintf("save directory entry %d", e.ID), func(tx *sql.Tx) (err error) {
		id, err = db.writeEntry(ctx, tx, e)
		return err
	})
	return id, err
}

// DeleteDirectoryEntry forgets an entry. Files that name him keep what they say of him.
func (db *DB) DeleteDirectoryEntry(ctx context.Context, id int64) error {
	return db.Write(ctx, fmt.Sprintf("delete directory entry %d", id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `DELETE FROM directory WHERE id = ?`, id))
	})
}
