// Package settings is the Account screen: the account's name and number, and
// whether everybody needs two-factor authentication.
package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// Screen draws the AccountSettings view.
type Screen struct {
	// Content fills the window beside the left column.
	Content *kit.Page

	view  *view.AccountSettings
	words *words.Words
	state view.AccountState

	name    *widgets.Field
	save    *widgets.Button
	discard *widgets.Button
	buttons *fyne.Container
	fault   *widgets.Banner

	number *widgets.Text
	copied *widgets.Text

	badge   *widgets.Badge
	text    *widgets.Paragraph
	require *widgets.Button
	why     *widgets.Paragraph

	body   *widgets.Stack
	scroll *container.Scroll
	empty  *widgets.EmptyState
}

// New draws a view. Call Start on the view afterwards.
func New(v *view.AccountSettings, w *words.Words) *Screen {
	s := &Screen{view: v, words: w}
	s.body = widgets.NewStack(16, s.nameCard(), s.numberCard(), s.twoFactorCard())
	s.scroll = container.NewVScroll(newColumn(s.body))
	s.empty = widgets.NewEmptyState(widgets.IconBuilding, "", "", "", nil)
	s.empty.Hide()
	s.Content = kit.NewPage(kit.PageParts{Title: w.T("account.title"), Bodies: []fyne.CanvasObject{s.scroll, s.empty}})
	v.OnState = s.set
	return s
}

// FocusTarget is the account's name.
func (s *Screen) FocusTarget() fyne.Focusable { return s.name.FocusTarget() }

func (s *Screen) nameCard() fyne.CanvasObject {
	w, v := s.words, s.view
	s.name = widgets.NewField(w.T("account.name"))
	s.name.OnChanged, s.name.OnBlur = v.SetName, func(string) { v.LeaveName() }
	s.name.OnSubmit = func(string) { v.Save() }
	s.save = widgets.NewButton(w.T("account.save"), widgets.IconNone, widgets.Primary, v.Save)
	s.discard = widgets.NewButton(w.T("account.discard"), widgets.IconNone, widgets.Secondary, v.Discard)
	s.buttons = kit.Row(s.save, s.discard)
	s.buttons.Hide()
	s.fault = widgets.NewBanner(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert})
	s.fault.Hide()
	return widgets.NewCard(widgets.NewStack(12, s.name, s.fault, s.buttons), 20)
}

func (s *Screen) numberCard() fyne.CanvasObject {
	w := s.words
	s.number = widgets.NewText("", widgets.Subtitle())
	s.copied = widgets.NewText("", widgets.Small().In(theme.ColorGreen))
	button := widgets.NewSmallButton(w.T("act.copy"), widgets.IconCopy, widgets.Secondary, s.copyNumber)
	return widgets.NewCard(widgets.NewStack(8,
		widgets.NewText(w.T("account.number"), widgets.Heading()),
		kit.Row(s.number, button, container.NewCenter(s.copied)),
		widgets.NewParagraph(w.T("account.number_helper"), widgets.Small()),
	), 20)
}

func (s *Screen) copyNumber() {
	fyne.CurrentApp().Clipboard().SetContent(s.state.Number)
	s.copied.SetText(s.words.T("account.copied"))
	s.body.Refresh()
}

func (s *Screen) twoFactorCard() fyne.CanvasObject {
	w := s.words
	s.badge = widgets.NewBadge(widgets.BadgeData{})
	s.text, s.why = widgets.NewParagraph("", widgets.Muted()), widgets.NewParagraph("", widgets.Small())
	s.require = widgets.NewButton("", widgets.IconShield, widgets.Secondary, s.askToRequire)
	return widgets.NewCard(widgets.NewStack(12,
		kit.Row(container.NewCenter(widgets.NewText(w.T("account.two_factor"), widgets.Heading())), s.badge),
		s.text, container.NewHBox(s.require), s.why,
	), 20)
}

func (s *Screen) set(st view.AccountState) {
	s.state = st
	s.Content.SetNotice(st.Notice)
	s.Content.SetStatus(st.Status)
	if st.Empty != nil {
		s.empty.Set(widgets.IconBuilding, st.Empty.Title, st.Empty.Line, st.Empty.Action, s.view.TryAgain)
	}
	kit.Show(s.empty, st.Empty != nil)
	kit.Show(s.scroll, st.Empty == nil)
	s.setName(st)
	s.number.SetText(st.Number)
	s.setTwoFactor(st)
	s.scroll.Content.Refresh()
	s.scroll.Refresh()
}

func (s *Screen) setName(st view.AccountState) {
	kit.SetText(s.name, st.Name)
	s.name.SetEnabled(!st.Busy && !st.Loading)
	helper := st.Meanwhile
	if helper == "" {
		helper = s.words.T("account.name_helper")
	}
	s.name.SetHelper(helper)
	s.name.SetFault(st.Fault)
	kit.Show(s.buttons, st.Typed || st.Busy)
	s.save.SetBusy(st.Busy)
	s.save.SetEnabled(st.Ready || st.Busy)
	s.save.SetTip(st.Offline)
	s.discard.SetEnabled(!st.Busy)
	fault := st.Error
	if fault == "" && st.Typed {
		fault = st.Offline
	}
	s.fault.Set(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert, Text: fault})
	kit.Show(s.fault, fault != "")
}

func (s *Screen) setTwoFactor(st view.AccountState) {
	data := widgets.BadgeData{Text: s.words.T("account.badge_optional"), Tone: widgets.Neutral, Icon: widgets.IconShieldOff}
	if st.Required {
		data = widgets.BadgeData{Text: s.words.T("account.badge_required"), Tone: widgets.Green, Icon: widgets.IconShieldCheck}
	}
	s.badge.Set(data)
	s.text.SetText(st.RequiredText)
	s.require.SetText(st.RequireAct)
	s.require.SetEnabled(st.Offline == "" && !st.Loading)
	s.why.SetText(st.Offline)
	kit.Show(s.why, st.Offline != "")
}

func (s *Screen) askToRequire() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.Content); c != nil {
		openRequire(c, s.view.Require(), s.words)
	}
}
