-- +goose Up
-- Requests to let a person of another account in (R12). Nothing in a row tells
-- whether the address belongs to anybody.
CREATE TABLE access_requests (
	n               INTEGER PRIMARY KEY AUTOINCREMENT,
	id              TEXT    NOT NULL UNIQUE,
	account_id      TEXT    NOT NULL REFERENCES accounts (id),
	email           TEXT    NOT NULL,
	home_account    TEXT    NOT NULL,
	user_type       TEXT    NOT NULL,
	permissions     TEXT    NOT NULL,
	reason          TEXT    NOT NULL,
	until           INTEGER NOT NULL DEFAULT 0,
	-- state is waiting, granted or declined.
	state           TEXT    NOT NULL,
	created_at      INTEGER NOT NULL,
	created_by_id   TEXT    NOT NULL,
	created_by_name TEXT    NOT NULL,
	answer          TEXT    NOT NULL DEFAULT '',
	answered_at     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX access_requests_by_account ON access_requests (account_id);
CREATE INDEX access_requests_by_age ON access_requests (account_id, created_at);
CREATE INDEX access_requests_waiting ON access_requests (n) WHERE state = 'waiting';

-- asked_by is the administrator who asked for the access; empty when the operator
-- gave it unasked.
ALTER TABLE accesses ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
-- announced is the end that people have been told of; another end is told anew.
ALTER TABLE accesses ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;
-- removal_mail is the message that told the person of the removal.
ALTER TABLE accesses ADD COLUMN removal_mail TEXT NOT NULL DEFAULT '';
CREATE INDEX accesses_by_removal_mail ON accesses (removal_mail) WHERE removal_mail <> '';
