package backup

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"garagemail/store/sqlite"
)

// shape is a table as the schema has it.
type shape struct {
	name    string
	columns []string // without those that SQLite computes
	hasID   bool
	refs    []reference
	owner   reference // of a row that comes with the one it belongs to, "" = it comes when something refers to it
}

// reference is a column that holds the id of a row of a table.
type reference struct {
	column, table     string
	required, cascade bool
	lost              bool // to a table of which nothing comes
}

// bringing takes rows of the attached replaced file into the copy, together with all that they refer to and all that belongs
// to them. What refers to what is read from the schema, so that a table that is added later comes along.
// temp.came_x maps the ids of table x there (old) to those here (new); temp.need_x holds the rows that are to come.
type bringing struct {
	ctx    context.Context //nolint:containedctx // it lives as long as one transaction
	tx     *sql.Tx
	shapes []shape // what is referred to first
	guards []string
}

func newBringing(ctx context.Context, tx *sql.Tx) (*bringing, error) {
	b := &bringing{ctx: ctx, tx: tx}
	shapes, err := readShapes(ctx, tx)
	if err != nil {
		return nil, err
	}
	b.shapes = referredFirst(shapes)
	for _, s := range b.shapes {
		if s.hasID {
			b.exec(&err, `CREATE TEMP TABLE came_`+s.name+` (old INTEGER PRIMARY KEY, new INTEGER NOT NULL UNIQUE)`)
			b.exec(&err, `CREATE TEMP TABLE need_`+s.name+` (old INTEGER PRIMARY KEY)`)
		}
	}
	return b, err
}

// exec runs a statement unless one before it failed, and returns how many rows it changed.
func (b *bringing) exec(err *error, statement string, args ...any) int64 {
	if *err != nil {
		return 0
	}
	result, failed := b.tx.ExecContext(b.ctx, statement, args...)
	if failed != nil {
		*err = fmt.Errorf("%s: %w", strings.Join(strings.Fields(statement), " "), failed)
		return 0
	}
	count, failed := result.RowsAffected()
	*err = failed
	return count
}

// match finds the rows that both files have.
func (b *bringing) match() (err error) {
	for _, s := range b.shapes {
		for _, statement := range beforeMatch[s.name] {
			b.exec(&err, statement)
		}
		for _, holds := range same[s.name] {
			b.exec(&err, `INSERT OR IGNORE INTO temp.came_`+s.name+` SELECT r.id, m.id FROM replaced.`+s.name+` AS r
				JOIN main.`+s.name+` AS m ON `+holds+` WHERE r.id NOT IN (SELECT old FROM temp.came_`+s.name+`)`)
		}
	}
	return err
}

// need adds rows of a table to those that come; which selects their ids from the replaced file.
func (b *bringing) need(err *error, table, which string) int64 {
	return b.exec(err, `INSERT OR IGNORE INTO temp.need_`+table+` SELECT id FROM replaced.`+table+` WHERE id IN (`+which+`)
		AND id NOT IN (SELECT old FROM temp.came_`+table+`)`)
}

// complete adds what the rows that come refer to and what belongs to them, until nothing is missing.
func (b *bringing) complete() (err error) {
	for added := int64(1); added > 0 && err == nil; {
		added = 0
		for _, s := range b.shapes {
			for _, ref := range s.refs {
				if !ref.lost {
					added += b.need(&err, ref.table, `SELECT o.`+ref.column+` FROM replaced.`+s.name+` AS o WHERE o.`+ref.column+` IS NOT NULL AND `+s.comes())
				}
			}
			if s.hasID && s.owner.table != "" {
				added += b.need(&err, s.name, `SELECT id FROM replaced.`+s.name+` WHERE `+s.owner.column+` IN (SELECT old FROM temp.need_`+s.owner.table+`)`)
			}
		}
	}
	return err
}

// comes holds for the rows o of the table that come along.
func (s shape) comes() string {
	if s.hasID {
		return `o.id IN (SELECT old FROM temp.need_` + s.name + `)`
	}
	return `o.` + s.owner.column + ` IN (SELECT old FROM temp.need_` + s.owner.table + `)`
}

