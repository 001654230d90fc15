-- +goose Up
-- Documents that the garage writes itself, beside those it imports: drafts, numbers from journals, payments, reminders.
-- SQLite cannot change a constraint: the table is made anew under its name, with the foreign keys asleep (see migrate).

CREATE TABLE journal (
    id         INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'quote', 'order', 'reminder', 'statement')),
    code       TEXT NOT NULL,                           -- what its numbers begin with: F in F2026-00042
    name       TEXT NOT NULL DEFAULT '',                -- '' = the screens call it by its kind
    UNIQUE (company_id, code)
) STRICT;

-- The columns that an import does not write have defaults: what comes in was issued elsewhere and has no journal.
CREATE TABLE document_new (
    id             INTEGER PRIMARY KEY,
    company_id     INTEGER REFERENCES company (id),
    journal_id     INTEGER REFERENCES journal (id),
    kind           TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'quote', 'order', 'reminder', 'statement')),
    number         TEXT NOT NULL DEFAULT '',            -- '' while it is a draft
    year           INTEGER NOT NULL DEFAULT 0,          -- with sequence: its place in the journal, 0 when it has none
    sequence       INTEGER NOT NULL DEFAULT 0,
    state          TEXT NOT NULL DEFAULT 'issued' CHECK (state IN ('draft', 'issued', 'credited')),
    date           TEXT NOT NULL,
    due_date       TEXT NOT NULL DEFAULT '',
    client_id      INTEGER NOT NULL REFERENCES client (id),
    vehicle_id     INTEGER REFERENCES vehicle (id),
    plate          TEXT NOT NULL DEFAULT '',
    reference      TEXT NOT NULL DEFAULT '',
    ogm            TEXT NOT NULL DEFAULT '',            -- twelve digits
    corrects_id    INTEGER REFERENCES document (id),    -- of a credit note: the invoice that it takes back
    issued_at      TEXT NOT NULL DEFAULT '',
    content_id     INTEGER REFERENCES content (id),     -- its PDF, kept as it left or as it came in
    net_cents      INTEGER NOT NULL DEFAULT 0,
    vat_cents      INTEGER NOT NULL DEFAULT 0,
    total_cents    INTEGER NOT NULL DEFAULT 0,
    paid_cents     INTEGER NOT NULL DEFAULT 0,
    credited_cents INTEGER NOT NULL DEFAULT 0,          -- of an invoice: what issued credit notes took back
    -- What the client still owes; below zero what he is owed. A credit note that corrects an invoice counts there.
    open_cents     INTEGER AS (CASE
        WHEN state = 'draft' THEN 0
        WHEN kind = 'invoice' THEN total_cents - paid_cents - credited_cents
        WHEN kind = 'credit_note' AND corrects_id IS NULL THEN paid_cents - abs(total_cents)
        ELSE 0 END) VIRTUAL,
    -- Sorts as a person counts, 9 before 10: the digits at the end are brought to one width.
    number_key     TEXT AS (rtrim(number, '0123456789') ||
        substr('0000000000000000' || substr(number, length(rtrim(number, '0123456789')) + 1), -16)) VIRTUAL,
    search_text    TEXT AS (lower(number) || ' ' || lower(plate) || ' ' ||
        replace(replace(replace(lower(plate), '-', ''), ' ', ''), '.', '')) STORED -- read for every document at each key typed
) STRICT;

INSERT INTO document_new (id, company_id, kind, number, date, due_date, client_id, vehicle_id, plate, reference, net_cents, vat_cents,
    total_cents, paid_cents)
SELECT id, company_id, kind, number, date, due_date, client_id, vehicle_id, plate, reference, net_cents, vat_cents, total_cents,
    paid_cents FROM document;
DROP TABLE document;
ALTER TABLE document_new RENAME TO document;

