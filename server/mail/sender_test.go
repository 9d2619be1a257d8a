package mail

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"rollcall/account"
	"rollcall/server/store"
)

// newSender makes a sender whose clock stands still until told.
func newSender(t testing.TB, o *office, tr Transport, now func() time.Time) *Sender {
	t.Helper()
	if now == nil {
		now = moment
	}
	s, err := NewSender(Options{Store: o, Transport: tr, PublicURL: "http://127.0.0.1:8080", Now: now, Poll: 10 * time.Millisecond, Chance: func() float64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// runUntil runs the sender until done is closed, and waits for it to stop.
func runUntil(t testing.TB, s *Sender, done <-chan struct{}) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- s.Run(ctx) }()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Error("the sender did not get there")
	}
	cancel()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// empty sends until nothing more is due and marks what became of it.
func empty(t testing.TB, s *Sender) error {
	for {
		more, err := s.round(t.Context())
		switch {
		case err != nil || !more && s.free == s.Transport.Lanes():
			return err
		case !more:
			s.collect(t.Context(), <-s.outcomes)
		}
	}
}

// mustEmpty is empty for an outbox that can be used.
func mustEmpty(t testing.TB, s *Sender) {
	t.Helper()
	if err := empty(t, s); err != nil {
		t.Fatal(err)
	}
}

// counting closes done once a transport has taken n messages.
type counting struct {
	Transport
	n    int
	done chan struct{}
}

func (c *counting) Deliver(ctx context.Context, messages []Message) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i, err := range c.Transport.Deliver(ctx, messages) {
			if err == nil {
				if c.n--; c.n == 0 {
					defer close(c.done)
				}
			}
			if !yield(i, err) {
				return
			}
		}
	}
}

func TestEveryInvitationIsMailedOnceAndMarked(t *testing.T) {
	o := newOffice(t)
	dir := filepath.Join(t.TempDir(), "mail")
	const people = 200
	var ids []string
	for i := range people {
		ids = append(ids, o.invite(t, fmt.Sprintf("person%d@maplepress.example", i)).ID)
	}
	c := &counting{Transport: transport(t, "dir:"+dir), n: people, done: make(chan struct{})}
	runUntil(t, newSender(t, o, c, nil), c.done)
	if got := len(files(t, dir)); got != people {
		t.Errorf("%d files for %d invitations", got, people)
	}
	for _, id := range ids {
		if d := o.delivery(t, id, moment()); d.State != account.DeliverySent {
			t.Errorf("%s is %s", id, d.State)
		}
	}
}

func TestNewMailWakesTheSenderAtOnce(t *testing.T) {
	o := newOffice(t)
	c := &counting{Transport: transport(t, "dir:"+t.TempDir()), n: 1, done: make(chan struct{})}
	s := newSender(t, o, c, nil)
	s.Poll = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- s.Run(ctx) }()
	o.invite(t, "noor@maplepress.example")
	select {
	case <-c.done:
	case <-time.After(10 * time.Second):
		t.Error("it sleeps on")
	}
	cancel()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestAResentInvitationIsMailedWithItsNewLinkOnly(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	i := o.invite(t, "noor@maplepress.example")
	if _, err := o.Resend(t.Context(), o.act(moment()), i.ID, false); err != nil {
		t.Fatal(err)
	}
	cancelled := o.invite(t, "tom@maplepress.example")
	if err := o.CancelInvitation(t.Context(), o.act(moment()), cancelled.ID); err != nil {
		t.Fatal(err)
	}
	s := newSender(t, o, transport(t, "dir:"+dir), nil)
	mustEmpty(t, s)
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("the folder holds %v", got)
	}
}

// A service that dies after handing a message over sends the very same again:
// the folder holds it once.
func TestDyingBetweenTheMessageAndItsMarkDoublesNothing(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	for i := range 20 {
		o.invite(t, fmt.Sprintf("person%d@maplepress.example", i))
	}
	dying := newSender(t, o, transport(t, "dir:"+dir), nil)
	dying.Store = unmarking{o}
	if err := empty(t, dying); !errors.Is(err, errDied) {
		t.Fatal(err)
	}
	if got := len(files(t, dir)); got != 20 {
		t.Fatalf("%d files before the restart", got)
	}
	c := &counting{Transport: transport(t, "dir:"+dir), n: 20, done: make(chan struct{})}
	runUntil(t, newSender(t, o, c, nil), c.done)
	if got := len(files(t, dir)); got != 20 {
		t.Errorf("%d files after the restart", got)
	}
	queued, err := o.ClaimMail(t.Context(), "nobody", 100, moment())
	if err != nil || len(queued) != 0 {
		t.Errorf("%d messages still wait, %v", len(queued), err)
	}
}