// bring writes the rows that come. They keep their ids where those are free: the password of an account is kept under it.
func (b *bringing) bring() (err error) {
	b.exec(&err, `PRAGMA defer_foreign_keys = ON`)
	for _, s := range b.shapes {
		if s.hasID {
			b.exec(&err, `INSERT INTO temp.came_`+s.name+` SELECT old, iif(old IN (SELECT id FROM main.`+s.name+`),
				max((SELECT coalesce(max(id), 0) FROM main.`+s.name+`), (SELECT max(id) FROM replaced.`+s.name+`)) + row_number() OVER (ORDER BY old),
				old) FROM temp.need_`+s.name)
		}
	}
	for _, s := range b.shapes {
		b.exec(&err, s.insert())
		if s.hasID { // one that another row stands in the way of is none, for what refers to it
			b.exec(&err, `DELETE FROM temp.came_`+s.name+` WHERE old IN (SELECT old FROM temp.need_`+s.name+`)
				AND new NOT IN (SELECT id FROM main.`+s.name+`)`)
		}
	}
	b.letGo(&err)
	return err
}

// letGo takes out of the rows that came what they refer to and did not: it was still thought to come when they were written,
// a row of their own table or of one that comes later.
func (b *bringing) letGo(err *error) {
	for _, s := range b.shapes {
		if !s.hasID {
			continue
		}
		for _, ref := range s.refs {
			const came = ` WHERE id IN (SELECT came.new FROM temp.came_%[1]s AS came JOIN temp.need_%[1]s USING (old))
				AND %[2]s NOT IN (SELECT id FROM main.%[3]s)`
			change := `UPDATE main.%[1]s SET %[2]s = NULL` + came
			if ref.required {
				change = `DELETE FROM main.%[1]s` + came
			}
			b.exec(err, fmt.Sprintf(change, s.name, ref.column, ref.table))
		}
	}
}

func (s shape) insert() string {
	values := make([]string, len(s.columns))
	where := s.comes()
	for i, column := range s.columns {
		values[i] = s.value(column)
	}
	for _, ref := range s.refs {
		if ref.required && instead[s.name+"."+ref.column] == "" {
			where += ` AND ` + s.value(ref.column) + ` IS NOT NULL`
		}
	}
	if only := onlyIf[s.name]; only != "" {
		where += ` AND ` + only
	}
	statement := `INSERT INTO main.` + s.name + ` (` + strings.Join(s.columns, ", ") + `) SELECT ` + strings.Join(values, ", ") +
		` FROM replaced.` + s.name + ` AS o WHERE ` + where
	if s.name == "delivery" {
		return statement // no message is forgotten without a word
	}
	return statement + ` ON CONFLICT DO NOTHING`
}

// value is what a column of a row o becomes.
func (s shape) value(column string) string {
	if value := instead[s.name+"."+column]; value != "" {
		return value
	}
	if s.hasID && column == "id" {
		return mapped(s.name, "o.id")
	}
	for _, ref := range s.refs {
		if ref.column == column {
			if ref.lost {
				return "NULL"
			}
			return mapped(ref.table, "o."+column)
		}
	}
	return "o." + column
}

// plain names the columns that hold neither an id nor a reference.
func (s shape) plain() []string {
	return slices.DeleteFunc(slices.Clone(s.columns), func(column string) bool {
		return column == "id" || slices.ContainsFunc(s.refs, func(r reference) bool { return r.column == column })
	})
}

func (b *bringing) shape(table string) shape {
	return b.shapes[slices.IndexFunc(b.shapes, func(s shape) bool { return s.name == table })]
}

// sleepGuards puts the triggers away that keep an issued document from changing, for as long as it comes in with its lines;
// wakeGuards puts them back.
func (b *bringing) sleepGuards() error {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger' AND sql LIKE '%RAISE(%'`)
	if err != nil {
		return err
	}
	names, err := sqlite.Collect(rows, func(rows *sql.Rows) (name string, err error) {
		var statement string
		err = rows.Scan(&name, &statement)
		b.guards = append(b.guards, statement)
		return name, err
	})
	for _, name := range names {
		b.exec(&err, `DROP TRIGGER main.`+name)
	}
	return err
}

func (b *bringing) wakeGuards() (err error) {
	for _, statement := range b.guards {
		b.exec(&err, statement)
	}
	return err
}
