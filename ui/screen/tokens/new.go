package tokens

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const newWidth = 480

// maker draws the NewToken view: the form, then the API token, once.
type maker struct {
	view   *view.NewToken
	words  *words.Words
	canvas fyne.Canvas

	dialog *widgets.Dialog
	name   *widgets.Field
	expiry *widgets.SelectField
	days   *widgets.Field
	until  *kit.IconLine
	form   *widgets.Stack
	secret *widgets.Field
	copy   *widgets.Button
	hint   *widgets.Banner
	result *widgets.Stack
	state  view.NewTokenState
}

func openNew(c fyne.Canvas, v *view.NewToken, w *words.Words) {
	m := &maker{view: v, words: w, canvas: c}
	m.buildForm()
	m.buildResult()
	m.dialog = widgets.NewDialog("", newWidth, m.form, w.T("act.cancel"))
	m.dialog.SetAct(w.T("tokens.make"), widgets.IconNone, widgets.Primary, v.Make)
	m.dialog.SetUnsaved(func() bool { return m.state.Typed && m.state.Token == "" })
	m.dialog.SetFleeting(func() bool { return m.state.Token != "" && !m.state.Copied })
	m.dialog.Safe().OnTapped = m.leave
	m.dialog.OnClosed = m.closed
	m.dialog.SetInitialFocus(m.name.FocusTarget())
	v.OnState = m.set
	v.Start()
	m.dialog.Open(c)
}

func (m *maker) buildForm() {
	w, v := m.words, m.view
	m.name = widgets.NewField(w.T("tokens.name"))
	m.name.SetHelper(w.T("tokens.name_helper"))
	m.name.OnChanged, m.name.OnBlur = v.SetName, func(string) { v.LeaveName() }
	m.expiry = widgets.NewSelectField(w.T("tokens.expires"))
	m.expiry.OnChanged = v.SetExpiry
	m.days = widgets.NewField(w.T("tokens.days_label"))
	m.days.OnChanged, m.days.OnBlur = v.SetDays, func(string) { v.LeaveDays() }
	m.until = kit.NewIconLine(widgets.Small())
	m.form = widgets.NewStack(14, m.name, m.expiry, m.days, m.until)
}

func (m *maker) buildResult() {
	w := m.words
	m.hint = widgets.NewBanner(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconTriangleAlert, Text: w.T("tokens.once")})
	m.secret = widgets.NewField(w.T("tokens.made_label"))
	m.secret.SetEnabled(false)
	m.copy = widgets.NewButton(w.T("act.copy"), widgets.IconCopy, widgets.Primary, m.take)
	m.result = widgets.NewStack(14, m.hint, m.secret, container.NewHBox(m.copy))
}

// take copies the API token, as it was shown.
func (m *maker) take() {
	fyne.CurrentApp().Clipboard().SetContent(m.state.Token)
	m.view.Copied()
}

func (m *maker) set(s view.NewTokenState) {
	before := m.state
	m.state = s
	m.dialog.SetTitle(s.Title)
	if s.Token != "" {
		m.show(before, s)
		return
	}
	kit.SetText(m.name, s.Name)
	m.name.SetFault(s.NameFault)
	m.expiry.SetOptions(kit.Options(s.Expiries), s.Expiry)
	kit.Show(m.days, s.OtherDays)
	kit.SetText(m.days, s.Days)
	m.days.SetFault(s.DaysFault)
	m.until.Set(widgets.IconClock, s.Until, theme.ColorTextMuted)
	kit.Show(m.until, s.Until != "")
	kit.SetWaitNote(m.dialog, s.Offline)
	m.dialog.SetFault(s.Error)
	m.dialog.SetBusy(s.Busy)
	m.dialog.Act().SetEnabled(s.Ready || s.Busy)
	m.dialog.Relayout()
}

// show puts the API token in the place of the form.
func (m *maker) show(before, s view.NewTokenState) {
	if before.Token == "" {
		kit.SetWaitNote(m.dialog, "")
		m.dialog.SetFault("")
		m.dialog.SetBusy(false)
		m.secret.SetText(s.Token)
		m.dialog.Act().Hide()
		m.dialog.Safe().SetText(m.words.T("tokens.done"))
		m.dialog.SetBody(m.result)
		m.canvas.Focus(m.copy)
	}
	if s.Copied {
		m.copy.SetText(m.words.T("tokens.copied"))
		m.copy.SetIcon(widgets.IconCheck)
		m.hint.Set(widgets.BannerData{Tone: widgets.Green, Icon: widgets.IconCheck, Text: m.words.T("tokens.copied_hint")})
	}
	m.dialog.Relayout()
}

// leave asks before something typed, or an API token nobody took along, is lost.
func (m *maker) leave() {
	if m.state.Token == "" || m.state.Copied {
		kit.LeaveAsking(m.canvas, m.words, m.dialog)
		return
	}
	w := m.words
	ask := widgets.NewDialog(w.T("tokens.leave_title"), 420, widgets.NewParagraph(w.T("tokens.leave_text"), widgets.Muted()), w.T("tokens.leave_stay"))
	ask.SetAct(w.T("tokens.leave_close"), widgets.IconNone, widgets.Danger, func() {
		ask.Close()
		m.dialog.Close()
	})
	ask.Open(m.canvas)
}

// closed forgets the secret, here too.
func (m *maker) closed() {
	m.secret.SetText("")
	m.state = view.NewTokenState{}
	m.view.Close()
}
