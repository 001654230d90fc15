-- +goose Up
-- Claims that came to nothing through no fault of the message: the connection was full, or had ended. attempt goes on
-- counting all claims, because a late result of an older one is told by it.
ALTER TABLE delivery ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 0;
