package request

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/theme"
	"rollcall/ui/view"
)

// office takes requests for access.
type office struct {
	asked []account.NewAccessRequest
	fail  error
}

func (o *office) Lists() account.Lists {
	return account.Lists{Account: account.Account{Name: "Maple Press"}, Loaded: true}
}
func (o *office) Status() account.Status { return account.Status{} }
func (o *office) Watch(func()) func()    { return func() {} }

func (o *office) AccessRequests(context.Context, account.ListQuery) (account.Page[account.AccessRequest], error) {
	return account.Page[account.AccessRequest]{}, nil
}

func (o *office) RequestAccess(_ context.Context, n account.NewAccessRequest, _ account.Act) (account.AccessRequest, error) {
	if o.fail != nil {
		return account.AccessRequest{}, o.fail
	}
	o.asked = append(o.asked, n)
	return account.AccessRequest{ID: "r1", Email: n.Email, State: account.AccessRequestWaiting, UserType: n.UserType, Reason: n.Reason}, nil
}

func open(t *testing.T, o *office) (*screentest.Stage, *Dialog) {
	t.Helper()
	in := screentest.New(t, screentest.Look{Mode: theme.Dark, Width: 820, Height: 560})
	return in, Open(in.Canvas, view.NewRequestAccess(in.Env, o, view.NewToasts(in.Env)), in.Env.Words)
}

// write fills in a request by keyboard.
func write(s *screentest.Stage) {
	test.Type(s.Canvas.Focused(), "claire@lumen.example")
	s.Canvas.FocusNext()
	test.Type(s.Canvas.Focused(), "Agence Lumen")
}

func TestARequestIsWrittenByKeyboardAndStandsInTheListThen(t *testing.T) {
	o := &office{}
	s, d := open(t, o)
	write(s)
	s.Press(fyne.KeyReturn)
	if len(o.asked) != 0 || d.fields[view.RequestReason].Fault() == "" || d.fields[view.RequestEmail].Fault() != "" {
		t.Fatal("a request without a reason is sent, or not complained of")
	}
	s.Canvas.Focus(d.fields[view.RequestReason].FocusTarget())
	test.Type(s.Canvas.Focused(), "Stands in for Karim")
	d.dialog.Submit()
	if len(o.asked) != 1 || o.asked[0].HomeAccount != "Agence Lumen" {
		t.Fatalf("asked %+v", o.asked)
	}
	if d.tabs.Selected() != tabID(view.RequestList) || d.dialog.Act().Visible() || d.dialog.Safe().Text() != "Close" {
		t.Error("the request is not shown in the list")
	}
	if s.Press(fyne.KeyEscape); s.Canvas.Overlays().Top() != nil {
		t.Error("it asks although nothing would be lost")
	}
}

func TestARequestThatFailsIsKeptAndAskedAbout(t *testing.T) {
	o := &office{fail: account.Fault(account.Unreachable)}
	s, d := open(t, o)
	write(s)
	d.view.Set(view.RequestReason, "Stands in for Karim")
	d.dialog.Submit()
	if d.fields[view.RequestHome].Text() != "Agence Lumen" || d.dialog.Busy() {
		t.Error("what was typed is lost")
	}
	d.dialog.Safe().Press()
	if s.Dialog() == d.dialog {
		t.Error("it closes over what was typed")
	}
}

func TestWithoutRequestsTheListSaysWhatItIsFor(t *testing.T) {
	s, d := open(t, &office{})
	d.view.SetTab(view.RequestList)
	if len(d.list.Parts()) != 2 {
		t.Errorf("%d lines", len(d.list.Parts()))
	}
	d.view.SetTab(view.RequestNew)
	if !d.dialog.Act().Visible() || d.dialog.Safe().Text() != "Cancel" {
		t.Error("nothing can be sent any more")
	}
	if s.Press(fyne.KeyEscape); s.Canvas.Overlays().Top() != nil {
		t.Error("an empty form is asked about")
	}
}
