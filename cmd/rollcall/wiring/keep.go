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
	d.copies.sweep(ctx)
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
// counts as removed.
func (d *Door) forget(ctx context.Context, key credentials.Key) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit)
	defer cancel()
	d.keeping.Lock()
	defer d.keeping.Unlock()
	_ = d.memory.Delete(ctx, key)
	return d.stuck(key, d.o.Keyring.Delete(ctx, key))
}

// forgetOnly removes an entry that holds a certain secret, wherever it is. One that
// was replaced since stays: another window may have signed in anew.
func (d *Door) forgetOnly(ctx context.Context, key credentials.Key, secret string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit)
	defer cancel()
	d.keeping.Lock()
	defer d.keeping.Unlock()
	if held, err := d.memory.Get(ctx, key); err == nil && held == secret {
		return d.memory.Delete(ctx, key)
	}
	held, err := d.o.Keyring.Get(ctx, key)
	if err == nil && held == secret {
		err = d.o.Keyring.Delete(ctx, key)
	}
	return d.stuck(key, err)
}

// forgetCopies wipes all copies of a person at a service, with the one in a certain
// folder, and says how the keyring answers that does not let go of their keys.
func (d *Door) forgetCopies(ctx context.Context, p pass, folder string) error {
	err := d.copies.wipeOf(ctx, p, folder, every)
	if err == nil {
		return nil
	}
	d.o.Log.WarnContext(ctx, "the key of a wiped copy is not deleted", "error", err)
	return ui.ErrKeyring{Kept: answerOf(err)}
}

// stuck says that an entry could not be removed, and how the keyring answers. What
// is not there is removed: the entry, or any keyring at all.
func (d *Door) stuck(key credentials.Key, err error) error {
	if err == nil || absent(err) {
		return nil
	}
	d.o.Log.Warn("keyring entry not deleted", "kind", key.Kind, "error", err)
	return ui.ErrKeyring{Kept: answerOf(err)}
}

// absent tells that there is no such entry, as there is none without a keyring.
func absent(err error) bool {
	return errors.Is(err, credentials.ErrNotFound) || errors.Is(err, credentials.ErrMissing)
}
