package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// CaseEvents returns the timeline of a case, oldest first, with what became of its mails.
func (db *DB) CaseEvents(ctx context.Context, fileID int64) ([]garage.CaseEvent, error) {
	return list(ctx, db, fmt.Sprintf("events of file %d", fileID), func(rows *sql.Rows) (e garage.CaseEvent, err error) {
		var at string
		err = rows.Scan(&e.ID, &at, &e.UserName, &e.Kind, &e.Text, &e.DeliveryID, &e.SentState, &e.SentTo, &e.SentReason)
		e.At = sqlite.ParseTime(at)
		return e, err
	}, `SELECT file_event.id, file_event.at, file_event.user_name, file_event.kind, file_event.text, coalesce(delivery.id, 0),
			coalesce(delivery.state, ''), coalesce(delivery.to_address, ''), coalesce(delivery.reason, '')
		FROM file_event LEFT JOIN delivery ON delivery.id = file_event.delivery_id
		WHERE file_event.file_id = ? ORDER BY file_event.id`, fileID)
}

// AddNote writes what happened otherwise on a case's timeline: an answer by telephone, a visit. It returns a FieldError for
// an empty note and ErrNotFound for no case.
func (db *DB) AddNote(ctx context.Context, fileID int64, text, userName string) error {
	if text = strings.TrimSpace(text); text == "" {
		return &garage.FieldError{Field: "note", Reason: "check.file_note"}
	}
	return db.Write(ctx, fmt.Sprintf("add note to file %d", fileID), func(tx *sql.Tx) error {
		return db.AddEvent(ctx, tx, fileID, garage.CaseEvent{Kind: garage.EventNote, Text: text, UserName: userName})
	})
}

// AddEvent adds a line to the timeline of a file, in the caller's transaction.
func (db *DB) AddEvent(ctx context.Context, tx sqlite.Executor, fileID int64, e garage.CaseEvent) error {
	return sqlite.ChangedOne(tx.ExecContext(ctx, `INSERT INTO file_event (file_id, at, user_name, kind, text, delivery_id)
		SELECT id, ?, ?, ?, ?, ? FROM file WHERE id = ?`, sqlite.FormatTime(db.Now()), e.UserName, e.Kind, e.Text, sqlite.Nullable(e.DeliveryID), fileID))
}

// CaseMailing is a mail of a case on its way to the outbox.
type CaseMailing struct {
	CaseID   int64
	Key      string // of the garage.CaseMail, "" for one that she wrote herself
	UserName string // who sends it, for the timeline
	Again    bool   // also to whom it was sent before
}

