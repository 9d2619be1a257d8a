package modify

import (
	"fyne.io/fyne/v2/container"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// access draws the tab Access codes: the link first, a password behind it, then
// user name and e-mail, and what ends somebody's ways in.
type access struct {
	d *Dialog

	own     *widgets.InfoBox
	profile *widgets.Button

	link     *widgets.Button
	linkLine *widgets.Paragraph
	offline  *widgets.Banner
	opener   *widgets.Button

	warning  *widgets.Banner
	ownWord  *widgets.Field
	newWord  *widgets.Field
	rule     *kit.IconLine
	set      *widgets.Button
	fault    *widgets.Banner
	password *widgets.Stack
	// opened tells that the fields of the password can be seen.
	opened bool

	pending *widgets.Banner
	reset   *widgets.Button
	resetNo *widgets.Paragraph
	signOut *widgets.Button

	others *widgets.Stack
	page   *widgets.Stack
}

func newAccess(d *Dialog) *access {
	a := &access{d: d}
	a.buildOwn()
	a.buildLink()
	a.buildPassword()
	a.buildEnds()
	w, f := d.words, d.fields
	a.pending = widgets.NewBanner(widgets.BannerData{})
	a.pending.OnAction = d.view.TakeBack
	a.others = widgets.NewStack(14,
		a.offline, widgets.NewText(w.T("access.link_title"), widgets.Heading()), a.linkLine,
		kit.Row(a.link, container.NewCenter(a.opener)), a.password,
		widgets.NewDivider(""), f[view.FieldUsername], f[view.FieldEmail], a.pending,
		widgets.NewDivider(""), widgets.NewText(w.T("access.ends"), widgets.Heading()),
		kit.Row(a.reset, a.signOut), a.resetNo,
	)
	a.page = widgets.NewStack(14, a.own, container.NewHBox(a.profile), a.others)
	return a
}

func (a *access) buildOwn() {
	a.own = widgets.NewInfoBox("")
	a.profile = widgets.NewButton("", widgets.IconUser, widgets.Secondary, func() {
		kit.LeaveFor(a.d.canvas, a.d.words, a.d.dialog, a.d.view.Profile)
	})
}

func (a *access) buildLink() {
	w, v := a.d.words, a.d.view
	a.link = widgets.NewButton(w.T("act.send_link"), widgets.IconMail, widgets.Primary, v.SendLink)
	a.linkLine, a.offline = widgets.NewParagraph("", widgets.Muted()), widgets.NewBanner(widgets.BannerData{})
	a.opener = widgets.NewButton(w.T("access.set"), widgets.IconNone, widgets.Link, func() {
		v.OpenPassword(!a.d.state.Access.PasswordOpen)
	})
}

func (a *access) buildPassword() {
	w, v := a.d.words, a.d.view
	word := func(label string, changed func(string)) *widgets.Field {
		f := widgets.NewField(label)
		f.SetPassword(w.T("signin.show"), w.T("signin.hide"))
		f.OnChanged = changed
		f.OnSubmit = func(string) { v.SetPassword() }
		return f
	}
	a.warning = widgets.NewBanner(widgets.BannerData{})
	a.ownWord, a.newWord = word(w.T("access.own_password"), v.SetOwnPassword), word("", v.SetNewPassword)
	a.rule = kit.NewIconLine(widgets.Smaller())
	a.fault = widgets.NewBanner(widgets.BannerData{})
	a.set = widgets.NewButton(w.T("access.do_set"), widgets.IconNone, widgets.Danger, v.SetPassword)
	a.password = widgets.NewStack(12, a.warning, a.ownWord, a.newWord, a.rule, a.fault, container.NewHBox(a.set))
}

func (a *access) buildEnds() {
	w, v := a.d.words, a.d.view
	a.reset = widgets.NewButton(w.T("act.reset_two_factor"), widgets.IconShieldOff, widgets.Secondary, func() {
		kit.OpenConfirm(a.d.canvas, v.ConfirmReset())
	})
	a.signOut = widgets.NewButton(w.T("act.sign_out_user"), widgets.IconLogOut, widgets.Secondary, func() {
		kit.OpenConfirm(a.d.canvas, v.ConfirmSignOut())
	})
	a.resetNo = widgets.NewParagraph("", widgets.Small())
}

func (a *access) setState(s view.ModifyState) {
	st, gone := s.Access, s.Gone != ""
	a.own.Set("", widgets.InfoLine{Icon: widgets.IconUser, Text: st.Own})
	a.profile.SetText(st.ProfileAct)
	kit.Show(a.own, st.Own != "")
	kit.Show(a.profile, st.Own != "")
	kit.Show(a.others, st.Own == "")
	if st.Own != "" {
		return
	}
	can := st.Offline == "" && !gone
	a.linkLine.SetText(st.LinkLine)
	a.link.SetBusy(st.LinkBusy)
	a.link.SetEnabled(can || st.LinkBusy)
	a.offline.Set(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconWifiOff, Text: st.Offline})
	kit.Show(a.offline, st.Offline != "")
	a.setPassword(st, can)
	pending := widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconClock, Text: st.Pending}
	if can {
		pending.Action = a.d.words.T("access.take_back")
	}
	a.pending.Set(pending)
	kit.Show(a.pending, st.Pending != "")
	a.reset.SetEnabled(can && st.NoFactors == "")
	a.signOut.SetEnabled(can)
	a.resetNo.SetText(st.NoFactors)
	kit.Show(a.resetNo, st.NoFactors != "")
}

// wipe takes the passwords out of their fields, which outlive the dialog for a while.
func (a *access) wipe() {
	a.ownWord.SetText("")
	a.newWord.SetText("")
}

func (a *access) setPassword(st view.AccessState, can bool) {
	w := a.d.words
	key := "access.set"
	if st.PasswordOpen {
		key = "access.set_hide"
	}
	a.opener.SetText(w.T(key))
	a.opener.SetEnabled(can && !st.PasswordBusy)
	if !st.PasswordOpen {
		a.wipe()
	}
	kit.Show(a.password, st.PasswordOpen)
	if st.PasswordOpen && !a.opened {
		a.d.canvas.Focus(a.ownWord.FocusTarget())
	}
	a.opened = st.PasswordOpen
	for _, f := range []*widgets.Field{a.ownWord, a.newWord} {
		f.SetEnabled(!st.PasswordBusy) // what is on its way is what stands there
	}
	a.newWord.SetLabel(st.NewLabel)
	a.ownWord.SetFault(st.OwnFault)
	a.newWord.SetFault(st.NewFault)
	a.warning.Set(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconTriangleAlert, Text: st.Warning})
	if st.RuleMet {
		a.rule.Set(widgets.IconCheck, st.Rule, theme.ColorGreen)
	} else {
		a.rule.Set(widgets.IconInfo, st.Rule, theme.ColorTextMuted)
	}
	a.fault.Set(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert, Text: st.PasswordError})
	kit.Show(a.fault, st.PasswordError != "")
	a.set.SetBusy(st.PasswordBusy)
	a.set.SetEnabled(st.PasswordReady && can || st.PasswordBusy)
}
