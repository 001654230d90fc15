package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// codeShape keeps numbers fit for the names of files and for reading over the phone.
var codeShape = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,5}$`)

// standardCodes are the codes of the journals that a company has from the start, in the language of its country.
var standardCodes = map[string]map[garage.DocumentKind]string{
	"fr": {garage.Invoice: "F", garage.CreditNote: "NC", garage.Quote: "D", garage.Order: "BC", garage.Reminder: "R", garage.Statement: "RC"},
	"nl": {garage.Invoice: "F", garage.CreditNote: "CN", garage.Quote: "O", garage.Order: "B", garage.Reminder: "H", garage.Statement: "RO"},
	"en": {garage.Invoice: "F", garage.CreditNote: "CN", garage.Quote: "Q", garage.Order: "O", garage.Reminder: "R", garage.Statement: "S"},
	"de": {garage.Invoice: "R", garage.CreditNote: "G", garage.Quote: "A", garage.Order: "B", garage.Reminder: "M", garage.Statement: "K"},
}

const journalColumns = `id, company_id, kind, code, name`

func scanJournal(row interface{ Scan(...any) error }) (j garage.Journal, err error) {
	err = row.Scan(&j.ID, &j.CompanyID, &j.Kind, &j.Code, &j.Name)
	return j, sqlite.Missing(err)
}

// SaveJournal adds (ID 0) or changes a journal and returns its id. It returns a FieldError for a wrong code, ErrConflict
// for one that another journal of the company has, and ErrIssued when code, kind or company of a journal would change
// that has given numbers.
func (db *DB) SaveJournal(ctx context.Context, j garage.Journal) (int64, error) {
	garage.Trim(&j.Code, &j.Name)
	j.Code = strings.ToUpper(j.Code)
	if !codeShape.MatchString(j.Code) {
		return 0, &garage.FieldError{Field: "code", Reason: "check.journal_code"}
	}
	id := j.ID
	err := db.Write(ctx, fmt.Sprintf("save journal %s", j.Code), func(tx *sql.Tx) (err error) {
		if id != 0 {
			var used bool
			err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document WHERE journal_id = journal.id AND sequence > 0)
				AND (company_id, kind, code) <> (?, ?, ?) FROM journal WHERE id = ?`, j.CompanyID, j.Kind, j.Code, id).Scan(&used)
			if err != nil {
				return sqlite.Missing(err)
			}
			if used {
				return garage.ErrIssued
			}
		}
		id, err = sqlite.InsertOrUpdate(ctx, tx, id,
			`INSERT INTO journal (company_id, kind, code, name) VALUES (?, ?, ?, ?)`,
			`UPDATE journal SET company_id = ?, kind = ?, code = ?, name = ? WHERE id = ?`, j.CompanyID, j.Kind, j.Code, j.Name)
		return err
	})
	return id, err
}

// journalFor returns the journal that a document is numbered in: its own, else its company's first one of the kind, which
// is made when there is none yet.
func journalFor(ctx context.Context, tx *sql.Tx, d garage.Document) (garage.Journal, error) {
	if d.JournalID != 0 {
		return scanJournal(tx.QueryRowContext(ctx, `SELECT `+journalColumns+` FROM journal WHERE id = ?`, d.JournalID))
	}
	journal, err := scanJournal(tx.QueryRowContext(ctx,
		`SELECT `+journalColumns+` FROM journal WHERE company_id = ? AND kind = ? ORDER BY id LIMIT 1`, d.CompanyID, d.Kind))
	if !errors.Is(err, garage.ErrNotFound) {
		return journal, err
	}
	var language string
	if err := tx.QueryRowContext(ctx, `SELECT language FROM company WHERE id = ?`, d.CompanyID).Scan(&language); err != nil {
		return garage.Journal{}, sqlite.Missing(err)
	}
	journal = garage.Journal{CompanyID: d.CompanyID, Kind: d.Kind}
	if journal.Code, err = freeCode(ctx, tx, d.CompanyID, standardCodes[language][d.Kind]); err != nil {
		return garage.Journal{}, err
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO journal (company_id, kind, code) VALUES (?, ?, ?)`,
		journal.CompanyID, journal.Kind, journal.Code)
	if err == nil {
		journal.ID, err = result.LastInsertId()
	}
	return journal, err
}

// freeCode returns the code, with a figure behind it when another journal of the company has taken it.
func freeCode(ctx context.Context, tx *sql.Tx, companyID int64, code string) (string, error) {
	free := code
	for n := 2; ; n++ {
		var taken bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM journal WHERE company_id = ? AND code = ?)`, companyID, free).
			Scan(&taken)
		if err != nil || !taken {
			return free, err
		}
		free = fmt.Sprintf("%s%d", code, n)
	}
}

