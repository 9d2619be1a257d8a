// Package modify is the dialog that changes a user (R9).
package modify

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const width = 560

// Dialog draws the Modify view.
type Dialog struct {
	view   *view.Modify
	words  *words.Words
	canvas fyne.Canvas

	dialog    *widgets.Dialog
	tabs      *widgets.Tabs
	fields    map[view.Field]*widgets.Field
	access    *access
	language  *widgets.SelectField
	powers    *kit.Powers
	meanwhile *widgets.Banner
	theirs    *widgets.Banner
	changes   *widgets.InfoBox
	pages     map[view.ModifyTab]*widgets.Stack
	body      *widgets.Stack
	state     view.ModifyState
}

// Open draws a view in a dialog over a canvas and starts it.
func Open(c fyne.Canvas, v *view.Modify, w *words.Words) *Dialog {
	d := &Dialog{view: v, words: w, canvas: c, fields: map[view.Field]*widgets.Field{}}
	d.build()
	v.OnState = d.set
	v.Start()
	d.dialog.Open(c)
	return d
}

func (d *Dialog) build() {
	w, v := d.words, d.view
	for field, key := range fieldKeys() {
		d.fields[field] = d.field(field, w.T(key))
	}
	d.fields[view.FieldUsername].SetHelper(w.T("modify.username_helper"))
	d.fields[view.FieldEmail].SetHelper(w.T("access.email_helper"))
	d.language = widgets.NewSelectField(w.T("modify.language"))
	d.language.OnChanged = func(id string) { v.Set(view.FieldLanguage, id) }
	d.powers = kit.NewPowers("")
	d.powers.OnType, d.powers.OnTick = v.SetType, v.Tick
	d.changes = widgets.NewInfoBox("")
	d.meanwhile = widgets.NewBanner(widgets.BannerData{})
	d.theirs = widgets.NewBanner(widgets.BannerData{})
	d.assemble()
}

func fieldKeys() map[view.Field]string {
	return map[view.Field]string{
		view.FieldFirstName: "modify.first_name", view.FieldLastName: "modify.last_name",
		view.FieldPhone: "modify.phone", view.FieldJobTitle: "modify.job_title", view.FieldUsername: "modify.username",
		view.FieldEmail: "modify.email",
	}
}

func (d *Dialog) field(f view.Field, label string) *widgets.Field {
	each := widgets.NewField(label)
	each.OnChanged = func(text string) { d.view.Set(f, text) }
	each.OnBlur = func(string) { d.view.Leave(f) }
	each.OnSubmit = func(string) { d.dialog.Submit() }
	return each
}

func (d *Dialog) assemble() {
	w, f := d.words, d.fields
	d.access = newAccess(d)
	d.pages = map[view.ModifyTab]*widgets.Stack{
		view.TabProfile: widgets.NewStack(14,
			widgets.NewColumns(2, 14, f[view.FieldFirstName], f[view.FieldLastName]),
			widgets.NewColumns(2, 14, f[view.FieldJobTitle], f[view.FieldPhone]), d.language),
		view.TabAccessCodes: d.access.page,
		view.TabUserType:    widgets.NewStack(14, d.theirs, d.powers.Content, d.changes),
	}
	d.tabs = widgets.NewTabs(24, []widgets.Tab{
		{ID: tabID(view.TabProfile), Text: w.T("modify.tab_profile")},
		{ID: tabID(view.TabAccessCodes), Text: w.T("modify.tab_access")},
		{ID: tabID(view.TabUserType), Text: w.T("modify.tab_type")},
	}, tabID(view.TabProfile))
	d.tabs.OnChanged = func(id string) { d.view.SetTab(tabOf(id)) }
	d.body = widgets.NewStack(14)
	d.dialog = widgets.NewDialog("", width, d.body, w.T("act.cancel"))
	d.dialog.SetHeader(d.tabs)
	d.dialog.SetAct(w.T("act.save"), widgets.IconNone, widgets.Primary, d.view.Save)
	d.dialog.SetUnsaved(func() bool { return d.state.Typed })
	d.dialog.Safe().OnTapped = func() { kit.LeaveAsking(d.canvas, d.words, d.dialog) }
	d.dialog.OnClosed = func() {
		d.view.Close()
		d.access.wipe()
	}
	d.dialog.SetInitialFocus(d.tabs)
}

func tabID(t view.ModifyTab) string { return string('0' + rune(t)) }

func tabOf(id string) view.ModifyTab { return view.ModifyTab(id[0] - '0') }

func (d *Dialog) set(s view.ModifyState) {
	before := d.state
	d.state = s
	if s.Done {
		d.dialog.Close()
		return
	}
	if before.Title != s.Title {
		d.dialog.SetTitle(s.Title)
	}
	if before.Initials != s.Initials || before.ID != s.ID || before.Email != s.Email {
		d.dialog.SetPerson(s.Initials, s.ID, s.Email)
	}
	d.tabs.SetSelected(tabID(s.Tab))
	d.setFields(s)
	d.access.setState(s)
	d.powers.Set(s.Powers)
	kit.SetChanges(d.changes, s.Changes)
	kit.SetNotice(d.meanwhile, s.Meanwhile, s.Gone)
	kit.SetNotice(d.theirs, s.PowersMeanwhile, "")
	if before.Tab != s.Tab || len(d.body.Parts()) == 0 {
		d.body.SetParts(d.meanwhile, d.pages[s.Tab])
		d.dialog.SetBody(d.body)
	}
	if before.Error != s.Error {
		d.dialog.SetFault(s.Error)
	}
	kit.SetWaitNote(d.dialog, s.WaitNote)
	d.dialog.SetBusy(s.Busy)
	d.dialog.Act().SetEnabled(s.Ready || s.Busy)
	d.dialog.Relayout()
}

func (d *Dialog) setFields(s view.ModifyState) {
	for f, each := range d.fields {
		st := s.Fields[f]
		kit.SetText(each, st.Value)
		each.SetFault(st.Fault)
		if f != view.FieldUsername && f != view.FieldEmail || st.Meanwhile != "" {
			each.SetHelper(st.Meanwhile)
		}
		needsAnswer := f == view.FieldUsername || f == view.FieldEmail
		each.SetEnabled(s.Gone == "" && (!needsAnswer || s.Access.Offline == ""))
	}
	d.language.SetOptions(kit.Options(s.Languages), s.Fields[view.FieldLanguage].Value)
	d.language.SetHelper(s.Fields[view.FieldLanguage].Meanwhile)
	d.language.SetEnabled(s.Gone == "")
}
