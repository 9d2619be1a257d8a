// Package twofactor is the screen on which a person sets up a second factor
// because the account does not let them in without (R14).
package twofactor

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// cardWidth is the width of the card, in logical pixels.
const cardWidth = 600

// Setup draws the view of setting up a second factor over the whole window.
type Setup struct {
	// Content fills the window.
	Content fyne.CanvasObject

	view *view.Enrol

	mark  *kit.Mark
	title *widgets.Paragraph
	body  *kit.Enrol
	fault *widgets.Banner
	act   *widgets.Button
	back  *widgets.Button
	leave *widgets.Button
	foot  *fyne.Container
	state view.EnrolState
	shown bool
}

// NewSetup draws a view; onSignOut leaves instead. Call Start on the view
// afterwards.
func NewSetup(v *view.Enrol, w *words.Words, onSignOut func()) *Setup {
	s := &Setup{view: v, mark: kit.NewMark(44), title: widgets.NewParagraph("", widgets.Title()), body: kit.NewEnrol(v, w)}
	s.fault = widgets.NewBanner(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert})
	s.act = widgets.NewButton("", widgets.IconNone, widgets.Primary, v.Submit)
	s.back = widgets.NewButton(w.T("act.back"), widgets.IconNone, widgets.Link, v.Back)
	s.leave = widgets.NewButton(w.T("enrol.sign_out"), widgets.IconNone, widgets.Link, onSignOut)
	s.foot = container.New(layout.NewCustomPaddedHBoxLayout(20), s.back, s.leave)
	card := widgets.NewStack(16, s.mark, s.title, s.body.Content, s.fault, s.act, s.foot)
	stage := kit.NewStage(widgets.NewFloatingCard(card, 36), cardWidth)
	for _, b := range []*widgets.Button{s.act, s.back, s.leave} {
		b.OnFocus = func() { stage.Reveal(b) }
	}
	s.body.Follow(stage.Reveal)
	s.Content = stage
	v.OnState = s.set
	return s
}

// FocusTarget is where the step begins.
func (s *Setup) FocusTarget() fyne.Focusable { return s.body.FocusTarget() }

// Fleeting tells that recovery codes are shown and were not taken along.
func (s *Setup) Fleeting() bool { return s.body.Fleeting() }

func (s *Setup) set(st view.EnrolState) {
	moved, typed := s.body.Set(st), kit.SameButTyped(s.state, st)
	s.state = st
	if st.Closed || typed && !moved {
		return
	}
	kit.Show(s.mark, st.Step != view.EnrolConfirm && st.Step != view.EnrolCodes) // these need the room
	s.title.SetText(st.Title)
	s.fault.Set(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert, Text: st.Error})
	kit.Show(s.fault, st.Error != "")
	s.act.SetText(st.Act)
	kit.Show(s.act, st.Act != "")
	s.act.SetBusy(st.Busy || st.Done)
	kit.Show(s.back, st.Step == view.EnrolPassword || st.Step == view.EnrolConfirm)
	kit.Show(s.foot, st.Step != view.EnrolCodes)
	for _, b := range []*widgets.Button{s.back, s.leave} {
		b.SetEnabled(!st.Busy && !st.Done)
	}
	s.Content.Refresh()
	if moved && s.shown {
		s.focus()
	}
	s.shown = true
}

// focus moves the keyboard to where the step begins.
func (s *Setup) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.Content); c != nil {
		c.Focus(s.FocusTarget())
	}
}
