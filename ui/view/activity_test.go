package view

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// logged is an entry of the log, as many hours ago as said.
func logged(id string, hours int, action string, more func(*account.Activity)) account.Activity {
	a := account.Activity{
		ID: id, At: noon.Add(-time.Duration(hours) * time.Hour), Action: action, Outcome: account.OutcomeDone,
		Actor:  account.ActivityActor{ID: "u1", Name: "Amélie Roy", Kind: account.ActorUser},
		Target: &account.ActivityTarget{Kind: "user", ID: "u4", Name: "Daniel Royce"},
		Device: "Office PC", Address: "203.0.113.24", Details: json.RawMessage("{}"),
	}
	if more != nil {
		more(&a)
	}
	return a
}

func detail(v any) func(*account.Activity) {
	return func(a *account.Activity) { a.Details, _ = json.Marshal(v) }
}

func openActivity(t *testing.T, s *service) (*desk, *Activity, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewActivity(d.env(), s, toasts)
	v.Start()
	d.settle()
	return d, v, log
}

func withEntries(n int) *service {
	s := press()
	s.pages = map[string]account.Page[account.Activity]{"": {}}
	for i := range n {
		page := s.pages[""]
		page.Items = append(page.Items, logged(fmt.Sprint("a", i), i, account.ActionUserModified, nil))
		s.pages[""] = page
	}
	return s
}

