package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

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
		s.decide(account.Waiting{ID: "a1", Deed: account.DeedResend, Target: "i1", LookedInvitation: s.lists.Invitations.Slice()[0]})
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
	v.Restore(s.lists.Invitations.Slice()[1])
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
	s.lists.Cancelled = account.ListOf(invitation("c1", "carl@maple.example", time.Hour))
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
