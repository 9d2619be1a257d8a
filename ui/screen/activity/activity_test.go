package activity

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// office is an account with a log, page by page.
type office struct {
	pages   map[string]account.Page[account.Activity]
	queries []account.ActivityQuery
	fail    error
}

func (o *office) Lists() account.Lists {
	u := account.User{ID: "u1", FirstName: "Ana", LastName: "Roy", Email: "ana@maple.example"}
	return account.Lists{Loaded: true, Users: account.ListOf(&u)}
}
func (o *office) Status() account.Status { return account.Status{Link: account.LinkOnline} }
func (o *office) Watch(func()) func()    { return func() {} }
func (o *office) Refresh()               {}

func (o *office) Activity(_ context.Context, q account.ActivityQuery) (account.Page[account.Activity], error) {
	o.queries = append(o.queries, q)
	return o.pages[q.Cursor], o.fail
}

func (o *office) last() account.ActivityQuery { return o.queries[len(o.queries)-1] }

func entries(from, n int) []account.Activity {
	var out []account.Activity
	for i := range n {
		out = append(out, account.Activity{
			ID: fmt.Sprint("a", from+i), At: screentest.Noon().Add(-time.Duration(from+i) * time.Hour), Action: account.ActionUserModified,
			Actor:  account.ActivityActor{ID: "u1", Name: "Ana Roy", Kind: account.ActorUser},
			Target: &account.ActivityTarget{Kind: "user", ID: "u2", Name: fmt.Sprint("Ben ", from+i)}, Outcome: account.OutcomeDone,
		})
	}
	return out
}

// stage is the screen in a window.
type stage struct {
	*Screen
	*screentest.Stage
}

func open(t *testing.T, o *office) *stage {
	t.Helper()
	in := screentest.New(t, screentest.Look{Width: 948, Height: 700})
	v := view.NewActivity(in.Env, o, view.NewToasts(in.Env))
	t.Cleanup(v.Close)
	s := &stage{Screen: New(v, in.Env.Words), Stage: in}
	in.Show(s.Content)
	v.Start()
	in.Canvas.Focus(s.FocusTarget())
	return s
}

func (s *stage) row(i int) widgets.ActivityData {
	s.T.Helper()
	r, ok := s.list.RowObject(i).(*widgets.ActivityRow)
	if !ok {
		s.T.Fatalf("row %d is %T", i, s.list.RowObject(i))
	}
	return r.Data()
}

func TestScrollingLoadsOlderEntries(t *testing.T) {
	o := &office{pages: map[string]account.Page[account.Activity]{
		"":  {Items: entries(0, 60), NextCursor: "2"},
		"2": {Items: entries(60, 60)},
	}}
	s := open(t, o)
	if n := s.list.Length(); n != 60 || s.row(0).Text != "Ana Roy changed Ben 0" {
		t.Fatalf("%d rows", n)
	}
	s.Press(fyne.KeyEnd)
	if n := s.list.Length(); n != 120 {
		t.Errorf("%d rows after scrolling", n)
	}
	if got := s.list.CurrentKey(); got != "a59" {
		t.Errorf("the current row is %q", got)
	}
}

func TestAPageThatFailedIsAskedForByEnter(t *testing.T) {
	o := &office{pages: map[string]account.Page[account.Activity]{"": {Items: entries(0, 60), NextCursor: "2"}}}
	s := open(t, o)
	o.fail = account.Fault(account.Unreachable)
	s.Press(fyne.KeyEnd)
	if n := s.list.Length(); n != 61 {
		t.Fatalf("%d rows", n)
	}
	o.fail = nil
	o.pages["2"] = account.Page[account.Activity]{Items: entries(60, 5)}
	s.Press(fyne.KeyEnd, fyne.KeyReturn)
	if n := s.list.Length(); n != 65 {
		t.Errorf("%d rows after trying again", n)
	}
}

