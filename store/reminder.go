package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// When a reminder is due: the tone follows from how late an invoice is, but nobody is spoken to more sharply than one
// step after the last time, nor again before he could answer.
const (
	firmDays  = 15 // days late from which the second tone is fit
	lastDays  = 30
	pauseDays = 7
)

// OverdueDocument is an unpaid invoice of which the client can be reminded.
type OverdueDocument struct {
	garage.Document
	DaysLate   int
	LastLevel  garage.ReminderLevel // 0 = never reminded
	RemindedAt time.Time            // zero = never
	Level      garage.ReminderLevel // of the next reminder
}

// ReminderProposal is one client of one company and all he is late with, oldest first.
type ReminderProposal struct {
	ClientID   int64
	ClientName string
	CompanyID  int64
	Level      garage.ReminderLevel // the sharpest of his documents'
	Open       garage.Cents         // of all his documents
	Documents  []OverdueDocument
}

// ReminderProposals returns who can be reminded today (an ISO date), in name order. An invoice that is paid or credited is
// never among them, nor one without a due date, nor an imported one without SettingImportedOwed; a client who was reminded within the last week is left in peace.
func (db *DB) ReminderProposals(ctx context.Context, today string) ([]ReminderProposal, error) {
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return nil, &garage.FieldError{Field: "date", Reason: "check.date"}
	}
	rows, err := db.Reader.QueryContext(ctx, `SELECT `+documentColumns+`, `+clientListName+`,
			coalesce((SELECT max(tone) FROM reminder WHERE document_id = document.id), 0),
			coalesce((SELECT max(at) FROM reminder WHERE document_id = document.id), '')
		FROM document JOIN client ON client.id = document.client_id
		WHERE open_cents <> 0 AND open_cents > 0 AND kind = 'invoice' AND due_date <> '' AND due_date < ? AND `+isFollowed+`
		ORDER BY client.name_fold, client.id, document.company_id, document.due_date, document.id`, today)
	if err != nil {
		return nil, fmt.Errorf("reminder proposals: %w", sqlite.Fault(err))
	}
	var proposals []ReminderProposal
	_, err = sqlite.Collect(rows, func(rows *sql.Rows) (d OverdueDocument, err error) {
		var name, at string
		fields, done := documentFields(&d.Document)
		err = rows.Scan(append(fields, &name, &d.LastLevel, &at)...)
		done()
		d.RemindedAt = sqlite.ParseTime(at)
		d.judge(day)
		if n := len(proposals); n == 0 || proposals[n-1].ClientID != d.ClientID || proposals[n-1].CompanyID != d.CompanyID {
			proposals = append(proposals, ReminderProposal{ClientID: d.ClientID, ClientName: name, CompanyID: d.CompanyID})
		}
		proposal := &proposals[len(proposals)-1]
		proposal.Documents, proposal.Open = append(proposal.Documents, d), proposal.Open+d.Open
		proposal.Level = max(proposal.Level, d.Level)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("reminder proposals: %w", sqlite.Fault(err))
	}
	return withoutRecent(proposals, day), nil
}

// judge counts the days and chooses the tone.
func (d *OverdueDocument) judge(today time.Time) {
	due, err := time.Parse(time.DateOnly, d.DueDate)
	if err == nil {
		d.DaysLate = int(today.Sub(due).Hours() / 24)
	}
	d.Level = 1
	switch {
	case d.DaysLate >= lastDays:
		d.Level = 3
	case d.DaysLate >= firmDays:
		d.Level = 2
	}
	d.Level = max(min(d.Level, d.LastLevel+1), d.LastLevel)
}

// withoutRecent leaves out clients who had a reminder within the pause.
func withoutRecent(proposals []ReminderProposal, today time.Time) []ReminderProposal {
	var due []ReminderProposal
	for _, proposal := range proposals {
		recent := false
		for _, d := range proposal.Documents {
			recent = recent || !d.RemindedAt.IsZero() && withinPause(d.RemindedAt, today)
		}
		if !recent {
			due = append(due, proposal)
		}
	}
	return due
}

// withinPause says that a reminder is too fresh for the next one today: days are those of the place, midnight to midnight.
func withinPause(at, today time.Time) bool {
	local := at.Local()
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	return today.Sub(day) < pauseDays*24*time.Hour
}

// ErrReminded is returned when a client would be reminded of a document again before he could answer the last time.
var ErrReminded = errors.New("reminded a short while ago")

// QueueOwed queues the one message that lists what a client owes, and writes the reminder down with it: both or neither.
// Level 0 is a statement of account, which reminds of nothing. It returns ErrConflict when a document is not the client's or
// its open amount is no longer the one that the message states (it was paid meanwhile), and ErrReminded when another
// reminder of one went within the pause: two colleagues may press Send at once.
func (db *DB) QueueOwed(ctx context.Context, delivery garage.NewDelivery, listed []garage.Document, level garage.ReminderLevel) (id int64, err error) {
	err = db.Write(ctx, "queue what is owed", func(tx *sql.Tx) error {
		now := db.Now()
		for _, document := range listed {
			if err := stillOwed(ctx, tx, delivery.ClientID, document); err != nil {
				return err
			}
			if level == 0 || document.Kind != garage.Invoice {
				continue // a credit that is set off is nothing to be reminded of
			}
			if err := addReminder(ctx, tx, document.ID, level, now); err != nil {
				return err
			}
		}
		if id, err = newQueue(tx, now).add(ctx, delivery); err != nil {
			return err
		}
		return addOwed(ctx, tx, id, listed, level)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// addOwed writes down what a message lists. It makes up for those that failed and listed any of it.
func addOwed(ctx context.Context, tx *sql.Tx, id int64, listed []garage.Document, level garage.ReminderLevel) error {
	for _, document := range listed {
		if _, err := tx.ExecContext(ctx, `INSERT INTO owed_document (delivery_id, document_id, tone) VALUES (?, ?, ?)`, id, document.ID, level); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE delivery SET replaced_by = ?1 WHERE id <> ?1 AND state IN ('failed', 'cancelled') AND replaced_by IS NULL
		AND id IN (SELECT before.delivery_id FROM owed_document AS now JOIN owed_document AS before USING (document_id)
			WHERE now.delivery_id = ?1 AND (before.tone > 0) = (now.tone > 0))`, id)
	return err
}

// stillOwed holds a document to what the message says of it.
func stillOwed(ctx context.Context, tx *sql.Tx, clientID int64, listed garage.Document) error {
	var same bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document WHERE id = ? AND client_id = ? AND open_cents = ?
		AND open_cents <> 0)`, listed.ID, clientID, listed.Open).Scan(&same)
	if err == nil && !same {
		err = fmt.Errorf("document %d is no longer open by %d: %w", listed.ID, listed.Open, garage.ErrConflict)
	}
	return err
}

func addReminder(ctx context.Context, tx *sql.Tx, documentID int64, level garage.ReminderLevel, now time.Time) error {
	local := now.Local()
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	var last string
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(at), '') FROM reminder WHERE document_id = ?`, documentID).Scan(&last)
	if err != nil {
		return err
	}
	if at := sqlite.ParseTime(last); !at.IsZero() && withinPause(at, today) {
		return fmt.Errorf("document %d: %w", documentID, ErrReminded)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO reminder (document_id, tone, at) VALUES (?, ?, ?)`, documentID, level, sqlite.FormatTime(now))
	return err
}
