package view

import (
	"testing"

	"rollcall/account"
)

func openAccount(t *testing.T, s *service) (*desk, *AccountSettings, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	if s.current.ID == "" {
		s.current = s.lists.Account
	}
	v := NewAccountSettings(d.env(), s, toasts)
	v.Start()
	d.settle()
	return d, v, log
}

func TestTheNameOfTheAccountIsChangedInPlace(t *testing.T) {
	s := press()
	d, v, toasts := openAccount(t, s)
	if st := v.State(); st.Name != "Maple Press" || st.Number != "20417" || st.Typed || st.Loading {
		t.Fatalf("at first: %+v", st)
	}
	v.SetName("Oak")
	if st := v.State(); !st.Typed || !st.Ready {
		t.Errorf("typed: %+v", st)
	}
	v.Discard()
	if st := v.State(); st.Typed || st.Name != "Maple Press" {
		t.Errorf("discarded: %+v", st)
	}
	v.SetName("  ")
	v.Save()
	wantText(t, v.State().Fault, "The account needs a name.")
	v.SetName(" Oak Press ")
	v.Save()
	v.Save()
	d.settle()
	if len(s.renamed) != 1 || *s.renamed[0].Name != "Oak Press" || s.renamed[0].RequireTwoFactor != nil || s.acts[1].Version != 3 {
		t.Fatalf("sent %+v, acts %+v", s.renamed, s.acts)
	}
	if st := v.State(); st.Typed || st.Name != "Oak Press" || st.Busy {
		t.Errorf("saved: %+v", st)
	}
	wantText(t, toasts.texts(), "The account is now called Oak Press")
}

func TestANameChangedMeanwhileIsDecidedOnAgain(t *testing.T) {
	s := press()
	d, v, _ := openAccount(t, s)
	v.SetName("Oak")
	s.current = account.Account{ID: "a1", Version: 4, Name: "Birch", Number: "20417"}
	s.fail["update account"] = account.Fault(account.VersionMismatch)
	v.Save()
	d.settle()
	st := v.State()
	wantText(t, st.Error, "Somebody else changed the account meanwhile.")
	if st.Name != "Oak" || st.Meanwhile != "Changed meanwhile to: Birch" || !st.Ready {
		t.Errorf("after the conflict: %+v", st)
	}
	delete(s.fail, "update account")
	v.Save()
	d.settle()
	if st := v.State(); st.Name != "Oak" || st.Typed || st.Error != "" || st.Meanwhile != "" {
		t.Errorf("saved again: %+v", st)
	}
	if last := s.acts[len(s.acts)-1]; last.Version != 4 {
		t.Errorf("saved against %+v", last)
	}
}

func TestASavingThatFailsKeepsWhatWasTyped(t *testing.T) {
	s := press()
	d, v, toasts := openAccount(t, s)
	s.fail["update account"] = account.Fault(account.Unreachable)
	v.SetName("Oak")
	v.Save()
	d.settle()
	if st := v.State(); st.Name != "Oak" || st.Error == "" || st.Busy {
		t.Errorf("after a failure: %+v", st)
	}
	v.Save()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "The account was not changed. The service cannot be reached.")
	if s.acts[1].Key != s.acts[2].Key {
		t.Error("the repeat is another act")
	}
}

func TestRequiringTwoFactorSaysWhoHasNone(t *testing.T) {
	s := press()
	s.lists.ExternalUsers.Slice()[0].TwoFactor = nil
	d, v, toasts := openAccount(t, s)
	r := v.Require()
	r.Start()
	if r.State().CanAct {
		t.Error("it can be done before one knows whom it meets")
	}
	d.settle()
	st := r.State()
	if st.Title != "Require two-factor authentication for everybody?" || st.Count != "2 people have no second factor yet:" || !st.CanAct {
		t.Fatalf("asks %+v", st)
	}
	if len(st.Without) != 2 || st.Without[0].Name != "Daniel Royce" || st.Without[1].Line != "External user, from Agence Lumen" {
		t.Errorf("without %+v", st.Without)
	}
	if len(s.renamed) != 0 {
		t.Error("done without asking")
	}
	r.Do()
	r.Do()
	d.settle()
	if len(s.renamed) != 1 || s.renamed[0].Name != nil || !*s.renamed[0].RequireTwoFactor || !r.State().Done {
		t.Fatalf("sent %+v", s.renamed)
	}
	if st := v.State(); !st.Required || st.RequireAct != "No longer require it…" {
		t.Errorf("afterwards: %+v", st)
	}
	wantText(t, toasts.texts(), "Two-factor authentication is now required of everybody")

	off := v.Require()
	off.Start()
	if st := off.State(); st.Title != "No longer require two-factor authentication?" || st.Act != "No longer require it" || !st.CanAct {
		t.Fatalf("asks %+v", st)
	}
	off.Do()
	d.settle()
	if v.State().Required {
		t.Error("still required")
	}
}

