package store

import (
	"context"
	"database/sql"
	"errors"
)

// ImportBatch is all that a garage brings in at once: tables, then electronic invoices, then PDFs, each of which finds
// what came in before it.
type ImportBatch struct {
	Tables []ImportSource
	UBL    []UBLSource
	Papers []string // paths of PDFs
}

// ImportAllResult says what became of a batch.
type ImportAllResult struct {
	Tables []ImportResult
	UBL    []UBLResult
	Papers PaperResult
}

// ImportAll brings a batch in, all in one transaction: a dry run tells what the PDFs of this folder find among the
// documents of its tables. OnlyFill counts for tables.
func (db *DB) ImportAll(ctx context.Context, batch ImportBatch, options ImportOptions) (ImportAllResult, error) {
	var all ImportAllResult
	tables, err := db.openTables(ctx, batch.Tables)
	defer func() {
		for _, table := range tables {
			_ = table.file.Close() // it was only read
		}
	}()
	if err != nil {
		return all, err
	}
	err = db.write(ctx, "import", func(tx *sql.Tx) (err error) {
		if all.Tables, err = db.importTables(ctx, tx, tables, options); err != nil {
			return err
		}
		if all.UBL, err = db.importUBL(ctx, tx, batch.UBL, options.Progress); err != nil {
			return err
		}
		if all.Papers, err = importPapers(ctx, tx, batch.Papers, options.Progress); err != nil {
			return err
		}
		if err := touchSearch(ctx, tx); err != nil {
			return err
		}
		if options.DryRun {
			return errDryRun
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return all, err
}
