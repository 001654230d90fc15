package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// FileEvents returns the timeline of a file, oldest first, with what became of its mails.
func (db *DB) FileEvents(ctx context.Context, fileID int64) ([]FileEvent, error) {
	return list(ctx, db, fmt.Sprintf("events of file %d", fileID), func(rows *sql.Rows) (e FileEvent, err error) {
		var at string
		err = rows.Scan(&e.ID, &at, &e.UserName, &e.Kind, &e.Text, &e.DeliveryID, &e.SentState, &e.SentTo, &e.SentReason)
		e.At = parseTime(at)
		return e, err
	}, `SELECT file_event.id, file_event.at, file_event.user_name, file_event.kind, file_event.text, coalesce(delivery.id, 0),
			coalesce(delivery.state, ''), coalesce(delivery.to_address, ''), coalesce(delivery.reason, '')
		FROM file_event LEFT JOIN delivery ON delivery.id = file_event.delivery_id
		WHERE file_event.file_id = ? ORDER BY file_event.id`, fileID)
}

// AddNote writes what happened otherwise on a file's timeline: an answer by telephone, a visit. It returns a FieldError for
// an empty note and ErrNotFound for no file.
func (db *DB) AddNote(ctx context.Context, fileID int64, text, userName string) error {
	if text = strings.TrimSpace(text); text == "" {
		return &FieldError{Field: "note", Reason: "check.file_note"}
	}
	return db.write(ctx, fmt.Sprintf("add note to file %d", fileID), func(tx *sql.Tx) error {
		return db.addEvent(ctx, tx, fileID, FileEvent{Kind: EventNote, Text: text, UserName: userName})
	})
}

func (db *DB) addEvent(ctx context.Context, tx executor, fileID int64, e FileEvent) error {
	return changedOne(tx.ExecContext(ctx, `INSERT INTO file_event (file_id, at, user_name, kind, text, delivery_id)
		SELECT id, ?, ?, ?, ?, ? FROM file WHERE id = ?`, formatTime(db.Now()), e.UserName, e.Kind, e.Text, nullable(e.DeliveryID), fileID))
}

// QueueFileMail queues the messages of a mail of a file and writes each on its timeline, all of it or nothing. mail is the key
// of the FileMail, "" for one that she wrote herself. The file's state does not change by it. It returns the ids of the
// deliveries, with the errors of QueueDeliveries; *LiveError when that mail is on its way to an address already, may have
// arrived there or, unless again says that it is to go once more, was sent there.
func (db *DB) QueueFileMail(ctx context.Context, fileID int64, mail, userName string, again bool, deliveries []NewDelivery) ([]int64, error) {
	ids := make([]int64, 0, len(deliveries))
	err := db.write(ctx, fmt.Sprintf("queue mail of file %d", fileID), func(tx *sql.Tx) error {
		queue := newQueue(tx, db.Now())
		for _, delivery := range deliveries { // before any of them is there: a mail may be split in several messages
			if err := mustNotLiveInFile(ctx, tx, fileID, mail, delivery.ToAddress, again); err != nil {
				return err
			}
		}
		for _, delivery := range deliveries {
			delivery.Kind = KindFile
			id, err := queue.add(ctx, delivery)
			if err != nil {
				return err
			}
			event := FileEvent{Kind: EventMail, Text: mail, UserName: userName, DeliveryID: id}
			if err := db.addEvent(ctx, tx, fileID, event); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return replaceInFile(ctx, tx, fileID, mail, deliveries, ids)
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// replaceInFile has the new messages of a mail of a file make up for those that failed at the same address or at another
// one of the same party, so that trying these again does not bring it there twice.
func replaceInFile(ctx context.Context, tx *sql.Tx, fileID int64, mail string, deliveries []NewDelivery, ids []int64) error {
	if mail == "" {
		return nil
	}
	for i, delivery := range deliveries {
		_, err := tx.ExecContext(ctx, `UPDATE delivery SET replaced_by = ?1 WHERE id < ?2 AND (to_address = ?3 COLLATE NOCASE OR `+sameOwner+`)
			AND state IN ('failed', 'cancelled') AND replaced_by IS NULL
			AND id IN (SELECT delivery_id FROM file_event WHERE file_id = ?4 AND text = ?9)`, ids[i], ids[0], delivery.ToAddress, fileID,
			delivery.Owner.Origin, delivery.Owner.ContactID, delivery.Owner.Party, delivery.Owner.PartyName, mail)
		if err != nil {
			return err
		}
	}
	return nil
}

// mustNotLiveInFile refuses what would bring a mail of a file to an address twice. What she writes herself may follow itself.
func mustNotLiveInFile(ctx context.Context, tx *sql.Tx, fileID int64, mail, address string, again bool) error {
	if mail == "" {
		return nil
	}
	live := &LiveError{FileID: fileID, Address: address}
	err := tx.QueryRowContext(ctx, `SELECT delivery.id, delivery.state FROM file_event JOIN delivery ON delivery.id = file_event.delivery_id
		WHERE file_event.file_id = ? AND file_event.text = ? AND delivery.to_address = ? COLLATE NOCASE
		AND (delivery.state IN ('queued', 'sending', 'uncertain') OR delivery.state = 'sent' AND NOT ?) AND delivery.replaced_by IS NULL
		ORDER BY delivery.state = 'sent', delivery.id DESC LIMIT 1`,
		fileID, mail, address, again).Scan(&live.DeliveryID, &live.State)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return live
}