func TestEntriesReadAsSentences(t *testing.T) {
	w := words.New("en", time.UTC)
	self := func(a *account.Activity) { a.Target.ID, a.Target.Name = a.Actor.ID, a.Actor.Name }
	refused := func(code account.Code) func(*account.Activity) {
		return func(a *account.Activity) {
			a.Outcome = account.OutcomeRefused
			detail(map[string]any{"code": code})(a)
		}
	}
	for _, c := range []struct {
		action string
		more   func(*account.Activity)
		want   string
		why    string
	}{
		{account.ActionUserModified, nil, "Amélie Roy changed Daniel Royce", ""},
		{account.ActionUserModified, detail(map[string]any{
			"changed": []string{"user_type", "permissions"}, "user_type": map[string]string{"from": "user", "to": "administrator"},
		}), "Amélie Roy changed the user type of Daniel Royce from user to administrator", ""},
		{account.ActionUserModified, detail(map[string]any{"changed": []string{"permissions"}}), "Amélie Roy changed the permissions of Daniel Royce", ""},
		{account.ActionUserModified, detail(map[string]any{"changed": []string{"phone", "job_title", "shoe_size"}}), "Amélie Roy changed Daniel Royce: telephone, job title and something else", ""},
		{account.ActionUserModified, detail([]string{"of another shape"}), "Amélie Roy changed Daniel Royce", ""},
		{account.ActionUserModified, detail(map[string]any{"changed": 7, "user_type": "user"}), "Amélie Roy changed Daniel Royce", ""},
		{account.ActionInvitationSent, detail(map[string]any{"user_type": "user", "link_shown": true}), "Amélie Roy invited Daniel Royce", ""},
		{account.ActionInvitationResent, detail(map[string]any{"link_shown": false}), "Amélie Roy sent the invitation to Daniel Royce again", ""},
		{account.ActionInvitationResent, detail(map[string]any{"link_shown": true}), "Amélie Roy sent the invitation to Daniel Royce again and was shown its link", ""},
		{account.ActionAccountModified, detail(map[string]any{"changed": []string{"name"}, "name": map[string]string{"from": "Maple", "to": "Oak"}}), "Amélie Roy renamed the account from “Maple” to “Oak”", ""},
		{account.ActionAccountModified, detail(map[string]any{"require_two_factor": map[string]bool{"from": false, "to": true}}), "Amélie Roy made two-factor authentication required for everybody", ""},
		{account.ActionAccountModified, detail(map[string]any{"require_two_factor": map[string]bool{"from": true, "to": false}}), "Amélie Roy made two-factor authentication optional", ""},
		{account.ActionSessionStarted, detail(map[string]any{"method": "app"}), "Amélie Roy signed in", ""},
		{account.ActionSessionEnded, self, "Amélie Roy signed out", ""},
		{account.ActionSessionEnded, nil, "Amélie Roy signed Daniel Royce out", ""},
		{account.ActionSessionRefused, func(a *account.Activity) {
			a.Actor = account.ActivityActor{Kind: account.ActorNobody}
			refused(account.InvalidCredentials)(a)
		}, "A sign-in of Daniel Royce failed", "Password wrong"},
		{account.ActionPasswordChanged, self, "Amélie Roy changed their own password", ""},
		{account.ActionPasswordChanged, nil, "Amélie Roy set a password for Daniel Royce", ""},
		{account.ActionPasswordLinkSent, nil, "Amélie Roy sent Daniel Royce a password link", ""},
		{account.ActionPasswordLinkSent, func(a *account.Activity) { a.Actor = account.ActivityActor{Kind: account.ActorNobody} }, "A password link was asked for, and sent to Daniel Royce", ""},
		{account.ActionEmailChangeAsked, detail(map[string]any{"taken_back": true}), "Amélie Roy took the new e-mail address of Daniel Royce back", ""},
		{account.ActionTwoFactorAdded, detail(map[string]any{"method": "email"}), "Amélie Roy set up two-factor authentication: code by e-mail", ""},
		{account.ActionExternalEnded, func(a *account.Activity) { a.Target.Name = "" }, "The access of somebody came to its last day", ""},
		{account.ActionAccessRequested, func(a *account.Activity) { a.Target.Name = "oda@lumen.example" }, "Amélie Roy requested access for oda@lumen.example", ""},
		{account.ActionAccessDeclined, func(a *account.Activity) { a.Actor.Kind, a.Target.Name = account.ActorOperator, "oda@lumen.example" }, "The operator of the service declined the request for access for oda@lumen.example", ""},
		{account.ActionInvitationCompleted, detail(map[string]any{"invitation_id": "i1", "external": true}), "Daniel Royce accepted the invitation with a login of another account", ""},
		{account.ActionUserDeleted, refused(account.LastAdministrator), "Amélie Roy tried to delete Daniel Royce", "The last administrator"},
		{account.ActionUserDeleted, refused("code_of_tomorrow"), "Amélie Roy tried to delete Daniel Royce", ""},
		{"act.of_tomorrow", nil, "Amélie Roy made a change", ""},
		{"act.of_tomorrow", refused(account.Forbidden), "Amélie Roy tried to make a change", "Not an administrator"},
	} {
		got := tell(logged("a", 0, c.action, c.more), w)
		if got.Sentence != c.want || got.Why != c.why {
			t.Errorf("%s: %q, why %q; want %q, %q", c.action, got.Sentence, got.Why, c.want, c.why)
		}
	}
}

// actionsOfTheLog reads the actions from the source, so that a new one cannot
// be forgotten here.
func actionsOfTheLog(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../account/actions.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "Action") {
			text, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			out = append(out, text)
		}
		return true
	})
	if len(out) < 30 {
		t.Fatalf("found only %d actions", len(out))
	}
	return out
}

func TestEveryActionHasItsGroupItsNameAndBothSentences(t *testing.T) {
	var grouped []string
	for _, g := range actionGroups() {
		grouped = append(grouped, g.actions...)
	}
	// What the service does by itself, or the operator alone, cannot be refused.
	never := []string{account.ActionAccountCreated, account.ActionExternalEnded}
	for _, action := range actionsOfTheLog(t) {
		if !slices.Contains(grouped, action) {
			t.Errorf("%q can not be chosen", action)
		}
		for _, language := range account.Languages() {
			w := words.New(language, time.UTC)
			other := w.T("activity.label.other")
			if actionName(action, w) == other {
				t.Errorf("%s: %q has no name", language, action)
			}
			tried := tell(logged("a", 0, action, func(a *account.Activity) { a.Outcome = account.OutcomeRefused }), w)
			unworded := w.T("activity.other.refused", words.Args{"Actor": "Amélie Roy"})
			if tried.Sentence == unworded && !slices.Contains(never, action) {
				t.Errorf("%s: %q has no sentence for an attempt", language, action)
			}
			done := tell(logged("a", 0, action, nil), w)
			if done.Sentence == tried.Sentence && action != account.ActionSessionRefused {
				t.Errorf("%s: %q reads the same, done or refused: %q", language, action, done.Sentence)
			}
		}
	}
}

