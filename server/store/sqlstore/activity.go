package sqlstore

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// details are what an entry adds, in fields named like the API's.
type details map[string]any

// note writes one entry of the activity log of an account (R18).
func (t *txn) note(accountID string, p place, d deed, outcome string, more details) error {
	id, err := t.db.keys.newID("act")
	if err != nil {
		return err
	}
	if more == nil {
		more = details{}
	}
	text, err := json.Marshal(more)
	if err != nil {
		return err
	}
	return t.exec(insertActivity, id, accountID, t.now.Unix(), p.actor.ID, p.actor.Name, p.actor.Kind,
		d.action, d.target.Kind, d.target.ID, d.target.Name, string(text), p.device, p.address, outcome)
}

const insertActivity = `INSERT INTO activity (id, account_id, at, actor_id, actor_name, actor_kind, action,
	target_kind, target_id, target_name, details, device, address, outcome)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// noteBy writes the entry of an act by the caller.
func (t *txn) noteBy(c store.Caller, d deed, more details) error {
	p, err := t.placeOf(c)
	if err != nil {
		return err
	}
	return t.note(c.AccountID, p, d, account.OutcomeDone, more)
}

// Refused notes an attempt that was refused.
func (db *DB) Refused(ctx context.Context, r store.Refused) error {
	return db.write(ctx, r.Now, func(t *txn) error {
		p, err := t.placeOf(r.Caller)
		if err != nil {
			return err
		}
		accountID := r.Caller.AccountID
		if accountID == "" {
			if _, accountID, err = t.person(r.Caller.PersonID); err != nil {
				return ignoreMissing(err)
			}
		}
		if r.Target.Name, err = t.targetName(accountID, r.Target); err != nil {
			return err
		}
		return t.note(accountID, p, deed{r.Action, r.Target}, account.OutcomeRefused, details{"code": r.Code})
	})
}

func ignoreMissing(err error) error {
	if account.CodeOf(err) == account.NotFound {
		return nil
	}
	return err
}

// targetName is how the target is called, as far as the account knows it.
func (t *txn) targetName(accountID string, target account.ActivityTarget) (string, error) {
	if target.Name != "" || target.ID == "" {
		return target.Name, nil
	}
	var name string
	var err error
	switch account.Kind(target.Kind) {
	case account.KindUser:
		var u account.User
		u, err = t.user(accountID, target.ID)
		name = u.Name()
	case account.KindInvitation:
		err = t.row("SELECT COALESCE(MAX(email), '') FROM invitations WHERE account_id = ? AND id = ?", accountID, target.ID).Scan(&name)
	case account.KindExternalUser:
		var e account.ExternalUser
		e, err = t.external(accountID, target.ID)
		name = e.Name()
	case account.KindAPIToken:
		var k account.APIToken
		k, err = t.apiToken(accountID, target.ID)
		name = k.Name
	case account.KindAccessRequest:
		err = t.row("SELECT COALESCE(MAX(email), '') FROM access_requests WHERE account_id = ? AND id = ?", accountID, target.ID).Scan(&name)
	case account.KindAccount:
		name, err = t.accountName(accountID)
	}
	return name, ignoreMissing(err)
}

const activityCols = `n, id, at, actor_id, actor_name, actor_kind, action, target_kind, target_id, target_name,
	details, device, address, outcome`

// numbered is a row with its place in the order of coming.
type numbered[T any] struct {
	n    int64
	item T
}

func scanActivity(r row) (out numbered[account.Activity], err error) {
	var at int64
	var text string
	var target account.ActivityTarget
	a := &out.item
	err = r.Scan(&out.n, &a.ID, &at, &a.Actor.ID, &a.Actor.Name, &a.Actor.Kind, &a.Action,
		&target.Kind, &target.ID, &target.Name, &text, &a.Device, &a.Address, &a.Outcome)
	a.At, a.Details = moment(at), json.RawMessage(text)
	if target.Kind != "" {
		a.Target = &target
	}
	return out, err
}

// Activity gives the log of an account, newest first.
func (db *DB) Activity(ctx context.Context, accountID string, q account.ActivityQuery) (account.Page[account.Activity], error) {
	where, args := activityFilter(accountID, q)
	bound := []string{"activity", accountID, q.Actor, q.Target, q.Action, q.From.String(), q.To.String()}
	l := list{cols: activityCols, from: "activity", where: where, args: args, bound: bound, cursor: q.Cursor, limit: q.Limit, newestFirst: true}
	return reading(ctx, db, time.Time{}, func(t *txn) (account.Page[account.Activity], error) {
		return page(t, l, scanActivity)
	})
}

func activityFilter(accountID string, q account.ActivityQuery) (string, []any) {
	where, args := []string{"account_id = ?"}, []any{accountID}
	add := func(clause string, arg any) {
		where, args = append(where, clause), append(args, arg)
	}
	for column, value := range map[string]string{"actor_id = ?": q.Actor, "target_id = ?": q.Target, "action = ?": q.Action} {
		if value != "" {
			add(column, value)
		}
	}
	if !q.From.IsZero() {
		add("at >= ?", q.From.Unix())
	}
	if !q.To.IsZero() {
		add("at < ?", q.To.Unix())
	}
	return strings.Join(where, " AND "), args
}
