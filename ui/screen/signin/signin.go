// Package signin is the screen by which a person enters.
package signin

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// cardWidth is the width of the card, in logical pixels.
const cardWidth = 392

// Screen draws the sign-in view.
type Screen struct {
	// Content fills the window.
	Content fyne.CanvasObject

	view     *view.SignIn
	words    *words.Words
	onSample func()

	title    *widgets.Paragraph
	line     *widgets.Paragraph
	notice   *widgets.Banner
	server   *widgets.Field
	where    *widgets.Text
	change   *widgets.Button
	dot      *widgets.Text
	wherebox *fyne.Container
	stage    *kit.Stage
	login    *widgets.Field
	password *widgets.Field
	forgot   *widgets.Button
	fault    *widgets.Banner
	enter    *widgets.Button
	sample   *widgets.Button
	keyring  *kit.IconLine
	back     *widgets.Button
	code     *codeStep
	body     *widgets.Stack

	state view.SignInState
	shown bool
}

// New draws a view; onSample opens the sample account. Call Start on the view
// afterwards.
func New(v *view.SignIn, w *words.Words, onSample func()) *Screen {
	s := &Screen{view: v, words: w, onSample: onSample}
	s.build()
	s.wire()
	s.stage = kit.NewStage(widgets.NewFloatingCard(s.body, 36), cardWidth)
	s.Content = s.stage
	s.code.reveal = s.stage.Reveal
	v.OnState = s.set
	return s
}

func (s *Screen) build() {
	w := s.words
	s.title, s.line = widgets.NewParagraph(w.T("signin.title"), widgets.Title()), widgets.NewParagraph("", widgets.Muted())
	s.notice = widgets.NewBanner(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconInfo})
	s.where = widgets.NewText("", widgets.Muted())
	s.dot = widgets.NewText("·", widgets.Muted())
	s.change = widgets.NewButton(w.T("signin.change"), widgets.IconNone, widgets.Link, nil)
	s.wherebox = container.NewHBox(s.where, s.dot, s.change)
	s.server = widgets.NewField(w.T("signin.server"))
	s.server.SetPlaceholder("accounts.example.org")
	s.server.SetHelper(w.T("signin.server_helper"))
	s.login = widgets.NewField(w.T("signin.login"))
	s.password = widgets.NewField(w.T("signin.password"))
	s.password.SetPassword(w.T("signin.show"), w.T("signin.hide"))
	s.forgot = widgets.NewButton(w.T("signin.forgot"), widgets.IconNone, widgets.Link, nil)
	s.fault = widgets.NewBanner(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert})
	s.enter = widgets.NewButton(w.T("signin.enter"), widgets.IconNone, widgets.Primary, nil)
	s.sample = widgets.NewButton(w.T("signin.sample"), widgets.IconNone, widgets.Secondary, nil)
	s.keyring = kit.NewIconLine(widgets.Small())
	s.back = widgets.NewButton(w.T("act.back"), widgets.IconNone, widgets.Link, nil)
	s.code = newCodeStep(s.view, w)
	s.body = widgets.NewStack(16)
}

func (s *Screen) wire() {
	v := s.view
	s.change.OnTapped = func() {
		v.ChangeServer()
		s.server.Focus()
	}
	s.server.OnChanged, s.login.OnChanged, s.password.OnChanged = v.SetServer, v.SetLogin, v.SetPassword
	s.server.OnBlur = func(string) { v.LeaveServer() }
	s.server.OnSubmit = func(string) { s.login.Focus() }
	s.login.OnSubmit = func(string) { s.fromLogin() }
	s.login.OnEscape, s.code.field.OnEscape = s.escape, s.escape
	s.password.OnSubmit = func(string) { v.Submit() }
	s.enter.OnTapped, s.forgot.OnTapped, s.back.OnTapped = v.Submit, v.Forgot, v.Back
	s.sample.OnTapped = s.onSample
	for _, b := range []*widgets.Button{s.change, s.forgot, s.enter, s.sample, s.back, s.code.resend} {
		b.OnFocus = func() { s.stage.Reveal(b) }
	}
	for _, f := range []*widgets.Field{s.server, s.login, s.password, s.code.field} {
		f.OnFocus = func() { s.stage.Reveal(f) }
	}
}

// fromLogin is Enter in the field of the login.
func (s *Screen) fromLogin() {
	if s.state.Step == view.StepForgot {
		s.view.Submit()
		return
	}
	s.password.Focus()
}

// escape leads back to login and password, as the link does.
func (s *Screen) escape() {
	if s.state.Step != view.StepPassword && !s.state.Busy {
		s.view.Back()
	}
}

