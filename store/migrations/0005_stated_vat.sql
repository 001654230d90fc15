-- +goose Up
-- The VAT table of a document as the program that issued it states it, where it is not what follows from the lines: EN 16931 leaves
-- it to the issuer to round per line, and what is issued is never reckoned anew. No rows = it follows from the lines.

CREATE TABLE document_tax (
    document_id      INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    vat_basis_points INTEGER NOT NULL,
    net_cents        INTEGER NOT NULL,
    vat_cents        INTEGER NOT NULL,
    PRIMARY KEY (document_id, vat_basis_points)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER document_tax_added BEFORE INSERT ON document_tax WHEN EXISTS (SELECT 1 FROM document
    WHERE id = NEW.document_id AND journal_id IS NOT NULL AND state <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'an issued document does not change');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_tax_changed BEFORE UPDATE ON document_tax WHEN EXISTS (SELECT 1 FROM document
    WHERE id IN (OLD.document_id, NEW.document_id) AND journal_id IS NOT NULL AND state <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'an issued document does not change');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_tax_removed BEFORE DELETE ON document_tax WHEN EXISTS (SELECT 1 FROM document
    WHERE id = OLD.document_id AND journal_id IS NOT NULL AND state <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'an issued document does not change');
END;
-- +goose StatementEnd
