package view

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rollcall/account"
)

func TestResendIsOneClickAndASecondOneMeanwhileDoesNothing(t *testing.T) {
	s := press()
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	row := rowOf(t, v, "invitation:i1")
	v.Resend(row.Invitation)
	v.Resend(row.Invitation)
	if !v.State().Busy(row) || !v.State().Invitation(row).Busy {
		t.Error("the row does not show that it is busy")
	}
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "resend i1" {
		t.Errorf("calls: %s", got)
	}
	if v.State().Busy(row) {
		t.Error("the row stays busy")
	}
	wantText(t, toasts.texts(), "Invitation sent again to noor@maple.example")
}

func TestADoubleClickOnResendSendsOneMail(t *testing.T) {
	s := press()
	d, v, _ := openPeople(t, s, PeopleOptions{})
	i := rowOf(t, v, "invitation:i1").Invitation
	v.Resend(i)
	d.settle()
	newer := *i
	newer.Version++
	v.Resend(&newer)
	d.settle()
	if len(s.acts) != 1 {
		t.Errorf("a double click resends %d times", len(s.acts))
	}
	d.pass(resendPause)
	v.Resend(&newer)
	d.settle()
	if len(s.acts) != 2 {
		t.Errorf("a later click resends nothing: %d acts", len(s.acts))
	}
}

func TestResendAfterALostAnswerIsTheSameAct(t *testing.T) {
	s := press()
	s.fail["resend"] = account.Fault(account.Unreachable)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	i := rowOf(t, v, "invitation:i1").Invitation
	v.Resend(i)
	d.settle()
	wantText(t, toasts.texts(), "was not sent again. The service cannot be reached.")
	s.fail = nil
	v.Resend(i)
	d.settle()
	d.pass(resendPause)
	v.Resend(i)
	d.settle()
	if s.acts[0].Key != s.acts[1].Key || s.acts[1].Key == s.acts[2].Key {
		t.Errorf("keys: %q, %q, %q", s.acts[0].Key, s.acts[1].Key, s.acts[2].Key)
	}
}

func TestResendOfWhatHasMovedOnIsAnotherAct(t *testing.T) {
	s := press()
	s.fail["resend"] = account.Fault(account.Unreachable)
	d, v, _ := openPeople(t, s, PeopleOptions{})
	i := rowOf(t, v, "invitation:i1").Invitation
	v.Resend(i)
	d.settle()
	newer := *i // the answer was lost, the mail was not
	newer.Version++
	v.Resend(&newer)
	d.settle()
	if s.acts[0].Key == s.acts[1].Key {
		t.Error("the service would answer as before, and send nothing")
	}
}

func TestTheTrashCanTakesTheRowAwayAndUndoBringsItBack(t *testing.T) {
	s := press()
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.Cancel(rowOf(t, v, "invitation:i3").Invitation)
	wantOutline(t, v, wholeOutline)
	d.settle()
	wantOutline(t, v, strings.Replace(wholeOutline, "4] i4 i3", "3] i4", 1))
	if s.acts[0].Version != 2 {
		t.Errorf("cancelled on condition of version %d", s.acts[0].Version)
	}
	if len(toasts.shown) != 1 || toasts.shown[0].Action != "Undo" {
		t.Fatalf("toasts: %+v", toasts.shown)
	}
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	wantOutline(t, v, wholeOutline)
	if got := strings.Join(s.calls, ", "); got != "cancel i3, restore i3" {
		t.Errorf("calls: %s", got)
	}
}

func TestACancelledInvitationThatComesBackElsewhereIsSeenAgain(t *testing.T) {
	s := press()
	d, v, _ := openPeople(t, s, PeopleOptions{})
	i := rowOf(t, v, "invitation:i3").Invitation
	v.Cancel(i)
	d.settle()
	s.change(func(l *account.Lists) {
		l.Invitations = account.ListOf(slices.DeleteFunc(l.Invitations.Slice(), func(x *account.Invitation) bool { return x.ID == "i3" })...)
		cancelled := *i
		cancelled.State, cancelled.Version = account.InvitationCancelled, 3
		l.Cancelled = account.ListOf(append(l.Cancelled.Slice(), &cancelled)...)
	})
	d.settle()
	wantText(t, outline(v.State()), "[Recently cancelled 1] [Users")
	v.Fold(SectionCancelled, false)
	d.settle()
	wantText(t, outline(v.State()), "[Recently cancelled 1] xi3 [Users")

	s.change(func(l *account.Lists) {
		back := *i
		back.Version = 4
		l.Invitations, l.Cancelled = account.ListOf(append(l.Invitations.Slice(), &back)...), account.List[account.Invitation]{}
	})
	d.settle()
	wantOutline(t, v, wholeOutline)
}

func TestACancelThatFailsLeavesTheRowAndSaysWhy(t *testing.T) {
	s := press()
	s.fail["cancel"] = account.Fault(account.VersionMismatch)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.Cancel(rowOf(t, v, "invitation:i3").Invitation)
	d.settle()
	wantOutline(t, v, wholeOutline)
	wantText(t, toasts.texts(), "The invitation to petra@north.example was not cancelled. Somebody else made a change")
}

