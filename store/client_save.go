package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// SaveClient adds (ID 0) or changes a client and sets its ID, Number, times and the form of its VAT number in place. A new
// client without a number gets the next one. It returns the first FieldError of CheckClient among the fields that change,
// ErrConflict for a number that another client has, ErrNotFound for a client that is gone. A change of AcceptsPromotional
// is kept as a Consent with the note; refused values of the fields that now hold another, good value are closed.
func (db *DB) SaveClient(ctx context.Context, client *garage.Client, note garage.ConsentNote) error {
	c := *client
	garage.TidyClient(&c)
	err := db.Write(ctx, fmt.Sprintf("save client %d", c.ID), func(tx *sql.Tx) error {
		before := garage.Client{}
		if c.ID != 0 {
			var err error
			if before, err = readClient(ctx, tx, c.ID); err != nil {
				return err
			}
			c.CreatedAt = before.CreatedAt
		}
		changed := ChangedFields(before, c)
		for _, wrong := range garage.CheckClient(c) {
			if c.ID == 0 || slices.Contains(changed, wrong.Field) {
				return wrong
			}
		}
		if c.Number == "" {
			var err error
			if c.Number, err = NextClientNumber(ctx, tx); err != nil {
				return err
			}
		}
		if err := db.WriteClient(ctx, tx, &c); err != nil {
			return err
		}
		if before.AcceptsPromotional != c.AcceptsPromotional {
			if err := db.AddConsent(ctx, tx, c, note); err != nil {
				return err
			}
		}
		if err := db.resolveChanged(ctx, tx, c, changed); err != nil {
			return err
		}
		return TouchSearch(ctx, tx)
	})
	if err == nil {
		*client = c
	}
	return err
}

// ClientTexts are the fields of a client that an import can refuse, by their column.
func ClientTexts(c garage.Client) map[string]string {
	return map[string]string{
		"number": c.Number, "title": c.Title, "name": c.Name, "first_name": c.FirstName, "company_form": c.CompanyForm,
		"address": c.Address, "postcode": c.Postcode, "locality": c.Locality, "country": c.Country, "language": c.Language,
		"phone": c.Phone, "gsm": c.GSM, "email": c.Email, "billing_email": c.BillingEmail, "vat_number": c.VATNumber,
		"family": idText(c.FamilyID), "type": idText(c.TypeID), "accepts_promotional": strconv.FormatBool(c.AcceptsPromotional),
		"notes": c.Notes,
	}
}

func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// ChangedFields names the fields in which two states of a client differ, for the list of what an import changes.
func ChangedFields(before, after garage.Client) []string {
	old, changed := ClientTexts(before), []string{}
	for field, value := range ClientTexts(after) {
		if old[field] != value {
			changed = append(changed, field)
		}
	}
	if before.Country != after.Country {
		changed = append(changed, "postcode") // its shape depends on it
	}
	return changed
}

func (db *DB) resolveChanged(ctx context.Context, tx *sql.Tx, c garage.Client, changed []string) error {
	values := ClientTexts(c)
	for field := range values {
		if !slices.Contains(changed, field) {
			delete(values, field)
		}
	}
	return db.resolveFields(ctx, tx, "client", c.ID, values)
}