func TestTheLogLoadsPageAfterPage(t *testing.T) {
	s := withEntries(3)
	first := s.pages[""]
	first.NextCursor = "two"
	s.pages[""] = first
	s.pages["two"] = account.Page[account.Activity]{Items: []account.Activity{logged("b", 40, account.ActionUserDeleted, nil)}}
	d, v, _ := openActivity(t, s)
	if st := v.State(); st.Loading || st.Count != 3 || st.Empty != nil {
		t.Fatalf("at first: %+v", st)
	}
	v.More()
	v.More()
	if !v.State().MoreLoading {
		t.Error("nothing says that more is on its way")
	}
	d.settle()
	st := v.State()
	if st.Count != 4 || len(s.queries) != 2 || s.queries[1].Cursor != "two" {
		t.Fatalf("%d entries after %+v", st.Count, s.queries)
	}
	row := st.Row(3)
	if row.Sentence != "Amélie Roy deleted Daniel Royce" || row.Where != "Office PC · 203.0.113.24" || row.When != "2 days ago" || row.Initials != "AR" {
		t.Errorf("row %+v", row)
	}
	v.More()
	d.settle()
	if len(s.queries) != 2 {
		t.Error("asked on after the last page")
	}
}

func TestOlderEntriesThatCannotBeHadAreAskedForAgain(t *testing.T) {
	s := withEntries(1)
	s.pages[""] = account.Page[account.Activity]{Items: s.pages[""].Items, NextCursor: "two"}
	d, v, _ := openActivity(t, s)
	s.fail["activity"] = account.Fault(account.Unreachable)
	v.More()
	d.settle()
	if st := v.State(); st.MoreError == "" || st.Count != 1 || st.Empty != nil {
		t.Fatalf("after a failure: %+v", st)
	}
	v.More()
	d.settle()
	if len(s.queries) != 2 {
		t.Error("scrolling asks again and again")
	}
	delete(s.fail, "activity")
	v.MoreAgain()
	d.settle()
	if st := v.State(); st.MoreError != "" {
		t.Error("the error stays")
	}
}

func TestRefusedAttemptsAreMarkedInWords(t *testing.T) {
	s := withEntries(0)
	s.pages[""] = account.Page[account.Activity]{Items: []account.Activity{logged("a", 1, account.ActionUserDeleted, func(a *account.Activity) {
		a.Outcome = account.OutcomeRefused
		detail(map[string]any{"code": account.Forbidden})(a)
	})}}
	_, v, _ := openActivity(t, s)
	row := v.State().Row(0)
	if row.Refused != "Refused" || row.Where != "Not an administrator · Office PC · 203.0.113.24" {
		t.Errorf("row %+v", row)
	}
	wantText(t, v.CopyText(0), "Saturday, November 21, 2026, 11:00 · Refused · Amélie Roy tried to delete Daniel Royce")
}

