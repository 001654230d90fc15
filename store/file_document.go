package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"time"
)

// FileDocument is a paper of a file: a document of the journal, or a PDF that came from elsewhere.
type FileDocument struct {
	ID         int64
	FileID     int64
	Kind       FileAttachment // estimate, agreement, invoice or other
	DocumentID int64          // of the journal, 0 = a PDF from elsewhere
	Name       string         // the number of the document, or the name of the PDF
	Size       int64          // of the PDF, 0 = made when it is needed
	AddedAt    time.Time
}

// FileDocumentKinds are what a document can be in a file, in the order of the menu.
var FileDocumentKinds = []FileAttachment{WithEstimate, WithAgreement, WithInvoice, WithOther}

// FileDocuments returns the papers of a file, the first added first.
func (db *DB) FileDocuments(ctx context.Context, fileID int64) ([]FileDocument, error) {
	return list(ctx, db, fmt.Sprintf("documents of file %d", fileID), func(rows *sql.Rows) (d FileDocument, err error) {
		var added string
		err = rows.Scan(&d.ID, &d.FileID, &d.Kind, &d.DocumentID, &d.Name, &d.Size, &added)
		d.AddedAt = parseTime(added)
		return d, err
	}, `SELECT file_document.id, file_id, file_document.kind, coalesce(document_id, 0),
			coalesce(document.number, file_document.name), coalesce(length(content.bytes), 0), added_at
		FROM file_document LEFT JOIN document ON document.id = document_id
		LEFT JOIN content ON content.id = file_document.content_id
		WHERE file_id = ? ORDER BY file_document.id`, fileID)
}

// LinkDocument makes a document of the journal one of a file. One that is it already keeps its place and becomes of this kind.
func (db *DB) LinkDocument(ctx context.Context, fileID, documentID int64, kind FileAttachment) error {
	return db.write(ctx, fmt.Sprintf("link document %d to file %d", documentID, fileID), func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `INSERT INTO file_document (file_id, kind, document_id, added_at)
			SELECT file.id, ?, document.id, ? FROM file, document WHERE file.id = ? AND document.id = ?
			ON CONFLICT (file_id, document_id) DO UPDATE SET kind = excluded.kind`, kind, formatTime(db.Now()), fileID, documentID))
	})
}

// AddFilePaper keeps a PDF that came from elsewhere in a file. It returns a FieldError for what is no PDF or larger than
// MaxAttachment.
func (db *DB) AddFilePaper(ctx context.Context, fileID int64, kind FileAttachment, name string, pdf []byte) error {
	switch {
	case len(pdf) > MaxAttachment:
		return &FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	case !bytes.Contains(pdf[:min(len(pdf), 1024)], []byte("%PDF-")):
		return &FieldError{Field: "paper", Reason: "check.document_paper"}
	}
	return db.write(ctx, fmt.Sprintf("add paper to file %d", fileID), func(tx *sql.Tx) error {
		content, err := putContent(ctx, tx, pdf)
		if err != nil {
			return err
		}
		return changedOne(tx.ExecContext(ctx, `INSERT INTO file_document (file_id, kind, content_id, name, added_at)
			SELECT id, ?, ?, ?, ? FROM file WHERE id = ?`, kind, content, photoName(name), formatTime(db.Now()), fileID))
	})
}

// FilePaper returns the PDF of a document that came from elsewhere, or ErrNotFound.
func (db *DB) FilePaper(ctx context.Context, id int64) ([]byte, error) {
	var pdf []byte
	err := db.reader.QueryRowContext(ctx, `SELECT content.bytes FROM file_document JOIN content ON content.id = content_id
		WHERE file_document.id = ?`, id).Scan(&pdf)
	if err != nil {
		return nil, fmt.Errorf("paper %d: %w", id, fault(missing(err)))
	}
	return pdf, nil
}

// SetFileDocumentKind says what a document is in its file.
func (db *DB) SetFileDocumentKind(ctx context.Context, id int64, kind FileAttachment) error {
	return db.write(ctx, fmt.Sprintf("set kind of paper %d", id), func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `UPDATE file_document SET kind = ? WHERE id = ?`, kind, id))
	})
}

// TakenOutPaper is a document that was taken out of its file, with what it takes to put it back.
type TakenOutPaper struct {
	document FileDocument
	pdf      []byte
}

// TakeOutFileDocument takes a document out of its file: one of the journal stays there. PutBackFileDocument undoes it.
func (db *DB) TakeOutFileDocument(ctx context.Context, document FileDocument) (TakenOutPaper, error) {
	out := TakenOutPaper{document: document}
	err := db.write(ctx, fmt.Sprintf("take out paper %d", document.ID), func(tx *sql.Tx) error {
		var content int64
		err := tx.QueryRowContext(ctx, `SELECT coalesce(content.id, 0), content.bytes FROM file_document
			LEFT JOIN content ON content.id = content_id WHERE file_document.id = ?`, document.ID).Scan(&content, &out.pdf)
		if err != nil {
			return missing(err)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM file_document WHERE id = ?`, document.ID); err != nil {
			return err
		}
		return dropContent(ctx, tx, content)
	})
	return out, err
}

// PutBackFileDocument undoes TakeOutFileDocument.
func (db *DB) PutBackFileDocument(ctx context.Context, out TakenOutPaper) error {
	d := out.document
	if d.DocumentID != 0 {
		return db.LinkDocument(ctx, d.FileID, d.DocumentID, d.Kind)
	}
	return db.AddFilePaper(ctx, d.FileID, d.Kind, d.Name, out.pdf)
}
