package words

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rollcall/account"
)

func bothLanguages() []*Words {
	place := time.FixedZone("here", -5*3600)
	return []*Words{New("en", place), New("fr", place)}
}

// at is a moment in the place of the reader, Saturday 21 November 2026 unless said.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.FixedZone("here", -5*3600)).UTC()
}

func TestAgesReadAsPeopleSayThem(t *testing.T) {
	now := at(21, 14, 32)
	en, fr := bothLanguages()[0], bothLanguages()[1]
	for _, c := range []struct {
		then           time.Time
		wantEn, wantFr string
	}{
		{now.Add(time.Hour), "Just now", "À l’instant"},
		{now.Add(-59 * time.Second), "Just now", "À l’instant"},
		{now.Add(-time.Minute), "1 minute ago", "Il y a 1 minute"},
		{now.Add(-59 * time.Minute), "59 minutes ago", "Il y a 59 minutes"},
		{now.Add(-2 * time.Hour), "2 hours ago", "Il y a 2 heures"},
		{at(21, 0, 1), "14 hours ago", "Il y a 14 heures"},
		{at(20, 23, 0), "Yesterday", "Hier"},
		{at(19, 23, 59), "2 days ago", "Il y a 2 jours"},
		{at(9, 14, 0), "12 days ago", "Il y a 12 jours"},
		{now.AddDate(0, 0, -94), "94 days ago", "Il y a 94 jours"},
		{now.AddDate(-1, 0, -1), "Nov 20, 2025", "20 nov. 2025"},
	} {
		if got := en.Ago(c.then, now); got != c.wantEn {
			t.Errorf("%v ago: %q, want %q", now.Sub(c.then), got, c.wantEn)
		}
		if got := fr.Ago(c.then, now); got != c.wantFr {
			t.Errorf("%v ago: %q, want %q", now.Sub(c.then), got, c.wantFr)
		}
	}
}

func TestShortlyAfterMidnightAnHourIsStillAnHour(t *testing.T) {
	en := bothLanguages()[0]
	if got := en.Ago(at(20, 22, 30), at(21, 0, 30)); got != "2 hours ago" {
		t.Errorf("got %q", got)
	}
}

func TestOneselfIsActiveNowAndANewcomerNever(t *testing.T) {
	en := bothLanguages()[0]
	now := at(21, 14, 32)
	if got := en.LastActive(now.Add(-time.Hour), now, true); got != "Now, this is you" {
		t.Errorf("oneself: %q", got)
	}
	if got := en.LastActive(time.Time{}, now, false); got != "Never" {
		t.Errorf("never active: %q", got)
	}
}

func TestExpiryTellsTheTimeLeft(t *testing.T) {
	now := at(21, 14, 32)
	en, fr := bothLanguages()[0], bothLanguages()[1]
	for _, c := range []struct {
		expires        time.Time
		wantEn, wantFr string
	}{
		{now.Add(account.InvitationLifetime), "7 days left", "Encore 7 jours"},
		{now.Add(4*24*time.Hour + time.Hour), "5 days left", "Encore 5 jours"},
		{now.Add(24 * time.Hour), "1 day left", "Encore 1 jour"},
		{at(22, 9, 0), "Expires tomorrow, 09:00", "Expire demain, 9\u00a0h\u00a000"},
		{at(21, 21, 40), "Expires tonight, 21:40", "Expire ce soir, 21\u00a0h\u00a040"},
		{at(21, 17, 0), "Expires today, 17:00", "Expire aujourd’hui, 17\u00a0h\u00a000"},
		{now, "Expired on Nov 21", "Expirée le 21 nov."},
		{at(14, 12, 0), "Expired on Nov 14", "Expirée le 14 nov."},
		{time.Date(2025, 12, 1, 12, 0, 0, 0, time.UTC), "Expired on Dec 1, 2025", "Expirée le 1er déc. 2025"},
	} {
		i := account.Invitation{State: account.InvitationPending, ExpiresAt: c.expires}
		if got := en.Expiry(i, now); got != c.wantEn {
			t.Errorf("%v: %q, want %q", c.expires, got, c.wantEn)
		}
		if got := fr.Expiry(i, now); got != c.wantFr {
			t.Errorf("%v: %q, want %q", c.expires, got, c.wantFr)
		}
	}
}

