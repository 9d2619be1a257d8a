package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// tokenRow is an API token as stored.
type tokenRow struct {
	numbered[account.APIToken]
	accountID string
	ended     int64
	reason    string
}

const tokenCols = `k.n, k.id, k.account_id, k.name, k.created_at, k.expires_at, k.last_used_at, k.ended_at, k.ended_reason,
	k.person_id, p.first_name, p.last_name, p.username`

// A token without its maker is no token; of ended ones Standing tells.
const tokenFrom = "api_tokens k JOIN people p ON p.id = k.person_id"

func scanTokenRow(r row) (out tokenRow, err error) {
	a := &out.item
	var created, expires, used int64
	var by account.User
	err = r.Scan(&out.n, &a.ID, &out.accountID, &a.Name, &created, &expires, &used, &out.ended, &out.reason,
		&by.ID, &by.FirstName, &by.LastName, &by.Username)
	a.CreatedAt, a.ExpiresAt, a.LastUsedAt = moment(created), moment(expires), moment(used)
	a.CreatedBy = account.PersonRef{ID: by.ID, Name: by.Name()}
	return out, err
}

func scanToken(r row) (numbered[account.APIToken], error) {
	k, err := scanTokenRow(r)
	return k.numbered, err
}

// over tells whether a token no longer works by itself.
func (k tokenRow) over(now time.Time) bool { return k.ended != 0 || !now.Before(k.item.ExpiresAt) }

// workingToken is a token whose maker may still enter the account. It takes the
// moment twice.
const workingToken = `k.ended_at = 0 AND k.expires_at > ? AND (p.account_id = k.account_id OR EXISTS (
	SELECT 1 FROM accesses m WHERE m.person_id = k.person_id AND m.account_id = k.account_id AND ` + liveAccess + `))`

// identifyToken finds the API token of a hash. It reaches its own account alone.
func (t *txn) identifyToken(hash []byte, accountID string) (out store.Identity, err error) {
	k, err := one(t, scanTokenRow, "SELECT "+tokenCols+" FROM "+tokenFrom+" WHERE k.token_hash = ?", hash)
	if account.CodeOf(err) == account.NotFound || (err == nil && k.over(t.now)) {
		return out, account.Fault(account.Unauthenticated)
	}
	if err != nil {
		return out, err
	}
	out = store.Identity{TokenID: k.item.ID, PersonID: k.item.CreatedBy.ID, Device: k.item.Name}
	out.TouchDue = t.now.Sub(k.item.LastUsedAt) >= store.TouchEvery
	if accountID == k.accountID {
		out.Membership, err = t.membership(out.PersonID, accountID)
	}
	return out, err
}

// admitToken checks inside the transaction that the caller's API token works,
// in the account acted in.
func (t *txn) admitToken(c store.Caller) error {
	k, err := one(t, scanTokenRow, "SELECT "+tokenCols+" FROM "+tokenFrom+" WHERE k.id = ?", c.TokenID)
	switch {
	case account.CodeOf(err) == account.NotFound:
		return account.Fault(account.Unauthenticated)
	case err != nil:
		return err
	case k.over(t.now), k.item.CreatedBy.ID != c.PersonID:
		return account.Fault(account.Unauthenticated)
	case k.accountID != c.AccountID:
		return account.Fault(account.NotFound)
	}
	return nil
}

// touchToken notes the last use of a token (ASVS 13.3.4). What a script does at
// night says nothing of when its maker was there.
func (t *txn) touchToken(id string) error {
	return t.exec("UPDATE api_tokens SET last_used_at = ? WHERE id = ? AND ended_at = 0 AND last_used_at <= ?",
		t.now.Unix(), id, t.now.Add(-store.TouchEvery).Unix())
}

// APITokens gives a page of those that work, the newest first.
func (db *DB) APITokens(ctx context.Context, accountID string, q account.ListQuery, now time.Time) (account.Page[account.APIToken], error) {
	return reading(ctx, db, now, func(t *txn) (account.Page[account.APIToken], error) {
		l := list{cols: tokenCols, from: tokenFrom, cursor: q.Cursor, limit: q.Limit, newestFirst: true}
		l.where, l.args = "k.account_id = ? AND "+workingToken, []any{accountID, t.now.Unix(), t.now.Unix()}
		l.bound = []string{"api-tokens", accountID}
		return page(t, l, scanToken)
	})
}

// APITokenExists tells of those that work.
func (db *DB) APITokenExists(ctx context.Context, accountID, id string, now time.Time) (bool, error) {
	return reading(ctx, db, now, func(t *txn) (bool, error) {
		_, err := t.apiToken(accountID, id)
		return err == nil, ignoreMissing(err)
	})
}

