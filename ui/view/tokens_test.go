package view

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

func openTokens(t *testing.T, s *service) (*desk, *Tokens, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewTokens(d.env(), s, toasts)
	v.Start()
	d.settle()
	return d, v, log
}

func apiToken(id string, age, left time.Duration) account.APIToken {
	return account.APIToken{
		ID: id, Name: "Name of " + id, CreatedAt: noon.Add(-age), ExpiresAt: noon.Add(left),
		CreatedBy: account.PersonRef{ID: "u1", Name: "Amélie Roy"},
	}
}

func TestAPITokensAreListedTheNewestFirst(t *testing.T) {
	s := press()
	s.tokens = []account.APIToken{
		apiToken("old", 90*day, 30*day), apiToken("soon", 50*day, 13*day+time.Hour), apiToken("over", 80*day, -time.Hour), apiToken("new", day, 15*day),
	}
	s.tokens[3].LastUsedAt = noon.Add(-2 * time.Hour)
	_, v, _ := openTokens(t, s)
	rows := v.State().Rows
	if len(rows) != 4 || rows[0].ID != "new" || rows[3].ID != "old" {
		t.Fatalf("rows %+v", rows)
	}
	for i, want := range []struct {
		expires string
		role    Role
		used    string
	}{
		{"Dec 6", RoleNeutral, "2 hours ago"}, {"14 days left", RoleAmber, "Never"}, {"Ended on Nov 21", RoleRed, "Never"}, {"Dec 21", RoleNeutral, "Never"},
	} {
		if r := rows[i]; r.Expires != want.expires || r.Role != want.role || r.LastUsed != want.used || r.MadeBy != "Made by Amélie Roy" {
			t.Errorf("%s: %+v", r.ID, r)
		}
	}
}

func TestWithoutAPITokensTheScreenSaysWhatTheyAreFor(t *testing.T) {
	s := press()
	_, v, _ := openTokens(t, s)
	if st := v.State(); st.Empty == nil || st.Loading {
		t.Fatalf("%+v", st)
	}
	s.fail["tokens"] = account.Fault(account.Unreachable)
	d, again, _ := openTokens(t, s)
	if e := again.State().Empty; e == nil || e.Do != EmptyTryAgain {
		t.Fatalf("unreachable: %+v", e)
	}
	delete(s.fail, "tokens")
	s.tokens = []account.APIToken{apiToken("a", day, day)}
	again.TryAgain()
	d.settle()
	if len(again.State().Rows) != 1 {
		t.Error("not tried again")
	}
	s.status.Link = account.LinkOffline
	s.tell()
	d.settle()
	wantText(t, again.State().Offline, "This needs the service")
}

func TestAnAPITokenIsShownOnce(t *testing.T) {
	s := press()
	s.made = account.APIToken{ID: "n", Name: "Report", Token: "the-secret", ExpiresAt: noon.AddDate(0, 0, 90)}
	d, v, _ := openTokens(t, s)
	n := v.New()
	var last NewTokenState
	n.OnState = func(st NewTokenState) { last = st }
	n.Start()
	if last.Expiry != "90" || last.Ready || last.Until != "It works until February 19, 2027, and can be revoked at any time." {
		t.Fatalf("at first: %+v", []any{last.Expiry, last.Ready, last.Until})
	}
	n.SetName(" Report ")
	n.Make()
	n.Make()
	d.settle()
	if len(s.newTokens) != 1 || s.newTokens[0] != (account.NewAPIToken{Name: "Report", ExpiresInDays: 90}) {
		t.Fatalf("asked for %+v", s.newTokens)
	}
	if last.Token != "the-secret" || !last.Typed || last.Copied {
		t.Error("it is not shown, or could be lost without a question")
	}
	n.Copied()
	if last.Typed {
		t.Error("closing asks although it was copied")
	}
	n.SetName("Another")
	n.Make()
	n.Close()
	if n.State().Token != "" || len(s.newTokens) != 1 {
		t.Error("the secret is still known, or another one was made")
	}
	for _, text := range []string{fmt.Sprint(last), fmt.Sprintf("%+v %#v", last, last)} {
		if strings.Contains(text, "the-secret") {
			t.Errorf("formatted: %s", text)
		}
	}
}

