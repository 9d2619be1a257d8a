package view

import (
	"context"
	"errors"
	"slices"

	"rollcall/account"
	"rollcall/ui/words"
)

// owned is what the service made of an act.
type owned struct {
	me    *account.Profile
	codes []string
}

func (v *Own) send() {
	if v.key == "" || v.state.Kind == OwnCodes { // codes are given once for each key
		v.key = v.env.NewKey()
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	kind, value, password, me := v.state.Kind, v.value(), v.password, v.me
	request := account.Act{Key: v.key}
	act(v.env, actLimit, func(ctx context.Context) (owned, error) {
		return v.do(ctx, kind, value, password, me, request)
	}, v.answered)
}

func (v *Own) do(ctx context.Context, kind OwnKind, value, password string, me account.User, request account.Act) (owned, error) {
	c := account.ProfileChange{CurrentPassword: password}
	switch kind {
	case OwnRemoveApp, OwnRemoveEmail:
		m := account.MethodApp
		if kind == OwnRemoveEmail {
			m = account.MethodEmail
		}
		return owned{}, v.service.RemoveMethod(ctx, m, password, request)
	case OwnCodes:
		set, err := v.service.NewRecoveryCodes(ctx, password, request)
		return owned{codes: set.Codes}, err
	case OwnEmail:
		c.Email = &value
	case OwnTakeBack:
		c.Email = &me.Email
	case OwnUsername:
		c.Username = &value
	}
	return v.update(ctx, c, me, request)
}

// update changes the profile. When it was changed meanwhile, but not in what
// this act is about, the act goes on from there.
func (v *Own) update(ctx context.Context, c account.ProfileChange, before account.User, request account.Act) (owned, error) {
	request.Version = before.Version
	me, err := v.service.UpdateMe(ctx, c, request)
	if account.CodeOf(err) != account.VersionMismatch {
		return owned{me: &me}, err
	}
	now, failed := v.service.Me(ctx)
	switch {
	case failed != nil:
		return owned{}, failed
	case now.Email != before.Email || now.PendingEmail != before.PendingEmail || now.Username != before.Username:
		return owned{me: &now}, err
	}
	request.Version = now.Version
	me, err = v.service.UpdateMe(ctx, c, request)
	return owned{me: &me}, err
}

func (v *Own) answered(o owned, err error) {
	v.state.Busy = false
	if o.me != nil && (err == nil || account.CodeOf(err) == account.VersionMismatch) {
		v.me = o.me.User
	}
	if (err == nil || o.me != nil) && v.OnChanged != nil {
		v.OnChanged()
	}
	switch {
	case v.state.Closed:
		return
	case err != nil:
		v.failed(err)
		v.publish()
		return
	}
	v.password = ""
	if len(o.codes) > 0 && !v.state.Closed {
		w := v.env.Words
		v.state.Title, v.state.Text, v.state.Act = w.T("codes.title"), w.T("codes.line"), w.T("codes.kept")
		v.sheet.show(o.codes)
		return
	}
	v.tell(v.done())
	v.finish()
}

// done says what was done.
func (v *Own) done() string {
	w := v.env.Words
	switch v.state.Kind {
	case OwnEmail:
		return w.T("own.email_done", words.Args{"Email": v.value()})
	case OwnTakeBack:
		return w.T("own.take_back_done")
	case OwnUsername:
		return w.T("own.username_done")
	case OwnCodes:
		return w.T("own.codes_done")
	}
	return w.T("own.remove_done")
}

// failed sorts an error: to its field where it belongs to one, else above the
// buttons.
func (v *Own) failed(err error) {
	w := v.env.Words
	switch account.CodeOf(err) {
	case account.OwnPasswordWrong:
		v.state.PasswordFault = w.T("fault.own_password")
	case account.UsernameTaken:
		v.state.ValueFault = w.T("fault.username_taken")
	case account.EmailTaken:
		v.state.ValueFault = w.T("fault.email_taken")
	case account.PasswordUnacceptable:
		v.state.Error = w.T("own.remove_short", words.Args{"Min": account.MinPassword})
	case account.ValidationFailed:
		v.invalid(err)
	case account.VersionMismatch:
		v.key = ""
		v.state.Error = w.T("own.meanwhile", words.Args{"Email": v.me.Email, "Username": v.me.Username})
	default:
		v.state.Error = w.ForError(err).Sentence()
	}
}

// invalid brings a fault that the service found to the field for the value.
func (v *Own) invalid(err error) {
	var e *account.Error
	at := func(f account.FieldFault) bool { return f.Location == "body.email" || f.Location == "body.username" }
	if errors.As(err, &e) && slices.ContainsFunc(e.Fields, at) {
		v.state.ValueFault = v.env.Words.T("fault.refused")
		return
	}
	v.state.Error = v.env.Words.ForError(err).Sentence()
}

func (v *Own) finish() {
	v.sheet.close()
	v.state.Codes, v.state.Done = CodesState{}, true
	v.publish()
}

func (v *Own) publish() {
	if v.OnState == nil {
		return
	}
	changed := v.state.Label != "" && v.state.Value != v.startValue()
	v.state.Typed = !v.state.Done && (v.password != "" || changed || len(v.state.Codes.Codes) > 0)
	v.OnState(v.state)
}

// startValue is what stands in the field for the value at first.
func (v *Own) startValue() string {
	if v.state.Kind == OwnUsername {
		return v.me.Username
	}
	return ""
}
