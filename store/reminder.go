package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Tone is how a reminder speaks: 1 friendly, 2 firm, 3 last before other means.
type Tone int

// When a reminder is due: the tone follows from how late an invoice is, but nobody is spoken to more sharply than one
// step after the last time, nor again before he could answer.
const (
	firmDays  = 15 // days late from which the second tone is fit
	lastDays  = 30
	pauseDays = 7
)

// OverdueDocument is an unpaid invoice of which the client can be reminded.
type OverdueDocument struct {
	Document
	DaysLate   int
	LastTone   Tone      // 0 = never reminded
	RemindedAt time.Time // zero = never
	Tone       Tone      // of the next reminder
}

// ReminderProposal is one client of one company and all he is late with, oldest first.
type ReminderProposal struct {
	ClientID   int64
	ClientName string
	CompanyID  int64
	Tone       Tone  // the sharpest of his documents'
	Open       Cents // of all his documents
	Documents  []OverdueDocument
}

// ReminderProposals returns who can be reminded today (an ISO date), in name order. An invoice that is paid or credited is
// never among them, nor one without a due date, nor an imported one without SettingImportedOwed; a client who was reminded within the last week is left in peace.
func (db *DB) ReminderProposals(ctx context.Context, today string) ([]ReminderProposal, error) {
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return nil, &FieldError{Field: "date", Reason: "check.date"}
	}
	rows, err := db.reader.QueryContext(ctx, `SELECT `+documentColumns+`, `+clientListName+`,
			coalesce((SELECT max(tone) FROM reminder WHERE document_id = document.id), 0),
			coalesce((SELECT max(at) FROM reminder WHERE document_id = document.id), '')
		FROM document JOIN client ON client.id = document.client_id
		WHERE open_cents <> 0 AND open_cents > 0 AND kind = 'invoice' AND due_date <> '' AND due_date < ? AND `+isFollowed+`
		ORDER BY client.name_fold, client.id, document.company_id, document.due_date, document.id`, today)
	if err != nil {
		return nil, fmt.Errorf("reminder proposals: %w", fault(err))
	}
	var proposals []ReminderProposal
	_, err = collect(rows, func(rows *sql.Rows) (d OverdueDocument, err error) {
		var name, at string
		fields, done := documentFields(&d.Document)
		err = rows.Scan(append(fields, &name, &d.LastTone, &at)...)
		done()
		d.RemindedAt = parseTime(at)
		d.judge(day)
		if n := len(proposals); n == 0 || proposals[n-1].ClientID != d.ClientID || proposals[n-1].CompanyID != d.CompanyID {
			proposals = append(proposals, ReminderProposal{ClientID: d.ClientID, ClientName: name, CompanyID: d.CompanyID})
		}
		proposal := &proposals[len(proposals)-1]
		proposal.Documents, proposal.Open = append(proposal.Documents, d), proposal.Open+d.Open
		proposal.Tone = max(proposal.Tone, d.Tone)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("reminder proposals: %w", fault(err))
	}
	return withoutRecent(proposals, day), nil
}

// judge counts the days and chooses the tone.
func (d *OverdueDocument) judge(today time.Time) {
	due, err := time.Parse(time.DateOnly, d.DueDate)
	if err == nil {
		d.DaysLate = int(today.Sub(due).Hours() / 24)
	}
	d.Tone = 1
	switch {
	case d.DaysLate >= lastDays:
		d.Tone = 3
	case d.DaysLate >= firmDays:
		d.Tone = 2
	}
	d.Tone = max(min(d.Tone, d.LastTone+1), d.LastTone)
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

// AddReminders writes down that clients were reminded of documents in a tone, now, and returns how many: those that are
// paid meanwhile, or were never owed, are left out.
func (db *DB) AddReminders(ctx context.Context, documentIDs []int64, tone Tone) (added int, err error) {
	wanted, err := jsonIDs(documentIDs)
	if err != nil {
		return 0, err
	}
	err = db.write(ctx, "add reminders", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO reminder (document_id, tone, at) SELECT id, ?, ? FROM document
			WHERE id IN (SELECT value FROM json_each(?)) AND kind = 'invoice' AND open_cents > 0`, tone, formatTime(db.Now()), wanted)
		if err != nil {
			return err
		}
		count, err := result.RowsAffected()
		added = int(count)
		return err
	})
	return added, err
}