func (t *txn) apiToken(accountID, id string) (account.APIToken, error) {
	k, err := one(t, scanToken, "SELECT "+tokenCols+" FROM "+tokenFrom+" WHERE k.account_id = ? AND k.id = ? AND "+workingToken,
		accountID, id, t.now.Unix(), t.now.Unix())
	return k.item, err
}

func tokenTarget(k account.APIToken) account.ActivityTarget {
	return account.ActivityTarget{Kind: string(account.KindAPIToken), ID: k.ID, Name: k.Name}
}

const insertToken = `INSERT INTO api_tokens (id, token_hash, account_id, person_id, name, created_at, expires_at, last_used_at)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

func tokenArgs(accountID string, k account.APIToken, hash []byte) []any {
	return []any{k.ID, hash, accountID, k.CreatedBy.ID, k.Name, seconds(k.CreatedAt), seconds(k.ExpiresAt), seconds(k.LastUsedAt)}
}

// CreateAPIToken stores a token by its hash (R1).
func (db *DB) CreateAPIToken(ctx context.Context, a store.Act, n account.NewAPIToken, tokenHash []byte) (account.APIToken, error) {
	d := deed{account.ActionAPITokenCreated, account.ActivityTarget{Kind: string(account.KindAPIToken), Name: n.Name}}
	return acting(ctx, db, a, d, (*txn).admitInPerson, func(t *txn) (out account.APIToken, err error) {
		maker, _, err := t.person(a.Caller.PersonID)
		if err != nil {
			return out, err
		}
		out = account.APIToken{
			Name: n.Name, CreatedAt: t.now, CreatedBy: account.PersonRef{ID: maker.ID, Name: maker.Name()},
			ExpiresAt: t.now.Add(time.Duration(n.ExpiresInDays) * 24 * time.Hour),
		}
		if out.ID, err = t.db.keys.newID("key"); err != nil {
			return out, err
		}
		if err := t.exec(insertToken, tokenArgs(a.Caller.AccountID, out, tokenHash)...); err != nil {
			return out, err
		}
		return out, t.noteBy(a.Caller, deed{d.action, tokenTarget(out)}, details{"expires_at": out.ExpiresAt})
	})
}

// RevokeAPIToken ends a token at once, whoever made it.
func (db *DB) RevokeAPIToken(ctx context.Context, a store.Act, id string) error {
	d := deed{account.ActionAPITokenRevoked, tokenTarget(account.APIToken{ID: id})}
	_, err := acting(ctx, db, a, d, (*txn).admitInPerson, func(t *txn) (struct{}, error) {
		k, err := t.apiToken(a.Caller.AccountID, id)
		if err != nil {
			return struct{}{}, err
		}
		err = t.exec("UPDATE api_tokens SET ended_at = ?, ended_reason = ? WHERE id = ?", t.now.Unix(), account.ReasonSignedOut, id)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, t.noteBy(a.Caller, deed{d.action, tokenTarget(k)}, details{"created_by": k.CreatedBy.Name})
	})
	return err
}

// endTokens ends the API tokens of a person, in one account or (empty) in all,
// and counts those that had not run out.
func (t *txn) endTokens(personID, accountID, reason string) (int, error) {
	res, err := t.result(`UPDATE api_tokens SET ended_at = ?, ended_reason = ?
		WHERE person_id = ? AND (? = '' OR account_id = ?) AND ended_at = 0 AND expires_at > ?`,
		t.now.Unix(), reason, personID, accountID, accountID, t.now.Unix())
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// standingOfToken says why an API token no longer works, empty while it does.
func (t *txn) standingOfToken(id string) (personID, accountID, ended string, err error) {
	type standing struct {
		personID, accountID, reason string
		expires, ended              int64
	}
	s, err := one(t, func(r row) (s standing, err error) {
		err = r.Scan(&s.personID, &s.accountID, &s.expires, &s.ended, &s.reason)
		return s, err
	}, "SELECT person_id, account_id, expires_at, ended_at, ended_reason FROM api_tokens WHERE id = ?", id)
	switch {
	case err != nil:
		return "", "", "", ignoreCodeAs(err, account.NotFound, account.Unauthenticated)
	case s.ended != 0:
		ended = s.reason
	case s.expires <= t.now.Unix():
		ended = account.ReasonSignedOut
	}
	return s.personID, s.accountID, ended, nil
}

// ignoreCodeAs gives one fault for another.
func ignoreCodeAs(err error, code, as account.Code) error {
	if account.CodeOf(err) == code {
		return account.Fault(as)
	}
	return err
}
