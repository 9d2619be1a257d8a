package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// notice is maintenance, in hours from noon.
func notice(id string, from, to float64) account.Notice {
	at := func(hours float64) time.Time { return noon.Add(time.Duration(hours * float64(time.Hour))) }
	return account.Notice{ID: id, Kind: account.NoticeMaintenance, StartsAt: at(from), EndsAt: at(to), Text: "The disks are replaced."}
}

func TestANoticeIsToldInLocalTimeAndTheReadersLanguage(t *testing.T) {
	// In Montréal it is 7:00 on Saturday.
	montreal := time.FixedZone("EST", -5*3600)
	for _, c := range []struct {
		from, to float64
		en, fr   string
	}{
		{6*24 + 15, 6*24 + 16.5, "Maintenance on Friday, November 27, from 22:00 to 23:30: The disks", "Entretien le vendredi 27 novembre, de 22\u00a0h\u00a000 à 23\u00a0h\u00a030\u202f: The disks"},
		{2, 3, "Maintenance today, from 09:00 to 10:00: The disks", "Entretien aujourd’hui, de 9\u00a0h\u00a000 à 10\u00a0h\u00a000\u202f: The disks"},
		{15, 19, "Maintenance from Saturday, November 21, 22:00, to Sunday, November 22, 02:00: The disks", "Entretien du samedi 21 novembre, 22\u00a0h\u00a000, au dimanche 22 novembre, 2\u00a0h\u00a000\u202f: The disks"},
		{-1, 3, "Maintenance until 10:00: The disks", "Entretien jusqu’à 10\u00a0h\u00a000\u202f: The disks"},
		{-1, 30, "Maintenance until Nov 22, 13:00: The disks", "Entretien jusqu’au 22 nov., 13\u00a0h\u00a000\u202f: The disks"},
	} {
		for language, want := range map[string]string{"en": c.en, "fr": c.fr} {
			if got := noticeText(notice("n", c.from, c.to), noon, words.New(language, montreal)); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q, want %q", language, got, want)
			}
		}
	}
}

func TestAnAnnouncementStandsForEverybodyUntilItIsClosedOrOver(t *testing.T) {
	s := press()
	s.lists.Me.UserType = account.RegularUser
	s.lists.Notices = []account.Notice{notice("n1", 2, 3), {ID: "n2", Kind: "party", StartsAt: noon, EndsAt: noon.Add(time.Hour)}, notice("n3", 24, 25)}
	d := newDesk(t)
	var closed []string
	v := NewShell(d.env(), s, ShellOptions{AccountID: "a1", Closed: []string{"n0"}, OnClosed: func(id string) { closed = append(closed, id) }})
	v.Start()
	d.settle()
	wantText(t, v.State().Announced.Text, "Maintenance today, from 14:00 to 15:00")
	v.CloseAnnouncement()
	wantText(t, v.State().Announced.Text, "Maintenance on Sunday, November 22, from 12:00 to 13:00")
	// What was closed stays so, whatever comes.
	s.change(func(l *account.Lists) { l.Notices = append(slices.Clone(l.Notices), notice("n4", 48, 49)) })
	d.settle()
	if a := v.State().Announced; a.ID != "n3" || !slices.Equal(closed, []string{"n1"}) {
		t.Errorf("%+v, closed %v", a, closed)
	}
	// It changes and goes by itself, though nothing is heard.
	d.pass(24*time.Hour - time.Minute)
	wantText(t, v.State().Announced.Text, "Maintenance today, from 12:00")
	d.pass(2 * time.Minute)
	wantText(t, v.State().Announced.Text, "Maintenance until 13:00")
	d.pass(time.Hour)
	if a := v.State().Announced; a.ID != "n4" {
		t.Errorf("%+v", a)
	}
	v.Close()
	if d.pass(100 * time.Hour); v.State().Announced.ID != "n4" {
		t.Error("a closed frame goes on")
	}
}

func TestDuringMaintenanceTheScreenSaysUntilWhen(t *testing.T) {
	s := press()
	s.lists.Notices = []account.Notice{notice("n1", -1, 3)}
	d, v, _ := openPeople(t, s, PeopleOptions{})
	shell := NewShell(d.env(), s, ShellOptions{AccountID: "a1"})
	shell.Start()
	d.settle()
	s.status = account.Status{
		Link: account.LinkOffline, AsOf: noon.Add(-2 * time.Hour), NextTry: noon.Add(time.Minute),
		Err: &account.Error{Code: account.Maintenance, RetryAfter: 3 * time.Hour, Until: noon.Add(3 * time.Hour)},
	}
	s.tell()
	d.settle()
	wantOutline(t, v, wholeOutline)
	st := v.State()
	if st.Status.Text != "Maintenance until 15:00 · list as of today, 10:00" || st.Status.Mark != MarkOffline {
		t.Errorf("%+v", st.Status)
	}
	if len(st.Banners) != 1 || st.Banners[0].Kind != BannerMaintenance {
		t.Fatalf("%+v", st.Banners)
	}
	wantText(t, st.Banners[0].Text, "The service is closed for maintenance until 15:00. This is the list as of today, 10:00.")
	if a := shell.State().Announced; a.ID != "" {
		t.Errorf("said twice: %+v", a)
	}
	if got := cannotAct(s.status, d.words); got != "The service is closed for maintenance until 15:00." {
		t.Errorf("acts say %q", got)
	}
	v.BannerAct(BannerMaintenance)
	d.settle()
	if !slices.Contains(s.calls, "refresh") {
		t.Error("Try again did not refresh")
	}
}

func TestMaintenanceOfUnknownLengthIsSaidToBeSo(t *testing.T) {
	s := press()
	s.status = account.Status{Link: account.LinkOffline, NextTry: noon, Err: account.Fault(account.Maintenance)}
	_, v, _ := openPeople(t, s, PeopleOptions{})
	if got := v.State().Status.Text; got != "Maintenance · nothing loaded yet" {
		t.Errorf("%q", got)
	}
	until := &account.Error{Code: account.Maintenance, RetryAfter: 30 * time.Hour, Until: noon.Add(30 * time.Hour)}
	w := words.New("fr", time.UTC)
	wantText(t, w.ForError(until).Sentence(), "Le service est fermé pour entretien jusqu’au 22 nov., 18\u00a0h\u00a000. Réessayez ensuite.")
	wantText(t, w.ForError(account.Fault(account.Maintenance)).Sentence(), "Le service est fermé pour entretien. Réessayez un peu plus tard.")
}
