package ui

import (
	"rollcall/ui/screen/activity"
	"rollcall/ui/screen/kit"
	"rollcall/ui/screen/profile"
	"rollcall/ui/screen/settings"
	"rollcall/ui/screen/tokens"
	"rollcall/ui/screen/twofactor"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

func (s *stay) activityPage() *page {
	v := view.NewActivity(s.env, s.visit, s.w.toasts)
	screen := activity.New(v, s.words)
	v.Start()
	return &page{content: screen.Content, focus: screen.FocusTarget, visible: v.SetVisible, close: v.Close}
}

func (s *stay) tokensPage() *page {
	v := view.NewTokens(s.env, s.visit, s.w.toasts)
	screen := tokens.New(v, s.words)
	v.Start()
	return &page{content: screen.Content, focus: screen.FocusTarget, visible: v.SetVisible, close: v.Close}
}

func (s *stay) accountPage() *page {
	v := view.NewAccountSettings(s.env, s.visit, s.w.toasts)
	v.OnProfile = s.toProfile
	screen := settings.New(v, s.words)
	v.Start()
	return &page{
		content: screen.Content, focus: screen.FocusTarget, visible: v.SetVisible, close: v.Close,
		typed: func() bool { return v.State().Typed },
	}
}

func (s *stay) profilePage() *page {
	v := view.NewProfile(s.env, s.visit, s.w.toasts, view.ProfileOptions{
		OnLanguage: s.speak, OnForgetComputer: func() { s.signOut(s.shell.ForgetComputer) }, Kept: s.visit.Facts().Kept,
		Sample: s.visit.Facts().Sample,
	})
	screen := profile.New(v, s.words)
	v.Start()
	return &page{
		content: screen.Content, focus: screen.FocusTarget, visible: v.SetVisible, close: v.Close,
		typed: func() bool { return v.State().Typed },
	}
}

// showSetup asks for a second factor, which the account requires before
// anything else (R14). The visit stays open: what is asked goes through it.
func (w *Window) showSetup(visit Visit) {
	v := view.NewEnrol(w.env, visit, view.EnrolOptions{Required: true})
	handedOn := false
	v.OnDone = func() {
		handedOn = true
		w.reenter(visit, "", arrival{})
	}
	out := view.NewShell(w.env, visit, view.ShellOptions{Forget: visit.Forget})
	out.OnSignedOut = w.signedOut
	screen := twofactor.NewSetup(v, w.words, out.SignOut)
	w.show(screen.Content, func() {
		v.Close()
		out.Close()
		if !handedOn {
			w.closeVisit(visit)
		}
	})
	w.ask = func(then func()) *widgets.Dialog {
		if screen.Fleeting() {
			return kit.LeaveFleeting(w.window.Canvas(), w.words, then)
		}
		return atOnce(then)
	}
	v.Start()
	w.window.Canvas().Focus(screen.FocusTarget())
}
