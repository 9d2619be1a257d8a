// Package credentials is the one door through which secrets go to the keyring
// of this computer (Secret Service, macOS Keychain, Windows Credential
// Manager) and come back. Nothing else of the program knows a keyring.
package credentials

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
)

// ErrNotFound: the keyring works and has no such entry.
var ErrNotFound = errors.New("no such entry in the keyring")

// ErrUnavailable: there is no keyring that answers. It covers everything but
// ErrNotFound, also a locked keyring that waits for somebody to unlock it.
var ErrUnavailable = errors.New("the keyring of this computer is not available")

// Kinds of entry.
const (
	// KindSession is the token of a session.
	KindSession = "session"
	// kindProbe is the throw-away entry of Probe.
	kindProbe = "probe"
)

// Key names an entry: one secret of a kind for each server.
type Key struct {
	Kind   string
	Server string
}

// String is the entry's user name in the keyring, "session https://accounts.example.org".
func (k Key) String() string { return k.Kind + " " + k.Server }

// Store keeps secrets. Every error is, or wraps, ErrNotFound or
// ErrUnavailable, or is the context's.
type Store interface {
	Get(ctx context.Context, k Key) (string, error)
	Set(ctx context.Context, k Key, secret string) error
	// Delete of an entry that is not there gives ErrNotFound.
	Delete(ctx context.Context, k Key) error
}

// Probe tells whether a store keeps things, by putting a throw-away entry
// there, reading it back and deleting it. Nil means yes; anything else is a
// reason to say, before a sign-in, that it will be forgotten.
func Probe(ctx context.Context, s Store) error {
	k := Key{Kind: kindProbe, Server: rand.Text()}
	want := rand.Text()
	if err := s.Set(ctx, k, want); err != nil {
		return unavailable(err)
	}
	got, err := s.Get(ctx, k)
	if deleted := s.Delete(ctx, k); err == nil {
		err = deleted
	}
	if err != nil {
		return unavailable(err)
	}
	if got != want {
		return fmt.Errorf("%w: it does not give back what it was given", ErrUnavailable)
	}
	return nil
}

// unavailable makes a failed probe speak of the keyring: an entry just put
// there and not found means that it keeps nothing.
func unavailable(err error) error {
	if errors.Is(err, ErrUnavailable) || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
