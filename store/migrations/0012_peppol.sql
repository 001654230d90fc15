-- +goose Up
-- What leaves for an access point of Peppol: where each company's takes electronic invoices by mail, how each client gets his, and what left.

CREATE TABLE access_point (
    company_id INTEGER PRIMARY KEY REFERENCES company (id) ON DELETE CASCADE,
    provider   TEXT NOT NULL CHECK (provider IN ('billit', 'banqup', 'other')),
    address    TEXT NOT NULL,
    key        TEXT NOT NULL DEFAULT '',                -- <CLE> of the subject
    subject    TEXT NOT NULL,                           -- with <CLE> and <NUMFACT>
    file_name  TEXT NOT NULL,                           -- with <NUMFACT>
    pdf_beside INTEGER NOT NULL DEFAULT 0 CHECK (pdf_beside IN (0, 1))  -- the PDF is a file of its own, not inside the XML
) STRICT;

CREATE TABLE client_route (
    client_id   INTEGER PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
    public_body INTEGER NOT NULL DEFAULT 0 CHECK (public_body IN (0, 1)),
    courtesy    INTEGER NOT NULL DEFAULT 0 CHECK (courtesy IN (0, 1)),     -- he wants the PDF by mail too
    off_peppol  INTEGER NOT NULL DEFAULT 0 CHECK (off_peppol IN (0, 1)),   -- the access point answered that his number is not there
    only_pdf    TEXT NOT NULL DEFAULT '',               -- why a PDF alone is enough for this firm, in words; '' = it is not
    only_pdf_at TEXT NOT NULL DEFAULT '',
    only_pdf_by TEXT NOT NULL DEFAULT ''
) STRICT;

ALTER TABLE delivery ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail' CHECK (channel IN ('mail', 'peppol'));
-- The electronic invoice as it left, beside the PDF.
ALTER TABLE document ADD COLUMN ubl_id INTEGER REFERENCES content (id);
CREATE INDEX document_ubl ON document (ubl_id) WHERE ubl_id IS NOT NULL;
