package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/account"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// Enrol draws the steps of setting up a second factor, for a dialog or for a
// window of its own. Title and buttons are those of whoever shows it.
type Enrol struct {
	// Content is what to place.
	Content *widgets.Stack

	view  *view.Enrol
	words *words.Words

	line     *widgets.Paragraph
	app      *widgets.FactRow
	email    *widgets.FactRow
	address  *widgets.Field
	password *widgets.Field
	qr       *widgets.QRCode
	secret   *widgets.CopyLine
	code     *widgets.Field
	resend   *widgets.Button
	codes    *Codes

	state  view.EnrolState
	method account.Method
	shown  bool
}

// NewEnrol makes the parts of a view. The owner gives Set each state.
func NewEnrol(v *view.Enrol, w *words.Words) *Enrol {
	e := &Enrol{view: v, words: w, line: widgets.NewParagraph("", widgets.Muted()), Content: widgets.NewStack(16)}
	e.app, e.email = e.choice(account.MethodApp, true), e.choice(account.MethodEmail, false)
	e.address = widgets.NewField(w.T("enrol.address"))
	e.password = widgets.NewField(w.T("own.password"))
	e.password.SetPassword(w.T("signin.show"), w.T("signin.hide"))
	e.qr = widgets.NewQRCode()
	e.secret = widgets.NewCopyLine(w.T("enrol.secret"), w.T("act.copy"), w.T("codes.copied"))
	e.code = widgets.NewField(w.T("enrol.code"))
	e.resend = widgets.NewButton(w.T("signin.code_resend"), widgets.IconNone, widgets.Link, v.Resend)
	e.codes = NewCodes(w)
	e.codes.OnSave = v.SaveCodes
	e.address.OnChanged, e.password.OnChanged, e.code.OnChanged = v.SetAddress, v.SetPassword, v.SetCode
	e.address.OnSubmit = func(string) { e.password.Focus() }
	e.password.OnSubmit = func(string) { v.Submit() }
	e.code.OnSubmit = func(string) { v.Submit() }
	return e
}

func (e *Enrol) choice(m account.Method, first bool) *widgets.FactRow {
	set := widgets.NewSmallButton(e.words.T("profile.set_up"), widgets.IconNone, widgets.Secondary, func() { e.view.Choose(m) })
	return widgets.NewFactRow(first, set)
}

// Set draws a state and tells whether another step is shown than before.
func (e *Enrol) Set(s view.EnrolState) (moved bool) {
	moved = !e.shown || e.state.Step != s.Step
	e.state, e.shown = s, true
	e.line.SetText(s.Line)
	Show(e.line, s.Line != "")
	e.setChoices(s.Choices)
	SetText(e.address, s.Address)
	e.address.SetFault(s.AddressFault)
	e.password.SetFault(s.PasswordFault)
	e.qr.Set(s.URI)
	e.secret.Set(s.Secret, s.Secret)
	SetText(e.code, s.Code)
	e.code.SetFault(s.CodeFault)
	e.resend.SetEnabled(!s.Busy)
	e.codes.Set(s.Codes)
	if s.Closed || s.Done || s.Step == view.EnrolCodes {
		e.password.SetText("")
	}
	if moved || e.method != s.Method {
		e.method = s.Method
		e.arrange(s)
	}
	return moved
}

func (e *Enrol) setChoices(choices []view.MethodChoice) {
	for _, c := range choices {
		row, icon := e.app, widgets.IconShieldCheck
		if c.Method == account.MethodEmail {
			row, icon = e.email, widgets.IconMail
		}
		row.Set(widgets.FactData{Icon: icon, Title: c.Title, Line: c.Line})
	}
}

// arrange sets the parts of a step in reading order, which is the order of Tab.
func (e *Enrol) arrange(s view.EnrolState) {
	parts := []fyne.CanvasObject{e.line}
	switch s.Step {
	case view.EnrolChoose:
		parts = append(parts, widgets.NewStack(0, e.app, e.email))
	case view.EnrolPassword:
		if s.Method == account.MethodEmail {
			parts = append(parts, e.address)
		}
		parts = append(parts, e.password)
	case view.EnrolConfirm:
		parts = append(parts, e.confirm(s)...)
	case view.EnrolCodes:
		if len(s.Codes.Codes) > 0 {
			parts = append(parts, e.codes.Content)
		}
	}
	e.Content.SetParts(parts...)
}

func (e *Enrol) confirm(s view.EnrolState) []fyne.CanvasObject {
	if s.MayResend {
		return []fyne.CanvasObject{e.code, container.NewHBox(e.resend)}
	}
	return []fyne.CanvasObject{NewBeside(e.qr, widgets.NewStack(16, e.secret, e.code))}
}

// SameButTyped tells that of two states only what was typed differs: nothing moves.
func SameButTyped(a, b view.EnrolState) bool {
	a.Address, a.Code, a.Typed = b.Address, b.Code, b.Typed
	return reflect.DeepEqual(a, b)
}

// Fleeting tells that recovery codes are shown and were not taken along.
func (e *Enrol) Fleeting() bool { return e.codes.Fleeting() }

// Follow has reveal called with what the keyboard comes to, for a page that scrolls.
func (e *Enrol) Follow(reveal func(fyne.CanvasObject)) {
	for _, f := range []*widgets.Field{e.address, e.password, e.code} {
		f.OnFocus = func() { reveal(f) }
	}
	for _, b := range []*widgets.Button{e.resend, e.codes.copy, e.codes.save, e.app.Acts()[0], e.email.Acts()[0]} {
		b.OnFocus = func() { reveal(b) }
	}
}

// FocusTarget is where the step begins.
func (e *Enrol) FocusTarget() fyne.Focusable {
	switch {
	case e.state.Step == view.EnrolChoose:
		return e.app.Acts()[0]
	case e.state.Step == view.EnrolConfirm:
		return e.code.FocusTarget()
	case e.state.Step == view.EnrolCodes:
		return e.codes.FocusTarget()
	case e.state.Method == account.MethodEmail && e.state.Address == "":
		return e.address.FocusTarget()
	}
	return e.password.FocusTarget()
}
