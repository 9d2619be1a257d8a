package sqlstore_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func methodsOf(err error) []account.Method {
	var e *account.Error
	if errors.As(err, &e) {
		return e.Methods
	}
	return nil
}

func TestTheSecondFactorIsAskedForAndEachCodeWorksOnce(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	w.enters(ana.ID, nil, "")
	p := w.app(w.signIn(ana.ID, w.accountID))
	err := w.enters(ana.ID, nil, account.SecondFactorRequired)
	if got := methodsOf(err); !slices.Equal(got, []account.Method{account.MethodApp}) {
		t.Errorf("asks for %v", got)
	}
	w.enters(ana.ID, with(account.MethodApp, p.code(0)), account.SecondFactorInvalid) // it confirmed the set-up
	w.enters(ana.ID, with(account.MethodApp, p.code(-1)), account.SecondFactorInvalid)
	w.enters(ana.ID, with(account.MethodApp, p.code(2)), account.SecondFactorInvalid)
	next := p.code(1)
	w.enters(ana.ID, with(account.MethodApp, next[:3]+" "+next[3:]), "")
	w.enters(ana.ID, with(account.MethodApp, next), account.SecondFactorInvalid)
	w.now = w.now.Add(time.Minute)
	w.enters(ana.ID, with(account.MethodEmail, p.code(0)), account.SecondFactorInvalid)
	w.enters(ana.ID, with(account.MethodApp, p.code(0)), "")
}

func TestTheLastUsedMethodIsAskedForFirst(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	c := w.signIn(ana.ID, w.accountID)
	p := w.app(c)
	w.now = w.now.Add(time.Minute)
	w.emailCodes(c, "codes@northlight.example")
	recoveryCodes(t, w, c)
	want := func(m ...account.Method) {
		t.Helper()
		if got := methodsOf(w.enters(ana.ID, nil, account.SecondFactorRequired)); !slices.Equal(got, m) {
			t.Errorf("asks for %v, want %v", got, m)
		}
	}
	want(account.MethodEmail, account.MethodApp, account.MethodRecovery)
	w.now = w.now.Add(time.Minute)
	w.enters(ana.ID, with(account.MethodApp, p.code(0)), "")
	want(account.MethodApp, account.MethodEmail, account.MethodRecovery)
	if f := w.twoFactor(ana.ID); f.Methods[0].Method != account.MethodApp || !f.Methods[0].LastUsedAt.Equal(w.now) ||
		f.Methods[1].Address != "codes@northlight.example" || f.RecoveryCodesLeft != account.RecoveryCodes {
		t.Errorf("%+v", f)
	}
}

// sendCode asks for a code by e-mail and gives it.
func (w *world) sendCode(personID string) string {
	w.Helper()
	w.must(w.db.SendSignInCode(w.Context(), store.StartSession{PersonID: personID, PasswordHash: passwordHash, Device: "laptop", Address: "192.0.2.1", Now: w.now}))
	return w.mail(store.MailSignInCode).Payload.Code
}

func TestWhatEndsACodeByEmail(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w *world, personID, code string)
		want   account.Code
	}{
		{"nothing", func(*world, string, string) {}, ""},
		{"four wrong tries", func(w *world, id, code string) { w.mistype(id, code, 4) }, ""},
		{"five wrong tries", func(w *world, id, code string) { w.mistype(id, code, 5) }, account.SecondFactorInvalid},
		{"its use", func(w *world, id, code string) { w.enters(id, with(account.MethodEmail, code), "") }, account.SecondFactorInvalid},
		{"a newer code", func(w *world, id, _ string) { w.sendCode(id) }, account.SecondFactorInvalid},
		{"nine minutes", func(w *world, _, _ string) { w.now = w.now.Add(account.CodeLifetime - time.Second) }, ""},
		{"ten minutes", func(w *world, _, _ string) { w.now = w.now.Add(account.CodeLifetime) }, account.SecondFactorInvalid},
		{"housekeeping in time", func(w *world, _, _ string) { w.must(w.db.Housekeep(t.Context(), w.now)) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ana := w.join("ana", account.RegularUser)
			w.emailCodes(w.signIn(ana.ID, w.accountID), ana.Email)
			code := w.sendCode(ana.ID)
			c.happen(w, ana.ID, code)
			w.enters(ana.ID, with(account.MethodEmail, code), c.want)
		})
	}
}

func (w *world) mistype(personID, code string, times int) {
	w.Helper()
	for range times {
		w.enters(personID, with(account.MethodEmail, wrong(code)), account.SecondFactorInvalid)
	}
}

