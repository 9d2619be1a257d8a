package view

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// openPeople opens the Users screen on an account.
func openPeople(t *testing.T, s *service, o PeopleOptions) (*desk, *People, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewPeople(d.env(), s, toasts, o)
	v.OnState = func(PeopleState) {}
	v.Start()
	d.settle()
	return d, v, log
}

// outline writes the rows down, one word each.
func outline(s PeopleState) string {
	var out []string
	for i := range s.Rows.Len() {
		row := s.Rows.At(i)
		switch row.Kind {
		case RowHeading:
			out = append(out, fmt.Sprintf("[%s %s]", s.Sections[row.Section].Title, s.Sections[row.Section].Count))
		case RowInvitation:
			out = append(out, row.Invitation.ID)
		case RowCancelled:
			out = append(out, "x"+row.Invitation.ID)
		case RowWaiting:
			out = append(out, row.Key())
		case RowUser:
			out = append(out, row.User.ID)
		case RowExternal:
			out = append(out, row.External.ID)
		case RowShowAll:
			out = append(out, "("+s.ShowAll+")")
		case RowSkeleton:
			out = append(out, "…")
		}
	}
	return strings.Join(out, " ")
}

func wantOutline(t *testing.T, v *People, want string) {
	t.Helper()
	if got := outline(v.State()); got != want {
		t.Errorf("rows are\n%s, want\n%s", got, want)
	}
}

func rowOf(t *testing.T, v *People, key string) Row {
	t.Helper()
	i := v.State().Rows.Find(key)
	if i < 0 {
		t.Fatalf("no row %q in %s", key, outline(v.State()))
	}
	return v.State().Rows.At(i)
}

const wholeOutline = "[Pending invitations 4] i4 i3 i2 i1 [Users 5] u1 u2 u3 u4 u5 [External users 1] x1"

func TestPendingComesFirstByUrgencyThenUsersByName(t *testing.T) {
	_, v, _ := openPeople(t, press(), PeopleOptions{})
	wantOutline(t, v, wholeOutline)
}

func TestAPreparedBeginningShowsPeopleFromTheFirstPictureOn(t *testing.T) {
	d, s := newDesk(t), press()
	toasts, _ := newToastLog(d)
	o := PeopleOptions{Folded: []Section{SectionExternal}}
	o.Beginning = Begin(d.env(), s, o)
	v := NewPeople(d.env(), s, toasts, o)
	var drawn []string
	v.OnState = func(st PeopleState) { drawn = append(drawn, outline(st)) }
	v.Start()
	const want = "[Pending invitations 4] i4 i3 i2 i1 [Users 5] u1 u2 u3 u4 u5 [External users 1]"
	if !slices.Equal(drawn, []string{want}) {
		t.Fatalf("first drawn\n%s, want\n%s", strings.Join(drawn, "\n"), want)
	}
	s.lists.Users = account.ListOf(s.lists.Users.Slice()[:4]...) // before anybody watched
	d.settle()
	wantOutline(t, v, "[Pending invitations 4] i4 i3 i2 i1 [Users 4] u1 u2 u3 u4 [External users 1]")
}

func TestASkeletonStandsUntilTheFirstListIsThere(t *testing.T) {
	s := press()
	loaded := s.lists
	s.lists, s.status = account.Lists{}, account.Status{Link: account.LinkConnecting}
	d, v, _ := openPeople(t, s, PeopleOptions{})
	if st := v.State(); !st.Loading || st.Rows.Len() == 0 || st.Rows.At(0).Kind != RowSkeleton {
		t.Errorf("before the first list: %s", outline(st))
	}
	s.lists = loaded
	s.tell()
	d.settle()
	wantOutline(t, v, wholeOutline)
}

