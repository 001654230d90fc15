package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"garagemail/store"
	"garagemail/store/sqlite"
	"garagemail/store/tabular"
)

// Mapping says what the table of a file is and which field each of its columns holds.
type Mapping struct {
	Entity string   `json:"entity"` // client, contact, vehicle, visit, document or line; "" = not known
	Fields []string `json:"fields"` // a field's key for each column, "" = the column is left out
}

// Preview is what a table looks like before it is imported: a file, or a sheet of it.
type Preview struct {
	File     string
	Sheet    string // "" where the file has no other
	Format   tabular.Format
	Header   []string
	Rows     [][]string // the first ones
	Mapping  Mapping
	Proposed []bool // for each column, that its field was told by what it holds and not by its heading
}

// previewRows is how many rows a preview shows.
const previewRows = 12

// PreviewImport reads the heading and the first rows of a file, with the mapping that a person gave its heading before, else
// the one that is recognised. Errors of the file are those of tabular; a heading of no known table is none. Of a workbook it
// returns the first sheet; see PreviewTables.
func PreviewImport(ctx context.Context, db *store.DB, source Source) (Preview, error) {
	previews, left, err := PreviewTables(ctx, db, source)
	switch {
	case err != nil:
		return Preview{}, err
	case len(previews) == 0 && len(left) > 0:
		return Preview{}, fmt.Errorf("preview %s: %w", source.Name, left[0].Err)
	case len(previews) == 0:
		return Preview{}, fmt.Errorf("preview %s: %w", source.Name, tabular.ErrEmpty)
	}
	return previews[0], nil
}

// PreviewTables does what PreviewImport does for every sheet of a file. left is what of the file cannot be read.
func PreviewTables(ctx context.Context, db *store.DB, source Source) (previews []Preview, left []Result, err error) {
	opened, err := openedSource(ctx, db, source)
	if err != nil {
		return nil, nil, fmt.Errorf("preview %s: %w", source.Name, err)
	}
	defer opened.close()
	left = opened.left
	for _, table := range opened.tables {
		preview, err := table.preview()
		if err != nil {
			left = append(left, leftSheet(source.Name, table.sheet, err))
			continue
		}
		previews = append(previews, preview)
	}
	return previews, left, nil
}

func (t *importTable) preview() (Preview, error) {
	rows, _, err := t.file.Preview(previewRows)
	if err != nil {
		return Preview{}, err
	}
	preview := Preview{File: t.source.Name, Sheet: t.sheet, Format: t.file.Format(), Header: t.file.Header(), Proposed: make([]bool, len(t.columns))}
	for _, row := range rows {
		preview.Rows = append(preview.Rows, row.Cells)
	}
	preview.Mapping.Fields = make([]string, len(t.columns))
	for i, field := range t.columns {
		if field != nil {
			preview.Mapping.Fields[i], preview.Proposed[i] = field.key, t.proposed[i]
		}
	}
	if t.entity != nil {
		preview.Mapping.Entity = t.entity.name
	}
	return preview, nil
}

// RememberMapping keeps what a person said of a heading for the next file that has the same one.
func RememberMapping(ctx context.Context, db *store.DB, header []string, mapping Mapping) error {
	key, err := json.Marshal(header)
	if err != nil {
		return fmt.Errorf("remember mapping: %w", err)
	}
	value, err := json.Marshal(mapping)
	if err != nil {
		return fmt.Errorf("remember mapping: %w", err)
	}
	return db.Write(ctx, "remember mapping", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO import_mapping (header, mapping) VALUES (?, ?)
			ON CONFLICT (header) DO UPDATE SET mapping = excluded.mapping`, string(key), string(value))
		return err
	})
}

// mapTable tells what the columns of a table are: said by a person, remembered, or recognised; no entity when nobody knows.
func mapTable(ctx context.Context, db *store.DB, table *importTable, said *Mapping) error {
	header := table.file.Header()
	if said == nil {
		var err error
		if said, err = rememberedMapping(ctx, db, header); err != nil {
			return err
		}
	}
	table.columns = make([]*importField, len(header))
	if said != nil {
		if table.entity = table.source.words.entityNamed(said.Entity); table.entity != nil {
			for i := range min(len(header), len(said.Fields)) {
				table.columns[i] = table.entity.fieldKeyed(said.Fields[i])
			}
		}
		return nil
	}
	rows, _, err := table.file.Preview(sampleRows)
	if err != nil {
		table.unread = err
		return nil
	}
	held := make([]holding, len(header))
	for i := range held {
		held[i] = contentOf(columnValues(rows, i), db.Now())
	}
	known := table.source.words.recognise(header, table.source.Name+" "+table.file.Format().Sheet, held)
	table.entity, table.columns, table.proposed = known.entity, known.columns, known.proposed
	return nil
}

// sampleRows is how many rows tell what a column holds.
const sampleRows = 1000

func columnValues(rows []tabular.Row, column int) (values []string) {
	for _, row := range rows {
		if value := strings.TrimSpace(row.Cells[column]); value != "" {
			values = append(values, value)
		}
	}
	return values
}

// rememberedMapping returns what a person said of such a heading before, nil = nothing.
func rememberedMapping(ctx context.Context, db *store.DB, header []string) (*Mapping, error) {
	key, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	var kept string
	err = db.Reader.QueryRowContext(ctx, `SELECT mapping FROM import_mapping WHERE header = ?`, string(key)).Scan(&kept)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	var mapping Mapping
	if err := json.Unmarshal([]byte(kept), &mapping); err != nil {
		return nil, err
	}
	return &mapping, nil
}

func (e *importEntity) fieldKeyed(key string) *importField {
	if i := slices.IndexFunc(e.fields, func(f *importField) bool { return f.key == key }); i >= 0 {
		return e.fields[i]
	}
	return nil
}