// CompanyColumns are the columns that ScanCompany reads.
const CompanyColumns = `id, name, address, postcode, locality, country, language, phone, email, website, vat_number, iban, bic,
	terms, logo, nomsoc_is_client`

// ScanCompany reads a row of CompanyColumns.
func ScanCompany(row interface{ Scan(...any) error }) (c garage.Company, err error) {
	err = row.Scan(&c.ID, &c.Name, &c.Address, &c.Postcode, &c.Locality, &c.Country, &c.Language, &c.Phone, &c.Email,
		&c.Website, &c.VATNumber, &c.IBAN, &c.BIC, &c.Terms, &c.Logo, &c.NomSocIsClient)
	return c, sqlite.Missing(err)
}

// Companies returns the garage's own firms, the first made first.
func (db *DB) Companies(ctx context.Context) ([]garage.Company, error) {
	return list(ctx, db, "companies", func(rows *sql.Rows) (garage.Company, error) { return ScanCompany(rows) },
		`SELECT `+CompanyColumns+` FROM company ORDER BY id`)
}

// ProposedCompany returns the company that is proposed where none was picked, the zero Company while there is none.
func (db *DB) ProposedCompany(ctx context.Context) (garage.Company, error) {
	companies, err := db.Companies(ctx)
	if err != nil || len(companies) == 0 {
		return garage.Company{}, err
	}
	return companies[0], nil
}

// Company returns one company, or ErrNotFound.
func (db *DB) Company(ctx context.Context, id int64) (garage.Company, error) {
	company, err := ScanCompany(db.Reader.QueryRowContext(ctx, `SELECT `+CompanyColumns+` FROM company WHERE id = ?`, id))
	if err != nil {
		return garage.Company{}, fmt.Errorf("company %d: %w", id, sqlite.Fault(err))
	}
	return company, nil
}

// SaveCompany adds (ID 0) or changes a company and returns its id. VAT number, IBAN and BIC are stored in capitals without
// separators. It returns a FieldError for a wrong field.
func (db *DB) SaveCompany(ctx context.Context, c garage.Company) (int64, error) {
	c.Tidy()
	if err := c.Check(); err != nil {
		return 0, err
	}
	id := c.ID
	err := db.Write(ctx, fmt.Sprintf("save company %d", id), func(tx *sql.Tx) (err error) {
		id, err = WriteCompany(ctx, tx, c)
		return err
	})
	return id, err
}

