package localcache_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"rollcall/account"
	"rollcall/localcache"
)

// model is the service in memory with the acts that can wait: idempotency keys,
// versions, and a way to it that breaks.
type model struct {
	*service
	invitations []account.Invitation
	externals   []account.ExternalUser
	// answers are kept by deed, row and key, as long as this service lives.
	answers map[string]kept
	// done counts what was done under each key; deeds and order tell it in order.
	done  map[string]int
	deeds []string
	order []string
	// way, if set, is asked what happens to each act on its way.
	way func(deed string) way
	// hangs, if set, is how long an act is not answered.
	hangs chan struct{}
}

type kept struct {
	payload []byte
	answer  any
}

// way is what happens to an act on its way: it is lost, or its answer is, or the
// service gives another one.
type way struct {
	lost, lostAnswer bool
	fault            error
}

func newModel(users int) *model {
	m := &model{service: newService(users), answers: map[string]kept{}, done: map[string]int{}}
	for i := range 3 {
		m.invitations = append(m.invitations, account.Invitation{
			ID: "i" + strconv.Itoa(i), Version: 1, Email: fmt.Sprintf("p%d@new.example", i), UserType: account.RegularUser,
			Permissions: []account.Permission{}, State: account.InvitationPending, SentCount: 1,
		})
		m.externals = append(m.externals, account.ExternalUser{
			ID: "x" + strconv.Itoa(i), Version: 1, FirstName: "Guest", LastName: strconv.Itoa(i), UserType: account.RegularUser,
			Permissions: []account.Permission{}, TwoFactor: []string{},
		})
	}
	return m
}

func (m *model) Invitations(_ context.Context, q account.ListQuery) (account.Page[account.Invitation], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := account.Page[account.Invitation]{}
	for _, i := range m.invitations {
		if (i.State == account.InvitationCancelled) == (q.State == account.InvitationCancelled) {
			p.Items = append(p.Items, i)
		}
	}
	return p, m.asked("invitations")
}

func (m *model) ExternalUsers(context.Context, account.ListQuery) (account.Page[account.ExternalUser], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return account.Page[account.ExternalUser]{Items: slices.Clone(m.externals)}, m.asked("external users")
}

