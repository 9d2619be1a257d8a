package wiring

import (
	"errors"
	"testing"

	"rollcall/account"
	"rollcall/client/credentials"
	"rollcall/ui"
)

func TestOneSignInOpensEveryAccountOfThePerson(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	v := o.in(t, newDoor(t, keyring))
	defer v.Close()
	away, err := v.Switch(t.Context(), "lumen")
	must(t, err)
	defer away.Close()
	if f, want := away.Facts(), (ui.VisitFacts{Server: o.url, AccountID: "lumen", HomeID: "maple", Kept: true}); f != want {
		t.Errorf("%+v", f)
	}
	until(t, "the other account", func() bool { return away.Lists().Account.Name == "Agence Lumen" })
	if _, err := v.Users(t.Context(), account.ListQuery{}); err != nil {
		t.Errorf("the visit one came from: %v", err)
	}
	best, err := away.Switch(t.Context(), "")
	must(t, err)
	defer best.Close()
	if id := best.Facts().AccountID; id != "maple" {
		t.Errorf("fits best: %s", id)
	}
	if _, err := v.Switch(t.Context(), "nobody's"); account.CodeOf(err) != account.NotFound {
		t.Errorf("an account of others: %v", err)
	}
	sessions, err := v.MySessions(t.Context())
	must(t, err)
	if len(sessions) != 1 {
		t.Errorf("%d sessions", len(sessions))
	}
}

func TestAnAccessThatEndsLeavesTheWayHome(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	home := o.in(t, newDoor(t, keyring))
	defer home.Close()
	away, err := home.Switch(t.Context(), "lumen")
	must(t, err)
	defer away.Close()
	until(t, "online", func() bool { return away.Status().Link == account.LinkOnline })
	_, err = o.colleague(t, "oda", "lumen").RemoveExternalUser(t.Context(), "x-ana", account.Act{Version: 1})
	must(t, err)
	until(t, "the end", func() bool { return away.Status().Link == account.LinkEnded })
	var fault *account.Error
	if err := away.Status().Err; !errors.As(err, &fault) || fault.Reason != account.ReasonAccessRemoved {
		t.Errorf("ended with %+v", err)
	}
	if away.Lists().Account.Name != "" {
		t.Error("the account is still shown")
	}
	back, err := away.Switch(t.Context(), away.Facts().HomeID)
	must(t, err)
	back.Close()
	if !has(t, keyring, sessionKey(o.url)) {
		t.Error("the session went with the access")
	}
}

func TestWhereASecondFactorIsToBeSetUpOneGetsThere(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	d := newDoor(t, keyring)
	v := o.in(t, d)
	defer v.Close()
	until(t, "online", func() bool { return v.Status().Link == account.LinkOnline })
	yes := true
	_, err := v.UpdateAccount(t.Context(), account.AccountChange{RequireTwoFactor: &yes}, account.Act{Version: v.Lists().Account.Version})
	must(t, err)
	if _, err := v.Me(t.Context()); account.CodeOf(err) != account.TwoFactorSetup {
		t.Fatalf("the account does not ask for it: %v", err)
	}
	until(t, "the end", func() bool { return v.Status().Link == account.LinkEnded })
	if account.CodeOf(v.Status().Err) != account.TwoFactorSetup || !has(t, keyring, sessionKey(o.url)) {
		t.Errorf("ended with %v", v.Status().Err)
	}
	for name, how := range map[string]func() (ui.Visit, error){
		"by signing in": func() (ui.Visit, error) { return d.Enter(t.Context(), o.url, o.session(t, d)) },
		"by resuming":   func() (ui.Visit, error) { return newDoor(t, keyring).Resume(t.Context(), o.url) },
		"by switching":  func() (ui.Visit, error) { return v.Switch(t.Context(), "lumen") },
	} {
		waiting, err := how()
		must(t, err)
		if f, want := waiting.Facts(), (ui.VisitFacts{Server: o.url, TwoFactorSetup: true, Kept: true}); f != want {
			t.Errorf("%s: %+v", name, f)
		}
		if _, err := waiting.TwoFactor(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		waiting.Close()
	}
	waiting, err := v.Switch(t.Context(), "")
	must(t, err)
	defer waiting.Close()
	o.addApp(t, waiting)
	in, err := waiting.Switch(t.Context(), "")
	must(t, err)
	defer in.Close()
	if f := in.Facts(); f.TwoFactorSetup || f.AccountID != "maple" {
		t.Errorf("once set up: %+v", f)
	}
	until(t, "online", func() bool { return in.Status().Link == account.LinkOnline })
}

func TestWhoHasToSetUpASecondFactorMaySignOut(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	d := newDoor(t, keyring)
	yes := true
	_, err := o.colleague(t, "ben", "maple").UpdateAccount(t.Context(), account.AccountChange{RequireTwoFactor: &yes}, account.Act{Version: 1})
	must(t, err)
	v := o.in(t, d)
	if !v.Facts().TwoFactorSetup {
		t.Fatalf("%+v", v.Facts())
	}
	must(t, errors.Join(v.SignOut(t.Context()), v.ForgetComputer(t.Context())))
	if st := v.Status(); st.Link != account.LinkEnded {
		t.Errorf("status %+v", st)
	}
	v.Close()
	if has(t, keyring, sessionKey(o.url)) {
		t.Error("the session is kept")
	}
}

func TestOneEntersWhereOneAdministers(t *testing.T) {
	member := func(id string, as account.UserType, external bool) account.Membership {
		return account.Membership{AccountID: id, UserType: as, External: external}
	}
	const admin = account.Administrator
	for _, c := range []struct {
		name       string
		in         []account.Membership
		want, home string
	}{
		{"home, when one administers it", []account.Membership{member("home", admin, false), member("away", admin, true)}, "home", "home"},
		{"elsewhere, when one administers only that", []account.Membership{member("home", account.RegularUser, false), member("away", admin, true)}, "away", "home"},
		{"home, when one administers nothing", []account.Membership{member("home", account.Custom, false), member("away", account.RegularUser, true)}, "home", "home"},
		{"nowhere", nil, "", ""},
	} {
		if got := choose(c.in).AccountID; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if got := home(c.in).AccountID; got != c.home {
			t.Errorf("%s: home is %q, want %q", c.name, got, c.home)
		}
	}
}
