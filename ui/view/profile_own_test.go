package view

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rollcall/account"
)

func openOwn(t *testing.T, o *oneself, kind OwnKind) (*desk, *Own, *OwnState, *toastLog) {
	t.Helper()
	d, p, toasts := openProfile(t, o, ProfileOptions{})
	v, st := p.ChangeOwn(kind), &OwnState{}
	v.OnState = func(s OwnState) { *st = s }
	v.Start()
	return d, v, st, toasts
}

func TestAnotherAddressWaitsToBeConfirmed(t *testing.T) {
	o := amelie()
	d, v, st, toasts := openOwn(t, o, OwnEmail)
	v.Submit()
	if st.ValueFault == "" || st.PasswordFault == "" || st.Busy {
		t.Errorf("state %+v", st)
	}
	v.SetValue(o.me.Email)
	v.LeaveValue()
	wantText(t, st.ValueFault, "your address already")
	v.SetValue(" new@maple.example ")
	v.SetPassword("correct horse")
	v.Submit()
	v.Submit()
	d.settle()
	c := o.changed[0]
	if len(o.changed) != 1 || *c.Email != "new@maple.example" || c.CurrentPassword != "correct horse" || !st.Done {
		t.Errorf("sent %d times, done %v", len(o.changed), st.Done)
	}
	wantText(t, toasts.texts(), "A link to confirm is on its way to new@maple.example")
}

func TestAWaitingAddressIsTakenBack(t *testing.T) {
	o := amelie()
	o.me.PendingEmail, o.me.Version = "new@maple.example", 8
	d, v, st, _ := openOwn(t, o, OwnTakeBack)
	wantText(t, st.Text, "new@maple.example stops working")
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	if *o.changed[0].Email != o.me.Email || o.me.PendingEmail != "" || !st.Done {
		t.Errorf("sent %v", *o.changed[0].Email)
	}
}

func TestAWrongOwnPasswordKeepsTheValueTyped(t *testing.T) {
	o := amelie()
	o.fail["update me"] = account.Fault(account.OwnPasswordWrong)
	d, v, st, _ := openOwn(t, o, OwnUsername)
	v.SetValue("amelie.roy")
	v.SetPassword("wrong")
	v.Submit()
	d.settle()
	if st.Value != "amelie.roy" || st.Busy || st.Done {
		t.Errorf("state %+v", st)
	}
	wantText(t, st.PasswordFault, "not your present password")
	o.fail["update me"] = account.Fault(account.UsernameTaken)
	v.Submit()
	d.settle()
	wantText(t, st.ValueFault, "Somebody else has this user name.")
	o.fail["update me"] = account.Fault(account.ValidationFailed)
	v.Submit()
	d.settle()
	if st.ValueFault != "" || st.PasswordFault != "" {
		t.Errorf("old faults stay: %q, %q", st.ValueFault, st.PasswordFault)
	}
	wantText(t, st.Error, "does not take something")
}

func TestAnUnrelatedChangeMeanwhileDoesNotStopTheAct(t *testing.T) {
	o := amelie()
	d, v, st, _ := openOwn(t, o, OwnUsername)
	o.me.Version, o.me.Phone = 9, "555"
	o.fail["update me"] = account.Fault(account.VersionMismatch)
	stop := o.me.Username
	v.SetValue("amelie.roy")
	v.SetPassword("correct horse")
	v.Submit()
	d.work[0]()
	d.work = d.work[1:]
	if got := o.acts[len(o.acts)-1]; got.Version != 9 || o.me.Username != stop {
		t.Errorf("sent again at version %d", got.Version)
	}
	d.settle()
	delete(o.fail, "update me")
	v.Submit()
	d.settle()
	if !st.Done || o.me.Username != "amelie.roy" {
		t.Errorf("state %+v", st)
	}
}

func TestAnAddressChangedElsewhereMeanwhileIsSaidFirst(t *testing.T) {
	o := amelie()
	d, v, st, _ := openOwn(t, o, OwnEmail)
	o.me.Version, o.me.Email = 9, "other@maple.example"
	o.fail["update me"] = account.Fault(account.VersionMismatch)
	v.SetValue("new@maple.example")
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	wantText(t, st.Error, "your address is other@maple.example")
	delete(o.fail, "update me")
	v.Submit()
	d.settle()
	if !st.Done || o.acts[slices.Index(o.calls, "update me")].Version != 7 {
		t.Errorf("state %+v", st)
	}
}

func TestTheLastMethodIsKeptByAPasswordTooShortToStandAlone(t *testing.T) {
	o := amelie()
	o.fail["remove app"] = &account.Error{Code: account.PasswordUnacceptable, Reason: account.PasswordTooShort}
	d, v, st, _ := openOwn(t, o, OwnRemoveApp)
	v.SetPassword("short horse")
	v.Submit()
	d.settle()
	wantText(t, st.Error, "at least 15 characters")
	wantText(t, st.Error, "or set up another method")
	delete(o.fail, "remove app")
	v.Submit()
	d.settle()
	if !st.Done || !st.Danger {
		t.Errorf("state %+v", st)
	}
}

