package credentials

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

const (
	// service is the name under which the keyring lists our entries.
	service = "Rollcall"
	// patience is how long a call to the keyring may take. A locked keyring on
	// a computer with a screen waits for its owner, possibly for ever.
	patience = 3 * time.Second
)

// KeyringStore is the keyring of the operating system. Calls may take up to
// three seconds; they run on a goroutine of their own, one at a time, and
// while one of them is stuck all others fail at once.
type KeyringStore struct {
	backend backend
	limit   time.Duration
	// turn holds the right to call the keyring.
	turn  chan struct{}
	stuck atomic.Bool
}

var _ Store = (*KeyringStore)(nil)

// backend is what the keyring library does.
type backend struct {
	get    func(service, user string) (string, error)
	set    func(service, user, secret string) error
	delete func(service, user string) error
}

// Keyring is the door to the operating system's keyring. Nothing is opened yet.
func Keyring() *KeyringStore {
	return newKeyring(backend{keyring.Get, keyring.Set, keyring.Delete}, patience)
}

func newKeyring(b backend, limit time.Duration) *KeyringStore {
	return &KeyringStore{backend: b, limit: limit, turn: make(chan struct{}, 1)}
}

// Get gives a secret, ErrNotFound, or how the keyring is unavailable.
func (s *KeyringStore) Get(ctx context.Context, k Key) (string, error) {
	return s.run(ctx, func() (string, error) { return s.backend.get(service, k.String()) }, nil)
}

// Set keeps a secret in place of the one before, or says how the keyring is
// unavailable. A
// Set that was given up leaves nothing behind, even if the keyring comes to
// life afterwards: its caller has said by then that nothing is kept.
func (s *KeyringStore) Set(ctx context.Context, k Key, secret string) error {
	set := func() (string, error) { return "", s.backend.set(service, k.String(), secret) }
	undo := func() (string, error) { return "", s.backend.delete(service, k.String()) }
	_, err := s.run(ctx, set, undo)
	return err
}

// Delete removes a secret, or gives ErrNotFound, or how the keyring is
// unavailable.
func (s *KeyringStore) Delete(ctx context.Context, k Key) error {
	_, err := s.run(ctx, func() (string, error) { return "", s.backend.delete(service, k.String()) }, nil)
	return err
}

// result is what a call to the keyring gave.
type result struct {
	secret string
	err    error
}

// run makes one call within the limit. Undo, if any, is done when the call
// succeeds after it was given up.
func (s *KeyringStore) run(ctx context.Context, call, undo func() (string, error)) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.limit, ErrSilent)
	defer cancel()
	if err := s.takeTurn(ctx); err != nil {
		return "", err
	}
	done, givenUp := make(chan result), make(chan struct{})
	go func() {
		secret, err := guarded(call)
		select {
		case done <- result{secret, err}:
		case <-givenUp:
			if err == nil && undo != nil {
				_, _ = guarded(undo)
			}
		}
		s.stuck.Store(false)
		<-s.turn
	}()
	select {
	case r := <-done:
		return r.secret, translate(r.err)
	case <-ctx.Done():
		s.stuck.Store(true)
		close(givenUp)
		return "", gaveUp(ctx)
	}
}

// guarded makes a panic of the keyring library an error: it has one when the
// bus goes away while it waits for somebody to unlock the keyring.
func guarded(call func() (string, error)) (secret string, err error) {
	defer func() {
		if recover() != nil {
			secret, err = "", ErrMissing
		}
	}()
	return call()
}

func (s *KeyringStore) takeTurn(ctx context.Context) error {
	if s.stuck.Load() {
		return fmt.Errorf("%w: an earlier call is still waiting", ErrSilent)
	}
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return gaveUp(ctx)
	}
}

func gaveUp(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), ErrSilent) {
		return ErrSilent
	}
	return ctx.Err()
}

// translate tells what the error of a keyring means. Those of each system are
// told apart by the function way of that system.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, ErrUnavailable):
		return err
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return ErrMissing
	}
	return fmt.Errorf("%w: %w", way(err), err)
}
