package view

import (
	"strings"
	"testing"

	"rollcall/account"
)

// onDaniel decides acts on one user, in these states.
func (s *service) onDaniel(states ...account.WaitingState) {
	ids := "abcdefgh"
	for n, state := range states {
		a := account.Waiting{ID: ids[n : n+1], Deed: account.DeedModify, Target: "u4", State: state, LookedUser: s.lists.Users.Slice()[3]}
		if state == account.WaitingRefused {
			a.Fault = account.Fault(account.VersionMismatch)
		}
		s.decide(a)
	}
}

func TestOnlyWhatFollowsAnActGoesWithIt(t *testing.T) {
	const refused, behind, unsent = account.WaitingRefused, account.WaitingBehind, account.WaitingUnsent
	for name, c := range map[string]struct {
		states []account.WaitingState
		id     string
		want   string
	}{
		"unsent takes what was decided after it":  {[]account.WaitingState{unsent, unsent, unsent}, "b", "bc"},
		"refused takes what stands behind it":     {[]account.WaitingState{refused, behind, behind, unsent}, "a", "abc"},
		"behind takes what stands behind it":      {[]account.WaitingState{refused, behind, behind, unsent}, "b", "bc"},
		"what is sent all the same is not named":  {[]account.WaitingState{refused, unsent}, "a", "a"},
		"another refused one is another decision": {[]account.WaitingState{refused, refused, unsent}, "a", "a"},
	} {
		s := press()
		s.onDaniel(c.states...)
		var got strings.Builder
		for _, a := range with(s.lists, c.id) {
			got.WriteString(a.ID)
		}
		if got.String() != c.want {
			t.Errorf("%s: %s, want %s", name, got.String(), c.want)
		}
	}
}

func TestWhatFollowsARefusedActIsNotWaitingToBeSent(t *testing.T) {
	s := press()
	s.onDaniel(account.WaitingRefused, account.WaitingBehind)
	_, v, _, _ := openBoxed(t, s)
	wantText(t, v.State().Status.Waiting, "2 changes were not done")
	wantText(t, v.State().Banners[0].Text, "2 changes were not done.")
	_, dialog, _, _ := openWaiting(t, s)
	if st := dialog.State(); st.Title != "2 changes were not done" || st.Line != "" {
		t.Errorf("%q, %q", st.Title, st.Line)
	}
}

func TestAFullDiskIsNotTakenForAnActOnItsWay(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	d, v, b, _ := openWaiting(t, s)
	b.fail["a2"] = account.Fault(account.Internal)
	b.fail["a1"] = account.Fault(account.IdempotencyRunning)
	v.TakeAllBack()
	d.settle()
	if got := v.State().Error; strings.Contains(got, "on their way") || !strings.HasPrefix(got, "2 were not taken back. ") {
		t.Errorf("it says %q", got)
	}
}

func TestALaterDecisionEndsTheOfferToTakeBackTheOneBefore(t *testing.T) {
	s := offlinePress()
	s.fail["resend"], s.fail["cancel"] = account.Fault(account.Deferred), account.Fault(account.Deferred)
	d, v, toasts, b := openBoxed(t, s)
	i := rowOf(t, v, "invitation:i1").Invitation
	v.Resend(i)
	d.settle()
	first := toasts.shown[0].ID
	s.decide(account.Waiting{ID: s.acts[0].Key, Deed: account.DeedResend, Target: "i1", LookedInvitation: i})
	d.settle()
	d.pass(resendPause)
	v.Cancel(i)
	d.settle()
	s.decide(account.Waiting{ID: s.acts[1].Key, Deed: account.DeedCancel, Target: "i1", LookedInvitation: i})
	d.settle()
	if len(toasts.shown) != 1 || toasts.shown[0].ID == first {
		t.Fatalf("toasts: %+v", toasts.shown)
	}
	v.unsend([]promise{{s.acts[0].Key, account.DeedResend, i}}) // pressed in the very moment
	d.settle()
	if len(b.calls) != 1 {
		t.Errorf("calls: %v", b.calls)
	}
	wantText(t, toasts.texts(), "resend and cancellation · noor@maple.example")
}

func TestALaterDecisionLeavesTheOthersOfManyToBeTakenBack(t *testing.T) {
	s := offlinePress()
	d, v, _, b := openBoxed(t, s)
	i, j := s.lists.Invitations.Slice()[0], s.lists.Invitations.Slice()[1]
	s.decide(
		account.Waiting{ID: "a", Deed: account.DeedResend, Target: "i1", LookedInvitation: i},
		account.Waiting{ID: "b", Deed: account.DeedResend, Target: "i2", LookedInvitation: j},
		account.Waiting{ID: "c", Deed: account.DeedCancel, Target: "i1", LookedInvitation: i},
	)
	d.settle()
	v.unsend([]promise{{"a", account.DeedResend, i}, {"b", account.DeedResend, j}})
	d.settle()
	if got := strings.Join(b.calls, ", "); got != "take back b" {
		t.Errorf("calls: %s", got)
	}
}

func TestALaterDecisionEndsTheOfferOfADialogToo(t *testing.T) {
	s := keptOffline()
	d, v, toasts := openModify(t, s, 3)
	v.Set(FieldFirstName, "Danny")
	v.Save()
	d.settle()
	v.Close()
	modify := &account.Waiting{ID: "key 1", Deed: account.DeedModify, Target: "u4", State: account.WaitingUnsent}
	s.change(func(l *account.Lists) { l.Waiting = []*account.Waiting{modify} })
	d.settle()
	if len(toasts.shown) != 1 {
		t.Fatal("the offer goes while it waits")
	}
	s.change(func(l *account.Lists) {
		l.Waiting = []*account.Waiting{modify, {ID: "key 2", Deed: account.DeedDelete, Target: "u4", State: account.WaitingUnsent}}
	})
	d.settle()
	if len(toasts.shown) != 0 {
		t.Errorf("it still offers %+v", toasts.shown)
	}
}