func TestNewRecoveryCodesAreShownOnceAndSavedWhereThePersonSays(t *testing.T) {
	o := amelie()
	d, v, st, toasts := openOwn(t, o, OwnCodes)
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	if !slices.Equal(st.Codes.Codes, o.codes) || st.Done || v.password != "" {
		t.Fatalf("codes shown: %d, done %v", len(st.Codes.Codes), st.Done)
	}
	to := &file{}
	v.SaveCodes(to, nil)
	v.SaveCodes(nil, nil)
	d.settle()
	for _, want := range append(o.codes, "keep them to yourself", "November 21, 2026") {
		if !strings.Contains(to.text.String(), want) {
			t.Errorf("the file does not say %q", want)
		}
	}
	if !to.closed || st.Codes.Saved == "" {
		t.Errorf("closed %v, said %q", to.closed, st.Codes.Saved)
	}
	full := &file{err: errors.New("full")}
	v.SaveCodes(full, nil)
	d.settle()
	if !full.closed || !full.gone || to.gone {
		t.Errorf("half a set of codes is left: closed %v, removed %v", full.closed, full.gone)
	}
	wantText(t, st.Codes.Fault, "could not be saved there")
	v.Submit()
	if !st.Done || len(st.Codes.Codes) != 0 || v.sheet.state.Text != "" {
		t.Error("the codes stay")
	}
	wantText(t, toasts.texts(), "New recovery codes made")
}

func TestEachTryForRecoveryCodesHasAKeyOfItsOwn(t *testing.T) {
	o := amelie()
	o.fail["codes"] = account.Fault(account.Unreachable)
	d, v, _, _ := openOwn(t, o, OwnCodes)
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	delete(o.fail, "codes")
	v.Submit()
	d.settle()
	var keys []string
	for i, call := range o.calls {
		if call == "codes" {
			keys = append(keys, o.acts[i].Key)
		}
	}
	if len(keys) != 2 || keys[0] == keys[1] { // a set is given once for each key
		t.Errorf("keys %q", keys)
	}
}

func TestAClosedDialogKeepsNoPassword(t *testing.T) {
	d, v, st, _ := openOwn(t, amelie(), OwnEmail)
	v.SetValue("new@maple.example")
	v.SetPassword("correct horse")
	v.Close()
	d.settle()
	if v.password != "" || !st.Closed || st.Value != "" {
		t.Errorf("state %+v", st)
	}
}

func openOwnPassword(t *testing.T, o *oneself) (*desk, *OwnPassword, *OwnPasswordState, *toastLog) {
	t.Helper()
	d, p, toasts := openProfile(t, o, ProfileOptions{})
	v, st := p.ChangePassword(), &OwnPasswordState{}
	v.OnState = func(s OwnPasswordState) { *st = s }
	v.Start()
	return d, v, st, toasts
}

func TestTheRuleOfTheNewPasswordIsSaidWhileItIsTyped(t *testing.T) {
	o := amelie()
	_, v, st, _ := openOwnPassword(t, o)
	wantText(t, st.Rule, "At least 8 characters.")
	v.SetNew("é́tang") // composed and combining accents count as the service counts them
	wantText(t, st.Rule, "2 more characters needed, of at least 8.")
	v.SetNew("correct horse")
	if !st.RuleMet || st.Rule != "Long enough." {
		t.Errorf("rule %q", st.Rule)
	}
	o.factors.Methods = nil
	_, _, st, _ = openOwnPassword(t, o)
	wantText(t, st.Rule, "At least 15 characters.")
}

func TestThePasswordIsChangedExactlyAsTyped(t *testing.T) {
	o := amelie()
	d, v, st, toasts := openOwnPassword(t, o)
	v.Submit()
	if st.CurrentFault == "" || st.NewFault == "" {
		t.Errorf("state %+v", st)
	}
	v.SetCurrent(" old password ")
	v.SetNew("short")
	v.Submit()
	wantText(t, st.NewFault, "3 more characters needed")
	v.SetNew(" new password ")
	v.Submit()
	v.Submit()
	d.settle()
	want := account.PasswordChange{CurrentPassword: " old password ", NewPassword: " new password ", EndOtherSessions: true}
	if len(o.passwords) != 1 || o.passwords[0] != want || !st.Done || v.current+v.fresh != "" {
		t.Errorf("sent %d times, done %v", len(o.passwords), st.Done)
	}
	wantText(t, toasts.texts(), "Password changed; your other devices are signed out")
}

func TestEachFaultOfAPasswordHasItsSentenceAtItsField(t *testing.T) {
	o := amelie()
	d, v, st, _ := openOwnPassword(t, o)
	v.SetCurrent("old password")
	v.SetNew("new password")
	for reason, want := range map[string]string{
		account.PasswordTooShort: "at least 8 characters", account.PasswordTooLong: "256 characters are enough",
		account.PasswordCommon: "tried first", account.PasswordPersonal: "that others know",
	} {
		o.fail["password"] = &account.Error{Code: account.PasswordUnacceptable, Reason: reason}
		v.Submit()
		d.settle()
		wantText(t, st.NewFault, want)
		v.SetNew("new password" + reason)
	}
	o.fail["password"] = account.Fault(account.OwnPasswordWrong)
	v.Submit()
	d.settle()
	wantText(t, st.CurrentFault, "not your present password")
	if v.current != "old password" || v.fresh == "" || st.Busy {
		t.Error("what was typed is gone")
	}
}

func TestAPasswordChangeIsOneActUntilSomethingElseIsTyped(t *testing.T) {
	o := amelie()
	o.fail["password"] = account.Fault(account.Unreachable)
	d, v, _, _ := openOwnPassword(t, o)
	v.SetCurrent("old password")
	v.SetNew("new password")
	for range 2 {
		v.Submit()
		d.settle()
	}
	v.SetNew("another password")
	v.Submit()
	d.settle()
	last := o.acts[len(o.acts)-3:]
	if last[0].Key == "" || last[0].Key != last[1].Key || last[1].Key == last[2].Key {
		t.Errorf("keys %q, %q, %q", last[0].Key, last[1].Key, last[2].Key)
	}
}
