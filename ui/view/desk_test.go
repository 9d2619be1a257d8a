package view

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// desk is the world of a test: what goes off the UI goroutine and what is
// posted to it waits until settle, and time passes only by pass.
type desk struct {
	t      *testing.T
	now    time.Time
	work   []func()
	posted []func()
	timers []*timer
	keys   int
	words  *words.Words
}

type timer struct {
	at time.Time
	f  func()
}

func newDesk(t *testing.T) *desk {
	return &desk{t: t, now: noon, words: words.New("en", time.UTC)}
}

// noon is when tests begin, Saturday 21 November 2026.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func (d *desk) env() Env {
	return Env{
		Go:     func(f func()) { d.work = append(d.work, f) },
		Post:   func(f func()) { d.posted = append(d.posted, f) },
		Now:    func() time.Time { return d.now },
		After:  d.after,
		NewKey: func() string { d.keys++; return fmt.Sprint("key ", d.keys) },
		Words:  d.words,
		Log:    slog.New(slog.DiscardHandler),
	}
}

func (d *desk) after(wait time.Duration, f func()) func() {
	entry := &timer{d.now.Add(wait), f}
	d.timers = append(d.timers, entry)
	return func() { d.timers = slices.DeleteFunc(d.timers, func(t *timer) bool { return t == entry }) }
}

// settle does all that waits, and what follows from it.
func (d *desk) settle() {
	for len(d.work)+len(d.posted) > 0 {
		d.drain(&d.work)
		d.drain(&d.posted)
	}
}

func (d *desk) drain(queue *[]func()) {
	for len(*queue) > 0 {
		next := (*queue)[0]
		*queue = (*queue)[1:]
		next()
	}
}

// pass lets time go by, timer by timer.
func (d *desk) pass(span time.Duration) {
	end := d.now.Add(span)
	for {
		slices.SortStableFunc(d.timers, func(a, b *timer) int { return a.at.Compare(b.at) })
		if len(d.timers) == 0 || d.timers[0].at.After(end) {
			break
		}
		next := d.timers[0]
		d.timers = d.timers[1:]
		d.now = next.at
		next.f()
		d.settle()
	}
	d.now = end
	d.settle()
}

// service is an account as a test wants it: lists, a status, and what each call
// answers.
type service struct {
	lists    account.Lists
	status   account.Status
	watchers map[int]func()
	next     int
	calls    []string
	acts     []account.Act
	invited  []account.NewInvitation
	changes  []account.UserChange
	accesses []account.ExternalUserChange
	fail     map[string]error
	// user and external are what is read anew after a conflict.
	user     account.User
	external account.ExternalUser
	// linked is what is answered to who asks for a link.
	linked   account.Invitation
	activity account.Page[account.Activity]
	asked    account.ActivityQuery
	receipt  account.Receipt
	adminDesk
}

func (s *service) Lists() account.Lists   { return s.lists }
func (s *service) Status() account.Status { return s.status }
func (s *service) Refresh()               { s.calls = append(s.calls, "refresh") }

func (s *service) Watch(f func()) func() {
	if s.watchers == nil {
		s.watchers = map[int]func(){}
	}
	s.next++
	id := s.next
	s.watchers[id] = f
	return func() { delete(s.watchers, id) }
}

// put gives a list with another row at a place.
func put[T any](l account.List[T], at int, row *T) account.List[T] {
	rows := l.Slice()
	rows[at] = row
	return account.ListOf(rows...)
}

// change changes the lists as the local copy does: a new Lists, then word to
// everybody.
func (s *service) change(f func(l *account.Lists)) {
	l := s.lists
	f(&l)
	s.lists = l
	s.tell()
}

func (s *service) tell() {
	for _, f := range s.watchers {
		f()
	}
}

// call notes a call and gives its error, "resend i1" before "resend".
func (s *service) call(name, id string, a account.Act) error {
	s.calls = append(s.calls, strings.TrimSpace(name+" "+id))
	s.acts = append(s.acts, a)
	if err, ok := s.fail[name+" "+id]; ok {
		return err
	}
	return s.fail[name]
}

func (s *service) ResendInvitation(_ context.Context, id string, a account.Act) (account.Invitation, error) {
	return account.Invitation{ID: id}, s.call("resend", id, a)
}

func (s *service) ResendForLink(_ context.Context, id string, a account.Act) (account.Invitation, error) {
	return s.linked, s.call("link for", id, a)
}

func (s *service) CancelInvitation(_ context.Context, id string, a account.Act) error {
	return s.call("cancel", id, a)
}

func (s *service) RestoreInvitation(_ context.Context, id string, a account.Act) (account.Invitation, error) {
	return account.Invitation{ID: id, Version: 3}, s.call("restore", id, a)
}

func (s *service) Invite(_ context.Context, n account.NewInvitation, a account.Act) (account.Invitation, error) {
	s.invited = append(s.invited, n)
	err := s.call("invite", n.Email, a)
	if later(err) {
		s.lists.Waiting = append(slices.Clip(s.lists.Waiting), &account.Waiting{
			ID: a.Key, Deed: account.DeedInvite, State: account.WaitingUnsent, Invitation: &n,
		})
	}
	return account.Invitation{ID: "new", Email: n.Email}, err
}

func (s *service) User(_ context.Context, id string) (account.User, error) {
	return s.user, s.call("user", id, account.Act{})
}

func (s *service) UpdateUser(_ context.Context, id string, c account.UserChange, a account.Act) (account.User, error) {
	s.changes = append(s.changes, c)
	return s.user, s.call("update", id, a)
}

