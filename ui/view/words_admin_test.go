package view

import (
	"time"

	"rollcall/account"
)

// readAdministration opens the screens of those who administer an account.
func (r reader) readAdministration() {
	r.s.status = account.Status{Link: account.LinkOnline, AsOf: noon}
	r.readActivity()
	r.readTokens()
	r.readAccount()
	r.readAccessCodes()
}

func (r reader) readActivity() {
	v := NewActivity(r.env(), r.s, r.toasts)
	v.OnState = func(state ActivityState) {
		r.look("activity", state)
		for i := range state.Count {
			r.look("entry", state.Row(i))
		}
	}
	v.Start()
	r.settle()
	v.SetActor(Choice{ID: "u1", Label: "Ana"})
	v.SetDates("2026-11-01", "")
	v.SetDates("", "2026-11-01")
	for p := range PeriodOther {
		v.SetPeriod(p)
	}
	for _, c := range v.Actions("") {
		r.look("action", c.Label)
	}
	v.Export(&memo{})
	r.settle()
	for _, err := range []error{account.Fault(account.Unreachable), account.Fault(account.Internal), nil} {
		r.s.fail["activity"] = err
		r.s.activity.Items = nil
		v.TryAgain()
		r.settle()
	}
	v.Close()
}

func (r reader) readTokens() {
	r.s.tokens = []account.APIToken{apiToken("a", day, day), apiToken("b", day, -day), apiToken("c", day, 90*day)}
	v := NewTokens(r.env(), r.s, r.toasts)
	v.OnState = func(state TokensState) { r.look("API tokens", state) }
	v.Start()
	r.settle()
	n := v.New()
	n.OnState = func(state NewTokenState) { r.look("new API token", state) }
	n.Make()
	n.SetExpiry(ExpiryOther)
	n.LeaveDays()
	n.SetName("Report")
	n.SetDays("12")
	r.s.made = account.APIToken{Token: "x", Name: "Report", ExpiresAt: noon.Add(12 * day)}
	n.Make()
	r.settle()
	c := v.Revoke("a")
	c.OnState = func(state ConfirmState) { r.look("revoke", state) }
	c.Start()
	c.Do()
	r.settle()
	r.s.tokens = nil
	v.Reload()
	r.settle()
}

func (r reader) readAccount() {
	r.s.current = account.Account{ID: "a1", Version: 9, Name: "Oak"}
	r.s.lists.Users.Slice()[0].TwoFactor = nil
	v := NewAccountSettings(r.env(), r.s, r.toasts)
	v.OnState = func(state AccountState) { r.look("account", state) }
	v.Start()
	r.settle()
	v.SetName("")
	v.Save()
	for range 2 {
		q := v.Require()
		q.OnState = func(state RequireState) { r.look("require", state) }
		q.Start()
		r.settle()
		r.s.lists.Users.Slice()[0].TwoFactor = []string{"app"}
		v.base.RequireTwoFactor = true
	}
}

func (r reader) readAccessCodes() {
	v := NewModify(r.env(), r.s, r.toasts, r.s.lists.Users.Slice()[3], TabAccessCodes)
	v.OnState = func(state ModifyState) { r.look("access codes", state) }
	v.Start()
	v.OpenPassword(true)
	v.SetPassword()
	v.SetOwnPassword("x")
	v.SetNewPassword("a long enough one")
	v.SetPassword()
	v.SendLink()
	r.settle()
	r.s.access = account.Access{
		Sessions: []account.Device{{DeviceName: "PC", LastActiveAt: noon.Add(-time.Hour)}}, APITokens: []account.APIToken{{Name: "Zapier"}},
	}
	for _, c := range []*Confirm{v.ConfirmReset(), v.ConfirmSignOut()} {
		c.OnState = func(state ConfirmState) { r.look("confirm", state) }
		c.Start()
		r.settle()
		c.Do()
		r.settle()
	}
	own := NewModify(r.env(), r.s, r.toasts, r.s.lists.Users.Slice()[0], TabAccessCodes)
	r.look("own access codes", own.State())
	p := NewPerson(r.env(), r.s, Row{Kind: RowUser, User: r.s.lists.Users.Slice()[3]})
	p.OnState = func(state PersonState) { r.look("panel", state) }
	p.Start()
	r.settle()
}
