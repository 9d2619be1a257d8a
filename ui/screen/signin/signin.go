// Package signin is the screen by which a person enters.
package signin

import (
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

	notice   *widgets.Banner
	server   *widgets.Field
	where    *widgets.Text
	change   *widgets.Button
	wherebox *fyne.Container
	login    *widgets.Field
	password *widgets.Field
	fault    *widgets.Banner
	enter    *widgets.Button
	sample   *widgets.Button
	keyring  *kit.IconLine
	body     *widgets.Stack
}

// New draws a view; onSample opens the sample account. Call Start on the view
// afterwards.
func New(v *view.SignIn, w *words.Words, onSample func()) *Screen {
	s := &Screen{view: v, words: w, onSample: onSample}
	s.build()
	s.wire()
	s.Content = s.assemble()
	v.OnState = s.set
	return s
}

func (s *Screen) build() {
	w := s.words
	s.notice = widgets.NewBanner(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconInfo})
	s.where = widgets.NewText("", widgets.Muted())
	s.change = widgets.NewButton(w.T("signin.change"), widgets.IconNone, widgets.Link, nil)
	s.server = widgets.NewField(w.T("signin.server"))
	s.server.SetPlaceholder("accounts.example.org")
	s.server.SetHelper(w.T("signin.server_helper"))
	s.login = widgets.NewField(w.T("signin.login"))
	s.password = widgets.NewField(w.T("signin.password"))
	s.password.SetPassword(w.T("signin.show"), w.T("signin.hide"))
	s.fault = widgets.NewBanner(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert})
	s.enter = widgets.NewButton(w.T("signin.enter"), widgets.IconNone, widgets.Primary, nil)
	s.sample = widgets.NewButton(w.T("signin.sample"), widgets.IconNone, widgets.Secondary, nil)
	s.keyring = kit.NewIconLine(widgets.Small())
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
	s.login.OnSubmit = func(string) { s.password.Focus() }
	s.password.OnSubmit = func(string) { v.Submit() }
	s.enter.OnTapped = v.Submit
	s.sample.OnTapped = s.onSample
}

func (s *Screen) assemble() fyne.CanvasObject {
	s.wherebox = container.NewHBox(s.where, widgets.NewText("·", widgets.Muted()), s.change)
	head := widgets.NewStack(4, widgets.NewText(s.words.T("signin.title"), widgets.Title()), s.wherebox)
	s.body = widgets.NewStack(16,
		kit.NewMark(44), head, s.notice, s.server, s.login, s.password, s.fault, s.enter,
		widgets.NewDivider(s.words.T("signin.or")), s.sample, s.keyring,
	)
	return kit.NewStage(widgets.NewFloatingCard(s.body, 36), cardWidth)
}

// FocusTarget is where a person begins to type.
func (s *Screen) FocusTarget() fyne.Focusable {
	switch {
	case s.server.Visible() && s.server.Text() == "":
		return s.server.FocusTarget()
	case s.login.Text() == "":
		return s.login.FocusTarget()
	}
	return s.password.FocusTarget()
}

func (s *Screen) set(st view.SignInState) {
	s.notice.Set(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconInfo, Text: st.Notice})
	kit.Show(s.notice, st.Notice != "")
	s.where.SetText(st.ServerName)
	kit.Show(s.wherebox, !st.EditingServer)
	kit.Show(s.server, st.EditingServer)
	kit.SetText(s.server, st.Server)
	s.server.SetFault(st.ServerFault)
	kit.SetText(s.login, st.Login)
	s.login.SetFault(st.LoginFault)
	s.password.SetFault(st.PasswordFault)
	s.fault.Set(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert, Text: st.Error})
	kit.Show(s.fault, st.Error != "")
	s.enter.SetBusy(st.Busy)
	s.sample.SetEnabled(!st.Busy)
	icon, role := widgets.IconLock, theme.ColorTextMuted
	if st.Keyring != "" && !st.Keeps {
		icon, role = widgets.IconTriangleAlert, theme.ColorAmber
	}
	s.keyring.Set(icon, st.Keyring, role)
	kit.Show(s.keyring, st.Keyring != "")
	s.Content.Refresh()
}
