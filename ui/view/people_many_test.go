package view

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// withExpired is the press with more invitations that expired, after i3.
func withExpired(n int) *service {
	s := press()
	for k := range n {
		id := fmt.Sprintf("e%03d", k)
		s.lists.Invitations = account.ListOf(append(s.lists.Invitations.Slice(), invitation(id, id+"@maple.example", -time.Hour))...)
	}
	return s
}

func sectionActs(v *People, s Section) (out []MenuAct) {
	for _, a := range v.State().Sections[s].Acts {
		out = append(out, a.Act)
	}
	return out
}

func TestAllExpiredAreResentOneAfterTheOther(t *testing.T) {
	s := withExpired(1)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	if got := v.State().Sections[SectionPending].Acts[0].Label; got != "Resend all expired" {
		t.Fatalf("the heading offers %q", got)
	}
	v.ResendExpired()
	v.ResendExpired()
	if got := v.State().Sections[SectionPending].Progress; got != "Sending again: 0 of 2" {
		t.Errorf("the heading says %q", got)
	}
	if !v.State().Busy(rowOf(t, v, "invitation:i3")) || v.State().Busy(rowOf(t, v, "invitation:i1")) {
		t.Error("the rows whose turn comes are busy, no others")
	}
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "resend i3, resend e000" {
		t.Errorf("calls: %s", got)
	}
	if s.acts[0].Version != 2 {
		t.Error("an invitation that somebody else has just resent would be sent twice")
	}
	wantText(t, toasts.texts(), "2 invitations sent again.")
	if st := v.State(); st.Sections[SectionPending].Progress != "" || st.Busy(rowOf(t, v, "invitation:i3")) {
		t.Error("it looks as if it went on")
	}
}

func TestManyRowsTellHowFarTheyAreAndCanBeStopped(t *testing.T) {
	s := withExpired(499)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.CancelExpired()
	seen := map[string]bool{}
	v.OnState = func(st PeopleState) {
		progress := st.Sections[SectionPending].Progress
		seen[progress] = true
		if progress == "Cancelling: 3 of 500" {
			d.pass(doubleClick)
			v.StopMany()
		}
	}
	// The work goes on while the screen is told.
	post := v.env.Post
	v.env.Post = func(f func()) { post(f); d.drain(&d.posted) }
	d.settle()
	if !seen["Cancelling: 1 of 500"] || !seen["Cancelling: 2 of 500"] {
		t.Error("it does not say how far it is")
	}
	if len(s.calls) != 3 {
		t.Errorf("%d calls after Stop", len(s.calls))
	}
	wantText(t, toasts.texts(), "3 invitations cancelled. 497 were not cancelled. You stopped before the rest.")
	if got := v.State().Sections[SectionPending].Count; got != "500" {
		t.Errorf("%s invitations are left", got)
	}
}

func TestAllExpiredAreCancelledAndComeBackTogether(t *testing.T) {
	s := withExpired(2)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	before := outline(v.State())
	v.CancelExpired()
	v.CancelExpired()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "cancel i3, cancel e000, cancel e001" || s.acts[2].Version != 2 {
		t.Errorf("calls: %s, acts %+v", got, s.acts)
	}
	wantText(t, outline(v.State()), "[Pending invitations 3] i4 i2 i1")
	if len(toasts.shown) != 1 || toasts.shown[0].Action != "Undo" {
		t.Fatalf("toasts: %+v", toasts.shown)
	}
	wantText(t, toasts.texts(), "3 invitations cancelled.")

	// One of them is restored by itself meanwhile.
	d.pass(doubleClick)
	v.Restore(s.lists.Invitations.Slice()[4])
	d.settle()
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	if got := strings.Join(s.calls[3:], ", "); got != "restore e000, restore i3, restore e001" {
		t.Errorf("calls: %s", got)
	}
	wantOutline(t, v, before)
	wantText(t, toasts.texts(), "2 invitations restored, with the same links.")
}

func TestWhatCannotBeRestoredIsNamed(t *testing.T) {
	s := withExpired(2)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.CancelExpired()
	d.settle()
	s.fail["restore e001"] = account.Fault(account.AlreadyInvited)
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	wantText(t, toasts.texts(), "2 invitations restored, with the same links. 1 was not restored (e001@maple.example). This address is already invited.")
}

// The link that stops stands where the one that begins stood a moment before.
func TestADoubleClickDoesNotStopWhatItBegan(t *testing.T) {
	s := withExpired(4)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.CancelExpired()
	v.StopMany()
	d.settle()
	wantText(t, toasts.texts(), "5 invitations cancelled.")
	if v.UnderWay() != "" {
		t.Error("it is said to go on")
	}
}

// What is asked to come back while others are acted on comes back after them.
func TestUndoWaitsForWhatIsUnderWay(t *testing.T) {
	s := withExpired(1)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.CancelExpired()
	d.settle()
	undo := toasts.shown[0].ID
	d.pass(doubleClick)
	v.ResendExpiring()
	if v.UnderWay() == "" {
		t.Fatal("nothing is under way")
	}
	v.toasts.Act(undo)
	d.settle()
	if got := strings.Join(s.calls, ", "); !strings.HasSuffix(got, "restore i3, restore e000") {
		t.Errorf("calls: %s", got)
	}
}

