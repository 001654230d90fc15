-- +goose Up
-- Text columns are NOT NULL with '' for "nothing": one way to say empty, and no three-valued logic in the criteria.
-- *_fold columns hold Fold(text): lower case, no accents, œ→oe, ß→ss. Dates are ISO text (2026-01-31), times RFC 3339 UTC text.

CREATE TABLE family (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    name_fold TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE client_type (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    name_fold TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE client (
    id                  INTEGER PRIMARY KEY,
    number              TEXT NOT NULL UNIQUE,
    title               TEXT NOT NULL DEFAULT '',
    name                TEXT NOT NULL DEFAULT '',
    first_name          TEXT NOT NULL DEFAULT '',
    company_form        TEXT NOT NULL DEFAULT '',
    address             TEXT NOT NULL DEFAULT '',
    postcode            TEXT NOT NULL DEFAULT '',
    locality            TEXT NOT NULL DEFAULT '',
    country             TEXT NOT NULL DEFAULT '',       -- ISO 3166-1 alpha-2
    language            TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'fr', 'nl', 'en', 'de')),
    phone               TEXT NOT NULL DEFAULT '',
    gsm                 TEXT NOT NULL DEFAULT '',
    email               TEXT NOT NULL DEFAULT '',       -- a valid address or '': what an import refused stands in refused_value
    billing_email       TEXT NOT NULL DEFAULT '',
    vat_number          TEXT NOT NULL DEFAULT '',
    family_id           INTEGER REFERENCES family (id),
    type_id             INTEGER REFERENCES client_type (id),
    accepts_promotional INTEGER NOT NULL DEFAULT 0 CHECK (accepts_promotional IN (0, 1)),
    notes               TEXT NOT NULL DEFAULT '',
    name_fold           TEXT NOT NULL,                  -- Fold(name + ' ' + first name): sort and prefix
    locality_fold       TEXT NOT NULL DEFAULT '',
    search_key          TEXT NOT NULL DEFAULT '',       -- what search-as-you-type looks through, see search.go
    created_at          TEXT NOT NULL,
    changed_at          TEXT NOT NULL
) STRICT;
CREATE INDEX client_name ON client (name_fold, id);
CREATE INDEX client_family ON client (family_id);
CREATE INDEX client_type_of ON client (type_id);
CREATE INDEX client_postcode ON client (postcode);
CREATE INDEX client_locality ON client (locality_fold);