func TestWhoMayHaveACodeByEmail(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	send := func(hash string) error {
		return w.db.SendSignInCode(t.Context(), store.StartSession{PersonID: ana.ID, PasswordHash: hash, Now: w.now})
	}
	w.want(send(passwordHash), account.ValidationFailed)
	c := w.signIn(ana.ID, w.accountID)
	w.app(c)
	w.want(send(passwordHash), account.ValidationFailed)
	w.emailCodes(c, "codes@northlight.example")
	w.want(send("another hash"), account.InvalidCredentials)
	for range 5 { // whatever else she was sent
		w.must(w.db.RequestReset(t.Context(), store.Act{Now: w.now}, "ana"))
	}
	for range 5 {
		w.must(send(passwordHash))
	}
	err := send(passwordHash)
	w.want(err, account.RateLimited)
	var e *account.Error
	if errors.As(err, &e); e.RetryAfter != time.Hour {
		t.Errorf("try again after %v", e.RetryAfter)
	}
	w.now = w.now.Add(time.Hour)
	w.must(send(passwordHash))
	if m := w.mail(store.MailSignInCode); m.To != "codes@northlight.example" || m.Language != "fr" || m.Payload.Name != "ana Roy" ||
		!m.Payload.ExpiresAt.Equal(w.now.Add(account.CodeLifetime)) {
		t.Errorf("the code goes to %s in %s", m.To, m.Language)
	}
}

func TestRecoveryCodesWorkOnceEach(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	c := w.signIn(ana.ID, w.accountID)
	w.app(c)
	old := recoveryCodes(t, w, c)
	codes := recoveryCodes(t, w, c)
	w.enters(ana.ID, with(account.MethodRecovery, old[0]), account.SecondFactorInvalid)
	w.post(store.MailTwoFactor)
	for i, code := range codes {
		w.enters(ana.ID, with(account.MethodRecovery, code), "")
		if left := w.twoFactor(ana.ID).RecoveryCodesLeft; left != len(codes)-1-i {
			t.Errorf("%d are left after %d", left, i+1)
		}
		if m := w.mail(store.MailTwoFactor); m.Payload.What != store.TwoFactorRecoverySpent || m.To != ana.Email {
			t.Errorf("told of %s", m.Payload.What)
		}
	}
	w.enters(ana.ID, with(account.MethodRecovery, codes[3]), account.SecondFactorInvalid)
	if got := methodsOf(w.enters(ana.ID, nil, account.SecondFactorRequired)); slices.Contains(got, account.MethodRecovery) {
		t.Errorf("asks for %v", got)
	}
}

func TestWrongCodesLockOutOneNetworkForAWhile(t *testing.T) {
	for _, m := range []account.Method{account.MethodApp, account.MethodRecovery} {
		for name, places := range map[string]struct{ thief, near, owner string }{
			"IPv4": {"192.0.2.7", "192.0.2.7", "192.0.2.1"},
			"IPv6": {"2001:db8:1:2::7", "2001:db8:1:2:ffff::9", "2001:db8:1:3::7"},
		} {
			t.Run(string(m)+" "+name, func(t *testing.T) {
				w := newWorld(t)
				ana := w.join("ana", account.RegularUser)
				c := w.signIn(ana.ID, w.accountID)
				p := w.app(c)
				codes := recoveryCodes(t, w, c)
				w.now = w.now.Add(time.Hour)
				right := func() string {
					if m == account.MethodRecovery {
						codes = codes[1:]
						return codes[0]
					}
					return p.code(0)
				}
				for range account.CodeTries {
					w.enters(ana.ID, both(with(m, "nothing"), from(places.thief)), account.SecondFactorInvalid)
				}
				err := w.enters(ana.ID, both(with(m, right()), from(places.near)), account.RateLimited)
				var e *account.Error
				if errors.As(err, &e); e.RetryAfter != 15*time.Minute {
					t.Errorf("try again after %v", e.RetryAfter)
				}
				w.enters(ana.ID, both(with(m, right()), from(places.owner)), "")
				w.now = w.now.Add(15 * time.Minute)
				w.enters(ana.ID, both(with(m, right()), from(places.near)), "")
			})
		}
	}
}

func TestAWrongCodeIsNotedAndTheSignInThatFollowsToo(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	p := w.app(w.signIn(ana.ID, w.accountID))
	w.enters(ana.ID, both(with(account.MethodApp, wrong(p.code(1))), on("tablet")), account.SecondFactorInvalid)
	a := w.lastActivity(w.accountID)
	if a.Action != account.ActionSessionRefused || a.Outcome != account.OutcomeRefused || a.Target.ID != ana.ID || a.Actor.ID != "" ||
		a.Device != "tablet" || string(a.Details) != `{"code":"second_factor_invalid","method":"app"}` {
		t.Errorf("%+v %s", a, a.Details)
	}
	w.enters(ana.ID, with(account.MethodApp, p.code(1)), "")
	if a := w.lastActivity(w.accountID); a.Action != account.ActionSessionStarted || string(a.Details) != `{"method":"app"}` {
		t.Errorf("%+v %s", a, a.Details)
	}
}

