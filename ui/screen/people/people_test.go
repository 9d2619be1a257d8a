package people

import (
	"context"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// office is an account with an invitation whose resend waits, a user whose deletion
// was refused, and an invitation that waits to be sent.
type office struct {
	lists account.Lists
	calls []string
}

func newOffice() *office {
	noon := screentest.Noon()
	me := account.User{ID: "u1", FirstName: "Amélie", LastName: "Roy", Email: "amelie@maple.example", UserType: account.Administrator}
	ben := account.User{ID: "u2", FirstName: "Ben", LastName: "Okafor", Email: "ben@maple.example", UserType: account.Administrator}
	noor := account.Invitation{
		ID: "i1", Email: "noor@maple.example", UserType: account.RegularUser, State: account.InvitationPending,
		Delivery: account.Delivery{State: account.DeliverySent}, ExpiresAt: noon.Add(72 * time.Hour),
	}
	return &office{lists: account.Lists{
		Account: account.Account{ID: "a1"}, Me: account.Profile{User: me}, Loaded: true,
		Users: account.ListOf(&me, &ben), Invitations: account.ListOf(&noor),
		Waiting: []*account.Waiting{
			{ID: "w1", Deed: account.DeedResend, Target: "i1", LookedInvitation: &noor, State: account.WaitingUnsent},
			{ID: "w2", Deed: account.DeedDelete, Target: "u2", LookedUser: &ben, State: account.WaitingRefused, Fault: account.Fault(account.VersionMismatch)},
			{ID: "w3", Deed: account.DeedInvite, Invitation: &account.NewInvitation{Email: "ana@maple.example", UserType: account.Custom}, State: account.WaitingUnsent},
		},
	}}
}

func (o *office) Lists() account.Lists { return o.lists }

func (o *office) Status() account.Status {
	return account.Status{Link: account.LinkOffline, AsOf: screentest.Noon(), Copy: account.CopyKept, Err: account.Fault(account.Unreachable)}
}
func (o *office) Watch(func()) (stop func()) { return func() {} }
func (o *office) Refresh()                   {}

func (o *office) ResendInvitation(_ context.Context, id string, _ account.Act) (account.Invitation, error) {
	o.calls = append(o.calls, "resend "+id)
	return account.Invitation{}, account.Fault(account.Deferred)
}

func (o *office) CancelInvitation(_ context.Context, id string, _ account.Act) error {
	o.calls = append(o.calls, "cancel "+id)
	return account.Fault(account.Deferred)
}

func (o *office) RestoreInvitation(context.Context, string, account.Act) (account.Invitation, error) {
	return account.Invitation{}, nil
}
func (o *office) SendPasswordLink(context.Context, string, account.Act) error { return nil }

func (o *office) TakeBack(_ context.Context, id string) error {
	o.calls = append(o.calls, "take back "+id)
	return nil
}
func (o *office) SendAnew(context.Context, string) error { return nil }
func (o *office) DiscardWaiting(context.Context) error   { return nil }

func open(t *testing.T, o *office, asked *[]string) (*screentest.Stage, *Screen) {
	t.Helper()
	s := screentest.New(t, screentest.Look{})
	v := view.NewPeople(s.Env, o, view.NewToasts(s.Env), view.PeopleOptions{
		Outbox: o, OnWaiting: func(id string) { *asked = append(*asked, id) },
	})
	screen := New(v, s.Env.Words, "Ctrl F", Acts{Details: func(view.Row) {}})
	s.Show(screen.Content)
	v.Start()
	screen.FocusList()
	return s, screen
}

// on makes the row with a key the current one.
func (s *Screen) on(key string) { s.list.SetCurrent(s.state.Rows.Find(key)) }

func TestTheButtonOfARowThatWaitsTakesItBackOrSaysWhy(t *testing.T) {
	var asked []string
	o := newOffice()
	_, s := open(t, o, &asked)
	row := s.list.RowObject(s.state.Rows.Find("invitation:i1")).(*widgets.InvitationRow)
	if d := row.Data(); d.Action != "Take back" || d.Mark.Text != "Waiting to be sent: resend" || d.Left != "3 days left" {
		t.Errorf("the row shows %+v", d)
	}
	row.OnAction("invitation:i1")
	if !slices.Equal(o.calls, []string{"take back w1"}) {
		t.Errorf("calls: %v", o.calls)
	}
	s.rowOpen("waiting:w3")
	s.do(s.find("user:u2"), view.MenuSeeWhy)
	if !slices.Equal(asked, []string{"w3", "w2"}) {
		t.Errorf("asked for %v", asked)
	}
}

func TestTheKeyboardDoesTheSame(t *testing.T) {
	var asked []string
	o := newOffice()
	in, s := open(t, o, &asked)
	s.on("invitation:i1")
	in.Write("r") // it waits already: the menu says so
	menu, ok := in.Canvas.Overlays().Top().(*widgets.Menu)
	if !ok || len(o.calls) != 0 {
		t.Fatalf("R opens %T, calls %v", in.Canvas.Overlays().Top(), o.calls)
	}
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.on("waiting:w3")
	in.Press(fyne.KeyReturn)
	if !slices.Equal(asked, []string{"w3"}) || !slices.Equal(o.calls, []string{"take back w1"}) {
		t.Errorf("asked for %v, calls %v", asked, o.calls)
	}
}

func TestDeleteOnAnUnsentInvitationTakesItBack(t *testing.T) {
	var asked []string
	o := newOffice()
	in, s := open(t, o, &asked)
	s.on("waiting:w3")
	in.Press(fyne.KeyDelete)
	if !slices.Equal(o.calls, []string{"take back w3"}) {
		t.Errorf("calls: %v", o.calls)
	}
}

func TestTheStatusLineLeadsToWhatWaitsByTab(t *testing.T) {
	var asked []string
	in, s := open(t, newOffice(), &asked)
	in.Canvas.FocusNext()
	if in.Canvas.Focused() != fyne.Focusable(s.status.Link()) {
		t.Fatalf("Tab leads from the list to %T", in.Canvas.Focused())
	}
	in.Press(fyne.KeySpace)
	if !slices.Equal(asked, []string{""}) || s.status.Link().Text() != "2 changes waiting to be sent" {
		t.Errorf("asked for %v, the link says %q", asked, s.status.Link().Text())
	}
}
