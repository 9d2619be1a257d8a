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
		account.Waiting{ID: "a3", Deed: account.DeedModify, Target: "u4", State: account.WaitingRefused, Fault: account.Fault(account.VersionMismatch), LookedUser: s.lists.Users.Slice()[3]},
		account.Waiting{ID: "a4", Deed: account.DeedDelete, Target: "u4", State: account.WaitingBehind, LookedUser: s.lists.Users.Slice()[3]},
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
	i1, u4, x1 := s.lists.Invitations.Slice()[0], s.lists.Users.Slice()[3], s.lists.ExternalUsers.Slice()[0]
	type act = account.Waiting
	user := func(f func(*account.User)) func(*account.Lists) {
		return func(l *account.Lists) { other := *l.Users.Slice()[3]; f(&other); l.Users = put(l.Users, 3, &other) }
	}
	invited := func(f func(*account.Invitation)) func(*account.Lists) {
		return func(l *account.Lists) {
			other := *l.Invitations.Slice()[0]
			f(&other)
			l.Invitations = put(l.Invitations, 0, &other)
		}
	}
	access := func(f func(*account.ExternalUser)) func(*account.Lists) {
		return func(l *account.Lists) {
			other := *l.ExternalUsers.Slice()[0]
			f(&other)
			l.ExternalUsers = put(l.ExternalUsers, 0, &other)
		}
	}
	cancelled := func(by string) func(*account.Lists) {
		return func(l *account.Lists) {
			other := *l.Invitations.Slice()[0]
			other.State, other.ReplacedBy = account.InvitationCancelled, by
			l.Invitations, l.Cancelled = account.ListOf(l.Invitations.Slice()[1:]...), account.ListOf(append(l.Cancelled.Slice(), &other)...)
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
		{"deleted, to modify", modify, account.NotFound, func(l *account.Lists) { l.Users = account.ListOf(l.Users.Slice()[:3]...) }, "Daniel Royce was deleted meanwhile.", ""},
		{"deleted, to delete", remove, account.NotFound, func(l *account.Lists) { l.Users = account.ListOf(l.Users.Slice()[:3]...) }, "Daniel Royce was deleted meanwhile. Nothing is left to do.", ""},
		{"the last administrator", remove, account.LastAdministrator, nothing, "The account has to keep an administrator, and this is the last one. Make somebody else an administrator first.", "Try again"},
		{"nobody knows", remove, account.OutcomeUnknown, nothing, "This was sent long ago and no answer came: it may have been done, or not. Look in the lists whether it was done; if not, do it again.", "Delete anyway"},
		{"demoted", remove, account.Forbidden, nothing, "You are no administrator of this account any more.", ""},
		{"resent", cancel, account.VersionMismatch, invited(func(i *account.Invitation) { i.SentCount, i.LastSentAt = 2, noon.Add(-time.Minute) }), "The invitation to noor@maple.example was sent again meanwhile: today, 11:59.", "Cancel the invitation anyway"},
		{"expired", correct, account.VersionMismatch, invited(func(i *account.Invitation) { i.ExpiresAt = noon.Add(-time.Minute) }), "The invitation to noor@maple.example has expired meanwhile.", "Correct anyway"},
		{"bounced", resend, account.VersionMismatch, invited(func(i *account.Invitation) { i.Delivery.State = account.DeliveryBounced }), "The mail to noor@maple.example has come back meanwhile.", "Resend anyway"},
		{"completed", resend, account.InvitationNotPending, func(l *account.Lists) {
			l.Invitations = account.ListOf(l.Invitations.Slice()[1:]...)
			l.Users = account.ListOf(append(l.Users.Slice(), &account.User{ID: "u9", Email: "NOOR@maple.example"})...)
		}, "The invitation was completed meanwhile: noor@maple.example is a user now.", ""},
		{"cancelled", resend, account.InvitationNotPending, cancelled(""), "Somebody else cancelled the invitation meanwhile.", ""},
		{"cancelled, to cancel", cancel, account.InvitationNotPending, cancelled(""), "Somebody else cancelled the invitation meanwhile. Nothing is left to do.", ""},
		{"corrected", resend, account.InvitationNotPending, cancelled("i9"), "Somebody else corrected the invitation meanwhile.", ""},
		{"gone", resend, account.NotFound, func(l *account.Lists) { l.Invitations = account.ListOf(l.Invitations.Slice()[1:]...) }, "The invitation to noor@maple.example is no longer pending.", ""},
		{"already invited", invite, account.AlreadyInvited, nothing, "ana@maple.example is already invited. Resend that invitation from the list if it is needed.", ""},
		{"a user already", invite, account.EmailTaken, nothing, "ana@maple.example belongs to a user of this account.", ""},
		{"trouble", invite, account.Internal, nothing, "The service has a problem. Try again in a moment; if it stays, tell your operator.", "Try again"},
		{"last day", edit, account.VersionMismatch, access(func(x *account.ExternalUser) { x.Until = noon.AddDate(0, 1, 0) }), "Meanwhile the access of Karim Benali was changed. The access ends at the end of December 21, 2026.", "Change anyway"},
		{"access promoted", end, account.VersionMismatch, access(func(x *account.ExternalUser) { x.UserType = account.RegularUser }), "Meanwhile the user type of Karim Benali became User.", "Remove anyway"},
		{"access ended, to edit", edit, account.NotFound, func(l *account.Lists) { l.ExternalUsers = account.List[account.ExternalUser]{} }, "Karim Benali has no access to this account any more.", ""},
		{"access ended, to end", end, account.NotFound, func(l *account.Lists) { l.ExternalUsers = account.List[account.ExternalUser]{} }, "The access of Karim Benali has ended meanwhile. Nothing is left to do.", ""},
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
		s.decide(account.Waiting{ID: "a", Deed: account.DeedDelete, Target: "u4", State: account.WaitingRefused, Fault: account.Fault(account.VersionMismatch), LookedUser: s.lists.Users.Slice()[3]})
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
