package view

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

func openEnrol(t *testing.T, o *oneself, options EnrolOptions) (*desk, *Enrol, *EnrolState) {
	t.Helper()
	d := newDesk(t)
	v, st := NewEnrol(d.env(), o, options), &EnrolState{}
	v.OnState = func(s EnrolState) { *st = s }
	v.Start()
	return d, v, st
}

// nobody has no second factor yet.
func nobody() *oneself {
	o := amelie()
	o.factors = account.TwoFactor{}
	return o
}

func TestTheFirstCodeIsCheckedBeforeTheAppCounts(t *testing.T) {
	o := nobody()
	d, v, st := openEnrol(t, o, EnrolOptions{Method: account.MethodApp})
	var active, done int
	v.OnActive, v.OnDone = func() { active++ }, func() { done++ }
	v.Submit()
	wantText(t, st.PasswordFault, "Enter your password.")
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	if st.Step != EnrolConfirm || st.Secret != "JBSW Y3DP EHPK 3PXP" || !strings.HasPrefix(st.URI, "otpauth://") || active != 0 {
		t.Fatalf("step %d, secret %q", st.Step, st.Secret)
	}
	o.fail["confirm"] = account.Fault(account.SecondFactorInvalid)
	v.SetCode("123 456")
	v.Submit()
	d.settle()
	if st.Step != EnrolConfirm || st.Code != "123456" || !strings.Contains(st.CodeFault, "30 seconds are over") || active != 0 {
		t.Errorf("step %d, fault %q", st.Step, st.CodeFault)
	}
	delete(o.fail, "confirm")
	v.Submit()
	d.settle()
	if st.Step != EnrolCodes || !slices.Equal(st.Codes.Codes, o.codes) || active != 1 || done != 0 || st.Secret != "" || st.URI != "" {
		t.Errorf("step %d, %d codes, active %d, done %d", st.Step, len(st.Codes.Codes), active, done)
	}
	v.Submit()
	if !st.Done || done != 1 || v.password != "" || len(st.Codes.Codes) != 0 {
		t.Errorf("done %d times, state done %v", done, st.Done)
	}
}

func TestWhoHasRecoveryCodesKeepsThem(t *testing.T) {
	o := amelie()
	d, v, st := openEnrol(t, o, EnrolOptions{Method: account.MethodEmail, Address: "amelie@maple.example"})
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	wantText(t, st.Line, "on its way to amelie@maple.example")
	v.SetCode("123456")
	v.Submit()
	d.settle()
	if !st.Done || slices.Contains(o.calls, "codes") {
		t.Errorf("done %v, calls %v", st.Done, o.calls)
	}
}

func TestCodesByEMailAskForAnAddressAndCanBeSentAgain(t *testing.T) {
	o := amelie()
	d, v, st := openEnrol(t, o, EnrolOptions{Method: account.MethodEmail})
	v.SetAddress("nonsense")
	v.SetPassword("correct horse")
	v.Submit()
	wantText(t, st.AddressFault, "not an e-mail address")
	v.SetAddress(" ana@maple.example ")
	v.Submit()
	d.settle()
	v.Resend()
	v.Resend()
	d.settle()
	sent := slices.DeleteFunc(slices.Clone(o.calls), func(c string) bool { return c != "set up ana@maple.example" })
	if len(sent) != 2 {
		t.Errorf("sent %d times: %v", len(sent), o.calls)
	}
	o.fail["confirm"] = &account.Error{Code: account.RateLimited, RetryAfter: 8 * time.Minute}
	v.SetCode("123456")
	v.Submit()
	d.settle()
	wantText(t, st.Error, "Too many codes in a short time. Try again in 8 minutes.")
}

func TestAWrongPasswordIsAskedForAgainWithAllElseKept(t *testing.T) {
	o := amelie()
	o.fail["set up"] = account.Fault(account.OwnPasswordWrong)
	d, v, st := openEnrol(t, o, EnrolOptions{Method: account.MethodEmail, Address: "ana@maple.example"})
	v.SetPassword("wrong")
	v.Submit()
	d.settle()
	if st.Step != EnrolPassword || st.PasswordFault == "" || st.Address != "ana@maple.example" || st.Busy {
		t.Errorf("state %+v", st.PasswordFault)
	}
}

func TestAnAccountThatRequiresASecondFactorSaysWhyAndLetsChoose(t *testing.T) {
	o := nobody()
	d, v, st := openEnrol(t, o, EnrolOptions{Required: true})
	wantText(t, st.Line, "The account requires two-factor authentication")
	if len(st.Choices) != 2 || st.Act != "" {
		t.Errorf("choices %+v", st.Choices)
	}
	v.Choose(account.MethodRecovery)
	v.Choose(account.MethodApp)
	v.Back()
	v.Choose(account.MethodEmail)
	if st.Step != EnrolPassword || st.Method != account.MethodEmail {
		t.Errorf("step %d, method %s", st.Step, st.Method)
	}
	v.SetAddress("ana@maple.example")
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	v.Back()
	if st.Step != EnrolPassword || st.Address != "ana@maple.example" {
		t.Errorf("back to step %d", st.Step)
	}
}

func TestAMethodThatCountsIsSaidToEvenWithoutItsRecoveryCodes(t *testing.T) {
	o := nobody()
	o.fail["codes"] = account.Fault(account.Unreachable)
	d, v, st := openEnrol(t, o, EnrolOptions{Method: account.MethodApp})
	active, done := false, false
	v.OnActive, v.OnDone = func() { active = true }, func() { done = true }
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	v.SetCode("123456")
	v.Submit()
	d.settle()
	wantText(t, st.Line, "could not be made")
	if !active || done || len(st.Codes.Codes) != 0 || st.Busy {
		t.Errorf("active %v, done %v", active, done)
	}
	v.Back()
	v.Submit()
	if !done || !st.Done {
		t.Error("there is no way on")
	}
}

func TestAClosedSetUpKeepsNoSecret(t *testing.T) {
	o := nobody()
	d, v, st := openEnrol(t, o, EnrolOptions{Method: account.MethodApp})
	v.OnDone = func() { t.Error("done, yet it was closed") }
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	v.SetCode("123456")
	v.Submit()
	v.Close()
	d.settle()
	if v.password != "" || v.State().Secret+v.State().URI+v.State().Code != "" || !st.Closed {
		t.Error("something secret is left")
	}
}

func TestAFileThatCannotBeOpenedIsSaid(t *testing.T) {
	o := nobody()
	d, v, st := openEnrol(t, o, EnrolOptions{Method: account.MethodApp})
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	v.SetCode("123456")
	v.Submit()
	d.settle()
	v.SaveCodes(nil, errors.New("not allowed"))
	wantText(t, st.Codes.Fault, "could not be saved there")
}
