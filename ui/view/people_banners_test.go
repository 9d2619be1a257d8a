package view

import (
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// expiringAt is the press with one invitation that expires at a moment, and no
// other soon: those that expired stand before it.
func expiringAt(at time.Time) *service {
	s := withExpired(pendingAtFirst)
	s.lists.Invitations.Slice()[1].ExpiresAt = at
	return s
}

func expiringText(v *People) string {
	for _, b := range v.State().Banners {
		if b.Kind == BannerExpiring {
			return b.Text + " " + b.Action
		}
	}
	return ""
}

func TestTheBannerSaysTodayOrTomorrowInTheDaysOfTheReader(t *testing.T) {
	montreal := time.FixedZone("Montréal", -5*60*60)
	for _, c := range []struct {
		language string
		here     *time.Location
		at       []time.Duration // from noon UTC
		want     string
	}{
		{"en", time.UTC, []time.Duration{11 * time.Hour}, "1 invitation expires today. Resend"},
		{"en", time.UTC, []time.Duration{13 * time.Hour}, "1 invitation expires tomorrow. Resend"},
		{"en", montreal, []time.Duration{13 * time.Hour}, "1 invitation expires today. Resend"},
		{"en", time.UTC, []time.Duration{13 * time.Hour, 14 * time.Hour, 15 * time.Hour}, "3 invitations expire tomorrow. Resend all"},
		{"en", time.UTC, []time.Duration{2 * time.Hour, 14 * time.Hour}, "2 invitations expire within 24 hours. Resend all"},
		{"fr", time.UTC, []time.Duration{11 * time.Hour}, "1 invitation expire aujourd’hui. Renvoyer"},
		{"fr", time.UTC, []time.Duration{13 * time.Hour, 14 * time.Hour}, "2 invitations expirent demain. Tout renvoyer"},
		{"fr", time.UTC, []time.Duration{2 * time.Hour, 14 * time.Hour}, "2 invitations expirent d’ici 24 heures. Tout renvoyer"},
		{"en", time.UTC, []time.Duration{24 * time.Hour}, ""},
	} {
		s := expiringAt(noon.Add(c.at[0]))
		for n, at := range c.at[1:] {
			s.lists.Invitations = account.ListOf(append(s.lists.Invitations.Slice(), invitation("m"+string(rune('a'+n)), "m@maple.example", at))...)
		}
		d := newDesk(t)
		d.words = words.New(c.language, c.here)
		toasts, _ := newToastLog(d)
		v := NewPeople(d.env(), s, toasts, PeopleOptions{})
		v.Start()
		d.settle()
		if got := expiringText(v); got != c.want {
			t.Errorf("%s in %s, %v: %q, want %q", c.language, c.here, c.at, got, c.want)
		}
	}
}

func TestTheBannerFollowsTheServicesClockOverMidnight(t *testing.T) {
	s := expiringAt(noon.Add(20 * time.Hour))
	s.status.ClockOffset = 10 * time.Hour // it is 22:00 there
	d, v, _ := openPeople(t, s, PeopleOptions{})
	v.SetVisible(true)
	d.settle()
	if got := expiringText(v); got != "1 invitation expires tomorrow. Resend" {
		t.Errorf("before midnight: %q", got)
	}
	d.pass(2*time.Hour + time.Minute)
	if got := expiringText(v); got != "1 invitation expires today. Resend" {
		t.Errorf("after midnight: %q", got)
	}
	d.pass(9 * time.Hour)
	if got := expiringText(v); got != "" {
		t.Errorf("once it has expired: %q", got)
	}
}

func TestAClosedBannerComesBackWhenOthersBeginToExpire(t *testing.T) {
	s := expiringAt(noon.Add(13 * time.Hour))
	s.lists.Invitations.Slice()[0].ExpiresAt = noon.Add(25 * time.Hour)
	d, v, _ := openPeople(t, s, PeopleOptions{})
	v.SetVisible(true)
	v.CloseBanner(BannerExpiring)
	d.settle()
	if got := expiringText(v); got != "" {
		t.Fatalf("closed: %q", got)
	}
	d.pass(30 * time.Minute)
	if got := expiringText(v); got != "" {
		t.Errorf("the same one, later: %q", got)
	}
	d.pass(time.Hour)
	if got := expiringText(v); got != "2 invitations expire tomorrow. Resend all" {
		t.Errorf("another one: %q", got)
	}
	v.CloseBanner(BannerExpiring)
	d.settle()
	d.pass(11 * time.Hour) // both expire today by now
	if got := expiringText(v); got != "" {
		t.Errorf("what was closed says it in other words: %q", got)
	}
}

func TestASingleOneOnTopOfTheListNeedsNoBanner(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	if got := expiringText(v); got != "" {
		t.Errorf("its row stands on top, and the banner says %q", got)
	}
	v.Fold(SectionPending, true)
	d.settle()
	if got := expiringText(v); got != "1 invitation expires today. Resend" {
		t.Errorf("folded away: %q", got)
	}
}

func TestTheBannerIsSilentWhileItCannotAct(t *testing.T) {
	s := expiringAt(noon.Add(time.Hour))
	s.status = account.Status{Link: account.LinkOffline, AsOf: noon, Err: account.Fault(account.Unreachable)}
	_, v, _ := openPeople(t, s, PeopleOptions{})
	if got := expiringText(v); got != "1 invitation expires today. " {
		t.Errorf("offline: %q", got)
	}
}
