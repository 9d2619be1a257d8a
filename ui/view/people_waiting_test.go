package view

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// box is an outbox as a test wants it, over the lists of a service.
type box struct {
	of    *service
	calls []string
	fail  map[string]error
}

func (b *box) TakeBack(_ context.Context, id string) error {
	b.calls = append(b.calls, "take back "+id)
	if err := b.fail[id]; err != nil {
		return err
	}
	b.of.change(func(l *account.Lists) {
		gone := with(*l, id)
		l.Waiting = slices.DeleteFunc(slices.Clone(l.Waiting), func(a *account.Waiting) bool { return slices.Contains(gone, a) })
	})
	return nil
}

func (b *box) SendAnew(_ context.Context, id string) error {
	b.calls = append(b.calls, "anew "+id)
	return b.fail[id]
}

func (b *box) DiscardWaiting(context.Context) error { return nil }

// offlinePress is the press with a copy, while the service cannot be reached.
func offlinePress() *service {
	s := press()
	s.status = account.Status{
		Link: account.LinkOffline, AsOf: noon, NextTry: noon.Add(time.Minute),
		Err: account.Fault(account.Unreachable), Copy: account.CopyKept,
	}
	return s
}

// decide adds acts to what waits.
func (s *service) decide(list ...account.Waiting) {
	s.lists.Waiting = slices.Clone(s.lists.Waiting)
	for _, a := range list {
		if a.State == "" {
			a.State = account.WaitingUnsent
		}
		a.DecidedAt = noon.Add(-time.Hour)
		s.lists.Waiting = append(s.lists.Waiting, &a)
	}
	s.tell()
}

// acts gives one act of each kind.
func (s *service) oneOfEach() {
	i1, i2, i3, x := s.lists.Invitations.Slice()[0], s.lists.Invitations.Slice()[1], s.lists.Invitations.Slice()[2], s.lists.ExternalUsers.Slice()[0]
	admin, until := account.Administrator, noon.AddDate(0, 1, 0)
	s.decide(
		account.Waiting{ID: "a1", Deed: account.DeedResend, Target: "i1", LookedInvitation: i1},
		account.Waiting{ID: "a2", Deed: account.DeedCancel, Target: "i2", LookedInvitation: i2},
		account.Waiting{ID: "a3", Deed: account.DeedCorrect, Target: "i3", LookedInvitation: i3, Invitation: &account.NewInvitation{Email: "pia@south.example", UserType: account.RegularUser, Replaces: "i3"}},
		account.Waiting{ID: "a4", Deed: account.DeedModify, Target: "u4", LookedUser: s.lists.Users.Slice()[3], User: &account.UserChange{UserType: &admin}},
		account.Waiting{ID: "a5", Deed: account.DeedDelete, Target: "u5", LookedUser: s.lists.Users.Slice()[4]},
		account.Waiting{ID: "a6", Deed: account.DeedEditAccess, Target: "x1", LookedExternal: x, External: &account.ExternalUserChange{Until: &until}},
		account.Waiting{ID: "a7", Deed: account.DeedRemoveAccess, Target: "x1", LookedExternal: x},
		account.Waiting{ID: "a8", Deed: account.DeedInvite, Invitation: &account.NewInvitation{Email: "ana@maple.example", UserType: account.Custom}},
	)
}

func openBoxed(t *testing.T, s *service) (*desk, *People, *toastLog, *box) {
	t.Helper()
	b := &box{of: s, fail: map[string]error{}}
	d, v, toasts := openPeople(t, s, PeopleOptions{Outbox: b})
	return d, v, toasts, b
}

func markOf(t *testing.T, v *People, key string) string {
	t.Helper()
	return v.State().Mark(rowOf(t, v, key)).Text
}

