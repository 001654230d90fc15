-- +goose Up
-- A price of a unit is exact to what its file has: 0.0125 a piece, 1.2345 a litre. The line's amount is what is rounded. It was kept
-- in cents; the trigger that holds issued lines steps aside while the same prices are written in the smaller unit.

DROP TRIGGER document_line_changed;

ALTER TABLE document_line RENAME COLUMN unit_price_cents TO unit_price_millionths;

UPDATE document_line SET unit_price_millionths = unit_price_millionths * 10000;

-- +goose StatementBegin
CREATE TRIGGER document_line_changed BEFORE UPDATE ON document_line WHEN EXISTS (SELECT 1 FROM document
    WHERE id IN (OLD.document_id, NEW.document_id) AND journal_id IS NOT NULL AND state <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'an issued document does not change');
END;
-- +goose StatementEnd
