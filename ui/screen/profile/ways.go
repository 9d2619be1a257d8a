package profile

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"rollcall/account"
	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// factorsCard is the card of the second factors (R14).
type factorsCard struct {
	of      *Screen
	card    *widgets.Card
	lead    *widgets.Paragraph
	rows    map[account.Method]*widgets.FactRow
	setUp   map[account.Method]*widgets.Button
	remove  map[account.Method]*widgets.Button
	codes   *widgets.FactRow
	fault   *widgets.Banner
	loading *widgets.SkeletonRow
}

func newFactorsCard(s *Screen) *factorsCard {
	c := &factorsCard{of: s, lead: widgets.NewParagraph("", widgets.Muted()), loading: widgets.NewSkeletonRow()}
	c.rows, c.setUp, c.remove = map[account.Method]*widgets.FactRow{}, map[account.Method]*widgets.Button{}, map[account.Method]*widgets.Button{}
	c.addRow(account.MethodApp, view.OwnRemoveApp, true)
	c.addRow(account.MethodEmail, view.OwnRemoveEmail, false)
	c.codes = widgets.NewFactRow(false, s.button("profile.codes_new", func() { s.own(view.OwnCodes) }))
	c.fault = widgets.NewBanner(widgets.BannerData{})
	c.fault.OnAction = s.view.Reload
	c.card = section(s.words.T("profile.section_two_factor"), c.lead, c.fault, c.loading,
		widgets.NewStack(0, c.rows[account.MethodApp], c.rows[account.MethodEmail], c.codes))
	return c
}

func (c *factorsCard) addRow(m account.Method, remove view.OwnKind, first bool) {
	c.setUp[m] = c.of.button("profile.set_up", func() { c.of.setUp(m) })
	c.remove[m] = c.of.button("profile.remove", func() { c.of.own(remove) })
	c.rows[m] = widgets.NewFactRow(first, c.setUp[m], c.remove[m])
}

func (c *factorsCard) set(st view.ProfileState) {
	c.lead.SetText(st.NoTwoFactor)
	kit.Show(c.lead, st.NoTwoFactor != "")
	c.fault.Set(widgets.BannerData{
		Tone: widgets.Amber, Icon: widgets.IconTriangleAlert, Text: st.LoadError, Action: c.of.words.T("act.try_again"),
	})
	kit.Show(c.fault, st.LoadError != "")
	kit.Show(c.loading, st.Loading && st.LoadError == "")
	for _, row := range c.rows {
		kit.Show(row, !st.Loading)
	}
	for _, m := range st.Methods {
		c.setMethod(m)
	}
	c.setCodes(st.Codes)
}

func (c *factorsCard) setMethod(m view.MethodRow) {
	data := widgets.FactData{Icon: widgets.IconShieldCheck, Title: m.Title, Line: m.Line}
	if m.Method == account.MethodEmail {
		data.Icon = widgets.IconMail
	}
	if m.Active {
		data.Badge = widgets.BadgeData{Text: c.of.words.T("profile.method_on"), Tone: widgets.Green}
	}
	kit.Show(c.setUp[m.Method], !m.Active)
	kit.Show(c.remove[m.Method], m.Active)
	c.of.allow(c.setUp[m.Method], "")
	c.of.allow(c.remove[m.Method], m.Locked)
	c.rows[m.Method].Set(data)
	c.rows[m.Method].Refresh()
}

func (c *factorsCard) setCodes(codes view.CodesRow) {
	kit.Show(c.codes, codes.Line != "")
	data := widgets.FactData{Icon: widgets.IconKey, Title: c.of.words.T("profile.codes"), Line: codes.Line}
	if codes.Low {
		data.Line, data.Note, data.Tone = "", codes.Line, widgets.Amber
	}
	c.codes.Set(data)
	c.of.allow(c.codes.Acts()[0], "")
}

// devicesCard is the card of where a person is signed in, and of the devices
// that are not asked for a code.
type devicesCard struct {
	of       *Screen
	card     *widgets.Card
	others   *widgets.Button
	sessions *deviceList
	trusted  *widgets.Stack
	devices  *deviceList
	note     *widgets.Paragraph
}

func newDevicesCard(s *Screen) *devicesCard {
	c := &devicesCard{of: s}
	w := s.words
	c.others = s.button("profile.sign_out_others", s.view.SignOutOthers)
	head := container.New(layout.NewHBoxLayout(), widgets.NewText(w.T("profile.section_sessions"), widgets.Subtitle()),
		layout.NewSpacer(), c.others)
	c.sessions = newDeviceList(s, "profile.sign_out", s.view.SignOut)
	c.devices = newDeviceList(s, "profile.forget_device", s.view.Distrust)
	c.note = widgets.NewParagraph("", widgets.Small())
	c.trusted = widgets.NewStack(4, widgets.NewDivider(""), widgets.NewStack(0,
		widgets.NewText(w.T("profile.section_devices"), widgets.Heading()), c.note), c.devices.rows)
	c.card = widgets.NewCard(widgets.NewStack(12, head, c.sessions.rows, c.trusted), cardPad)
	return c
}

func (c *devicesCard) set(st view.ProfileState) {
	kit.Show(c.card, !st.Loading)
	kit.Show(c.trusted, len(st.Devices) > 0 || st.NoTwoFactor == "")
	note := "profile.devices_line"
	if len(st.Devices) == 0 {
		note = "profile.devices_none"
	}
	c.note.SetText(c.of.words.T(note))
	c.sessions.set(st.Sessions)
	c.devices.set(st.Devices)
	kit.Show(c.others, st.MayEndOthers)
	c.others.SetBusy(st.EndingOthers)
	c.of.allow(c.others, "")
}

// deviceList is a stack of rows, one for each session or device. A row that
// stands already is left alone, so that the focus stays where it is.
type deviceList struct {
	of   *Screen
	key  string
	do   func(id string)
	rows *widgets.Stack
	ids  []string
}

func newDeviceList(s *Screen, key string, do func(id string)) *deviceList {
	return &deviceList{of: s, key: key, do: do, rows: widgets.NewStack(0)}
}

func (l *deviceList) set(list []view.DeviceRow) {
	ids := make([]string, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	if !slices.Equal(ids, l.ids) {
		l.ids = ids
		l.build()
	}
	for i, p := range l.rows.Parts() {
		l.fill(p.(*widgets.FactRow), list[i])
	}
}

func (l *deviceList) build() {
	parts := make([]fyne.CanvasObject, len(l.ids))
	for i, id := range l.ids {
		parts[i] = widgets.NewFactRow(i == 0, l.of.button(l.key, func() { l.do(id) }))
	}
	l.rows.SetParts(parts...)
}

func (l *deviceList) fill(row *widgets.FactRow, d view.DeviceRow) {
	data := widgets.FactData{Icon: widgets.IconMonitor, Title: d.Name, Line: d.Line, Exact: d.Exact}
	if d.Current {
		data.Badge = widgets.BadgeData{Text: l.of.words.T("profile.current"), Tone: widgets.Accent}
	}
	row.Set(data)
	act := row.Acts()[0]
	kit.Show(act, !d.Current || l.key != "profile.sign_out")
	act.SetBusy(d.Busy)
	l.of.allow(act, "")
	row.Refresh()
}
