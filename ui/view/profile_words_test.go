package view

import (
	"reflect"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// TestSigningInAndTheProfileAreWordedInBothLanguages opens every step and
// dialog, with everything that can be said in it.
func TestSigningInAndTheProfileAreWordedInBothLanguages(t *testing.T) {
	for _, language := range account.Languages() {
		look := func(what string, state any) { unworded(t, language+" "+what, reflect.ValueOf(state)) }
		d := newDesk(t)
		d.words = words.New(language, time.UTC)
		readSignIn(d, look)
		readProfile(d, look)
		readEnrol(d, look)
	}
}

func readSignIn(d *desk, look func(string, any)) {
	for keyring := range KeyringRefuses + 1 {
		s := &door{keyring: keyring, err: secondFactor(methods()...), codeErr: account.Fault(account.RateLimited)}
		v := NewSignIn(d.env(), s, SignInOptions{Server: maple, Login: "amelie", Normalize: normalize})
		v.OnState = func(state SignInState) { look("sign-in", state) }
		v.Start()
		d.settle()
		v.SetPassword("x")
		v.Submit()
		d.settle()
		for _, m := range methods() {
			v.UseMethod(m)
			v.Submit()
			v.SetCode("123456")
			s.err = account.Fault(account.SecondFactorInvalid)
			v.Submit()
			d.settle()
		}
		v.Back()
		v.Forgot()
		v.Submit()
		d.settle()
		v.Close()
	}
}

func readProfile(d *desk, look func(string, any)) {
	toasts, log := newToastLog(d)
	for _, change := range []func(*oneself){
		func(o *oneself) {},
		func(o *oneself) { o.factors, o.me.PendingEmail = account.TwoFactor{}, "new@maple.example" },
		func(o *oneself) { o.me.EmailVerified, o.lists.Account.RequireTwoFactor = false, true },
		func(o *oneself) {
			o.lists.Me.UserType, o.fail["me"] = account.Custom, account.Fault(account.Unreachable)
		},
		func(o *oneself) {
			o.status.Link, o.fail["end"] = account.LinkOffline, account.Fault(account.Unreachable)
		},
	} {
		o := amelie()
		change(o)
		v := NewProfile(d.env(), o, toasts, ProfileOptions{Kept: true})
		v.OnState = func(state ProfileState) { look("profile", state) }
		v.Start()
		d.settle()
		v.Set(OwnPhone, "555")
		v.Save()
		v.SignOut("s2")
		v.SignOutOthers()
		v.Distrust("d1")
		d.settle()
		readOwn(d, v, look)
		v.Close()
	}
	look("toasts", log.shown)
}

func readOwn(d *desk, v *Profile, look func(string, any)) {
	for kind := range OwnCodes + 1 {
		dialog := v.ChangeOwn(kind)
		dialog.OnState = func(state OwnState) { look("own", state) }
		dialog.Submit()
		dialog.SetValue("someone@maple.example")
		dialog.SetPassword("x")
		dialog.Submit()
		d.settle()
		dialog.SaveCodes(&file{}, nil)
		d.settle()
	}
	password := v.ChangePassword()
	password.OnState = func(state OwnPasswordState) { look("password", state) }
	for _, text := range []string{"", "short", "a long new password"} {
		password.SetNew(text)
		password.Submit()
	}
}

func readEnrol(d *desk, look func(string, any)) {
	for _, m := range []account.Method{account.MethodApp, account.MethodEmail} {
		o := nobody()
		v := NewEnrol(d.env(), o, EnrolOptions{Required: true, Address: "a@maple.example"})
		v.OnState = func(state EnrolState) { look("enrol", state) }
		v.Start()
		v.Choose(m)
		v.Submit()
		v.SetPassword("x")
		v.Submit()
		d.settle()
		v.Submit()
		v.SetCode("123456")
		o.fail["confirm"] = account.Fault(account.SecondFactorInvalid)
		v.Submit()
		d.settle()
		o.fail = map[string]error{"codes": account.Fault(account.Unreachable)}
		v.Submit()
		d.settle()
		v.Submit()
	}
}
