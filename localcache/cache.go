package localcache

import (
	"context"
	cryptorand "crypto/rand"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"rollcall/account"
)

// defaultPoll is how often the feed is read although the stream is open.
const defaultPoll = time.Minute

// Options are what a Cache needs to know of the program around it. Zero values
// are sensible.
type Options struct {
	// Now tells the time of this computer.
	Now func() time.Time
	// Language of the catalogue of permissions and of the notices, "en" or "fr".
	Language func() string
	Log      *slog.Logger
	// After is time.After, or a test's.
	After func(time.Duration) <-chan time.Time
	// Jitter gives numbers in [0, 1) that spread the attempts of many programs.
	Jitter func() float64
	// ClockOffset is what to add to Now to get the service's time.
	ClockOffset func() time.Duration
	// PollEvery is how often the feed is read although the stream is open and
	// silent; one minute when zero.
	PollEvery time.Duration
	// Copy is the copy on this computer; nil to keep nothing.
	Copy *Copy
	// NewKey makes idempotency keys for acts that come without one.
	NewKey func() string
	// CopyState is what to say of the copy where Copy does not tell: why there is
	// none, or what was met when it was opened before. Empty for what Copy says.
	CopyState account.CopyState
	// OnWiped is told, on any goroutine, that the copy was wiped because its
	// owner's powers ended: its key is to be deleted too.
	OnWiped func()
}

// Cache is the local copy of one account. It is safe for concurrent use. Until
// Run is called, the lists are empty and acts still work.
type Cache struct {
	remote account.Service
	o      Options
	inbox  *inbox
	bell   *bell

	lists  atomic.Pointer[account.Lists]
	status atomic.Pointer[account.Status]

	mu sync.Mutex
	// rows and head are what the lists are made of.
	rows mirror
	head account.Lists
	// whole tells that the rows are all there are, not a few that answers brought.
	whole bool
	// powersAt is the moment at which the stream spoke of one's powers.
	powersAt uint64
	// moments counts requests and answers, to tell which came first.
	moments uint64
	// language that the catalogue and the notices should have, and spoken the one
	// that the catalogue has.
	language, spoken string
	// noticed is when the notices were last read.
	noticed time.Time
	// over is why the session ended; nil while it lives.
	over *account.Error
	// cut ends what Run is doing; nil while it does not run.
	cut context.CancelCauseFunc

	// out holds the acts that wait; nil without a copy.
	out *outbox
	waitingLists

	// stage is a full fetch under way; it belongs to Run.
	stage *stage
	// wiping is done once: the copy goes.
	wiping sync.Once
	// failing is what this computer does not take of the copy.
	failing failing
}

var _ account.Service = (*Cache)(nil)

// New begins with what the copy on this computer holds of the account behind
// remote, or with nothing.
func New(remote account.Service, o Options) *Cache {
	o = o.withDefaults()
	c := &Cache{remote: remote, o: o, inbox: newInbox(), bell: newBell(), rows: newMirror(), language: o.Language()}
	c.lists.Store(&account.Lists{})
	c.status.Store(&account.Status{Link: account.LinkConnecting, Copy: o.copyState()})
	c.openCopy()
	c.openOutbox()
	return c
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Language == nil {
		o.Language = func() string { return account.Languages()[0] }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	if o.ClockOffset == nil {
		o.ClockOffset = func() time.Duration { return 0 }
	}
	if o.NewKey == nil {
		o.NewKey = cryptorand.Text
	}
	if o.PollEvery <= 0 {
		o.PollEvery = defaultPoll
	}
	return o
}

// copyState is how the copy stands at first.
func (o Options) copyState() account.CopyState {
	if o.CopyState == "" && o.Copy != nil {
		return o.Copy.State()
	}
	return o.CopyState
}

// Lists gives the lists as they are known now. It costs nothing.
func (c *Cache) Lists() account.Lists { return *c.lists.Load() }

// Status says how old the lists are and how the link to the service stands.
func (c *Cache) Status() account.Status { return *c.status.Load() }

// Watch calls f after the lists or the status changed, while Run runs: once for
// several changes that come together, on a goroutine of the Cache, under no
// lock. One call may still be under way when stop returns.
func (c *Cache) Watch(f func()) (stop func()) { return c.bell.watch(f) }

// Refresh asks for a fetch now, and for the sending of what waits, without waiting
// for the next attempt. While one is under way it does nothing more.
func (c *Cache) Refresh() {
	c.inbox.put(func(n *news) { n.refresh = true })
	if c.out != nil {
		c.out.hurry()
	}
}

// SetLanguage fetches the catalogue of permissions, and the notices, in another
// language.
func (c *Cache) SetLanguage(language string) {
	c.mu.Lock()
	c.language = language
	c.mu.Unlock()
	c.inbox.put(func(n *news) { n.language = true })
}

// moment is the next tick of the copy's own clock.
func (c *Cache) moment() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moments++
	return c.moments
}

