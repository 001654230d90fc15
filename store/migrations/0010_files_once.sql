-- +goose Up
-- A file that is sent lies there once: a message has its own bytes, and says where in its tail the file stands in base64. Messages of
-- older versions keep their tails whole.

CREATE TABLE content_part (
    content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,  -- the tail, whose bytes are without the file
    at         INTEGER NOT NULL,                                            -- where the file stands in them
    file_id    INTEGER NOT NULL REFERENCES content (id),
    PRIMARY KEY (content_id, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX content_part_file ON content_part (file_id);

-- Of head and tail together (store/delivery_list.go), checked when a message is read; NULL = of an older version.
ALTER TABLE message ADD COLUMN sha256 BLOB;
