package view

import (
	"testing"

	"rollcall/account"
)

func TestTheBannerSaysWhatBecameOfTheCopy(t *testing.T) {
	for state, want := range map[account.CopyState]string{
		account.CopyNone:     "",
		account.CopyKept:     "",
		account.CopyAside:    "The copy on this computer could not be read. It was put aside, and the list is fetched anew.",
		account.CopyActsLost: "can no longer be read, and some were not sent. Look through the lists",
		account.CopyOutdated: "had no contact with the service for 30 days and was deleted",
		account.CopyBusy:     "Rollcall is open in another window, so nothing is kept from this one",
		account.CopyLocked:   "The keyring did not give Rollcall the key to the copy on this computer",
		account.CopyFailing:  "perhaps because its disk is full",
	} {
		s := press()
		s.status.Copy = state
		d, v, _ := openPeople(t, s, PeopleOptions{})
		banners := v.State().Banners
		if want == "" {
			if len(banners) != 0 {
				t.Errorf("%q: %+v", state, banners)
			}
			continue
		}
		if len(banners) != 1 || banners[0].Kind != BannerCopy || !banners[0].Closable {
			t.Fatalf("%s: %+v", state, banners)
		}
		wantText(t, banners[0].Text, want)
		v.CloseBanner(BannerCopy)
		d.settle()
		if len(v.State().Banners) != 0 {
			t.Errorf("%s: it cannot be closed", state)
		}
		s.status.Copy = account.CopyActsLost
		if state == account.CopyActsLost {
			s.status.Copy = account.CopyFailing
		}
		s.tell()
		d.settle()
		if len(v.State().Banners) != 1 {
			t.Errorf("%s: something else that happens is not said", state)
		}
	}
}

func TestWithoutAKeyringThereIsNoCopyAndTheBannerSaysSo(t *testing.T) {
	_, v, _ := openPeople(t, press(), PeopleOptions{NoKeyring: true})
	wantText(t, v.State().Banners[0].Text, "No copy of the lists is kept either, so Rollcall needs the network.")
}

func TestTheProfileSaysWhatThisComputerKeeps(t *testing.T) {
	for _, c := range []struct {
		status account.Status
		sample bool
		user   bool
		want   string
	}{
		{status: account.Status{Copy: account.CopyKept, AsOf: noon}, want: "Keeps an encrypted copy of the lists, as of today, 12:00, so that they open without a network. Signing out deletes it."},
		{status: account.Status{Copy: account.CopyKept, AsOf: noon}, user: true, want: "Keeps an encrypted copy of your profile, as of today, 12:00, so that it opens without a network. Signing out deletes it."},
		{status: account.Status{Copy: account.CopyAside}, want: "Keeps an encrypted copy of the lists, once they are fetched, so that they open without a network. Signing out deletes it."},
		{status: account.Status{Copy: account.CopyBusy, AsOf: noon}, want: "Keeps nothing of this window, since Rollcall is open in another one."},
		{status: account.Status{Copy: account.CopyFailing, AsOf: noon}, want: "Keeps a copy of the lists that is older than what you see: it cannot save the newer one, perhaps because its disk is full."},
		{status: account.Status{Copy: account.CopyLocked, AsOf: noon}, want: "Keeps a copy of the lists, but the keyring did not give the key to it: nothing of this window is kept. Signing out deletes it."},
		{status: account.Status{AsOf: noon}, want: "Keeps no copy of the lists, since no keyring holds the key to one: Rollcall needs the network."},
		{status: account.Status{AsOf: noon}, user: true, want: "Keeps no copy now: it was deleted, since you are no longer an administrator. Rollcall needs the network."},
		{status: account.Status{AsOf: noon}, sample: true, want: ""},
	} {
		o := amelie()
		o.status = c.status
		if c.user {
			o.lists.Me.UserType = account.RegularUser
			o.lists.Me.Memberships = nil
		}
		_, v, _ := openProfile(t, o, ProfileOptions{Kept: true, Sample: c.sample})
		if got := v.State().Kept; got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestOfflineTheScreensThatAreNotKeptSayHowOldTheyAre(t *testing.T) {
	s := press()
	s.tokens = []account.APIToken{apiToken("a", day, 90*day)}
	s.current = account.Account{ID: "a1", Version: 3, Name: "Maple Press"}
	d, tokens, _ := openTokens(t, s)
	d.settle()
	e, settings, _ := openAccount(t, s)
	e.settle()
	if tokens.State().Notice+settings.State().Notice != "" {
		t.Error("an age is told of what is up to date")
	}
	s.status = account.Status{Link: account.LinkOffline, AsOf: noon, Err: account.Fault(account.Unreachable)}
	s.tell()
	d.settle()
	e.settle()
	wantText(t, tokens.State().Notice, "These are the API tokens as of today, 12:00.")
	wantText(t, settings.State().Notice, "This is the account as of today, 12:00.")
}

func TestDialogsThatNeedAnAnswerSayWhyTheyWait(t *testing.T) {
	const why = "This needs the service, which cannot be reached now."
	s := press()
	s.current = account.Account{ID: "a1", Version: 3, Name: "Maple Press"}
	d, tokens, _ := openTokens(t, s)
	d.settle()
	made := tokens.New()
	made.Start()
	made.SetName("Report")
	e, settings, _ := openAccount(t, s)
	e.settle()
	require := settings.Require()
	require.Start()
	f, link, _ := openLink(t, s)
	g, request, _ := openRequest(t, s)
	request.Set(RequestEmail, "x@lumen.example")
	request.Set(RequestHome, "Lumen")
	request.Set(RequestReason, "Audit")
	for _, desk := range []*desk{d, e, f, g} {
		desk.settle()
	}
	if !made.State().Ready || !require.State().CanAct || !link.State().Ready || !request.State().Ready {
		t.Fatalf("online: %v %v %v %v", made.State().Ready, require.State().CanAct, link.State().Ready, request.State().Ready)
	}
	s.calls = nil
	s.status = account.Status{Link: account.LinkOffline, AsOf: noon, Err: account.Fault(account.Unreachable), Copy: account.CopyKept}
	s.tell()
	settings.SetName("Oak Press")
	made.Make()
	require.Do()
	link.Make()
	request.Send()
	settings.Save()
	for _, desk := range []*desk{d, e, f, g} {
		desk.settle()
	}
	for what, got := range map[string]string{
		"API token": made.State().Offline, "two-factor": require.State().Offline, "link": link.State().Note, "request": request.State().Offline,
		"account": settings.State().Offline,
	} {
		if got != why {
			t.Errorf("%s: %q", what, got)
		}
	}
	if made.State().Ready || require.State().CanAct || link.State().Ready || request.State().Ready || settings.State().Ready || len(s.calls) != 0 {
		t.Errorf("something can be pressed, or was asked: %v", s.calls)
	}
}
