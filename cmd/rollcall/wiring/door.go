// Package wiring joins the rooms of the house for the desktop program: the
// client, the keyring, the local copy and the service inside the program. The
// window knows none of them; it asks the Door.
package wiring

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/client/credentials"
	"rollcall/localcache"
	"rollcall/ui"
)

// keepLimit is how long signing out or in waits for the keyring beside the
// call to the service.
const keepLimit = 5 * time.Second

// Options are what the flags and the window say.
type Options struct {
	// DataDir is where the program keeps its files.
	DataDir string
	// People is the size of the sample account; 0 for its usual 28.
	People int
	// Language of the reader, "en" or "fr", asked for each call.
	Language func() string
	Version  string
	// Device is what this computer is called in lists of sessions and in the
	// activity log (R18).
	Device  string
	Keyring credentials.Store
	Log     *slog.Logger
	// Now is this computer's clock.
	Now func() time.Time
}

// Door is the way into an account.
type Door struct {
	o Options
	// session keeps what the keyring does not, until the program ends.
	session credentials.Store
}

var _ ui.Door = (*Door)(nil)

// New makes the door. Nothing is opened or asked yet.
func New(o Options) *Door { return &Door{o: o, session: credentials.Memory()} }

// CleanServer gives the one form of the address of a service as people type it.
func (d *Door) CleanServer(s string) (string, error) { return client.ParseServer(s) }

// Keeps tells whether this computer has a keyring that keeps a sign-in.
func (d *Door) Keeps(ctx context.Context) bool {
	err := credentials.Probe(ctx, d.o.Keyring)
	if err != nil && ctx.Err() == nil {
		d.o.Log.Info("no keyring", "error", err)
	}
	return err == nil
}

// Resume enters with the session that the keyring holds for a service.
// ui.ErrNobody when there is none, or when it is over; then it is forgotten.
func (d *Door) Resume(ctx context.Context, server string) (ui.Visit, error) {
	key := credentials.Key{Kind: credentials.KindSession, Server: server}
	token, err := d.o.Keyring.Get(ctx, key)
	if err != nil {
		if !errors.Is(err, credentials.ErrNotFound) {
			d.o.Log.Info("keyring not read", "error", err)
		}
		return nil, ui.ErrNobody
	}
	c, err := d.client(server)
	if err != nil {
		return nil, err
	}
	me, err := c.Me(ctx, token)
	if err != nil {
		c.Close()
		if over(err) {
			d.forget(key)
		}
		return nil, err
	}
	return d.enter(c, me.Memberships, token, key, d.o.Keyring), nil
}

// SignIn trades a login and a password for a session.
func (d *Door) SignIn(ctx context.Context, server string, in account.SignIn) (account.Session, error) {
	c, err := d.client(server)
	if err != nil {
		return account.Session{}, err
	}
	defer c.Close()
	return c.SignIn(ctx, in)
}

// Enter enters with a new session and keeps it in the keyring, or until the
// program ends where there is none.
func (d *Door) Enter(ctx context.Context, server string, s account.Session) (ui.Visit, error) {
	c, err := d.client(server)
	if err != nil {
		return nil, err
	}
	key := credentials.Key{Kind: credentials.KindSession, Server: server}
	return d.enter(c, s.Memberships, s.Token, key, d.keep(ctx, key, s.Token)), nil
}

// keep puts the token where it lasts longest, and says where that is.
func (d *Door) keep(ctx context.Context, key credentials.Key, token string) credentials.Store {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit)
	defer cancel()
	if err := d.o.Keyring.Set(ctx, key, token); err == nil {
		return d.o.Keyring
	}
	_ = d.session.Set(ctx, key, token)
	return d.session
}

func (d *Door) forget(key credentials.Key) {
	ctx, cancel := context.WithTimeout(context.Background(), keepLimit)
	defer cancel()
	if err := d.o.Keyring.Delete(ctx, key); err != nil && !errors.Is(err, credentials.ErrNotFound) {
		d.o.Log.Warn("keyring entry not deleted", "error", err)
	}
}

func (d *Door) client(server string) (*client.Client, error) {
	return client.New(server, client.Options{
		Language: d.o.Language, DeviceName: d.o.Device, UserAgent: "Rollcall/" + d.o.Version, Log: d.o.Log, Now: d.o.Now,
	})
}

// enter opens the account a person is most likely to have come for: the first
// that they administer, their home before others, else their home.
func (d *Door) enter(c *client.Client, ms []account.Membership, token string, key credentials.Key, where credentials.Store) *visit {
	id := choose(ms).AccountID
	copied := localcache.New(c.Account(id, token), localcache.Options{
		Now: d.o.Now, Language: d.o.Language, Log: d.o.Log, ClockOffset: c.ClockOffset,
	})
	v := &visit{
		Cache: copied, client: c, key: key, store: where,
		facts: ui.VisitFacts{Server: c.Server(), AccountID: id, Kept: where == d.o.Keyring},
	}
	v.run()
	return v
}

func choose(ms []account.Membership) account.Membership {
	for _, m := range ms {
		if m.UserType == account.Administrator {
			return m
		}
	}
	if len(ms) == 0 {
		return account.Membership{}
	}
	return ms[0]
}

// over tells that a session is no longer good for anything.
func over(err error) bool {
	switch account.CodeOf(err) {
	case account.SessionEnded, account.Unauthenticated:
		return true
	}
	return false
}
