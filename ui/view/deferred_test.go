package view

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/account"
)

// keptOffline is an account that cannot be reached, with a copy that takes acts.
func keptOffline() *service {
	s := press()
	s.status = account.Status{Link: account.LinkOffline, AsOf: noon, Err: account.Fault(account.Unreachable), Copy: account.CopyKept}
	for _, act := range []string{"delete", "remove", "update", "invite"} {
		s.fail[act] = account.Fault(account.Deferred)
	}
	return s
}

// back brings the service within reach again.
func (s *service) back() {
	s.status = account.Status{Link: account.LinkOnline, AsOf: noon, Copy: account.CopyKept}
	s.fail = map[string]error{}
	s.tell()
}

const sentLater = "You are offline: this will be sent when Rollcall is online again."

func TestOfflineADeletionSaysBeforehandWhatItIsWorth(t *testing.T) {
	s := keptOffline()
	s.access.Sessions = []account.Device{{DeviceName: "PC"}}
	d, v, _ := openDelete(t, s)
	d.settle()
	st := v.State()
	if !st.Ready || st.Note != sentLater {
		t.Errorf("ready %v, %q", st.Ready, st.Note)
	}
	wantText(t, st.Text, "Once this is done, Daniel can no longer enter Maple Press")
	wantText(t, st.Facts[0].Text, "Until then Daniel keeps access")
	wantText(t, st.Facts[1].Text, "cannot be looked up offline")
	s.back()
	d.settle()
	st = v.State()
	if st.Note != "" || !strings.Contains(st.Facts[0].Text, "1 open session ends: PC") {
		t.Errorf("online again: %+v", st)
	}
	wantText(t, st.Text, "is signed out at once if working in it now")
}

func TestADeletionThatWaitsIsNotTakenForADeletion(t *testing.T) {
	s := keptOffline()
	d, v, toasts := openDelete(t, s)
	v.Do()
	d.settle()
	st := v.State()
	if !st.Waits || st.Receipt || st.Title != "Daniel Royce is not deleted yet" || st.Act != "" || st.Back != "Take back" {
		t.Fatalf("%+v", st)
	}
	wantText(t, st.Text, "Until the deletion is sent, Daniel can still sign in and work in Maple Press.")
	wantText(t, st.Facts[1].Text, "Activity shows then")
	v.Do()
	v.Undo()
	v.Undo()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "delete u4, take back key 1" || !v.State().Done {
		t.Errorf("calls %s, done %v", got, v.State().Done)
	}
	wantText(t, toasts.texts(), "Taken back: it is not sent.")
}

func TestADeletionThatMayHaveArrivedIsNotTakenBack(t *testing.T) {
	s := keptOffline()
	s.lists.Waiting = []*account.Waiting{{ID: "key 1", Deed: account.DeedDelete, Target: "u4", State: account.WaitingUncertain}}
	d, v, _ := openDelete(t, s)
	v.Do()
	d.settle()
	st := v.State()
	if st.Back != "" || st.Title != "It is not certain that Daniel Royce is deleted" {
		t.Errorf("%+v", st)
	}
	wantText(t, st.Text, "take it that Daniel can still enter Maple Press")
}

func TestADeletionThatIsSentWhileItsDialogStandsOpenIsTold(t *testing.T) {
	for state, want := range map[account.WaitingState]string{
		"":                       "Daniel Royce is deleted",
		account.WaitingRefused:   "The account has to keep an administrator",
		account.WaitingUncertain: "It is not certain",
	} {
		s := keptOffline()
		d, v, toasts := openDelete(t, s)
		v.Do()
		d.settle()
		act := account.Waiting{ID: "key 1", Deed: account.DeedDelete, Target: "u4", State: account.WaitingUnsent}
		s.change(func(l *account.Lists) { l.Waiting = []*account.Waiting{&act} })
		d.settle()
		if st := v.State(); st.Done || st.Error != "" || st.Back == "" {
			t.Fatalf("while it waits: %+v", st)
		}
		s.change(func(l *account.Lists) {
			l.Waiting = nil
			if state != "" {
				next := act
				next.State, next.Fault = state, account.Fault(account.LastAdministrator)
				l.Waiting = []*account.Waiting{&next}
			}
		})
		d.settle()
		st := v.State()
		wantText(t, st.Title+st.Text+st.Error+toasts.texts(), want)
		if st.Done != (state == "") || (st.Back == "") != (state == account.WaitingUncertain) {
			t.Errorf("%s: %+v", state, st)
		}
	}
}

