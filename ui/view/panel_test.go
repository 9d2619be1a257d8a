package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

func openPerson(t *testing.T, s *service, row Row) (*desk, *Person) {
	t.Helper()
	d := newDesk(t)
	v := NewPerson(d.env(), s, row)
	v.Start()
	d.settle()
	return d, v
}

func lineOf(s PersonState, label string) string {
	for _, l := range s.Lines {
		if l.Label == label {
			return l.Value
		}
	}
	return ""
}

func TestThePanelShowsEveryFieldOfAUser(t *testing.T) {
	s := press()
	u := *s.lists.Users.Slice()[3]
	u.JobTitle, u.InvitedBy = "Editor", &account.PersonRef{Name: "Amélie Roy"}
	s.lists.Users = put(s.lists.Users, 3, &u)
	_, v := openPerson(t, s, Row{Kind: RowUser, User: &u})
	st := v.State()
	for label, want := range map[string]string{
		"Name": "Daniel Royce", "E-mail": "daniel.royce@maple.example", "User name": "daniel", "Job title": "Editor",
		"User type": "Custom", "Permissions": "View contacts", "Two-factor": "Off", "Last active": "3 days ago",
		"Joined": "November 21, 2025", "Invited by": "Amélie Roy", "Telephone": "", "Language": "English",
	} {
		if got := lineOf(st, label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	if len(st.Menu) == 0 || st.Title != "Daniel Royce" {
		t.Errorf("title %q, menu %v", st.Title, st.Menu)
	}
}

func TestThePanelShowsExternalUsersAndInvitations(t *testing.T) {
	s := press()
	x := *s.lists.ExternalUsers.Slice()[0]
	x.Until = noon.AddDate(0, 1, 0)
	s.lists.ExternalUsers = put(s.lists.ExternalUsers, 0, &x)
	_, v := openPerson(t, s, Row{Kind: RowExternal, External: &x})
	if got := lineOf(v.State(), "Home account"); got != "Agence Lumen" {
		t.Errorf("home account %q", got)
	}
	if got := lineOf(v.State(), "Access until"); got != "Monday, December 21, 2026, 12:00" {
		t.Errorf("until %q", got)
	}
	_, v = openPerson(t, s, Row{Kind: RowInvitation, Invitation: s.lists.Invitations.Slice()[3]})
	st := v.State()
	if !st.IsInvitation || st.Title != "lise@gmial.example" || lineOf(st, "E-mail sent") != "Bounced: no such person" || lineOf(st, "Sent") != "Once" {
		t.Errorf("invitation %+v", st)
	}
}

func TestThePanelTellsThePersonsHistory(t *testing.T) {
	s := press()
	target := &account.ActivityTarget{Name: "Daniel Royce"}
	s.activity = account.Page[account.Activity]{NextCursor: "next", Items: []account.Activity{
		{At: noon.Add(-time.Hour), Actor: account.ActivityActor{Name: "Amélie Roy"}, Action: account.ActionUserModified, Target: target},
		{At: noon, Actor: account.ActivityActor{Kind: "operator"}, Action: "act.of.tomorrow", Target: target},
		{At: noon, Actor: account.ActivityActor{Name: "Chloé"}, Action: account.ActionUserDeleted, Target: target, Outcome: "refused"},
	}}
	d, v := openPerson(t, s, Row{Kind: RowUser, User: s.lists.Users.Slice()[3]})
	st := v.State()
	var got []string
	for _, h := range st.History {
		got = append(got, h.Text)
	}
	want := []string{"Amélie Roy changed Daniel Royce", "The operator of the service made a change", "Refused · Chloé tried to delete Daniel Royce"}
	if !slices.Equal(got, want) || st.HistoryLoading || !st.HistoryMore || s.asked.Target != "u4" {
		t.Errorf("history %q of %+v", got, s.asked)
	}
	s.activity = account.Page[account.Activity]{Items: s.activity.Items[:1]}
	v.MoreHistory()
	v.MoreHistory()
	d.settle()
	if st := v.State(); len(st.History) != 4 || st.HistoryMore || s.asked.Cursor != "next" {
		t.Errorf("%d entries, asked %+v", len(st.History), s.asked)
	}
}

func TestAHistoryThatCannotBeHadLeavesThePanelStanding(t *testing.T) {
	s := press()
	s.fail["activity"] = account.Fault(account.Unreachable)
	d, v := openPerson(t, s, Row{Kind: RowUser, User: s.lists.Users.Slice()[3]})
	wantText(t, v.State().HistoryError, "The service cannot be reached.")
	if lineOf(v.State(), "Name") == "" {
		t.Error("the fields are gone")
	}
	s.fail = nil
	v.MoreHistory()
	d.settle()
	if v.State().HistoryError != "" {
		t.Error("the error stays")
	}
}

func TestThePanelFollowsThePerson(t *testing.T) {
	s := press()
	d, v := openPerson(t, s, Row{Kind: RowUser, User: s.lists.Users.Slice()[3]})
	s.change(func(l *account.Lists) {
		u := *l.Users.Slice()[3]
		u.FirstName, u.Version = "Dan", 8
		l.Users = put(l.Users, 3, &u)
	})
	d.settle()
	if got := v.State().Title; got != "Dan Royce" {
		t.Errorf("title %q", got)
	}
	if got := strings.Count(strings.Join(s.calls, ","), "activity"); got != 2 {
		t.Errorf("the history was asked for %d times", got)
	}
	s.change(func(l *account.Lists) { l.Users = account.ListOf(l.Users.Slice()[:3]...) })
	d.settle()
	wantText(t, v.State().Gone, "Dan Royce is no longer in the list.")
	if v.State().Menu != nil {
		t.Error("the acts are still offered")
	}
	v.Close()
	if len(s.watchers) != 0 {
		t.Error("still watching")
	}
}

func TestThePanelOfACancelledInvitationOffersToRestoreIt(t *testing.T) {
	s := press()
	i := s.lists.Invitations.Slice()[0]
	d, v := openPerson(t, s, Row{Kind: RowInvitation, Invitation: i})
	s.change(func(l *account.Lists) {
		cancelled := *i
		cancelled.State, cancelled.Version = account.InvitationCancelled, 3
		l.Invitations, l.Cancelled = account.ListOf(l.Invitations.Slice()[1:]...), account.ListOf(&cancelled)
	})
	d.settle()
	st := v.State()
	if st.Gone != "" || len(st.Menu) != 1 || st.Menu[0].Act != MenuRestore {
		t.Errorf("gone %q, menu %+v", st.Gone, st.Menu)
	}
}

func TestTheOperatorIsCalledSoInTheReadersLanguage(t *testing.T) {
	fr := words.New("fr", time.UTC)
	by := account.PersonRef{ID: account.ActorOperator, Name: "Operator"}
	for _, got := range []string{
		granterName(by, fr), actorName(account.ActivityActor{ID: by.ID, Name: by.Name, Kind: account.ActorOperator}, fr),
	} {
		if got != "L’exploitant du service" {
			t.Errorf("the operator is called %q", got)
		}
	}
}
