package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// PaymentDays is when an invoice without a due date of its own is due: the term of the law between firms.
const PaymentDays = 30

// IssueDocument makes a draft a document of this date: it gets the next number of its journal in that year (F2026-00042),
// an invoice its OGM, and nothing of it changes any more. A due date keeps its distance from the date; an invoice without
// one is due after PaymentDays. It returns the document as issued; ErrIssued when it is no draft, a FieldError when it
// has no line, a field is wrong or a credit note takes back more than the invoice has left; then no number is used up.
func (db *DB) IssueDocument(ctx context.Context, id int64, date string) (Document, error) {
	var issued Document
	err := db.write(ctx, fmt.Sprintf("issue document %d", id), func(tx *sql.Tx) error {
		if err := stillDraft(ctx, tx, id); err != nil {
			return err
		}
		d, err := readDocument(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := d.moveTo(date); err != nil {
			return err
		}
		if err := checkDocumentIn(ctx, tx, d); err != nil {
			return err
		}
		if len(d.Lines) == 0 && d.Kind != Reminder && d.Kind != Statement {
			return &FieldError{Field: "lines", Reason: "check.document_no_line"}
		}
		if err := db.number(ctx, tx, d); err != nil {
			return err
		}
		if d.CorrectsID != 0 {
			if err := credit(ctx, tx, d); err != nil {
				return err
			}
		}
		issued, err = readDocument(ctx, tx, id)
		return err
	})
	return issued, err
}

// moveTo gives the document another date, and its due date the same distance from it as before.
func (d *Document) moveTo(date string) error {
	if reason := requiredDate(date); reason != "" {
		return &FieldError{Field: "date", Reason: reason}
	}
	day, _ := time.Parse(time.DateOnly, date) // checked above
	before, wrong := time.Parse(time.DateOnly, d.Date)
	due, wrongDue := time.Parse(time.DateOnly, d.DueDate)
	switch {
	case wrong == nil && wrongDue == nil:
		d.DueDate = day.Add(due.Sub(before)).Format(time.DateOnly)
	case d.DueDate == "" && d.Kind == Invoice:
		d.DueDate = day.AddDate(0, 0, PaymentDays).Format(time.DateOnly)
	}
	d.Date = date
	return nil
}

// number writes the next number of the journal into the document.
func (db *DB) number(ctx context.Context, tx *sql.Tx, d Document) error {
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
	if d.Kind == Invoice {
		ogm = OGM(fmt.Sprintf("%02d%s%06d", journal.ID%100, year[2:], sequence%1_000_000))
	}
	_, err = tx.ExecContext(ctx, `UPDATE document SET state = 'issued', journal_id = ?, number = ?, year = ?, sequence = ?, date = ?,
		due_date = ?, ogm = ?, issued_at = ? WHERE id = ?`,
		journal.ID, fmt.Sprintf("%s%s-%05d", journal.Code, year, sequence), year, sequence, d.Date, d.DueDate, ogm,
		formatTime(db.Now()), d.ID)
	return err
}

// nextSequence continues the journal in that year, or the numbers that were imported with its code, which is how a garage
// changes over in the middle of a year. It never gives one again that a file gave which a backup replaced since.
func nextSequence(ctx context.Context, tx *sql.Tx, journal Journal, year string) (next int64, err error) {
	begin := journal.Code + year + "-"
	err = tx.QueryRowContext(ctx, `SELECT 1 + max(
		(SELECT coalesce(max(sequence), 0) FROM document WHERE journal_id = ?1 AND year = ?2 AND sequence > 0),
		(SELECT coalesce(max(CAST(substr(number, length(?3) + 1) AS INTEGER)), 0) FROM document
			WHERE state <> 'draft' AND number > ?3 AND number < ?3 || ':' AND kind = ?4 AND coalesce(company_id, 0) IN (0, ?5)
				AND substr(number, length(?3) + 1) NOT GLOB '*[^0-9]*' AND length(number) <= length(?3) + 9),
		coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?6), 0))`,
		journal.ID, year, begin, journal.Kind, journal.CompanyID, fmt.Sprintf("%s%d.%s%s", lastNumber, journal.CompanyID, journal.Code, year)).
		Scan(&next)
	return next, err
}

// lastNumber begins the settings that keep the last number of a company's journal and year, 12.F2026, which a file had given
// that a backup replaced.
const lastNumber = "journal.last."

// credit takes what a credit note gives back off its invoice, which is credited once nothing of it is left.
func credit(ctx context.Context, tx *sql.Tx, note Document) error {
	var total, credited Cents
	err := tx.QueryRowContext(ctx, `SELECT total_cents, credited_cents FROM document WHERE id = ?`, note.CorrectsID).
		Scan(&total, &credited)
	if err != nil {
		return err
	}
	credited += max(note.Total, -note.Total)
	if credited > total {
		return &FieldError{Field: "lines", Reason: "check.document_credit"}
	}
	_, err = tx.ExecContext(ctx, `UPDATE document SET credited_cents = ?1, state = CASE WHEN ?1 >= total_cents THEN 'credited'
		ELSE state END WHERE id = ?2`, credited, note.CorrectsID)
	return err
}