func TestAFirstLoadThatFailsSaysSoAndOffersToTryAgain(t *testing.T) {
	s := press()
	s.lists = account.Lists{}
	s.status = account.Status{Link: account.LinkOffline, Err: account.Fault(account.Unreachable)}
	d, v, _ := openPeople(t, s, PeopleOptions{})
	if st := v.State(); st.Empty == nil || st.Empty.Action != "Try again" || st.Rows.Len() != 0 {
		t.Fatalf("state: %+v", st.Empty)
	}
	v.EmptyAct()
	d.settle()
	if !slices.Contains(s.calls, "refresh") {
		t.Error("Try again did not refresh")
	}
}

func TestQuietLineAndChipsCountEverybodyWhateverIsSearched(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	for _, search := range []string{"", "roy"} {
		v.Search(search)
		d.settle()
		var quiet, chips []string
		for _, c := range v.State().Quiet {
			quiet = append(quiet, c.Text)
		}
		for _, c := range v.State().Chips {
			chips = append(chips, c.Label+" "+c.Count)
		}
		if got := strings.Join(quiet, " · "); got != "5 users · 4 pending invitations · 1 external user" {
			t.Errorf("searching %q: %s", search, got)
		}
		want := "All 10, Administrators 2, Users 2, Custom 1, Pending 4, External 1, No two-factor 1"
		if got := strings.Join(chips, ", "); got != want {
			t.Errorf("searching %q: %s", search, got)
		}
	}
}

func TestChipsFilterTheList(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	for filter, want := range map[Filter]string{
		FilterAdministrators: "[Users 2] u1 u2",
		FilterUsers:          "[Users 2] u3 u5",
		FilterCustom:         "[Users 1] u4",
		FilterPending:        "[Pending invitations 4] i4 i3 i2 i1",
		FilterExternal:       "[External users 1] x1",
		FilterNoTwoFactor:    "[Users 1] u4",
	} {
		v.SetFilter(filter)
		d.settle()
		wantOutline(t, v, want)
		if !v.State().Chips[filter].Selected {
			t.Errorf("chip %d is not shown as chosen", filter)
		}
	}
}

func TestSearchFindsWithoutAccentsInEverySection(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	for search, want := range map[string]string{
		"roy":         "[Users 2] u1 u4",
		"AMELIE":      "[Users 1] u1",
		"roy amelie":  "[Users 1] u1",
		"lumen":       "[External users 1] x1",
		"petra":       "[Pending invitations 1] i3",
		"maple tom":   "[Pending invitations 1] i2",
		" ":           wholeOutline,
		"elise baker": "[Users 1] u5",
	} {
		v.Search(search)
		d.settle()
		wantOutline(t, v, want)
	}
}

func TestASearchHitIsMarkedWhereItIsWritten(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	v.Search("elie")
	d.settle()
	row := v.State().Person(rowOf(t, v, "user:u1"))
	if len(row.NameHits) != 1 || row.Name[row.NameHits[0].Start:row.NameHits[0].End] != "élie" {
		t.Errorf("hits %v in %q", row.NameHits, row.Name)
	}
}

func TestNobodyFoundSaysWhatWasSearchedAndHowToClearIt(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	v.Search("zzz")
	d.settle()
	e := v.State().Empty
	if e == nil || e.Title != "Nobody found for “zzz”" {
		t.Fatalf("empty state: %+v", e)
	}
	v.EmptyAct()
	d.settle()
	wantOutline(t, v, wholeOutline)

	v.SetFilter(FilterExternal)
	v.Search("roy")
	d.settle()
	v.EmptyAct()
	d.settle()
	wantOutline(t, v, "[Users 2] u1 u4")
}

func TestColumnsSortAndTurnAround(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	v.SetFilter(FilterAll)
	for _, c := range []struct {
		column Column
		want   string
	}{
		{ColumnName, "u5 u4 u3 u2 u1"},
		{ColumnName, "u1 u2 u3 u4 u5"},
		{ColumnLastActive, "u1 u2 u3 u4 u5"},
		{ColumnLastActive, "u5 u4 u3 u2 u1"},
		{ColumnType, "u1 u2 u3 u5 u4"},
		{ColumnType, "u4 u3 u5 u1 u2"},
		{ColumnTwoFactor, "u4 u1 u2 u3 u5"},
		{ColumnTwoFactor, "u1 u2 u3 u5 u4"},
	} {
		v.SortBy(SectionUsers, c.column)
		d.settle()
		if got := outline(v.State()); !strings.Contains(got, c.want) {
			t.Errorf("by column %d: %s, want %s", c.column, got, c.want)
		}
		if h := v.State().Sections[SectionUsers].Columns[c.column]; !h.Sorted {
			t.Errorf("column %d is not shown as sorted", c.column)
		}
	}
}

