package wiring

import (
	"context"
	"errors"
	"slices"

	"rollcall/account"
	"rollcall/client"
	"rollcall/client/credentials"
	"rollcall/localcache"
	"rollcall/ui"
	"rollcall/ui/view"
)

// pass is what lets one person into the accounts of a service.
type pass struct {
	server string
	// token is behind a function because formatting sees through fields.
	token func() string
	// person is the identifier of whose it is; empty until known.
	person string
	// where it is kept; nil for the sample account, whose session is kept nowhere.
	where credentials.Store
	// service is the one inside the program; nil but for the sample account.
	service *shared
}

// reenter enters with a session that has been used before, into a certain account
// or, without one, into the one that fits best.
func (d *Door) reenter(ctx context.Context, p pass, id string) (ui.Visit, error) {
	c, err := d.client(p.server)
	if err != nil {
		return nil, err
	}
	me, err := c.Me(ctx, p.token())
	if err != nil {
		return d.notIn(ctx, c, p, err)
	}
	p.person = me.ID
	return d.enter(ctx, c, p, me.Memberships, id)
}

// enter opens an account, once the service lets one in. A service that does not
// answer now is no reason to stay outside: the visit says so and tries again.
func (d *Door) enter(ctx context.Context, c *client.Client, p pass, ms []account.Membership, id string) (ui.Visit, error) {
	if id == "" {
		id = choose(ms).AccountID
	} else if !slices.ContainsFunc(ms, func(m account.Membership) bool { return m.AccountID == id }) {
		return d.notIn(ctx, c, p, account.Faultf(account.NotFound, "no access to that account"))
	}
	err := admitted(ctx, c, id, p.token())
	switch account.CodeOf(err) {
	case account.TwoFactorSetup, account.SessionEnded, account.Unauthenticated, account.NotFound:
		return d.notIn(ctx, c, p, err)
	}
	kept, lost := d.copyFor(ctx, p, id, ms)
	v := d.visit(c, p, id, kept)
	v.lose(lost)
	v.facts.AccountID, v.facts.HomeID = id, home(ms).AccountID
	v.run()
	return v, nil
}

// admitted asks whether one may work in an account. Without one, only the person
// can be asked for, who then has a second factor to set up or nowhere to go.
func admitted(ctx context.Context, c *client.Client, id, token string) error {
	if id != "" {
		_, err := c.Account(id, token).Account(ctx)
		return err
	}
	if _, err := c.Me(ctx, token); err != nil {
		return err
	}
	return account.Faultf(account.NotFound, "no account to enter")
}

// notIn deals with a service that does not let one in: where a second factor is
// to be set up first, one gets a visit for just that; a session that is over is
// forgotten.
func (d *Door) notIn(ctx context.Context, c *client.Client, p pass, err error) (ui.Visit, error) {
	if account.CodeOf(err) == account.TwoFactorSetup {
		v := d.visit(c, p, "", opened{})
		v.facts.TwoFactorSetup = true
		return v, nil
	}
	c.Close()
	d.forgetEnded(ctx, p, "", err)
	return nil, err
}

// visit makes a visit that does not follow the service yet.
func (d *Door) visit(c *client.Client, p pass, id string, kept opened) *visit {
	p.service.take()
	v := &visit{
		door: d, client: c, pass: p, kept: kept, wiped: make(chan struct{}, 1), done: make(chan struct{}),
		facts: ui.VisitFacts{Server: p.server, Sample: p.service != nil, Kept: p.where != nil && p.where == d.o.Keyring},
	}
	v.Cache = localcache.New(c.Account(id, p.token()), localcache.Options{
		Now: d.o.Now, Language: d.o.Language, Log: d.o.Log, ClockOffset: c.ClockOffset,
		Copy: kept.Copy, CopyState: kept.state, OnWiped: v.onWiped,
	})
	return v
}

// forgetEnded removes what an error says is no longer good for anything: the
// session; the trust in this computer too, when the person is gone or has to set
// up a second factor anew. Who is gone, or was signed out from afar, leaves no copy
// either; otherwise the copies stay, locked until the same person signs in again.
// The end of one access leaves the session alive. Lost is what waited in copies
// other than that in a certain folder.
func (d *Door) forgetEnded(ctx context.Context, p pass, folder string, err error) (lost []view.Elsewhere) {
	if !endedCode(err) || p.where == nil || reasonOf(err) == account.ReasonAccessRemoved {
		return nil
	}
	_ = d.copies.recent.dropSession(p.server, p.token())
	if wipesAll(err) {
		lost = d.copies.waiting(ctx, p, func(other string) bool { return other != folder })
		_ = d.forgetCopies(ctx, p, folder)
	}
	_ = d.forgetOnly(ctx, sessionKey(p.server), p.token())
	switch reasonOf(err) {
	case account.ReasonUserDeleted, account.ReasonTwoFactorReset:
		_ = d.forget(ctx, deviceKey(p.server))
	}
	return lost
}

// endedCode tells that an error means the end of a session or of an access.
func endedCode(err error) bool {
	code := account.CodeOf(err)
	return code == account.SessionEnded || code == account.Unauthenticated
}

func reasonOf(err error) string {
	var fault *account.Error
	if !errors.As(err, &fault) {
		return ""
	}
	return fault.Reason
}

// wipesAll tells whether nothing of the person may stay on this computer: they are
// gone, or signed out, perhaps from afar because this computer is lost.
func wipesAll(err error) bool {
	switch reasonOf(err) {
	case account.ReasonUserDeleted, account.ReasonSignedOut:
		return true
	}
	return false
}

// choose picks the account a person is most likely to have come for: the first
// that they administer, their home before others, else their home.
func choose(ms []account.Membership) account.Membership {
	for _, m := range ms {
		if m.UserType == account.Administrator {
			return m
		}
	}
	return home(ms)
}

// home is the account that is the person's own; the service names it first.
func home(ms []account.Membership) account.Membership {
	for _, m := range ms {
		if !m.External {
			return m
		}
	}
	if len(ms) == 0 {
		return account.Membership{}
	}
	return ms[0]
}
