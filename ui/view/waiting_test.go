package view

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
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
	i1, i2, i3, x := s.lists.Invitations[0], s.lists.Invitations[1], s.lists.Invitations[2], s.lists.ExternalUsers[0]
	admin, until := account.Administrator, noon.AddDate(0, 1, 0)
	s.decide(
		account.Waiting{ID: "a1", Deed: account.DeedResend, Target: "i1", LookedInvitation: i1},
		account.Waiting{ID: "a2", Deed: account.DeedCancel, Target: "i2", LookedInvitation: i2},
		account.Waiting{ID: "a3", Deed: account.DeedCorrect, Target: "i3", LookedInvitation: i3, Invitation: &account.NewInvitation{Email: "pia@south.example", UserType: account.RegularUser, Replaces: "i3"}},
		account.Waiting{ID: "a4", Deed: account.DeedModify, Target: "u4", LookedUser: s.lists.Users[3], User: &account.UserChange{UserType: &admin}},
		account.Waiting{ID: "a5", Deed: account.DeedDelete, Target: "u5", LookedUser: s.lists.Users[4]},
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
	s.lists.Invitations = nil
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

func TestResendOfflineWaitsAndCanBeTakenBack(t *testing.T) {
	s := offlinePress()
	s.fail["resend"] = account.Fault(account.Deferred)
	d, v, toasts, b := openBoxed(t, s)
	row := rowOf(t, v, "invitation:i1")
	v.Resend(row.Invitation)
	d.settle()
	if v.State().Busy(row) || len(toasts.shown) != 1 || toasts.shown[0].Role == RoleRed || toasts.shown[0].Action != "Take back" {
		t.Fatalf("busy %v, toasts %+v", v.State().Busy(row), toasts.shown)
	}
	wantText(t, toasts.texts(), "The invitation to noor@maple.example will be sent again when Rollcall is online again")
	s.decide(account.Waiting{ID: s.acts[0].Key, Deed: account.DeedResend, Target: "i1", LookedInvitation: row.Invitation})
	d.settle()
	d.pass(resendPause)
	v.Resend(row.Invitation)
	d.settle()
	if len(s.acts) != 1 {
		t.Error("it is decided twice")
	}
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	if got := strings.Join(b.calls, ", "); got != "take back "+s.acts[0].Key {
		t.Errorf("calls: %s", got)
	}
	wantText(t, toasts.texts(), "Taken back: resend · noor@maple.example")
	if got := markOf(t, v, "invitation:i1"); got != "" {
		t.Errorf("still marked %q", got)
	}
}

func TestWhatMayHaveArrivedIsNotOfferedToBeTakenBack(t *testing.T) {
	s := offlinePress()
	s.fail["resend"] = account.Fault(account.Deferred)
	s.decide(account.Waiting{ID: "key 1", Deed: account.DeedResend, Target: "i9", State: account.WaitingUncertain})
	d, v, toasts, _ := openBoxed(t, s)
	v.Resend(rowOf(t, v, "invitation:i1").Invitation)
	d.settle()
	if len(toasts.shown) != 1 || toasts.shown[0].Action != "" || s.acts[0].Key != "key 1" {
		t.Errorf("toasts: %+v", toasts.shown)
	}
	wantText(t, toasts.texts(), "It may have arrived already; Rollcall asks again by itself.")
}

func TestAToastGoesOnceItIsTrueNoLonger(t *testing.T) {
	s := offlinePress()
	s.fail["resend"] = account.Fault(account.Deferred)
	d, v, toasts, _ := openBoxed(t, s)
	v.Resend(rowOf(t, v, "invitation:i1").Invitation)
	d.settle()
	s.decide(account.Waiting{ID: s.acts[0].Key, Deed: account.DeedResend, Target: "i1"})
	d.settle()
	if len(toasts.shown) != 1 {
		t.Fatalf("toasts: %+v", toasts.shown)
	}
	s.change(func(l *account.Lists) { l.Waiting = nil }) // sent, or taken back in the dialog
	d.settle()
	if len(toasts.shown) != 0 {
		t.Errorf("it still says %q", toasts.texts())
	}
}

// sending lets every act be on its way.
func (s *service) sending() {
	s.change(func(l *account.Lists) {
		l.Waiting = slices.Clone(l.Waiting)
		for n, a := range l.Waiting {
			other := *a
			other.State = account.WaitingSending
			l.Waiting[n] = &other
		}
	})
}

func TestAToastSaysOnceThatAllIsSent(t *testing.T) {
	s := press()
	s.oneOfEach()
	d, _, toasts, _ := openBoxed(t, s)
	s.sending()
	d.settle()
	s.change(func(l *account.Lists) { l.Waiting = l.Waiting[:1] })
	d.settle()
	if len(toasts.shown) != 0 {
		t.Errorf("one still waits: %q", toasts.texts())
	}
	s.change(func(l *account.Lists) { l.Waiting = nil })
	d.settle()
	wantText(t, toasts.texts(), "What was waiting is sent")
	s.tell()
	d.settle()
	if len(toasts.shown) != 1 {
		t.Errorf("toasts: %+v", toasts.shown)
	}
}

func TestNothingIsSaidToBeSentThatWasTakenBackOrLost(t *testing.T) {
	for name, change := range map[string]func(s *service, d *desk){
		"never sent": func(*service, *desk) {},
		"the network went": func(s *service, d *desk) {
			s.sending()
			d.settle()
			s.status = offlinePress().status
			first := *s.lists.Waiting[0]
			first.State = account.WaitingUnsent
			s.lists.Waiting = []*account.Waiting{&first}
			s.tell()
			d.settle()
		},
		"the session ended": func(s *service, d *desk) {
			s.sending()
			d.settle()
			s.status.Link = account.LinkEnded
		},
	} {
		s := press()
		s.oneOfEach()
		d, _, toasts, _ := openBoxed(t, s)
		change(s, d)
		s.change(func(l *account.Lists) { l.Waiting = nil })
		d.settle()
		if len(toasts.shown) != 0 {
			t.Errorf("%s: %q", name, toasts.texts())
		}
	}
}

func TestTheTrashCanOfflineLeavesTheRowMarked(t *testing.T) {
	s := offlinePress()
	s.fail["cancel"] = account.Fault(account.Deferred)
	d, v, toasts, b := openBoxed(t, s)
	row := rowOf(t, v, "invitation:i3")
	v.Cancel(row.Invitation)
	d.settle()
	wantOutline(t, v, wholeOutline)
	s.decide(account.Waiting{ID: s.acts[0].Key, Deed: account.DeedCancel, Target: "i3", LookedInvitation: row.Invitation})
	d.settle()
	r := v.State().Invitation(row)
	if r.Act != MenuTakeBack || r.ActLabel != "Take back" || r.CancelLabel != "" || r.Delivery.Text != "Expired on Nov 14" {
		t.Errorf("the row says %+v", r)
	}
	d.pass(doubleClick)
	v.TakeBack(row)
	d.settle()
	if len(b.calls) != 1 || len(toasts.shown) != 1 || toasts.shown[0].Action != "" {
		t.Errorf("calls %v, toasts %+v", b.calls, toasts.shown)
	}
}

func TestTheSecondHalfOfADoubleClickTakesNothingBack(t *testing.T) {
	s := offlinePress()
	s.fail["resend"] = account.Fault(account.Deferred)
	d, v, _, b := openBoxed(t, s)
	row := rowOf(t, v, "invitation:i1")
	v.Resend(row.Invitation)
	d.settle()
	s.decide(account.Waiting{ID: s.acts[0].Key, Deed: account.DeedResend, Target: "i1"})
	d.settle() // Take back stands under the pointer
	v.TakeBack(row)
	d.settle()
	if len(b.calls) != 0 {
		t.Error("taken back by a slip")
	}
	d.pass(doubleClick)
	v.TakeBack(row)
	v.TakeBack(row)
	d.settle()
	if len(b.calls) != 1 {
		t.Errorf("calls: %v", b.calls)
	}
}

func TestTakingBackWhatWasSentMeanwhileSaysSo(t *testing.T) {
	for code, want := range map[account.Code]string{
		account.NotFound:           "It was done before it could be taken back: resend · noor@maple.example",
		account.IdempotencyRunning: "It may be done already, and cannot be taken back",
		account.Internal:           "It was not taken back: resend · noor@maple.example. The service has a problem.",
	} {
		s := offlinePress()
		s.decide(account.Waiting{ID: "a1", Deed: account.DeedResend, Target: "i1", LookedInvitation: s.lists.Invitations[0]})
		d, v, toasts, b := openBoxed(t, s)
		b.fail["a1"] = account.Fault(code)
		v.TakeBack(rowOf(t, v, "invitation:i1"))
		d.settle()
		wantText(t, toasts.texts(), want)
	}
}

func TestACancellationThatWasSentMeanwhileIsUndoneAllTheSame(t *testing.T) {
	s := offlinePress()
	s.fail["cancel"] = account.Fault(account.Deferred)
	d, v, toasts, b := openBoxed(t, s)
	v.Cancel(rowOf(t, v, "invitation:i3").Invitation)
	d.settle()
	b.fail[s.acts[0].Key] = account.Fault(account.NotFound)
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "cancel i3, restore i3" {
		t.Errorf("calls: %s", got)
	}
}

func TestResendAllOfflineIsPutOffAndTakenBackTogether(t *testing.T) {
	s := withExpired(2)
	s.status = offlinePress().status
	s.fail["resend"] = account.Fault(account.Deferred)
	d, v, toasts, b := openBoxed(t, s)
	v.ResendExpired()
	d.settle()
	wantText(t, toasts.texts(), "3 invitations will be sent again when Rollcall is online again.")
	for n, a := range s.acts {
		s.decide(account.Waiting{ID: a.Key, Deed: account.DeedResend, Target: strings.TrimPrefix(s.calls[n], "resend ")})
	}
	d.settle()
	if acts := v.State().Sections[SectionPending].Acts; slices.ContainsFunc(acts, func(a SectionAct) bool { return a.Act == MenuResendExpired }) {
		t.Error("all of them are offered again")
	}
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	if len(b.calls) != 3 {
		t.Errorf("calls: %v", b.calls)
	}
	wantText(t, toasts.texts(), "3 changes taken back")
}

func TestCancelAllOnTheEdgeUndoesWhatWasDoneAndTakesBackTheRest(t *testing.T) {
	s := withExpired(2)
	s.status.Copy = account.CopyKept
	s.fail["cancel e001"], s.fail["cancel e000"] = account.Fault(account.Deferred), account.Fault(account.Deferred)
	d, v, toasts, b := openBoxed(t, s)
	v.CancelExpired()
	d.settle()
	wantText(t, toasts.texts(), "1 invitation cancelled. 2 invitations will be cancelled when Rollcall is online again.")
	if toasts.shown[0].Action != "Undo" {
		t.Errorf("offers %q", toasts.shown[0].Action)
	}
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	if len(b.calls) != 2 || !slices.Contains(s.calls, "restore i3") {
		t.Errorf("taken back %v, calls %v", b.calls, s.calls)
	}
}

func TestRestoringWhatWaitsToBeCancelledTakesThatBack(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	d, v, _, b := openBoxed(t, s)
	v.Restore(s.lists.Invitations[1])
	d.settle()
	if got := strings.Join(b.calls, ", "); got != "take back a2" || len(s.calls) != 0 {
		t.Errorf("took back %q, calls %v", got, s.calls)
	}
}

func entryOf(t *testing.T, v *People, key string, act MenuAct) MenuEntry {
	t.Helper()
	for _, e := range v.State().Menu(rowOf(t, v, key)) {
		if e.Act == act {
			return e
		}
	}
	t.Fatalf("%s has no entry %d", key, act)
	return MenuEntry{}
}

func TestOfflineWithACopyWhatCanWaitCanBeChosen(t *testing.T) {
	s := offlinePress()
	s.lists.Cancelled = []*account.Invitation{invitation("c1", "carl@maple.example", time.Hour)}
	d, v, _, _ := openBoxed(t, s)
	v.Fold(SectionCancelled, false)
	d.settle()
	for _, c := range []struct {
		key    string
		act    MenuAct
		reason string
	}{
		{"invitation:i1", MenuResend, ""},
		{"invitation:i1", MenuCorrect, ""},
		{"invitation:i1", MenuCancel, ""},
		{"invitation:i1", MenuCopyLink, "Only the service can make the link."},
		{"user:u3", MenuModify, ""},
		{"user:u3", MenuDelete, ""},
		{"user:u3", MenuSendLink, "Works for one hour only, so it is not sent later."},
		{"user:u3", MenuResetTwoFactor, "Has to take effect at once, so not while offline."},
		{"user:u3", MenuSignOut, "Has to take effect at once, so not while offline."},
		{"external:x1", MenuEditAccess, ""},
		{"external:x1", MenuRemoveAccess, ""},
		{"cancelled:c1", MenuRestore, "Only the service can restore it, within 24 hours of cancelling."},
		{"heading:0", MenuResendExpired, ""},
		{"heading:3", MenuRequestAccess, "Requests are answered by the service."},
	} {
		if e := entryOf(t, v, c.key, c.act); e.Reason != c.reason || e.Enabled != (c.reason == "") {
			t.Errorf("%s: %+v, want the reason %q", c.key, e, c.reason)
		}
	}
	for _, state := range []account.CopyState{account.CopyNone, account.CopyBusy, account.CopyFailing} {
		s.status.Copy = state
		s.tell()
		d.settle()
		if e := entryOf(t, v, "user:u3", MenuDelete); e.Enabled || e.Reason == "" {
			t.Errorf("the copy is %q: %+v", state, e)
		}
	}
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
	v := NewPerson(d.env(), s, Row{Kind: RowUser, User: s.lists.Users[4]})
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

// boxed is a service with an outbox of its own.
type boxed struct {
	*service
	box *box
}

func (b boxed) TakeBack(ctx context.Context, id string) error { return b.box.TakeBack(ctx, id) }
func (b boxed) SendAnew(ctx context.Context, id string) error { return b.box.SendAnew(ctx, id) }

// openWaiting opens the dialog.
func openWaiting(t *testing.T, s *service) (*desk, *Waiting, *box, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	b := &box{of: s, fail: map[string]error{}}
	v := NewWaiting(d.env(), boxed{s, b}, toasts)
	v.OnState = func(WaitingState) {}
	v.Start()
	d.settle()
	return d, v, b, log
}

func TestTheDialogListsEachActInOrder(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	_, v, _, _ := openWaiting(t, s)
	st := v.State()
	var got []string
	for _, r := range st.Rows {
		got = append(got, joinFacts(r.Title, r.Detail))
		if r.State.Text != "Waiting to be sent" || r.Since != "Decided today, 11:00" || r.TakeBack != "Take back" || r.Refusal != "" || r.Anew != "" {
			t.Errorf("row %+v", r)
		}
	}
	want := []string{
		"Resend the invitation to noor@maple.example",
		"Cancel the invitation to tom@maple.example",
		"Correct the invitation to petra@north.example · New address pia@south.example · User",
		"Modify Daniel Royce · User type: Administrator",
		"Delete Élise Baker · elise.baker@maple.example",
		"Change what Karim Benali may do · The access ends at the end of December 21, 2026.",
		"Remove the access of Karim Benali · karim@lumen.example · Agence Lumen",
		"Invite ana@maple.example · Custom · Base permissions only",
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if st.Title != "8 changes waiting to be sent" || st.TakeAll != "Take all back" {
		t.Errorf("%q, %q", st.Title, st.TakeAll)
	}
	wantText(t, st.Line, "kept on this computer")
}

func TestTheDialogFollowsTheListsAndGetsOlder(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	d, v, _, _ := openWaiting(t, s)
	d.pass(13 * time.Hour)
	if got := v.State().Rows[0].Since; got != "Decided yesterday, 11:00" {
		t.Errorf("the day after: %q", got)
	}
	s.change(func(l *account.Lists) { l.Waiting = l.Waiting[1:] })
	d.settle()
	if got := v.State().Title; got != "7 changes waiting to be sent" {
		t.Error(got)
	}
	s.change(func(l *account.Lists) { l.Waiting = nil })
	d.settle()
	if st := v.State(); len(st.Rows) != 0 || st.None == "" || st.TakeAll != "" {
		t.Errorf("%+v", st)
	}
	v.Close()
	if len(d.timers) != 0 || len(s.watchers) != 0 {
		t.Error("a closed dialog keeps looking")
	}
}

func TestTakingBackTellsWhatGoesWithIt(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	d, v, b, toasts := openWaiting(t, s)
	v.TakeBack("a6")
	v.TakeBack("a6")
	if r := v.State().Rows[5]; !r.Busy {
		t.Error("the row does not show that it is busy")
	}
	d.settle()
	if len(b.calls) != 1 || len(v.State().Rows) != 6 {
		t.Errorf("calls %v, %d rows", b.calls, len(v.State().Rows))
	}
	wantText(t, toasts.texts(), "Taken back: new last day and removal of the access · Karim Benali")
}

func TestTakeAllBackLeavesWhatIsOnItsWay(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	first := *s.lists.Waiting[0]
	first.State = account.WaitingSending
	s.lists.Waiting[0] = &first
	d, v, b, toasts := openWaiting(t, s)
	b.fail["a2"] = account.Fault(account.IdempotencyRunning)
	v.TakeAllBack()
	v.TakeAllBack()
	if !v.State().Busy {
		t.Error("it does not show that it is busy")
	}
	d.settle()
	if len(b.calls) != 7 || b.calls[0] != "take back a8" {
		t.Errorf("calls: %v", b.calls)
	}
	wantText(t, toasts.texts(), "6 changes taken back")
	wantText(t, v.State().Error, "Some of them are on their way already")
	if len(v.State().Rows) != 2 || v.State().Busy {
		t.Errorf("%+v", v.State())
	}
}

func TestEachStateSaysWhetherItCanBeTakenBack(t *testing.T) {
	s := press()
	s.decide(
		account.Waiting{ID: "a1", Deed: account.DeedResend, Target: "i1", State: account.WaitingSending},
		account.Waiting{ID: "a2", Deed: account.DeedCancel, Target: "i2", State: account.WaitingUncertain},
		account.Waiting{ID: "a3", Deed: account.DeedModify, Target: "u4", State: account.WaitingRefused, Fault: account.Fault(account.VersionMismatch), LookedUser: s.lists.Users[3]},
		account.Waiting{ID: "a4", Deed: account.DeedDelete, Target: "u4", State: account.WaitingBehind, LookedUser: s.lists.Users[3]},
		account.Waiting{ID: "a5", Deed: account.DeedResend, Target: "i3"},
		account.Waiting{ID: "a6", Deed: account.DeedDelete, Target: "u4", State: account.WaitingBehind},
		account.Waiting{ID: "a7", Deed: account.DeedDelete, Target: "u3", State: account.WaitingLost},
	)
	_, v, _, _ := openWaiting(t, s)
	rows := v.State().Rows
	if len(rows) != 6 {
		t.Fatalf("%d rows: what is lost is not waiting", len(rows))
	}
	for n, want := range []struct{ state, refusal, why, back string }{
		{"Being sent…", "It is being sent right now.", "", "Take back"},
		{"Sent, no answer yet", "It may be done already.", "It may be done already. The answer comes with the next contact.", "Take back"},
		{"Not done", "", "Somebody else changed Daniel Royce meanwhile.", "Discard"},
		{"Waits", "", "Waits for the one above.", "Take back"},
		{"Waiting to be sent", "", "", "Take back"},
		{"Waits", "", "Waits for: Delete Daniel Royce.", "Take back"},
	} {
		r := rows[n]
		if r.State.Text != want.state || r.Refusal != want.refusal || r.Why != want.why || r.TakeBack != want.back || r.Icon == "" {
			t.Errorf("row %d: %+v", n, r)
		}
	}
	if got := v.State().Title; got != "3 changes waiting to be sent" {
		t.Error(got)
	}
	wantText(t, v.State().Line, "3 changes were not done. ")
}

// meanwhile is what happens to a row after an act on it was decided.
type meanwhile struct {
	name   string
	act    account.Waiting
	code   account.Code
	change func(*account.Lists)
	why    string
	anew   string
}

func TestARefusedActSaysWhatHappenedMeanwhile(t *testing.T) {
	s := press()
	i1, u4, x1 := s.lists.Invitations[0], s.lists.Users[3], s.lists.ExternalUsers[0]
	type act = account.Waiting
	user := func(f func(*account.User)) func(*account.Lists) {
		return func(l *account.Lists) { other := *l.Users[3]; f(&other); l.Users[3] = &other }
	}
	invited := func(f func(*account.Invitation)) func(*account.Lists) {
		return func(l *account.Lists) { other := *l.Invitations[0]; f(&other); l.Invitations[0] = &other }
	}
	access := func(f func(*account.ExternalUser)) func(*account.Lists) {
		return func(l *account.Lists) { other := *l.ExternalUsers[0]; f(&other); l.ExternalUsers[0] = &other }
	}
	cancelled := func(by string) func(*account.Lists) {
		return func(l *account.Lists) {
			other := *l.Invitations[0]
			other.State, other.ReplacedBy = account.InvitationCancelled, by
			l.Invitations, l.Cancelled = l.Invitations[1:], append(l.Cancelled, &other)
		}
	}
	nothing := func(*account.Lists) {}
	remove := act{Deed: account.DeedDelete, Target: "u4", LookedUser: u4}
	modify := act{Deed: account.DeedModify, Target: "u4", LookedUser: u4, User: &account.UserChange{}}
	resend := act{Deed: account.DeedResend, Target: "i1", LookedInvitation: i1}
	cancel := act{Deed: account.DeedCancel, Target: "i1", LookedInvitation: i1}
	correct := act{Deed: account.DeedCorrect, Target: "i1", LookedInvitation: i1, Invitation: &account.NewInvitation{Email: "nora@maple.example"}}
	invite := act{Deed: account.DeedInvite, Invitation: &account.NewInvitation{Email: "ana@maple.example"}}
	edit := act{Deed: account.DeedEditAccess, Target: "x1", LookedExternal: x1, External: &account.ExternalUserChange{}}
	end := act{Deed: account.DeedRemoveAccess, Target: "x1", LookedExternal: x1}
	for _, c := range []meanwhile{
		{"promoted", remove, account.VersionMismatch, user(func(u *account.User) { u.UserType = account.Administrator }), "Meanwhile the user type of Daniel Royce became Administrator.", "Delete anyway"},
		{"renamed and moved", modify, account.VersionMismatch, user(func(u *account.User) { u.LastName, u.Email = "Roy", "d@maple.example" }), "Meanwhile Daniel Royce was renamed Daniel Roy. Meanwhile the address of Daniel Royce became d@maple.example.", "Change anyway"},
		{"user name", modify, account.VersionMismatch, user(func(u *account.User) { u.Username = "dan" }), "Meanwhile the user name of Daniel Royce became dan.", "Change anyway"},
		{"permissions", modify, account.VersionMismatch, user(func(u *account.User) { u.Permissions = nil }), "Meanwhile Daniel Royce was given other permissions.", "Change anyway"},
		{"unknown change", modify, account.VersionMismatch, nothing, "Somebody else changed Daniel Royce meanwhile.", "Change anyway"},
		{"deleted, to modify", modify, account.NotFound, func(l *account.Lists) { l.Users = l.Users[:3] }, "Daniel Royce was deleted meanwhile.", ""},
		{"deleted, to delete", remove, account.NotFound, func(l *account.Lists) { l.Users = l.Users[:3] }, "Daniel Royce was deleted meanwhile. Nothing is left to do.", ""},
		{"the last administrator", remove, account.LastAdministrator, nothing, "The account has to keep an administrator, and this is the last one. Make somebody else an administrator first.", "Try again"},
		{"nobody knows", remove, account.OutcomeUnknown, nothing, "This was sent long ago and no answer came: it may have been done, or not. Look in the lists whether it was done; if not, do it again.", "Delete anyway"},
		{"demoted", remove, account.Forbidden, nothing, "You are no administrator of this account any more.", ""},
		{"resent", cancel, account.VersionMismatch, invited(func(i *account.Invitation) { i.SentCount, i.LastSentAt = 2, noon.Add(-time.Minute) }), "The invitation to noor@maple.example was sent again meanwhile: today, 11:59.", "Cancel the invitation anyway"},
		{"expired", correct, account.VersionMismatch, invited(func(i *account.Invitation) { i.ExpiresAt = noon.Add(-time.Minute) }), "The invitation to noor@maple.example has expired meanwhile.", "Correct anyway"},
		{"bounced", resend, account.VersionMismatch, invited(func(i *account.Invitation) { i.Delivery.State = account.DeliveryBounced }), "The mail to noor@maple.example has come back meanwhile.", "Resend anyway"},
		{"completed", resend, account.InvitationNotPending, func(l *account.Lists) {
			l.Invitations = l.Invitations[1:]
			l.Users = append(l.Users, &account.User{ID: "u9", Email: "NOOR@maple.example"})
		}, "The invitation was completed meanwhile: noor@maple.example is a user now.", ""},
		{"cancelled", resend, account.InvitationNotPending, cancelled(""), "Somebody else cancelled the invitation meanwhile.", ""},
		{"cancelled, to cancel", cancel, account.InvitationNotPending, cancelled(""), "Somebody else cancelled the invitation meanwhile. Nothing is left to do.", ""},
		{"corrected", resend, account.InvitationNotPending, cancelled("i9"), "Somebody else corrected the invitation meanwhile.", ""},
		{"gone", resend, account.NotFound, func(l *account.Lists) { l.Invitations = l.Invitations[1:] }, "The invitation to noor@maple.example is no longer pending.", ""},
		{"already invited", invite, account.AlreadyInvited, nothing, "ana@maple.example is already invited. Resend that invitation from the list if it is needed.", ""},
		{"a user already", invite, account.EmailTaken, nothing, "ana@maple.example belongs to a user of this account.", ""},
		{"trouble", invite, account.Internal, nothing, "The service has a problem. Try again in a moment; if it stays, tell your operator.", "Try again"},
		{"last day", edit, account.VersionMismatch, access(func(x *account.ExternalUser) { x.Until = noon.AddDate(0, 1, 0) }), "Meanwhile the access of Karim Benali was changed. The access ends at the end of December 21, 2026.", "Change anyway"},
		{"access promoted", end, account.VersionMismatch, access(func(x *account.ExternalUser) { x.UserType = account.RegularUser }), "Meanwhile the user type of Karim Benali became User.", "Remove anyway"},
		{"access ended, to edit", edit, account.NotFound, func(l *account.Lists) { l.ExternalUsers = nil }, "Karim Benali has no access to this account any more.", ""},
		{"access ended, to end", end, account.NotFound, func(l *account.Lists) { l.ExternalUsers = nil }, "The access of Karim Benali has ended meanwhile. Nothing is left to do.", ""},
	} {
		s := press()
		c.act.ID, c.act.State, c.act.Fault = "a", account.WaitingRefused, account.Fault(c.code)
		s.decide(c.act)
		s.change(c.change)
		_, v, _, _ := openWaiting(t, s)
		if r := v.State().Rows[0]; r.Why != c.why || r.Anew != c.anew || r.TakeBack != "Discard" {
			t.Errorf("%s: %q, %q, %q", c.name, r.Why, r.Anew, r.TakeBack)
		}
	}
}

func TestDoingItAnyway(t *testing.T) {
	for code, want := range map[account.Code]string{
		"":               "",
		account.Deferred: "",
		account.NotFound: "It is no longer there",
		account.Internal: "The service has a problem.",
	} {
		s := press()
		s.decide(account.Waiting{ID: "a", Deed: account.DeedDelete, Target: "u4", State: account.WaitingRefused, Fault: account.Fault(account.VersionMismatch), LookedUser: s.lists.Users[3]})
		d, v, b, _ := openWaiting(t, s)
		if code != "" {
			b.fail["a"] = account.Fault(code)
		}
		v.Anew("a")
		v.Anew("a")
		d.settle()
		if got := strings.Join(b.calls, ", "); got != "anew a" {
			t.Errorf("%q: calls %s", code, got)
		}
		if got := v.State().Error; (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q", code, got)
		}
	}
}

// Every act in every state, and every refusal, has its words in both languages.
func TestEveryActThatWaitsHasItsWords(t *testing.T) {
	for _, language := range account.Languages() {
		w := words.New(language, time.UTC)
		s := press()
		s.oneOfEach()
		said := map[string]bool{}
		for _, a := range s.lists.Waiting {
			for _, state := range []account.WaitingState{account.WaitingUnsent, account.WaitingSending, account.WaitingUncertain, account.WaitingRefused, account.WaitingBehind} {
				said[stateText(state, deedName(a, w), w)] = true
			}
			for _, text := range []string{deedTitle(a, w), anyway(a.Deed, false, w)} {
				if strings.Contains(text, "waiting.") {
					t.Errorf("%s: %q", language, text)
				}
			}
		}
		if len(said) != 40 {
			t.Errorf("%s: %d sentences for 8 acts in 5 states", language, len(said))
		}
	}
}
