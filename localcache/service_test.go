package localcache_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"rollcall/account"
)

// service is an account service in memory, for what needs a clock that can be
// turned: the real one is tested against in real_test.go. What it does not
// answer is not asked in these tests.
type service struct {
	account.Service

	mu      sync.Mutex
	account account.Account
	profile account.Profile
	users   []account.User
	feed    []account.Change
	notices []account.Notice
	floor   int64
	seq     int64
	// fault, if set, is the answer to everything but the stream.
	fault error
	// streamFault, if set, is the answer to the stream.
	streamFault error
	// opening, if set, keeps streams from opening until it is closed.
	opening chan struct{}
	// silent, if set, is how long the account is waited for: until it is closed.
	silent  chan struct{}
	streams map[chan account.Event]bool
	// spoil may replace a page of users or of changes on its way.
	spoilUsers   func(account.Page[account.User]) account.Page[account.User]
	spoilChanges func(account.Changes) account.Changes
	calls        map[string]int
	// mute keeps the stream from saying anything.
	mute bool
	// refusal, if set, is the answer to whoever asks for rows.
	refusal error
	// spoilPage, if set, is asked before each page of users.
	spoilPage func(account.ListQuery) error
}

func newService(users int) *service {
	s := &service{streams: map[chan account.Event]bool{}, calls: map[string]int{}}
	s.account = account.Account{ID: "acc", Version: 1, Name: "Choir"}
	for i := range users {
		s.users = append(s.users, person(i))
	}
	s.profile = account.Profile{User: person(0), Memberships: []account.Membership{{AccountID: "acc", UserType: account.Administrator}}}
	return s
}

func person(i int) account.User {
	return account.User{
		ID: "u" + strconv.Itoa(i), Version: 1, FirstName: "Person", LastName: strconv.Itoa(i),
		UserType: account.Administrator, Permissions: []account.Permission{},
	}
}

// numberOf is the number by which a cursor finds somebody, whoever comes or goes.
func numberOf(u account.User) int {
	n, _ := strconv.Atoi(u.ID[1:])
	return n
}

// asked counts a call and gives the fault that stands in its way.
func (s *service) asked(call string) error {
	s.calls[call]++
	return s.fault
}

// hear waits while the service is silent.
func (s *service) hear(ctx context.Context) error {
	s.mu.Lock()
	silent := s.silent
	s.mu.Unlock()
	if silent == nil {
		return nil
	}
	select {
	case <-silent:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *service) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *service) count(call string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[call]
}

// rename changes a user, as another administrator does.
func (s *service) rename(id, name string) {
	s.set(func() {
		i := slices.IndexFunc(s.users, func(u account.User) bool { return u.ID == id })
		s.users[i].FirstName, s.users[i].Version = name, s.users[i].Version+1
		s.announce(account.KindUser, account.Upsert, id, s.users[i])
	})
}

func (s *service) remove(id string) {
	s.set(func() {
		s.users = slices.DeleteFunc(s.users, func(u account.User) bool { return u.ID == id })
		s.announce(account.KindUser, account.Delete, id, nil)
	})
}

func (s *service) announce(kind account.Kind, op account.Op, id string, item any) {
	s.seq++
	c := account.Change{Seq: s.seq, Kind: kind, Op: op, ID: id}
	if item != nil {
		c.Item, _ = json.Marshal(item)
	}
	s.feed = append(s.feed, c)
	s.tell(account.Event{Kind: account.EventChanged, Seq: s.seq})
}

// tell sends an event to all open streams.
func (s *service) tell(e account.Event) {
	if s.mute {
		return
	}
	for c := range s.streams {
		c <- e
	}
}

// cutStreams breaks all open streams.
func (s *service) cutStreams() {
	s.set(func() {
		for c := range s.streams {
			close(c)
			delete(s.streams, c)
		}
	})
}

