package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
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
	Used    int            // clients, or documents of a journal
	Journal garage.Journal // of JournalNames
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

// MergedNames is what a merge of two names has changed, for taking it back.
type MergedNames struct {
	From    NamedRow
	IntoID  int64
	clients []int64
	texts   []mergedText
}

// mergedText is a saved list, filter or mailing whose criteria named the one that is gone.
type mergedText struct {
	table, column string
	id            int64
	before, after string
}

// MergeNamed gives all clients of one family or type the other one of the same list, has saved lists and filters mean it too, and
// removes the first. It returns ErrNotFound when one of them is gone, ErrConflict for two that cannot be merged.
func (db *DB) MergeNamed(ctx context.Context, from, into NamedRow) (MergedNames, error) {
	merged := MergedNames{From: from, IntoID: into.ID}
	column, err := from.List.clientColumn()
	if err != nil || from.List != into.List || from.ID == into.ID {
		return merged, garage.ErrConflict
	}
	err = db.Write(ctx, fmt.Sprintf("merge %s %d into %d", from.List, from.ID, into.ID), func(tx *sql.Tx) (err error) {
		var there bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+string(into.List)+` WHERE id = ?)`, into.ID).Scan(&there); err != nil || !there {
			return sqlite.Missing(orNotFound(err))
		}
		if merged.clients, err = sqlite.ReadIDs(ctx, tx, `SELECT id FROM client WHERE `+column+` = ? ORDER BY id`, from.ID); err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, `UPDATE client SET `+column+` = ? WHERE `+column+` = ?`, into.ID, from.ID); err != nil {
			return err
		}
		if merged.texts, err = mergeTexts(ctx, tx, from, into.ID); err != nil {
			return err
		}
		return sqlite.ChangedOne(tx.ExecContext(ctx, `DELETE FROM `+string(from.List)+` WHERE id = ?`, from.ID))
	})
	return merged, err
}

// orNotFound is ErrNotFound where nothing else went wrong.
func orNotFound(err error) error {
	if err == nil {
		return garage.ErrNotFound
	}
	return err
}

// UnmergeNamed takes a merge back. Clients, lists and filters that have changed since stay as they are.
func (db *DB) UnmergeNamed(ctx context.Context, merged MergedNames) error {
	column, err := merged.From.List.clientColumn()
	if err != nil {
		return err
	}
	ids, err := sqlite.JSONIDs(merged.clients)
	if err != nil {
		return err
	}
	return db.Write(ctx, fmt.Sprintf("unmerge %s %d", merged.From.List, merged.From.ID), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO `+string(merged.From.List)+` (id, name, name_fold) VALUES (?, ?, ?)`,
			merged.From.ID, merged.From.Name, garage.Fold(merged.From.Name))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE client SET `+column+` = ? WHERE `+column+` = ? AND id IN (SELECT value FROM json_each(?))`,
			merged.From.ID, merged.IntoID, ids)
		if err != nil {
			return err
		}
		for _, text := range merged.texts {
			_, err = tx.ExecContext(ctx, `UPDATE `+text.table+` SET `+text.column+` = ? WHERE id = ? AND `+text.column+` = ?`, text.before, text.id, text.after)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// clientColumn is where a client has its row of the list.
func (l NameList) clientColumn() (string, error) {
	switch l {
	case FamilyNames:
		return "family_id", nil
	case ClientTypeNames:
		return "type_id", nil
	}
	return "", fmt.Errorf("no client has a row of %q", string(l))
}

// mergeTexts has all saved criteria that name a row name the other one.
func mergeTexts(ctx context.Context, tx *sql.Tx, from NamedRow, into int64) (changed []mergedText, err error) {
	for _, place := range [][2]string{{"segment", "criteria"}, {"mailing", "criteria"}, {"custom_filter", "rule"}} {
		rows, err := tx.QueryContext(ctx, `SELECT id, `+place[1]+` FROM `+place[0]+` WHERE `+place[1]+` <> ''`)
		if err != nil {
			return nil, err
		}
		all, err := sqlite.Collect(rows, func(rows *sql.Rows) (t mergedText, err error) {
			t.table, t.column = place[0], place[1]
			err = rows.Scan(&t.id, &t.before)
			return t, err
		})
		if err != nil {
			return nil, err
		}
		for _, text := range all {
			if text.after, err = mergedCriteria(text, from, into); err != nil {
				return nil, err
			}
			if text.after == text.before {
				continue
			}
			if _, err := tx.ExecContext(ctx, `UPDATE `+text.table+` SET `+text.column+` = ? WHERE id = ?`, text.after, text.id); err != nil {
				return nil, err
			}
			changed = append(changed, text)
		}
	}
	return changed, nil
}

// mergedCriteria is the JSON of criteria, or of a custom filter, with into in from's place; unchanged when it does not name it.
func mergedCriteria(text mergedText, from NamedRow, into int64) (string, error) {
	var criteria garage.Criteria
	var named bool
	var kept any = &criteria
	if text.table == "custom_filter" {
		criteria.Filter = &garage.Rule{}
		kept = criteria.Filter
	}
	if err := json.Unmarshal([]byte(text.before), kept); err != nil {
		return "", err
	}
	switch ids := &criteria.FamilyIDs; from.List {
	case ClientTypeNames:
		ids = &criteria.TypeIDs
		fallthrough
	case FamilyNames:
		*ids, named = replaced(*ids, from.ID, into)
	case JournalNames:
	}
	if criteria.Filter != nil {
		named = merge(criteria.Filter, from, into) || named
	}
	if !named {
		return text.before, nil
	}
	after, err := json.Marshal(kept)
	return string(after), err
}

// merge has a rule and those in it name into instead of from, and reports whether any did.
func merge(r *garage.Rule, from NamedRow, into int64) (named bool) {
	for i := range r.Rules {
		named = merge(&r.Rules[i], from, into) || named
	}
	wanted := map[NameList]criteria.FieldType{FamilyNames: criteria.FamilyField, ClientTypeNames: criteria.TypeField}[from.List]
	if field, known := criteria.FieldOf(r.Field); known && field.FieldType == wanted {
		var here bool
		r.Values, here = replaced(r.Values, strconv.FormatInt(from.ID, 10), strconv.FormatInt(into, 10))
		named = named || here
	}
	return named
}

// replaced has to stand in from's place, once.
func replaced[T comparable](all []T, from, to T) ([]T, bool) {
	at := slices.Index(all, from)
	if at < 0 {
		return all, false
	}
	all = slices.Clone(all)
	if slices.Contains(all, to) {
		return slices.Delete(all, at, at+1), true
	}
	all[at] = to
	return all, true
}
