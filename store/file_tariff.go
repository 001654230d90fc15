package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	"garagemail/store/decimal"
)

// FileProposal says how a field that is still empty can be worked out from others. The zero value proposes nothing.
type FileProposal struct {
	By      string // a tariff: what the last file had that says the same in this field
	ByParty Party  // or else the last file with this party of the same name

	Sum   []string  // or else these numbers together
	Days  [2]string // or else the days begun from the one moment to the other, the first and the last counted
	Times string    // times this amount
}

// proposes reports whether there is anything to work out.
func (p FileProposal) proposes() bool { return p.By != "" || p.ByParty != "" || p.Times != "" }

// HasProposals reports whether the kind has fields that can be worked out.
func (k FileKind) HasProposals() bool {
	for _, field := range k.Fields {
		if field.Proposal.proposes() {
			return true
		}
	}
	return false
}

// ProposeFileValues works out the fields of a file that are empty and can be: fees by what the last file of the same place or
// orderer was charged, sums by their parts. It returns those it has a value for; what she typed is never among them.
func (db *DB) ProposeFileValues(ctx context.Context, file File) (map[string]string, error) {
	kind, _ := FileKindNamed(file.Kind)
	values, proposed := maps.Clone(file.Values), map[string]string{}
	if values == nil {
		values = map[string]string{}
	}
	for _, field := range kind.Fields {
		if values[field.Key] != "" || !field.Proposal.proposes() {
			continue
		}
		value, err := db.proposal(ctx, &file, field, values)
		if err != nil {
			return nil, fmt.Errorf("propose %s of file %d: %w", field.Key, file.ID, fault(err))
		}
		if value != "" {
			values[field.Key], proposed[field.Key] = value, value
		}
	}
	return proposed, nil
}

func (db *DB) proposal(ctx context.Context, file *File, field FileField, values map[string]string) (value string, err error) {
	p := field.Proposal
	const last = `SELECT json_extract(field_values, '$.' || ?1) FROM file WHERE kind = ?2 AND id <> ?3
		AND json_extract(field_values, '$.' || ?1) <> '' AND `
	switch by, party := values[p.By], file.Party(p.ByParty).Name; {
	case p.By != "" && by != "":
		err = db.reader.QueryRowContext(ctx, last+`json_extract(field_values, '$.' || ?4) = ?5 ORDER BY id DESC LIMIT 1`,
			field.Key, file.Kind, file.ID, p.By, by).Scan(&value)
	case p.ByParty != "" && party != "":
		err = db.reader.QueryRowContext(ctx, last+`id IN (SELECT file_id FROM file_party WHERE role = ?4 AND name = ?5) ORDER BY id DESC LIMIT 1`,
			field.Key, file.Kind, file.ID, p.ByParty, party).Scan(&value)
	case p.Times != "":
		return p.product(values), nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}

// product is the amount times the sum or the days, in cents; "" while a part of it is missing.
func (p FileProposal) product(values map[string]string) string {
	amount, err := strconv.ParseInt(values[p.Times], 10, 64)
	if err != nil {
		return ""
	}
	thousandths, said := int64(0), false
	for _, key := range p.Sum {
		if number, ok := decimal.Parse(values[key], 3); ok {
			thousandths, said = thousandths+number, true
		}
	}
	if p.Days[0] != "" {
		from, err := time.Parse(FileDateTimeLayout, values[p.Days[0]])
		until, wrong := time.Parse(FileDateTimeLayout, values[p.Days[1]])
		if err != nil || wrong != nil || until.Before(from) {
			return ""
		}
		days := int64(until.Truncate(24*time.Hour).Sub(from.Truncate(24*time.Hour))/(24*time.Hour)) + 1
		thousandths, said = days*1000, true
	}
	if !said {
		return ""
	}
	return strconv.FormatInt((amount*thousandths+500)/1000, 10)
}