func TestFiltersNarrowTheLog(t *testing.T) {
	s := withEntries(2)
	d, v, _ := openActivity(t, s)
	v.SetActor(Choice{ID: "u2", Label: "Benjamin Okafor"})
	if st := v.State(); !st.Loading || st.Count != 0 || st.Filter.Actor != "By: Benjamin Okafor" || !st.Filter.Filtered {
		t.Errorf("filtering: %+v", st)
	}
	v.SetTarget(Choice{ID: "i1", Label: "noor@maple.example"})
	v.SetAction(account.ActionInvitationSent)
	v.SetPeriod(PeriodWeek)
	d.settle()
	q := s.queries[len(s.queries)-1]
	want := account.ActivityQuery{
		Actor: "u2", Target: "i1", Action: account.ActionInvitationSent, From: time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC), Limit: activityAtOnce,
	}
	if q != want {
		t.Errorf("asked %+v, want %+v", q, want)
	}
	if st := v.State(); st.Filter.Action != "What: Invitation sent" || st.Filter.When != "When: last 7 days" {
		t.Errorf("labels %+v", st.Filter)
	}
	s.pages[""] = account.Page[account.Activity]{}
	v.SetPeriod(PeriodToday)
	d.settle()
	if e := v.State().Empty; e == nil || e.Action != "Clear filters" {
		t.Fatalf("empty %+v", e)
	}
	v.EmptyAct()
	d.settle()
	if q := s.queries[len(s.queries)-1]; q != (account.ActivityQuery{Limit: activityAtOnce}) {
		t.Errorf("after clearing: %+v", q)
	}
}

