package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func scanDevice(r row) (d account.Device, err error) {
	var created, active int64
	err = r.Scan(&d.ID, &d.DeviceName, &created, &active)
	d.CreatedAt, d.LastActiveAt = moment(created), moment(active)
	return d, err
}

// MySessions lists the live sessions of a person.
func (db *DB) MySessions(ctx context.Context, c store.Caller, now time.Time) ([]account.Device, error) {
	return reading(ctx, db, now, func(t *txn) ([]account.Device, error) {
		return t.sessions(c.PersonID, c.SessionID)
	})
}

// sessions are the live ones of a person, the latest used first.
func (t *txn) sessions(personID, current string) ([]account.Device, error) {
	idle, absolute := t.liveSince()
	list, err := query(t, scanDevice, `SELECT id, device, created_at, last_active_at FROM sessions WHERE person_id = ? AND `+liveSession+`
		ORDER BY last_active_at DESC, created_at DESC, id`, personID, idle, absolute)
	return marked(list, current), err
}

// marked tells which one asks.
func marked(list []account.Device, current string) []account.Device {
	for i := range list {
		list[i].Current = list[i].ID == current
	}
	return list
}

// MyTrustedDevices lists the devices that are not asked for a code.
func (db *DB) MyTrustedDevices(ctx context.Context, c store.Caller, now time.Time) ([]account.Device, error) {
	return reading(ctx, db, now, func(t *txn) ([]account.Device, error) {
		s, err := t.session(c.SessionID)
		if err != nil {
			return nil, err
		}
		return t.trustedDevices(c.PersonID, s.trustID)
	})
}

// trustedDevices are those of a person, the latest used first.
func (t *txn) trustedDevices(personID, current string) ([]account.Device, error) {
	list, err := query(t, scanDevice, `SELECT id, device, created_at, last_used_at FROM trusted_devices
		WHERE person_id = ? AND created_at > ? ORDER BY last_used_at DESC, created_at DESC, id`, personID, t.trustedSince())
	return marked(list, current), err
}

// EndOneSession ends one of the caller's sessions.
func (db *DB) EndOneSession(ctx context.Context, a store.Act, id string) error {
	_, err := oneself(ctx, db, a, account.ActionSessionEnded, func(t *txn, u account.User, c store.Caller) (none nothing, err error) {
		s, err := t.session(id)
		if err != nil {
			return none, ignoreCodeAs(err, account.Unauthenticated, account.NotFound)
		}
		if s.personID != u.ID || s.over(t.now) != "" {
			return none, account.Fault(account.NotFound)
		}
		if err := t.endSession(id, account.ReasonSignedOut); err != nil {
			return none, err
		}
		return none, t.noteBy(c, deed{account.ActionSessionEnded, userTarget(u)}, details{"reason": account.ReasonSignedOut})
	})
	return err
}

// DistrustDevice makes one of the caller's devices ask for a code again.
func (db *DB) DistrustDevice(ctx context.Context, a store.Act, id string) error {
	_, err := oneself(ctx, db, a, account.ActionDeviceDistrusted, func(t *txn, u account.User, c store.Caller) (none nothing, err error) {
		res, err := t.result("DELETE FROM trusted_devices WHERE id = ? AND person_id = ? AND created_at > ?", id, u.ID, t.trustedSince())
		if err != nil {
			return none, err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return none, with(account.Fault(account.NotFound), err)
		}
		return none, t.noteBy(c, deed{account.ActionDeviceDistrusted, userTarget(u)}, nil)
	})
	return err
}

// UserAccess lists everything that the deletion of a user would end, in
// whatever account it reaches.
func (db *DB) UserAccess(ctx context.Context, accountID, id string, now time.Time) (account.Access, error) {
	return reading(ctx, db, now, func(t *txn) (out account.Access, err error) {
		u, err := t.user(accountID, id)
		if err != nil {
			return out, err
		}
		if out.Sessions, err = t.sessions(u.ID, ""); err != nil {
			return out, err
		}
		if out.TrustedDevices, err = t.trustedDevices(u.ID, ""); err != nil {
			return out, err
		}
		tokens, err := query(t, scanToken, "SELECT "+tokenCols+" FROM "+tokenFrom+" WHERE k.person_id = ? AND "+workingToken+" ORDER BY k.n DESC",
			u.ID, t.now.Unix(), t.now.Unix())
		out.APITokens = []account.APIToken{}
		for _, k := range tokens {
			out.APITokens = append(out.APITokens, k.item)
		}
		return out, err
	})
}

// SignOutUser ends all sessions of a user of the account.
func (db *DB) SignOutUser(ctx context.Context, a store.Act, id string) error {
	d := deed{account.ActionSessionEnded, userTarget(account.User{ID: id})}
	_, err := act(ctx, db, a, d, func(t *txn) (none nothing, err error) {
		u, err := t.user(a.Caller.AccountID, id)
		if err != nil {
			return none, err
		}
		n, err := t.endSessions(u.ID, account.ReasonSignedOut, "")
		if err != nil {
			return none, err
		}
		return none, t.noteBy(a.Caller, deed{d.action, userTarget(u)}, details{"reason": account.ReasonSignedOut, "sessions_ended": n})
	})
	return err
}