func TestTimesAreToldInThePlaceOfTheReader(t *testing.T) {
	en, fr := bothLanguages()[0], bothLanguages()[1]
	moment := time.Date(2026, 11, 22, 2, 32, 0, 0, time.UTC)
	if got := en.Exact(moment); got != "Saturday, November 21, 2026, 21:32" {
		t.Errorf("English: %q", got)
	}
	if got := fr.Exact(moment); got != "samedi 21 novembre 2026, 21\u00a0h\u00a032" {
		t.Errorf("French: %q", got)
	}
	if got := en.Exact(time.Time{}); got != "" {
		t.Errorf("no time: %q", got)
	}
	if got := en.Moment(at(21, 14, 32), at(21, 15, 0)); got != "today, 14:32" {
		t.Errorf("today: %q", got)
	}
	if got := en.Moment(at(20, 14, 32), at(21, 15, 0)); got != "yesterday, 14:32" {
		t.Errorf("yesterday: %q", got)
	}
	if got := en.Moment(at(14, 14, 32), at(21, 15, 0)); got != "Nov 14, 14:32" {
		t.Errorf("last week: %q", got)
	}
}

func TestAChangeOfClocksDoesNotMoveADay(t *testing.T) {
	place, err := time.LoadLocation("America/Montreal")
	if err != nil {
		place = time.FixedZone("EST", -5*3600)
	}
	en := New("en", place)
	now := time.Date(2026, 11, 2, 0, 30, 0, 0, place)
	if got := en.Ago(time.Date(2026, 11, 1, 0, 10, 0, 0, place), now); got != "Yesterday" {
		t.Errorf("over the end of summer time: %q", got)
	}
}

func TestNumbersHaveTheSeparatorsOfTheLanguage(t *testing.T) {
	en, fr := bothLanguages()[0], bothLanguages()[1]
	for _, c := range []struct {
		n              int
		wantEn, wantFr string
	}{
		{0, "0", "0"},
		{999, "999", "999"},
		{1000, "1,000", "1\u202f000"},
		{1234567, "1,234,567", "1\u202f234\u202f567"},
		{-1234, "-1,234", "-1\u202f234"},
	} {
		if en.Number(c.n) != c.wantEn || fr.Number(c.n) != c.wantFr {
			t.Errorf("%d: %q and %q", c.n, en.Number(c.n), fr.Number(c.n))
		}
	}
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	en, fr := bothLanguages()[0], bothLanguages()[1]
	for _, c := range []struct {
		n              int
		wantEn, wantFr string
	}{
		{0, "0 users", "0 utilisateur"},
		{1, "1 user", "1 utilisateur"},
		{2, "2 users", "2 utilisateurs"},
		{1000000, "1,000,000 users", "1\u202f000\u202f000 d’utilisateurs"},
	} {
		if got := en.N("people.count.users", c.n); got != c.wantEn {
			t.Errorf("%d: %q", c.n, got)
		}
		if got := fr.N("people.count.users", c.n); got != c.wantFr {
			t.Errorf("%d: %q", c.n, got)
		}
	}
}

func TestListsAreJoinedAsInASentence(t *testing.T) {
	en, fr := bothLanguages()[0], bothLanguages()[1]
	if got := en.List([]string{"a", "b", "c"}); got != "a, b and c" {
		t.Errorf("English: %q", got)
	}
	if got := fr.List([]string{"a", "b", "c"}); got != "a, b et c" {
		t.Errorf("French: %q", got)
	}
	if en.List(nil) != "" || en.List([]string{"a"}) != "a" || en.List([]string{"a", "b"}) != "a and b" {
		t.Error("short lists are wrong")
	}
	if got := fr.Series([]string{"a", "b"}); got != "a\u202f; b" {
		t.Errorf("French series: %q", got)
	}
}

func TestAccentsSortWithTheirLetters(t *testing.T) {
	for _, w := range bothLanguages() {
		c := w.Collator()
		names := []string{"Zoé", "Eve", "Éva", "emma", "Œuvre", "Oskar", "Élise", "Adam"}
		slices.SortFunc(names, func(a, b string) int {
			if c.Key(a) < c.Key(b) {
				return -1
			}
			return 1
		})
		want := []string{"Adam", "Élise", "emma", "Éva", "Eve", "Œuvre", "Oskar", "Zoé"}
		if !slices.Equal(names, want) {
			t.Errorf("%s: %v", w.Language(), names)
		}
	}
}

