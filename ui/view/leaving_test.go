package view

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// waitingActs are two acts that wait in a state.
func waitingActs(s *service, state account.WaitingState) []*account.Waiting {
	return []*account.Waiting{
		{ID: "k1", Deed: account.DeedDelete, Target: "u4", State: state, LookedUser: s.lists.Users.Slice()[3]},
		{ID: "k2", Deed: account.DeedResend, Target: "i1", State: state, LookedInvitation: s.lists.Invitations.Slice()[0]},
	}
}

func openLeaving(t *testing.T, s *service) (*desk, *Leaving, *int) {
	t.Helper()
	d, left := newDesk(t), 0
	v := NewLeaving(d.env(), s)
	v.OnLeave = func() { left++ }
	v.OnState = func(st LeavingState) {
		if st.Done {
			v.Close() // as the dialog does
		}
	}
	v.Start()
	d.settle()
	return d, v, &left
}

func factTexts(list []Fact) string {
	var out []string
	for _, f := range list {
		out = append(out, f.Text)
	}
	return strings.Join(out, " | ")
}

func TestSigningOutNamesWhatWouldBeDiscarded(t *testing.T) {
	s := press()
	s.lists.Waiting = append(waitingActs(s, account.WaitingUnsent),
		&account.Waiting{ID: "k3", Deed: account.DeedModify, State: account.WaitingUncertain, LookedUser: s.lists.Users.Slice()[2]},
		&account.Waiting{
			ID: "k4", Deed: account.DeedDelete, State: account.WaitingRefused, Fault: account.Fault(account.LastAdministrator),
			LookedUser: s.lists.Users.Slice()[1],
		},
		&account.Waiting{ID: "k5", Deed: account.DeedInvite, State: account.WaitingLost})
	_, v, _ := openLeaving(t, s)
	st := v.State()
	if st.Title != "4 changes are not settled yet" || !st.Ready || st.WhyNot != "" {
		t.Errorf("%+v", st)
	}
	want := "Delete Daniel Royce | Resend the invitation to noor@maple.example | Modify Chloé Tremblay (may be done already) | " +
		"Delete Benjamin Okafor. Refused: The account has to keep an administrator, and this is the last one."
	if got := factTexts(st.Acts); got != want {
		t.Errorf("names %s", got)
	}
}

func TestVeryManyAreCounted(t *testing.T) {
	s := press()
	for i := range actsNamed + 3 {
		s.lists.Waiting = append(s.lists.Waiting, &account.Waiting{
			ID: fmt.Sprint(i), Deed: account.DeedInvite, State: account.WaitingUnsent, Invitation: &account.NewInvitation{Email: "a@maple.example"},
		})
	}
	_, v, _ := openLeaving(t, s)
	if acts := v.State().Acts; len(acts) != actsNamed+1 || acts[actsNamed].Text != "and 3 more" {
		t.Errorf("%d named, %s", len(acts), factTexts(acts))
	}
}

func TestSendNowLeavesOnceNothingIsLeft(t *testing.T) {
	s := press()
	s.lists.Waiting = waitingActs(s, account.WaitingUnsent)
	d, v, left := openLeaving(t, s)
	v.SendNow()
	v.SendNow()
	v.Discard()
	d.settle()
	if st := v.State(); !st.Busy || st.Progress != "Sending… 0 of 2" || !slices.Equal(s.calls, []string{"refresh"}) {
		t.Errorf("%+v, calls %v", st, s.calls)
	}
	s.change(func(l *account.Lists) { l.Waiting = l.Waiting[1:] })
	d.settle()
	if st := v.State(); st.Progress != "Sending… 1 of 2" || st.Title != "1 change is waiting to be sent" || *left != 0 {
		t.Errorf("%+v, left %d", st, *left)
	}
	s.change(func(l *account.Lists) { l.Waiting = nil })
	s.tell()
	d.settle()
	d.pass(2 * sendPatience)
	if st := v.State(); !st.Done || st.Error != "" || *left != 1 {
		t.Errorf("%+v, left %d", st, *left)
	}
}

func TestWhatCannotBeSentKeepsOneSignedIn(t *testing.T) {
	for name, c := range map[string]struct {
		happen func(s *service, d *desk)
		want   string
	}{
		"the network goes": {func(s *service, _ *desk) {
			s.status = account.Status{Link: account.LinkOffline, Err: account.Fault(account.Unreachable)}
			s.tell()
		}, "The service cannot be reached."},
		"it is refused": {func(s *service, _ *desk) {
			s.change(func(l *account.Lists) { l.Waiting = waitingActs(s, account.WaitingRefused)[:1] })
		}, "1 change was refused: decide it anew from the list, or discard it."},
		"nothing happens": {func(_ *service, d *desk) { d.pass(sendPatience) }, "Not everything could be sent yet."},
	} {
		s := press()
		s.lists.Waiting = waitingActs(s, account.WaitingUnsent)
		d, v, left := openLeaving(t, s)
		v.SendNow()
		d.settle()
		c.happen(s, d)
		d.settle()
		st := v.State()
		if st.Busy || st.Done || *left != 0 || !strings.Contains(st.Error, c.want) {
			t.Errorf("%s: %+v, left %d", name, st, *left)
		}
	}
}