// QueueCaseMail queues the messages of a mail of a case and writes each on its timeline, all of it or nothing.
// The case's state does not change by it. It returns the ids of the
// deliveries, with the errors of QueueDeliveries; *LiveError when that mail is on its way to an address already, may have
// arrived there or, unless mail says that it is to go once more, was sent there.
func (db *DB) QueueCaseMail(ctx context.Context, mail CaseMailing, deliveries []garage.NewDelivery) ([]int64, error) {
	ids := make([]int64, 0, len(deliveries))
	err := db.Write(ctx, fmt.Sprintf("queue mail of file %d", mail.CaseID), func(tx *sql.Tx) error {
		queue := newQueue(tx, db.Now())
		for _, delivery := range deliveries { // before any of them is there: a mail may be split in several messages
			if err := mustNotLiveInCase(ctx, tx, mail, delivery.ToAddress); err != nil {
				return err
			}
		}
		for _, delivery := range deliveries {
			delivery.Kind = garage.KindCase
			id, err := queue.add(ctx, delivery)
			if err != nil {
				return err
			}
			event := garage.CaseEvent{Kind: garage.EventMail, Text: mail.Key, UserName: mail.UserName, DeliveryID: id}
			if err := db.AddEvent(ctx, tx, mail.CaseID, event); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return replaceInCase(ctx, tx, mail, deliveries, ids)
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// replaceInCase has the new messages of a mail of a case make up for those that failed at the same address or at another
// one of the same party, so that trying these again does not bring it there twice.
func replaceInCase(ctx context.Context, tx *sql.Tx, mail CaseMailing, deliveries []garage.NewDelivery, ids []int64) error {
	if mail.Key == "" {
		return nil
	}
	for i, delivery := range deliveries {
		_, err := tx.ExecContext(ctx, `UPDATE delivery SET replaced_by = ?1 WHERE id < ?2 AND (to_address = ?3 COLLATE NOCASE OR `+sameOwner+`)
			AND state IN ('failed', 'cancelled') AND replaced_by IS NULL
			AND id IN (SELECT delivery_id FROM file_event WHERE file_id = ?4 AND text = ?9)`, ids[i], ids[0], delivery.ToAddress, mail.CaseID,
			delivery.Owner.Origin, delivery.Owner.ContactID, delivery.Owner.Party, delivery.Owner.PartyName, mail.Key)
		if err != nil {
			return err
		}
	}
	return nil
}

// mustNotLiveInCase refuses what would bring a mail of a case to an address twice. What she writes herself may follow itself.
func mustNotLiveInCase(ctx context.Context, tx *sql.Tx, mail CaseMailing, address string) error {
	if mail.Key == "" {
		return nil
	}
	live := &LiveError{CaseID: mail.CaseID, Address: address}
	err := tx.QueryRowContext(ctx, `SELECT delivery.id, delivery.state FROM file_event JOIN delivery ON delivery.id = file_event.delivery_id
		WHERE file_event.file_id = ? AND file_event.text = ? AND delivery.to_address = ? COLLATE NOCASE
		AND (delivery.state IN ('queued', 'sending', 'uncertain') OR delivery.state = 'sent' AND NOT ?) AND delivery.replaced_by IS NULL
		ORDER BY delivery.state = 'sent', delivery.id DESC LIMIT 1`,
		mail.CaseID, mail.Key, address, mail.Again).Scan(&live.DeliveryID, &live.State)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return live
}

// CaseDocument is a paper of a file: a document of the journal, or a PDF that came from elsewhere.
type CaseDocument struct {
	ID         int64
	CaseID     int64
	Kind       garage.CaseAttachment // estimate, agreement, invoice or other
	DocumentID int64                 // of the journal, 0 = a PDF from elsewhere
	Name       string                // the number of the document, or the name of the PDF
	Size       int64                 // of the PDF, 0 = made when it is needed
	AddedAt    time.Time
}

// CaseDocumentKinds are what a document can be in a file, in the order of the menu.
var CaseDocumentKinds = []garage.CaseAttachment{garage.WithEstimate, garage.WithAgreement, garage.WithInvoice, garage.WithOther}

// CaseDocuments returns the papers of a case, the first added first.
func (db *DB) CaseDocuments(ctx context.Context, fileID int64) ([]CaseDocument, error) {
	return list(ctx, db, fmt.Sprintf("documents of file %d", fileID), func(rows *sql.Rows) (d CaseDocument, err error) {
		var added string
		err = rows.Scan(&d.ID, &d.CaseID, &d.Kind, &d.DocumentID, &d.Name, &d.Size, &added)
		d.AddedAt = sqlite.ParseTime(added)
		return d, err
	}, `SELECT file_document.id, file_id, file_document.kind, coalesce(document_id, 0),
			coalesce(document.number, file_document.name), coalesce(length(content.bytes), 0), added_at
		FROM file_document LEFT JOIN document ON document.id = document_id
		LEFT JOIN content ON content.id = file_document.content_id
		WHERE file_id = ? ORDER BY file_document.id`, fileID)
}

// LinkDocument makes a document of the journal one of a file. One that is it already keeps its place and becomes of this kind.
func (db *DB) LinkDocument(ctx context.Context, fileID, documentID int64, kind garage.CaseAttachment) error {
	return db.Write(ctx, fmt.Sprintf("link document %d to file %d", documentID, fileID), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `INSERT INTO file_document (file_id, kind, document_id, added_at)
			SELECT file.id, ?, document.id, ? FROM file, document WHERE file.id = ? AND document.id = ?
			ON CONFLICT (file_id, document_id) DO UPDATE SET kind = excluded.kind`, kind, sqlite.FormatTime(db.Now()), fileID, documentID))
	})
}

// AddCasePaper keeps a PDF that came from elsewhere in a file. It returns a FieldError for what is no PDF or larger than
// MaxAttachment.
func (db *DB) AddCasePaper(ctx context.Context, fileID int64, kind garage.CaseAttachment, name string, pdf []byte) error {
	switch {
	case len(pdf) > MaxAttachment:
		return &garage.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	case !bytes.Contains(pdf[:min(len(pdf), 1024)], []byte("%PDF-")):
		return &garage.FieldError{Field: "paper", Reason: "check.document_paper"}
	}
	return db.Write(ctx, fmt.Sprintf("add paper to file %d", fileID), func(tx *sql.Tx) error {
		content, err := putContent(ctx, tx, pdf)
		if err != nil {
			return err
		}
		return sqlite.ChangedOne(tx.ExecContext(ctx, `INSERT INTO file_document (file_id, kind, content_id, name, added_at)
			SELECT id, ?, ?, ?, ? FROM file WHERE id = ?`, kind, content, photoName(name), sqlite.FormatTime(db.Now()), fileID))
	})
}

// CasePaper returns the PDF of a document that came from elsewhere, or ErrNotFound.
func (db *DB) CasePaper(ctx context.Context, id int64) ([]byte, error) {
	var pdf []byte
	err := db.Reader.QueryRowContext(ctx, `SELECT content.bytes FROM file_document JOIN content ON content.id = content_id
		WHERE file_document.id = ?`, id).Scan(&pdf)
	if err != nil {
		return nil, fmt.Errorf("paper %d: %w", id, sqlite.Fault(sqlite.Missing(err)))
	}
	return pdf, nil
}

// SetCaseDocumentKind says what a document is in its file.
func (db *DB) SetCaseDocumentKind(ctx context.Context, id int64, kind garage.CaseAttachment) error {
	return db.Write(ctx, fmt.Sprintf("set kind of paper %d", id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE file_document SET kind = ? WHERE id = ?`, kind, id))
	})
}

// TakenOutPaper is a document that was taken out of its file, with what it takes to put it back.
type TakenOutPaper struct {
	document CaseDocument
	pdf      []byte
}

// TakeOutCaseDocument takes a document out of its file: one of the journal stays there. PutBackCaseDocument undoes it.
func (db *DB) TakeOutCaseDocument(ctx context.Context, document CaseDocument) (TakenOutPaper, error) {
	out := TakenOutPaper{document: document}
	err := db.Write(ctx, fmt.Sprintf("take out paper %d", document.ID), func(tx *sql.Tx) error {
		var content int64
		err := tx.QueryRowContext(ctx, `SELECT coalesce(content.id, 0), content.bytes FROM file_document
			LEFT JOIN content ON content.id = content_id WHERE file_document.id = ?`, document.ID).Scan(&content, &out.pdf)
		if err != nil {
			return sqlite.Missing(err)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM file_document WHERE id = ?`, document.ID); err != nil {
			return err
		}
		return dropContent(ctx, tx, content)
	})
	return out, err
}

// PutBackCaseDocument undoes TakeOutCaseDocument.
func (db *DB) PutBackCaseDocument(ctx context.Context, out TakenOutPaper) error {
	d := out.document
	if d.DocumentID != 0 {
		return db.LinkDocument(ctx, d.CaseID, d.DocumentID, d.Kind)
	}
	return db.AddCasePaper(ctx, d.CaseID, d.Kind, d.Name, out.pdf)
}
