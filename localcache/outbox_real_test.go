package localcache_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/localcache"
)

// openCopy opens the copy of ana in a folder.
func openCopy(t *testing.T, dir string) *localcache.Copy {
	t.Helper()
	c, err := localcache.OpenCopy(t.Context(), localcache.CopyOptions{
		Dir: dir, Key: benchKey, Owner: localcache.Owner{Server: "s", AccountID: "maple", PersonID: "ana"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// cause is one act that can wait on one row of the real service, and how it shows
// there how often it was done.
type cause struct {
	deed account.Deed
	row  string
	do   func(ctx context.Context, s account.Service, version int64) error
	// times counts how often it was done.
	times func(t *testing.T, s account.Service) int
	// meddle does something else with the row first; gone takes it away.
	meddle, gone func(ctx context.Context, s account.Service) error
	// refusals are what comes of it after meddle and after gone.
	meddled, missed account.Code
}

// causes are the eight acts, on rows that they do not share. Number n has its own.
func causes(t *testing.T, o *office, s account.Service, n int) []cause {
	t.Helper()
	var i [3]account.Invitation
	for k := range i {
		var err error
		i[k], err = s.Invite(t.Context(), account.NewInvitation{Email: fmt.Sprintf("row%d-%d@new.example", n, k), UserType: account.RegularUser}, account.Act{})
		if err != nil {
			t.Fatal(err)
		}
	}
	address := func(of string) string { return fmt.Sprintf("%s%d@new.example", of, n) }
	u, x := func(k int) string { return fmt.Sprintf("user%05d", 2*n+k) }, func(k int) string { return fmt.Sprintf("x-guest%02d", 2*n+k) }
	as := account.Administrator
	return []cause{
		{
			deed: account.DeedInvite, do: func(ctx context.Context, s account.Service, _ int64) error {
				return second(s.Invite(ctx, account.NewInvitation{Email: address("invited"), UserType: account.RegularUser}, account.Act{Key: fmt.Sprint("invite", n)}))
			},
			times: countActivity("invitation.sent", address("invited")),
			meddle: func(ctx context.Context, s account.Service) error {
				return second(s.Invite(ctx, account.NewInvitation{Email: address("invited"), UserType: account.RegularUser}, account.Act{}))
			}, meddled: account.AlreadyInvited,
		},
		{
			deed: account.DeedResend, row: i[0].ID, do: func(ctx context.Context, s account.Service, v int64) error {
				return second(s.ResendInvitation(ctx, i[0].ID, account.Act{Key: fmt.Sprint("resend", n), Version: v}))
			},
			times:  countActivity("invitation.resent", i[0].Email),
			meddle: resends(i[0].ID), meddled: account.VersionMismatch, gone: o.completes(i[0].ID), missed: account.NotFound,
		},
		{
			deed: account.DeedCancel, row: i[1].ID, do: func(ctx context.Context, s account.Service, v int64) error {
				return s.CancelInvitation(ctx, i[1].ID, account.Act{Key: fmt.Sprint("cancel", n), Version: v})
			},
			times:  countActivity("invitation.cancelled", i[1].Email),
			meddle: resends(i[1].ID), meddled: account.VersionMismatch, gone: o.completes(i[1].ID), missed: account.NotFound,
		},
		{
			deed: account.DeedCorrect, row: i[2].ID, do: func(ctx context.Context, s account.Service, _ int64) error {
				return second(s.Invite(ctx, account.NewInvitation{Email: address("corrected"), UserType: account.RegularUser, Replaces: i[2].ID}, account.Act{Key: fmt.Sprint("correct", n)}))
			},
			times:  countActivity("invitation.corrected", address("corrected")),
			meddle: resends(i[2].ID), meddled: account.VersionMismatch, gone: o.completes(i[2].ID), missed: account.VersionMismatch,
		},
		{
			deed: account.DeedModify, row: u(0), do: func(ctx context.Context, s account.Service, v int64) error {
				return second(s.UpdateUser(ctx, u(0), called("Zoe"), account.Act{Key: fmt.Sprint("modify", n), Version: v}))
			},
			times: func(t *testing.T, s account.Service) int {
				return countActivity("user.modified", u(0)+"|Zoe Example")(t, s)
			},
			meddle: func(ctx context.Context, s account.Service) error {
				return second(s.UpdateUser(ctx, u(0), called("Yves"), account.Act{Version: 1}))
			}, meddled: account.VersionMismatch,
			gone: deletes(u(0)), missed: account.NotFound,
		},
		{
			deed: account.DeedDelete, row: u(1), do: func(ctx context.Context, s account.Service, v int64) error {
				return second(s.DeleteUser(ctx, u(1), account.Act{Key: fmt.Sprint("delete", n), Version: v}))
			},
			times: countActivity("user.deleted", u(1)),
			meddle: func(ctx context.Context, s account.Service) error {
				return second(s.UpdateUser(ctx, u(1), called("Yves"), account.Act{Version: 1}))
			}, meddled: account.VersionMismatch,
			gone: deletes(u(1)), missed: account.NotFound,
		},
		{
			deed: account.DeedEditAccess, row: x(0), do: func(ctx context.Context, s account.Service, v int64) error {
				return second(s.UpdateExternalUser(ctx, x(0), account.ExternalUserChange{UserType: &as}, account.Act{Key: fmt.Sprint("edit", n), Version: v}))
			},
			times:  countActivity("external_user.modified", x(0)),
			meddle: limits(x(0)), meddled: account.VersionMismatch, gone: removes(x(0)), missed: account.NotFound,
		},
		{
			deed: account.DeedRemoveAccess, row: x(1), do: func(ctx context.Context, s account.Service, v int64) error {
				return second(s.RemoveExternalUser(ctx, x(1), account.Act{Key: fmt.Sprint("remove", n), Version: v}))
			},
			times:  countActivity("external_user.removed", x(1)),
			meddle: limits(x(1)), meddled: account.VersionMismatch, gone: removes(x(1)), missed: account.NotFound,
		},
	}
}

func resends(id string) func(context.Context, account.Service) error {
	return func(ctx context.Context, s account.Service) error {
		return second(s.ResendInvitation(ctx, id, account.Act{}))
	}
}

func deletes(id string) func(context.Context, account.Service) error {
	return func(ctx context.Context, s account.Service) error {
		return second(s.DeleteUser(ctx, id, account.Act{Version: 1}))
	}
}

func limits(id string) func(context.Context, account.Service) error {
	return func(ctx context.Context, s account.Service) error {
		until := time.Now().Add(1000 * time.Hour).UTC().Truncate(time.Second)
		return second(s.UpdateExternalUser(ctx, id, account.ExternalUserChange{Until: &until}, account.Act{Version: 1}))
	}
}

func removes(id string) func(context.Context, account.Service) error {
	return func(ctx context.Context, s account.Service) error {
		return second(s.RemoveExternalUser(ctx, id, account.Act{Version: 1}))
	}
}

// completes has the invited person complete the invitation.
func (o *office) completes(id string) func(context.Context, account.Service) error {
	return func(ctx context.Context, s account.Service) error {
		i, err := s.ResendForLink(ctx, id, account.Act{})
		if err != nil {
			return err
		}
		answer, err := http.PostForm(i.Link, url.Values{
			"first_name": {"New"}, "last_name": {"Person"}, "username": {"new-" + id[len(id)-8:]}, "password": {password}, "language": {"en"},
		})
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		if answer.StatusCode >= 400 {
			return fmt.Errorf("the page answers %d", answer.StatusCode)
		}
		return nil
	}
}

// countActivity counts in the activity log how often something was done to a row,
// by its identifier or its name.
func countActivity(action, row string) func(*testing.T, account.Service) int {
	return func(t *testing.T, s account.Service) int {
		t.Helper()
		page, err := s.Activity(t.Context(), account.ActivityQuery{Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, a := range page.Items {
			if a.Action == action && a.Outcome == "done" && a.Target != nil && (a.Target.ID == row || a.Target.Name == row || a.Target.ID+"|"+a.Target.Name == row) {
				n++
			}
		}
		return n
	}
}

// version is that of a row as a desk shows it.
func (d *desk) version(row string) int64 {
	l := d.Lists()
	if u := user(l, row); u != nil {
		return u.Version
	}
	if e := external(l, row); e != nil {
		return e.Version
	}
	if i := invitation(l.Invitations, row); i != nil {
		return i.Version
	}
	return 0
}

// has waits until a desk shows all rows.
func (d *desk) has(t *testing.T, list []cause) {
	t.Helper()
	d.until(t, patience, "all rows", func() bool {
		for _, c := range list {
			if c.row != "" && d.version(c.row) == 0 {
				return false
			}
		}
		return true
	})
}

func TestEachActIsDoneOnceOverANetworkThatBreaks(t *testing.T) {
	o := openOffice(t, 20)
	near := o.sit(t, "ana", o.url, 1)
	for n, m := range []manner{losesRequests, losesAnswers, halvesAnswers} {
		list := causes(t, o, o.direct(near), n)
		for _, c := range list {
			t.Run(fmt.Sprint(c.deed, m), func(t *testing.T) {
				network := newNetwork(t, o.url)
				dir := t.TempDir()
				d := o.sitWith(t, "ana", network.url, 20, openCopy(t, dir))
				d.online(t)
				d.has(t, []cause{c})
				d.online(t)
				network.turn(m)
				wantCode(t, c.do(t.Context(), d, d.version(c.row)), account.Deferred)
				ws := d.Lists().Waiting
				if len(ws) != 1 || ws[0].Deed != c.deed || ws[0].Target != c.row ||
					(ws[0].State != account.WaitingUncertain && ws[0].State != account.WaitingSending) {
					t.Errorf("waiting: %s", waitingText(d.Lists()))
				}
				want := map[bool]int{false: 1}[m == losesRequests]
				if got := c.times(t, o.direct(d)); got != want {
					t.Errorf("done %d times on a bad network", got)
				}
				d.leave() // and again
				network.become(fair)
				d = o.sitWith(t, "ana", network.url, 20, openCopy(t, dir))
				d.until(t, patience, "done", func() bool { return d.Lists().Loaded && len(d.Lists().Waiting) == 0 })
				if got := c.times(t, o.direct(d)); got != 1 {
					t.Errorf("done %d times", got)
				}
				agree(t, o, d)
			})
		}
	}
}

func TestEachRefusalIsShownAndNothingIsSentTwice(t *testing.T) {
	o := openOffice(t, 20)
	ben := o.sit(t, "ben", o.url, 1)
	network := newNetwork(t, o.url)
	d := o.sitWith(t, "ana", network.url, 20, openCopy(t, t.TempDir()))
	d.online(t)
	for n, kind := range []string{"changed", "gone"} {
		list := causes(t, o, o.direct(ben), n)
		d.online(t)
		d.has(t, list)
		network.become(garbage)
		d.Refresh()
		d.until(t, patience, "offline", func() bool { return d.Status().Link == account.LinkOffline })
		want := map[account.Deed]account.Code{}
		for _, c := range list {
			wantCode(t, c.do(t.Context(), d, d.version(c.row)), account.Deferred)
			first, code := c.meddle, c.meddled
			if kind == "gone" && c.gone != nil {
				first, code = c.gone, c.missed
			}
			want[c.deed] = code
			if err := first(t.Context(), o.direct(ben)); err != nil {
				t.Fatalf("%s: %v", c.deed, err)
			}
		}
		network.become(fair)
		d.Refresh()
		d.until(t, patience, "all refused", func() bool {
			for _, w := range d.Lists().Waiting {
				if w.State != account.WaitingRefused {
					return false
				}
			}
			return d.Status().Link == account.LinkOnline
		})
		if len(d.Lists().Waiting) != len(list) {
			t.Errorf("%s: left: %s", kind, waitingText(d.Lists()))
		}
		for i, w := range d.Lists().Waiting {
			if w.Fault == nil || w.Fault.Code != want[w.Deed] {
				t.Errorf("%s: %s was refused with %v, want %s", kind, w.Deed, w.Fault, want[w.Deed])
			}
			before := list[i].times(t, o.direct(ben))
			err := d.SendAnew(t.Context(), w.ID)
			switch {
			case kind == "gone" && w.Deed != account.DeedInvite:
				wantCode(t, err, account.NotFound)
				wantCode(t, d.TakeBack(t.Context(), w.ID), "")
			case w.Deed == account.DeedInvite: // it is refused once more
				wantCode(t, err, "")
				d.until(t, patience, "refused again", func() bool {
					again := d.Lists().Waiting
					return again[len(again)-1].State == account.WaitingRefused && again[len(again)-1].ID != w.ID
				})
				again := d.Lists().Waiting
				wantCode(t, d.TakeBack(t.Context(), again[len(again)-1].ID), "")
			default:
				wantCode(t, err, "")
				d.until(t, patience, "done after all", func() bool { return list[i].times(t, o.direct(ben)) == before+1 })
			}
		}
		d.until(t, patience, "nothing waits", func() bool { return len(d.Lists().Waiting) == 0 })
		agree(t, o, d)
	}
}

func TestWhatMayNotBeDoneIsRefusedInWords(t *testing.T) {
	o := openOffice(t, 3)
	ben := o.sit(t, "ben", o.url, 1)
	network := newNetwork(t, o.url)
	d := o.sitWith(t, "ana", network.url, 20, openCopy(t, t.TempDir()))
	d.online(t)
	i, err := o.direct(ben).Invite(t.Context(), account.NewInvitation{Email: "i@new.example", UserType: account.RegularUser}, account.Act{})
	if err != nil {
		t.Fatal(err)
	}
	d.has(t, []cause{{row: i.ID}})
	offline := func() {
		t.Helper()
		network.become(garbage)
		d.Refresh()
		d.until(t, patience, "offline", func() bool { return d.Status().Link == account.LinkOffline })
	}
	settle := func(want string) {
		t.Helper()
		network.become(fair)
		d.Refresh()
		d.until(t, patience, want, func() bool { return waitingText(d.Lists()) == want })
		wantCode(t, d.DiscardWaiting(t.Context()), "")
	}
	ctx, regular := t.Context(), account.RegularUser
	offline()
	wantCode(t, d.CancelInvitation(ctx, i.ID, account.Act{Version: 1}), account.Deferred)
	wantCode(t, second(d.ResendInvitation(ctx, i.ID, account.Act{Version: 1})), account.Deferred)
	wantCode(t, second(d.DeleteUser(ctx, "ana", account.Act{Version: d.version("ana")})), account.Deferred)
	settle("resend " + i.ID + " refused invitation_not_pending, delete ana refused own_user")

	wantCode(t, second(d.DeleteUser(ctx, "ben", account.Act{Version: d.version("ben")})), "")
	offline()
	wantCode(t, second(d.UpdateUser(ctx, "ana", account.UserChange{UserType: &regular}, account.Act{Version: d.version("ana")})), account.Deferred)
	settle("modify ana refused last_administrator")
	agree(t, o, d)
}

func TestTheDemotedSendNothing(t *testing.T) {
	o := openOffice(t, 20)
	ben := o.sit(t, "ben", o.url, 1)
	network := newNetwork(t, o.url)
	d := o.sitWith(t, "ana", network.url, 20, openCopy(t, t.TempDir()))
	d.online(t)
	list := causes(t, o, o.direct(ben), 0)
	d.has(t, list)
	network.become(garbage)
	d.Refresh()
	d.until(t, patience, "offline", func() bool { return d.Status().Link == account.LinkOffline })
	want := ""
	for _, c := range list {
		wantCode(t, c.do(t.Context(), d, d.version(c.row)), account.Deferred)
		want = join(want, string(c.deed)+spaced(c.row)+" lost")
	}
	regular := account.RegularUser
	if _, err := o.direct(ben).UpdateUser(t.Context(), "ana", account.UserChange{UserType: &regular}, account.Act{Version: 1}); err != nil {
		t.Fatal(err)
	}
	network.become(fair)
	d.Refresh()
	d.until(t, patience, "that nothing will be sent", func() bool { return waitingText(d.Lists()) == want })
	if l := d.Lists(); l.Users.Len() != 0 {
		t.Errorf("%d users are left", l.Users.Len())
	}
	for _, c := range list {
		if n := c.times(t, o.direct(ben)); n != 0 {
			t.Errorf("%s was done %d times", c.deed, n)
		}
	}
}
