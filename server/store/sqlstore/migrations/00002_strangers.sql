-- +goose Up
-- Sign-ins refused because nobody has the login. They belong to no account's
-- activity; writing them down takes as long as noting a wrong password, so that
-- the time of an answer does not tell which logins exist.
CREATE TABLE strangers (
	n       INTEGER PRIMARY KEY AUTOINCREMENT,
	at      INTEGER NOT NULL,
	device  TEXT    NOT NULL,
	address TEXT    NOT NULL
) STRICT;
CREATE INDEX strangers_by_age ON strangers (at);