func TestOneWhoHasNoneSetsOnesOwnUpFirst(t *testing.T) {
	s := press()
	s.lists.Users.Slice()[0].TwoFactor = nil
	d, v, _ := openAccount(t, s)
	went := false
	v.OnProfile = func() { went = true }
	r := v.Require()
	r.Start()
	d.settle()
	st := r.State()
	wantText(t, st.Self, "You have no second factor yourself")
	if st.CanAct || !st.Without[0].Me || st.ProfileAct != "My profile" {
		t.Errorf("asks %+v", st)
	}
	r.Do()
	d.settle()
	if len(s.renamed) != 0 {
		t.Error("one was locked out")
	}
	r.Profile()
	if !went {
		t.Error("the way to My profile leads nowhere")
	}
}

func TestWhenEverybodyHasOneNobodyIsListed(t *testing.T) {
	s := press()
	s.lists.Users.Slice()[3].TwoFactor = []string{"email"}
	d, v, _ := openAccount(t, s)
	r := v.Require()
	r.Start()
	d.settle()
	wantText(t, r.State().Count, "Everybody has a second factor already")
}

func TestRequiringMetByAnotherChangeIsDecidedOnAgain(t *testing.T) {
	s := press()
	d, v, _ := openAccount(t, s)
	r := v.Require()
	r.Start()
	d.settle()
	s.fail["update account"] = account.Fault(account.VersionMismatch)
	s.current.Version, s.current.Name = 9, "Birch"
	r.Do()
	d.settle()
	wantText(t, r.State().Error, "Somebody else changed the account a moment ago.")
	delete(s.fail, "update account")
	r.Do()
	d.settle()
	if last := s.acts[len(s.acts)-1]; last.Version != 9 || !r.State().Done {
		t.Errorf("acts %+v", s.acts)
	}
}

func TestOfflineTheAccountCanBeReadButNotChanged(t *testing.T) {
	s := press()
	s.status = account.Status{Link: account.LinkOffline}
	s.fail["account"] = account.Fault(account.Unreachable)
	d, v, _ := openAccount(t, s)
	v.SetName("Oak")
	if st := v.State(); st.Number != "20417" || st.Offline == "" || st.Ready || st.Empty != nil {
		t.Errorf("offline: %+v", st)
	}
	s.status.Link = account.LinkOnline
	delete(s.fail, "account")
	s.tell()
	d.settle()
	if st := v.State(); st.Offline != "" || !st.Ready {
		t.Errorf("online: %+v", st)
	}
	v.Close()
	if len(s.watchers) != 0 {
		t.Error("still watching")
	}
}

func TestAnAccountNeverLoadedSaysWhyAndTriesAgain(t *testing.T) {
	s := press()
	s.lists.Account = account.Account{}
	s.current = account.Account{ID: "a1", Version: 1, Name: "Maple Press"}
	s.fail["account"] = account.Fault(account.Unreachable)
	d, v, _ := openAccount(t, s)
	if e := v.State().Empty; e == nil || e.Do != EmptyTryAgain {
		t.Fatalf("empty %+v", e)
	}
	delete(s.fail, "account")
	v.TryAgain()
	d.settle()
	if st := v.State(); st.Empty != nil || st.Name != "Maple Press" {
		t.Errorf("after: %+v", st)
	}
}
