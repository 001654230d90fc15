-- +goose Up
-- How a user's account signs in, where her own mailboxes are, and a certificate authority that is trusted for her alone.

ALTER TABLE user ADD COLUMN sign_in TEXT NOT NULL DEFAULT 'password' CHECK (sign_in IN ('password', 'google', 'microsoft'));
ALTER TABLE user ADD COLUMN imap_server TEXT NOT NULL DEFAULT '';   -- '' = sent messages are filed nowhere
ALTER TABLE user ADD COLUMN imap_port INTEGER NOT NULL DEFAULT 993;
ALTER TABLE user ADD COLUMN imap_security TEXT NOT NULL DEFAULT 'tls' CHECK (imap_security IN ('starttls', 'tls', 'none'));
ALTER TABLE user ADD COLUMN ca_file TEXT NOT NULL DEFAULT '';       -- PEM, beside the system's authorities