func (s *service) Account(ctx context.Context) (account.Account, error) {
	if err := s.hear(ctx); err != nil {
		return account.Account{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account
	a.Counts = &account.Counts{Users: len(s.users)}
	return a, s.asked("account")
}

func (s *service) UpdateAccount(_ context.Context, c account.AccountChange, _ account.Act) (account.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account.Name, s.account.Version = *c.Name, s.account.Version+1
	return s.account, s.asked("update account")
}

// Activity is refused to whoever is no administrator.
func (s *service) Activity(context.Context, account.ActivityQuery) (account.Page[account.Activity], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.profile.Memberships[0].UserType != account.Administrator {
		return account.Page[account.Activity]{}, account.Fault(account.Forbidden)
	}
	return account.Page[account.Activity]{}, s.asked("activity")
}

func (s *service) ConfirmApp(context.Context, string, account.Act) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profile.TwoFactor = append(s.profile.TwoFactor, "app")
	return s.asked("confirm app")
}

// become changes what the person is, without a word from the stream.
func (s *service) become(t account.UserType) {
	s.set(func() { s.profile.Memberships = []account.Membership{{AccountID: "acc", UserType: t}} })
}

func (s *service) Me(context.Context) (account.Profile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.profile, s.asked("me")
}

func (s *service) Permissions(_ context.Context, language string) (account.Catalogue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return account.Catalogue{Custom: []account.CatalogueEntry{{ID: "contacts.view", Name: "in " + language}}}, s.asked("permissions")
}

// Notices answers also during maintenance (R17).
func (s *service) Notices(_ context.Context, language string) ([]account.Notice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.asked("notices"); account.CodeOf(err) != account.Maintenance && err != nil {
		return nil, err
	}
	out := slices.Clone(s.notices)
	for i := range out {
		out[i].Text = language + ": " + out[i].Text
	}
	return out, nil
}

func (s *service) Users(_ context.Context, q account.ListQuery) (account.Page[account.User], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := cmp.Or(s.asked("users"), s.refusal); err != nil {
		return account.Page[account.User]{}, err
	}
	if s.spoilPage != nil {
		if err := s.spoilPage(q); err != nil {
			return account.Page[account.User]{}, err
		}
	}
	first, _ := strconv.Atoi(q.Cursor)
	from := slices.IndexFunc(s.users, func(u account.User) bool { return numberOf(u) >= first })
	to := min(from+q.Limit, len(s.users))
	page := account.Page[account.User]{Items: slices.Clone(s.users[from:to])}
	if to < len(s.users) {
		page.NextCursor = strconv.Itoa(numberOf(s.users[to]))
	}
	if s.spoilUsers != nil {
		page = s.spoilUsers(page)
	}
	return page, nil
}

func (s *service) SignOut(context.Context) error { return nil }

func (s *service) User(_ context.Context, id string) (account.User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.users, func(u account.User) bool { return u.ID == id })
	return s.users[i], s.asked("user")
}

func (s *service) Invitations(context.Context, account.ListQuery) (account.Page[account.Invitation], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return account.Page[account.Invitation]{Items: []account.Invitation{}}, s.asked("invitations")
}

func (s *service) ExternalUsers(context.Context, account.ListQuery) (account.Page[account.ExternalUser], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return account.Page[account.ExternalUser]{Items: []account.ExternalUser{}}, s.asked("external users")
}

func (s *service) Changes(_ context.Context, since int64, limit int) (account.Changes, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := cmp.Or(s.asked("changes"), s.refusal); err != nil {
		return account.Changes{}, err
	}
	if since == account.SinceNow {
		return account.Changes{Changes: []account.Change{}, Next: s.seq}, nil
	}
	if since < s.floor || since > s.seq {
		return account.Changes{}, account.Fault(account.ChangesExpired)
	}
	c := account.Changes{Next: s.seq}
	for _, change := range s.feed {
		if change.Seq > since && len(c.Changes) < limit {
			c.Changes = append(c.Changes, change)
			c.Next, c.More = change.Seq, change.Seq < s.seq
		}
	}
	if s.spoilChanges != nil {
		c = s.spoilChanges(c)
	}
	return c, nil
}

func (s *service) Events(ctx context.Context, handle func(account.Event)) error {
	events := make(chan account.Event, 1024)
	s.mu.Lock()
	s.calls["events"]++
	if s.streamFault != nil {
		defer s.mu.Unlock()
		return s.streamFault
	}
	opening := s.opening
	s.mu.Unlock()
	if opening != nil {
		<-opening
	}
	s.set(func() { s.streams[events] = true })
	defer s.set(func() { delete(s.streams, events) })
	handle(account.Event{Kind: account.EventOpened})
	for {
		select {
		case e, open := <-events:
			if !open {
				return account.Faultf(account.Unreachable, "cut")
			}
			handle(e)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// names lists the rows as text.
func names(l account.Lists) string {
	var out []string
	for u := range l.Users.All() {
		out = append(out, fmt.Sprintf("%s %s v%d", u.FirstName, u.LastName, u.Version))
	}
	return fmt.Sprint(out)
}