func TestARemovalThatWasSentMeanwhileCannotBeTakenBack(t *testing.T) {
	s := keptOffline()
	s.fail["take back"] = account.Fault(account.NotFound)
	d, v, _ := openRemove(t, s)
	wantText(t, v.State().Text, "Their home account, Agence Lumen, is untouched.")
	v.Do()
	d.settle()
	if st := v.State(); st.Title != "Karim Benali still has access" || !st.Waits {
		t.Fatalf("%+v", st)
	}
	v.Undo()
	d.settle()
	if v.State().Error != "What is sent cannot be taken back." || v.State().Done {
		t.Errorf("%+v", v.State())
	}

	d, v, toasts := openRemove(t, s)
	v.Do()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "Karim keeps access until then")
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	wantText(t, toasts.texts(), "It was not taken back. What is sent cannot be taken back.")
}

func TestWithoutACopyARemovalFailsAsEver(t *testing.T) {
	for _, state := range []account.CopyState{account.CopyNone, account.CopyBusy, account.CopyFailing} {
		s := keptOffline()
		s.status.Copy = state
		s.fail["delete"] = account.Fault(account.Unreachable)
		d, v, _ := openDelete(t, s)
		if st := v.State(); st.Note != "" || !st.Ready || !strings.Contains(st.Text, "is signed out at once if working") {
			t.Errorf("%s: %+v", state, st)
		}
		v.Do()
		d.settle()
		wantText(t, v.State().Error, "The service cannot be reached.")
	}
}

func TestWhatNeedsAnAnswerIsNotAskedForOffline(t *testing.T) {
	s := keptOffline()
	d := newDesk(t)
	toasts, _ := newToastLog(d)
	for _, v := range []*Confirm{
		NewConfirmResetTwoFactor(d.env(), s, toasts, s.lists.Users.Slice()[2]),
		NewConfirmSignOut(d.env(), s, toasts, s.lists.Users.Slice()[2]),
		newConfirmRevoke(d.env(), s, toasts, account.APIToken{ID: "t1", Name: "Report"}, nil),
	} {
		v.Start()
		v.Do()
		d.settle()
		if st := v.State(); st.Ready || st.Note != "This needs the service, which cannot be reached now." {
			t.Errorf("%s: %+v", st.Title, st)
		}
	}
	if len(s.calls) != 0 {
		t.Errorf("calls %v", s.calls)
	}
}

func TestAModificationThatWaitsClosesAndCanBeTakenBack(t *testing.T) {
	s := keptOffline()
	d, v, toasts := openModify(t, s, 3)
	v.Set(FieldFirstName, "Danny")
	if got := v.State().WaitNote; got != sentLater {
		t.Errorf("before: %q", got)
	}
	v.Save()
	d.settle()
	if !v.State().Done {
		t.Error("the dialog stays")
	}
	wantText(t, toasts.texts(), "The changes to Daniel Royce are waiting to be sent. Nothing changes until then.")
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "update u4, take back key 1" {
		t.Errorf("calls %s", got)
	}
}

func TestWhatMayHaveArrivedIsNotOfferedBack(t *testing.T) {
	s := keptOffline()
	s.lists.Waiting = []*account.Waiting{{ID: "key 1", Deed: account.DeedModify, Target: "u4", State: account.WaitingUncertain}}
	d, v, toasts := openModify(t, s, 3)
	v.Set(FieldFirstName, "Danny")
	v.Save()
	d.settle()
	wantText(t, toasts.texts(), "It may have arrived already; Rollcall asks again by itself.")
	if toasts.shown[0].Action != "" {
		t.Errorf("it offers %q", toasts.shown[0].Action)
	}
}

