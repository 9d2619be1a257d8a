-- +goose Up
-- What the operator announces to everybody, in every language of the product.
-- Between the two moments the service answers nothing but these (R17).
CREATE TABLE notices (
	id         TEXT    PRIMARY KEY,
	starts_at  INTEGER NOT NULL,
	ends_at    INTEGER NOT NULL,
	text_en    TEXT    NOT NULL,
	text_fr    TEXT    NOT NULL,
	created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_by_end ON notices (ends_at);