-- The proof that Art. XII.13 CDE asks for: every change of "accepts promotional mail", newest last.
CREATE TABLE consent (
    id        INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    accepts   INTEGER NOT NULL CHECK (accepts IN (0, 1)),
    at        TEXT NOT NULL,
    source    TEXT NOT NULL DEFAULT '',
    wording   TEXT NOT NULL DEFAULT '',
    user_name TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX consent_client ON consent (client_id);

CREATE TABLE contact (
    id         INTEGER PRIMARY KEY,
    client_id  INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    name       TEXT NOT NULL DEFAULT '',
    first_name TEXT NOT NULL DEFAULT '',
    role       TEXT NOT NULL DEFAULT '',
    email      TEXT NOT NULL DEFAULT '',
    gsm        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX contact_client ON contact (client_id);

CREATE TABLE vehicle (
    id                 INTEGER PRIMARY KEY,
    client_id          INTEGER NOT NULL REFERENCES client (id),
    plate              TEXT NOT NULL DEFAULT '',
    plate_fold         TEXT NOT NULL DEFAULT '',        -- FoldPlate(plate): letters and digits only
    vin                TEXT NOT NULL DEFAULT '',
    make               TEXT NOT NULL DEFAULT '',
    make_fold          TEXT NOT NULL DEFAULT '',
    model              TEXT NOT NULL DEFAULT '',
    vehicle_type       TEXT NOT NULL DEFAULT '',
    first_registration TEXT NOT NULL DEFAULT '',
    km                 INTEGER NOT NULL DEFAULT 0,
    next_inspection    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX vehicle_make ON vehicle (make, vehicle_type, client_id);
CREATE INDEX vehicle_make_fold ON vehicle (make_fold, vehicle_type, client_id);
CREATE INDEX vehicle_type_of ON vehicle (vehicle_type, client_id);
-- Everything the custom filter asks of a vehicle, client by client: a filter that most vehicles meet takes half the time.
CREATE INDEX vehicle_client ON vehicle (client_id, plate_fold, plate, make, make_fold, model, vehicle_type, first_registration, km,
    next_inspection, vin);
CREATE INDEX vehicle_plate ON vehicle (plate_fold);

CREATE TABLE visit (
    id         INTEGER PRIMARY KEY,
    client_id  INTEGER NOT NULL REFERENCES client (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    date       TEXT NOT NULL,
    km         INTEGER NOT NULL DEFAULT 0,
    reason     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX visit_client ON visit (client_id, date);
CREATE INDEX visit_date ON visit (date, client_id);
CREATE INDEX visit_vehicle ON visit (vehicle_id);

CREATE TABLE company (
    id                   INTEGER PRIMARY KEY,
    name                 TEXT NOT NULL,
    address              TEXT NOT NULL DEFAULT '',
    postcode             TEXT NOT NULL DEFAULT '',
    locality             TEXT NOT NULL DEFAULT '',
    country              TEXT NOT NULL DEFAULT 'BE',
    language             TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'nl', 'en', 'de')),
    phone                TEXT NOT NULL DEFAULT '',
    email                TEXT NOT NULL DEFAULT '',
    website              TEXT NOT NULL DEFAULT '',
    vat_number           TEXT NOT NULL DEFAULT '',
    iban                 TEXT NOT NULL DEFAULT '',
    bic                  TEXT NOT NULL DEFAULT '',
    terms                TEXT NOT NULL DEFAULT '',
    logo                 BLOB,
    nomsoc_is_client     INTEGER NOT NULL DEFAULT 0 CHECK (nomsoc_is_client IN (0, 1))
) STRICT;

CREATE TABLE phrase (
    company_id INTEGER NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,                           -- which text: see PhraseKey
    language   TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    subject    TEXT NOT NULL DEFAULT '',
    body       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (company_id, key, language)
) STRICT;

CREATE TABLE user (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,                  -- how the program lists her
    system_login TEXT NOT NULL DEFAULT '',              -- the login of the machine that opens the program as her
    email        TEXT NOT NULL DEFAULT '',
    display_name TEXT NOT NULL DEFAULT '',
    signature    TEXT NOT NULL DEFAULT '',
    smtp_server  TEXT NOT NULL DEFAULT '',
    smtp_port    INTEGER NOT NULL DEFAULT 587,
    security     TEXT NOT NULL DEFAULT 'starttls' CHECK (security IN ('starttls', 'tls', 'none')),
    smtp_login   TEXT NOT NULL DEFAULT ''               -- '' = no login; the password lives in the system's keyring
) STRICT;

CREATE TABLE document (
    id           INTEGER PRIMARY KEY,
    company_id   INTEGER REFERENCES company (id),
    kind         TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'quote', 'order', 'reminder', 'statement')),
    number       TEXT NOT NULL,
    date         TEXT NOT NULL,
    due_date     TEXT NOT NULL DEFAULT '',
    client_id    INTEGER NOT NULL REFERENCES client (id),
    vehicle_id   INTEGER REFERENCES vehicle (id),
    plate        TEXT NOT NULL DEFAULT '',
    reference    TEXT NOT NULL DEFAULT '',
    net_cents    INTEGER NOT NULL DEFAULT 0,
    vat_cents    INTEGER NOT NULL DEFAULT 0,
    total_cents  INTEGER NOT NULL DEFAULT 0,
    paid_cents   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, number)
) STRICT;
CREATE INDEX document_client ON document (client_id, date);
CREATE INDEX document_date ON document (date, client_id);
CREATE INDEX document_vehicle ON document (vehicle_id);

CREATE TABLE document_line (
    id                    INTEGER PRIMARY KEY,
    document_id           INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    position              INTEGER NOT NULL,
    description           TEXT NOT NULL DEFAULT '',
    quantity_thousandths  INTEGER NOT NULL,
    unit                  TEXT NOT NULL DEFAULT '',
    unit_price_cents      INTEGER NOT NULL,             -- without VAT
    discount_basis_points INTEGER NOT NULL DEFAULT 0,
    vat_basis_points      INTEGER NOT NULL,
    UNIQUE (document_id, position)
) STRICT;

