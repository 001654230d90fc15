package backup

import (
	"context"
	"database/sql"
	"slices"

	"garagemail/store/sqlite"
)

// readShapes reads the tables of which rows can come along.
func readShapes(ctx context.Context, tx *sql.Tx) ([]shape, error) {
	rows, err := tx.QueryContext(ctx, `SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	names, err := sqlite.Collect(rows, func(rows *sql.Rows) (name string, err error) { return name, rows.Scan(&name) })
	if err != nil {
		return nil, err
	}
	var shapes []shape
	for _, name := range names {
		if stays[name] != "" {
			continue
		}
		s := shape{name: name}
		if err := s.readColumns(ctx, tx); err != nil {
			return nil, err
		}
		if err := s.readReferences(ctx, tx); err != nil {
			return nil, err
		}
		shapes = append(shapes, s)
	}
	for i := range shapes {
		shapes[i].findOwner(shapes)
	}
	// What nothing can refer to, and what belongs to nothing that comes, stays.
	return slices.DeleteFunc(shapes, func(s shape) bool { return !s.hasID && s.owner.table == "" }), nil
}

// findOwner finds what rows of the table belong to, and which references lead nowhere.
func (s *shape) findOwner(all []shape) {
	for i := range s.refs {
		ref := &s.refs[i]
		ref.lost = !slices.ContainsFunc(all, func(to shape) bool { return to.name == ref.table && to.hasID })
		wanted, chosen := parts[s.name]
		if ref.cascade && !ref.lost && s.owner.table == "" && (!chosen || wanted == ref.column) {
			s.owner = *ref
		}
	}
}

func (s *shape) readColumns(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT name, name = 'id' AND pk = 1 FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid`, s.name)
	if err != nil {
		return err
	}
	s.columns, err = sqlite.Collect(rows, func(rows *sql.Rows) (name string, err error) {
		var id bool
		err = rows.Scan(&name, &id)
		s.hasID = s.hasID || id
		return name, err
	})
	return err
}

func (s *shape) readReferences(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT f."from", f."table", c."notnull", f.on_delete = 'CASCADE'
		FROM pragma_foreign_key_list(?1) AS f JOIN pragma_table_xinfo(?1) AS c ON c.name = f."from" ORDER BY c.cid`, s.name)
	if err != nil {
		return err
	}
	s.refs, err = sqlite.Collect(rows, func(rows *sql.Rows) (r reference, err error) {
		return r, rows.Scan(&r.column, &r.table, &r.required, &r.cascade)
	})
	return err
}

// referredFirst puts each table after those that it refers to.
func referredFirst(shapes []shape) []shape {
	var ordered []shape
	for len(shapes) > 0 {
		waits := func(table, by string) bool {
			return table != by && slices.ContainsFunc(shapes, func(s shape) bool { return s.name == table })
		}
		next := slices.IndexFunc(shapes, func(s shape) bool {
			return !slices.ContainsFunc(s.refs, func(r reference) bool { return waits(r.table, s.name) })
		})
		next = max(next, 0) // of tables that refer to each other any comes first: what they refer to is written at the end
		ordered, shapes = append(ordered, shapes[next]), slices.Delete(shapes, next, next+1)
	}
	return ordered
}