var errDied = errors.New("died")

// unmarking is an outbox that can be read but no longer written.
type unmarking struct{ store.Outbox }

func (unmarking) MailSent(context.Context, []string, time.Time) error { return errDied }
func (unmarking) MailFailed(context.Context, store.MailFailure) error { return errDied }

// What could not be marked is marked before anything new is sent.
func TestAMarkThatFailedIsMadeUpFor(t *testing.T) {
	o := newOffice(t)
	i := o.invite(t, "noor@maplepress.example")
	s := newSender(t, o, transport(t, "dir:"+t.TempDir()), nil)
	s.Store = unmarking{o}
	if err := empty(t, s); !errors.Is(err, errDied) {
		t.Fatal(err)
	}
	s.Store = o
	mustEmpty(t, s)
	if d := o.delivery(t, i.ID, moment()); d.State != account.DeliverySent {
		t.Errorf("the invitation is %s", d.State)
	}
}

func TestABounceReachesTheInvitationInWords(t *testing.T) {
	o, office := newOffice(t), newPostOffice(t)
	i := o.invite(t, "lise@gmial.example")
	office.answer("lise@gmial.example", 550, smtp.EnhancedCode{5, 1, 1})
	s := newSender(t, o, transport(t, office.url), nil)
	mustEmpty(t, s)
	want := account.Delivery{State: account.DeliveryBounced, Detail: account.DetailNoSuchPerson, At: moment()}
	if got := o.delivery(t, i.ID, moment()); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func TestATemporaryFailureIsTriedAgainLaterAndThenGivenUp(t *testing.T) {
	o, office := newOffice(t), newPostOffice(t)
	i := o.invite(t, "noor@maplepress.example")
	office.answer("noor@maplepress.example", 450, smtp.EnhancedCode{4, 2, 0})
	c := &clock{at: moment()}
	s := newSender(t, o, transport(t, office.url), c.now)
	tries := 0
	for o.delivery(t, i.ID, c.now()).State == account.DeliveryQueued && tries < 200 {
		mustEmpty(t, s)
		tries++
		c.pass(backoff(tries - 1))
	}
	if d := o.delivery(t, i.ID, c.now()); d.State != account.DeliveryFailed || d.Detail != account.DetailTryLater {
		t.Errorf("%+v", d)
	}
	if after := c.now().Sub(moment()); after < 3*24*time.Hour || after > 5*24*time.Hour {
		t.Errorf("given up after %v and %d tries", after, tries)
	}
}

func TestNothingIsTriedBeforeItsTime(t *testing.T) {
	o, office := newOffice(t), newPostOffice(t)
	o.invite(t, "noor@maplepress.example")
	office.answer("noor@maplepress.example", 450, smtp.EnhancedCode{4, 2, 0})
	c := &clock{at: moment()}
	s := newSender(t, o, transport(t, office.url), c.now)
	mustEmpty(t, s)
	c.pass(firstRetry - time.Second)
	if queued, err := o.ClaimMail(t.Context(), "early", 10, c.now()); err != nil || len(queued) != 0 {
		t.Errorf("%d are due early, %v", len(queued), err)
	}
	c.pass(time.Second)
	if queued, err := o.ClaimMail(t.Context(), "due", 10, c.now()); err != nil || len(queued) != 1 || queued[0].Attempts != 1 {
		t.Errorf("%d are due, %v", len(queued), err)
	}
}

func TestRetriesGrowUpToSixHours(t *testing.T) {
	want := []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute}
	for attempts, d := range want {
		if got := backoff(attempts); got != d {
			t.Errorf("after %d: %v", attempts, got)
		}
	}
	if backoff(60) != lastRetry || backoff(9) != lastRetry || backoff(8) == lastRetry {
		t.Error("waits too long, or not long enough")
	}
}

func TestWhatFailedTogetherIsNotTriedAgainTogether(t *testing.T) {
	s := newSender(t, newOffice(t), transport(t, "dir:"+t.TempDir()), nil)
	for chance, want := range map[float64]time.Duration{0: 8 * time.Minute, 0.5: 9 * time.Minute, 1: 10 * time.Minute} {
		s.Chance = func() float64 { return chance }
		if got := s.pause(3); got != want {
			t.Errorf("by chance %v: %v, want %v", chance, got, want)
		}
	}
}

// A message whose link has expired helps nobody.
func TestALinkThatNoLongerWorksIsNotTriedFurther(t *testing.T) {
	q := queued(func(q *store.QueuedMail) { q.Payload.ExpiresAt = moment().Add(time.Minute); q.Attempts = 3 })
	if f := verdict(q, errDied, moment(), backoff(q.Attempts)); !f.Permanent || f.State != account.DeliveryFailed {
		t.Errorf("%+v", f)
	}
}