func TestOnlyTheMostUrgentInvitationsShowUntilAllAreAskedFor(t *testing.T) {
	s := press()
	for i := range 3 {
		s.lists.Invitations = account.ListOf(append(s.lists.Invitations.Slice(),
			invitation(fmt.Sprint("j", i), fmt.Sprintf("j%d@maple.example", i), time.Duration(100+i)*time.Hour))...)
	}
	d, v, _ := openPeople(t, s, PeopleOptions{})
	v.SetFilter(FilterAll)
	d.settle()
	if got := outline(v.State()); !strings.HasPrefix(got, "[Pending invitations 7] i4 i3 i2 j0 j1 (Show all 7) [Users") {
		t.Errorf("at first: %s", got)
	}
	v.ToggleAllPending()
	d.settle()
	if got := outline(v.State()); !strings.HasPrefix(got, "[Pending invitations 7] i4 i3 i2 j0 j1 j2 i1 (Show the first 5 only) [Users") {
		t.Errorf("all: %s", got)
	}
}

func TestHeadingsFoldAndStayFolded(t *testing.T) {
	var kept []Section
	d, v, _ := openPeople(t, press(), PeopleOptions{OnFolded: func(f []Section) { kept = f }})
	v.Fold(SectionUsers, true)
	d.settle()
	wantOutline(t, v, "[Pending invitations 4] i4 i3 i2 i1 [Users 5] [External users 1] x1")
	if !slices.Contains(kept, SectionUsers) {
		t.Errorf("remembered: %v", kept)
	}
	_, again, _ := openPeople(t, press(), PeopleOptions{Folded: kept})
	wantOutline(t, again, outline(v.State()))

	v.Search("roy")
	d.settle()
	wantOutline(t, v, "[Users 2] u1 u4")
	v.Search("")
	v.Reveal(SectionUsers)
	d.settle()
	wantOutline(t, v, wholeOutline)
}

func TestAnEmptySectionTakesNoRoom(t *testing.T) {
	s := press()
	s.lists.Invitations, s.lists.ExternalUsers = account.List[account.Invitation]{}, account.List[account.ExternalUser]{}
	_, v, _ := openPeople(t, s, PeopleOptions{})
	wantOutline(t, v, "[Users 5] u1 u2 u3 u4 u5")
	if got := len(v.State().Quiet); got != 1 {
		t.Errorf("the quiet line has %d parts", got)
	}
}

func TestOnlyAdministratorsSeeTheList(t *testing.T) {
	s := press()
	s.lists.Me = account.Profile{User: *s.lists.Users.Slice()[2]}
	_, v, _ := openPeople(t, s, PeopleOptions{})
	if st := v.State(); st.Refused == "" || st.Rows.Len() != 0 || st.MayInvite {
		t.Errorf("a user sees %s", outline(st))
	}
	s.lists.Me.Memberships = []account.Membership{{AccountID: "a1", UserType: account.Administrator, External: true}}
	_, v, _ = openPeople(t, s, PeopleOptions{})
	wantOutline(t, v, wholeOutline)
}

func TestChangesMadeElsewhereAppearWithoutLosingTheSearch(t *testing.T) {
	s := press()
	d, v, _ := openPeople(t, s, PeopleOptions{})
	v.Search("roy")
	d.settle()
	s.change(func(l *account.Lists) {
		l.Users = account.ListOf(append(l.Users.Slice(), user("u6", "Zoé", "Roy", account.RegularUser, 0))...)
	})
	d.settle()
	wantOutline(t, v, "[Users 3] u1 u4 u6")
	s.change(func(l *account.Lists) { l.Users = account.ListOf(l.Users.Slice()[1:]...) })
	d.settle()
	wantOutline(t, v, "[Users 2] u4 u6")
}

