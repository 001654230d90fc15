package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"os"
	"path/filepath"

	"garagemail/store"
	"garagemail/store/sqlite"
	"garagemail/store/ubl"
)

// More reasons why a file is not kept as a document's PDF, as language keys.
const (
	PaperUnreadable = "import.paper_unreadable" // the file cannot be opened
	PaperTooLarge   = "import.paper_too_large"
	PaperOther      = "import.paper_other" // the document keeps another PDF
)

// maxPaper is the largest PDF that is kept: mail servers take no larger one.
const maxPaper = 20 << 20

// PaperResult says what became of PDFs. Refusals name the files by their paths.
type PaperResult struct {
	Paired    int
	Unchanged int // the document keeps these very bytes
	Refused   []PaperRefusal
}

// importPapers keeps PDFs as those of the documents whose numbers stand in their names: see PairPapers. A PDF that a document keeps
// already is never replaced.
func importPapers(ctx context.Context, tx *sql.Tx, paths []string, progress func(Progress)) (PaperResult, error) {
	var result PaperResult
	if len(paths) == 0 {
		return result, nil
	}
	documents, numbers, err := documentNumbers(ctx, tx)
	if err != nil {
		return result, err
	}
	pairs, refused := PairPapers(paths, numbers)
	reasons, byPath := map[string]string{}, map[string]int64{}
	for _, one := range refused {
		reasons[one.File] = one.Reason
	}
	for number, path := range pairs {
		byPath[path] = documents[number]
	}
	for i, path := range paths {
		if err := ctx.Err(); err != nil {
			return result, err
		}
		reason, unchanged := reasons[path], false
		if reason == "" {
			if unchanged, reason, err = keepImported(ctx, tx, byPath[path], path); err != nil {
				return result, err
			}
		}
		switch {
		case reason != "":
			result.Refused = append(result.Refused, PaperRefusal{File: path, Reason: reason})
		case unchanged:
			result.Unchanged++
		default:
			result.Paired++
		}
		if progress != nil {
			progress(Progress{File: filepath.Base(path), Read: int64(i + 1), Total: int64(len(paths))})
		}
	}
	return result, nil
}

// documentNumbers returns the numbers of all documents, one that two of them have twice, and which document each is.
func documentNumbers(ctx context.Context, tx *sql.Tx) (ids map[string]int64, numbers []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, number FROM document WHERE state <> 'draft' AND number <> '' ORDER BY id`)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	ids = map[string]int64{}
	for rows.Next() {
		var id int64
		var number string
		if err := rows.Scan(&id, &number); err != nil {
			return nil, nil, err
		}
		ids[number], numbers = id, append(numbers, number)
	}
	return ids, numbers, rows.Err()
}

// keepImported keeps the PDF at path as that of a document.
func keepImported(ctx context.Context, tx *sql.Tx, documentID int64, path string) (unchanged bool, reason string, err error) {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false, PaperUnreadable, nil //nolint:nilerr // the person is told, and the other files go on
	}
	pdf, err := readBounded(path, maxPaper)
	switch {
	case err != nil:
		return false, PaperUnreadable, nil //nolint:nilerr // as above
	case len(pdf) > maxPaper:
		return false, PaperTooLarge, nil
	case !ubl.IsPDF(pdf):
		return false, PaperNotPDF, nil
	}
	outcome, err := keepFirstPaper(ctx, tx, documentID, pdf)
	if outcome == paperOther {
		reason = PaperOther
	}
	return outcome == paperSame, reason, err
}

// paperOutcome is what became of a PDF that came in.
type paperOutcome int

const (
	paperKept paperOutcome = iota
	paperSame
	paperOther
)

// keepFirstPaper keeps the PDF of a document that has none; one that is there stays.
func keepFirstPaper(ctx context.Context, tx *sql.Tx, documentID int64, pdf []byte) (paperOutcome, error) {
	var kept []byte
	err := tx.QueryRowContext(ctx, `SELECT (SELECT sha256 FROM content WHERE id = content_id) FROM document WHERE id = ?`,
		documentID).Scan(&kept)
	sum := sha256.Sum256(pdf)
	switch {
	case err != nil:
		return paperOther, sqlite.Missing(err)
	case bytes.Equal(kept, sum[:]):
		return paperSame, nil
	case kept != nil:
		return paperOther, nil
	}
	return paperKept, store.KeepPaper(ctx, tx, documentID, pdf)
}
