package sqlstore

import (
	"database/sql"
	"errors"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// sessionRow is a session as stored.
type sessionRow struct {
	id, personID, device string
	trustID              string
	created, active      int64
	ended                int64
	reason               string
}

const sessionCols = "s.id, s.person_id, s.device, s.created_at, s.last_active_at, s.ended_at, s.ended_reason, s.trusted_device_id"

func scanSession(r row) (s sessionRow, err error) {
	err = r.Scan(&s.id, &s.personID, &s.device, &s.created, &s.active, &s.ended, &s.reason, &s.trustID)
	return s, err
}

// over gives the reason why a session is over, empty while it lives.
func (s sessionRow) over(now time.Time) string {
	switch {
	case s.ended != 0:
		return s.reason
	case !now.Before(moment(s.active).Add(store.SessionIdle)), !now.Before(moment(s.created).Add(store.SessionAbsolute)):
		return account.ReasonExpired
	}
	return ""
}

func (t *txn) session(id string) (sessionRow, error) {
	s, err := scanSession(t.row("SELECT "+sessionCols+" FROM sessions s WHERE s.id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		err = account.Fault(account.Unauthenticated)
	}
	return s, err
}

// refused is the answer to whoever comes with a session that is over.
func (s sessionRow) refused(now time.Time) error {
	if reason := s.over(now); reason != "" {
		return &account.Error{Code: account.SessionEnded, Reason: reason}
	}
	return nil
}

// admitPerson checks inside the transaction that the caller is still signed in,
// in person: an API token never reaches what is its maker's own.
func (t *txn) admitPerson(c store.Caller) error {
	if c.TokenID != "" {
		return account.Faultf(account.Forbidden, "an API token may not do this")
	}
	s, err := t.session(c.SessionID)
	if err != nil {
		return err
	}
	if err := s.refused(t.now); err != nil {
		return err
	}
	if s.personID != c.PersonID {
		return account.Fault(account.Unauthenticated)
	}
	return nil
}

// admitAdministrator checks inside the transaction that the caller is signed
// in, or acts by an API token that works, and is administrator of the account:
// a change of type bites at once.
func (t *txn) admitAdministrator(c store.Caller) error {
	admit := t.admitPerson
	if c.TokenID != "" {
		admit = t.admitToken
	}
	if err := admit(c); err != nil {
		return err
	}
	return t.administers(c)
}

// admitInPerson is admitAdministrator without API tokens, for passwords, second
// factors and the tokens themselves (account API, Conventions).
func (t *txn) admitInPerson(c store.Caller) error {
	if err := t.admitPerson(c); err != nil {
		return err
	}
	return t.administers(c)
}

func (t *txn) administers(c store.Caller) error {
	m, err := t.membership(c.PersonID, c.AccountID)
	switch {
	case err != nil:
		return err
	case m == nil:
		return account.Fault(account.NotFound)
	case m.UserType != account.Administrator:
		return account.Fault(account.Forbidden)
	}
	return nil
}

const membershipCols = "a.id, a.name, m.user_type, m.permissions"

// memberships of a person: home, then the others in the order of being granted.
const (
	homeMembership      = "SELECT " + membershipCols + ", 0 FROM people m JOIN accounts a ON a.id = m.account_id WHERE m.id = ?"
	externalMemberships = "SELECT " + membershipCols + ", 1 FROM accesses m JOIN accounts a ON a.id = m.account_id WHERE m.person_id = ? AND " + liveAccess
)

// liveAccess takes the moment as its parameter.
const liveAccess = "m.removed_at = 0 AND (m.until = 0 OR m.until > ?)"

func scanMembership(r row) (m account.Membership, err error) {
	var permissions string
	if err = r.Scan(&m.AccountID, &m.AccountName, &m.UserType, &permissions, &m.External); err != nil {
		return m, err
	}
	return m, setWords(&m.Permissions, permissions)
}

func (t *txn) memberships(personID string) ([]account.Membership, error) {
	home, err := query(t, scanMembership, homeMembership, personID)
	if err != nil {
		return nil, err
	}
	others, err := query(t, scanMembership, externalMemberships+" ORDER BY m.n", personID, t.now.Unix())
	return append(home, others...), err
}

// membership is what a person is in one account, nil when nothing.
func (t *txn) membership(personID, accountID string) (*account.Membership, error) {
	found, err := query(t, scanMembership, homeMembership+" AND a.id = ?", personID, accountID)
	if err == nil && len(found) == 0 {
		found, err = query(t, scanMembership, externalMemberships+" AND a.id = ?", personID, t.now.Unix(), accountID)
	}
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// place is who acts and from where, for the activity log.
type place struct {
	actor           account.ActivityActor
	device, address string
}

// placeOf names the caller as the account knows them.
func (t *txn) placeOf(c store.Caller) (place, error) {
	p := place{device: c.Device, address: c.Address, actor: account.ActivityActor{ID: c.PersonID, Kind: account.ActorExternalUser}}
	u, home, err := t.person(c.PersonID)
	if account.CodeOf(err) == account.NotFound {
		p.actor.Kind = account.ActorNobody
		return p, nil
	}
	p.actor.Name = u.Name()
	if home == c.AccountID || c.AccountID == "" {
		p.actor.Kind = account.ActorUser
	}
	return p, err
}
