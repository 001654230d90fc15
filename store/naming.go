package store

import (
	"context"
	"database/sql"
	"fmt"
)

// NameList is a list of names that the garage makes up itself.
type NameList string

// The lists of names.
const (
	FamilyNames     NameList = "family"
	ClientTypeNames NameList = "client_type"
	JournalNames    NameList = "journal"
)

// NamedRow is a row of such a list.
type NamedRow struct {
	List    NameList
	ID      int64
	Name    string
	Used    int     // clients, or documents of a journal
	Journal Journal // of JournalNames
}

// NamedRows returns all families, client types and journals, each list in name order, with how often each is used.
func (db *DB) NamedRows(ctx context.Context) ([]NamedRow, error) {
	return list(ctx, db, "names", func(rows *sql.Rows) (r NamedRow, err error) {
		err = rows.Scan(&r.List, &r.ID, &r.Name, &r.Used, &r.Journal.CompanyID, &r.Journal.Kind, &r.Journal.Code)
		r.Journal.ID, r.Journal.Name = r.ID, r.Name
		return r, err
	}, `SELECT * FROM (SELECT 'family', id, name, (SELECT count(*) FROM client WHERE family_id = family.id), 0, '', '' FROM family ORDER BY name_fold)
		UNION ALL SELECT * FROM (SELECT 'client_type', id, name, (SELECT count(*) FROM client WHERE type_id = client_type.id), 0, '', ''
			FROM client_type ORDER BY name_fold)
		UNION ALL SELECT * FROM (SELECT 'journal', id, name, (SELECT count(*) FROM document WHERE journal_id = journal.id), company_id, kind, code
			FROM journal ORDER BY company_id, code)`)
}

// SaveNamed renames a row (with its ID) or adds it (ID 0) and returns its id, with the errors of SaveFamily and SaveJournal.
func (db *DB) SaveNamed(ctx context.Context, row NamedRow) (int64, error) {
	if row.List == JournalNames {
		journal := row.Journal
		journal.ID, journal.Name = row.ID, row.Name
		return db.SaveJournal(ctx, journal)
	}
	table, err := row.List.table()
	if err != nil {
		return 0, err
	}
	return db.saveNamed(ctx, table, row.ID, row.Name)
}

// DeleteNamed removes a row. It returns ErrInUse while a client or a document has it.
func (db *DB) DeleteNamed(ctx context.Context, row NamedRow) error {
	table, err := row.List.table()
	if err != nil {
		return err
	}
	return db.deleteRow(ctx, table, row.ID)
}

// table is the table of a list: never a text from elsewhere.
func (l NameList) table() (string, error) {
	switch l {
	case FamilyNames, ClientTypeNames, JournalNames:
		return string(l), nil
	}
	return "", fmt.Errorf("names of %q: unknown", string(l))
}
