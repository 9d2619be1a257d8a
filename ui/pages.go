package ui

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// page is one screen of an account as the window holds it: made when it is
// first looked at, and kept until the account is left.
type page struct {
	content fyne.CanvasObject
	focus   func() fyne.Focusable
	// visible is told when the page is shown or hidden; nil where that is all one.
	visible func(bool)
	// typed tells that leaving the account would lose something; nil where
	// nothing is typed.
	typed func() bool
	close func()
}

// turn gives what to show of a screen and hides the one before.
func (s *stay) turn(to view.Page) fyne.CanvasObject {
	if before := s.pages[s.shown]; before != nil && s.shown != to {
		before.see(false)
	}
	s.shown = to
	p := s.pages[to]
	if p == nil {
		p = s.build(to)
		s.pages[to] = p
	}
	p.see(true)
	return p.content
}

func (p *page) see(on bool) {
	if p.visible != nil {
		p.visible(on)
	}
}

// focus puts the keyboard where one most likely goes on, now that the screen
// stands in its place.
func (s *stay) focus() {
	if target := s.pages[s.shown].focus(); target != nil && s.canvas().Overlays().Top() == nil {
		s.canvas().Focus(target)
	}
}

func (s *stay) build(p view.Page) *page {
	switch p {
	case view.PageActivity:
		return s.activityPage()
	case view.PageTokens:
		return s.tokensPage()
	case view.PageAccount:
		return s.accountPage()
	case view.PageProfile:
		return s.profilePage()
	}
	return s.peoplePage()
}

// typed tells that something on a screen is not saved yet. Going from one screen
// to another keeps it.
func (s *stay) typed() bool {
	for _, p := range s.pages {
		if p.typed != nil && p.typed() {
			return true
		}
	}
	return false
}

// underWay says what many invitations are still being sent or acted on; empty
// when none are.
func (s *stay) underWay() string {
	for _, v := range s.sendings {
		if text := v.UnderWay(); text != "" {
			return text
		}
	}
	if s.people != nil {
		return s.people.UnderWay()
	}
	return ""
}

// leaving goes on at once when nothing would be lost, and asks otherwise.
func (s *stay) leaving(then func()) *widgets.Dialog {
	if text := s.underWay(); text != "" {
		return kit.LeaveUnderWay(s.canvas(), s.words, text, then)
	}
	return kit.Leave(s.canvas(), s.words, s.typed(), then)
}
