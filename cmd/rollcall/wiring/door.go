// Package wiring joins the rooms of the house for the desktop program: the
// client, the keyring, the local copy and the service inside the program. The
// window knows none of them; it asks the Door.
package wiring

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/client/credentials"
	"rollcall/ui"
)

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
	// memory keeps what the keyring does not, until the program ends.
	memory credentials.Store
	// keeping is held while an entry is replaced or compared and removed.
	keeping sync.Mutex
	copies  *copies
}

var _ ui.Door = (*Door)(nil)

// New makes the door. Nothing is opened or asked yet.
func New(o Options) *Door {
	return &Door{o: o, memory: credentials.Memory(), copies: newCopies(o)}
}

// CleanServer gives the one form of the address of a service as people type it.
func (d *Door) CleanServer(s string) (string, error) { return client.ParseServer(s) }

// SignIn trades a login, a password and what else proves who one is for a
// session. Where this computer is trusted by the service, that is part of it. A
// keyring that does not say so costs no more than a code.
func (d *Door) SignIn(ctx context.Context, server string, in account.SignIn) (account.Session, error) {
	c, err := d.client(server)
	if err != nil {
		return account.Session{}, err
	}
	defer c.Close()
	if in.DeviceToken == "" {
		token, _, err := d.kept(ctx, deviceKey(c.Server()))
		if err == nil {
			in.DeviceToken = token
		} else if !absent(err) {
			d.o.Log.Info("trust in this computer not read", "error", err)
		}
	}
	return c.SignIn(ctx, in)
}

// SendCode has a code sent by e-mail, once the password was right (R14).
func (d *Door) SendCode(ctx context.Context, server, login, password string) error {
	return d.with(server, func(c *client.Client) error { return c.SendCode(ctx, login, password) })
}

// RequestPasswordLink has the link of a lost password sent, if the login is
// anybody's (R15).
func (d *Door) RequestPasswordLink(ctx context.Context, server, login string) error {
	return d.with(server, func(c *client.Client) error { return c.RequestPasswordLink(ctx, login) })
}

// Enter enters with a new session and keeps it, and the trust in this computer
// that may have come with it, in the keyring, or until the program ends where
// there is none.
func (d *Door) Enter(ctx context.Context, server string, s account.Session) (ui.Visit, error) {
	c, err := d.client(server)
	if err != nil {
		return nil, err
	}
	p := pass{server: c.Server(), token: func() string { return s.Token }, person: s.UserID}
	p.where = d.keep(ctx, sessionKey(p.server), s.Token)
	if s.DeviceToken != "" {
		d.keep(ctx, deviceKey(p.server), s.DeviceToken)
	}
	return d.enter(ctx, c, p, s.Memberships, "")
}

// Resume enters with the session that is kept for a service. Where the copy that
// it was last at work in is on this computer, that opens at once, and the service
// is asked afterwards. ui.ErrNobody when there is no session; one that is over is
// forgotten and its error given. ui.ErrKeyring when the keyring does not say:
// what it holds stays there.
func (d *Door) Resume(ctx context.Context, server string) (ui.Visit, error) {
	d.copies.sweep(ctx)
	token, where, err := d.kept(ctx, sessionKey(server))
	switch {
	case errors.Is(err, context.Canceled):
		return nil, err
	case err != nil && absent(err):
		return nil, ui.ErrNobody
	case err != nil:
		d.o.Log.Info("keyring not read", "error", err)
		return nil, ui.ErrKeyring{Kept: answerOf(err)}
	}
	p := pass{server: server, token: func() string { return token }, where: where}
	if v, ok := d.reopen(ctx, p, d.copies.recent.folder(server, token), ""); ok {
		return v, nil
	}
	return d.reenter(ctx, p, "")
}

func (d *Door) client(server string) (*client.Client, error) {
	return client.New(server, client.Options{
		Language: d.o.Language, DeviceName: d.o.Device, UserAgent: "Rollcall/" + d.o.Version, Log: d.o.Log, Now: d.o.Now,
	})
}

// with makes one call by a client of its own.
func (d *Door) with(server string, call func(*client.Client) error) error {
	c, err := d.client(server)
	if err != nil {
		return err
	}
	defer c.Close()
	return call(c)
}
