package waiting

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// box holds acts that wait.
type box struct {
	list  []*account.Waiting
	tell  func()
	calls []string
}

func (b *box) Lists() account.Lists   { return account.Lists{Waiting: b.list, Loaded: true} }
func (b *box) Status() account.Status { return account.Status{Link: account.LinkOnline} }

func (b *box) Watch(f func()) (stop func()) {
	b.tell = f
	return func() { b.tell = func() {} }
}

func (b *box) TakeBack(_ context.Context, id string) error {
	b.calls = append(b.calls, "take back "+id)
	b.drop(id)
	return nil
}

func (b *box) SendAnew(_ context.Context, id string) error {
	b.calls = append(b.calls, "anew "+id)
	b.drop(id)
	return nil
}

func (b *box) DiscardWaiting(context.Context) error { return nil }

func (b *box) drop(id string) {
	b.list = slices.DeleteFunc(slices.Clone(b.list), func(a *account.Waiting) bool { return a.ID == id })
	b.tell()
}

// decided holds a resend, a deletion that was refused, one that is being sent and a
// new invitation.
func decided() *box {
	ana := &account.User{ID: "u1", FirstName: "Ana", LastName: "Roy", Email: "ana@maple.example"}
	noor := &account.Invitation{ID: "i1", Email: "noor@maple.example"}
	return &box{list: []*account.Waiting{
		{ID: "a1", Deed: account.DeedResend, Target: "i1", LookedInvitation: noor, State: account.WaitingUnsent},
		{ID: "a2", Deed: account.DeedDelete, Target: "u1", LookedUser: ana, State: account.WaitingRefused, Fault: account.Fault(account.LastAdministrator)},
		{ID: "a3", Deed: account.DeedCancel, Target: "i2", LookedInvitation: noor, State: account.WaitingSending},
		{ID: "a4", Deed: account.DeedInvite, Invitation: &account.NewInvitation{Email: "bo@maple.example", UserType: account.RegularUser}, State: account.WaitingUnsent},
	}}
}

type lists struct{ *box }

func (l lists) Lists() account.Lists {
	out := l.box.Lists()
	out.Users = account.ListOf(&account.User{ID: "u1", FirstName: "Ana", LastName: "Roy"})
	return out
}

func open(t *testing.T, b *box, id string) (*screentest.Stage, *Dialog) {
	t.Helper()
	in := screentest.New(t, screentest.Look{Mode: theme.Dark, Width: 820, Height: 560})
	return in, Open(in.Canvas, view.NewWaiting(in.Env, lists{b}, view.NewToasts(in.Env)), in.Env.Words, id)
}

func TestEverythingIsDoneByKeyboard(t *testing.T) {
	b := decided()
	s, d := open(t, b, "")
	if s.Canvas.Focused() != fyne.Focusable(d.list) || d.list.CurrentKey() != "a1" {
		t.Fatalf("the keyboard is on %T, the list on %q", s.Canvas.Focused(), d.list.CurrentKey())
	}
	s.Press(fyne.KeyDelete)
	if !slices.Equal(b.calls, []string{"take back a1"}) || d.list.CurrentKey() != "a2" {
		t.Fatalf("calls %v, then on %q", b.calls, d.list.CurrentKey())
	}
	s.Press(fyne.KeyReturn)
	menu, ok := s.Canvas.Overlays().Top().(*widgets.Menu)
	if !ok {
		t.Fatalf("Enter opens %T", s.Canvas.Overlays().Top())
	}
	if len(b.calls) != 1 {
		t.Error("Enter ends something at once")
	}
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !slices.Equal(b.calls, []string{"take back a1", "anew a2"}) {
		t.Errorf("calls %v", b.calls)
	}
	s.Press(fyne.KeyDelete) // being sent: it cannot be taken back
	if len(b.calls) != 2 || d.list.CurrentKey() != "a3" {
		t.Errorf("calls %v, on %q", b.calls, d.list.CurrentKey())
	}
	s.Press(fyne.KeyEnd, desktop.KeyMenu)
	s.Canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if b.calls[len(b.calls)-1] != "take back a4" {
		t.Errorf("calls %v", b.calls)
	}
	if s.Press(fyne.KeyEscape); s.Canvas.Overlays().Top() != nil {
		t.Error("Esc does not close it")
	}
}

func TestAnActAskedForIsTheCurrentOne(t *testing.T) {
	_, d := open(t, decided(), "a4")
	if d.list.CurrentKey() != "a4" || d.list.RowObject(3) == nil {
		t.Errorf("on %q", d.list.CurrentKey())
	}
}

func TestTheDialogFollowsAndKeepsTheKeyboard(t *testing.T) {
	b := decided()
	s, d := open(t, b, "a4")
	b.drop("a1")
	b.drop("a2")
	if d.list.CurrentKey() != "a4" || s.Canvas.Focused() != fyne.Focusable(d.list) {
		t.Errorf("on %q, the keyboard on %T", d.list.CurrentKey(), s.Canvas.Focused())
	}
	if d.all.Visible() {
		t.Error("all can be taken back where there is one")
	}
	b.drop("a3")
	b.drop("a4")
	if s.Canvas.Focused() != fyne.Focusable(d.dialog.Safe()) || !d.none.Visible() || d.frame.Visible() {
		t.Errorf("nothing waits, and the keyboard is on %T", s.Canvas.Focused())
	}
}

func TestTakeAllBackIsReachedByTab(t *testing.T) {
	b := decided()
	s, d := open(t, b, "")
	s.Canvas.FocusNext()
	if s.Canvas.Focused() != fyne.Focusable(d.all) {
		t.Fatalf("Tab leads to %T", s.Canvas.Focused())
	}
	s.Press(fyne.KeySpace)
	if !slices.Equal(b.calls, []string{"take back a4", "take back a1"}) {
		t.Errorf("calls %v", b.calls)
	}
	if s.Canvas.Focused() != fyne.Focusable(d.list) {
		t.Errorf("the keyboard is on %T", s.Canvas.Focused())
	}
}

func TestARowIsAsHighAsItsWords(t *testing.T) {
	_, d := open(t, decided(), "")
	plain, refused := d.data(0).HeightIn(d.inner()), d.data(1).HeightIn(d.inner())
	if refused <= plain || d.data(1).HeightIn(300) <= refused {
		t.Errorf("%v, %v, narrow %v", plain, refused, d.data(1).HeightIn(300))
	}
}

func TestAThousandActsAreMadeInSightOnly(t *testing.T) {
	b := &box{}
	for n := range 1000 {
		b.list = append(b.list, &account.Waiting{
			ID: string(rune('a' + n)), Deed: account.DeedInvite, State: account.WaitingUnsent,
			Invitation: &account.NewInvitation{Email: "x@maple.example", UserType: account.RegularUser},
		})
	}
	_, d := open(t, b, "")
	if n := d.list.PooledRows(); n > 20 {
		t.Errorf("%d rows are made", n)
	}
}
