-- +goose Up
-- Why the copies of what an account sends cannot be filed in its own mailboxes until a person has changed something: it is
-- tried once, not once a message.

CREATE TABLE filing (
    user_id INTEGER PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    reply TEXT NOT NULL DEFAULT '',
    retry_at TEXT NOT NULL DEFAULT '' -- '' = not before she has changed the account or tested it
) STRICT;