// WriteClient inserts a client without an id, else updates it, in the caller's transaction, and sets its ID and times. It does not check it.
func (db *DB) WriteClient(ctx context.Context, tx sqlite.Executor, c *garage.Client) (err error) {
	c.ChangedAt = db.Now()
	if c.ID == 0 {
		c.CreatedAt = c.ChangedAt
	}
	c.ID, err = sqlite.InsertOrUpdate(ctx, tx, c.ID, `
		INSERT INTO client (number, title, name, first_name, company_form, address, postcode, locality, country, language,
			phone, gsm, email, billing_email, vat_number, family_id, type_id, accepts_promotional, notes, name_fold,
			locality_fold, search_key, created_at, changed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, `
		UPDATE client SET number = ?, title = ?, name = ?, first_name = ?, company_form = ?, address = ?, postcode = ?,
			locality = ?, country = ?, language = ?, phone = ?, gsm = ?, email = ?, billing_email = ?, vat_number = ?,
			family_id = ?, type_id = ?, accepts_promotional = ?, notes = ?, name_fold = ?, locality_fold = ?,
			search_key = ?, created_at = ?, changed_at = ?
		WHERE id = ?`,
		c.Number, c.Title, c.Name, c.FirstName, c.CompanyForm, c.Address, c.Postcode, c.Locality, c.Country, c.Language,
		c.Phone, c.GSM, c.Email, c.BillingEmail, c.VATNumber, sqlite.Nullable(c.FamilyID), sqlite.Nullable(c.TypeID), c.AcceptsPromotional,
		c.Notes, garage.NameFold(*c), garage.Fold(c.Locality), garage.SearchKey(*c), sqlite.FormatTime(c.CreatedAt), sqlite.FormatTime(c.ChangedAt))
	return err
}

// NextClientNumber continues the numbers of the garage in the form of the client that was added last: C000012 after C000011.
func NextClientNumber(ctx context.Context, tx *sql.Tx) (string, error) {
	last := "C000000"
	err := tx.QueryRowContext(ctx, `SELECT number FROM client WHERE number GLOB '*[0-9]' ORDER BY id DESC LIMIT 1`).Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	prefix := strings.TrimRight(last, "0123456789")
	width := len(last) - len(prefix)
	var highest int64
	err = tx.QueryRowContext(ctx, `SELECT coalesce(max(CAST(substr(number, ?1) AS INTEGER)), 0) FROM client
		WHERE substr(number, 1, ?1 - 1) = ?2 AND substr(number, ?1) NOT GLOB '*[^0-9]*' AND length(number) <= ?1 + 14`,
		len([]rune(prefix))+1, prefix).Scan(&highest)
	return fmt.Sprintf("%s%0*d", prefix, width, highest+1), err
}

// ClientInUse is the error of a client who cannot be deleted: how many rows refer to him. It is garage.ErrInUse.
type ClientInUse struct {
	Vehicles, Visits, Documents, Mailings, Deliveries, Cases int
}

func (e *ClientInUse) Error() string { return fmt.Sprintf("in use: %+v", *e) }

// Unwrap makes it garage.ErrInUse.
func (e *ClientInUse) Unwrap() error { return garage.ErrInUse }

// clientInUse is the error of a client to whom anything refers.
func clientInUse(ctx context.Context, q sqlite.Querier, id int64) error {
	var use ClientInUse
	err := q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM vehicle WHERE client_id = ?1), (SELECT count(*) FROM visit WHERE client_id = ?1),
		(SELECT count(*) FROM document WHERE client_id = ?1), (SELECT count(*) FROM recipient WHERE client_id = ?1),
		(SELECT count(*) FROM delivery WHERE client_id = ?1), (SELECT count(*) FROM file WHERE client_id = ?1)`, id).
		Scan(&use.Vehicles, &use.Visits, &use.Documents, &use.Mailings, &use.Deliveries, &use.Cases)
	if err == nil && use != (ClientInUse{}) {
		return &use
	}
	return err
}

// DeleteClient removes a client with his contacts, mark, consents and refused values. It returns *ClientInUse while a
// vehicle, visit, document, file, mailing or message refers to him, ErrNotFound when he is gone.
func (db *DB) DeleteClient(ctx context.Context, id int64) error {
	return db.Write(ctx, fmt.Sprintf("delete client %d", id), func(tx *sql.Tx) error {
		if err := clientInUse(ctx, tx, id); err != nil {
			return err
		}
		if err := sqlite.ChangedOne(tx.ExecContext(ctx, `DELETE FROM client WHERE id = ?`, id)); err != nil {
			return err
		}
		return TouchSearch(ctx, tx)
	})
}

// Consents returns every change of "accepts promotional mail" of a client, newest first.
func (db *DB) Consents(ctx context.Context, clientID int64) ([]garage.Consent, error) {
	return list(ctx, db, fmt.Sprintf("consents of client %d", clientID), func(rows *sql.Rows) (c garage.Consent, err error) {
		var at string
		err = rows.Scan(&c.ID, &c.ClientID, &c.Accepts, &at, &c.Source, &c.Wording, &c.UserName)
		c.At = sqlite.ParseTime(at)
		return c, err
	}, `SELECT id, client_id, accepts, at, source, wording, user_name FROM consent WHERE client_id = ? ORDER BY id DESC`, clientID)
}

// AddConsent adds a line to the history of a client's consent, in the caller's transaction.
func (db *DB) AddConsent(ctx context.Context, tx *sql.Tx, c garage.Client, note garage.ConsentNote) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO consent (client_id, accepts, at, source, wording, user_name) VALUES (?, ?, ?, ?, ?, ?)`,
		c.ID, c.AcceptsPromotional, sqlite.FormatTime(db.Now()), note.Source, note.Wording, note.UserName)
	return err
}