// WriteCompany inserts a company without an id, else updates it, in the caller's transaction, and returns its id. It does not check it.
func WriteCompany(ctx context.Context, tx *sql.Tx, c garage.Company) (int64, error) {
	return sqlite.InsertOrUpdate(ctx, tx, c.ID,
		`INSERT INTO company (name, address, postcode, locality, country, language, phone, email, website, vat_number,
			iban, bic, terms, logo, nomsoc_is_client) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		`UPDATE company SET name = ?, address = ?, postcode = ?, locality = ?, country = ?, language = ?, phone = ?,
			email = ?, website = ?, vat_number = ?, iban = ?, bic = ?, terms = ?, logo = ?, nomsoc_is_client = ?
			WHERE id = ?`,
		c.Name, c.Address, c.Postcode, c.Locality, c.Country, c.Language, c.Phone, c.Email, c.Website, c.VATNumber,
		c.IBAN, c.BIC, c.Terms, c.Logo, c.NomSocIsClient)
}

// DeleteCompany removes a company with its phrases. It returns ErrInUse while documents or mailings are its own.
func (db *DB) DeleteCompany(ctx context.Context, id int64) error {
	return db.deleteRow(ctx, "company", id)
}

// Phrases returns the texts of a company in all languages. Those it has not written itself are missing: the screen shows
// the program's own in their place.
func (db *DB) Phrases(ctx context.Context, companyID int64) ([]garage.Phrase, error) {
	return list(ctx, db, fmt.Sprintf("phrases of company %d", companyID), func(rows *sql.Rows) (p garage.Phrase, err error) {
		err = rows.Scan(&p.CompanyID, &p.Key, &p.Language, &p.Subject, &p.Body)
		return p, err
	}, `SELECT company_id, key, language, subject, body FROM phrase WHERE company_id = ? ORDER BY key, language`, companyID)
}

// SavePhrase keeps a company's text in one language. One without subject and body is removed, so that the program's own
// text counts again.
func (db *DB) SavePhrase(ctx context.Context, p garage.Phrase) error {
	return db.Write(ctx, fmt.Sprintf("save phrase %s of company %d", p.Key, p.CompanyID), func(tx *sql.Tx) error {
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

// AccessPoint returns where a company's electronic invoices go; the zero value while it has none.
func (db *DB) AccessPoint(ctx context.Context, companyID int64) (a garage.AccessPoint, err error) {
	err = db.Reader.QueryRowContext(ctx, `SELECT company_id, provider, address, key, subject, file_name, pdf_beside FROM access_point
		WHERE company_id = ?`, companyID).Scan(&a.CompanyID, &a.Provider, &a.Address, &a.Key, &a.Subject, &a.FileName, &a.PDFBeside)
	if errors.Is(err, sql.ErrNoRows) {
		return garage.AccessPoint{}, nil
	}
	if err != nil {
		return a, fmt.Errorf("access point of company %d: %w", companyID, sqlite.Fault(err))
	}
	return a, nil
}

// SaveAccessPoint keeps a company's access point. It returns a FieldError for a wrong field.
func (db *DB) SaveAccessPoint(ctx context.Context, a garage.AccessPoint) error {
	garage.Trim(&a.Address, &a.Key, &a.Subject, &a.FileName)
	if wrong := garage.CheckAccessPoint(a); wrong != nil {
		return wrong
	}
	return db.Write(ctx, fmt.Sprintf("save access point of company %d", a.CompanyID), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO access_point (company_id, provider, address, key, subject, file_name, pdf_beside)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, a.CompanyID, a.Provider, a.Address, a.Key, a.Subject, a.FileName, a.PDFBeside)
		return err
	})
}

// ClientRoute returns what is known of how a client gets his invoices.
func (db *DB) ClientRoute(ctx context.Context, clientID int64) (garage.ClientRoute, error) {
	r, at := garage.ClientRoute{ClientID: clientID}, ""
	err := db.Reader.QueryRowContext(ctx, `SELECT public_body, courtesy, off_peppol, only_pdf, only_pdf_at, only_pdf_by FROM client_route
		WHERE client_id = ?`, clientID).Scan(&r.PublicBody, &r.Courtesy, &r.OffPeppol, &r.OnlyPDF, &at, &r.OnlyPDFBy)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return r, fmt.Errorf("route of client %d: %w", clientID, sqlite.Fault(err))
	}
	r.OnlyPDFAt = sqlite.ParseTime(at)
	return r, nil
}

// SaveClientRoute keeps how a client gets his invoices; that a PDF alone is enough is kept with the time and who said so.
func (db *DB) SaveClientRoute(ctx context.Context, r garage.ClientRoute) error {
	garage.Trim(&r.OnlyPDF)
	if r.OnlyPDFAt = db.Now(); r.OnlyPDF == "" {
		r.OnlyPDFAt, r.OnlyPDFBy = time.Time{}, ""
	}
	return db.Write(ctx, fmt.Sprintf("save route of client %d", r.ClientID), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO client_route (client_id, public_body, courtesy, off_peppol, only_pdf, only_pdf_at,
			only_pdf_by) VALUES (?, ?, ?, ?, ?, ?, ?)`, r.ClientID, r.PublicBody, r.Courtesy, r.OffPeppol, r.OnlyPDF,
			sqlite.FormatTime(r.OnlyPDFAt), r.OnlyPDFBy)
		return err
	})
}