func TestAStaleAnswerIsDropped(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	var published []string
	v.OnState = func(s PeopleState) { published = append(published, s.Search) }
	v.Search("a")
	v.Search("am")
	v.Search("ame")
	d.settle()
	if got := strings.Join(published, " "); got != "ame" {
		t.Errorf("published searches: %q", got)
	}
}

func TestAFloodOfChangesDoesNotKeepTheScreenFromChanging(t *testing.T) {
	s := press()
	d, v, _ := openPeople(t, s, PeopleOptions{})
	published := 0
	v.OnState = func(PeopleState) { published++ }
	for range 10 {
		s.tell()
		d.drain(&d.posted)
		d.drain(&d.work)
		s.tell()
	}
	if published == 0 {
		t.Error("nothing was published while changes kept coming")
	}
}

func TestAgesAreRenewedEveryMinuteWhileVisibleOnly(t *testing.T) {
	s := press()
	s.lists.Invitations.Slice()[1].ExpiresAt = noon.Add(90 * time.Second)
	d, v, _ := openPeople(t, s, PeopleOptions{})
	v.SetVisible(true)
	d.settle()
	d.pass(2 * time.Minute)
	row := rowOf(t, v, "invitation:i2")
	wantText(t, v.State().Invitation(row).Delivery.Text, "Expired on Nov 21")
	v.SetVisible(false)
	if len(d.timers) != 0 {
		t.Error("a hidden screen keeps a timer")
	}
}

func TestAgesCountToTheClockOfTheService(t *testing.T) {
	s := press()
	s.status.ClockOffset = 10 * time.Hour
	_, v, _ := openPeople(t, s, PeopleOptions{})
	row := rowOf(t, v, "invitation:i2")
	wantText(t, v.State().Invitation(row).Delivery.Text, "Expired")
}

func TestEachInvitationShowsItsOwnTruth(t *testing.T) {
	w := words.New("en", time.UTC)
	queued := invitation("i", "a@b.example", 7*24*time.Hour)
	queued.Delivery.State = account.DeliveryQueued
	failed := invitation("i", "a@b.example", 5*24*time.Hour)
	failed.Delivery.State = account.DeliveryFailed
	delayed := invitation("i", "a@b.example", 20*time.Hour)
	delayed.Delivery = account.Delivery{State: account.DeliveryQueued, Detail: account.DetailNoAnswer, At: noon.Add(-time.Hour)}
	givenUp := invitation("i", "a@b.example", 3*24*time.Hour)
	givenUp.Delivery = account.Delivery{State: account.DeliveryFailed, Detail: account.DetailTryLater}
	foreign := invitation("i", "a@b.example", 3*24*time.Hour)
	foreign.Delivery = account.Delivery{State: account.DeliveryBounced, Detail: "the owl is ill"}
	s := press()
	for _, c := range []struct {
		i          *account.Invitation
		lead, text string
		role       Role
		correct    bool
	}{
		{s.lists.Invitations.Slice()[0], "Sent", "5 days left", RoleNeutral, false},
		{s.lists.Invitations.Slice()[1], "", "Expires tonight, 21:00", RoleAmber, false},
		{s.lists.Invitations.Slice()[2], "", "Expired on Nov 14", RoleRed, false},
		{s.lists.Invitations.Slice()[3], "", "Bounced: no such person", RoleRed, true},
		{queued, "Waiting to be sent", "7 days left", RoleNeutral, false},
		{failed, "", "Not sent", RoleRed, true},
		{delayed, "", "Waiting: no answer", RoleAmber, false},
		{givenUp, "", "Not sent: put off by the mail service", RoleRed, true},
		{foreign, "", "Bounced: the owl is ill", RoleRed, true},
	} {
		row := NewInvitationRow(c.i, noon, w)
		d := row.Delivery
		if d.Lead != c.lead || d.Text != c.text || d.Role != c.role || row.Correct != c.correct || d.Badge != (c.lead == "") {
			t.Errorf("%s: %+v, correct %v", c.i.Email, d, row.Correct)
		}
	}
}