func TestDatesAreTypedAndBothDaysAreMeant(t *testing.T) {
	s := withEntries(1)
	d, v, _ := openActivity(t, s)
	for _, c := range []struct{ from, to, fromFault, toFault string }{
		{"tomorrow", "", "Enter a date", ""},
		{"", "2026-13-01", "", "Enter a date"},
		{"2026-11-05", "2026-11-04", "", "This day is before the first one."},
	} {
		from, to := v.SetDates(c.from, c.to)
		if !strings.HasPrefix(from, c.fromFault) || !strings.HasPrefix(to, c.toFault) || from+to == "" {
			t.Errorf("%q to %q: %q, %q", c.from, c.to, from, to)
		}
	}
	if from, to := v.SetDates(" 2026-11-01 ", "2026-11-05"); from+to != "" {
		t.Fatalf("faults %q, %q", from, to)
	}
	d.settle()
	q := s.queries[len(s.queries)-1]
	if !q.From.Equal(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) || !q.To.Equal(time.Date(2026, 11, 6, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("from %v to %v", q.From, q.To)
	}
	f := v.State().Filter
	if f.When != "When: Nov 1 – Nov 5" || f.From != "2026-11-01" || f.To != "2026-11-05" || f.Period != PeriodOther {
		t.Errorf("filter %+v", f)
	}
	v.SetDates("", "")
	if v.State().Filter.HasWhen {
		t.Error("no dates are still a filter")
	}
}

func TestPeopleAreSuggestedByName(t *testing.T) {
	s := withEntries(0)
	gone := func(a *account.Activity) { a.Actor = account.ActivityActor{ID: "old", Name: "Gone Person"} }
	s.pages[""] = account.Page[account.Activity]{Items: []account.Activity{logged("a", 1, account.ActionUserModified, gone)}}
	d, v, _ := openActivity(t, s)
	names := func(targets bool, search string) string {
		var out []string
		v.People(targets, search, &Search{}, func(list []Choice, more bool) {
			for _, c := range list {
				out = append(out, c.Label)
			}
		})
		d.settle()
		return strings.Join(out, ", ")
	}
	if got := names(false, "elise"); got != "Élise Baker" {
		t.Errorf("found %q", got)
	}
	if got := names(false, "gone"); got != "Gone Person" {
		t.Errorf("somebody who was deleted: %q", got)
	}
	if got := names(false, "operator"); got != "The operator of the service" {
		t.Errorf("the operator: %q", got)
	}
	if got := names(true, "noor"); got != "noor@maple.example" {
		t.Errorf("an invitation: %q", got)
	}
	if got := names(true, "lumen"); got != "Karim Benali" {
		t.Errorf("an external user by the home account: %q", got)
	}
}

func TestManyPeopleAreSaidToBeMore(t *testing.T) {
	s := withEntries(1)
	for i := range 3 * choicesAtOnce {
		s.lists.Users = account.ListOf(append(s.lists.Users.Slice(), user(fmt.Sprint("n", i), "Name", strconv.Itoa(i), account.RegularUser, 0))...)
	}
	d, v, _ := openActivity(t, s)
	v.People(false, "", &Search{}, func(list []Choice, more bool) {
		if len(list) != choicesAtOnce || !more {
			t.Errorf("%d suggested, more %v", len(list), more)
		}
	})
	d.settle()
}

func TestActionsAreFoundUnderTheirHeadings(t *testing.T) {
	_, v, _ := openActivity(t, withEntries(1))
	list := v.Actions("recovery")
	if len(list) != 2 || !list[0].Heading || list[1].ID != account.ActionRecoveryCodes {
		t.Errorf("found %+v", list)
	}
	if got := v.Actions("nothing like it"); len(got) != 0 {
		t.Errorf("found %+v", got)
	}
}

func TestARowOffersToNarrowTheLogToItself(t *testing.T) {
	s := withEntries(1)
	d, v, _ := openActivity(t, s)
	offers := v.Offers(0)
	if len(offers) != 3 || offers[0].Label != "Only what Amélie Roy did" || offers[1].Label != "Only what concerns Daniel Royce" {
		t.Fatalf("offers %+v", offers)
	}
	offers[1].Do()
	d.settle()
	if q := s.queries[len(s.queries)-1]; q.Target != "u4" {
		t.Errorf("asked %+v", q)
	}
	if v.Offers(99) != nil {
		t.Error("a row that is not there offers something")
	}
}

func TestNewEntriesAreAnnouncedAndNothingMoves(t *testing.T) {
	s := withEntries(2)
	d, v, _ := openActivity(t, s)
	page := s.pages[""]
	page.Items = append([]account.Activity{logged("new", 0, account.ActionUserDeleted, nil)}, page.Items...)
	s.pages[""] = page
	s.change(func(l *account.Lists) { l.Seq++ })
	d.settle()
	st := v.State()
	if st.New != "1 new entry. Show it" || st.Count != 2 || st.Key(0) != "a0" {
		t.Fatalf("new %q, %d entries, first %q", st.New, st.Count, st.Key(0))
	}
	v.ShowNew()
	d.settle()
	if st := v.State(); st.New != "" || st.Count != 3 || st.Key(0) != "new" || st.Find("a0") != 1 {
		t.Errorf("after showing: %+v", st)
	}
}

func TestRefusedAttemptsThatRingNoBellAreFoundWithinAMinute(t *testing.T) {
	s := withEntries(1)
	d, v, _ := openActivity(t, s)
	v.SetVisible(true)
	d.settle()
	page := s.pages[""]
	page.Items = append([]account.Activity{logged("new", 0, account.ActionListRead, nil)}, page.Items...)
	s.pages[""] = page
	d.pass(time.Minute)
	if v.State().New == "" {
		t.Error("not found")
	}
	v.SetVisible(false)
	if len(d.timers) != 0 {
		t.Error("a hidden screen still looks")
	}
}

func TestOfflineTheLogSaysThatItNeedsTheService(t *testing.T) {
	s := withEntries(1)
	s.status = account.Status{Link: account.LinkOffline, Err: account.Fault(account.Unreachable)}
	s.fail["activity"] = account.Fault(account.Unreachable)
	d, v, _ := openActivity(t, s)
	e := v.State().Empty
	if e == nil || e.Do != EmptyTryAgain {
		t.Fatalf("empty %+v", e)
	}
	wantText(t, e.Line, "The activity log is kept by the service")
	delete(s.fail, "activity")
	s.status = account.Status{Link: account.LinkOnline, AsOf: noon}
	s.tell()
	d.settle()
	if st := v.State(); st.Count != 1 || st.Empty != nil || st.Notice != "" {
		t.Fatalf("back online: %+v", st)
	}
	s.status = account.Status{Link: account.LinkOffline}
	s.tell()
	d.settle()
	st := v.State()
	wantText(t, st.Notice, "These are the entries as of today, 12:00.")
	if st.Export.Possible || st.Count != 1 {
		t.Errorf("offline: %+v", st)
	}
}

// memo is a file in memory.
type memo struct {
	bytes.Buffer
	closed, discarded bool
	full              error
}

func (m *memo) Write(b []byte) (int, error) {
	if m.full != nil {
		return 0, m.full
	}
	return m.Buffer.Write(b)
}

func (m *memo) Close() error   { m.closed = true; return nil }
func (m *memo) Discard() error { m.discarded = true; return nil }

func TestAnExportHoldsEveryEntryOfTheFilter(t *testing.T) {
	s := withEntries(2)
	page := s.pages[""]
	page.NextCursor = "two"
	s.pages[""] = page
	s.pages["two"] = account.Page[account.Activity]{Items: []account.Activity{logged("z", 30, account.ActionUserDeleted, func(a *account.Activity) {
		a.Device, a.Outcome = "=HYPERLINK(\"x\")", account.OutcomeRefused
		a.Target.Name = "Royce, \"Dan\"\nJr"
	})}}
	d, v, toasts := openActivity(t, s)
	v.SetActor(Choice{ID: "u1", Label: "Amélie Roy"})
	d.settle()
	if got := v.ExportName(); got != "activity-2026-11-21.csv" {
		t.Errorf("name %q", got)
	}
	to := &memo{}
	v.Export(to)
	if st := v.State().Export; !st.Busy || st.Text != "Exporting: 0 entries…" {
		t.Errorf("at work: %+v", st)
	}
	d.settle()
	wantText(t, toasts.texts(), "3 entries exported")
	if !to.closed || to.discarded || v.State().Export.Busy {
		t.Error("the file is not finished")
	}
	if last := s.queries[len(s.queries)-1]; last.Actor != "u1" || last.Cursor != "two" {
		t.Errorf("asked %+v", last)
	}
	text := to.String()
	if !strings.HasPrefix(text, byteOrderMark) || !strings.Contains(text, "\r\n") {
		t.Error("a spreadsheet would misread it")
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, byteOrderMark))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := strings.Join(rows[0], "|"); got != "Time (UTC)|Time (UTC)|Who|What|About|In words|Outcome|Why refused|Device|Network address" {
		t.Errorf("headings %s", got)
	}
	last := rows[3]
	if last[1] != "2026-11-20T06:00:00Z" || last[3] != "User deleted" || last[6] != "Refused" || last[8] != "'=HYPERLINK(\"x\")" {
		t.Errorf("row %q", last)
	}
}

