package view

import (
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

func openDelete(t *testing.T, s *service) (*desk, *Confirm, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewConfirmDelete(d.env(), s, toasts, s.lists.Users.Slice()[3])
	v.Start()
	return d, v, log
}

func openRemove(t *testing.T, s *service) (*desk, *Confirm, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewConfirmRemove(d.env(), s, toasts, s.lists.ExternalUsers.Slice()[0])
	v.Start()
	return d, v, log
}

func TestADeletionNamesThePersonAndTheAct(t *testing.T) {
	s := press()
	_, v, _ := openDelete(t, s)
	st := v.State()
	if st.Title != "Delete Daniel Royce?" || st.Keep != "Keep Daniel" || st.Act != "Delete" {
		t.Errorf("title %q, buttons %q and %q", st.Title, st.Keep, st.Act)
	}
	wantText(t, st.Text, "Daniel can no longer enter Maple Press")
	if len(s.calls) != 0 {
		t.Error("something was done without asking")
	}
}

func TestADeletionHappensOnceAndGivesAReceipt(t *testing.T) {
	s := press()
	s.receipt = account.Receipt{SessionsEnded: 2, APITokensRevoked: 1, RefusedSince: noon}
	d, v, toasts := openDelete(t, s)
	v.Do()
	v.Do()
	if !v.State().Busy {
		t.Error("the button does not show that it works")
	}
	d.settle()
	v.Do()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "delete u4" || s.acts[0].Version != 7 {
		t.Errorf("calls %s, acts %+v", got, s.acts)
	}
	st := v.State()
	if !st.Receipt || st.Title != "Daniel Royce is deleted" || st.Act != "Copy receipt" || st.Keep != "Close" || st.Back != "" {
		t.Errorf("receipt: %+v", st)
	}
	wantText(t, st.Text, "Refused since today, 12:00.")
	wantText(t, st.Facts[0].Text, "2 sessions ended")
	wantText(t, st.Facts[2].Text, "1 API token revoked")
	if len(toasts.shown) != 0 {
		t.Error("a toast repeats the receipt")
	}
}

func TestADeletionThatFailsStaysOpenAndSaysWhy(t *testing.T) {
	for code, want := range map[account.Code]string{
		account.LastAdministrator: "The account has to keep an administrator",
		account.NotFound:          "Daniel Royce was already deleted",
		account.Unreachable:       "The service cannot be reached.",
	} {
		s := press()
		s.fail["delete"] = account.Fault(code)
		d, v, _ := openDelete(t, s)
		v.Do()
		d.settle()
		st := v.State()
		wantText(t, st.Error, want)
		if st.Busy || st.Receipt {
			t.Errorf("%s: %+v", code, st)
		}
	}
}

func TestAPersonChangedMeanwhileIsDecidedOnAgain(t *testing.T) {
	s := press()
	s.user = account.User{ID: "u4", Version: 9}
	s.fail["delete"] = account.Fault(account.VersionMismatch)
	d, v, _ := openDelete(t, s)
	v.Do()
	d.settle()
	wantText(t, v.State().Error, "Somebody else changed Daniel Royce a moment ago.")
	s.fail = nil
	v.Do()
	d.settle()
	if last := s.acts[len(s.acts)-1]; last.Version != 9 || last.Key == s.acts[0].Key {
		t.Errorf("acts %+v", s.acts)
	}
	if !v.State().Receipt {
		t.Error("not done")
	}
}

func TestARemovedAccessCanBeUndone(t *testing.T) {
	s := press()
	d, v, toasts := openRemove(t, s)
	if st := v.State(); st.Title != "Remove the access of Karim Benali?" || st.Act != "Remove access" || st.Keep != "Keep Karim" {
		t.Errorf("asks %+v", st)
	}
	v.Do()
	d.settle()
	wantText(t, toasts.texts(), "Access of Karim Benali removed")
	v.Close()
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "remove x1, restore x1" {
		t.Errorf("calls %s", got)
	}
	wantText(t, toasts.texts(), "Karim Benali has access again")
}

func TestAnUndoThatFailsSaysSo(t *testing.T) {
	s := press()
	s.fail["restore"] = account.Fault(account.NotFound)
	d, v, toasts := openRemove(t, s)
	v.Do()
	d.settle()
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	wantText(t, v.State().Error, "The access of Karim Benali was not restored. The 24 hours are over")
	v.Close()
	s.fail["restore"] = account.Fault(account.EmailTaken)
	v.Undo()
	d.settle()
	wantText(t, toasts.texts(), "The access of Karim Benali was not restored. Somebody has given Karim Benali access anew already.")
}

func TestTheReceiptOfARemovalSaysWhatEndedHereAndCanBeTakenBack(t *testing.T) {
	s := press()
	s.receipt = account.Receipt{SessionsEnded: 2, APITokensRevoked: 1, RefusedSince: noon}
	d, v, toasts := openRemove(t, s)
	v.Do()
	d.settle()
	st := v.State()
	if !st.Receipt || st.Back != "Give access back" || len(st.Facts) != 3 {
		t.Fatalf("receipt: %+v", st)
	}
	wantText(t, st.Facts[0].Text, "2 sessions that had used this account are shut out of it")
	wantText(t, st.Facts[1].Text, "1 API token made here revoked")
	wantText(t, st.Facts[2].Text, "until Sunday, November 22, 2026, 12:00")
	v.Undo()
	v.Undo()
	d.settle()
	v.Undo()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "remove x1, restore x1" {
		t.Errorf("calls %s", got)
	}
	if !v.State().Done || len(toasts.shown) != 1 {
		t.Errorf("done %v, toasts %+v", v.State().Done, toasts.shown)
	}
	wantText(t, toasts.texts(), "Karim Benali has access again. API tokens that were revoked stay so.")
}

func TestAReceiptCanBeFiled(t *testing.T) {
	s := press()
	s.receipt = account.Receipt{SessionsEnded: 2, RefusedSince: noon}
	d, v, _ := openRemove(t, s)
	v.Do()
	d.settle()
	want := `Access of Karim Benali removed

Name: Karim Benali
E-mail: karim@lumen.example
Home account: Agence Lumen
Account: Maple Press (20417)
Done by: Amélie Roy (amelie.roy@maple.example)
Refused since: Saturday, November 21, 2026, 12:00 (2026-11-21T12:00:00Z)
2 sessions that had used this account are shut out of it
No API token had been made here
`
	if got := v.State().Paper; got != want {
		t.Errorf("the receipt reads\n%s\nwant\n%s", got, want)
	}
	v.Copied()
	if st := v.State(); !st.Copied || st.Act != "Copied" {
		t.Errorf("copied: %+v", st)
	}
	d, v, _ = openDelete(t, s)
	v.Do()
	d.settle()
	wantText(t, v.State().Paper, "Daniel Royce is deleted\n\nName: Daniel Royce\nE-mail: daniel.royce@maple.example\nAccount:")
}

func TestAConfirmationClosedMeanwhileTellsTheEndInAToast(t *testing.T) {
	s := press()
	d, v, toasts := openDelete(t, s)
	v.Do()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "Daniel Royce is deleted")

	s.fail["delete"] = account.Fault(account.Unreachable)
	d, v, toasts = openDelete(t, s)
	v.Do()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "Daniel Royce was not deleted. The service cannot be reached.")
}

func TestTheReceiptIsToldInTheServicesTime(t *testing.T) {
	s := press()
	s.status.ClockOffset = 24 * time.Hour
	s.receipt.RefusedSince = noon.Add(24 * time.Hour)
	d, v, _ := openDelete(t, s)
	v.Do()
	d.settle()
	wantText(t, v.State().Text, "today, 12:00")
}
