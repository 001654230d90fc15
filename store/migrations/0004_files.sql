-- +goose Up
-- Files of a job, bodyshop and breakdown, on one mechanism: what a kind is made of stands in the program (store/file_kind.go),
-- so that a new kind needs no table.

CREATE TABLE file (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    number      TEXT NOT NULL UNIQUE,
    year        INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,                       -- without gaps within a kind and year
    client_id   INTEGER REFERENCES client (id),         -- NULL while nobody knows whose car it is
    vehicle_id  INTEGER REFERENCES vehicle (id),
    state       TEXT NOT NULL,
    field_values TEXT NOT NULL DEFAULT '{}',            -- JSON of field key to text in the form of its type; no empty ones
    notes       TEXT NOT NULL DEFAULT '',
    opened_at   TEXT NOT NULL,
    state_since TEXT NOT NULL,
    late_on     TEXT NOT NULL DEFAULT '',               -- ISO date: the day after which its state lasts too long, '' = never
    version     INTEGER NOT NULL DEFAULT 1,             -- raised by every change: tells that another window was faster
    changed_at  TEXT NOT NULL,
    search_text TEXT NOT NULL,                          -- folded: number, values and parties; the client is added from his table
    plate       TEXT AS (coalesce(json_extract(field_values, '$.plate'), '')) VIRTUAL,
    UNIQUE (kind, year, sequence)
) STRICT;
CREATE INDEX file_client ON file (client_id, id);
CREATE INDEX file_vehicle ON file (vehicle_id);
CREATE INDEX file_plate ON file (plate, id);
CREATE INDEX file_changed ON file (changed_at, id);
-- The list asks for all ids in their order, the board by state: neither goes to the table.
CREATE INDEX file_opened ON file (opened_at, id, kind, state, late_on, client_id);
CREATE INDEX file_state ON file (kind, state, late_on, id);

CREATE TABLE directory (
    id        INTEGER PRIMARY KEY,
    party     TEXT NOT NULL,                            -- insurer, expert, orderer …
    name      TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    email     TEXT NOT NULL DEFAULT '',
    phone     TEXT NOT NULL DEFAULT '',
    contacts  TEXT NOT NULL DEFAULT '[]',               -- JSON of name, email, phone
    language  TEXT NOT NULL DEFAULT '',
    used_at   TEXT NOT NULL,                            -- the last used is proposed first
    UNIQUE (party, name_fold)
) STRICT;

-- A party as it stands in this file: the directory may change without it.
CREATE TABLE file_party (
    file_id      INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    role         TEXT NOT NULL,
    directory_id INTEGER REFERENCES directory (id) ON DELETE SET NULL,
    name         TEXT NOT NULL DEFAULT '',
    contact      TEXT NOT NULL DEFAULT '',
    email        TEXT NOT NULL DEFAULT '',
    phone        TEXT NOT NULL DEFAULT '',
    language     TEXT NOT NULL DEFAULT '',
    reference    TEXT NOT NULL DEFAULT '',              -- the party's own number for the file
    PRIMARY KEY (file_id, role)
) STRICT;
CREATE INDEX file_party_directory ON file_party (directory_id);

-- The original lies beside the database, named by its hash: see store/photo_folder.go.
CREATE TABLE file_photo (
    id       INTEGER PRIMARY KEY,
    file_id  INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    caption  TEXT NOT NULL DEFAULT '',
    state    TEXT NOT NULL DEFAULT '',                  -- the file's state when it was added
    name     TEXT NOT NULL,                             -- as the camera called it
    sha256   TEXT NOT NULL,                             -- in hex
    ending   TEXT NOT NULL,                             -- .jpg
    size     INTEGER NOT NULL,
    width    INTEGER NOT NULL,                          -- upright
    height   INTEGER NOT NULL,
    taken_at TEXT NOT NULL DEFAULT '',                  -- 2026-01-31T09:30:00, the clock of the camera
    added_at TEXT NOT NULL,
    UNIQUE (file_id, sha256)                            -- a folder that is dropped twice adds nothing the second time
) STRICT;
CREATE INDEX file_photo_order ON file_photo (file_id, position);
CREATE INDEX file_photo_content ON file_photo (sha256);

-- Apart from file_photo, so that a change of order does not write the pictures again.
CREATE TABLE file_thumbnail (
    photo_id INTEGER PRIMARY KEY REFERENCES file_photo (id) ON DELETE CASCADE,
    jpeg     BLOB NOT NULL
) STRICT;

-- What belongs to a file on paper: a document of the journal, or a PDF that came from elsewhere.
CREATE TABLE file_document (
    id          INTEGER PRIMARY KEY,
    file_id     INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,                          -- estimate, agreement, invoice, other
    document_id INTEGER REFERENCES document (id) ON DELETE CASCADE,
    content_id  INTEGER REFERENCES content (id),
    name        TEXT NOT NULL DEFAULT '',               -- of a PDF that came from elsewhere
    added_at    TEXT NOT NULL,
    CHECK ((document_id IS NULL) <> (content_id IS NULL)),
    UNIQUE (file_id, document_id)
) STRICT;
CREATE INDEX file_document_document ON file_document (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX file_document_content ON file_document (content_id) WHERE content_id IS NOT NULL;

CREATE TABLE file_event (
    id          INTEGER PRIMARY KEY,
    file_id     INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    at          TEXT NOT NULL,
    user_name   TEXT NOT NULL DEFAULT '',
    kind        TEXT NOT NULL CHECK (kind IN ('state', 'mail', 'note', 'photo')),
    text        TEXT NOT NULL DEFAULT '',               -- state: its key; mail: the mail's key; photo: how many; note: what she wrote
    delivery_id INTEGER REFERENCES delivery (id)
) STRICT;
CREATE INDEX file_event_file ON file_event (file_id, id);
CREATE INDEX file_event_delivery ON file_event (delivery_id) WHERE delivery_id IS NOT NULL;

-- Raised by every transaction that changes what the search in files looks through.
INSERT INTO setting (key, value) VALUES ('file.generation', '0');
