package localcache_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/account"
	"rollcall/localcache"
)

func user(l account.Lists, id string) *account.User {
	return l.Users.First(func(u *account.User) bool { return u.ID == id })
}

func invitation(rows account.List[account.Invitation], id string) *account.Invitation {
	return rows.First(func(i *account.Invitation) bool { return i.ID == id })
}

func external(l account.Lists, id string) *account.ExternalUser {
	return l.ExternalUsers.First(func(e *account.ExternalUser) bool { return e.ID == id })
}

func TestWhatOneDoesTheOtherSees(t *testing.T) {
	o := openOffice(t, 3)
	ana, ben := o.sit(t, "ana", o.url, 1), o.sit(t, "ben", o.url, 1)
	ana.online(t)
	ben.online(t)
	ctx := t.Context()
	var took []time.Duration
	sees := func(what string, cond func(account.Lists) bool) {
		t.Helper()
		begun := time.Now()
		ben.until(t, patience, what, func() bool { return cond(ben.Lists()) })
		took = append(took, time.Since(begun))
		if !cond(ana.Lists()) {
			t.Errorf("the one who did it does not see: %s", what)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	name := "Zoé"
	_, err := ana.UpdateUser(ctx, "user00001", account.UserChange{FirstName: &name}, account.Act{Version: 1})
	must(err)
	sees("the new name", func(l account.Lists) bool { return user(l, "user00001").FirstName == name })

	inv, err := ana.Invite(ctx, account.NewInvitation{Email: "new@maple.example", UserType: account.RegularUser, ReturnLink: true}, account.Act{})
	must(err)
	if inv.Link == "" {
		t.Error("the link that was asked for is not in the answer")
	}
	sees("the invitation, without its link", func(l account.Lists) bool {
		i := invitation(l.Invitations, inv.ID)
		return i != nil && i.Link == ""
	})
	ben.until(t, patience, "that the mail was sent", func() bool {
		return invitation(ben.Lists().Invitations, inv.ID).Delivery.State == account.DeliverySent
	})
	inv, err = ana.ResendForLink(ctx, inv.ID, account.Act{Version: inv.Version})
	must(err)
	if inv.Link == "" {
		t.Error("the new link that was asked for is not in the answer")
	}
	sees("that it was resent, without its link", func(l account.Lists) bool {
		i := invitation(l.Invitations, inv.ID)
		return i != nil && i.SentCount == 2 && i.Link == ""
	})
	must(ana.CancelInvitation(ctx, inv.ID, account.Act{Version: inv.Version}))
	sees("the trash can", func(l account.Lists) bool {
		return invitation(l.Invitations, inv.ID) == nil && invitation(l.Cancelled, inv.ID) != nil
	})
	_, err = ana.RestoreInvitation(ctx, inv.ID, account.Act{})
	must(err)
	sees("the undo", func(l account.Lists) bool {
		return invitation(l.Invitations, inv.ID) != nil && invitation(l.Cancelled, inv.ID) == nil
	})
	corrected, err := ana.Invite(ctx, account.NewInvitation{Email: "knew@maple.example", UserType: account.RegularUser, Replaces: inv.ID}, account.Act{})
	must(err)
	sees("the correction", func(l account.Lists) bool {
		return invitation(l.Invitations, inv.ID) == nil && invitation(l.Invitations, corrected.ID) != nil
	})

	_, err = ana.RemoveExternalUser(ctx, "x-guest01", account.Act{Version: 1})
	must(err)
	sees("the removal", func(l account.Lists) bool { return external(l, "x-guest01") == nil })
	_, err = ana.RestoreExternalUser(ctx, "x-guest01", account.Act{})
	must(err)
	sees("the access given back", func(l account.Lists) bool { return external(l, "x-guest01") != nil })

	_, err = ana.DeleteUser(ctx, "user00002", account.Act{Version: 1})
	must(err)
	sees("the deletion", func(l account.Lists) bool { return user(l, "user00002") == nil && l.Account.Counts.Users == 4 })
	agree(t, o, ana, ben)
	slices.Sort(took)
	if median := took[len(took)/2]; median > prompt {
		t.Errorf("a change is seen after %v, of %v", median, took)
	}
}

// tester is what a test and a try of a property have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

// agree waits until the copies equal the service.
func agree(t tester, o *office, desks ...*desk) {
	t.Helper()
	for _, d := range desks {
		direct := o.direct(d)
		var diff string
		deadline := time.Now().Add(patience)
		for {
			diff = cmp.Diff(read(t, direct), shown(d.Lists()))
			if diff == "" && d.Status().Link == account.LinkOnline {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("the copy is not the service (status %+v):\n%s", d.Status(), diff)
			}
			select {
			case <-d.rung:
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

// truth is what the lists of an account are.
type truth struct {
	Users              map[string]account.User
	Pending, Cancelled map[string]account.Invitation
	Externals          map[string]account.ExternalUser
	Me                 account.User
}

func shown(l account.Lists) truth {
	return truth{
		Users:     byID(l.Users, func(u *account.User) string { return u.ID }),
		Pending:   byID(l.Invitations, func(i *account.Invitation) string { return i.ID }),
		Cancelled: byID(l.Cancelled, func(i *account.Invitation) string { return i.ID }),
		Externals: byID(l.ExternalUsers, func(e *account.ExternalUser) string { return e.ID }),
		Me:        l.Me.User,
	}
}

// byRows compares lists by the rows that they hold.
var byRows = cmp.Options{
	cmp.Transformer("users", account.List[account.User].Slice),
	cmp.Transformer("invitations", account.List[account.Invitation].Slice),
	cmp.Transformer("externals", account.List[account.ExternalUser].Slice),
}

func byID[T any](rows account.List[T], id func(*T) string) map[string]T {
	m := map[string]T{}
	for r := range rows.All() {
		m[id(r)] = *r
	}
	return m
}

// direct is the service past the copy and past the network.
func (o *office) direct(d *desk) account.Service {
	return o.near.Account("maple", d.session.Token)
}

// read asks the service for everything.
func read(t tester, s account.Service) truth {
	t.Helper()
	ctx := t.Context()
	me, err := s.Me(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return truth{
		Users:     all(t, s.Users, "", func(u account.User) string { return u.ID }),
		Pending:   all(t, s.Invitations, account.InvitationPending, func(i account.Invitation) string { return i.ID }),
		Cancelled: all(t, s.Invitations, account.InvitationCancelled, func(i account.Invitation) string { return i.ID }),
		Externals: all(t, s.ExternalUsers, "", func(e account.ExternalUser) string { return e.ID }),
		Me:        me.User,
	}
}

func all[T any](t tester, list func(context.Context, account.ListQuery) (account.Page[T], error),
	state account.InvitationState, id func(T) string,
) map[string]T {
	t.Helper()
	m, q := map[string]T{}, account.ListQuery{State: state, Limit: 500}
	for {
		page, err := list(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			m[id(item)] = item
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			return m
		}
	}
}

func TestAServiceThatWentAwayIsFoundAgain(t *testing.T) {
	o := openOffice(t, 3)
	ana := o.sit(t, "ana", o.url, 1)
	ana.online(t)
	rows, asOf := ana.Lists().Users.Len(), ana.Status().AsOf
	o.stop()
	ana.until(t, patience, "offline", func() bool { return ana.Status().Link == account.LinkOffline })
	if s := ana.Status(); account.CodeOf(s.Err) != account.Unreachable || s.NextTry.IsZero() || s.AsOf.Before(asOf) {
		t.Errorf("status %+v", s)
	}
	if l := ana.Lists(); l.Users.Len() != rows || !l.Loaded {
		t.Errorf("%d rows are left", l.Users.Len())
	}
	o.start(t)
	ana.Refresh()
	ana.online(t)
	agree(t, o, ana)
}

func TestABadNetworkNeverEmptiesTheLists(t *testing.T) {
	o := openOffice(t, 700)
	n := newNetwork(t, o.url)
	ana := o.sit(t, "ana", n.url, 1)
	ana.online(t)
	for _, c := range []struct {
		m    manner
		want account.Code
	}{{garbage, account.BadAnswer}, {dead, account.Unreachable}, {garbage, account.BadAnswer}} {
		n.become(c.m)
		ana.Refresh()
		ana.until(t, patience, string(c.want), func() bool {
			s := ana.Status()
			return s.Link == account.LinkOffline && account.CodeOf(s.Err) == c.want
		})
		if got := ana.Lists().Users.Len(); got != 702 {
			t.Errorf("%d users are left", got)
		}
	}
	n.become(slow)
	ana.Refresh()
	ana.online(t)
	n.become(fair)
	ana.Refresh()
	ana.online(t)
	agree(t, o, ana)
}

func TestTheFirstFetchSurvivesABrittleNetwork(t *testing.T) {
	o := openOffice(t, 30)
	n := newNetwork(t, o.url)
	n.become(brittle)
	ana := o.sit(t, "ana", n.url, 20)
	ana.until(t, patience, "loaded", func() bool { return ana.Lists().Loaded })
	n.become(fair)
	agree(t, o, ana)
}

func TestTheSessionEndsForTheCopyToo(t *testing.T) {
	o := openOffice(t, 1)
	ana, ben := o.sit(t, "ana", o.url, 1), o.sit(t, "ben", o.url, 1)
	ana.online(t)
	ben.online(t)
	if _, err := ana.DeleteUser(t.Context(), "ben", account.Act{Version: user(ana.Lists(), "ben").Version}); err != nil {
		t.Fatal(err)
	}
	ben.until(t, patience, "the end", func() bool { return ben.Status().Link == account.LinkEnded })
	if err := ben.Status().Err; account.CodeOf(err) != account.SessionEnded || ben.Lists().Users.Len() != 0 {
		t.Errorf("ended with %v, %d users left", err, ben.Lists().Users.Len())
	}
	if err := ana.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	ana.until(t, patience, "the end", func() bool { return ana.Status().Link == account.LinkEnded })
	if _, err := o.near.Me(t.Context(), ana.session.Token); account.CodeOf(err) != account.SessionEnded {
		t.Errorf("the service still knows the session: %v", err)
	}
}

func TestADemotedAdministratorSeesNoListsAnyMore(t *testing.T) {
	o := openOffice(t, 1)
	ana, ben := o.sit(t, "ana", o.url, 1), o.sit(t, "ben", o.url, 1)
	ana.online(t)
	ben.online(t)
	change := func(to account.UserType) {
		t.Helper()
		act := account.Act{Version: user(ana.Lists(), "ben").Version}
		if _, err := ana.UpdateUser(t.Context(), "ben", account.UserChange{UserType: &to}, act); err != nil {
			t.Fatal(err)
		}
	}
	change(account.RegularUser)
	ben.until(t, patience, "no lists", func() bool { return ben.Lists().Users.Len() == 0 })
	if l := ben.Lists(); !l.Loaded || l.Me.ID != "ben" {
		t.Errorf("lists %+v", l)
	}
	change(account.Administrator)
	ben.until(t, patience, "the lists again", func() bool { return ben.Lists().Users.Len() == 3 })
}

// overtaken is a service whose answer to an invitation comes after the feed has told
// of it.
type overtaken struct {
	account.Service
	hold func(account.NewInvitation)
}

func (s overtaken) Invite(ctx context.Context, n account.NewInvitation, act account.Act) (account.Invitation, error) {
	i, err := s.Service.Invite(ctx, n, act)
	s.hold(n)
	return i, err
}

func TestACorrectionWhoseAnswerTheFeedOvertakesLosesNothing(t *testing.T) {
	o := openOffice(t, 3)
	d := o.sit(t, "ana", o.url, 1)
	d.online(t)
	wrong, err := d.Invite(t.Context(), account.NewInvitation{Email: "anna@maple.example", UserType: account.RegularUser}, account.Act{})
	if err != nil {
		t.Fatal(err)
	}
	slow := &desk{session: d.session, client: d.client, rung: make(chan struct{}, 1)}
	slow.Cache = localcache.New(overtaken{o.direct(d), func(n account.NewInvitation) {
		slow.until(t, patience, "that the feed tells of the correction", func() bool {
			return invitation(slow.Lists().Cancelled, n.Replaces) != nil
		})
	}}, localcache.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- slow.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	slow.until(t, patience, "the invitation", func() bool { return invitation(slow.Lists().Invitations, wrong.ID) != nil })
	if _, err := slow.Invite(t.Context(), account.NewInvitation{
		Email: "anna.b@maple.example", UserType: account.RegularUser, Replaces: wrong.ID,
	}, account.Act{}); err != nil {
		t.Fatal(err)
	}
	agree(t, o, slow)
}

// Requests for access pass through to the service, and the copy keeps nothing of
// them.
func TestRequestsForAccessAreAskedOfTheService(t *testing.T) {
	o := openOffice(t, 1)
	ana, ben := o.sit(t, "ana", o.url, 1), o.sit(t, "ben", o.url, 1)
	ana.online(t)
	ben.online(t)
	n := account.NewAccessRequest{Email: "karim@lumen.example", HomeAccount: "Lumen", UserType: account.RegularUser, Reason: "The spring mailing"}
	q, err := ana.RequestAccess(t.Context(), n, account.Act{})
	if err != nil || q.State != account.AccessRequestWaiting {
		t.Fatalf("%+v, %v", q, err)
	}
	page, err := ben.AccessRequests(t.Context(), account.ListQuery{})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != q.ID || page.Items[0].CreatedBy != q.CreatedBy {
		t.Errorf("%+v, %v", page, err)
	}
	n.Email = "nobody"
	if _, err = ana.RequestAccess(t.Context(), n, account.Act{}); account.CodeOf(err) != account.ValidationFailed {
		t.Errorf("got %v", err)
	}
	agree(t, o, ana, ben)
}