func TestOfflineNothingIsSentButItCanBeDiscarded(t *testing.T) {
	s := keptOffline()
	s.lists.Waiting = waitingActs(s, account.WaitingUnsent)
	d, v, left := openLeaving(t, s)
	v.SendNow()
	d.settle()
	if st := v.State(); st.Ready || st.WhyNot != "Sending needs the service, which cannot be reached now." || len(s.calls) != 0 {
		t.Errorf("%+v, calls %v", st, s.calls)
	}
	s.fail["discard waiting"] = errors.New("the disk is full") // signing out deletes it then
	v.Discard()
	v.Discard()
	d.settle()
	if !slices.Equal(s.calls, []string{"discard waiting"}) || *left != 1 || !v.State().Done {
		t.Errorf("calls %v, left %d", s.calls, *left)
	}
}

func TestOnlyRefusedActsAreNotSentAgain(t *testing.T) {
	s := press()
	s.lists.Waiting = waitingActs(s, account.WaitingRefused)
	_, v, _ := openLeaving(t, s)
	st := v.State()
	if st.Ready || st.Title != "2 changes were not done" {
		t.Errorf("%+v", st)
	}
	wantText(t, st.WhyNot, "decide it anew from the list, or discard it")
}

func TestWhoStaysStays(t *testing.T) {
	s := press()
	s.lists.Waiting = waitingActs(s, account.WaitingUnsent)
	d, v, left := openLeaving(t, s)
	v.SendNow()
	v.Close()
	s.change(func(l *account.Lists) { l.Waiting = nil })
	d.settle()
	d.pass(time.Hour)
	if *left != 0 || len(s.watchers) != 0 || len(d.timers) != 0 {
		t.Errorf("left %d, %d watchers, %d timers", *left, len(s.watchers), len(d.timers))
	}
}

func TestWhatWillNeverBeSentIsToldOnceAndBeforeTheEnd(t *testing.T) {
	s := press()
	d, v, _ := openShell(t, s, nil)
	var told []string
	v.OnLost = func(list []*account.Waiting) { told = append(told, fmt.Sprintf("%d lost", len(list))) }
	v.OnEnded = func(error) { told = append(told, "ended") }
	s.change(func(l *account.Lists) { l.Waiting = waitingActs(s, account.WaitingUnsent) })
	d.settle()
	if v.Waiting() != 2 || len(told) != 0 {
		t.Fatalf("%d wait, told %v", v.Waiting(), told)
	}
	lost := waitingActs(s, account.WaitingLost)
	s.change(func(l *account.Lists) { *l = account.Lists{Waiting: lost} })
	d.settle()
	s.tell()
	d.settle()
	s.status = account.Status{Link: account.LinkEnded, Err: &account.Error{Code: account.SessionEnded, Reason: account.ReasonUserDeleted}}
	s.tell()
	d.settle()
	if !slices.Equal(told, []string{"2 lost", "ended"}) || v.Waiting() != 0 {
		t.Errorf("told %v, %d wait", told, v.Waiting())
	}
}

func TestHowManyWaitOutlastsTheSession(t *testing.T) {
	s := press()
	s.lists.Waiting = waitingActs(s, account.WaitingUnsent)
	d, v, _ := openShell(t, s, nil)
	s.change(func(l *account.Lists) { *l = account.Lists{} })
	s.status = account.Status{Link: account.LinkEnded, Err: &account.Error{Code: account.SessionEnded, Reason: account.ReasonExpired}}
	s.tell()
	d.settle()
	if v.Waiting() != 2 {
		t.Errorf("%d wait", v.Waiting())
	}
	_, _, st := openSignIn(t, &door{}, SignInOptions{
		Server: "https://a.example", Waiting: v.Waiting(), Why: &account.Error{Code: account.SessionEnded, Reason: account.ReasonExpired},
	})
	wantText(t, st.Notice, "Sign in again to go on. 2 changes on this computer are not settled yet. Sign in as the same person to see to them.")
	if strings.Contains(st.Notice, "Daniel") {
		t.Error("it names somebody")
	}
}

func TestWhatIsLostCanBeToldToSomebodyElse(t *testing.T) {
	s := press()
	w := words.New("en", time.UTC)
	st := NewLost(w, "Maple Press", waitingActs(s, account.WaitingLost), &account.Error{Code: account.SessionEnded, Reason: account.ReasonUserDeleted})
	want := `These 2 changes were not sent. You lost the right to make changes in Maple Press before this was sent. It never will be: if it still has to happen, tell another administrator of the account.

- Delete Daniel Royce
- Resend the invitation to noor@maple.example
`
	if st.Paper != want {
		t.Errorf("it reads\n%s", st.Paper)
	}
	unsure := waitingActs(s, account.WaitingLost)
	unsure[0].Fault, unsure[1].Fault = account.Fault(account.OutcomeUnknown), account.Fault(account.InvitationNotPending)
	want = "Delete Daniel Royce (may be done already) | Resend the invitation to noor@maple.example. Refused: The invitation was completed, cancelled or replaced meanwhile."
	st = NewLost(w, "Maple Press", unsure, nil)
	if got := factTexts(st.Acts); got != want {
		t.Errorf("it names %s", got)
	}
	if st.Title != "These 2 changes were not confirmed" || strings.Contains(st.Text, "never") {
		t.Errorf("of one that may be done it says %q: %s", st.Title, st.Text)
	}
	st = NewLost(w, "Maple Press", waitingActs(s, account.WaitingLost)[:1], &account.Error{Code: account.SessionEnded, Reason: account.ReasonSignedOut})
	if st.Title != "This change was not sent" {
		t.Errorf("title %q", st.Title)
	}
	wantText(t, st.Text, "You were signed out of Maple Press from elsewhere")
}
