package store

import (
	"context"
	"database/sql"
	"fmt"

	"garagemail/assets/lang/languages"
)

const companyColumns = `id, name, address, postcode, locality, country, language, phone, email, website, vat_number, iban, bic,
	terms, logo, nomsoc_is_client`

func scanCompany(row interface{ Scan(...any) error }) (c Company, err error) {
	err = row.Scan(&c.ID, &c.Name, &c.Address, &c.Postcode, &c.Locality, &c.Country, &c.Language, &c.Phone, &c.Email,
		&c.Website, &c.VATNumber, &c.IBAN, &c.BIC, &c.Terms, &c.Logo, &c.NomSocIsClient)
	return c, missing(err)
}

// Companies returns the garage's own firms, the first made first.
func (db *DB) Companies(ctx context.Context) ([]Company, error) {
	return list(ctx, db, "companies", func(rows *sql.Rows) (Company, error) { return scanCompany(rows) },
		`SELECT `+companyColumns+` FROM company ORDER BY id`)
}

// ProposedCompany returns the company that is proposed where none was picked, the zero Company while there is none.
func (db *DB) ProposedCompany(ctx context.Context) (Company, error) {
	companies, err := db.Companies(ctx)
	if err != nil || len(companies) == 0 {
		return Company{}, err
	}
	return companies[0], nil
}

// Company returns one company, or ErrNotFound.
func (db *DB) Company(ctx context.Context, id int64) (Company, error) {
	company, err := scanCompany(db.reader.QueryRowContext(ctx, `SELECT `+companyColumns+` FROM company WHERE id = ?`, id))
	if err != nil {
		return Company{}, fmt.Errorf("company %d: %w", id, fault(err))
	}
	return company, nil
}

// SaveCompany adds (ID 0) or changes a company and returns its id. VAT number, IBAN and BIC are stored in capitals without
// separators. It returns a FieldError for a wrong field.
func (db *DB) SaveCompany(ctx context.Context, c Company) (int64, error) {
	tidyCompany(&c)
	if err := checkCompany(c); err != nil {
		return 0, err
	}
	id := c.ID
	err := db.write(ctx, fmt.Sprintf("save company %d", id), func(tx *sql.Tx) (err error) {
		id, err = writeCompany(ctx, tx, c)
		return err
	})
	return id, err
}

// tidyCompany brings the fields to the form that is stored.
func tidyCompany(c *Company) {
	trim(&c.Name, &c.Address, &c.Postcode, &c.Locality, &c.Country, &c.Language, &c.Phone, &c.Email, &c.Website)
	c.VATNumber, c.IBAN, c.BIC = NormalizeVAT(c.VATNumber), lettersAndDigits(c.IBAN), lettersAndDigits(c.BIC)
	if c.Country == "" {
		c.Country = HomeCountry
	}
	if c.Language == "" {
		c.Language = languages.Reference
	}
}

func writeCompany(ctx context.Context, tx *sql.Tx, c Company) (int64, error) {
	return insertOrUpdate(ctx, tx, c.ID,
		`INSERT INTO company (name, address, postcode, locality, country, language, phone, email, website, vat_number,
			iban, bic, terms, logo, nomsoc_is_client) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		`UPDATE company SET name = ?, address = ?, postcode = ?, locality = ?, country = ?, language = ?, phone = ?,
			email = ?, website = ?, vat_number = ?, iban = ?, bic = ?, terms = ?, logo = ?, nomsoc_is_client = ?
			WHERE id = ?`,
		c.Name, c.Address, c.Postcode, c.Locality, c.Country, c.Language, c.Phone, c.Email, c.Website, c.VATNumber,
		c.IBAN, c.BIC, c.Terms, c.Logo, c.NomSocIsClient)
}

func checkCompany(c Company) error {
	switch {
	case c.Name == "":
		return &FieldError{Field: "name", Reason: "check.name_missing"}
	case containsInvisible(c.Name):
		return &FieldError{Field: "name", Reason: "check.line_break"}
	}
	for _, check := range []struct{ field, reason string }{
		{"postcode", CheckPostcode(c.Postcode, c.Country)},
		{"country", checkCountry(c.Country)},
		{"phone", CheckPhone(c.Phone)},
		{"email", CheckEmail(c.Email)},
		{"vat_number", CheckVATNumber(c.VATNumber)},
		{"iban", CheckIBAN(c.IBAN)},
		{"bic", CheckBIC(c.BIC)},
	} {
		if check.reason != "" {
			return &FieldError{Field: check.field, Reason: check.reason}
		}
	}
	return nil
}

// DeleteCompany removes a company with its phrases. It returns ErrInUse while documents or mailings are its own.
func (db *DB) DeleteCompany(ctx context.Context, id int64) error {
	return db.deleteRow(ctx, "company", id)
}

// Phrases returns the texts of a company in all languages. Those it has not written itself are missing: the screen shows
// the program's own in their place.
func (db *DB) Phrases(ctx context.Context, companyID int64) ([]Phrase, error) {
	return list(ctx, db, fmt.Sprintf("phrases of company %d", companyID), func(rows *sql.Rows) (p Phrase, err error) {
		err = rows.Scan(&p.CompanyID, &p.Key, &p.Language, &p.Subject, &p.Body)
		return p, err
	}, `SELECT company_id, key, language, subject, body FROM phrase WHERE company_id = ? ORDER BY key, language`, companyID)
}

// SavePhrase keeps a company's text in one language. One without subject and body is removed, so that the program's own
// text counts again.
func (db *DB) SavePhrase(ctx context.Context, p Phrase) error {
	return db.write(ctx, fmt.Sprintf("save phrase %s of company %d", p.Key, p.CompanyID), func(tx *sql.Tx) error {
		if p.Subject == "" && p.Body == "" {
			_, err := tx.ExecContext(ctx, `DELETE FROM phrase WHERE company_id = ? AND key = ? AND language = ?`,
				p.CompanyID, p.Key, p.Language)
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO phrase (company_id, key, language, subject, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (company_id, key, language) DO UPDATE SET subject = excluded.subject, body = excluded.body`,
			p.CompanyID, p.Key, p.Language, p.Subject, p.Body)
		return err
	})
}