-- What the visits and documents of a client add up to, kept by the triggers below whoever writes: the criteria and the list
-- ask it for every client, and counting 600,000 visits at each click would take a second. No row = none of either.
CREATE TABLE tally (
    client_id      INTEGER PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
    visits         INTEGER NOT NULL DEFAULT 0,
    first_visit    TEXT NOT NULL DEFAULT '',
    last_visit     TEXT NOT NULL DEFAULT '',
    documents      INTEGER NOT NULL DEFAULT 0,
    document_cents INTEGER NOT NULL DEFAULT 0,            -- invoices less credit notes
    first_document TEXT NOT NULL DEFAULT '',
    last_document  TEXT NOT NULL DEFAULT ''
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER visit_added AFTER INSERT ON visit BEGIN
    INSERT INTO tally (client_id, visits, first_visit, last_visit) VALUES (NEW.client_id, 1, NEW.date, NEW.date)
    ON CONFLICT (client_id) DO UPDATE SET visits = visits + 1, last_visit = max(last_visit, NEW.date),
        first_visit = CASE first_visit WHEN '' THEN NEW.date ELSE min(first_visit, NEW.date) END;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER visit_changed AFTER UPDATE OF client_id, date ON visit BEGIN
    INSERT INTO tally (client_id) VALUES (NEW.client_id) ON CONFLICT DO NOTHING;
    UPDATE tally SET (visits, first_visit, last_visit) =
        (SELECT count(*), coalesce(min(date), ''), coalesce(max(date), '') FROM visit WHERE visit.client_id = tally.client_id)
    WHERE client_id IN (OLD.client_id, NEW.client_id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER visit_removed AFTER DELETE ON visit BEGIN
    UPDATE tally SET (visits, first_visit, last_visit) =
        (SELECT count(*), coalesce(min(date), ''), coalesce(max(date), '') FROM visit WHERE visit.client_id = tally.client_id)
    WHERE client_id = OLD.client_id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_added AFTER INSERT ON document BEGIN
    INSERT INTO tally (client_id, documents, document_cents, first_document, last_document)
    VALUES (NEW.client_id, 1, CASE NEW.kind WHEN 'invoice' THEN NEW.total_cents WHEN 'credit_note' THEN -abs(NEW.total_cents) ELSE 0 END,
        NEW.date, NEW.date)
    ON CONFLICT (client_id) DO UPDATE SET documents = documents + 1, document_cents = document_cents + excluded.document_cents,
        last_document = max(last_document, NEW.date),
        first_document = CASE first_document WHEN '' THEN NEW.date ELSE min(first_document, NEW.date) END;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_changed AFTER UPDATE OF client_id, date, kind, total_cents ON document BEGIN
    INSERT INTO tally (client_id) VALUES (NEW.client_id) ON CONFLICT DO NOTHING;
    UPDATE tally SET (documents, document_cents, first_document, last_document) =
        (SELECT count(*), coalesce(sum(CASE kind WHEN 'invoice' THEN total_cents WHEN 'credit_note' THEN -abs(total_cents)
            ELSE 0 END), 0), coalesce(min(date), ''), coalesce(max(date), '')
         FROM document WHERE document.client_id = tally.client_id)
    WHERE client_id IN (OLD.client_id, NEW.client_id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_removed AFTER DELETE ON document BEGIN
    UPDATE tally SET (documents, document_cents, first_document, last_document) =
        (SELECT count(*), coalesce(sum(CASE kind WHEN 'invoice' THEN total_cents WHEN 'credit_note' THEN -abs(total_cents)
            ELSE 0 END), 0), coalesce(min(date), ''), coalesce(max(date), '')
         FROM document WHERE document.client_id = tally.client_id)
    WHERE client_id = OLD.client_id;
END;
-- +goose StatementEnd

CREATE TABLE mark (
    client_id INTEGER PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
    marked_at TEXT NOT NULL
) STRICT;

CREATE TABLE custom_filter (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL                                  -- JSON of Rule
) STRICT;

CREATE TABLE segment (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    criteria   TEXT NOT NULL,                           -- JSON of Criteria
    changed_at TEXT NOT NULL
) STRICT;

-- The right-hand list as it stood when the segment was saved: hand-picked clients would be lost with the criteria alone.
CREATE TABLE segment_client (
    segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
    client_id  INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    PRIMARY KEY (segment_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_client_client ON segment_client (client_id);

CREATE TABLE mail_template (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    purpose    TEXT NOT NULL CHECK (purpose IN ('promotional', 'service')),
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE mail_template_text (
    template_id INTEGER NOT NULL REFERENCES mail_template (id) ON DELETE CASCADE,
    language    TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    subject     TEXT NOT NULL DEFAULT '',
    body        TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (template_id, language)
) STRICT, WITHOUT ROWID;

-- Bytes that several rows share (an attachment, the encoded attachments of a mailing): stored once by their SHA-256.
CREATE TABLE content (
    id     INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE mailing (
    id                INTEGER PRIMARY KEY,
    name              TEXT NOT NULL DEFAULT '',
    purpose           TEXT NOT NULL DEFAULT 'service' CHECK (purpose IN ('promotional', 'service')),
    -- preparing: its deliveries are being written; the worker takes none of them before the state is queued.
    state             TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'preparing', 'queued', 'cancelled')),
    paused            INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    user_id           INTEGER REFERENCES user (id),
    company_id        INTEGER REFERENCES company (id),
    fallback_language TEXT NOT NULL DEFAULT 'fr' CHECK (fallback_language IN ('fr', 'nl', 'en', 'de')),
    criteria          TEXT NOT NULL DEFAULT '',         -- JSON of the Criteria its list was made with: they say which vehicle <PLAQUE> is
    created_at        TEXT NOT NULL,
    changed_at        TEXT NOT NULL,
    queued_at         TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE mailing_text (
    mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
    language   TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    subject    TEXT NOT NULL DEFAULT '',
    body       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (mailing_id, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment (
    id         INTEGER PRIMARY KEY,
    mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    content_id INTEGER NOT NULL REFERENCES content (id)
) STRICT;
CREATE INDEX attachment_mailing ON attachment (mailing_id, position);
CREATE INDEX attachment_content ON attachment (content_id);

-- A client of a mailing. While the mailing is a draft only client_id counts; queueing freezes the rest.
CREATE TABLE recipient (
    id         INTEGER PRIMARY KEY,
    mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
    client_id  INTEGER NOT NULL REFERENCES client (id),
    name       TEXT NOT NULL DEFAULT '',
    email      TEXT NOT NULL DEFAULT '',
    language   TEXT NOT NULL DEFAULT '',
    -- why no delivery was made for her ('' = one was made): see RecipientIssue
    left_out   TEXT NOT NULL DEFAULT '',
    UNIQUE (mailing_id, client_id)
) STRICT;
CREATE INDEX recipient_client ON recipient (client_id);

CREATE TABLE delivery (
    id             INTEGER PRIMARY KEY,
    kind           TEXT NOT NULL CHECK (kind IN ('mailing', 'document', 'file', 'test', 'single')),
    mailing_id     INTEGER REFERENCES mailing (id),
    recipient_id   INTEGER REFERENCES recipient (id),
    document_id    INTEGER REFERENCES document (id),
    client_id      INTEGER REFERENCES client (id),
    user_id        INTEGER NOT NULL REFERENCES user (id), -- whose account sends it
    purpose        TEXT NOT NULL CHECK (purpose IN ('promotional', 'service')),
    from_address   TEXT NOT NULL,                         -- envelope sender
    to_address     TEXT NOT NULL,                         -- envelope recipient: exactly one
    to_name        TEXT NOT NULL DEFAULT '',
    subject        TEXT NOT NULL,
    search_key     TEXT NOT NULL,                         -- Fold(name, address, subject)
    message_id     TEXT NOT NULL UNIQUE,                  -- with angle brackets, as in the header
    state          TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')),
    attempt        INTEGER NOT NULL DEFAULT 0,            -- claims so far: a late result of an older claim is told by it
    setbacks       INTEGER NOT NULL DEFAULT 0,            -- temporary failures since it was queued or retried by hand
    first_tried_at TEXT NOT NULL DEFAULT '',              -- the 48 hours of trying begin here
    next_try_at    TEXT NOT NULL DEFAULT '',
    reply          TEXT NOT NULL DEFAULT '',              -- the server's last words
    reply_code     INTEGER NOT NULL DEFAULT 0,            -- SMTP code, 0 when none was read
    reason         TEXT NOT NULL DEFAULT '',              -- key of the sentence for her: see mailer.Reason
    size           INTEGER NOT NULL,
    replaced_by    INTEGER REFERENCES delivery (id),      -- mended and sent anew: this one is never tried again
    queued_at      TEXT NOT NULL,
    claimed_at     TEXT NOT NULL DEFAULT '',              -- '' while sending: claimed ahead, its data have not begun
    finished_at    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX delivery_queue ON delivery (user_id, id, next_try_at, mailing_id) WHERE state = 'queued';
CREATE INDEX delivery_state ON delivery (state, id) WHERE replaced_by IS NULL;
CREATE INDEX delivery_mailing ON delivery (mailing_id, state, replaced_by, id);
CREATE INDEX delivery_client ON delivery (client_id, id);
CREATE INDEX delivery_document ON delivery (document_id);
-- The custom filter asks every client for the last mailing he received.
CREATE INDEX delivery_received ON delivery (client_id, finished_at) WHERE kind = 'mailing' AND state = 'sent';
CREATE INDEX delivery_replaced ON delivery (replaced_by) WHERE replaced_by IS NOT NULL;
-- Whatever the program does, one recipient of a mailing has one message that lives.
CREATE UNIQUE INDEX delivery_recipient ON delivery (recipient_id) WHERE state NOT IN ('failed', 'cancelled');
CREATE INDEX delivery_of_recipient ON delivery (recipient_id);

-- Apart from delivery, so that a change of state does not write the message again. The message is head followed by tail:
-- exact bytes, CRLF lines.
CREATE TABLE message (
    delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id) ON DELETE CASCADE,
    head        BLOB NOT NULL,
    tail_id     INTEGER REFERENCES content (id)           -- what all messages of a mailing share
) STRICT;
CREATE INDEX message_tail ON message (tail_id);

-- Only one worker at a time on one file: the row is taken by whoever finds it expired.
CREATE TABLE lease (
    name       TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE import_run (
    id         INTEGER PRIMARY KEY,
    file_name  TEXT NOT NULL,
    entity     TEXT NOT NULL,
    at         TEXT NOT NULL,
    rows_read  INTEGER NOT NULL DEFAULT 0,
    rows_new   INTEGER NOT NULL DEFAULT 0,
    rows_changed INTEGER NOT NULL DEFAULT 0,
    rows_unchanged INTEGER NOT NULL DEFAULT 0,
    rows_refused INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What an import could not take as it stood: kept, shown beside the field, mended by a person.
CREATE TABLE refused_value (
    id            INTEGER PRIMARY KEY,
    import_run_id INTEGER NOT NULL REFERENCES import_run (id),
    row_number    INTEGER NOT NULL,
    entity        TEXT NOT NULL,                        -- client, contact, vehicle, visit, document, line
    reference     TEXT NOT NULL DEFAULT '',             -- how the file names the row: client number, plate, document number
    client_id     INTEGER REFERENCES client (id) ON DELETE CASCADE,
    entity_id     INTEGER,                              -- NULL when the whole row was refused
    field         TEXT NOT NULL DEFAULT '',             -- '' = the whole row
    value         TEXT NOT NULL,
    reason        TEXT NOT NULL,                        -- language key
    resolved_at   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX refused_value_once ON refused_value (entity, reference, field, value, reason, row_number);
CREATE INDEX refused_value_client ON refused_value (client_id);
CREATE INDEX refused_value_entity ON refused_value (entity, entity_id);

-- Which column of a file is which field, remembered by the file's heading.
CREATE TABLE import_mapping (
    header  TEXT PRIMARY KEY,                           -- JSON of the heading's cells
    mapping TEXT NOT NULL                               -- JSON of ImportMapping
) STRICT;

-- Raised by every transaction that changes what search looks through, so that another window knows its index is old.
INSERT INTO setting (key, value) VALUES ('search.generation', '0');

-- Tells this file from others on the same machine, whatever its path: the passwords in the keyring are kept under it.
INSERT INTO setting (key, value) VALUES ('file.id', lower(hex(randomblob(8))));
