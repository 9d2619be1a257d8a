package ui_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/ui/theme"
	"rollcall/ui/widgets"
)

func quietly(t *testing.T) *camera {
	no := func(string) bool { return false }
	return &camera{t: t, wants: no, plays: no}
}

func atDesk(t *testing.T) (*stage, *door) {
	t.Helper()
	d := openDoor(t, "en", 28)
	return enter(t, d, look{language: "en", mode: theme.Light}, quietly(t)), d
}

// onList tells whether the keyboard is in the list, on the row of somebody.
func (s *stage) onList(key string) {
	s.t.Helper()
	l, ok := s.canvas.Focused().(*widgets.VirtualList)
	if !ok || l.CurrentKey() != key {
		s.t.Fatalf("the focus is on %T, the list on %q, want %q", s.canvas.Focused(), s.list().CurrentKey(), key)
	}
}

func TestTheKeyboardReturnsToTheRowAfterMenusDialogsAndThePanel(t *testing.T) {
	s, _ := atDesk(t)
	s.tapIn("Daniel Royce", "Actions")
	s.press(fyne.KeyEscape)
	row := s.list().CurrentKey()
	s.onList(row)
	for _, way := range []struct{ name, entry, shows string }{
		{"Modify", "Modify", "First name"}, {"Delete", "Delete", "Delete Daniel Royce?"}, {"details", "Show details", "Job title"},
	} {
		s.tapIn("Daniel Royce", "Actions")
		s.tap(way.entry)
		s.sees(way.shows)
		s.press(fyne.KeyEscape)
		s.misses(way.shows)
		s.onList(row)
	}
	s.press(fyne.KeyReturn)
	s.sees("Job title")
	s.press(fyne.KeyEscape)
	s.misses("Job title")
	s.onList(row)
}

func TestAnAccountThatWasClosedToOneSaysSo(t *testing.T) {
	d := openDoor(t, "en", 28)
	granted, err := d.service.Store().Grant(t.Context(), store.Grant{
		AccountID: d.others[0], Email: "amelie.roy@maplepress.example", UserType: account.Administrator, Now: noon(),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := enter(t, d, look{language: "en", mode: theme.Light}, quietly(t))
	s.click(fyne.NewPos(100, 43))
	s.sees("Agence Lumen")
	if _, err := d.service.Store().RevokeByOperator(t.Context(), d.others[0], granted.ID, noon().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	s.press(fyne.KeyDown, fyne.KeyReturn)
	s.sees("You no longer have access to Agence Lumen.")
	s.sees("20417")
}

func TestAnInvitationBeingWrittenOutlastsASetUpThatIsForced(t *testing.T) {
	s, d := atDesk(t)
	s.tap("Invite")
	s.sees("Invite people to Maple Press")
	s.write("late.comer@maplepress.example")
	d.requireTwoFactor()
	s.tap("Send invitation")
	s.sees("One more step to protect the account")
	s.misses("late.comer@maplepress.example")
	s.setUpApp(d)
	s.sees("Invite people to Maple Press")
	s.sees("late.comer@maplepress.example")
}

func TestWhatIsChangedOfAUserOutlastsASetUpThatIsForced(t *testing.T) {
	s, d := atDesk(t)
	s.tapIn("Daniel Royce", "Actions")
	s.tap("Modify")
	s.sees("First name")
	s.fill("Job title", "Head of proofs")
	d.requireTwoFactor()
	s.tap("Save")
	s.sees("One more step to protect the account")
	s.misses("Head of proofs")
	s.setUpApp(d)
	s.sees("What you were changing for Daniel Royce was kept. It is not saved yet.")
	s.sees("Head of proofs")
	s.tap("Save")
	s.sees("Changes to Daniel Royce saved")
}

func TestWhatWasChangedOfAUserWhoIsGoneIsNotLostInSilence(t *testing.T) {
	s, d := atDesk(t)
	colleague, daniel := d.colleague(), d.user("daniel.royce")
	s.tapIn("Daniel Royce", "Actions")
	s.tap("Modify")
	s.sees("First name")
	s.fill("Job title", "Head of proofs")
	other := d.client()
	t.Cleanup(other.Close)
	if err := other.SignOut(t.Context(), d.kept.Token); err != nil {
		t.Fatal(err)
	}
	s.sees(s.T("signin.title"))
	s.misses("Head of proofs")
	if _, err := colleague.DeleteUser(t.Context(), daniel.ID, account.Act{Version: daniel.Version}); err != nil {
		t.Fatal(err)
	}
	s.fill(s.T("signin.login"), d.made.Login)
	s.fill(s.T("signin.password"), d.made.Password)
	s.press(fyne.KeyReturn)
	s.sees("Daniel Royce was deleted meanwhile. There is nothing left to change.")
}

// setUpApp goes through the step that protects the account.
func (s *stage) setUpApp(d *door) {
	s.t.Helper()
	at, _ := read(s.canvas).first("Set up…")
	s.click(at.middle())
	s.sees("Your present password")
	s.write(d.made.Password)
	s.press(fyne.KeyReturn)
	s.sees("Or type this key into the app")
	groups := regexp.MustCompile(`\b[A-Z2-7]{4}(?: [A-Z2-7]{4})+\b`).FindAllString(read(s.canvas).all(), -1)
	s.write(code(s.t, strings.ReplaceAll(strings.Join(groups, ""), " ", "")))
	s.press(fyne.KeyReturn)
	s.tap("I have kept them")
}

func TestWhatIsTypedAndWhereOneIsStaysWhenTheListsChange(t *testing.T) {
	s, d := atDesk(t)
	s.tap("Search people")
	s.write("maple")
	s.misses("petra@northlight.example")
	search := s.canvas.Focused()
	s.press(fyne.KeyLeft, fyne.KeyLeft)
	l := s.list()
	rows := l.Length()
	l.SetCurrent(12)
	l.ScrollToTop(8)
	row, top := l.CurrentKey(), l.Offset()
	colleague := d.colleague()
	for _, email := range []string{"aa.first@maplepress.example", "ab.second@maplepress.example"} {
		invited := account.NewInvitation{Email: email, UserType: account.RegularUser, Language: "en"}
		if _, err := colleague.Invite(t.Context(), invited, account.Act{}); err != nil {
			t.Fatal(err)
		}
	}
	s.sees("7 pending invitations")
	s.until("both found", func() bool { return l.Length() == rows+2 })
	if got := l.CurrentKey(); got != row {
		t.Errorf("the current row is %q, was %q", got, row)
	}
	if moved := l.Offset() - top; moved != 2*float64(theme.RowHeight) {
		t.Errorf("the list moved by %v, want two rows more above", moved)
	}
	if s.canvas.Focused() != search {
		t.Errorf("the focus went to %T", s.canvas.Focused())
	}
	s.write("X")
	s.sees("mapXle")
}
