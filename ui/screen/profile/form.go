package profile

import (
	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// form is the card of what a person is called and how to reach them.
type form struct {
	of        *Screen
	card      *widgets.Card
	fields    map[view.ProfileField]*widgets.Field
	language  *widgets.SelectField
	meanwhile *widgets.Banner
	fault     *widgets.Banner
	save      *widgets.Button
	discard   *widgets.Button
}

func fieldKeys() map[view.ProfileField]string {
	return map[view.ProfileField]string{
		view.OwnFirstName: "modify.first_name", view.OwnLastName: "modify.last_name",
		view.OwnJobTitle: "modify.job_title", view.OwnPhone: "modify.phone",
	}
}

func newForm(s *Screen) *form {
	f := &form{of: s, fields: map[view.ProfileField]*widgets.Field{}}
	for field, key := range fieldKeys() {
		f.fields[field] = f.field(field, s.words.T(key))
	}
	f.language = widgets.NewSelectField(s.words.T("modify.language"))
	f.language.OnChanged = func(id string) { s.view.Set(view.OwnLanguage, id) }
	f.language.OnFocus = func() { s.page.Reveal(f.language) }
	f.meanwhile = widgets.NewBanner(widgets.BannerData{})
	f.fault = widgets.NewBanner(widgets.BannerData{})
	f.discard = s.button("act.discard", s.view.Discard)
	f.save = s.button("act.save", s.view.Save)
	f.save.SetKind(widgets.Primary)
	f.card = section(s.words.T("profile.section"), f.meanwhile,
		widgets.NewColumns(2, 14, f.fields[view.OwnFirstName], f.fields[view.OwnLastName],
			f.fields[view.OwnJobTitle], f.fields[view.OwnPhone], f.language),
		f.fault, kit.Row(f.save, f.discard))
	return f
}

func (f *form) field(which view.ProfileField, label string) *widgets.Field {
	each := widgets.NewField(label)
	each.OnChanged = func(text string) { f.of.view.Set(which, text) }
	each.OnBlur = func(string) { f.of.view.Leave(which) }
	each.OnSubmit = func(string) { f.of.view.Save() }
	each.OnFocus = func() { f.of.page.Reveal(each) }
	return each
}

func (f *form) set(st view.ProfileState) {
	for which, each := range f.fields {
		value := st.Fields[which]
		kit.SetText(each, value.Value)
		each.SetFault(value.Fault)
		each.SetHelper(value.Meanwhile)
		each.SetEnabled(!st.Busy)
	}
	language := st.Fields[view.OwnLanguage]
	f.language.SetOptions(kit.Options(st.Languages), language.Value)
	f.language.SetHelper(language.Meanwhile)
	f.language.SetEnabled(!st.Busy)
	kit.SetNotice(f.meanwhile, st.Meanwhile, "")
	f.fault.Set(widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert, Text: st.Error})
	kit.Show(f.fault, st.Error != "")
	f.save.SetBusy(st.Busy)
	f.save.SetEnabled(st.Ready || st.Busy)
	f.save.SetTip(st.Offline)
	f.discard.SetEnabled(st.Typed && !st.Busy)
}

// signInCard is the card of what a person signs in with.
type signInCard struct {
	of       *Screen
	card     *widgets.Card
	email    *widgets.FactRow
	username *widgets.FactRow
	password *widgets.FactRow
	takeBack *widgets.Button
}

func newSignInCard(s *Screen) *signInCard {
	c := &signInCard{of: s}
	change := func(kind view.OwnKind) func() { return func() { s.own(kind) } }
	c.takeBack = s.button("profile.take_back", change(view.OwnTakeBack))
	c.email = widgets.NewFactRow(true, c.takeBack, s.button("act.change", change(view.OwnEmail)))
	c.username = widgets.NewFactRow(false, s.button("act.change", change(view.OwnUsername)))
	c.password = widgets.NewFactRow(false, s.button("act.change", s.changePassword))
	c.card = section(s.words.T("profile.section_signin"), widgets.NewStack(0, c.email, c.username, c.password))
	return c
}

func (c *signInCard) set(st view.ProfileState) {
	w := c.of.words
	c.email.Set(widgets.FactData{
		Icon: widgets.IconMail, Title: w.T("profile.email"), Line: st.Email, Note: st.Pending + st.Unverified, Tone: widgets.Amber,
	})
	c.username.Set(widgets.FactData{Icon: widgets.IconUser, Title: w.T("profile.username"), Line: st.Username})
	c.password.Set(widgets.FactData{Icon: widgets.IconLock, Title: w.T("profile.password"), Line: w.T("profile.password_line")})
	kit.Show(c.takeBack, st.Pending != "")
	for _, row := range []*widgets.FactRow{c.email, c.username, c.password} {
		for _, b := range row.Acts() {
			c.of.allow(b, "")
		}
		row.Refresh()
	}
}

// computerCard is the card of what this computer keeps.
type computerCard struct {
	of     *Screen
	card   *widgets.Card
	kept   *widgets.Paragraph
	line   *widgets.Paragraph
	forget *widgets.Button
}

func newComputerCard(s *Screen) *computerCard {
	c := &computerCard{of: s}
	c.forget = s.button("profile.forget_computer", s.forgetComputer)
	c.kept = widgets.NewParagraph("", widgets.Body())
	c.line = widgets.NewParagraph(s.words.T("profile.computer_line"), widgets.Muted())
	c.card = section(s.words.T("profile.section_computer"), c.kept, c.line, kit.Row(c.forget))
	return c
}

func (c *computerCard) set(st view.ProfileState) {
	c.kept.SetText(st.Kept)
	kit.Show(c.card, st.MayForget || st.Kept != "")
	kit.Show(c.kept, st.Kept != "")
	kit.Show(c.line, st.MayForget)
	kit.Show(c.forget, st.MayForget)
}