func TestATrustedDeviceIsNotAskedForThirtyDays(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	bo := w.join("bo", account.RegularUser)
	p := w.app(w.signIn(ana.ID, w.accountID))
	w.app(w.signIn(bo.ID, w.accountID))
	s, c, err := w.attempt(ana.ID, both(with(account.MethodApp, p.code(1)), trust("first")))
	w.must(err)
	if !s.Trusted {
		t.Fatal("the device is not trusted")
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionSessionStarted {
		t.Errorf("noted %s", a.Action)
	}
	w.enters(ana.ID, bring("first"), "")
	w.enters(ana.ID, bring("another"), account.SecondFactorRequired)
	w.enters(bo.ID, bring("first"), account.SecondFactorRequired)

	list, err := w.db.MyTrustedDevices(t.Context(), c, w.now)
	w.must(err)
	if len(list) != 1 || !list[0].Current || list[0].DeviceName != "laptop" || !list[0].CreatedAt.Equal(w.now) {
		t.Errorf("%+v", list)
	}
	// Another token each time it is asked for, and no more time.
	w.now = w.now.Add(20 * 24 * time.Hour)
	s, _, err = w.attempt(ana.ID, both(bring("first"), trust("second")))
	w.must(err)
	if !s.Trusted {
		t.Error("the device was not given another token")
	}
	w.enters(ana.ID, bring("first"), account.SecondFactorRequired)
	w.now = w.now.Add(10*24*time.Hour - time.Second)
	w.enters(ana.ID, bring("second"), "")
	w.now = w.now.Add(time.Second)
	w.enters(ana.ID, bring("second"), account.SecondFactorRequired)
	w.enters(ana.ID, both(bring("second"), trust("third"), with(account.MethodApp, p.code(0))), "")
	w.enters(ana.ID, bring("third"), "")
	w.must(w.db.Housekeep(t.Context(), w.now))
	if list, err := w.db.MyTrustedDevices(t.Context(), c, w.now); err != nil || len(list) != 1 {
		t.Errorf("%d devices, %v", len(list), err)
	}
}

func TestNothingIsTrustedWithoutASecondFactor(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	s, c, err := w.attempt(ana.ID, trust("device"))
	w.must(err)
	list, err := w.db.MyTrustedDevices(t.Context(), c, w.now)
	w.must(err)
	if s.Trusted || len(list) != 0 {
		t.Error("a password alone made a trusted device")
	}
}

func TestAPersonIsToldOfANewDevice(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	p := w.app(w.signIn(ana.ID, w.accountID))
	w.post(store.MailNewDevice)
	step := time.Minute
	for _, c := range []struct {
		name   string
		change func(*store.StartSession)
		told   bool
	}{
		{"the same device and address", nil, false},
		{"another device", on("tablet"), true},
		{"that device again", on("tablet"), false},
		{"another address", from("198.51.100.4"), true},
		{"an address of version 6", from("2001:db8::1"), true},
		{"the same 64 bits", from("2001:db8::ffff:2"), false},
		{"other 64 bits, to be trusted", both(from("2001:db8:0:1::1"), trust("device")), true},
		{"a trusted device elsewhere", both(on("laptop at home"), from("203.0.113.9"), bring("device")), false},
		{"no address", from(""), true},
		{"the sixth message in an hour", from("203.0.113.77"), false},
	} {
		w.now = w.now.Add(step)
		w.enters(ana.ID, both(with(account.MethodApp, p.code(0)), func(in *store.StartSession) {
			if c.change != nil {
				c.change(in)
			}
		}), "")
		mails := w.post(store.MailNewDevice)
		if told := len(mails) == 1; told != c.told {
			t.Errorf("%s: %d messages", c.name, len(mails))
		}
		for _, m := range mails {
			if m.To != ana.Email || m.Payload.Device == "" || !m.Payload.At.Equal(w.now) {
				t.Errorf("%s: told of %s at %v", c.name, m.Payload.Device, m.Payload.At)
			}
		}
	}
	// Somebody who comes back after years is told all the same.
	w.now = w.now.Add(3 * 365 * 24 * time.Hour)
	w.must(w.db.Housekeep(t.Context(), w.now))
	w.enters(ana.ID, both(with(account.MethodApp, p.code(0)), on("new laptop")), "")
	w.mail(store.MailNewDevice)
}

func TestNobodyIsToldOfTheirFirstSignIn(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	w.enters(ana.ID, on("first"), "")
	if n := len(w.post(store.MailNewDevice)); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestASignInWhosePasswordHasChangedMeanwhile(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	c := w.signIn(ana.ID, w.accountID)
	p := w.app(c)
	w.must(w.db.ChangePassword(t.Context(), w.by(c), passwordHash, alone("new hash"), false))
	w.enters(ana.ID, with(account.MethodApp, p.code(1)), account.InvalidCredentials)
	w.enters(ana.ID, both(with(account.MethodApp, p.code(1)), func(in *store.StartSession) { in.PasswordHash = "new hash" }), "")
}
