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

// ErrUnavailable: the keyring gives nothing and takes nothing. It covers
// everything but ErrNotFound; the four that follow say how.
var ErrUnavailable = errors.New("the keyring of this computer is not available")

// Ways to be unavailable. What such a keyring holds stays there.
var (
	// ErrMissing: this computer has no keyring, or none that runs.
	ErrMissing = fmt.Errorf("%w: there is none", ErrUnavailable)
	// ErrLocked: it is locked and nobody unlocked it.
	ErrLocked = fmt.Errorf("%w: it is locked", ErrUnavailable)
	// ErrSilent: it did not answer within three seconds, perhaps because it waits
	// for somebody to unlock it.
	ErrSilent = fmt.Errorf("%w: no answer in time", ErrUnavailable)
	// ErrRefused: it answers with an error, or does not keep what it takes.
	ErrRefused = fmt.Errorf("%w: it refuses", ErrUnavailable)
)

// Kinds of entry.
const (
	// KindSession is the token of a session.
	KindSession = "session"
	// KindDevice is the token of this computer where it is trusted (R14).
	KindDevice = "device"
	// KindCopy is the key of the copy of an account, as one person sees it.
	KindCopy = "copy"
	// kindProbe is the throw-away entry of Probe.
	kindProbe = "probe"
)

// Key names an entry: one secret of a kind for each server, or for each owner
// there where Owner is not empty.
type Key struct {
	Kind   string
	Server string
	// Owner tells the copies of a server apart. It names nobody.
	Owner string
}

// String is the entry's user name in the keyring, "session https://accounts.example.org".
func (k Key) String() string {
	if k.Owner == "" {
		return k.Kind + " " + k.Server
	}
	return k.Kind + " " + k.Server + " " + k.Owner
}

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
		return kept(err)
	}
	got, err := s.Get(ctx, k)
	if deleted := s.Delete(ctx, k); err == nil {
		err = deleted
	}
	if err == nil && got != want {
		err = ErrNotFound
	}
	return kept(err)
}

// kept makes a failed probe speak of the keyring: an entry just put there and
// not found means that it keeps nothing.
func kept(err error) error {
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w to keep what it was given", ErrRefused)
	}
	return err
}