// Every reason has its words, in both languages, for a mail that waits, bounced
// or was given up; the tip of one that waits says when it was tried last.
func TestEveryReasonOfADeliveryHasItsWords(t *testing.T) {
	for _, lang := range account.Languages() {
		w := words.New(lang, time.UTC)
		said := map[string]string{}
		for _, detail := range account.DeliveryDetails() {
			for _, state := range []account.DeliveryState{account.DeliveryQueued, account.DeliveryBounced, account.DeliveryFailed} {
				i := invitation("i", "a@b.example", 3*24*time.Hour)
				i.Delivery = account.Delivery{State: state, Detail: detail, At: noon.Add(-time.Hour)}
				d := NewInvitationRow(i, noon, w).Delivery
				why, _, _ := strings.Cut(d.Tip, ". ")
				if !strings.Contains(why, w.DeliveryDetail(detail)) || strings.Contains(d.Text+d.Tip, "deliver") && lang == "fr" {
					t.Errorf("%s, %s: %q, %q", lang, detail, d.Text, d.Tip)
				}
				if state != account.DeliveryQueued && d.Text != why {
					t.Errorf("%s, %s: the row says %q", lang, detail, d.Text)
				}
				if other := said[why]; other != "" {
					t.Errorf("%s: %q stands for %s and %s", lang, why, other, detail)
				}
				said[why] = detail
				if state != account.DeliveryQueued {
					continue
				}
				// What is refused does not wait.
				if detail != account.DetailRefused && len([]rune(d.Text)) > 30 {
					t.Errorf("%s, %s: %q is cut in a row", lang, detail, d.Text)
				}
				tip := deliveryTip(i, noon, w)
				i.Delivery.NextTryAt = noon.Add(2 * time.Hour)
				next := deliveryTip(i, noon, w)
				if !strings.Contains(tip, w.Moment(i.Delivery.At, noon)) || !strings.Contains(next, w.Moment(i.Delivery.NextTryAt, noon)) ||
					strings.Contains(tip+next, "delivery.") || d.Tip != tip {
					t.Errorf("%s, %s: the tips are %q and %q", lang, detail, tip, next)
				}
			}
		}
		if lang == "fr" && w.DeliveryDetail(account.DetailNotSent) == words.New("en", time.UTC).DeliveryDetail(account.DetailNotSent) {
			t.Error("the reasons are not translated")
		}
	}
}

func TestAClosedScreenPublishesNothingMore(t *testing.T) {
	s := press()
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	v.Resend(rowOf(t, v, "invitation:i1").Invitation)
	v.Close()
	v.OnState = func(PeopleState) { t.Error("published after Close") }
	s.tell()
	d.settle()
	if len(s.watchers) != 0 {
		t.Error("still watching")
	}
	wantText(t, toasts.texts(), "Invitation sent again")
}

func TestAKeyFindsItsRowAndAHeadingItsSection(t *testing.T) {
	_, v, _ := openPeople(t, press(), PeopleOptions{})
	rows := v.State().Rows
	for i := range rows.Len() {
		if got := rows.Find(rows.At(i).Key()); got != i {
			t.Errorf("row %d has the key %q, found at %d", i, rows.At(i).Key(), got)
		}
	}
	if rows.Heading(SectionUsers) != 5 || rows.Heading(SectionCancelled) != -1 {
		t.Error("headings are not where they stand")
	}
	total := 0
	for _, s := range rows.Spans() {
		total += s.Count
	}
	if total != rows.Len() {
		t.Errorf("spans add up to %d of %d", total, rows.Len())
	}
}
