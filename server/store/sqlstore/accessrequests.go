package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

const requestCols = `r.n, r.id, r.email, r.home_account, r.user_type, r.permissions, r.reason, r.until, r.state, r.created_at,
	r.created_by_id, r.created_by_name, r.answer, r.answered_at, r.account_id, a.name`

const requestFrom = "access_requests r JOIN accounts a ON a.id = r.account_id"

func scanAskedRequest(r row) (out numbered[store.AskedRequest], err error) {
	q := &out.item
	var permissions string
	var until, created, answered int64
	err = r.Scan(&out.n, &q.ID, &q.Email, &q.HomeAccount, &q.UserType, &permissions, &q.Reason, &until, &q.State, &created,
		&q.CreatedBy.ID, &q.CreatedBy.Name, &q.Answer, &answered, &q.AccountID, &q.AccountName)
	if err != nil {
		return out, err
	}
	q.Until, q.CreatedAt, q.AnsweredAt = moment(until), moment(created), moment(answered)
	return out, setWords(&q.Permissions, permissions)
}

func scanRequest(r row) (numbered[account.AccessRequest], error) {
	q, err := scanAskedRequest(r)
	return numbered[account.AccessRequest]{q.n, q.item.AccessRequest}, err
}

// AccessRequests gives a page of the requests of an account, the newest first.
func (db *DB) AccessRequests(ctx context.Context, accountID string, q account.ListQuery) (account.Page[account.AccessRequest], error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (account.Page[account.AccessRequest], error) {
		l := list{cols: requestCols, from: requestFrom, cursor: q.Cursor, limit: q.Limit, newestFirst: true}
		l.where, l.args = "r.account_id = ?", []any{accountID}
		l.bound = []string{"access-requests", accountID}
		return page(t, l, scanRequest)
	})
}

func requestTarget(q account.AccessRequest) account.ActivityTarget {
	return account.ActivityTarget{Kind: string(account.KindAccessRequest), ID: q.ID, Name: q.Email}
}

// RequestAccess asks the operator to let somebody in (R12). Only the account's
// own lists are looked at: nothing here depends on who has a login elsewhere.
func (db *DB) RequestAccess(ctx context.Context, a store.Act, n account.NewAccessRequest) (account.AccessRequest, error) {
	d := deed{account.ActionAccessRequested, requestTarget(account.AccessRequest{})}
	return act(ctx, db, a, d, func(t *txn) (out account.AccessRequest, err error) {
		if err := t.notSeenHere(a.Caller.AccountID, n.Email); err != nil {
			return out, err
		}
		if err := t.withinRequestLimit(a.Caller.AccountID); err != nil {
			return out, err
		}
		if out, err = t.newRequest(a.Caller, n); err != nil {
			return out, err
		}
		if err := t.exec(insertRequest, requestArgs(a.Caller.AccountID, out)...); err != nil {
			return out, err
		}
		return out, t.noteBy(a.Caller, deed{d.action, requestTarget(out)}, details{"user_type": out.UserType, "permissions": out.Permissions})
	})
}

func (t *txn) newRequest(c store.Caller, n account.NewAccessRequest) (out account.AccessRequest, err error) {
	by, _, err := t.person(c.PersonID)
	if err != nil {
		return out, err
	}
	permissions, err := permissionsFor(n.UserType, nil, &n.Permissions)
	if err != nil {
		return out, err
	}
	id, err := t.db.keys.newID("req")
	return account.AccessRequest{
		ID: id, Email: n.Email, HomeAccount: n.HomeAccount, UserType: n.UserType, Permissions: permissions, Reason: n.Reason,
		Until: n.Until, State: account.AccessRequestWaiting, CreatedAt: t.now, CreatedBy: account.PersonRef{ID: by.ID, Name: by.Name()},
	}, err
}

const insertRequest = `INSERT INTO access_requests (id, account_id, email, home_account, user_type, permissions, reason, until, state,
	created_at, created_by_id, created_by_name, answer, answered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func requestArgs(accountID string, q account.AccessRequest) []any {
	return []any{
		q.ID, accountID, q.Email, q.HomeAccount, string(q.UserType), words(q.Permissions), q.Reason, seconds(q.Until), string(q.State),
		seconds(q.CreatedAt), q.CreatedBy.ID, q.CreatedBy.Name, q.Answer, seconds(q.AnsweredAt),
	}
}

// Requests gives a page of requests for the operator.
func (db *DB) Requests(ctx context.Context, accountID string, waiting bool, q account.ListQuery) (account.Page[store.AskedRequest], error) {
	l := list{cols: requestCols, from: requestFrom, where: "r.state <> 'waiting'", cursor: q.Cursor, limit: q.Limit, newestFirst: true}
	l.bound = []string{"answered-requests", accountID}
	if waiting {
		l.where, l.newestFirst = "r.state = 'waiting'", false
		l.bound[0] = "waiting-requests"
	}
	if accountID != "" {
		l.where, l.args = l.where+" AND r.account_id = ?", []any{accountID}
	}
	return reading(ctx, db, time.Time{}, func(t *txn) (account.Page[store.AskedRequest], error) {
		return page(t, l, scanAskedRequest)
	})
}

// FindRequest gives one request, of whatever account.
func (db *DB) FindRequest(ctx context.Context, id string) (store.AskedRequest, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (store.AskedRequest, error) { return t.request(id) })
}

func (t *txn) request(id string) (store.AskedRequest, error) {
	q, err := one(t, scanAskedRequest, "SELECT "+requestCols+" FROM "+requestFrom+" WHERE r.id = ?", id)
	return q.item, err
}

// waitingRequest finds a request that nobody has answered.
func (t *txn) waitingRequest(id string) (store.AskedRequest, error) {
	q, err := t.request(id)
	if err == nil && q.State != account.AccessRequestWaiting {
		err = store.ErrAnswered
	}
	return q, err
}

// Decline answers a request with no (R12).
func (db *DB) Decline(ctx context.Context, in store.Decline) (out store.AskedRequest, err error) {
	err = db.write(ctx, in.Now, func(t *txn) error {
		if out, err = t.waitingRequest(in.RequestID); err != nil {
			return err
		}
		if err := t.answer(&out, account.AccessRequestDeclined, in.Answer); err != nil {
			return err
		}
		// The name of whoever has the address, if anybody, is none of the asker's
		// business: the address is all they gave.
		if err := t.tellAsker(out, store.MailRequestDeclined, store.MailPayload{AboutEmail: out.Email}); err != nil {
			return err
		}
		return t.note(out.AccountID, byOperator(), deed{account.ActionAccessDeclined, requestTarget(out.AccessRequest)}, account.OutcomeDone, nil)
	})
	return out, err
}

// answerGranted answers a request with the access that was given.
func (t *txn) answerGranted(q store.AskedRequest, e account.ExternalUser, answer string) error {
	if err := t.answer(&q, account.AccessRequestGranted, answer); err != nil {
		return err
	}
	return t.tellAsker(q, store.MailRequestGranted, store.MailPayload{
		About: e.Name(), AboutEmail: e.Email, UserType: e.UserType, Permissions: e.Permissions, Until: e.Until,
	})
}

func (t *txn) answer(q *store.AskedRequest, state account.AccessRequestState, answer string) error {
	q.State, q.Answer, q.AnsweredAt = state, answer, t.now
	return t.exec("UPDATE access_requests SET state = ?, answer = ?, answered_at = ? WHERE id = ?",
		string(state), answer, t.now.Unix(), q.ID)
}
