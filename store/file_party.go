package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SaveParty writes one party of a file, as SaveFile does with all: it returns ErrConflict when the file has changed since it
// was read, and brings file up to date.
func (db *DB) SaveParty(ctx context.Context, file *File, party FileParty, userName string) error {
	f := *file
	f.Parties = append(slices.DeleteFunc(slices.Clone(f.Parties), func(p FileParty) bool { return p.Role == party.Role }), party)
	if err := db.SaveFile(ctx, &f, userName); err != nil {
		return err
	}
	*file = f
	return nil
}

// writeParties replaces the parties of a file and remembers each in the directory. The client is in it by his own sheet.
func (db *DB) writeParties(ctx context.Context, tx *sql.Tx, f *File) error {
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
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, f.ID, party.Role, nullable(party.DirectoryID), party.Name, party.Contact, party.Email,
			party.Phone, party.Language, party.Reference)
		if err != nil {
			return err
		}
	}
	return nil
}

// isRemembered tells the firms that come again from the people of one job.
func isRemembered(party FileParty) bool {
	return party.Name != "" && party.Role != PartyClient && party.Role != PartyOwner && party.Role != PartyDriver
}

// remember adds a party to the directory, or what is new of it: an address of a contact is his, one without a contact the
// firm's. What is known and not said again stays.
func (db *DB) remember(ctx context.Context, tx *sql.Tx, party FileParty) (int64, error) {
	entry := DirectoryEntry{Party: party.Role, Name: party.Name}
	err := scanEntry(tx.QueryRowContext(ctx, `SELECT `+directoryColumns+` FROM directory WHERE party = ? AND name_fold = ?`,
		party.Role, Fold(party.Name)), &entry)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	entry.Language = cmp.Or(party.Language, entry.Language)
	if party.Contact == "" {
		entry.Email, entry.Phone = cmp.Or(party.Email, entry.Email), cmp.Or(party.Phone, entry.Phone)
	} else {
		entry.addContact(DirectoryContact{Name: party.Contact, Email: party.Email, Phone: party.Phone})
	}
	return db.writeEntry(ctx, tx, entry)
}

// addContact adds a person, or his new address, and puts him first.
func (e *DirectoryEntry) addContact(contact DirectoryContact) {
	i := slices.IndexFunc(e.Contacts, func(c DirectoryContact) bool { return Fold(c.Name) == Fold(contact.Name) })
	if i >= 0 {
		contact.Email, contact.Phone = cmp.Or(contact.Email, e.Contacts[i].Email), cmp.Or(contact.Phone, e.Contacts[i].Phone)
		e.Contacts = slices.Delete(e.Contacts, i, i+1)
	}
	e.Contacts = slices.Insert(e.Contacts, 0, contact)
}

func (db *DB) writeEntry(ctx context.Context, tx *sql.Tx, e DirectoryEntry) (int64, error) {
	contacts, err := json.Marshal(append([]DirectoryContact{}, e.Contacts...))
	if err != nil {
		return 0, err
	}
	return insertOrUpdate(ctx, tx, e.ID, `
		INSERT INTO directory (party, name, name_fold, email, phone, language, contacts, used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, `
		UPDATE directory SET party = ?, name = ?, name_fold = ?, email = ?, phone = ?, language = ?, contacts = ?, used_at = ? WHERE id = ?`,
		e.Party, e.Name, Fold(e.Name), e.Email, e.Phone, e.Language, string(contacts), formatTime(db.Now()))
}

const directoryColumns = `id, party, name, email, phone, language, contacts, used_at`

func scanEntry(row interface{ Scan(into ...any) error }, e *DirectoryEntry) error {
	var contacts []byte
	var used string
	if err := row.Scan(&e.ID, &e.Party, &e.Name, &e.Email, &e.Phone, &e.Language, &contacts, &used); err != nil {
		return err
	}
	e.UsedAt = parseTime(used)
	return json.Unmarshal(contacts, &e.Contacts)
}

// SearchDirectory returns who was this party before and has every typed word in his name, his address or a contact, the last
// used first. A party of "" is anybody.
func (db *DB) SearchDirectory(ctx context.Context, party Party, typed string) ([]DirectoryEntry, error) {
	entries, err := list(ctx, db, "directory", func(rows *sql.Rows) (e DirectoryEntry, err error) {
		err = scanEntry(rows, &e)
		return e, err
	}, `SELECT `+directoryColumns+` FROM directory WHERE ?1 IN ('', party) ORDER BY used_at DESC, name_fold`, party)
	words := strings.Fields(Fold(typed))
	return slices.DeleteFunc(entries, func(e DirectoryEntry) bool {
		text := e.Name + " " + e.Email + " " + e.Phone
		for _, contact := range e.Contacts {
			text += " " + contact.Name + " " + contact.Email
		}
		text = Fold(text)
		return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	}), err
}

// SaveDirectoryEntry adds (ID 0) or changes an entry of the directory and returns its id. It returns a FieldError for an empty
// name or a bad address, ErrConflict for a name that this party has already.
func (db *DB) SaveDirectoryEntry(ctx context.Context, e DirectoryEntry) (id int64, err error) {
	trim(&e.Name, &e.Email, &e.Phone)
	if e.Name == "" {
		return 0, &FieldError{Field: "name", Reason: "check.name_missing"}
	}
	for _, address := range append([]DirectoryContact{{Email: e.Email, Phone: e.Phone}}, e.Contacts...) {
		if reason := CheckEmail(address.Email); reason != "" {
			return 0, &FieldError{Field: "email", Reason: reason}
		}
		if reason := CheckPhone(address.Phone); reason != "" {
			return 0, &FieldError{Field: "phone", Reason: reason}
		}
	}
	err = db.write(ctx, fmt.Sprintf("save directory entry %d", e.ID), func(tx *sql.Tx) (err error) {
		id, err = db.writeEntry(ctx, tx, e)
		return err
	})
	return id, err
}

// DeleteDirectoryEntry forgets an entry. Files that name him keep what they say of him.
func (db *DB) DeleteDirectoryEntry(ctx context.Context, id int64) error {
	return db.write(ctx, fmt.Sprintf("delete directory entry %d", id), func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `DELETE FROM directory WHERE id = ?`, id))
	})
}
