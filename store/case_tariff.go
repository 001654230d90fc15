package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// ProposeCaseValues works out the fields of a case that are empty and can be: fees by what the last case of the same place or
// orderer was charged, sums by their parts. It returns those it has a value for; what she typed is never among them.
func (db *DB) ProposeCaseValues(ctx context.Context, file garage.Case) (map[string]string, error) {
	kind, _ := garage.CaseKindNamed(file.Kind)
	values, proposed := maps.Clone(file.Values), map[string]string{}
	if values == nil {
		values = map[string]string{}
	}
	for _, field := range kind.Fields {
		if values[field.Key] != "" || !field.Proposal.Proposes() {
			continue
		}
		value, err := db.proposal(ctx, &file, field, values)
		if err != nil {
			return nil, fmt.Errorf("propose %s of file %d: %w", field.Key, file.ID, sqlite.Fault(err))
		}
		if value != "" {
			values[field.Key], proposed[field.Key] = value, value
		}
	}
	return proposed, nil
}

func (db *DB) proposal(ctx context.Context, file *garage.Case, field garage.CaseField, values map[string]string) (value string, err error) {
	p := field.Proposal
	const last = `SELECT json_extract(field_values, '$.' || ?1) FROM file WHERE kind = ?2 AND id <> ?3
		AND json_extract(field_values, '$.' || ?1) <> '' AND `
	switch by, party := values[p.By], file.Party(p.ByParty).Name; {
	case p.By != "" && by != "":
		err = db.Reader.QueryRowContext(ctx, last+`json_extract(field_values, '$.' || ?4) = ?5 ORDER BY id DESC LIMIT 1`,
			field.Key, file.Kind, file.ID, p.By, by).Scan(&value)
	case p.ByParty != "" && party != "":
		err = db.Reader.QueryRowContext(ctx, last+`id IN (SELECT file_id FROM file_party WHERE role = ?4 AND name = ?5) ORDER BY id DESC LIMIT 1`,
			field.Key, file.Kind, file.ID, p.ByParty, party).Scan(&value)
	case p.Times != "":
		return p.Product(values), nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}