// A code or a link that works no longer is not even sent.
func TestWhatHasExpiredIsNotSent(t *testing.T) {
	c := &clock{at: moment()}
	s := newSender(t, newOffice(t), transport(t, "dir:"+t.TempDir()), c.now)
	for _, m := range messages() {
		if m.code == "" && m.page == "" {
			continue
		}
		c.at = m.q.Payload.ExpiresAt.Add(-time.Second)
		if _, err := s.write(m.q); err != nil {
			t.Errorf("%s in time: %v", m.name, err)
		}
		c.at = m.q.Payload.ExpiresAt
		if _, err := s.write(m.q); !errors.Is(err, errExpired) {
			t.Errorf("%s too late: %v", m.name, err)
		}
	}
}

func TestANoticeIsTriedForDaysAndACodeWhileItWorks(t *testing.T) {
	for _, m := range messages() {
		m.q.Attempts = 20
		soon := verdict(m.q, errDied, moment().Add(time.Hour), backoff(m.q.Attempts))
		late := verdict(m.q, errDied, moment().Add(giveUp), backoff(m.q.Attempts))
		if expires := m.code != "" || m.page != ""; soon.Permanent != expires || !late.Permanent {
			t.Errorf("%s: given up after an hour: %v, after days: %v", m.name, soon.Permanent, late.Permanent)
		}
		if !soon.Permanent && soon.Retry != moment().Add(time.Hour+lastRetry) {
			t.Errorf("%s is tried again at %v", m.name, soon.Retry)
		}
	}
}

// What people do to their login is told by real messages out of a real store.
func TestMailsAboutALoginReachTheFolderAndAreMarked(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	if err := o.ChangePassword(t.Context(), o.act(moment()), "hash", store.NewPassword{Hash: "another hash", StandsAlone: true}, false); err != nil {
		t.Fatal(err)
	}
	if err := o.RequestReset(t.Context(), o.act(moment()), "amelie"); err != nil {
		t.Fatal(err)
	}
	email := "amelie@lumen.example"
	if _, err := o.UpdateProfile(t.Context(), o.act(moment()), account.ProfileChange{Email: &email}, "another hash"); err != nil {
		t.Fatal(err)
	}
	s := newSender(t, o, transport(t, "dir:"+dir), nil)
	mustEmpty(t, s)
	var got []string
	for _, name := range files(t, dir) {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		l := read(t, raw)
		got = append(got, l.header.Get("To")+" "+l.subject(t))
	}
	slices.Sort(got)
	want := []string{
		"<amelie.roy@maplepress.example> A change of your address was asked for",
		"<amelie.roy@maplepress.example> Choose a new password",
		"<amelie.roy@maplepress.example> Your password was changed",
		"<amelie@lumen.example> Confirm your address",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if waiting, err := o.ClaimMail(t.Context(), "nobody", 10, moment()); err != nil || len(waiting) != 0 {
		t.Errorf("%d messages still wait, %v", len(waiting), err)
	}
}

func BenchmarkFolder(b *testing.B) {
	o := newOffice(b)
	dir := b.TempDir()
	s := newSender(b, o, transport(b, "dir:"+dir), nil)
	const people = 500
	n := 0
	for b.Loop() {
		b.StopTimer()
		for range people {
			n++
			o.invite(b, fmt.Sprintf("person%d@maplepress.example", n))
		}
		b.StartTimer()
		mustEmpty(b, s)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
}

// ledger counts how often each message was marked.
type ledger struct {
	store.Outbox
	marks map[string]int
}

func (l ledger) MailSent(ctx context.Context, ids []string, now time.Time) error {
	for _, id := range ids {
		l.marks[id]++
	}
	return l.Outbox.MailSent(ctx, ids, now)
}

func (l ledger) MailFailed(ctx context.Context, f store.MailFailure) error {
	l.marks[f.ID]++
	return l.Outbox.MailFailed(ctx, f)
}

func TestEveryMessageOfARoundIsMarkedOnce(t *testing.T) {
	o, office := newOffice(t), newPostOffice(t)
	const people = 23
	for i := range people {
		address := fmt.Sprintf("person%d@maplepress.example", i)
		o.invite(t, address)
		if i%3 == 0 {
			office.answer(address, 550, smtp.EnhancedCode{5, 1, 1})
		}
	}
	l := ledger{o, map[string]int{}}
	s := newSender(t, o, transport(t, office.url), nil)
	s.Store = l
	mustEmpty(t, s)
	for id, n := range l.marks {
		if n != 1 {
			t.Errorf("%s was marked %d times", id, n)
		}
	}
	if len(l.marks) != people {
		t.Errorf("%d of %d messages were marked", len(l.marks), people)
	}
}