// arrange sets the parts of a step in reading order, which is the order of Tab.
func (s *Screen) arrange(step view.SignInStep) {
	parts := []fyne.CanvasObject{kit.NewMark(44), widgets.NewStack(4, s.title, s.wherebox), s.notice, s.line}
	hug := func(b *widgets.Button) fyne.CanvasObject { return container.NewHBox(b) }
	switch step {
	case view.StepPassword:
		parts = append(parts, s.server, s.login, widgets.NewStack(8, s.password, hug(s.forgot)), s.fault, s.enter,
			widgets.NewDivider(s.words.T("signin.or")), s.sample, s.keyring)
	case view.StepCode:
		parts = append(parts, s.code.above, s.fault, s.enter, s.code.below, hug(s.back), s.code.none)
	case view.StepForgot:
		parts = append(parts, s.server, s.login, s.fault, s.enter, hug(s.back))
	case view.StepForgotSent:
		parts = append(parts, s.enter)
	}
	s.body.SetParts(parts...)
	s.enter.SetText(s.words.T(enterKey(step)))
}

func enterKey(step view.SignInStep) string {
	switch step {
	case view.StepForgot:
		return "forgot.send"
	case view.StepForgotSent:
		return "forgot.back"
	}
	return "signin.enter"
}

// FocusTarget is where a person begins to type.
func (s *Screen) FocusTarget() fyne.Focusable {
	switch {
	case s.state.Step == view.StepCode:
		return s.code.field.FocusTarget()
	case s.state.Step == view.StepForgotSent:
		return s.enter
	case s.server.Visible() && s.server.Text() == "":
		return s.server.FocusTarget()
	case s.login.Text() == "" || s.state.Step == view.StepForgot:
		return s.login.FocusTarget()
	}
	return s.password.FocusTarget()
}

func (s *Screen) set(st view.SignInState) {
	before := s.state
	s.state = st
	if st.Closed {
		s.wipe()
		return
	}
	moved := !s.shown || before.Step != st.Step
	if moved {
		s.arrange(st.Step)
	}
	s.title.SetText(st.Title)
	s.line.SetText(st.Line)
	kit.Show(s.line, st.Line != "")
	s.setFields(st)
	s.code.set(st)
	s.fault.Set(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert, Text: st.Error})
	kit.Show(s.fault, st.Error != "")
	s.enter.SetBusy(st.Busy)
	for _, b := range []*widgets.Button{s.sample, s.forgot} {
		b.SetEnabled(!st.Busy)
	}
	s.setKeyring(st)
	if moved || !sameButTyped(before, st) {
		s.Content.Refresh()
	}
	if moved && s.shown {
		s.focus()
	}
	s.shown = true
}

// sameButTyped tells that nothing moves: only what was typed differs.
func sameButTyped(a, b view.SignInState) bool {
	a.Server, a.Login, a.Code.Code = b.Server, b.Login, b.Code.Code
	return reflect.DeepEqual(a, b)
}

func (s *Screen) setFields(st view.SignInState) {
	notice := st.Notice
	if st.Step != view.StepPassword {
		notice = ""
	}
	s.notice.Set(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconInfo, Text: notice})
	kit.Show(s.notice, notice != "")
	s.where.SetText(st.ServerName)
	kit.Show(s.wherebox, !st.EditingServer)
	changeable := st.Step == view.StepPassword || st.Step == view.StepForgot
	kit.Show(s.dot, changeable)
	kit.Show(s.change, changeable)
	kit.Show(s.server, st.EditingServer)
	kit.SetText(s.server, st.Server)
	s.server.SetFault(st.ServerFault)
	kit.SetText(s.login, st.Login)
	s.login.SetFault(st.LoginFault)
	s.password.SetFault(st.PasswordFault)
}

func (s *Screen) setKeyring(st view.SignInState) {
	icon, role := widgets.IconLock, theme.ColorTextMuted
	if st.Keyring != "" && !st.Keeps {
		icon, role = widgets.IconTriangleAlert, theme.ColorAmber
	}
	s.keyring.Set(icon, st.Keyring, role)
	kit.Show(s.keyring, st.Keyring != "")
}

// focus moves the keyboard to where the step begins.
func (s *Screen) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.Content); c != nil {
		c.Focus(s.FocusTarget())
	}
}

// wipe takes what is secret out of the fields: they outlive the screen for a while.
func (s *Screen) wipe() {
	s.password.SetText("")
	s.code.field.SetText("")
}