func TestTheOfferToTakeBackGoesOnceItIsSent(t *testing.T) {
	s := keptOffline()
	d, v, toasts := openModify(t, s, 3)
	v.Set(FieldFirstName, "Danny")
	v.Save()
	d.settle()
	v.Close()
	s.change(func(l *account.Lists) {
		l.Waiting = []*account.Waiting{{ID: "key 1", Deed: account.DeedModify, State: account.WaitingUnsent}}
	})
	d.settle()
	if len(toasts.shown) != 1 {
		t.Fatal("the offer goes while it waits")
	}
	s.change(func(l *account.Lists) { l.Waiting = nil })
	d.settle()
	if len(toasts.shown) != 0 || len(s.watchers) != 0 {
		t.Errorf("shown %+v, %d watchers", toasts.shown, len(s.watchers))
	}
}

func TestTheAccessCodesNeedAnAnswer(t *testing.T) {
	s := keptOffline()
	d, v, _ := openModify(t, s, 3)
	v.SetTab(TabAccessCodes)
	if st := v.State(); st.WaitNote != "" || st.Access.Offline == "" {
		t.Errorf("%q, %q", st.WaitNote, st.Access.Offline)
	}
	v.OpenPassword(true)
	v.SetOwnPassword("x")
	v.SetNewPassword("a long enough password")
	v.SetPassword()
	v.SendLink()
	d.settle()
	if len(s.calls) != 0 {
		t.Errorf("asked although it cannot answer: %v", s.calls)
	}
	v.Set(FieldFirstName, "Danny")
	v.Save()
	d.settle()
	s.back()
	d.settle()
	if v.State().Access.Offline != "" {
		t.Error("it stays greyed")
	}
}

func TestAPasswordThatWasTypedDoesNotWait(t *testing.T) {
	s := keptOffline()
	d, v, toasts := openModify(t, s, 3)
	v.SetNewPassword("a long enough password")
	v.Set(FieldFirstName, "Danny")
	v.Save()
	d.settle()
	wantText(t, toasts.texts(), "Nothing changes until then. The password was not set: that needs the service.")
}

func TestPermissionsThatWaitSayThatTheOldOnesHold(t *testing.T) {
	s := keptOffline()
	d, v, toasts := openExternal(t, s)
	if got := v.State().WaitNote; got != sentLater {
		t.Errorf("before: %q", got)
	}
	v.SetType(account.RegularUser)
	v.Save()
	d.settle()
	wantText(t, toasts.texts(), "The permissions of Karim Benali are waiting to be sent. The old ones hold until then.")
	if !v.State().Done {
		t.Error("the dialog stays")
	}
}

func TestAnInvitationThatWaitsLeavesTheDialogLikeOneThatWasSent(t *testing.T) {
	s := keptOffline()
	d, v, toasts := openInvite(t, s)
	v.Add("new@maple.example")
	d.settle()
	if got := v.State().WaitNote; got != sentLater {
		t.Errorf("before: %q", got)
	}
	v.Send()
	d.settle()
	if st := v.State(); !st.Done || st.Error != "" {
		t.Errorf("%+v", st)
	}
	wantText(t, toasts.texts(), "The invitation to new@maple.example is waiting to be sent")
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	wantText(t, toasts.texts(), "Taken back: it is not sent.")
}

func TestACorrectionThatWaitsSaysWhatHoldsUntilThen(t *testing.T) {
	s := keptOffline()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewCorrection(d.env(), s, toasts, s.lists.Invitations.Slice()[3])
	v.Start()
	d.settle()
	v.SetDraft("lise@gmail.example")
	v.CommitDraft()
	d.settle()
	v.Send()
	d.settle()
	wantText(t, log.texts(), "The corrected invitation to lise@gmail.example is waiting to be sent. The old link stays as it is until then.")
}

