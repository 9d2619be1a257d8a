package profile

import (
	"reflect"

	"rollcall/account"
	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// The widths of the dialogs, in logical pixels.
const (
	dialogWidth float32 = 520
	enrolWidth  float32 = 600
)

// own opens the dialog of an act that asks for the password.
func (s *Screen) own(kind view.OwnKind) {
	d := &ownDialog{of: s, view: s.view.ChangeOwn(kind)}
	d.build()
	d.view.OnState = d.set
	d.view.Start()
	d.dialog.Open(s.canvas())
}

// ownDialog draws the Own view.
type ownDialog struct {
	of   *Screen
	view *view.Own

	dialog   *widgets.Dialog
	text     *widgets.Paragraph
	value    *widgets.Field
	password *widgets.Field
	codes    *kit.Codes
	state    view.OwnState
}

func (d *ownDialog) build() {
	w, v := d.of.words, d.view
	st := v.State()
	d.text = widgets.NewParagraph("", widgets.Muted())
	d.value = widgets.NewField(st.Label)
	d.value.SetHelper(st.Helper)
	d.value.OnChanged, d.value.OnBlur = v.SetValue, func(string) { v.LeaveValue() }
	d.password = passwordField(d.of, "own.password", v.SetPassword)
	for _, f := range []*widgets.Field{d.value, d.password} {
		f.OnSubmit = func(string) { d.dialog.Submit() }
	}
	d.codes = kit.NewCodes(w)
	d.codes.OnSave = v.SaveCodes
	body := widgets.NewStack(14, d.text, d.value, d.password, d.codes.Content)
	d.dialog = widgets.NewDialog(st.Title, dialogWidth, body, w.T("act.cancel"))
	d.dialog.SetUnsaved(func() bool { return d.state.Label != "" && d.state.Typed })
	d.dialog.SetFleeting(d.codes.Fleeting)
	d.dialog.Safe().OnTapped = d.leave
	d.dialog.OnClosed = v.Close
	d.dialog.SetInitialFocus(d.password.FocusTarget())
	if st.Label != "" {
		d.dialog.SetInitialFocus(d.value.FocusTarget())
	}
}

// leave asks before what was typed is lost. Recovery codes are not left by a
// slip of Esc: they are gone for good then.
func (d *ownDialog) leave() {
	if len(d.state.Codes.Codes) == 0 {
		kit.LeaveAsking(d.of.canvas(), d.of.words, d.dialog)
	}
}

func (d *ownDialog) set(st view.OwnState) {
	before := d.state
	d.state = st
	switch {
	case st.Closed:
		d.password.SetText("")
		d.codes.Set(st.Codes)
		return
	case st.Done:
		d.dialog.Close()
		return
	}
	kit.SetText(d.value, st.Value)
	if sameButValue(before, st) {
		return
	}
	given := len(st.Codes.Codes) > 0
	d.dialog.SetTitle(st.Title)
	d.text.SetText(st.Text)
	kit.Show(d.value, st.Label != "" && !given)
	d.value.SetFault(st.ValueFault)
	kit.Show(d.password, !given)
	d.password.SetFault(st.PasswordFault)
	d.codes.Set(st.Codes)
	kit.Show(d.codes.Content, given)
	d.dialog.SetAct(st.Act, widgets.IconNone, kindOf(st.Danger), d.view.Submit)
	kit.Show(d.dialog.Safe(), !given)
	if before.Error != st.Error {
		d.dialog.SetFault(st.Error)
	}
	d.dialog.SetBusy(st.Busy)
	d.dialog.Relayout()
	if given && len(before.Codes.Codes) == 0 {
		d.password.SetText("")
		d.of.canvas().Focus(d.codes.FocusTarget())
	}
}

// sameButValue tells that only what is typed differs: nothing moves.
func sameButValue(a, b view.OwnState) bool {
	a.Value, a.Typed = b.Value, b.Typed
	return reflect.DeepEqual(a, b)
}

func kindOf(danger bool) widgets.ButtonKind {
	if danger {
		return widgets.Danger
	}
	return widgets.Primary
}

func passwordField(s *Screen, key string, onChanged func(string)) *widgets.Field {
	f := widgets.NewField(s.words.T(key))
	f.SetPassword(s.words.T("signin.show"), s.words.T("signin.hide"))
	f.OnChanged = onChanged
	return f
}

// changePassword opens the dialog that changes the password.
func (s *Screen) changePassword() {
	w, v := s.words, s.view.ChangePassword()
	current := passwordField(s, "own.password", v.SetCurrent)
	fresh := passwordField(s, "password.new", v.SetNew)
	others := widgets.NewCheckRow(w.T("password.end_others"), w.T("password.end_others_line"), v.State().EndOthers)
	others.OnChanged = v.SetEndOthers
	rule := kit.NewIconLine(widgets.Small())
	d := widgets.NewDialog(w.T("password.title"), dialogWidth, widgets.NewStack(14,
		current, widgets.NewStack(6, fresh, rule), others), w.T("act.cancel"))
	d.SetAct(w.T("password.act"), widgets.IconNone, widgets.Primary, v.Submit)
	d.OnClosed = v.Close
	d.SetInitialFocus(current.FocusTarget())
	current.OnSubmit = func(string) { fresh.Focus() }
	fresh.OnSubmit = func(string) { d.Submit() }
	v.OnState = func(st view.OwnPasswordState) {
		switch {
		case st.Closed:
			current.SetText("")
			fresh.SetText("")
			return
		case st.Done:
			d.Close()
			return
		}
		current.SetFault(st.CurrentFault)
		fresh.SetFault(st.NewFault)
		setRule(rule, st)
		d.SetFault(st.Error)
		d.SetBusy(st.Busy)
		d.Relayout()
	}
	v.Start()
	d.Open(s.canvas())
}

// setUp opens the dialog that sets up a method.
func (s *Screen) setUp(m account.Method) {
	w, v := s.words, s.view.SetUp(m)
	body := kit.NewEnrol(v, w)
	d := widgets.NewDialog(v.State().Title, enrolWidth, body.Content, w.T("act.cancel"))
	d.OnClosed = v.Close
	d.SetFleeting(body.Fleeting)
	d.Safe().OnTapped = func() {
		if v.State().Step != view.EnrolCodes { // shown once: not left by a slip of Esc
			d.Close()
		}
	}
	var before view.EnrolState
	v.OnState = func(st view.EnrolState) {
		moved, typed := body.Set(st), kit.SameButTyped(before, st)
		before = st
		switch {
		case typed && !moved:
			return
		case st.Closed:
			return
		case st.Done:
			d.Close()
			return
		}
		d.SetTitle(st.Title)
		d.SetAct(st.Act, widgets.IconNone, widgets.Primary, v.Submit)
		kit.Show(d.Safe(), st.Step != view.EnrolCodes)
		d.SetFault(st.Error)
		d.SetBusy(st.Busy)
		d.Relayout()
		if moved && d.Opened() {
			s.canvas().Focus(body.FocusTarget())
		}
	}
	v.Start()
	d.SetInitialFocus(body.FocusTarget())
	d.Open(s.canvas())
}

// forgetComputer asks before this computer is forgotten.
func (s *Screen) forgetComputer() {
	w := s.words
	body := widgets.NewParagraph(w.T("profile.computer_line"), widgets.Muted())
	d := widgets.NewDialog(w.T("profile.forget_title"), dialogWidth, body, w.T("act.cancel"))
	d.SetAct(w.T("profile.forget_act"), widgets.IconNone, widgets.Danger, func() {
		d.Close()
		s.view.ForgetComputer()
	})
	d.Open(s.canvas())
}

// setRule says how long the new password has to be, and how far it is.
func setRule(line *kit.IconLine, st view.OwnPasswordState) {
	icon, role := widgets.IconInfo, theme.ColorTextMuted
	if st.RuleMet {
		icon, role = widgets.IconCheck, theme.ColorGreen
	}
	line.Set(icon, st.Rule, role)
	kit.Show(line, st.NewFault == "")
}