func TestSearchFoldsCaseAccentsAndLigatures(t *testing.T) {
	for in, want := range map[string]string{
		"Amélie ROY": "amelie roy", "Œuvre": "oeuvre", "STRASSE ß": "strasse ss", "Łukasz Đ Ø": "lukasz d o",
		"e\u0301": "e", "d’Arc": "d'arc", "": "", "Ελένη": "ελενη",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHitsPointIntoTheTextAsWritten(t *testing.T) {
	for _, c := range []struct {
		text, search string
		want         []string
	}{
		{"Amélie Roy", "melie", []string{"mélie"}},
		{"Amélie Roy", "ROY am", []string{"Am", "Roy"}},
		{"daniel.royce@maplepress.ca", "roy", []string{"roy"}},
		{"Cœur", "oe", []string{"œ"}},
		{"Cœur", "e", []string{"œ"}},
		{"e\u0301le\u0301ment", "ele", []string{"e\u0301le\u0301"}},
		{"anna", "an na", []string{"anna"}},
		{"anna", "zoe", nil},
		{"anna", "", nil},
	} {
		var got []string
		for _, s := range Hits(c.text, Terms(c.search)) {
			got = append(got, c.text[s.Start:s.End])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: %q, want %q", c.search, c.text, got, c.want)
		}
	}
}

func FuzzHits(f *testing.F) {
	f.Add("Amélie Roy", "roy")
	f.Add("Cœur\u0301", "oe")
	f.Add("\xff\u0301a", "\xff")
	f.Fuzz(func(t *testing.T, text, search string) {
		last := 0
		for _, s := range Hits(text, Terms(search)) {
			if s.Start < last || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("span %v of %q after %d", s, text, last)
			}
			last = s.End
		}
	})
}

func TestInitialsAreTwoLettersAtMost(t *testing.T) {
	for in, want := range map[string]string{
		"Amélie Roy": "AR", "Gustavo Pereira-Lindqvist": "GP", "fatima El Amrani": "FA", "élise": "É", "": "",
		"karim@lumen.example": "KE",
	} {
		if got := Initials(in); got != want {
			t.Errorf("Initials(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTheLanguageIsTheOneAskedForElseTheProfilesElseTheSystems(t *testing.T) {
	for _, c := range []struct {
		flag, profile string
		system        []string
		want          string
	}{
		{"fr", "en", []string{"en"}, "fr"},
		{"", "fr", []string{"en"}, "fr"},
		{"", "", []string{"de-DE", "fr-CA"}, "fr"},
		{"", "", []string{"fr_CA.UTF-8"}, "fr"},
		{"", "", []string{"C.UTF-8"}, "en"},
		{"xx", "", nil, "en"},
	} {
		if got := Pick(c.flag, c.profile, c.system); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestAnErrorShowsNothingOfWhatTheServiceWrote(t *testing.T) {
	for _, w := range bothLanguages() {
		plain := errors.New("dial tcp 10.0.0.1:443: refused")
		if got := w.ForError(plain); got != w.ForError(account.Fault(account.Internal)) {
			t.Errorf("an error without a code reads %+v", got)
		}
		unknown := account.Faultf("code_of_tomorrow", "secret detail")
		if got := w.ForError(unknown); got != w.ForError(account.Fault(account.Internal)) {
			t.Errorf("an unknown code reads %+v", got)
		}
	}
	if got := bothLanguages()[0].ForError(nil); got != (Message{}) {
		t.Errorf("no error reads %+v", got)
	}
}

func TestAWaitIsToldInMinutes(t *testing.T) {
	en := bothLanguages()[0]
	for wait, want := range map[time.Duration]string{
		0: "Try again a little later.", 20 * time.Second: "Try again in a minute.", 125 * time.Second: "Try again in 3 minutes.",
	} {
		err := &account.Error{Code: account.RateLimited, RetryAfter: wait}
		if got := en.ForError(err).Next; got != want {
			t.Errorf("%v: %q", wait, got)
		}
	}
}

func TestTheReasonOfAnEndedSessionIsTold(t *testing.T) {
	en := bothLanguages()[0]
	err := &account.Error{Code: account.SessionEnded, Reason: account.ReasonUserDeleted}
	if got := en.ForError(err).Title; got != "Your user was deleted by an administrator." {
		t.Errorf("got %q", got)
	}
	err.Reason = "reason_of_tomorrow"
	if got := en.ForError(err).Title; got != "Your session has expired." {
		t.Errorf("an unknown reason reads %q", got)
	}
}

func BenchmarkKey(b *testing.B) {
	c := New("fr", time.UTC).Collator()
	for b.Loop() {
		c.Key("Gustavo Pereira-Lindqvist")
	}
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		Fold("Amélie Roy\namelie.roy@maplepress.example\namelie.roy")
	}
}