func (s *service) DeleteUser(_ context.Context, id string, a account.Act) (account.Receipt, error) {
	return s.receipt, s.call("delete", id, a)
}

func (s *service) ExternalUser(_ context.Context, id string) (account.ExternalUser, error) {
	return s.external, s.call("external", id, account.Act{})
}

func (s *service) UpdateExternalUser(_ context.Context, id string, c account.ExternalUserChange, a account.Act) (account.ExternalUser, error) {
	s.accesses = append(s.accesses, c)
	return s.external, s.call("update", id, a)
}

func (s *service) RemoveExternalUser(_ context.Context, id string, a account.Act) (account.Receipt, error) {
	return s.receipt, s.call("remove", id, a)
}

func (s *service) RestoreExternalUser(_ context.Context, id string, a account.Act) (account.ExternalUser, error) {
	return s.external, s.call("restore", id, a)
}

func (s *service) Activity(_ context.Context, q account.ActivityQuery) (account.Page[account.Activity], error) {
	s.asked = q
	s.queries = append(s.queries, q)
	if s.pages != nil {
		return s.pages[q.Cursor], s.call("activity", q.Target, account.Act{})
	}
	return s.activity, s.call("activity", q.Target, account.Act{})
}

func (s *service) TakeBack(_ context.Context, id string) error {
	return s.call("take back", id, account.Act{})
}

func (s *service) SendAnew(_ context.Context, id string) error {
	return s.call("send anew", id, account.Act{})
}

func (s *service) DiscardWaiting(context.Context) error {
	return s.call("discard waiting", "", account.Act{})
}

func (s *service) SignOut(context.Context) error { return s.call("sign out", "", account.Act{}) }

// press is an account like that of the pictures.
func press() *service {
	users := []*account.User{
		user("u1", "Amélie", "Roy", account.Administrator, 0),
		user("u2", "Benjamin", "Okafor", account.Administrator, 2*time.Hour),
		user("u3", "Chloé", "Tremblay", account.RegularUser, 22*time.Hour),
		user("u4", "Daniel", "Royce", account.Custom, 3*24*time.Hour),
		user("u5", "Élise", "Baker", account.RegularUser, 12*24*time.Hour),
	}
	users[3].TwoFactor = nil
	users[3].Permissions = []account.Permission{"contacts.view"}
	pending := []*account.Invitation{
		invitation("i1", "noor@maple.example", 5*24*time.Hour),
		invitation("i2", "tom@maple.example", 9*time.Hour),
		invitation("i3", "petra@north.example", -7*24*time.Hour),
		invitation("i4", "lise@gmial.example", 6*24*time.Hour),
	}
	pending[3].Delivery = account.Delivery{State: account.DeliveryBounced, Detail: "no such person"}
	return &service{
		lists: account.Lists{
			Account: account.Account{ID: "a1", Version: 3, Name: "Maple Press", Number: "20417"},
			Me:      account.Profile{User: *users[0]},
			Catalogue: account.Catalogue{Custom: []account.CatalogueEntry{
				{ID: "contacts.view", Name: "View contacts", Description: "view and export contacts", Group: "Contacts"},
				{ID: "contacts.manage", Name: "Manage contacts", Description: "add, edit and delete contacts", Group: "Contacts"},
				{ID: "mailings.manage", Name: "Manage mailings", Description: "schedule mailings", Group: "Mailings"},
			}},
			Users: account.ListOf(users...), Invitations: account.ListOf(pending...), Loaded: true,
			ExternalUsers: account.ListOf(&account.ExternalUser{
				ID: "x1", Version: 4, FirstName: "Karim", LastName: "Benali", Email: "karim@lumen.example",
				HomeAccountName: "Agence Lumen", UserType: account.Custom, TwoFactor: []string{"app"},
				Permissions:  []account.Permission{"contacts.view"},
				LastActiveAt: noon.Add(-4 * time.Hour), GrantedAt: noon.AddDate(0, -1, 0),
			}),
		},
		status: account.Status{Link: account.LinkOnline, AsOf: noon},
		fail:   map[string]error{},
	}
}

func user(id, first, last string, t account.UserType, idle time.Duration) *account.User {
	return &account.User{
		ID: id, Version: 7, FirstName: first, LastName: last, UserType: t, Language: "en",
		Email: strings.ToLower(words.Fold(first+"."+last)) + "@maple.example", Username: words.Fold(first),
		TwoFactor: []string{"app"}, LastActiveAt: noon.Add(-idle), CreatedAt: noon.AddDate(-1, 0, 0),
	}
}

func invitation(id, email string, left time.Duration) *account.Invitation {
	return &account.Invitation{
		ID: id, Version: 2, Email: email, UserType: account.RegularUser, State: account.InvitationPending, Language: "fr",
		Delivery: account.Delivery{State: account.DeliverySent}, ExpiresAt: noon.Add(left),
		LastSentAt: noon.Add(left - account.InvitationLifetime), SentCount: 1,
	}
}

// texts gives the texts of the toasts that stand.
type toastLog struct{ shown []Toast }

func (l *toastLog) texts() string {
	var out []string
	for _, t := range l.shown {
		out = append(out, t.Text)
	}
	return strings.Join(out, "\n")
}

func newToastLog(d *desk) (*Toasts, *toastLog) {
	toasts, log := NewToasts(d.env()), &toastLog{}
	toasts.OnState = func(shown []Toast) { log.shown = shown }
	return toasts, log
}

func wantText(t *testing.T, got, want string) {
	t.Helper()
	if !strings.Contains(got, want) {
		t.Errorf("got %q, want it to say %q", got, want)
	}
}