func TestARowsMenuNarrowsTheLog(t *testing.T) {
	o := &office{pages: map[string]account.Page[account.Activity]{"": {Items: entries(0, 3)}}}
	s := open(t, o)
	s.Press(fyne.KeyDown, desktop.KeyMenu)
	if s.Canvas.Overlays().Top() == nil {
		t.Fatal("no menu")
	}
	s.Press(fyne.KeyDown, fyne.KeyReturn)
	if q := o.last(); q.Target != "u2" {
		t.Errorf("asked %+v", q)
	}
	if !s.filters.clear.Visible() || s.filters.target.Text() != "About: Ben 1" {
		t.Errorf("the filter reads %q", s.filters.target.Text())
	}
	s.filters.clear.Press()
	if q := o.last(); q.Target != "" || s.filters.clear.Visible() {
		t.Errorf("asked %+v", q)
	}
}

func TestAPersonAndAnActionArePickedByKeyboard(t *testing.T) {
	o := &office{pages: map[string]account.Page[account.Activity]{"": {Items: entries(0, 3)}}}
	s := open(t, o)
	s.filters.actor.Press()
	test.Type(s.Canvas.Focused(), "ana")
	s.Press(fyne.KeyDown, fyne.KeyReturn)
	if q := o.last(); q.Actor != "u1" || s.Canvas.Overlays().Top() != nil {
		t.Errorf("asked %+v", q)
	}
	s.filters.action.Press()
	s.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if q := o.last(); q.Action != account.ActionUserModified {
		t.Errorf("asked %+v", q)
	}
	s.filters.action.Press()
	s.Press(fyne.KeyDown, fyne.KeyHome, fyne.KeyReturn)
	if q := o.last(); q.Action != "" {
		t.Errorf("everything: asked %+v", q)
	}
}

func TestDatesWithFaultsStayOpen(t *testing.T) {
	o := &office{pages: map[string]account.Page[account.Activity]{"": {Items: entries(0, 3)}}}
	s := open(t, o)
	openDates(s.Screen)
	test.Type(s.Canvas.Focused(), "soon")
	s.Press(fyne.KeyReturn)
	d, ok := s.Canvas.Overlays().Top().(*widgets.Dialog)
	if !ok || len(o.queries) != 1 {
		t.Fatal("the dialog is gone")
	}
	for range 4 {
		s.Press(fyne.KeyBackspace)
	}
	test.Type(s.Canvas.Focused(), "2026-11-20")
	d.Submit()
	if q := o.last(); !q.From.Equal(time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)) || s.Canvas.Overlays().Top() != nil {
		t.Errorf("asked %+v", q)
	}
}

func TestNewEntriesWaitBesideTheQuietLine(t *testing.T) {
	o := &office{pages: map[string]account.Page[account.Activity]{"": {Items: entries(5, 60)}}}
	s := open(t, o)
	s.Press(fyne.KeyPageDown)
	top := s.list.Offset()
	o.pages[""] = account.Page[account.Activity]{Items: entries(3, 62)}
	s.view.SetVisible(true)
	if !s.fresh.Visible() || !strings.HasPrefix(s.fresh.Text(), "2 new entries") {
		t.Fatalf("announced as %q", s.fresh.Text())
	}
	if s.list.Offset() != top || s.list.Length() != 60 {
		t.Error("the list moved")
	}
	s.fresh.Press()
	if s.list.Offset() != 0 || s.list.Length() != 62 || s.fresh.Visible() {
		t.Errorf("after showing: offset %v, %d rows", s.list.Offset(), s.list.Length())
	}
}

func TestAnEmptyLogOffersTheWayOn(t *testing.T) {
	o := &office{pages: map[string]account.Page[account.Activity]{}}
	s := open(t, o)
	if s.list.Visible() || !s.empty.Visible() || !s.export.Disabled() {
		t.Error("an empty list is shown")
	}
	o.fail = account.Fault(account.Unreachable)
	s.view.TryAgain()
	o.fail, o.pages[""] = nil, account.Page[account.Activity]{Items: entries(0, 2)}
	s.view.EmptyAct()
	if !s.list.Visible() || s.empty.Visible() || s.export.Disabled() {
		t.Error("not tried again")
	}
}