func TestTheOfferToUndoGoesOnceAllAreBack(t *testing.T) {
	s := withExpired(1)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.CancelExpired()
	d.settle()
	offers := func() int {
		return len(slices.DeleteFunc(slices.Clone(toasts.shown), func(t Toast) bool { return t.Action == "" }))
	}
	d.pass(doubleClick)
	v.Restore(s.lists.Invitations.Slice()[2])
	d.settle()
	if offers() != 1 {
		t.Error("the offer for the other one is gone")
	}
	d.pass(doubleClick)
	v.Restore(s.lists.Invitations.Slice()[4])
	d.settle()
	if offers() != 0 {
		t.Error("what is back is still offered")
	}
}

func TestManyStopWhereTheNextWouldFailToo(t *testing.T) {
	s := withExpired(2)
	s.fail["resend i3"] = account.Fault(account.Unreachable)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.ResendExpired()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "resend i3" {
		t.Errorf("calls: %s", got)
	}
	wantText(t, toasts.texts(), "3 were not sent again. The service cannot be reached.")

	s.fail = map[string]error{"resend i3": account.Fault(account.InvitationNotPending)}
	v.ResendExpired()
	d.settle()
	wantText(t, toasts.texts(), "2 invitations sent again. 1 was not sent again (petra@north.example). The invitation was completed")
	if !slices.Contains(s.calls, "refresh") {
		t.Error("the row of what somebody else was quicker with is not looked at again")
	}
}

func TestAPauseForOneRecipientIsNotOneForAll(t *testing.T) {
	s := withExpired(3)
	s.fail["resend i3"] = account.Fault(account.RateLimited)
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.ResendExpired()
	d.settle()
	wantText(t, toasts.texts(), "3 invitations sent again. 1 was not sent again (petra@north.example).")

	s.calls, s.fail["resend e000"] = nil, account.Fault(account.RateLimited)
	v.ResendExpired()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "resend i3, resend e000" {
		t.Errorf("calls: %s", got)
	}
}

func TestALostAnswerAmongManyIsTheSameActAgain(t *testing.T) {
	s := withExpired(1)
	s.fail["cancel e000"] = account.Fault(account.Unreachable)
	d, v, _ := openPeople(t, s, PeopleOptions{})
	v.CancelExpired()
	d.settle()
	s.fail = nil
	d.pass(doubleClick)
	v.Cancel(s.lists.Invitations.Slice()[4])
	d.settle()
	if s.acts[1].Key != s.acts[2].Key || s.acts[0].Key == s.acts[1].Key {
		t.Errorf("keys %q, %q, %q", s.acts[0].Key, s.acts[1].Key, s.acts[2].Key)
	}
}

func TestOnlyTheExpiredOnesInSightAreActedOn(t *testing.T) {
	s := withExpired(2)
	d, v, _ := openPeople(t, s, PeopleOptions{})
	v.Search("e001")
	d.settle()
	if got := sectionActs(v, SectionPending); !slices.Equal(got, []MenuAct{MenuResendExpired}) {
		t.Errorf("a single one offers %v", got)
	}
	v.ResendExpired()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "resend e001" {
		t.Errorf("calls: %s", got)
	}
}

func TestWhatCameBackIsNotSentThereAgain(t *testing.T) {
	s := withExpired(1)
	s.lists.Invitations.Slice()[2].Delivery.State = account.DeliveryBounced
	s.lists.Invitations.Slice()[1].Delivery.State = account.DeliveryBounced
	d, v, _ := openPeople(t, s, PeopleOptions{})
	if got := v.State().Banners; len(got) != 0 {
		t.Errorf("banners %+v", got)
	}
	v.ResendExpired()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "resend e000" {
		t.Errorf("calls: %s", got)
	}
	d.pass(doubleClick)
	v.CancelExpired()
	d.settle()
	if got := strings.Join(s.calls[1:], ", "); got != "cancel i3, cancel e000" {
		t.Errorf("calls: %s", got)
	}
}

func TestTheHeadingGivesTheKeyboardWhatItGivesTheMouse(t *testing.T) {
	s := withExpired(1)
	_, v, _ := openPeople(t, s, PeopleOptions{})
	menu := v.State().Menu(Row{Kind: RowHeading, Section: SectionPending})
	if len(menu) != 2 || menu[0].Label != "Resend all expired" || menu[1].Act != MenuCancelExpired || !menu[1].Danger {
		t.Errorf("menu %+v", menu)
	}
	v.CancelExpired()
	if menu := v.State().Menu(Row{Kind: RowHeading, Section: SectionPending}); len(menu) != 1 || menu[0].Act != MenuStopMany {
		t.Errorf("menu meanwhile %+v", menu)
	}
	s.status = account.Status{Link: account.LinkOffline, Err: errors.New("cut")}
	_, v, _ = openPeople(t, s, PeopleOptions{})
	for _, e := range v.State().Menu(Row{Kind: RowHeading, Section: SectionPending}) {
		if e.Enabled || e.Reason == "" {
			t.Errorf("offline: %+v", e)
		}
	}
}