func TestEachActThatWaitsIsMarkedOnItsRow(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	_, v, _, _ := openBoxed(t, s)
	for key, want := range map[string]string{
		"invitation:i1": "Waiting to be sent: resend",
		"invitation:i2": "Waiting to be sent: cancellation",
		"invitation:i3": "Waiting to be sent: correction to pia@south.example",
		"invitation:i4": "",
		"user:u4":       "Waiting to be sent: new user type Administrator",
		"user:u5":       "Waiting to be sent: deletion",
		"external:x1":   "Waiting to be sent: new last day and removal of the access",
		"waiting:a8":    "Waiting to be sent: invitation",
	} {
		if got := markOf(t, v, key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if m := v.State().Mark(rowOf(t, v, "user:u5")); m.Icon == "" || m.Role != RoleAmber {
		t.Errorf("the mark is by colour alone: %+v", m)
	}
	wantText(t, v.State().Status.Waiting, "8 changes waiting to be sent")
}

func TestWhatTheServiceDoesNotKnowIsNotCounted(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	d, v, _, _ := openBoxed(t, s)
	wantOutline(t, v, "[Pending invitations 4] i4 i3 i2 i1 waiting:a8 [Users 5] u1 u2 u3 u4 u5 [External users 1] x1")
	st := v.State()
	if st.Chips[FilterPending].Count != "4" || st.Chips[FilterAll].Count != "10" || st.Quiet[1].Text != "4 pending invitations" {
		t.Errorf("counts: %+v, %+v", st.Chips, st.Quiet)
	}
	for search, want := range map[string]string{
		"ana":   "[Pending invitations 0] waiting:a8",
		"south": "[Pending invitations 1] i3",
		"pia":   "[Pending invitations 1] i3",
	} {
		v.Search(search)
		d.settle()
		wantOutline(t, v, want)
	}
	v.Search("")
	v.SortBy(SectionPending, ColumnName)
	v.SetFilter(FilterPending)
	d.settle()
	wantOutline(t, v, "[Pending invitations 4] waiting:a8 i4 i1 i3 i2")
	row := v.State().Invitation(rowOf(t, v, "waiting:a8"))
	if row.Type.Text != "Custom" || row.Delivery.Text != "" || row.ActLabel != "Take back" || row.CancelLabel != "" {
		t.Errorf("the row says %+v", row)
	}
}

func TestAnAccountWithOnlyAnUnsentInvitationShowsIt(t *testing.T) {
	s := offlinePress()
	s.lists.Invitations = account.List[account.Invitation]{}
	s.decide(account.Waiting{ID: "a8", Deed: account.DeedInvite, Invitation: &account.NewInvitation{Email: "ana@maple.example", UserType: account.Custom}})
	_, v, _, _ := openBoxed(t, s)
	if got := outline(v.State()); !strings.HasPrefix(got, "[Pending invitations 0] waiting:a8 [Users") {
		t.Error(got)
	}
}

func TestManyUnsentInvitationsStandBehindShowAllToo(t *testing.T) {
	s := offlinePress()
	for _, id := range strings.Fields("b1 b2 b3 b4 b5 b6 b7") {
		s.decide(account.Waiting{ID: id, Deed: account.DeedInvite, Invitation: &account.NewInvitation{Email: id + "@maple.example"}})
	}
	d, v, _, _ := openBoxed(t, s)
	wantText(t, outline(v.State()), "i1 waiting:b1 waiting:b2 waiting:b3 waiting:b4 waiting:b5 (Show all 11)")
	v.ToggleAllPending()
	d.settle()
	wantText(t, outline(v.State()), "waiting:b6 waiting:b7 (Show")
}

func TestARowThatIsGoingToEndTakesNoOtherAct(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	_, v, _, _ := openBoxed(t, s)
	for _, c := range []struct {
		key string
		act MenuAct
		why string
	}{
		{"invitation:i1", MenuResend, "Waiting to be sent: resend"},
		{"invitation:i2", MenuCorrect, "Waiting to be sent: cancellation"},
		{"user:u5", MenuModify, "Waiting to be sent: deletion"},
		{"user:u5", MenuDelete, "Waiting to be sent: deletion"},
		{"external:x1", MenuEditAccess, "Waiting to be sent: removal of the access"},
		{"invitation:i1", MenuCancel, ""},
		{"user:u4", MenuModify, ""},
		{"user:u4", MenuDelete, ""},
	} {
		if e := entryOf(t, v, c.key, c.act); e.Reason != c.why {
			t.Errorf("%s: %+v, want %q", c.key, e, c.why)
		}
	}
}

func TestTakeBackNamesWhatIsTakenBackWhereSeveralWait(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	d, v, toasts, b := openBoxed(t, s)
	if e := entryOf(t, v, "user:u5", MenuTakeBack); e.Label != "Take back" || !e.Enabled {
		t.Errorf("one act: %+v", e)
	}
	if e := entryOf(t, v, "external:x1", MenuTakeBack); e.Label != "Take back: removal of the access" {
		t.Errorf("two acts: %+v", e)
	}
	v.TakeBack(rowOf(t, v, "external:x1"))
	d.settle()
	wantText(t, toasts.texts(), "Taken back: removal of the access · Karim Benali")
	if got := markOf(t, v, "external:x1"); got != "Waiting to be sent: new last day" || len(b.calls) != 1 {
		t.Errorf("left: %q, calls %v", got, b.calls)
	}
}

func TestARowSaysHowFarItsActHasCome(t *testing.T) {
	for _, c := range []struct {
		state  account.WaitingState
		mark   string
		act    MenuAct
		reason string
	}{
		{account.WaitingSending, "Being sent: deletion…", MenuTakeBack, "It is being sent right now."},
		{account.WaitingUncertain, "Sent, no answer yet: deletion", MenuTakeBack, "It may be done already."},
		{account.WaitingRefused, "Not done: deletion", MenuSeeWhy, ""},
	} {
		s := press()
		s.decide(account.Waiting{ID: "a5", Deed: account.DeedDelete, Target: "u5", State: c.state, Fault: account.Fault(account.VersionMismatch)})
		_, v, _, b := openBoxed(t, s)
		if got := markOf(t, v, "user:u5"); got != c.mark {
			t.Errorf("%s: %q", c.state, got)
		}
		if e := entryOf(t, v, "user:u5", c.act); e.Reason != c.reason {
			t.Errorf("%s: %+v", c.state, e)
		}
		if v.TakeBack(rowOf(t, v, "user:u5")); len(b.calls) != 0 {
			t.Errorf("%s: taken back", c.state)
		}
	}
}

func TestTheBannerStandsUntilNothingIsRefused(t *testing.T) {
	s := press()
	s.decide(account.Waiting{ID: "a5", Deed: account.DeedDelete, Target: "u5", State: account.WaitingRefused, Fault: account.Fault(account.VersionMismatch)})
	asked := ""
	d, v, _ := openPeople(t, s, PeopleOptions{Outbox: &box{of: s}, OnWaiting: func(id string) { asked = id }})
	b := v.State().Banners
	if len(b) != 1 || b[0].Text != "1 change was not done." || b[0].Action != "See why…" || b[0].Role != RoleRed || b[0].Closable {
		t.Fatalf("banners: %+v", b)
	}
	wantText(t, v.State().Status.Waiting, "1 change was not done")
	v.CloseBanner(BannerRefused)
	d.pass(time.Hour)
	if len(v.State().Banners) != 1 {
		t.Error("it goes away by itself")
	}
	if v.BannerAct(BannerRefused); asked != "a5" {
		t.Errorf("asked for %q", asked)
	}
	s.change(func(l *account.Lists) { l.Waiting = nil })
	d.settle()
	if len(v.State().Banners) != 0 || v.State().Status.Waiting != "" {
		t.Errorf("it stays: %+v", v.State().Banners)
	}
}

func TestTheStatusLineNeverClaimsToBeNewerThanItIs(t *testing.T) {
	yesterday := noon.Add(-19 * time.Hour)
	for _, c := range []struct {
		status account.Status
		want   string
	}{
		{account.Status{Link: account.LinkConnecting, AsOf: yesterday}, "Connecting… · list as of yesterday, 17:00"},
		{account.Status{Link: account.LinkUpdating, AsOf: yesterday}, "Updating… · list as of yesterday, 17:00"},
		{account.Status{Link: account.LinkUpdating, AsOf: noon.Add(-5 * time.Second)}, "Updating…"},
		{account.Status{Link: account.LinkUpdating, AsOf: yesterday, Fetched: 12500, Total: 100000}, "Updating… 12,500 of 100,000 · list as of yesterday, 17:00"},
		// Its age is by this computer's clock, whatever the service's says.
		{account.Status{Link: account.LinkOffline, AsOf: noon, NextTry: noon, ClockOffset: 20 * time.Hour}, "Offline · list as of today, 12:00"},
	} {
		s := press()
		s.status = c.status
		_, v, _ := openPeople(t, s, PeopleOptions{})
		if got := v.State().Status.Text; got != c.want {
			t.Errorf("%+v: %q, want %q", c.status, got, c.want)
		}
	}
}

func TestTodayBecomesYesterdayAtMidnight(t *testing.T) {
	s := offlinePress()
	d, v, _, _ := openBoxed(t, s)
	d.now = noon.Add(12*time.Hour - 90*time.Second)
	v.SetVisible(true)
	d.settle()
	d.pass(89 * time.Second)
	wantText(t, v.State().Status.Text, "today, 12:00")
	d.pass(time.Second)
	wantText(t, v.State().Status.Text, "yesterday, 12:00")
}

func TestTheFirstFetchCountsInTheStatusLine(t *testing.T) {
	s := press()
	s.lists = account.Lists{}
	s.status = account.Status{Link: account.LinkConnecting, Fetched: 12500, Total: 100000, Copy: account.CopyKept}
	_, v, _ := openPeople(t, s, PeopleOptions{})
	st := v.State()
	if !st.Loading || st.Rows.At(0).Kind != RowSkeleton || st.Status.Progress != 0.125 {
		t.Errorf("loading %v, %+v", st.Loading, st.Status)
	}
	wantText(t, st.Status.Text, "12,500 of 100,000")
}

func TestThePanelOfAPersonSaysWhatWaits(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	d := newDesk(t)
	v := NewPerson(d.env(), s, Row{Kind: RowUser, User: s.lists.Users.Slice()[4]})
	v.Start()
	d.settle()
	st := v.State()
	if st.Mark.Text != "Waiting to be sent: deletion" || st.AnswerLabel != "Take back" || st.Answer != MenuTakeBack {
		t.Errorf("%+v, %q", st.Mark, st.AnswerLabel)
	}
	s.change(func(l *account.Lists) { l.Waiting = nil })
	d.settle()
	if st := v.State(); st.Mark.Text != "" || st.AnswerLabel != "" {
		t.Errorf("it stays: %+v", st.Mark)
	}
}