func TestANumberOfDaysOfOnesOwnIsChecked(t *testing.T) {
	s := press()
	d, v, _ := openTokens(t, s)
	n := v.New()
	n.SetName("Report")
	n.SetExpiry(ExpiryOther)
	for _, days := range []string{"", "0", "366", "-1", "ten", "1.5"} {
		n.SetDays(days)
		n.Make()
		d.settle()
		if st := n.State(); st.DaysFault != "Enter a number of days, 365 at most." || st.Ready {
			t.Errorf("%q: %q", days, st.DaysFault)
		}
	}
	n.SetDays(" 365 ")
	n.Make()
	d.settle()
	if len(s.newTokens) != 1 || s.newTokens[0].ExpiresInDays != 365 {
		t.Errorf("asked for %+v", s.newTokens)
	}
	empty := v.New()
	empty.SetName("  ")
	empty.Make()
	wantText(t, empty.State().NameFault, "Give it a name")
}

func TestAnAPITokenWhoseAnswerGotLostIsSaidToBe(t *testing.T) {
	s := press()
	d, v, _ := openTokens(t, s)
	n := v.New()
	n.SetName("Report")
	s.fail["make token"] = account.Fault(account.Unreachable)
	n.Make()
	d.settle()
	wantText(t, n.State().Error, "The service cannot be reached.")
	s.fail["make token"] = account.Fault(account.IdempotencyRunning)
	n.Make()
	d.settle()
	wantText(t, n.State().Error, "“Report” was made, but the answer got lost")
	first, second := s.acts[1], s.acts[3]
	if first.Key == "" || first.Key != second.Key {
		t.Errorf("the repeat was another act: %+v", s.acts)
	}
	delete(s.fail, "make token")
	s.made = account.APIToken{Token: "x"}
	n.Make()
	d.settle()
	if last := s.acts[5]; last.Key == first.Key || n.State().Token != "x" {
		t.Errorf("a new one is the same act: %+v", s.acts)
	}
}

func TestAnAPITokenMadeAfterTheDialogWasClosedIsTold(t *testing.T) {
	s := press()
	s.made = account.APIToken{Token: "x"}
	d, v, toasts := openTokens(t, s)
	n := v.New()
	n.SetName("Report")
	n.Make()
	n.Close()
	d.settle()
	wantText(t, toasts.texts(), "so nobody has read it")
	if n.State().Token != "" {
		t.Error("kept")
	}
}

func TestRevokingNamesTheAPITokenAndAsksFirst(t *testing.T) {
	s := press()
	s.tokens = []account.APIToken{apiToken("a", day, day)}
	d, v, toasts := openTokens(t, s)
	if v.Revoke("gone") != nil {
		t.Error("asks about one that is not there")
	}
	c := v.Revoke("a")
	c.Start()
	if st := c.State(); st.Title != "Revoke the API token “Name of a”?" || st.Act != "Revoke" || st.Keep != "Keep it" {
		t.Fatalf("asks %+v", st)
	}
	s.fail["revoke"] = account.Fault(account.Unreachable)
	c.Do()
	d.settle()
	wantText(t, c.State().Error, "The service cannot be reached.")
	delete(s.fail, "revoke")
	s.tokens = nil
	c.Do()
	d.settle()
	if !c.State().Done || len(v.State().Rows) != 0 {
		t.Errorf("after: %+v, %d rows", c.State(), len(v.State().Rows))
	}
	wantText(t, toasts.texts(), "API token “Name of a” revoked")
}

func TestTheListOfAPITokensIsFreshWheneverItIsSeen(t *testing.T) {
	s := press()
	d, v, _ := openTokens(t, s)
	s.tokens = []account.APIToken{apiToken("a", day, day)}
	v.SetVisible(true)
	d.settle()
	if len(v.State().Rows) != 1 {
		t.Error("an old list is shown")
	}
	v.Close()
	if len(d.timers) != 0 || len(s.watchers) != 0 {
		t.Error("still follows")
	}
}
