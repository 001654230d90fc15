package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"garagemail/store/tabular"
)

// ImportMapping says what the table of a file is and which field each of its columns holds.
type ImportMapping struct {
	Entity string   `json:"entity"` // client, contact, vehicle, visit, document or line; "" = not known
	Fields []string `json:"fields"` // a field's key for each column, "" = the column is left out
}

// ImportPreview is what a file looks like before it is imported.
type ImportPreview struct {
	File    string
	Format  tabular.Format
	Header  []string
	Rows    [][]string // the first ones
	Mapping ImportMapping
}

// previewRows is how many rows a preview shows.
const previewRows = 12

// With returns the source with its columns said by a person.
func (s ImportSource) With(mapping ImportMapping) ImportSource {
	s.mapping = &mapping
	return s
}

// ImportEntities returns what a table can hold, clients first.
func ImportEntities() []string {
	sorted := slices.Clone(importEntities)
	slices.SortFunc(sorted, func(a, b *importEntity) int { return a.order - b.order })
	names := make([]string, len(sorted))
	for i, entity := range sorted {
		names[i] = entity.name
	}
	return names
}

// ImportFields returns the fields of an entity, and those without which its rows cannot be told apart.
func ImportFields(entity string) (fields, needed []string) {
	known := entityNamed(entity)
	if known == nil {
		return nil, nil
	}
	for _, field := range known.fields {
		fields = append(fields, field.key)
	}
	return fields, known.needs
}

// ProposeFields returns, for a heading of that entity, the field that each column names; "" where none is recognised.
func ProposeFields(entity string, header []string) []string {
	fields := make([]string, len(header))
	if known := entityNamed(entity); known != nil {
		columns, _ := known.columnsNamed(header)
		for i, field := range columns {
			if field != nil {
				fields[i] = field.key
			}
		}
	}
	return fields
}

// PreviewImport reads the heading and the first rows of a file, with the mapping that a person gave its heading before, else
// the one that is recognised. Errors of the file are those of tabular; a heading of no known table is none.
func (db *DB) PreviewImport(ctx context.Context, source ImportSource) (preview ImportPreview, err error) {
	file, err := source.open()
	if err != nil {
		return preview, fmt.Errorf("preview %s: %w", source.Name, err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	rows, _, err := file.Preview(previewRows)
	if err != nil {
		return preview, fmt.Errorf("preview %s: %w", source.Name, err)
	}
	preview = ImportPreview{File: source.Name, Format: file.Format(), Header: file.Header()}
	for _, row := range rows {
		preview.Rows = append(preview.Rows, row.Cells)
	}
	entity, columns, err := db.mapped(ctx, source, file.Header())
	if err != nil {
		return preview, fmt.Errorf("preview %s: %w", source.Name, err)
	}
	preview.Mapping.Fields = make([]string, len(columns))
	for i, field := range columns {
		if field != nil {
			preview.Mapping.Fields[i] = field.key
		}
	}
	if entity != nil {
		preview.Mapping.Entity = entity.name
	}
	return preview, nil
}

// RememberMapping keeps what a person said of a heading for the next file that has the same one.
func (db *DB) RememberMapping(ctx context.Context, header []string, mapping ImportMapping) error {
	key, err := json.Marshal(header)
	if err != nil {
		return fmt.Errorf("remember mapping: %w", err)
	}
	value, err := json.Marshal(mapping)
	if err != nil {
		return fmt.Errorf("remember mapping: %w", err)
	}
	return db.write(ctx, "remember mapping", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO import_mapping (header, mapping) VALUES (?, ?)
			ON CONFLICT (header) DO UPDATE SET mapping = excluded.mapping`, string(key), string(value))
		return err
	})
}

// mapped returns what the source's columns are: said with the source, remembered, or recognised; a nil entity when nobody knows.
func (db *DB) mapped(ctx context.Context, source ImportSource, header []string) (*importEntity, []*importField, error) {
	mapping := source.mapping
	if mapping == nil {
		key, err := json.Marshal(header)
		if err != nil {
			return nil, nil, err
		}
		var kept string
		err = db.reader.QueryRowContext(ctx, `SELECT mapping FROM import_mapping WHERE header = ?`, string(key)).Scan(&kept)
		if errors.Is(err, sql.ErrNoRows) {
			if entity, columns := recognise(header); entity != nil {
				return entity, columns, nil
			}
			return nil, make([]*importField, len(header)), nil
		}
		if err == nil {
			mapping = &ImportMapping{}
			err = json.Unmarshal([]byte(kept), mapping)
		}
		if err != nil {
			return nil, nil, fault(err)
		}
	}
	entity := entityNamed(mapping.Entity)
	columns := make([]*importField, len(header))
	if entity == nil {
		return nil, columns, nil
	}
	for i := range min(len(header), len(mapping.Fields)) {
		columns[i] = entity.fieldKeyed(mapping.Fields[i])
	}
	return entity, columns, nil
}

func entityNamed(name string) *importEntity {
	if i := slices.IndexFunc(importEntities, func(e *importEntity) bool { return e.name == name }); i >= 0 {
		return importEntities[i]
	}
	return nil
}

func (e *importEntity) fieldKeyed(key string) *importField {
	if i := slices.IndexFunc(e.fields, func(f *importField) bool { return f.key == key }); i >= 0 {
		return e.fields[i]
	}
	return nil
}