// change runs f with the copy to itself and shows what came of it. After the end
// of the session nothing is shown any more, however late an answer comes.
func (c *Cache) change(f func(moment uint64)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over != nil {
		return
	}
	c.moments++
	f(c.moments)
	c.publish()
}

// publish makes the lists of what the copy holds, if that has changed. This is
// the one place where lists become visible.
func (c *Cache) publish() {
	before := c.lists.Load()
	c.head.Loaded = c.whole
	c.judgePowers()
	if c.head.Loaded {
		c.publishRows()
	}
	c.count()
	c.placeWaiting()
	if same(before, &c.head) {
		return
	}
	after := c.head
	c.lists.Store(&after)
	c.o.Copy.learnFacts(&after, c.spoken)
	c.bell.ring()
}

// judgePowers takes the lists from somebody who is no administrator. Whose powers
// they are is known with both the account and one's own profile, in whatever order
// they come. Who is promoted later may decide again what can wait, unless the copy
// went. The caller holds the lock.
func (c *Cache) judgePowers() {
	switch {
	case c.head.Me.ID == "" || c.head.Account.ID == "":
	case !administers(&c.head):
		c.forgetRows()
		c.head.Loaded, c.powerless = true, true
		c.o.Copy.demote()
	case c.powerless && c.out != nil && !c.o.Copy.doomed():
		c.powerless = false
		c.out.stir()
	}
}

// forgetRows makes the copy that of somebody who is no administrator: what they
// may no longer see goes at once (R2; ASVS 14.3.1). The caller holds the lock.
func (c *Cache) forgetRows() {
	c.rows, c.whole = newMirror(), false
	c.head = account.Lists{Account: c.head.Account, Catalogue: c.head.Catalogue, Me: c.head.Me, Notices: c.head.Notices}
	c.head.Account.Counts = nil
}

// empower shows what the stream says of one's own powers, without waiting for
// the fetch that will confirm it: for somebody demoted the lists go now.
func (c *Cache) empower(e account.Event) {
	if !e.UserType.Valid() {
		return
	}
	c.change(func(moment uint64) {
		c.powersAt = moment
		ms := slices.Clone(c.head.Me.Memberships)
		for i := range ms {
			if ms[i].AccountID == c.head.Account.ID {
				ms[i].UserType, ms[i].Permissions = e.UserType, account.SortPermissions(e.Permissions)
			}
		}
		c.head.Me.Memberships = ms
	})
}

// publishRows takes the rows of the shelves that changed. Before everything was
// fetched there is nothing to show: a few rows are not the list.
func (c *Cache) publishRows() {
	h := &c.head
	if c.rows.users.dirty {
		h.Users = c.rows.users.list()
	}
	if c.rows.invitations.dirty {
		pending, cancelled := split(c.rows.invitations.list())
		h.Invitations, h.Cancelled = keep(h.Invitations, pending), keep(h.Cancelled, cancelled)
	}
	if c.rows.externals.dirty {
		h.ExternalUsers = c.rows.externals.list()
	}
	c.rows.users.dirty, c.rows.invitations.dirty, c.rows.externals.dirty = false, false, false
}

// keep gives the old list when the new rows are the same.
func keep[T any](before account.List[T], after []*T) account.List[T] {
	if slices.Equal(before.Slice(), after) {
		return before
	}
	return account.ListOf(after...)
}

// count keeps the account's counts equal to what is shown.
func (c *Cache) count() {
	if !c.head.Loaded || c.head.Account.Counts == nil {
		return
	}
	if n := countsOf(&c.head); *c.head.Account.Counts != *n {
		c.head.Account.Counts = n
	}
}

func countsOf(l *account.Lists) *account.Counts {
	return &account.Counts{Users: l.Users.Len(), Invitations: l.Invitations.Len(), ExternalUsers: l.ExternalUsers.Len()}
}

// same compares two moments without looking at rows: lists are replaced, not
// changed.
func same(a, b *account.Lists) bool {
	return a.Loaded == b.Loaded && a.Seq == b.Seq &&
		a.Users.Same(b.Users) && a.Invitations.Same(b.Invitations) &&
		a.Cancelled.Same(b.Cancelled) && a.ExternalUsers.Same(b.ExternalUsers) && sameSlice(a.Waiting, b.Waiting) &&
		reflect.DeepEqual(a.Account, b.Account) && reflect.DeepEqual(a.Me, b.Me) &&
		reflect.DeepEqual(a.Catalogue, b.Catalogue) && slices.EqualFunc(a.Notices, b.Notices, sameNotice)
}

func sameSlice[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// setStatus changes the status and tells the watchers if it did.
func (c *Cache) setStatus(f func(*account.Status)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.status.Load()
	after := *before
	f(&after)
	after.ClockOffset = c.o.ClockOffset()
	if after == *before {
		return
	}
	c.status.Store(&after)
	c.bell.ring()
}

// wipe forgets everything but why: nothing private outlives the session (ASVS
// 14.3.1).
func (c *Cache) wipe() (over *account.Error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows, c.whole, c.head = newMirror(), false, account.Lists{}
	c.endWaiting()
	c.publish()
	return c.over
}
