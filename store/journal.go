package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Journal is a row of numbers of a company: its documents of one kind, numbered without gaps within each year.
type Journal struct {
	ID        int64
	CompanyID int64
	Kind      DocumentKind
	Code      string // what its numbers begin with: F in F2026-00042
	Name      string // "" = screens call it by its kind
}

// codeShape keeps numbers fit for the names of files and for reading over the phone.
var codeShape = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,5}$`)

// standardCodes are the codes of the journals that a company has from the start, in the language of its country.
var standardCodes = map[string]map[DocumentKind]string{
	"fr": {Invoice: "F", CreditNote: "NC", Quote: "D", Order: "BC", Reminder: "R", Statement: "RC"},
	"nl": {Invoice: "F", CreditNote: "CN", Quote: "O", Order: "B", Reminder: "H", Statement: "RO"},
	"en": {Invoice: "F", CreditNote: "CN", Quote: "Q", Order: "O", Reminder: "R", Statement: "S"},
	"de": {Invoice: "R", CreditNote: "G", Quote: "A", Order: "B", Reminder: "M", Statement: "K"},
}

const journalColumns = `id, company_id, kind, code, name`

func scanJournal(row interface{ Scan(...any) error }) (j Journal, err error) {
	err = row.Scan(&j.ID, &j.CompanyID, &j.Kind, &j.Code, &j.Name)
	return j, missing(err)
}

// SaveJournal adds (ID 0) or changes a journal and returns its id. It returns a FieldError for a wrong code, ErrConflict
// for one that another journal of the company has, and ErrIssued when code, kind or company of a journal would change
// that has given numbers.
func (db *DB) SaveJournal(ctx context.Context, j Journal) (int64, error) {
	trim(&j.Code, &j.Name)
	j.Code = strings.ToUpper(j.Code)
	if !codeShape.MatchString(j.Code) {
		return 0, &FieldError{Field: "code", Reason: "check.journal_code"}
	}
	id := j.ID
	err := db.write(ctx, fmt.Sprintf("save journal %s", j.Code), func(tx *sql.Tx) (err error) {
		if id != 0 {
			var used bool
			err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document WHERE journal_id = journal.id AND sequence > 0)
				AND (company_id, kind, code) <> (?, ?, ?) FROM journal WHERE id = ?`, j.CompanyID, j.Kind, j.Code, id).Scan(&used)
			if err != nil {
				return missing(err)
			}
			if used {
				return ErrIssued
			}
		}
		id, err = insertOrUpdate(ctx, tx, id,
			`INSERT INTO journal (company_id, kind, code, name) VALUES (?, ?, ?, ?)`,
			`UPDATE journal SET company_id = ?, kind = ?, code = ?, name = ? WHERE id = ?`, j.CompanyID, j.Kind, j.Code, j.Name)
		return err
	})
	return id, err
}

// journalFor returns the journal that a document is numbered in: its own, else its company's first one of the kind, which
// is made when there is none yet.
func journalFor(ctx context.Context, tx *sql.Tx, d Document) (Journal, error) {
	if d.JournalID != 0 {
		return scanJournal(tx.QueryRowContext(ctx, `SELECT `+journalColumns+` FROM journal WHERE id = ?`, d.JournalID))
	}
	journal, err := scanJournal(tx.QueryRowContext(ctx,
		`SELECT `+journalColumns+` FROM journal WHERE company_id = ? AND kind = ? ORDER BY id LIMIT 1`, d.CompanyID, d.Kind))
	if !errors.Is(err, ErrNotFound) {
		return journal, err
	}
	var language string
	if err := tx.QueryRowContext(ctx, `SELECT language FROM company WHERE id = ?`, d.CompanyID).Scan(&language); err != nil {
		return Journal{}, missing(err)
	}
	journal = Journal{CompanyID: d.CompanyID, Kind: d.Kind}
	if journal.Code, err = freeCode(ctx, tx, d.CompanyID, standardCodes[language][d.Kind]); err != nil {
		return Journal{}, err
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
