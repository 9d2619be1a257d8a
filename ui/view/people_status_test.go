package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

func TestTheStatusLineTellsTheTruth(t *testing.T) {
	s := press()
	for _, c := range []struct {
		status account.Status
		mark   Mark
		want   string
	}{
		{account.Status{Link: account.LinkOnline, AsOf: noon}, MarkOnline, "Online · list up to date"},
		{account.Status{Link: account.LinkOffline, AsOf: noon, NextTry: noon}, MarkOffline, "Offline · list as of today, 12:00"},
		{account.Status{Link: account.LinkOffline, AsOf: noon}, MarkOffline, "Offline · list as of today, 12:00 · trying again…"},
		{account.Status{Link: account.LinkUpdating}, MarkUpdating, "Updating…"},
		{account.Status{Link: account.LinkUpdating, Fetched: 500, Total: 2000}, MarkUpdating, "Updating… 500 of 2,000"},
		{account.Status{Link: account.LinkConnecting}, MarkUpdating, "Connecting…"},
		{account.Status{Link: account.LinkEnded}, MarkOffline, "Signed out"},
	} {
		s.status = c.status
		_, v, _ := openPeople(t, s, PeopleOptions{})
		if got := v.State().Status; got.Text != c.want || got.Mark != c.mark {
			t.Errorf("%s: %+v", c.status.Link, got)
		}
	}
	_, v, _ := openPeople(t, s, PeopleOptions{Sample: true})
	wantText(t, v.State().Status.Text, "Sample: no mail leaves this computer")
}

func TestOfflineSaysWhyAndSinceWhenAndKeepsTheList(t *testing.T) {
	s := press()
	d, v, _ := openPeople(t, s, PeopleOptions{})
	s.status = account.Status{Link: account.LinkOffline, AsOf: noon.Add(-time.Hour), Err: account.Fault(account.Unreachable)}
	s.tell()
	d.settle()
	wantOutline(t, v, wholeOutline)
	b := v.State().Banners
	if len(b) != 1 || b[0].Kind != BannerOffline || b[0].Action != "Try again" {
		t.Fatalf("banners: %+v", b)
	}
	wantText(t, b[0].Text, "The service cannot be reached. This is the list as of today, 11:00.")
	v.BannerAct(BannerOffline)
	d.settle()
	if !slices.Contains(s.calls, "refresh") {
		t.Error("Try again did not refresh")
	}
	v.CloseBanner(BannerOffline)
	d.settle()
	if len(v.State().Banners) != 0 {
		t.Error("the banner cannot be closed")
	}
}

func TestBannersSayWhatIsSpecialAboutThisSession(t *testing.T) {
	s := press()
	s.lists.Invitations.Slice()[0].ExpiresAt = noon.Add(20 * time.Hour)
	s.status = account.Status{Link: account.LinkEnded, Err: &account.Error{Code: account.SessionEnded, Reason: account.ReasonPasswordChanged}}
	again := false
	d, v, _ := openPeople(t, s, PeopleOptions{Sample: true, NoKeyring: true, OnSignIn: func() { again = true }})
	var kinds []BannerKind
	for _, b := range v.State().Banners {
		kinds = append(kinds, b.Kind)
	}
	if !slices.Equal(kinds, []BannerKind{BannerEnded, BannerExpiring, BannerSample}) {
		t.Errorf("banners: %v", kinds)
	}
	wantText(t, v.State().Banners[0].Text, "Your password was changed. Sign in again")
	wantText(t, v.State().Banners[1].Text, "2 invitations expire within 24 hours.")
	v.BannerAct(BannerEnded)
	v.BannerAct(BannerExpiring)
	d.settle()
	if !again || strings.Join(s.calls, ", ") != "resend i2, resend i1" {
		t.Errorf("asked to sign in: %v, calls %v", again, s.calls)
	}
}

func TestSomebodyWhoWasRemovedReadsWhyInPlaceOfTheList(t *testing.T) {
	s := press()
	again := false
	s.lists = account.Lists{}
	s.status = account.Status{Link: account.LinkEnded, Err: &account.Error{Code: account.SessionEnded, Reason: account.ReasonUserDeleted}}
	_, v, _ := openPeople(t, s, PeopleOptions{NoKeyring: true, OnSignIn: func() { again = true }})
	st := v.State()
	if st.Loading || st.Empty == nil || len(st.Banners) != 0 || st.Status.Text != "Signed out" {
		t.Fatalf("loading %v, %+v, banners %+v, %q", st.Loading, st.Empty, st.Banners, st.Status.Text)
	}
	wantText(t, st.Empty.Title, "Your user was deleted by an administrator.")
	wantText(t, st.Empty.Line, "can tell you more")
	if v.EmptyAct(); !again {
		t.Error("no way to sign in as somebody else")
	}
}

func TestWithoutAKeyringTheBannerSaysSo(t *testing.T) {
	_, v, _ := openPeople(t, press(), PeopleOptions{NoKeyring: true})
	if b := v.State().Banners; len(b) != 1 || b[0].Kind != BannerNoKeyring {
		t.Errorf("banners: %+v", b)
	}
}
