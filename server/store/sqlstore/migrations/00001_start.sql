-- +goose Up
-- Times are seconds since 1970, UTC; 0 stands for "not". Lists of words are
-- JSON. A column called n gives the order of coming, which cursors rely on.

CREATE TABLE accounts (
	n                  INTEGER PRIMARY KEY AUTOINCREMENT,
	id                 TEXT    NOT NULL UNIQUE,
	version            INTEGER NOT NULL DEFAULT 1,
	name               TEXT    NOT NULL,
	number             TEXT    NOT NULL UNIQUE,
	require_two_factor INTEGER NOT NULL DEFAULT 0,
	-- seq is the latest entry of the feed; entries up to feed_floor are forgotten.
	seq                INTEGER NOT NULL DEFAULT 0,
	feed_floor         INTEGER NOT NULL DEFAULT 0,
	created_at         INTEGER NOT NULL
) STRICT;

CREATE TABLE people (
	n               INTEGER PRIMARY KEY AUTOINCREMENT,
	id              TEXT    NOT NULL UNIQUE,
	account_id      TEXT    NOT NULL REFERENCES accounts (id),
	version         INTEGER NOT NULL DEFAULT 1,
	first_name      TEXT    NOT NULL,
	last_name       TEXT    NOT NULL,
	email           TEXT    NOT NULL,
	email_fold      TEXT    NOT NULL UNIQUE,
	email_verified  INTEGER NOT NULL,
	username        TEXT    NOT NULL,
	username_fold   TEXT    NOT NULL UNIQUE,
	password_hash   TEXT    NOT NULL,
	user_type       TEXT    NOT NULL,
	permissions     TEXT    NOT NULL,
	language        TEXT    NOT NULL,
	phone           TEXT    NOT NULL,
	job_title       TEXT    NOT NULL,
	two_factor      TEXT    NOT NULL DEFAULT '[]',
	search          TEXT    NOT NULL,
	created_at      INTEGER NOT NULL,
	last_active_at  INTEGER NOT NULL DEFAULT 0,
	invited_by_id   TEXT    NOT NULL DEFAULT '',
	invited_by_name TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX people_by_account ON people (account_id);
CREATE INDEX people_by_type ON people (account_id, user_type);

CREATE TABLE accesses (
	n               INTEGER PRIMARY KEY AUTOINCREMENT,
	id              TEXT    NOT NULL UNIQUE,
	account_id      TEXT    NOT NULL REFERENCES accounts (id),
	person_id       TEXT    NOT NULL REFERENCES people (id),
	version         INTEGER NOT NULL DEFAULT 1,
	user_type       TEXT    NOT NULL,
	permissions     TEXT    NOT NULL,
	granted_at      INTEGER NOT NULL,
	granted_by_id   TEXT    NOT NULL,
	granted_by_name TEXT    NOT NULL,
	until           INTEGER NOT NULL DEFAULT 0,
	last_active_at  INTEGER NOT NULL DEFAULT 0,
	removed_at      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX accesses_by_account ON accesses (account_id);
CREATE UNIQUE INDEX one_access_each ON accesses (person_id, account_id) WHERE removed_at = 0;
CREATE INDEX accesses_ending ON accesses (until) WHERE until > 0 AND removed_at = 0;

CREATE TABLE invitations (
	n               INTEGER PRIMARY KEY AUTOINCREMENT,
	id              TEXT    NOT NULL UNIQUE,
	account_id      TEXT    NOT NULL REFERENCES accounts (id),
	version         INTEGER NOT NULL DEFAULT 1,
	email           TEXT    NOT NULL,
	email_fold      TEXT    NOT NULL,
	user_type       TEXT    NOT NULL,
	permissions     TEXT    NOT NULL,
	language        TEXT    NOT NULL,
	message         TEXT    NOT NULL,
	-- state is pending, cancelled or completed; expired follows from expires_at.
	state           TEXT    NOT NULL,
	closed_at       INTEGER NOT NULL DEFAULT 0,
	replaced_by     TEXT    NOT NULL DEFAULT '',
	mail_id         TEXT    NOT NULL DEFAULT '',
	delivery_state  TEXT    NOT NULL,
	delivery_detail TEXT    NOT NULL DEFAULT '',
	delivery_at     INTEGER NOT NULL,
	invited_by_id   TEXT    NOT NULL,
	invited_by_name TEXT    NOT NULL,
	created_at      INTEGER NOT NULL,
	last_sent_at    INTEGER NOT NULL,
	expires_at      INTEGER NOT NULL,
	sent_count      INTEGER NOT NULL
) STRICT;
CREATE INDEX invitations_by_account ON invitations (account_id, state);
CREATE INDEX invitations_by_age ON invitations (account_id, created_at);
CREATE INDEX invitations_closed ON invitations (closed_at) WHERE closed_at > 0;
CREATE UNIQUE INDEX one_invitation_each ON invitations (account_id, email_fold) WHERE state = 'pending';

CREATE TABLE links (
	token_hash    BLOB    PRIMARY KEY,
	invitation_id TEXT    NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
	-- shown: handed to an administrator rather than mailed, so that using it
	-- proves nothing about the address.
	shown         INTEGER NOT NULL,
	-- resent: a newer link took its place.
	resent        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_invitation ON links (invitation_id);

CREATE TABLE mail (
	n             INTEGER PRIMARY KEY AUTOINCREMENT,
	id            TEXT    NOT NULL UNIQUE,
	message_id    TEXT    NOT NULL UNIQUE,
	kind          TEXT    NOT NULL,
	recipient     TEXT    NOT NULL,
	recipient_fold TEXT   NOT NULL,
	language      TEXT    NOT NULL,
	invitation_id TEXT    NOT NULL,
	sealed        BLOB,
	-- state is queued, claimed, sent, failed or pointless.
	state         TEXT    NOT NULL,
	claimant      TEXT    NOT NULL DEFAULT '',
	attempts      INTEGER NOT NULL DEFAULT 0,
	due_at        INTEGER NOT NULL,
	created_at    INTEGER NOT NULL,
	closed_at     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX mail_due ON mail (due_at) WHERE state = 'queued';
CREATE INDEX mail_claimed ON mail (claimant) WHERE state = 'claimed';
CREATE INDEX mail_by_recipient ON mail (recipient_fold, created_at);
CREATE INDEX mail_by_invitation ON mail (invitation_id);
CREATE INDEX mail_by_age ON mail (created_at);

CREATE TABLE sessions (
	id             TEXT    PRIMARY KEY,
	token_hash     BLOB    NOT NULL UNIQUE,
	-- No reference: an ended session outlives its person, to say why it ended.
	person_id      TEXT    NOT NULL,
	device         TEXT    NOT NULL,
	address        TEXT    NOT NULL,
	created_at     INTEGER NOT NULL,
	last_active_at INTEGER NOT NULL,
	ended_at       INTEGER NOT NULL DEFAULT 0,
	ended_reason   TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_age ON sessions (created_at);

-- The accounts that a session was used in.
CREATE TABLE session_accounts (
	session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
	account_id TEXT NOT NULL,
	PRIMARY KEY (session_id, account_id)
) STRICT, WITHOUT ROWID;

-- The feed keeps one entry per item, at its latest sequence number: an older
-- one would only say again what the newer says.
CREATE TABLE changes (
	account_id TEXT    NOT NULL REFERENCES accounts (id),
	kind       TEXT    NOT NULL,
	item_id    TEXT    NOT NULL,
	seq        INTEGER NOT NULL,
	op         TEXT    NOT NULL,
	at         INTEGER NOT NULL,
	PRIMARY KEY (account_id, kind, item_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX changes_in_order ON changes (account_id, seq);
CREATE INDEX changes_by_age ON changes (at);

CREATE TABLE activity (
	n           INTEGER PRIMARY KEY AUTOINCREMENT,
	id          TEXT    NOT NULL UNIQUE,
	account_id  TEXT    NOT NULL REFERENCES accounts (id),
	at          INTEGER NOT NULL,
	actor_id    TEXT    NOT NULL,
	actor_name  TEXT    NOT NULL,
	actor_kind  TEXT    NOT NULL,
	action      TEXT    NOT NULL,
	target_kind TEXT    NOT NULL,
	target_id   TEXT    NOT NULL,
	target_name TEXT    NOT NULL,
	details     TEXT    NOT NULL,
	device      TEXT    NOT NULL,
	address     TEXT    NOT NULL,
	outcome     TEXT    NOT NULL
) STRICT;
CREATE INDEX activity_by_account ON activity (account_id);
CREATE INDEX activity_by_age ON activity (at) WHERE device <> '' OR address <> '';

-- Answers kept for a repeat. Scope and payload are keyed hashes.
CREATE TABLE answers (
	scope   BLOB    PRIMARY KEY,
	payload BLOB    NOT NULL,
	status  INTEGER NOT NULL,
	header  TEXT    NOT NULL,
	body    BLOB    NOT NULL,
	secret  INTEGER NOT NULL,
	at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_age ON answers (at);
