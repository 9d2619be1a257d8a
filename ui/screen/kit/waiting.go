package kit

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/theme"
	"rollcall/ui/widgets"
)

// Waiting fills the window while something is being opened.
type Waiting struct {
	Content fyne.CanvasObject

	spin *widgets.Spinner
	line *fyne.Container
}

// NewWaiting makes it. Nothing of it is seen before Show.
func NewWaiting(text string) *Waiting {
	w := &Waiting{spin: widgets.NewSpinner(theme.ColorTextMuted)}
	w.line = container.NewHBox(w.spin, widgets.NewText(text, widgets.Muted()))
	w.line.Hide()
	w.Content = NewStage(container.NewCenter(w.line), 360)
	return w
}

// Show lets it be seen, and turn.
func (w *Waiting) Show() {
	w.spin.SetRunning(true)
	w.line.Show()
	w.Content.Refresh()
}

// Stop lets it rest: what turns unseen would cost for ever.
func (w *Waiting) Stop() { w.spin.SetRunning(false) }

// AwayTexts are the words of an Away.
type AwayTexts struct {
	// Icon is that of a lost network when empty.
	Icon                      widgets.IconName
	Title, Line, Again, Other string
}

// Away fills the window when an account cannot be opened for now.
type Away struct {
	Content fyne.CanvasObject
	// OnAgain tries again, OnOther signs in as somebody else.
	OnAgain, OnOther func()

	again *widgets.Button
}

// NewAway makes it.
func NewAway(t AwayTexts) *Away {
	a := &Away{}
	a.again = widgets.NewButton(t.Again, widgets.IconRefresh, widgets.Primary, func() { a.OnAgain() })
	other := widgets.NewButton(t.Other, widgets.IconNone, widgets.Link, func() { a.OnOther() })
	icon := widgets.NewIconSized(cmp.Or(t.Icon, widgets.IconWifiOff), theme.ColorTextMuted, 28)
	a.Content = NewStage(widgets.NewFloatingCard(widgets.NewStack(16,
		container.NewHBox(icon), widgets.NewParagraph(t.Title, widgets.Subtitle()),
		widgets.NewParagraph(t.Line, widgets.Muted()), a.again, container.NewCenter(other),
	), 36), 420)
	return a
}

// SetBusy shows that it is being tried.
func (a *Away) SetBusy(on bool) { a.again.SetBusy(on) }

// FocusTarget is Try again.
func (a *Away) FocusTarget() fyne.Focusable { return a.again }
