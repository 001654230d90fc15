package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"garagemail/assets/lang/languages"
)

// ConsentNote says how a client's "accepts promotional mail" came about, when a save changes it.
type ConsentNote struct {
	Source   string // on paper, by phone, import of FILE …
	Wording  string // the sentence the client agreed to
	UserName string // who wrote it down
}

// SaveClient adds (ID 0) or changes a client and sets its ID, Number, times and the form of its VAT number in place. A new
// client without a number gets the next one. It returns the first FieldError of CheckClient among the fields that change,
// ErrConflict for a number that another client has, ErrNotFound for a client that is gone. A change of AcceptsPromotional
// is kept as a Consent with the note; refused values of the fields that now hold another, good value are closed.
func (db *DB) SaveClient(ctx context.Context, client *Client, note ConsentNote) error {
	c := *client
	tidyClient(&c)
	err := db.write(ctx, fmt.Sprintf("save client %d", c.ID), func(tx *sql.Tx) error {
		before := Client{}
		if c.ID != 0 {
			var err error
			if before, err = readClient(ctx, tx, c.ID); err != nil {
				return err
			}
			c.CreatedAt = before.CreatedAt
		}
		changed := changedFields(before, c)
		for _, wrong := range CheckClient(c) {
			if c.ID == 0 || slices.Contains(changed, wrong.Field) {
				return wrong
			}
		}
		if c.Number == "" {
			var err error
			if c.Number, err = nextNumber(ctx, tx); err != nil {
				return err
			}
		}
		if err := db.writeClient(ctx, tx, &c); err != nil {
			return err
		}
		if before.AcceptsPromotional != c.AcceptsPromotional {
			if err := db.addConsent(ctx, tx, c, note); err != nil {
				return err
			}
		}
		if err := db.resolveChanged(ctx, tx, c, changed); err != nil {
			return err
		}
		return touchSearch(ctx, tx)
	})
	if err == nil {
		*client = c
	}
	return err
}

// tidyClient brings the fields to the form that is stored.
func tidyClient(c *Client) {
	trim(&c.Number, &c.Title, &c.Name, &c.FirstName, &c.CompanyForm, &c.Address, &c.Postcode, &c.Locality, &c.Country,
		&c.Language, &c.Phone, &c.GSM, &c.Email, &c.BillingEmail, &c.VATNumber, &c.Notes)
	c.Country, c.Postcode = strings.ToUpper(c.Country), strings.ToUpper(c.Postcode)
	c.VATNumber = NormalizeVAT(c.VATNumber)
}

// CheckClient returns all that is wrong with the fields of a client, in the order of the sheet; the fields are named as
// their columns (first_name, billing_email …).
func CheckClient(c Client) []*FieldError {
	var wrong []*FieldError
	check := func(field, reason string) {
		if reason != "" {
			wrong = append(wrong, &FieldError{Field: field, Reason: reason})
		}
	}
	if c.Name == "" && c.FirstName == "" {
		check("name", "check.name_missing")
	}
	if strings.ContainsFunc(c.Name+c.FirstName+c.Title+c.CompanyForm, isLineBreak) {
		check("name", "check.line_break")
	}
	check("postcode", CheckPostcode(c.Postcode, c.Country))
	check("country", checkCountry(c.Country))
	if c.Language != "" && !languages.IsRecipient(c.Language) {
		check("language", "check.language")
	}
	check("phone", CheckPhone(c.Phone))
	check("gsm", CheckPhone(c.GSM))
	check("email", CheckEmail(c.Email))
	check("billing_email", CheckEmail(c.BillingEmail))
	check("vat_number", CheckVATNumber(c.VATNumber))
	return wrong
}

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' }

func checkCountry(country string) (reason string) {
	if country == "" {
		return ""
	}
	region, err := language.ParseRegion(country)
	if err != nil || len(country) != 2 || !region.IsCountry() {
		return "check.country"
	}
	return ""
}

// clientTexts are the fields of a client that an import can refuse, by their column.
func clientTexts(c Client) map[string]string {
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

func changedFields(before, after Client) []string {
	old, changed := clientTexts(before), []string{}
	for field, value := range clientTexts(after) {
		if old[field] != value {
			changed = append(changed, field)
		}
	}
	if before.Country != after.Country {
		changed = append(changed, "postcode") // its shape depends on it
	}
	return changed
}

func (db *DB) resolveChanged(ctx context.Context, tx *sql.Tx, c Client, changed []string) error {
	values := clientTexts(c)
	for field := range values {
		if !slices.Contains(changed, field) {
			delete(values, field)
		}
	}
	return db.resolveFields(ctx, tx, "client", c.ID, values)
}

func (db *DB) writeClient(ctx context.Context, tx executor, c *Client) (err error) {
	c.ChangedAt = db.Now()
	if c.ID == 0 {
		c.CreatedAt = c.ChangedAt
	}
	c.ID, err = insertOrUpdate(ctx, tx, c.ID, `
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
		c.Phone, c.GSM, c.Email, c.BillingEmail, c.VATNumber, nullable(c.FamilyID), nullable(c.TypeID), c.AcceptsPromotional,
		c.Notes, NameFold(*c), Fold(c.Locality), SearchKey(*c), formatTime(c.CreatedAt), formatTime(c.ChangedAt))
	return err
}

// nextNumber continues the numbers of the garage in the form of the client that was added last: C000012 after C000011.
func nextNumber(ctx context.Context, tx *sql.Tx) (string, error) {
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
