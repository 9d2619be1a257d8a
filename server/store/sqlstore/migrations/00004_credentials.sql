-- +goose Up
-- Second factors, trusted devices, API tokens, and the links and codes that
-- people are sent about themselves.

-- pending_email is a new address that waits to be confirmed.
ALTER TABLE people ADD COLUMN pending_email TEXT NOT NULL DEFAULT '';
-- trusted_device_id is the device that a session was started on, if trusted.
ALTER TABLE sessions ADD COLUMN trusted_device_id TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_trust ON sessions (trusted_device_id) WHERE trusted_device_id <> '';

-- The active methods of a person. people.two_factor lists them, in the same
-- transaction. An app without a secret matches no code.
CREATE TABLE factors (
	person_id    TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
	method       TEXT    NOT NULL,
	-- address is where codes are sent.
	address      TEXT    NOT NULL DEFAULT '',
	-- sealed is the secret of an app; last_step is the latest step whose code was
	-- taken: none at or before it is taken again.
	sealed       BLOB,
	last_step    INTEGER NOT NULL DEFAULT 0,
	added_at     INTEGER NOT NULL,
	last_used_at INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (person_id, method)
) STRICT, WITHOUT ROWID;
INSERT INTO factors (person_id, method, added_at)
	SELECT id, 'app', created_at FROM people WHERE two_factor LIKE '%"app"%';
INSERT INTO factors (person_id, method, address, added_at)
	SELECT id, 'email', email, created_at FROM people WHERE two_factor LIKE '%"email"%';

-- Methods that wait for their first code.
CREATE TABLE factor_setups (
	person_id TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
	method    TEXT    NOT NULL,
	address   TEXT    NOT NULL DEFAULT '',
	sealed    BLOB,
	begun_at  INTEGER NOT NULL,
	PRIMARY KEY (person_id, method)
) STRICT, WITHOUT ROWID;

-- Codes sent by e-mail, one per person and purpose (sign_in, setup). Hashes are
-- keyed: six digits are soon tried out.
CREATE TABLE codes (
	person_id  TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
	purpose    TEXT    NOT NULL,
	hash       BLOB    NOT NULL,
	mail_id    TEXT    NOT NULL,
	expires_at INTEGER NOT NULL,
	-- wrong is how often another code was given for this one.
	wrong      INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (person_id, purpose)
) STRICT, WITHOUT ROWID;
CREATE INDEX codes_by_mail ON codes (mail_id);
CREATE INDEX codes_by_age ON codes (expires_at);

CREATE TABLE recovery_codes (
	person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
	hash      BLOB NOT NULL,
	PRIMARY KEY (person_id, hash)
) STRICT, WITHOUT ROWID;

-- Wrong codes, per person, what for and from where, for as long as they count.
CREATE TABLE wrong_codes (
	n         INTEGER PRIMARY KEY AUTOINCREMENT,
	person_id TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
	purpose   TEXT    NOT NULL,
	place     BLOB    NOT NULL,
	at        INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_codes_by_person ON wrong_codes (person_id, purpose, at);
CREATE INDEX wrong_codes_by_age ON wrong_codes (at);

CREATE TABLE trusted_devices (
	id           TEXT    PRIMARY KEY,
	token_hash   BLOB    NOT NULL UNIQUE,
	person_id    TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
	device       TEXT    NOT NULL,
	-- created_at is when a code was last given on it: trust runs from there.
	created_at   INTEGER NOT NULL,
	last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX trusted_devices_by_person ON trusted_devices (person_id);
CREATE INDEX trusted_devices_by_age ON trusted_devices (created_at);

-- Where people have signed in before, as keyed hashes of person, device and
-- network: enough to tell a new device.
CREATE TABLE known_places (
	person_id TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
	place     BLOB    NOT NULL,
	last_at   INTEGER NOT NULL,
	PRIMARY KEY (person_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_places_by_age ON known_places (last_at);

CREATE TABLE api_tokens (
	n            INTEGER PRIMARY KEY AUTOINCREMENT,
	id           TEXT    NOT NULL UNIQUE,
	token_hash   BLOB    NOT NULL UNIQUE,
	account_id   TEXT    NOT NULL REFERENCES accounts (id),
	-- No reference: an ended token outlives its maker, to say why it ended.
	person_id    TEXT    NOT NULL,
	name         TEXT    NOT NULL,
	created_at   INTEGER NOT NULL,
	expires_at   INTEGER NOT NULL,
	last_used_at INTEGER NOT NULL DEFAULT 0,
	ended_at     INTEGER NOT NULL DEFAULT 0,
	ended_reason TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX api_tokens_by_account ON api_tokens (account_id);
CREATE INDEX api_tokens_by_person ON api_tokens (person_id);
CREATE INDEX api_tokens_by_age ON api_tokens (expires_at);

-- Links that people are sent about themselves: to choose a new password, to
-- confirm a new address.
CREATE TABLE personal_links (
	token_hash BLOB    PRIMARY KEY,
	-- kind is password or email.
	kind       TEXT    NOT NULL,
	-- No reference: a link outlives its person, to say that it is dead.
	person_id  TEXT    NOT NULL,
	-- email is the address to confirm.
	email      TEXT    NOT NULL DEFAULT '',
	language   TEXT    NOT NULL,
	mail_id    TEXT    NOT NULL DEFAULT '',
	-- state is open, used or cancelled; expired follows from expires_at.
	state      TEXT    NOT NULL DEFAULT 'open',
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX personal_links_by_person ON personal_links (person_id, kind);
CREATE INDEX personal_links_by_mail ON personal_links (mail_id);
CREATE INDEX personal_links_by_age ON personal_links (expires_at);