func TestOfManyWhatWaitsIsSafeAndNothingToWarnAbout(t *testing.T) {
	s := keptOffline()
	d, v, _ := openInvite(t, s)
	v.Add(strings.Join(manyAddresses(20), ", "))
	d.settle()
	v.Send()
	d.settle()
	st := v.State()
	if st.Error != "" || st.Typed || !st.Finished || v.UnderWay() != "" || st.WaitNote != "" {
		t.Errorf("error %q, typed %v, finished %v, under way %q, note %q", st.Error, st.Typed, st.Finished, v.UnderWay(), st.WaitNote)
	}
	if st.Summary != "20 invitations are waiting and will be sent when Rollcall is online again." {
		t.Errorf("summary %q", st.Summary)
	}
	row := st.Roll.Rows[0]
	if row.Kind != RollWaits || row.State != "Waiting to be sent" || row.Editable || row.Act != "" {
		t.Errorf("row %+v", row)
	}
	if f := st.Roll.Filters; !slices.ContainsFunc(f, func(f RollFilter) bool { return f.Label == "Waiting" && f.Count == "20" }) {
		t.Errorf("filters %+v", f)
	}
	if got := v.resultRows()[1][2]; got != "Waiting to be sent" {
		t.Errorf("result %q", got)
	}
	if n := len(s.invited); n != 20 {
		t.Errorf("asked %d times", n)
	}
}

func TestOfManyTheDialogSaysWhenTheyWaitNoLonger(t *testing.T) {
	s := keptOffline()
	d, v, _ := openInvite(t, s)
	v.Add(strings.Join(manyAddresses(9), ", "))
	d.settle()
	v.Send()
	d.settle()
	s.change(func(l *account.Lists) {
		refused := *l.Waiting[1]
		refused.State, refused.Fault = account.WaitingRefused, account.Fault(account.AlreadyInvited)
		l.Waiting = append([]*account.Waiting{&refused}, l.Waiting[3:]...)
	})
	d.settle()
	d.pass(drawEvery)
	st := v.State()
	if st.Summary != "2 invitations sent. 6 invitations are waiting and will be sent when Rollcall is online again. 1 was refused: its row says why." {
		t.Errorf("summary %q", st.Summary)
	}
	if r := st.Roll.Rows; r[0].Kind != RollSent || r[1].Kind != RollRefused || r[2].Kind != RollSent || r[3].Kind != RollWaits {
		t.Errorf("rows %+v", r)
	}
	s.change(func(l *account.Lists) { l.Waiting = nil })
	d.settle()
	d.pass(drawEvery)
	wantText(t, v.State().Summary, "8 invitations sent.")
}

func TestOfManyThatWaitAClosedDialogTellsAndTakesAllBack(t *testing.T) {
	s := keptOffline()
	d, v, toasts := openInvite(t, s)
	v.Add(strings.Join(manyAddresses(9), ", "))
	d.settle()
	v.Send()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "9 invitations are waiting to be sent")
	s.fail["take back key 3"] = account.Fault(account.IdempotencyRunning)
	v.toasts.Act(toasts.shown[0].ID)
	d.settle()
	wantText(t, toasts.texts(), "8 taken back: they are not sent. It was not taken back. The service may have it already")
}

func TestAnAddressThatWaitsIsNotInvitedTwice(t *testing.T) {
	s := keptOffline()
	waiting := func(state account.WaitingState) []*account.Waiting {
		return []*account.Waiting{{ID: "k", Deed: account.DeedInvite, State: state, Invitation: &account.NewInvitation{Email: "New@maple.example"}}}
	}
	s.lists.Waiting = waiting(account.WaitingUnsent)
	d, v, _ := openInvite(t, s)
	v.Add("new@maple.example")
	d.settle()
	wantText(t, v.State().Addresses[0].Fault, "is waiting to be sent already")
	s.change(func(l *account.Lists) { l.Waiting = waiting(account.WaitingRefused) })
	d.settle()
	if fault := v.State().Addresses[0].Fault; fault != "" {
		t.Errorf("refused before: %q", fault)
	}
}

func manyAddresses(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("person%d@maple.example", i)
	}
	return out
}
