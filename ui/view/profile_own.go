package view

import (
	"context"
	"io"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// OwnService is what changing one's own ways in needs. Each call takes the
// current password.
type OwnService interface {
	Me(ctx context.Context) (account.Profile, error)
	UpdateMe(ctx context.Context, c account.ProfileChange, act account.Act) (account.Profile, error)
	RemoveMethod(ctx context.Context, m account.Method, currentPassword string, act account.Act) error
	NewRecoveryCodes(ctx context.Context, currentPassword string, act account.Act) (account.RecoverySet, error)
}

// OwnKind is an act that asks for one's own password.
type OwnKind uint8

// The acts.
const (
	// OwnEmail asks for another address, which then waits to be confirmed.
	OwnEmail OwnKind = iota
	// OwnTakeBack takes the address that waits back.
	OwnTakeBack
	// OwnUsername chooses another user name.
	OwnUsername
	// OwnRemoveApp and OwnRemoveEmail end a second factor.
	OwnRemoveApp
	OwnRemoveEmail
	// OwnCodes makes new recovery codes and shows them once.
	OwnCodes
)

// OwnState is what the dialog of such an act shows. The password is in its
// field and in the view alone.
type OwnState struct {
	Kind        OwnKind
	Title, Text string
	// Label names the field for a new value; empty when there is none.
	Label, Helper string
	Value         string
	ValueFault    string
	PasswordFault string
	// Act labels the button; Danger tells that it takes something away.
	Act    string
	Danger bool
	// Codes are the recovery codes, once they are made.
	Codes CodesState
	Error string
	Busy  bool
	// Typed tells that closing would lose something.
	Typed bool
	Done  bool
	// Closed asks for the password to be taken out of its field.
	Closed bool
}

// Own is the dialog of an act that asks for one's own password.
type Own struct {
	OnState func(OwnState)
	// OnChanged is told that something is no longer as it was.
	OnChanged func()

	env      Env
	service  OwnService
	me       account.User
	password string
	key      string
	tell     func(text string)
	sheet    *codeSheet
	state    OwnState
}

// newOwn makes the dialog for the person as known now; tell says what was done.
func newOwn(e Env, service OwnService, me account.User, kind OwnKind, tell func(string)) *Own {
	v := &Own{env: e, service: service, me: me, tell: tell}
	v.sheet = newCodeSheet(e, func(s CodesState) {
		v.state.Codes = s
		v.publish()
	})
	v.state = OwnState{Kind: kind}
	v.word()
	return v
}

// word puts the act into words.
func (v *Own) word() {
	w, s := v.env.Words, &v.state
	switch s.Kind {
	case OwnEmail:
		s.Title, s.Text = w.T("own.email_title"), w.T("own.email_text", words.Args{"Email": v.me.Email})
		s.Label, s.Act = w.T("own.email_label"), w.T("own.email_act")
	case OwnTakeBack:
		s.Title = w.T("own.take_back_title")
		s.Text = w.T("own.take_back_text", words.Args{"Email": v.me.Email, "Pending": v.me.PendingEmail})
		s.Act = w.T("own.take_back_act")
	case OwnUsername:
		s.Title, s.Text = w.T("own.username_title"), w.T("own.username_text")
		s.Label, s.Helper, s.Value = w.T("own.username_label"), w.T("modify.username_helper"), v.me.Username
		s.Act = w.T("own.username_act")
	case OwnRemoveApp:
		s.Title, s.Text, s.Act, s.Danger = w.T("own.remove_app_title"), w.T("own.remove_app_text"), w.T("act.remove"), true
	case OwnRemoveEmail:
		s.Title, s.Text, s.Act, s.Danger = w.T("own.remove_email_title"), w.T("own.remove_email_text"), w.T("act.remove"), true
	case OwnCodes:
		s.Title, s.Text, s.Act = w.T("own.codes_title"), w.T("own.codes_text"), w.T("own.codes_act")
	}
}

// Start publishes a first state.
func (v *Own) Start() { v.publish() }

// Close ends the dialog and drops what is secret. What was sent is finished,
// and told.
func (v *Own) Close() {
	v.sheet.close()
	v.password = ""
	v.state = OwnState{Kind: v.state.Kind, Closed: true}
	v.publish()
	v.OnState = nil
}

// State is what is shown.
func (v *Own) State() OwnState { return v.state }

// SetValue takes the new address or user name.
func (v *Own) SetValue(text string) {
	v.state.Value, v.state.ValueFault, v.key = text, "", ""
	v.publish()
}

// LeaveValue checks the value as its field is left.
func (v *Own) LeaveValue() {
	if v.state.Value != "" {
		v.state.ValueFault = v.valueFault()
	}
	v.publish()
}

// SetPassword takes the person's password, exactly as typed.
func (v *Own) SetPassword(text string) {
	v.password, v.state.PasswordFault, v.key = text, "", ""
	v.publish()
}

// SaveCodes writes the recovery codes where the person said.
func (v *Own) SaveCodes(to io.WriteCloser, err error) { v.sheet.save(to, err) }

func (v *Own) valueFault() string {
	w, value := v.env.Words, v.value()
	switch v.state.Kind {
	case OwnEmail:
		switch _, err := account.CleanEmail(value); {
		case err != nil:
			return w.T("fault.email")
		case value == v.me.Email:
			return w.T("fault.email_same")
		}
	case OwnUsername:
		switch {
		case account.CheckUsername(value) != nil:
			return w.T("fault.username")
		case value == v.me.Username:
			return w.T("fault.username_same")
		}
	}
	return ""
}

func (v *Own) value() string {
	if v.state.Kind == OwnEmail {
		return strings.TrimSpace(v.state.Value)
	}
	return v.state.Value
}

// Submit does the act, or ends the dialog when its codes have been seen.
func (v *Own) Submit() {
	switch {
	case v.state.Busy || v.state.Done || v.state.Closed:
		return
	case len(v.state.Codes.Codes) > 0:
		v.tell(v.done())
		v.finish()
		return
	}
	v.state.ValueFault, v.state.PasswordFault = v.valueFault(), ""
	if v.password == "" {
		v.state.PasswordFault = v.env.Words.T("fault.password_empty")
	}
	if v.state.ValueFault != "" || v.state.PasswordFault != "" {
		v.publish()
		return
	}
	v.send()
}