func TestWhatWasTakenBackIsNotSaidToBeSent(t *testing.T) {
	s := press()
	s.onDaniel(account.WaitingSending, account.WaitingUnsent)
	d, v, toasts, _ := openBoxed(t, s)
	rest := s.lists.Waiting[1:]
	s.change(func(l *account.Lists) { l.Waiting = rest })
	d.settle()
	v.TakeBack(rowOf(t, v, "user:u4"))
	d.settle()
	if got := toasts.texts(); strings.Contains(got, "What was waiting is sent") {
		t.Errorf("it says %q", got)
	}
}

func TestWhatTheDialogTookBackIsNotSaidToBeSent(t *testing.T) {
	s := press()
	s.onDaniel(account.WaitingSending, account.WaitingUnsent)
	d, v, toasts, b := openBoxed(t, s)
	dialog := NewWaiting(d.env(), boxed{s, b}, v.toasts)
	dialog.Start()
	rest := s.lists.Waiting[1:]
	s.change(func(l *account.Lists) { l.Waiting = rest })
	d.settle()
	dialog.TakeAllBack()
	d.settle()
	if got := toasts.texts(); strings.Contains(got, "What was waiting is sent") {
		t.Errorf("it says %q", got)
	}
}

// deletionWaits opens the dialog of a deletion that was decided offline and waits.
func deletionWaits(t *testing.T) (*service, *desk, *Confirm, func(...*account.Waiting)) {
	t.Helper()
	s := keptOffline()
	d, v, _ := openDelete(t, s)
	v.Do()
	d.settle()
	show := func(list ...*account.Waiting) {
		s.change(func(l *account.Lists) { l.Waiting = list })
		d.settle()
	}
	show(&account.Waiting{ID: "key 1", Deed: account.DeedDelete, Target: "u4", State: account.WaitingUnsent})
	return s, d, v, show
}

func deletion(s *service, state account.WaitingState, code account.Code) *account.Waiting {
	a := &account.Waiting{ID: "key 1", Deed: account.DeedDelete, Target: "u4", State: state, LookedUser: s.lists.Users.Slice()[3]}
	if code != "" {
		a.Fault = account.Fault(code)
	}
	return a
}

func TestADeletionThatWasRefusedSaysWhyAndCanBeDiscarded(t *testing.T) {
	s, d, v, show := deletionWaits(t)
	s.back()
	show(deletion(s, account.WaitingRefused, account.VersionMismatch))
	st := v.State()
	if st.Title != "Daniel Royce was not deleted" || st.Text != "Somebody else changed Daniel Royce meanwhile." || st.Back != "Discard" || len(st.Facts) != 0 || st.Error != "" {
		t.Errorf("%+v", st)
	}
	v.Undo()
	d.settle()
	if !v.State().Done {
		t.Errorf("it stays: %+v", v.State())
	}
}

func TestADeletionThatCannotBeSentAnyMoreIsNotOfferedToBeTakenBack(t *testing.T) {
	s, _, v, show := deletionWaits(t)
	show(&account.Waiting{ID: "k0", Deed: account.DeedModify, Target: "u4", State: account.WaitingRefused, LookedUser: s.lists.Users.Slice()[3]},
		deletion(s, account.WaitingBehind, ""))
	if st := v.State(); st.Title != "Daniel Royce was not deleted" || st.Text != "Waits for: Modify Daniel Royce." || st.Back != "Discard" {
		t.Errorf("behind: %+v", st)
	}
	show(deletion(s, account.WaitingLost, ""))
	if st := v.State(); st.Title != "Daniel Royce was not deleted" || st.Back != "" {
		t.Errorf("lost: %+v", st)
	}
	wantText(t, v.State().Text, "You lost the right to make changes in Maple Press")
	show(deletion(s, account.WaitingLost, account.OutcomeUnknown))
	if st := v.State(); st.Title != "It is not certain that Daniel Royce is deleted" || st.Back != "" {
		t.Errorf("lost without an answer: %+v", st)
	}
}

func TestADeletionThatWaitsOnlineBlamesNoNetwork(t *testing.T) {
	s, _, v, show := deletionWaits(t)
	wantText(t, v.State().Text, "The service cannot be reached. Until the deletion is sent")
	s.back()
	show(deletion(s, account.WaitingSending, ""))
	if got := v.State().Text; !strings.HasPrefix(got, "Until the deletion is sent, Daniel can still sign in") {
		t.Errorf("it says %q", got)
	}
}

func TestADeletionThatGoesWhileItIsTakenBackIsFollowed(t *testing.T) {
	s, d, v, show := deletionWaits(t)
	s.fail["take back"] = account.Fault(account.IdempotencyRunning)
	v.Undo()
	s.lists.Waiting = []*account.Waiting{deletion(s, account.WaitingUncertain, "")}
	d.settle()
	if st := v.State(); st.Title != "It is not certain that Daniel Royce is deleted" || st.Back != "" || st.Error == "" {
		t.Errorf("%+v", st)
	}
	show()
	if !v.State().Done {
		t.Errorf("it is not told: %+v", v.State())
	}
}
