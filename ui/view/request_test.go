package view

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

func openRequest(t *testing.T, s *service) (*desk, *RequestAccess, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewRequestAccess(d.env(), s, toasts)
	v.OnState = func(RequestState) {}
	v.Start()
	d.settle()
	return d, v, log
}

// fillIn writes a request that nothing speaks against.
func fillIn(v *RequestAccess) {
	v.Set(RequestEmail, " claire@lumen.example ")
	v.Set(RequestHome, "Agence Lumen")
	v.Set(RequestReason, "Claire stands in for Karim.")
}

func TestARequestSaysWhoFromWhereWhatForAndUntilWhen(t *testing.T) {
	s := press()
	d, v, toasts := openRequest(t, s)
	fillIn(v)
	v.SetType(account.Custom)
	v.Tick("mailings.manage", true)
	v.Tick("contacts.view", true)
	v.Set(RequestUntil, "2026-12-31")
	wantText(t, v.State().Helpers[RequestUntil], "The access ends at the end of December 31, 2026.")
	v.Send()
	v.Send()
	if !v.State().Busy {
		t.Error("the button does not show that it works")
	}
	d.settle()
	want := account.NewAccessRequest{
		Email: "claire@lumen.example", HomeAccount: "Agence Lumen", UserType: account.Custom,
		Permissions: []account.Permission{"contacts.view", "mailings.manage"}, Reason: "Claire stands in for Karim.",
		Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	if len(s.requested) != 1 || fmt.Sprint(s.requested[0]) != fmt.Sprint(want) {
		t.Fatalf("requested %+v, want %+v", s.requested, want)
	}
	wantText(t, toasts.texts(), "Request for claire@lumen.example sent. The operator answers by e-mail too.")
	st := v.State()
	if st.Tab != RequestList || st.Typed || st.Sent.Label != "Your requests (1)" || len(st.Sent.Lines) != 1 {
		t.Errorf("after sending: %+v", st.Sent)
	}
	line := st.Sent.Lines[0]
	if line.Powers != "Custom · View contacts and Manage mailings · until Dec 31" || line.Asked != "Asked by Amélie Roy on Nov 21" {
		t.Errorf("the request reads %+v", line)
	}
}

func TestARequestIsCheckedAtEachField(t *testing.T) {
	s := press()
	d, v, _ := openRequest(t, s)
	if v.State().Faults != ([requestFields]string{}) {
		t.Error("it complains before anything was typed")
	}
	v.Send()
	d.settle()
	faults := strings.Join(func() []string { f := v.State().Faults; return f[:] }(), "\n")
	for _, want := range []string{"not an e-mail address", "name of the account", "what they are to do here"} {
		wantText(t, faults, want)
	}
	for _, c := range []struct {
		field RequestField
		text  string
		want  string
	}{
		{RequestEmail, "claire", "not an e-mail address"},
		{RequestEmail, "KARIM@lumen.example", "can enter the account already"},
		{RequestEmail, "amelie.roy@maple.example", "can enter the account already"},
		{RequestEmail, "claire@lumen.example", ""},
		{RequestHome, strings.Repeat("é", account.MaxHomeAccount+1), "200"},
		{RequestHome, "Agence\x00", "cannot be used"},
		{RequestReason, strings.Repeat("é", account.MaxReason+1), "1,000"},
		{RequestUntil, "31.12.2026", "year-month-day"},
		{RequestUntil, "2026-11-20", "This day is over. Choose a later one."},
		{RequestUntil, "2026-11-21", ""},
		{RequestUntil, "", ""},
	} {
		v.Set(c.field, c.text)
		v.Leave(c.field)
		if got := v.State().Faults[c.field]; (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	if len(s.requested) != 0 {
		t.Error("something faulty was sent")
	}
}

func TestAMistypedAddressIsNoticedInARequestToo(t *testing.T) {
	_, v, _ := openRequest(t, press())
	v.Set(RequestEmail, "claire@gmial.com")
	wantText(t, v.State().Helpers[RequestEmail], "Did you mean claire@gmail.com?")
}

func TestARequestThatFailsKeepsWhatWasTyped(t *testing.T) {
	for code, want := range map[account.Code]string{
		account.Unreachable:  "The service cannot be reached.",
		account.RateLimited:  "the service asks for a pause",
		account.EmailTaken:   "can enter the account already",
		account.Maintenance:  "",
		account.Forbidden:    "",
		account.SessionEnded: "",
	} {
		s := press()
		d, v, _ := openRequest(t, s)
		fillIn(v)
		s.fail["request"] = account.Fault(code)
		v.Send()
		d.settle()
		st := v.State()
		wantText(t, st.Error+st.Faults[RequestEmail], want)
		if st.Tab != RequestNew || st.Values[RequestHome] != "Agence Lumen" || !st.Typed || st.Busy {
			t.Errorf("%s: %+v", code, st.Values)
		}
		s.fail = nil
		v.Send()
		d.settle()
		if n := len(s.requested); n != 2 && code != account.EmailTaken {
			t.Errorf("%s: requested %d times", code, n)
		}
		acts := slices.DeleteFunc(slices.Clone(s.acts), func(a account.Act) bool { return a.Key == "" })
		if acts[0].Key != acts[len(acts)-1].Key {
			t.Errorf("%s: sent again it is another act", code)
		}
	}
}

func TestWhatTheServiceRefusesStandsAtItsField(t *testing.T) {
	s := press()
	d, v, _ := openRequest(t, s)
	fillIn(v)
	s.fail["request"] = &account.Error{Code: account.ValidationFailed, Fields: []account.FieldFault{{Location: "body.reason"}}}
	v.Send()
	d.settle()
	if st := v.State(); st.Faults[RequestReason] == "" || st.Error != "" {
		t.Errorf("fault %q, error %q", st.Faults[RequestReason], st.Error)
	}
}

func TestARequestSentAfterTheDialogIsClosedIsToldInAToast(t *testing.T) {
	s := press()
	d, v, toasts := openRequest(t, s)
	fillIn(v)
	s.fail["request"] = account.Fault(account.Unreachable)
	v.Send()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "The request for claire@lumen.example was not sent. The service cannot be reached.")
}

func TestEarlierRequestsStandWithTheirAnswers(t *testing.T) {
	s := press()
	by := account.PersonRef{ID: "u1", Name: "Amélie Roy"}
	s.requests = []account.AccessRequest{
		{ID: "r3", Email: "claire@lumen.example", State: account.AccessRequestWaiting, CreatedAt: noon.AddDate(0, 0, -2), CreatedBy: by, UserType: account.RegularUser, Reason: "Leave"},
		{ID: "r2", Email: "karim@lumen.example", State: account.AccessRequestGranted, CreatedAt: noon.AddDate(0, 0, -9), CreatedBy: by, AnsweredAt: noon.AddDate(0, 0, -8)},
		{ID: "r1", Email: "paolo@mare.example", State: account.AccessRequestDeclined, CreatedAt: noon.AddDate(0, 0, -30), CreatedBy: by, AnsweredAt: noon.AddDate(0, 0, -29), Answer: "Ask again for a custom user."},
	}
	d, v, _ := openRequest(t, s)
	st := v.State().Sent
	if st.Label != "Your requests (1)" || len(st.Lines) != 2 || st.More == "" {
		t.Fatalf("requests %+v", st)
	}
	v.MoreRequests()
	d.settle()
	st = v.State().Sent
	if len(st.Lines) != 3 || st.More != "" {
		t.Fatalf("with the older ones %+v", st)
	}
	for n, want := range []string{
		"Waiting The operator answers by e-mail and here.", "Granted Answered on Nov 13", "Declined Answered on Oct 23: Ask again for a custom user.",
	} {
		if got := st.Lines[n].State.Text + " " + st.Lines[n].Answer; got != want {
			t.Errorf("request %d: %q, want %q", n, got, want)
		}
	}
}

func TestWithoutRequestsOneLearnsWhatTheyAre(t *testing.T) {
	s := press()
	_, v, _ := openRequest(t, s)
	if st := v.State().Sent; st.None != "No request yet" || st.Label != "Your requests" {
		t.Errorf("requests %+v", st)
	}
	s.fail["requests"] = account.Fault(account.Unreachable)
	d, v, _ := openRequest(t, s)
	if st := v.State().Sent; st.Error == "" || st.None != "" {
		t.Errorf("requests that cannot be had %+v", st)
	}
	s.fail = nil
	v.LoadRequests()
	d.settle()
	if st := v.State().Sent; st.Error != "" {
		t.Errorf("tried again %+v", st)
	}
}

func TestAccessIsRequestedWhereOneLooksForIt(t *testing.T) {
	s := press()
	asked := 0
	d, v, _ := openPeople(t, s, PeopleOptions{OnRequestAccess: func() { asked++ }})
	if got := sectionActs(v, SectionExternal); !slices.Equal(got, []MenuAct{MenuRequestAccess}) {
		t.Errorf("the heading offers %v", got)
	}
	s.change(func(l *account.Lists) { l.ExternalUsers = account.List[account.ExternalUser]{} })
	v.SetFilter(FilterExternal)
	d.settle()
	if e := v.State().Empty; e == nil || e.Action != "Request access" {
		t.Fatalf("without external users: %+v", e)
	}
	v.EmptyAct()
	v.RequestAccess()
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
}