// modelled does an act once per key, over the way as it is.
func modelled[T any](ctx context.Context, m *model, deed, row string, payload any, act account.Act, do func() (T, error)) (answer T, err error) {
	m.mu.Lock()
	hangs, w := m.hangs, way{}
	if m.way != nil {
		w = m.way(deed)
	}
	err = m.asked("act")
	m.mu.Unlock()
	if hangs != nil {
		select {
		case <-hangs:
		case <-ctx.Done():
			return answer, ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err = errors.Join(err, w.fault); err != nil || w.lost {
		return answer, firstFault(err, account.Faultf(account.Unreachable, "lost"))
	}
	answer, err = once(m, deed, row, payload, act, do)
	if w.lostAnswer {
		var none T
		return none, account.Faultf(account.Unreachable, "the answer was lost")
	}
	return answer, err
}

func firstFault(errs ...error) error {
	for _, err := range errs {
		var fault *account.Error
		if errors.As(err, &fault) {
			return fault
		}
	}
	return nil
}

func once[T any](m *model, deed, row string, payload any, act account.Act, do func() (T, error)) (T, error) {
	body, _ := json.Marshal(payload)
	scope := deed + " " + row + " " + act.Key
	if k, ok := m.answers[scope]; ok {
		if !bytes.Equal(k.payload, body) {
			var none T
			return none, account.Fault(account.IdempotencyReused)
		}
		return k.answer.(T), nil
	}
	answer, err := do()
	if err == nil {
		m.answers[scope] = kept{body, answer}
		m.done[act.Key]++
		m.order = append(m.order, act.Key)
		m.deeds = append(m.deeds, strings.TrimSpace(deed+" "+row))
	}
	return answer, err
}

// at finds a row at the version that was looked at.
func at[T any](rows []T, id func(T) (string, int64), row string, act account.Act) (int, error) {
	i := slices.IndexFunc(rows, func(r T) bool { have, _ := id(r); return have == row })
	if i < 0 {
		return i, account.Fault(account.NotFound)
	}
	if _, version := id(rows[i]); act.Version != 0 && act.Version != version {
		return i, account.Fault(account.VersionMismatch)
	}
	return i, nil
}

func userAt(u account.User) (string, int64)             { return u.ID, u.Version }
func invitationAt(i account.Invitation) (string, int64) { return i.ID, i.Version }
func externalAt(e account.ExternalUser) (string, int64) { return e.ID, e.Version }

func (m *model) pending(row string, act account.Act) (int, error) {
	i, err := at(m.invitations, invitationAt, row, act)
	if err == nil && m.invitations[i].State != account.InvitationPending {
		err = account.Fault(account.InvitationNotPending)
	}
	return i, err
}

func (m *model) Invite(ctx context.Context, n account.NewInvitation, act account.Act) (account.Invitation, error) {
	return modelled(ctx, m, "invite", "", n, act, func() (account.Invitation, error) {
		if n.Replaces != "" {
			i, err := m.pending(n.Replaces, act)
			if err != nil {
				return account.Invitation{}, err
			}
			m.closeInvitation(i)
		}
		for _, i := range m.invitations {
			if i.Email == n.Email && i.State == account.InvitationPending {
				return account.Invitation{}, &account.Error{Code: account.AlreadyInvited, InvitationID: i.ID}
			}
		}
		i := account.Invitation{
			ID: "i" + strconv.Itoa(len(m.invitations)), Version: 1, Email: n.Email, UserType: n.UserType, Permissions: []account.Permission{},
			State: account.InvitationPending, SentCount: 1,
		}
		m.invitations = append(m.invitations, i)
		m.announce(account.KindInvitation, account.Upsert, i.ID, i)
		return i, nil
	})
}

func (m *model) closeInvitation(i int) {
	m.invitations[i].State, m.invitations[i].Version = account.InvitationCancelled, m.invitations[i].Version+1
	m.announce(account.KindInvitation, account.Upsert, m.invitations[i].ID, m.invitations[i])
}

func (m *model) ResendInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	return modelled(ctx, m, "resend", id, nil, act, func() (account.Invitation, error) {
		i, err := m.pending(id, act)
		if err != nil {
			return account.Invitation{}, err
		}
		m.invitations[i].SentCount, m.invitations[i].Version = m.invitations[i].SentCount+1, m.invitations[i].Version+1
		m.announce(account.KindInvitation, account.Upsert, id, m.invitations[i])
		return m.invitations[i], nil
	})
}

func (m *model) CancelInvitation(ctx context.Context, id string, act account.Act) error {
	_, err := modelled(ctx, m, "cancel", id, nil, act, func() (struct{}, error) {
		i, err := m.pending(id, act)
		if err == nil {
			m.closeInvitation(i)
		}
		return struct{}{}, err
	})
	return err
}

func (m *model) RestoreInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	return modelled(ctx, m, "restore", id, nil, act, func() (account.Invitation, error) {
		i, err := at(m.invitations, invitationAt, id, act)
		if err != nil {
			return account.Invitation{}, err
		}
		m.invitations[i].State, m.invitations[i].Version = account.InvitationPending, m.invitations[i].Version+1
		m.announce(account.KindInvitation, account.Upsert, id, m.invitations[i])
		return m.invitations[i], nil
	})
}

func (m *model) UpdateUser(ctx context.Context, id string, c account.UserChange, act account.Act) (account.User, error) {
	return modelled(ctx, m, "modify", id, c, act, func() (account.User, error) {
		i, err := at(m.users, userAt, id, act)
		if err != nil {
			return account.User{}, err
		}
		u := &m.users[i]
		u.FirstName, u.Version = *c.FirstName, u.Version+1
		m.announce(account.KindUser, account.Upsert, id, *u)
		return *u, nil
	})
}

func (m *model) DeleteUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	return modelled(ctx, m, "delete", id, nil, act, func() (account.Receipt, error) {
		i, err := at(m.users, userAt, id, act)
		if err == nil {
			m.users = slices.Delete(m.users, i, i+1)
			m.announce(account.KindUser, account.Delete, id, nil)
		}
		return account.Receipt{SessionsEnded: 2}, err
	})
}

func (m *model) UpdateExternalUser(ctx context.Context, id string, c account.ExternalUserChange, act account.Act) (account.ExternalUser, error) {
	return modelled(ctx, m, "edit access", id, c, act, func() (account.ExternalUser, error) {
		i, err := at(m.externals, externalAt, id, act)
		if err != nil {
			return account.ExternalUser{}, err
		}
		e := &m.externals[i]
		e.UserType, e.Version = *c.UserType, e.Version+1
		m.announce(account.KindExternalUser, account.Upsert, id, *e)
		return *e, nil
	})
}