func TestTheMenuGreysWhatARuleForbidsAndSaysWhy(t *testing.T) {
	s := press()
	_, v, _ := openPeople(t, s, PeopleOptions{})
	reason := func(key string) string {
		menu := v.State().Menu(rowOf(t, v, key))
		last := menu[len(menu)-1]
		if last.Enabled == (last.Reason != "") {
			t.Errorf("%s: enabled %v with the reason %q", key, last.Enabled, last.Reason)
		}
		return last.Reason
	}
	if got := reason("user:u1"); got != "This is you" {
		t.Errorf("oneself: %q", got)
	}
	if got := reason("user:u2"); got != "" {
		t.Errorf("another administrator: %q", got)
	}
	s.lists.Users.Slice()[0].UserType = account.RegularUser
	s.lists.Me.Memberships = []account.Membership{{AccountID: "a1", UserType: account.Administrator, External: true}}
	s.lists.Me.ID = "x9"
	_, v, _ = openPeople(t, s, PeopleOptions{})
	if got := reason("user:u2"); got != "The last administrator" {
		t.Errorf("the last administrator: %q", got)
	}
}

func TestNobodyChangesOrRemovesTheirOwnExternalAccess(t *testing.T) {
	s := press()
	s.lists.Me.Email = "KARIM@lumen.example"
	_, v, _ := openPeople(t, s, PeopleOptions{})
	menu := v.State().Menu(rowOf(t, v, "external:x1"))
	for _, i := range []int{0, len(menu) - 1} {
		if menu[i].Enabled || menu[i].Reason != "This is you" {
			t.Errorf("entry %+v", menu[i])
		}
	}
}

func TestTheOnlyUserLearnsTheWayOut(t *testing.T) {
	s := press()
	s.lists.Users = account.ListOf(s.lists.Users.Slice()[:1]...)
	_, v, _ := openPeople(t, s, PeopleOptions{})
	menu := v.State().Menu(rowOf(t, v, "user:u1"))
	wantText(t, menu[len(menu)-1].Reason, "invite an administrator")
}

func TestEveryRowHasItsMenu(t *testing.T) {
	_, v, _ := openPeople(t, press(), PeopleOptions{})
	acts := func(key string) (out []MenuAct) {
		for _, e := range v.State().Menu(rowOf(t, v, key)) {
			out = append(out, e.Act)
		}
		return out
	}
	if got := acts("invitation:i1"); !slices.Equal(got, []MenuAct{MenuResend, MenuCorrect, MenuCopyLink, MenuSeparator, MenuCancel}) {
		t.Errorf("invitation: %v", got)
	}
	if got := acts("external:x1"); !slices.Equal(got, []MenuAct{MenuEditAccess, MenuDetails, MenuSeparator, MenuRemoveAccess}) {
		t.Errorf("external user: %v", got)
	}
	if got := acts("heading:0"); !slices.Equal(got, []MenuAct{MenuResendExpired}) {
		t.Errorf("heading of the invitations: %v", got)
	}
	if got := acts("heading:2"); !slices.Equal(got, []MenuAct{MenuContacts}) {
		t.Errorf("heading of the users: %v", got)
	}
}

func TestStopsAllKnowsWhatMeetsTheNextOneToo(t *testing.T) {
	if !stopsAll(account.Fault(account.Unreachable)) || !stopsAll(errors.New("?")) || stopsAll(account.Fault(account.AlreadyInvited)) {
		t.Error("wrong")
	}
}

func TestACorrectedInvitationIsNotOfferedForRestoring(t *testing.T) {
	s := press()
	corrected := *s.lists.Invitations.Slice()[0]
	corrected.ID, corrected.State, corrected.ReplacedBy = "old", account.InvitationCancelled, corrected.ID
	trashed := corrected
	trashed.ID, trashed.ReplacedBy = "trashed", ""
	s.lists.Cancelled = account.ListOf(append(s.lists.Cancelled.Slice(), &corrected, &trashed)...)
	d, v, _ := openPeople(t, s, PeopleOptions{Folded: []Section{}})
	v.Fold(SectionCancelled, false)
	d.settle()
	rows, cancelled := v.State().Rows, 0
	for i := range rows.Len() {
		if row := rows.At(i); row.Kind == RowCancelled {
			cancelled++
			if row.Invitation.ID == "old" {
				t.Error("a corrected invitation stands in the list with Restore")
			}
		}
	}
	if cancelled == 0 {
		t.Error("nothing is offered for restoring")
	}
}

func TestADoubleClickDoesNothingToTheRowThatMovesUp(t *testing.T) {
	s := press()
	d, v, _ := openPeople(t, s, PeopleOptions{})
	v.Cancel(rowOf(t, v, "invitation:i3").Invitation)
	d.settle() // the row is gone, the next one stands under the pointer
	d.pass(doubleClick / 2)
	v.Cancel(rowOf(t, v, "invitation:i2").Invitation)
	v.Resend(rowOf(t, v, "invitation:i2").Invitation)
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "cancel i3" {
		t.Errorf("calls: %s", got)
	}
	d.pass(doubleClick)
	v.Cancel(rowOf(t, v, "invitation:i2").Invitation)
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "cancel i3, cancel i2" {
		t.Errorf("later: %s", got)
	}
}
