-- +goose Up
-- Whose address a message goes to: a resend finds him again at the address that he has then. Messages of older versions do not say.

-- client: his own for papers (billing, else main), nobody was asked; sheet, billing: that one; typed: nobody's
ALTER TABLE delivery ADD COLUMN address_of TEXT NOT NULL DEFAULT ''
    CHECK (address_of IN ('', 'client', 'sheet', 'billing', 'contact', 'party', 'typed'));
ALTER TABLE delivery ADD COLUMN contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL; -- of contact: NULL = he was deleted
ALTER TABLE delivery ADD COLUMN party TEXT NOT NULL DEFAULT '';       -- of party: his role in the file
ALTER TABLE delivery ADD COLUMN party_name TEXT NOT NULL DEFAULT '';  -- and who he was then: another may have taken the role since
ALTER TABLE delivery ADD COLUMN party_contact TEXT NOT NULL DEFAULT '';
CREATE INDEX delivery_contact ON delivery (contact_id) WHERE contact_id IS NOT NULL;

-- What a reminder (tone 1 to 3) or a statement of account (tone 0) lists: a resend of it states what is still open then.
CREATE TABLE owed_document (
    delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    tone        INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX owed_document_document ON owed_document (document_id);
