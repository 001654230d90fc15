-- +goose Up
-- Why the lines of 0 % of a document have no VAT: the law wants it said, and an electronic invoice cannot do without. It may be said of a
-- document that is issued already, whose amounts it does not change.

ALTER TABLE document ADD COLUMN zero_vat TEXT NOT NULL DEFAULT '';    -- see garage.ZeroVAT, '' = not said
