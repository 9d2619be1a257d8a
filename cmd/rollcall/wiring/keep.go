package wiring

import (
	"context"
	"errors"
	"time"

	"rollcall/client/credentials"
	"rollcall/ui"
	"rollcall/ui/view"
)

// keepLimit is how long signing out or in waits for the keyring beside the
// call to the service.
const keepLimit = 5 * time.Second

func sessionKey(server string) credentials.Key {
	return credentials.Key{Kind: credentials.KindSession, Server: server}
}

func deviceKey(server string) credentials.Key {
	return credentials.Key{Kind: credentials.KindDevice, Server: server}
}

// Keyring tells how the keyring of this computer answers.
func (d *Door) Keyring(ctx context.Context) view.Keyring {
	err := credentials.Probe(ctx, d.o.Keyring)
	if err != nil && ctx.Err() == nil {
		d.o.Log.Info("the keyring keeps nothing", "error", err)
	}
	return answerOf(err)
}

// answerOf tells from an error how a keyring answers.
func answerOf(err error) view.Keyring {
	switch {
	case err == nil:
		return view.KeyringKeeps
	case errors.Is(err, credentials.ErrMissing):
		return view.KeyringMissing
	case errors.Is(err, credentials.ErrLocked):
		return view.KeyringLocked
	case errors.Is(err, credentials.ErrSilent), errors.Is(err, context.DeadlineExceeded):
		return view.KeyringSilent
	}
	return view.KeyringRefuses
}

// keep puts a secret where it lasts longest, and says where that is. What the
// keyring does not take lives in memory until the program ends.
func (d *Door) keep(ctx context.Context, key credentials.Key, secret string) credentials.Store {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit)
	defer cancel()
	d.keeping.Lock()
	defer d.keeping.Unlock()
	if err := d.o.Keyring.Set(ctx, key, secret); err != nil {
		d.o.Log.Info("kept until the program ends", "kind", key.Kind, "error", err)
		_ = d.memory.Set(ctx, key, secret)
		return d.memory
	}
	_ = d.memory.Delete(ctx, key)
	return d.o.Keyring
}

// kept finds a secret: what lives in memory is newer than what the keyring, which
// did not take it, may hold.
func (d *Door) kept(ctx context.Context, key credentials.Key) (secret string, where credentials.Store, err error) {
	if secret, err = d.memory.Get(ctx, key); err == nil {
		return secret, d.memory, nil
	}
	secret, err = d.o.Keyring.Get(ctx, key)
	return secret, d.o.Keyring, err
}

// forget removes an entry from memory and from the keyring; one that is not there
// counts as removed. Given what it must hold, it leaves an entry alone that was
// replaced since: another window may have signed in anew.
func (d *Door) forget(ctx context.Context, key credentials.Key, holding string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit)
	defer cancel()
	d.keeping.Lock()
	defer d.keeping.Unlock()
	for _, store := range []credentials.Store{d.memory, d.o.Keyring} {
		if err := forgetIn(ctx, store, key, holding); err != nil {
			d.o.Log.Warn("keyring entry not deleted", "kind", key.Kind, "error", err)
			return ui.ErrKeyring{Kept: answerOf(err)}
		}
	}
	return nil
}

func forgetIn(ctx context.Context, store credentials.Store, key credentials.Key, holding string) error {
	if holding != "" {
		if held, err := store.Get(ctx, key); err != nil || held != holding {
			return unlessAbsent(err)
		}
	}
	return unlessAbsent(store.Delete(ctx, key))
}

// unlessAbsent takes what is not there for done: the entry, or any keyring at all.
func unlessAbsent(err error) error {
	if errors.Is(err, credentials.ErrNotFound) || errors.Is(err, credentials.ErrMissing) {
		return nil
	}
	return err
}
