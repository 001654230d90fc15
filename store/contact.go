package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Contacts returns the persons at a client in name order.
func (db *DB) Contacts(ctx context.Context, clientID int64) ([]Contact, error) {
	contacts, err := list(ctx, db, fmt.Sprintf("contacts of client %d", clientID), func(rows *sql.Rows) (c Contact, err error) {
		err = rows.Scan(&c.ID, &c.ClientID, &c.Name, &c.FirstName, &c.Role, &c.Email, &c.GSM)
		return c, err
	}, `SELECT id, client_id, name, first_name, role, email, gsm FROM contact WHERE client_id = ? ORDER BY id`, clientID)
	sortByFold(contacts, func(c Contact) string { return c.Name + " " + c.FirstName })
	return contacts, err
}

// SaveContact adds (ID 0) or changes a contact and returns its id. It returns a FieldError for a wrong field.
func (db *DB) SaveContact(ctx context.Context, contact Contact) (int64, error) {
	trim(&contact.Name, &contact.FirstName, &contact.Role, &contact.Email, &contact.GSM)
	if err := checkContact(contact); err != nil {
		return 0, err
	}
	id := contact.ID
	err := db.write(ctx, fmt.Sprintf("save contact %d of client %d", id, contact.ClientID), func(tx *sql.Tx) (err error) {
		changed, err := changedColumns(ctx, tx, "contact", id, map[string]string{"email": contact.Email, "gsm": contact.GSM})
		if err != nil {
			return err
		}
		id, err = insertOrUpdate(ctx, tx, id,
			`INSERT INTO contact (client_id, name, first_name, role, email, gsm) VALUES (?, ?, ?, ?, ?, ?)`,
			`UPDATE contact SET client_id = ?, name = ?, first_name = ?, role = ?, email = ?, gsm = ? WHERE id = ?`,
			contact.ClientID, contact.Name, contact.FirstName, contact.Role, contact.Email, contact.GSM)
		if err != nil {
			return err
		}
		if err := db.resolveFields(ctx, tx, "contact", id, changed); err != nil {
			return err
		}
		return touchSearch(ctx, tx)
	})
	return id, err
}

func checkContact(contact Contact) error {
	switch {
	case contact.Name == "" && contact.FirstName == "":
		return &FieldError{Field: "name", Reason: "check.name_missing"}
	case CheckEmail(contact.Email) != "":
		return &FieldError{Field: "email", Reason: CheckEmail(contact.Email)}
	case CheckPhone(contact.GSM) != "":
		return &FieldError{Field: "gsm", Reason: CheckPhone(contact.GSM)}
	}
	return nil
}

// DeleteContact removes a contact.
func (db *DB) DeleteContact(ctx context.Context, id int64) error {
	return db.deleteSearched(ctx, "contact", id)
}

// deleteSearched deletes a row that search looks through; table is one of ours, never a typed value.
func (db *DB) deleteSearched(ctx context.Context, table string, id int64) error {
	return db.write(ctx, fmt.Sprintf("delete %s %d", table, id), func(tx *sql.Tx) error {
		if err := changedOne(tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE id = ?`, id)); err != nil {
			return err
		}
		return touchSearch(ctx, tx)
	})
}

// trim takes the spaces off both ends of texts.
func trim(texts ...*string) {
	for _, text := range texts {
		*text = strings.TrimSpace(*text)
	}
}
