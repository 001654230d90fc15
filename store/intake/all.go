package intake

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"garagemail/store"
)

// Batch is all that a garage brings in at once: tables, then electronic invoices, then PDFs, each of which finds
// what came in before it.
type Batch struct {
	Tables []Source
	UBL    []UBLSource
	Papers []string             // paths of PDFs
	Passed []store.RefusedValue // what was passed over when the files were found
}

// Report says what became of a batch.
type Report struct {
	Tables []Result
	UBL    []UBLResult
	Papers PaperResult
	Left   []Result // files and sheets of which nothing came in, one each
}

// The entities of ImportResults that are no tables.
const (
	EntityUBL   = "ubl"
	EntityPaper = "paper"
)

// Importable are the endings of the files that a folder is searched for.
var Importable = []string{".csv", ".xlsx", ".xlsm", ".txt", ".tsv", ".tab", ".dbf", ".xls", ".ods", ".fods", ".xml", ".pdf"}

// EntityOf says what a file is by its ending: EntityUBL, EntityPaper, or "" for a table.
func EntityOf(path string) string {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xml":
		return EntityUBL
	case ".pdf":
		return EntityPaper
	}
	return ""
}

// NewBatch sorts files by what they are; mapped says how a table is read.
func NewBatch(found FoundFiles, mapped func(path string) Source) Batch {
	batch := Batch{Passed: found.Passed}
	for _, path := range found.Paths {
		switch EntityOf(path) {
		case EntityUBL:
			batch.UBL = append(batch.UBL, UBLSource{Path: path})
		case EntityPaper:
			batch.Papers = append(batch.Papers, path)
		default:
			batch.Tables = append(batch.Tables, mapped(path))
		}
	}
	return batch
}

// Results are those of the tables, and one of all electronic invoices and of all PDFs where there are any. What is to be
// looked at of these is kept nowhere else: the files are still there.
func (all Report) Results() []Result {
	results := slices.Clone(all.Tables)
	if len(all.UBL) > 0 {
		invoices := Result{File: "*.xml", Entity: EntityUBL}
		for _, one := range all.UBL {
			invoices.addUBL(one)
		}
		results = append(results, invoices)
	}
	results = append(results, all.Left...)
	papers := Result{File: "*.pdf", Entity: EntityPaper, New: all.Papers.Paired, Unchanged: all.Papers.Unchanged}
	for _, one := range all.Papers.Refused {
		papers.refuse(store.RefusedValue{FileName: filepath.Base(one.File), Reason: one.Reason})
	}
	if papers.Read = papers.New + papers.Unchanged + papers.Refused; papers.Read > 0 {
		results = append(results, papers)
	}
	return results
}

func (r *Result) addUBL(one UBLResult) {
	r.Read++
	file := filepath.Base(one.File)
	switch one.Outcome {
	case UBLNew:
		r.New++
	case UBLCompleted:
		r.Changed++
	case UBLUnchanged:
		r.Unchanged++
	case UBLRefused:
		r.refuse(store.RefusedValue{FileName: file, Reference: one.Number, Value: one.Detail, Reason: one.Reason})
	}
	for _, notice := range one.Notices {
		r.Refusals = append(r.Refusals, store.RefusedValue{Entity: r.Entity, FileName: file, Reference: one.Number, Value: notice.Detail, Reason: notice.Reason})
	}
}

// refuse counts a file that was refused whole.
func (r *Result) refuse(value store.RefusedValue) {
	r.Refused++
	value.Entity = r.Entity
	r.Refusals = append(r.Refusals, value)
}

// ImportAll brings a batch in, all in one transaction: a dry run tells what the PDFs of this folder find among the
// documents of its tables. OnlyFill counts for tables.
func ImportAll(ctx context.Context, db *store.DB, batch Batch, options Options) (Report, error) {
	// A table that turns out to be damaged on its way costs the others nothing: all is taken back and begun again without it. A
	// savepoint for each would keep a second journal of everything in memory.
	broken := map[tableAt]error{}
	for {
		all, err := importOnce(ctx, db, batch, options, broken)
		var one *brokenTable
		if !errors.As(err, &one) {
			return all, err
		}
		broken[one.at] = one.err
	}
}

// importOnce brings a batch in but for the tables that are known to be broken. A *brokenTable leaves nothing of it.
func importOnce(ctx context.Context, db *store.DB, batch Batch, options Options, broken map[tableAt]error) (Report, error) {
	var all Report
	opened, tables, left, err := openTables(ctx, db, batch.Tables, broken)
	defer func() {
		for _, one := range opened {
			one.close()
		}
	}()
	if err != nil {
		return all, err
	}
	for _, passed := range batch.Passed {
		all.Left = append(all.Left, Result{File: passed.FileName, Refusals: []store.RefusedValue{passed}})
	}
	all.Left = append(all.Left, left...)
	defer sparing(ctx, db)()
	err = db.Write(ctx, "import", func(tx *sql.Tx) (err error) {
		if all.Tables, err = importTables(ctx, db, tx, tables, options); err != nil {
			return err
		}
		if all.UBL, err = importUBL(ctx, db, tx, batch.UBL, options.Progress); err != nil {
			return err
		}
		if all.Papers, err = importPapers(ctx, tx, batch.Papers, options.Progress); err != nil {
			return err
		}
		if err := store.TouchSearch(ctx, tx); err != nil {
			return err
		}
		if options.DryRun {
			return errDryRun
		}
		if slices.ContainsFunc(all.Results(), func(r Result) bool { return r.New+r.Changed > 0 }) {
			return store.CountImport(ctx, tx)
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return all, err
}
