package signin

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/account"
	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// codeStep is the second step: the code, and the ways to get another one.
type codeStep struct {
	// above stands over the button that goes on, below under it; none says who
	// helps when no code can be had.
	above, below *widgets.Stack
	none         *widgets.Paragraph

	view  *view.SignIn
	words *words.Words

	field  *widgets.Field
	sent   *widgets.Paragraph
	resend *widgets.Button
	trust  *widgets.CheckRow
	why    *kit.IconLine
	others []view.MethodOption
	method account.Method
	// reveal scrolls to what the keyboard comes to.
	reveal func(fyne.CanvasObject)
}

func newCodeStep(v *view.SignIn, w *words.Words) *codeStep {
	c := &codeStep{view: v, words: w, field: widgets.NewField(""), sent: widgets.NewParagraph("", widgets.Small())}
	c.field.OnChanged = v.SetCode
	c.field.OnSubmit = func(string) { v.Submit() }
	c.resend = widgets.NewButton(w.T("signin.code_resend"), widgets.IconNone, widgets.Link, v.Resend)
	c.trust = widgets.NewCheckRow(w.T("signin.trust"), w.T("signin.trust_line"), false)
	c.trust.OnChanged = v.SetTrust
	c.why = kit.NewIconLine(widgets.Small())
	c.above = widgets.NewStack(16, widgets.NewStack(8, c.field, c.sent, container.NewHBox(c.resend)), c.trust, c.why)
	c.below, c.none = widgets.NewStack(4), widgets.NewParagraph(w.T("signin.code_none"), widgets.Small())
	return c
}

func (c *codeStep) set(st view.SignInState) {
	s := st.Code
	if st.Step != view.StepCode {
		return
	}
	c.field.SetLabel(s.Label)
	c.field.SetHelper(s.Helper)
	c.field.SetPlaceholder(placeholder(s.Method))
	kit.SetText(c.field, s.Code)
	c.field.SetFault(s.Fault)
	c.setSent(s, st.Busy)
	if c.trust.Checked() != s.Trust {
		c.trust.SetChecked(s.Trust)
	}
	kit.Show(c.trust, s.TrustWhyNot == "")
	c.why.Set(widgets.IconInfo, s.TrustWhyNot, theme.ColorTextMuted)
	kit.Show(c.why, s.TrustWhyNot != "")
	c.setOthers(s, st.Busy)
}

// placeholder shows how a recovery code looks.
func placeholder(m account.Method) string {
	if m == account.MethodRecovery {
		return "XXXXX-XXXXX"
	}
	return ""
}

func (c *codeStep) setSent(s view.CodeState, busy bool) {
	text := s.Sent
	if s.Sending {
		text = c.words.T("signin.code_sending")
	}
	c.sent.SetText(text)
	kit.Show(c.sent, text != "")
	kit.Show(c.resend, s.MayResend)
	c.resend.SetEnabled(!s.Sending && !busy)
}

// setOthers offers the other methods, each one click away. Buttons that stand
// already are left alone.
func (c *codeStep) setOthers(s view.CodeState, busy bool) {
	if c.method != s.Method || len(c.others) != len(s.Others) {
		c.method, c.others = s.Method, s.Others
		parts := make([]fyne.CanvasObject, 0, len(s.Others))
		for _, o := range s.Others {
			b := widgets.NewButton(o.Label, widgets.IconNone, widgets.Link, func() {
				c.view.UseMethod(o.Method)
				c.field.Focus()
			})
			b.OnFocus = func() { c.reveal(b) }
			parts = append(parts, container.NewHBox(b))
		}
		c.below.SetParts(parts...)
	}
	for _, p := range c.below.Parts() {
		p.(*fyne.Container).Objects[0].(*widgets.Button).SetEnabled(!busy)
	}
}
