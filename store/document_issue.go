package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// IssueDocument makes a draft a document of this date: it gets the next number of its journal in that year (F2026-00042),
// an invoice its OGM, and nothing of it changes any more. A due date keeps its distance from the date; an invoice without
// one is due after PaymentDays. It returns the document as issued; ErrIssued when it is no draft, a FieldError when it
// has no line, a field is wrong or a credit note takes back more than the invoice has left; then no number is used up.
func (db *DB) IssueDocument(ctx context.Context, id int64, date string) (garage.Document, error) {
	var issued garage.Document
	err := db.Write(ctx, fmt.Sprintf("issue document %d", id), func(tx *sql.Tx) error {
		if err := stillDraft(ctx, tx, id); err != nil {
			return err
		}
		d, err := ReadDocument(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := moveTo(&d, date); err != nil {
			return err
		}
		if err := checkDocumentIn(ctx, tx, d); err != nil {
			return err
		}
		if len(d.Lines) == 0 && d.Kind != garage.Reminder && d.Kind != garage.Statement {
			return &garage.FieldError{Field: "lines", Reason: "check.document_no_line"}
		}
		if err := db.number(ctx, tx, d); err != nil {
			return err
		}
		if d.CorrectsID != 0 {
			if err := WriteCredit(ctx, tx, d); err != nil {
				return err
			}
		}
		issued, err = ReadDocument(ctx, tx, id)
		return err
	})
	return issued, err
}

// moveTo gives the document another date, and its due date the same distance from it as before.
func moveTo(d *garage.Document, date string) error {
	if reason := garage.RequiredDate(date); reason != "" {
		return &garage.FieldError{Field: "date", Reason: reason}
	}
	day, _ := time.Parse(time.DateOnly, date) // checked above
	before, wrong := time.Parse(time.DateOnly, d.Date)
	due, wrongDue := time.Parse(time.DateOnly, d.DueDate)
	switch {
	case wrong == nil && wrongDue == nil:
		d.DueDate = day.Add(due.Sub(before)).Format(time.DateOnly)
	case d.DueDate == "" && d.Kind == garage.Invoice:
		d.DueDate = day.AddDate(0, 0, garage.PaymentDays).Format(time.DateOnly)
	}
	d.Date = date
	return nil
}

// number writes the next number of the journal into the document.
func (db *DB) number(ctx context.Context, tx *sql.Tx, d garage.Document) error {
	journal, err := journalFor(ctx, tx, d)
	if err != nil {
		return err
	}
	year := d.Date[:4]
	sequence, err := nextSequence(ctx, tx, journal, year)
	if err != nil {
		return err
	}
	ogm := ""
	if d.Kind == garage.Invoice {
		ogm = garage.OGM(fmt.Sprintf("%02d%s%06d", journal.ID%100, year[2:], sequence%1_000_000))
	}
	_, err = tx.ExecContext(ctx, `UPDATE document SET state = 'issued', journal_id = ?, number = ?, year = ?, sequence = ?, date = ?,
		due_date = ?, ogm = ?, issued_at = ? WHERE id = ?`,
		journal.ID, fmt.Sprintf("%s%s-%05d", journal.Code, year, sequence), year, sequence, d.Date, d.DueDate, ogm,
		sqlite.FormatTime(db.Now()), d.ID)
	return err
}

// nextSequence continues the journal in that year, or the numbers that were imported with its code, which is how a garage
// changes over in the middle of a year. It never gives one again that a file gave which a backup replaced since.
func nextSequence(ctx context.Context, tx *sql.Tx, journal garage.Journal, year string) (next int64, err error) {
	begin := journal.Code + year + "-"
	err = tx.QueryRowContext(ctx, `SELECT 1 + max(
		(SELECT coalesce(max(sequence), 0) FROM document WHERE journal_id = ?1 AND year = ?2 AND sequence > 0),
		(SELECT coalesce(max(CAST(substr(number, length(?3) + 1) AS INTEGER)), 0) FROM document
			WHERE state <> 'draft' AND number > ?3 AND number < ?3 || ':' AND kind = ?4 AND coalesce(company_id, 0) IN (0, ?5)
				AND substr(number, length(?3) + 1) NOT GLOB '*[^0-9]*' AND length(number) <= length(?3) + 9),
		coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?6), 0))`,
		journal.ID, year, begin, journal.Kind, journal.CompanyID, fmt.Sprintf("%s%d.%s%s", SettingLastNumber, journal.CompanyID, journal.Code, year)).
		Scan(&next)
	return next, err
}

// SettingLastNumber begins the settings that keep the last number of a company's journal and year, 12.F2026, which a file had given
// that a backup replaced.
const SettingLastNumber = "journal.last."

// WriteCredit takes what a credit note gives back off its invoice, which is credited once nothing of it is left.
func WriteCredit(ctx context.Context, tx *sql.Tx, note garage.Document) error {
	var total, credited garage.Cents
	err := tx.QueryRowContext(ctx, `SELECT total_cents, credited_cents FROM document WHERE id = ?`, note.CorrectsID).
		Scan(&total, &credited)
	if err != nil {
		return err
	}
	credited += max(note.Total, -note.Total)
	if credited > total {
		return &garage.FieldError{Field: "lines", Reason: "check.document_credit"}
	}
	_, err = tx.ExecContext(ctx, `UPDATE document SET credited_cents = ?1, state = CASE WHEN ?1 >= total_cents THEN 'credited'
		ELSE state END WHERE id = ?2`, credited, note.CorrectsID)
	return err
}

// SetZeroVAT says why the lines of 0 % of a document have no VAT, also of one that is issued: its amounts stay. It returns a FieldError
// for what is no reason.
func (db *DB) SetZeroVAT(ctx context.Context, id int64, reason garage.ZeroVAT) error {
	if wrong := garage.CheckZeroVAT(reason); wrong != "" {
		return &garage.FieldError{Field: "zero_vat", Reason: wrong}
	}
	return db.Write(ctx, fmt.Sprintf("VAT reason of document %d", id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE document SET zero_vat = ? WHERE id = ?`, reason, id))
	})
}

// KeptPaper returns the PDF of a document as it left or came in, or ErrNotFound while none is kept.
func (db *DB) KeptPaper(ctx context.Context, documentID int64) ([]byte, error) {
	var pdf []byte
	err := db.Reader.QueryRowContext(ctx, `SELECT content.bytes FROM document JOIN content ON content.id = document.content_id
		WHERE document.id = ?`, documentID).Scan(&pdf)
	if err != nil {
		return nil, fmt.Errorf("paper of document %d: %w", documentID, sqlite.Fault(sqlite.Missing(err)))
	}
	return pdf, nil
}

// KeptElectronic returns the electronic invoice of a document as it left last, or ErrNotFound while none has.
func (db *DB) KeptElectronic(ctx context.Context, documentID int64) (xml []byte, err error) {
	err = db.Reader.QueryRowContext(ctx, `SELECT content.bytes FROM document JOIN content ON content.id = document.ubl_id
		WHERE document.id = ?`, documentID).Scan(&xml)
	if err != nil {
		return nil, fmt.Errorf("electronic invoice of document %d: %w", documentID, sqlite.Fault(sqlite.Missing(err)))
	}
	return xml, nil
}

// KeepPaper keeps the PDF of an issued document. Before it is mailed another may take its place; afterwards what was sent
// is what is kept, and another one is ErrConflict, as any PDF of a draft is. It returns a FieldError for what is no PDF.
func (db *DB) KeepPaper(ctx context.Context, documentID int64, pdf []byte) error {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return &garage.FieldError{Field: "paper", Reason: "check.document_paper"}
	}
	return db.Write(ctx, fmt.Sprintf("keep paper of document %d", documentID), func(tx *sql.Tx) error {
		return KeepPaper(ctx, tx, documentID, pdf)
	})
}

// KeepPaper is DB.KeepPaper in the caller's transaction; that pdf is a PDF is for him to see to.
func KeepPaper(ctx context.Context, tx *sql.Tx, documentID int64, pdf []byte) error {
	var draft, mailed bool
	var before int64
	var kept []byte
	err := tx.QueryRowContext(ctx, `SELECT state = 'draft', coalesce(content_id, 0), (SELECT sha256 FROM content WHERE id = content_id),
			EXISTS (SELECT 1 FROM delivery WHERE document_id = document.id AND state NOT IN ('failed', 'cancelled'))
		FROM document WHERE id = ?`, documentID).Scan(&draft, &before, &kept, &mailed)
	sum := sha256.Sum256(pdf)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return garage.ErrNotFound
	case err != nil:
		return err
	case bytes.Equal(kept, sum[:]):
		return nil
	case draft, before != 0 && mailed:
		return garage.ErrConflict
	}
	id, err := putContent(ctx, tx, pdf)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE document SET content_id = ? WHERE id = ?`, id, documentID); err != nil {
		return err
	}
	return dropContent(ctx, tx, before)
}