func (m *model) RemoveExternalUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	return modelled(ctx, m, "remove access", id, nil, act, func() (account.Receipt, error) {
		i, err := at(m.externals, externalAt, id, act)
		if err == nil {
			m.externals = slices.Delete(m.externals, i, i+1)
			m.announce(account.KindExternalUser, account.Delete, id, nil)
		}
		return account.Receipt{SessionsEnded: 1}, err
	})
}

// away makes the service unreachable, and back again.
func (m *model) away(away bool) {
	m.set(func() {
		m.fault, m.streamFault = nil, nil
		if away {
			m.fault = &account.Error{Code: account.Unreachable, Cause: account.ErrNotDone}
			m.streamFault = m.fault
		}
	})
	if away {
		m.cutStreams()
	}
}

// told gives what was done, in order.
func (m *model) told() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strings.Join(m.deeds, ", ")
}

// times is how often was done what was decided under a key.
func (m *model) times(key string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.done[key]
}

// bench is a copy of the model that keeps its acts, inside a bubble of time.
type bench struct {
	*model
	dir   string
	cache *localcache.Cache
	copy  *localcache.Copy
	close func()
	// log is what is logged; nil for nothing.
	log io.Writer
	// full: the disk takes no acts.
	full atomic.Bool
}

var benchKey = bytes.Repeat([]byte{7}, localcache.KeySize)

func work(t *testing.T, m *model) *bench {
	t.Helper()
	b := &bench{model: m, dir: t.TempDir()}
	b.start(t)
	t.Cleanup(func() { b.close() })
	return b
}

// start opens the program; close ends it, and it may be started again.
func (b *bench) start(t *testing.T) {
	t.Helper()
	var err error
	b.copy, err = localcache.OpenCopy(context.WithoutCancel(t.Context()), localcache.CopyOptions{Dir: b.dir, Key: benchKey, Owner: localcache.Owner{AccountID: "acc", PersonID: "u0"}})
	if err != nil {
		t.Fatal(err)
	}
	b.copy.SpoilActs(func() error {
		if b.full.Load() {
			return errors.New("the disk is full")
		}
		return nil
	})
	log := slog.New(slog.DiscardHandler)
	if b.log != nil {
		log = slog.New(slog.NewTextHandler(b.log, nil))
	}
	keys := 0
	b.cache = localcache.New(b.model, localcache.Options{
		Copy: b.copy, Log: log, Jitter: func() float64 { return 0.5 }, NewKey: func() string { keys++; return "anew" + strconv.Itoa(keys) },
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.cache.Run(ctx) }()
	b.close = func() {
		cancel()
		<-ended
		_ = b.copy.Close()
		b.close = func() {}
	}
	synctest.Wait()
}

// waiting gives what waits as text.
func (b *bench) waiting() string {
	synctest.Wait()
	return waitingText(b.cache.Lists())
}

func waitingText(l account.Lists) string {
	var out []string
	for _, w := range l.Waiting {
		s := fmt.Sprintf("%s %s %s", w.Deed, w.Target, w.State)
		if w.Fault != nil {
			s += " " + string(w.Fault.Code)
		}
		out = append(out, strings.ReplaceAll(s, "  ", " "))
	}
	return strings.Join(out, ", ")
}

func (b *bench) wants(t *testing.T, waiting, done string) {
	t.Helper()
	if got := b.waiting(); got != waiting {
		t.Errorf("waiting: %q, want %q", got, waiting)
	}
	if got := b.told(); got != done {
		t.Errorf("done: %q, want %q", got, done)
	}
}

func wantCode(t *testing.T, err error, code account.Code) {
	t.Helper()
	if got := account.CodeOf(err); got != code {
		t.Errorf("got %q (%v), want %q", got, err, code)
	}
}

// fill makes the disk refuse what waits, as a full one does; empty ends that.
func (b *bench) fill()  { b.disk(func(mark string) { _ = os.MkdirAll(mark, 0o700) }) }
func (b *bench) empty() { b.disk(func(mark string) { _ = os.Remove(mark) }) }

func (b *bench) disk(f func(mark string)) { f(filepath.Join(b.dir, "acts.waiting")) }