func TestAnExportThatStopsOrFailsLeavesNoFile(t *testing.T) {
	s := withEntries(1)
	d, v, toasts := openActivity(t, s)
	stopped := &memo{}
	v.Export(stopped)
	v.StopExport()
	d.settle()
	if !stopped.closed || !stopped.discarded {
		t.Error("the stopped file stays")
	}
	wantText(t, toasts.texts(), "The export was stopped; no file was kept.")

	full := &memo{full: errors.New("disk full")}
	v.Export(full)
	d.settle()
	if !full.discarded {
		t.Error("the unfinished file stays")
	}
	wantText(t, toasts.texts(), "make room on the disk")

	s.fail["activity"] = account.Fault(account.Unreachable)
	unreached := &memo{}
	v.Export(unreached)
	d.settle()
	if !unreached.discarded {
		t.Error("the empty file stays")
	}
	wantText(t, toasts.texts(), "The service cannot be reached.")
}

func TestFormulasAreNeutralised(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Ana": "Ana", "=1+1": "'=1+1", "+33": "'+33", "-1": "'-1", "@sum": "'@sum", "\tx": "'\tx", "\x00x": "'\x00x", "a=b": "a=b", "\rx": "'\rx", "\nx": "'\nx",
	} {
		if got := neutral(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
