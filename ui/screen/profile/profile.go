// Package profile is the screen of one's own profile and ways in.
package profile

import (
	"reflect"

	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const (
	// widest is as wide as lines read well, in logical pixels.
	widest float32 = 720
	// cardPad is the room in a card, cardGap that between two.
	cardPad float32 = 20
	cardGap float32 = 16
)

// Screen draws the Profile view.
type Screen struct {
	// Content fills the window beside the left column.
	Content *kit.Page

	view  *view.Profile
	words *words.Words

	notAdmin *widgets.Banner
	head     *kit.PersonHead
	form     *form
	signIn   *signInCard
	factors  *factorsCard
	sessions *devicesCard
	computer *computerCard
	page     *widgets.ScrollPage
	state    view.ProfileState
	shown    bool
}

// New draws a view. Call Start on the view afterwards.
func New(v *view.Profile, w *words.Words) *Screen {
	s := &Screen{view: v, words: w, head: kit.NewPersonHead()}
	s.notAdmin = widgets.NewBanner(widgets.BannerData{Tone: widgets.Accent, Icon: widgets.IconInfo})
	s.form = newForm(s)
	s.signIn = newSignInCard(s)
	s.factors = newFactorsCard(s)
	s.sessions = newDevicesCard(s)
	s.computer = newComputerCard(s)
	s.page = widgets.NewScrollPage(widgets.NewStack(cardGap,
		s.notAdmin, s.head, s.form.card, s.signIn.card, s.factors.card, s.sessions.card, s.computer.card,
	), theme.PageMargin, widest)
	s.Content = kit.NewPage(kit.PageParts{Title: w.T("profile.title"), Bodies: []fyne.CanvasObject{s.page}})
	v.OnState = s.set
	return s
}

// FocusTarget is where one most likely goes on: the first field.
func (s *Screen) FocusTarget() fyne.Focusable { return s.form.fields[view.OwnFirstName].FocusTarget() }

func (s *Screen) set(st view.ProfileState) {
	before := s.state
	s.state = st
	if s.shown && sameButForm(before, st) {
		s.form.set(st)
		return
	}
	s.shown = true
	s.notAdmin.Set(widgets.BannerData{Tone: widgets.Accent, Icon: widgets.IconInfo, Text: st.NotAdministrator})
	kit.Show(s.notAdmin, st.NotAdministrator != "")
	s.head.Set(st.Initials, st.ID, st.Name, st.Line)
	s.form.set(st)
	s.signIn.set(st)
	s.factors.set(st)
	s.sessions.set(st)
	s.computer.set(st)
	s.Content.SetNotice(st.Offline)
	s.Content.SetStatus(st.Status)
	s.page.Refresh()
}

// sameButForm tells that only what is typed in the form differs.
func sameButForm(a, b view.ProfileState) bool {
	a.Fields, a.Typed, a.Ready = b.Fields, b.Typed, b.Ready
	return reflect.DeepEqual(a, b)
}

// canvas is where the screen is shown, for its dialogs.
func (s *Screen) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(s.Content) }

// button makes a small button of a row, which the page scrolls to.
func (s *Screen) button(key string, do func()) *widgets.Button {
	b := widgets.NewSmallButton(s.words.T(key), widgets.IconNone, widgets.Secondary, do)
	b.OnFocus = func() { s.page.Reveal(b) }
	return b
}

// allow greys a button while the service cannot be reached, and says why.
func (s *Screen) allow(b *widgets.Button, why string) {
	if why == "" {
		why = s.state.Offline
	}
	b.SetEnabled(why == "")
	b.SetTip(why)
}

// section is a card with a heading.
func section(title string, parts ...fyne.CanvasObject) *widgets.Card {
	heading := widgets.NewText(title, widgets.Subtitle())
	return widgets.NewCard(widgets.NewStack(12, append([]fyne.CanvasObject{heading}, parts...)...), cardPad)
}
