package ui_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"

	"rollcall/account"
	"rollcall/ui"
)

// keeping is a visit whose acts wait on this computer while the service cannot
// be reached. What the window makes of that is tried here; that nothing is lost,
// where it is kept.
type keeping struct {
	ui.Visit
	door *door

	mu       sync.Mutex
	waiting  []*kept
	watchers map[int]func()
	next     int
	running  sync.WaitGroup
}

// kept is an act that waits, and how it is done.
type kept struct {
	account.Waiting
	do func(context.Context) error
}

func newKeeping(d *door, v ui.Visit) *keeping {
	return &keeping{Visit: v, door: d, watchers: map[int]func(){}}
}

// Lists adds what waits. After the end of one's powers it never will be sent.
func (k *keeping) Lists() account.Lists {
	l, st := k.Visit.Lists(), k.Visit.Status()
	k.mu.Lock()
	defer k.mu.Unlock()
	lost := l.Me.ID != "" && !administers(l)
	if st.Link == account.LinkEnded {
		var fault *account.Error
		if errors.As(st.Err, &fault) && fault.Reason == account.ReasonPasswordChanged {
			return l
		}
		lost = true
	}
	for _, each := range k.waiting {
		w := each.Waiting
		if lost {
			w.State = account.WaitingLost
		}
		l.Waiting = append(l.Waiting, &w)
	}
	return l
}

func administers(l account.Lists) bool {
	i := slices.IndexFunc(l.Me.Memberships, func(m account.Membership) bool { return m.AccountID == l.Account.ID })
	return i < 0 || l.Me.Memberships[i].UserType == account.Administrator
}

// Status says how the copy stands.
func (k *keeping) Status() account.Status {
	st := k.Visit.Status()
	st.Copy = k.door.keeping.Load().(account.CopyState)
	return st
}

// Watch tells of what waits too.
func (k *keeping) Watch(f func()) func() {
	stop := k.Visit.Watch(f)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.next++
	id := k.next
	k.watchers[id] = f
	return func() {
		stop()
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.watchers, id)
	}
}

func (k *keeping) ring() {
	k.mu.Lock()
	all := slices.Collect(maps.Values(k.watchers))
	k.mu.Unlock()
	for _, f := range all {
		f()
	}
}

// Refresh sends what waits, in its order.
func (k *keeping) Refresh() {
	k.Visit.Refresh()
	if k.door.still.Load() {
		return
	}
	k.running.Go(func() {
		k.mu.Lock()
		list := slices.Clone(k.waiting)
		k.mu.Unlock()
		for _, each := range list {
			if each.do(context.Background()) == nil {
				k.drop(each.ID)
			}
		}
	})
}

func (k *keeping) drop(id string) (found bool) {
	k.mu.Lock()
	before := len(k.waiting)
	k.waiting = slices.DeleteFunc(k.waiting, func(w *kept) bool { return w.ID == id })
	found = len(k.waiting) < before
	k.mu.Unlock()
	k.ring()
	return found
}

// TakeBack implements account.Outbox.
func (k *keeping) TakeBack(_ context.Context, id string) error {
	if !k.drop(id) {
		return account.Fault(account.NotFound)
	}
	return nil
}

// DiscardWaiting implements account.Outbox.
func (k *keeping) DiscardWaiting(context.Context) error {
	k.mu.Lock()
	k.waiting = nil
	k.mu.Unlock()
	k.ring()
	return nil
}

// Close waits for what is being sent.
func (k *keeping) Close() {
	k.running.Wait()
	k.Visit.Close()
}

// keep does an act, or keeps it when the service does not answer.
func (k *keeping) keep(ctx context.Context, w account.Waiting, do func(context.Context) error) error {
	err := do(ctx)
	if account.CodeOf(err) != account.Unreachable {
		return err
	}
	w.State, w.DecidedAt = account.WaitingUnsent, noon()
	k.mu.Lock()
	k.waiting = append(k.waiting, &kept{w, do})
	k.mu.Unlock()
	k.ring()
	return account.Fault(account.Deferred)
}

// Invite implements account.Service.
func (k *keeping) Invite(ctx context.Context, n account.NewInvitation, a account.Act) (out account.Invitation, err error) {
	w := account.Waiting{ID: a.Key, Deed: account.DeedInvite, Invitation: &n}
	err = k.keep(ctx, w, func(ctx context.Context) (err error) {
		out, err = k.Visit.Invite(ctx, n, a)
		return err
	})
	return out, err
}

// UpdateUser implements account.Service.
func (k *keeping) UpdateUser(ctx context.Context, id string, c account.UserChange, a account.Act) (out account.User, err error) {
	w := account.Waiting{ID: a.Key, Deed: account.DeedModify, Target: id, User: &c, LookedUser: k.userOf(id)}
	err = k.keep(ctx, w, func(ctx context.Context) (err error) {
		out, err = k.Visit.UpdateUser(ctx, id, c, a)
		return err
	})
	return out, err
}

// DeleteUser implements account.Service.
func (k *keeping) DeleteUser(ctx context.Context, id string, a account.Act) (out account.Receipt, err error) {
	w := account.Waiting{ID: a.Key, Deed: account.DeedDelete, Target: id, LookedUser: k.userOf(id)}
	err = k.keep(ctx, w, func(ctx context.Context) (err error) {
		out, err = k.Visit.DeleteUser(ctx, id, a)
		return err
	})
	return out, err
}

// RemoveExternalUser implements account.Service.
func (k *keeping) RemoveExternalUser(ctx context.Context, id string, a account.Act) (out account.Receipt, err error) {
	w := account.Waiting{ID: a.Key, Deed: account.DeedRemoveAccess, Target: id}
	for x := range k.Visit.Lists().ExternalUsers.All() {
		if x.ID == id {
			w.LookedExternal = x
		}
	}
	err = k.keep(ctx, w, func(ctx context.Context) (err error) {
		out, err = k.Visit.RemoveExternalUser(ctx, id, a)
		return err
	})
	return out, err
}

func (k *keeping) userOf(id string) *account.User {
	for u := range k.Visit.Lists().Users.All() {
		if u.ID == id {
			return u
		}
	}
	return nil
}

// openKeeping opens a door to an account that is kept on this computer.
func openKeeping(t *testing.T, language string, c account.CopyState) *door {
	t.Helper()
	d := openDoor(t, language, 28)
	d.keeping.Store(c)
	return d
}
