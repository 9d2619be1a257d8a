package localcache_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
)

// hurry is how much shorter a trial waits than the program does.
const hurry = 100

// seat is a desk over a line, which can be left and come back to: the copy in
// its folder stays.
type seat struct {
	o       *office
	who     string
	session account.Session
	taken   time.Time
	line    *line
	courier *courier
	client  *client.Client
	dir     string
	key     []byte

	*desk
	copy  *localcache.Copy
	leave context.CancelFunc
	// filled: its lists were whole once, and must be at each opening.
	filled bool

	book   book
	totals totals
	// first is the number of the first act; say, if any, is told of each.
	first int
	say   func(report)
	// uncertain are the acts that were seen in that state.
	uncertain map[string]bool
	faults    []string
}

// take makes a seat for somebody who signs in past the line.
func (o *office) take(t tester, who string, seed uint64) *seat {
	t.Helper()
	session, err := o.near.SignIn(t.Context(), account.SignIn{Login: who, Password: password, DeviceName: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	s := &seat{
		o: o, who: who, session: session, taken: time.Now(), line: newLine(o.url), dir: filepath.Join(o.config.DataDir, "copy-"+who),
		key: bytes.Repeat([]byte(who[:1]), localcache.KeySize), uncertain: map[string]bool{},
	}
	s.courier = newCourier(s.line.transport(), seed)
	s.client, err = client.New("http://127.0.0.1:9", client.Options{
		Transport: s.courier, Timeout: 5 * time.Second,
		Wait: func(ctx context.Context, d time.Duration) error {
			select {
			case <-time.After(d / hurry):
			case <-ctx.Done():
			}
			return ctx.Err()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.open(t)
	return s
}

// online waits until the lists are there.
func (s *seat) online(t tester) {
	t.Helper()
	for deadline := time.Now().Add(patience); s.Status().Link != account.LinkOnline; {
		if time.Now().After(deadline) {
			t.Fatalf("%s is not online: %+v", s.who, s.Status())
		}
		select {
		case <-s.rung:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// open begins on the copy that is in the folder.
func (s *seat) open(t tester) {
	t.Helper()
	var err error
	s.copy, err = localcache.OpenCopy(t.Context(), localcache.CopyOptions{
		Dir: s.dir, Key: s.key, Owner: localcache.Owner{Server: "trial", AccountID: "maple", PersonID: s.who}, Now: s.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	if state := s.copy.State(); state != account.CopyKept {
		t.Fatalf("the copy of %s is %q", s.who, state)
	}
	s.desk = &desk{session: s.session, client: s.client, rung: make(chan struct{}, 1), ended: make(chan error, 1)}
	s.Cache = localcache.New(s.client.Account("maple", s.session.Token), localcache.Options{After: hurried, Now: s.now, Copy: s.copy})
	s.ring()
	if s.filled && !s.Lists().Loaded {
		t.Fatalf("%s opens on nothing, and had lists", s.who)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.leave = cancel
	go func(d *desk) { d.ended <- d.Run(ctx) }(s.desk)
}

// hurried is a time.After of a trial.
func hurried(d time.Duration) <-chan time.Time { return time.After(d / hurry) }

// now is a clock that runs ten times as fast since the seat was taken: what is put
// off until a moment comes sooner. It is no faster, since whoever finds that much time
// has passed concludes that the computer slept.
func (s *seat) now() time.Time { return s.taken.Add(10 * time.Since(s.taken)) }

// ring has the seat hear of changes.
func (s *seat) ring() {
	rung := s.rung
	s.Watch(func() {
		select {
		case rung <- struct{}{}:
		default:
		}
	})
}

// close leaves the seat.
func (s *seat) close(t tester) {
	t.Helper()
	s.leave()
	if err := <-s.ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("%s ended with %v", s.who, err)
	}
	if err := s.copy.Close(); err != nil {
		t.Fatal(err)
	}
}

// decide has an act sent and writes down what was said of it.
func (s *seat) decide(deed account.Deed, target, mark string, send func(context.Context, account.Act) error, version int64) {
	d := &decision{key: fmt.Sprintf("%s-%04d", s.who, s.number()), deed: deed, target: target, mark: mark}
	s.book = append(s.book, d)
	s.totals.acts++
	s.tell("deciding", d)
	defer s.tell("decided", d)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := send(ctx, account.Act{Key: d.key, Version: version})
	d.said = account.CodeOf(err)
	switch d.said {
	case "":
		d.fate = done
	case account.Deferred:
		d.fate, d.follows = deferred, s.waitsFor(target)
		s.totals.deferred++
	case account.Unreachable, account.BadAnswer, account.IdempotencyRunning, account.Internal:
		s.faultf("%s %s was neither done, refused nor deferred: %v", deed, d.key, err)
	default:
		d.fate = refused
		s.totals.refused++
	}
}

// waitsFor tells whether the last act on a row waits for another one.
func (s *seat) waitsFor(target string) bool {
	on := 0
	for _, w := range s.Lists().Waiting {
		if target != "" && w.Target == target && w.State != account.WaitingRefused && w.State != account.WaitingBehind {
			on++
		}
	}
	return on > 1
}

// number is that of the next act.
func (s *seat) number() int { return s.first + len(s.book) }

func (s *seat) tell(what string, d *decision) {
	if s.say != nil {
		s.say(report{What: what, Key: d.key, Deed: d.deed, Target: d.target, Mark: d.mark, Said: d.said})
	}
}

func (s *seat) faultf(format string, values ...any) {
	s.faults = append(s.faults, s.who+": "+fmt.Sprintf(format, values...))
}

// somebody new to invite, whom nobody else invites.
func (s *seat) somebody(replaces string) account.NewInvitation {
	return account.NewInvitation{
		Email: fmt.Sprintf("%s%d@new.example", s.who, s.number()), UserType: account.RegularUser, Language: "en", Replaces: replaces,
	}
}

// actOnUser modifies or deletes somebody who is no administrator.
func (s *seat) actOnUser(chance *rand.Rand, deed account.Deed) {
	u := pick(chance, s.Lists().Users)
	if u == nil || (deed == account.DeedDelete && u.UserType == account.Administrator) {
		return
	}
	if deed == account.DeedDelete {
		s.decide(deed, u.ID, "", func(ctx context.Context, act account.Act) error {
			_, err := s.DeleteUser(ctx, u.ID, act)
			return err
		}, u.Version)
		return
	}
	name := fmt.Sprintf("%s%04d", s.who, s.number())
	s.decide(deed, u.ID, name, func(ctx context.Context, act account.Act) error {
		_, err := s.UpdateUser(ctx, u.ID, account.UserChange{FirstName: &name}, act)
		return err
	}, u.Version)
}

// actOnInvitation resends, cancels or corrects one that waits, or invites.
func (s *seat) actOnInvitation(chance *rand.Rand, deed account.Deed) {
	var i *account.Invitation
	if deed != account.DeedInvite {
		if i = pick(chance, s.Lists().Invitations); i == nil {
			return
		}
	}
	var version int64
	if i != nil && chance.IntN(4) > 0 {
		version = i.Version // a request to send need not say what was looked at
	}
	switch deed {
	case account.DeedInvite:
		n := s.somebody("")
		s.decide(deed, "", n.Email, s.inviting(n), 0)
	case account.DeedCorrect:
		n := s.somebody(i.ID)
		s.decide(deed, i.ID, n.Email, s.inviting(n), version)
	case account.DeedResend:
		s.decide(deed, i.ID, "", func(ctx context.Context, act account.Act) error {
			_, err := s.ResendInvitation(ctx, i.ID, act)
			return err
		}, version)
	case account.DeedCancel:
		s.decide(deed, i.ID, "", func(ctx context.Context, act account.Act) error {
			return s.CancelInvitation(ctx, i.ID, act)
		}, i.Version)
	}
}

func (s *seat) inviting(n account.NewInvitation) func(context.Context, account.Act) error {
	return func(ctx context.Context, act account.Act) error {
		_, err := s.Invite(ctx, n, act)
		return err
	}
}

// actOnAccess changes or removes the access of somebody from elsewhere. Each
// change has an end of its own, so that none changes nothing.
func (s *seat) actOnAccess(chance *rand.Rand, deed account.Deed) {
	e := pick(chance, s.Lists().ExternalUsers)
	switch {
	case e == nil:
	case deed == account.DeedRemoveAccess:
		s.decide(deed, e.ID, "", func(ctx context.Context, act account.Act) error {
			_, err := s.RemoveExternalUser(ctx, e.ID, act)
			return err
		}, e.Version)
	default:
		until := time.Now().UTC().Truncate(time.Second).Add(1000*time.Hour + time.Duration(int(s.who[0])*10_000+s.number())*time.Second)
		s.decide(deed, e.ID, "", func(ctx context.Context, act account.Act) error {
			_, err := s.UpdateExternalUser(ctx, e.ID, account.ExternalUserChange{Until: &until}, act)
			return err
		}, e.Version)
	}
}

// giveBack undoes a removal or a cancellation. That never waits, and takes one back
// that does.
func (s *seat) giveBack(chance *rand.Rand) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.totals.acts++
	before, id := s.Lists().Waiting, fmt.Sprintf("x-guest%02d", chance.IntN(10))
	if i := pick(chance, s.Lists().Cancelled); i != nil && chance.IntN(2) == 0 {
		id = i.ID
		_, _ = s.RestoreInvitation(ctx, id, account.Act{})
	} else {
		_, _ = s.RestoreExternalUser(ctx, id, account.Act{})
	}
	s.withdrawBehind(before, id)
}

// changeMyself changes one's own profile, which never waits either.
func (s *seat) changeMyself(chance *rand.Rand) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	job := fmt.Sprintf("keeper of %d", chance.IntN(1000))
	s.totals.acts++
	_, _ = s.UpdateMe(ctx, account.ProfileChange{JobTitle: &job}, account.Act{Version: s.Lists().Me.Version})
}

// takeBack gives up an act that waits.
func (s *seat) takeBack(chance *rand.Rand) {
	before := s.Lists().Waiting
	w := pick(chance, before)
	if late := pick(chance, inState(before, account.WaitingUncertain)); late != nil {
		w = late // which must not be
	}
	if w == nil {
		return
	}
	d := s.book.of(w)
	s.totals.acts++
	err := s.TakeBack(context.Background(), w.ID)
	switch account.CodeOf(err) {
	case "":
		s.withdraw(w, d)
		s.withdrawBehind(before, w.Target)
	case account.NotFound, account.IdempotencyRunning:
	default:
		s.faultf("an act that waits (%s) could not be taken back: %v", w.State, err)
	}
}

func (s *seat) withdraw(w *account.Waiting, d *decision) {
	if w.State == account.WaitingUncertain {
		s.faultf("an uncertain act was taken back: %+v", *d)
	}
	if d != nil {
		d.fate = withdrawn
		s.totals.withdrawn++
	}
}

// withdrawBehind notes the acts that may have gone with one that was taken back:
// those on the same row that no longer wait. They were done instead, or never
// sent.
func (s *seat) withdrawBehind(before []*account.Waiting, target string) {
	after := s.Lists().Waiting
	for _, w := range before {
		gone := !slices.ContainsFunc(after, func(x *account.Waiting) bool { return x.ID == w.ID })
		if d := s.book.of(w); gone && d != nil && d.fate == deferred && target != "" && w.Target == target {
			d.fate = dropped
		}
	}
}

// sendAnew decides a refused act again.
func (s *seat) sendAnew(chance *rand.Rand) {
	w := pick(chance, inState(s.Lists().Waiting, account.WaitingRefused))
	if w == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.totals.acts++
	err := s.SendAnew(ctx, w.ID)
	d := s.book.of(w)
	switch code := account.CodeOf(err); {
	case d == nil:
	case code == "", code == account.Deferred:
		s.totals.anew++
		d.target = w.Target
		s.book.move(w.Target)
		d.moved, d.key = true, ""
		s.learnKeys()
	case code != account.NotFound:
		s.faultf("a refused act could not be sent anew: %v", err)
	}
}

// inState are the acts in a state.
func inState(acts []*account.Waiting, state account.WaitingState) (out []*account.Waiting) {
	for _, w := range acts {
		if w.State == state {
			out = append(out, w)
		}
	}
	return out
}

// learnKeys finds the new keys of acts that were decided anew.
func (s *seat) learnKeys() {
	for _, w := range s.Lists().Waiting {
		_ = s.book.of(w)
	}
}

// discard gives up everything that waits.
func (s *seat) discard() {
	before := s.Lists().Waiting
	if len(before) == 0 {
		return
	}
	s.totals.acts++
	if err := s.DiscardWaiting(context.Background()); err != nil {
		s.faultf("what waits could not be discarded: %v", err)
		return
	}
	for _, w := range before {
		if d := s.book.of(w); d != nil {
			d.fate = dropped
			s.totals.dropped++
		}
	}
}

// reopen closes the copy and opens it again, maybe with nobody to ask.
func (s *seat) reopen(t tester) {
	s.close(t)
	s.totals.reopened++
	s.open(t)
}

// look holds what the seat shows against what its courier knows: an act that
// left the desk is not called unsent.
func (s *seat) look() {
	sent := s.courier.allSent()
	l := s.Lists()
	s.filled = s.filled || l.Loaded
	for _, w := range l.Waiting {
		if w.State == account.WaitingUnsent && sent[w.ID] {
			s.faultf("%s %s was sent and is shown as %s", w.Deed, w.ID, w.State)
		}
		if w.State == account.WaitingUncertain && !s.uncertain[w.ID] {
			s.uncertain[w.ID] = true
			s.totals.uncertain++
		}
		if (w.State == account.WaitingRefused) != (w.Fault != nil) {
			s.faultf("%s %s is %s with the fault %v", w.Deed, w.ID, w.State, w.Fault)
		}
	}
}

func pick[T any](chance *rand.Rand, rows []*T) *T {
	if len(rows) == 0 {
		return nil
	}
	return rows[chance.IntN(len(rows))]
}
