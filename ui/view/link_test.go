package view

import (
	"testing"

	"rollcall/account"
	"rollcall/ui/words"
)

func TestALinkSaysWhereItLeadsBeforeItIsFollowed(t *testing.T) {
	w := words.New("en", nil)
	s := OfferLink(w, "https://accounts.example.org/rollcall")
	wantText(t, s.Text, "set the service address to accounts.example.org/rollcall.")
	wantText(t, s.Warning, "only if you expected this")
	if s.Use != "Use this address" || s.Keep != "Ignore the link" {
		t.Errorf("%+v", s)
	}
	wantText(t, OfferLink(w, "http://127.0.0.1:8080").Text, "http://127.0.0.1:8080")
	s = OfferLinkElsewhere(w, "https://accounts.example.org", "https://maple.example", false)
	wantText(t, s.Text, "You are signed in at maple.example. A link wants to set the service address to accounts.example.org")
	if s.Use != "Sign out and use it" {
		t.Errorf("%+v", s)
	}
	s = OfferLinkElsewhere(w, "https://accounts.example.org", "http://127.0.0.1:39999", true)
	wantText(t, s.Text, "You are looking at the sample account.")
	if s.Use != "Leave the sample and use it" {
		t.Errorf("%+v", s)
	}
}

func TestALinkThatCannotBeUsedSaysWhyAndOffersNothing(t *testing.T) {
	w := words.New("en", nil)
	for code, want := range map[account.Code]string{
		account.MalformedRequest: "a link that it cannot use. Nothing has changed.", account.InsecureServer: "over an open line",
	} {
		s := RefuseLink(w, account.Fault(code))
		wantText(t, s.Text, want)
		if s.Use != "" || s.Keep != "Close" {
			t.Errorf("%s: %+v", code, s)
		}
	}
}

// A password typed for one service never goes to another because of a link.
func TestTheAddressOfALinkComesWithoutThePasswordTypedBefore(t *testing.T) {
	s := &door{}
	d, v, st := openSignIn(t, s, SignInOptions{Server: maple, Login: "amelie"})
	wiped := false
	seen := v.OnState
	v.OnState = func(now SignInState) {
		wiped = wiped || now.Closed
		seen(now)
	}
	v.SetPassword("a password for maple")
	v.UseServer("https://lumen.example")
	if st.Server != "https://lumen.example" || st.ServerName != "lumen.example" || st.EditingServer || st.Login != "amelie" || !wiped || st.Closed {
		t.Errorf("%+v", st)
	}
	v.Submit()
	d.settle()
	wantText(t, st.PasswordFault, "password")
	if len(s.got) != 0 {
		t.Error("something was sent")
	}
}

// Nor does an attempt that was under way go on.
func TestTheAddressOfALinkEndsAnAttemptForAnother(t *testing.T) {
	s := &door{err: &account.Error{Code: account.SecondFactorRequired, Methods: []account.Method{account.MethodApp}}}
	d, v, st := openSignIn(t, s, SignInOptions{Server: maple, Login: "amelie"})
	v.SetPassword("a password for maple")
	v.Submit()
	d.settle()
	if st.Step != StepCode {
		t.Fatalf("%+v", st)
	}
	v.SetCode("123456")
	v.UseServer("https://lumen.example")
	if st.Step != StepPassword || st.Code.Code != "" || st.Busy {
		t.Errorf("%+v", st)
	}
	v.SetPassword("another password")
	v.Submit()
	v.UseServer("https://third.example")
	entered := false
	v.OnDone = func(string, account.Session) { entered = true }
	d.settle()
	if entered || st.Step != StepPassword || st.Error != "" {
		t.Errorf("the answer of another service is taken: %+v", st)
	}
}