CREATE INDEX document_client ON document (client_id, date);
CREATE INDEX document_date ON document (date);
CREATE INDEX document_vehicle ON document (vehicle_id);
CREATE INDEX document_number ON document (number_key);
CREATE INDEX document_open ON document (due_date, client_id, open_cents) WHERE open_cents <> 0;
CREATE INDEX document_state ON document (state) WHERE state <> 'issued';
CREATE INDEX document_corrects ON document (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX document_content ON document (content_id) WHERE content_id IS NOT NULL;
CREATE UNIQUE INDEX document_once ON document (number, kind, coalesce(company_id, 0)) WHERE state <> 'draft';
CREATE UNIQUE INDEX document_sequence ON document (journal_id, year, sequence) WHERE sequence > 0;

-- The journal asks every document for its newest message.
CREATE INDEX delivery_newest ON delivery (document_id, id, state) WHERE document_id IS NOT NULL AND replaced_by IS NULL;

CREATE TABLE payment (
    id          INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    date        TEXT NOT NULL,
    cents       INTEGER NOT NULL,                       -- below zero: given back, or written down by mistake before
    note        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX payment_document ON payment (document_id, date);

CREATE TABLE reminder (
    id          INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    tone        INTEGER NOT NULL CHECK (tone BETWEEN 1 AND 3),
    at          TEXT NOT NULL
) STRICT;
CREATE INDEX reminder_document ON reminder (document_id, at);

-- A draft is not a document of the client yet: it counts in his tally from the day it is issued.
-- +goose StatementBegin
CREATE TRIGGER document_added AFTER INSERT ON document WHEN NEW.state <> 'draft' BEGIN
    INSERT INTO tally (client_id, documents, document_cents, first_document, last_document)
    VALUES (NEW.client_id, 1, CASE NEW.kind WHEN 'invoice' THEN NEW.total_cents WHEN 'credit_note' THEN -abs(NEW.total_cents) ELSE 0 END,
        NEW.date, NEW.date)
    ON CONFLICT (client_id) DO UPDATE SET documents = documents + 1, document_cents = document_cents + excluded.document_cents,
        last_document = max(last_document, NEW.date),
        first_document = CASE first_document WHEN '' THEN NEW.date ELSE min(first_document, NEW.date) END;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_changed AFTER UPDATE OF client_id, date, kind, total_cents, state ON document
    WHEN OLD.state <> 'draft' OR NEW.state <> 'draft' BEGIN
    INSERT INTO tally (client_id) VALUES (NEW.client_id) ON CONFLICT DO NOTHING;
    UPDATE tally SET (documents, document_cents, first_document, last_document) =
        (SELECT count(*), coalesce(sum(CASE kind WHEN 'invoice' THEN total_cents WHEN 'credit_note' THEN -abs(total_cents)
            ELSE 0 END), 0), coalesce(min(date), ''), coalesce(max(date), '')
         FROM document WHERE document.client_id = tally.client_id AND document.state <> 'draft')
    WHERE client_id IN (OLD.client_id, NEW.client_id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_removed AFTER DELETE ON document WHEN OLD.state <> 'draft' BEGIN
    UPDATE tally SET (documents, document_cents, first_document, last_document) =
        (SELECT count(*), coalesce(sum(CASE kind WHEN 'invoice' THEN total_cents WHEN 'credit_note' THEN -abs(total_cents)
            ELSE 0 END), 0), coalesce(min(date), ''), coalesce(max(date), '')
         FROM document WHERE document.client_id = tally.client_id AND document.state <> 'draft')
    WHERE client_id = OLD.client_id;
END;
-- +goose StatementEnd

-- What a journal issued never changes, whoever writes. Imported documents have no journal: a later import may fill them in.
-- +goose StatementBegin
CREATE TRIGGER document_frozen BEFORE UPDATE OF company_id, journal_id, kind, number, year, sequence, date, due_date, client_id,
    vehicle_id, plate, reference, ogm, corrects_id, issued_at, net_cents, vat_cents, total_cents, state ON document
    WHEN OLD.journal_id IS NOT NULL AND OLD.state <> 'draft' AND (NEW.state = 'draft'
        OR (NEW.company_id, NEW.journal_id, NEW.kind, NEW.number, NEW.year, NEW.sequence, NEW.date, NEW.due_date, NEW.client_id,
            NEW.vehicle_id, NEW.plate, NEW.reference, NEW.ogm, NEW.corrects_id, NEW.issued_at, NEW.net_cents, NEW.vat_cents,
            NEW.total_cents)
        IS NOT (OLD.company_id, OLD.journal_id, OLD.kind, OLD.number, OLD.year, OLD.sequence, OLD.date, OLD.due_date, OLD.client_id,
            OLD.vehicle_id, OLD.plate, OLD.reference, OLD.ogm, OLD.corrects_id, OLD.issued_at, OLD.net_cents, OLD.vat_cents,
            OLD.total_cents)) BEGIN
    SELECT RAISE(ABORT, 'an issued document does not change');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_kept BEFORE DELETE ON document WHEN OLD.journal_id IS NOT NULL AND OLD.state <> 'draft' BEGIN
    SELECT RAISE(ABORT, 'an issued document stays');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_line_added BEFORE INSERT ON document_line WHEN EXISTS (SELECT 1 FROM document
    WHERE id = NEW.document_id AND journal_id IS NOT NULL AND state <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'an issued document does not change');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_line_changed BEFORE UPDATE ON document_line WHEN EXISTS (SELECT 1 FROM document
    WHERE id IN (OLD.document_id, NEW.document_id) AND journal_id IS NOT NULL AND state <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'an issued document does not change');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_line_removed BEFORE DELETE ON document_line WHEN EXISTS (SELECT 1 FROM document
    WHERE id = OLD.document_id AND journal_id IS NOT NULL AND state <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'an issued document does not change');
END;
-- +goose StatementEnd
