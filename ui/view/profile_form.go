package view

import (
	"context"
	"errors"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

func ownValues(u account.User) [ownFieldCount]string {
	return [ownFieldCount]string{u.FirstName, u.LastName, u.JobTitle, u.Phone, u.Language}
}

// adopt takes the person over as the base of the form, with their values.
func (v *Profile) adopt(u account.User) {
	v.base, v.values = u, ownValues(u)
	v.faults, v.theirs, v.meanwhile = [ownFieldCount]string{}, [ownFieldCount]string{}, ""
}

// take takes over what became of the person elsewhere. A field that was not
// touched here takes the new value; one that was keeps what was typed, and says
// what it is now.
func (v *Profile) take(now account.User) {
	if now.Version <= v.base.Version || v.saving {
		if now.Version == v.base.Version {
			v.base.PendingEmail, v.base.EmailVerified = now.PendingEmail, now.EmailVerified
		}
		return
	}
	before, theirs := ownValues(v.base), ownValues(now)
	v.base = now
	for f := range ownFieldCount {
		switch {
		case theirs[f] == before[f]:
		case v.values[f] == before[f]:
			v.values[f] = theirs[f]
		default:
			v.theirs[f] = v.env.Words.T("modify.meanwhile_field", words.Args{"Value": v.shown(f, theirs[f])})
			v.meanwhile = v.env.Words.T("profile.meanwhile")
		}
	}
}

// shown is a field's value as a person reads it.
func (v *Profile) shown(f ProfileField, value string) string {
	switch {
	case value == "":
		return v.env.Words.T("modify.empty")
	case f == OwnLanguage:
		return v.env.Words.T("language." + value)
	}
	return value
}

// Set takes what was typed into a field.
func (v *Profile) Set(f ProfileField, text string) {
	if v.values[f] == text || v.saving {
		return
	}
	v.values[f], v.faults[f], v.failure = text, "", ""
	v.publish()
}

// Leave checks a field as it is left.
func (v *Profile) Leave(f ProfileField) {
	v.faults[f] = v.fault(f)
	v.publish()
}

// Discard puts everything back as it was.
func (v *Profile) Discard() {
	if v.saving {
		return
	}
	v.failure = ""
	v.adopt(v.base)
	v.publish()
}

func (v *Profile) fault(f ProfileField) string {
	switch f {
	case OwnLanguage:
		return ""
	case OwnPhone:
		return lineFault(v.env.Words, v.values[f], account.MaxPhone)
	case OwnJobTitle:
		return lineFault(v.env.Words, v.values[f], account.MaxJobTitle)
	}
	return lineFault(v.env.Words, v.values[f], account.MaxName)
}

// Save sends what was changed, and only that, on condition that nobody changed
// the person meanwhile. When somebody did, it shows what, and Save again is
// then the decision.
func (v *Profile) Save() {
	if v.saving || v.closed || v.offline() != "" {
		return
	}
	change, ok := v.change(), true
	for f := range ownFieldCount {
		v.faults[f] = v.fault(f)
		ok = ok && v.faults[f] == ""
	}
	if !ok || change == (account.ProfileChange{}) {
		v.publish()
		return
	}
	v.saving, v.failure = true, ""
	v.publish()
	request := account.Act{Key: v.keys.ofContent(change, v.base.Version), Version: v.base.Version}
	act(v.env, actLimit, func(ctx context.Context) (saved, error) { return v.save(ctx, change, request) },
		func(s saved, err error) { v.saved(s, change.Language, err) })
}

func (v *Profile) save(ctx context.Context, c account.ProfileChange, a account.Act) (saved, error) {
	me, err := v.source.UpdateMe(ctx, c, a)
	if account.CodeOf(err) != account.VersionMismatch {
		return saved{user: me.User}, err
	}
	me, err = v.source.Me(ctx)
	return saved{user: me.User, conflict: true}, err
}

func (v *Profile) saved(s saved, language *string, err error) {
	v.saving = false
	switch {
	case err != nil:
		v.notSaved(err)
	case s.conflict:
		v.take(s.user)
		v.meanwhile = v.env.Words.T("profile.meanwhile")
	default:
		v.adopt(s.user)
		v.toasts.Tell(v.env.Words.T("profile.saved"))
		if language != nil && v.options.OnLanguage != nil && !v.closed {
			v.options.OnLanguage(s.user.Language)
		}
	}
	if v.closed && (err != nil || s.conflict) {
		v.toasts.Fail(strings.TrimSpace(v.env.Words.T("profile.not_saved") + " " + v.failure))
	}
	v.publish()
}

func (v *Profile) notSaved(err error) {
	if account.CodeOf(err) != account.ValidationFailed || !v.faultFields(err) {
		v.failure = v.env.Words.ForError(err).Sentence()
	}
}

// faultFields brings the faults that the service found to their fields.
func (v *Profile) faultFields(err error) bool {
	names := [ownFieldCount]string{"first_name", "last_name", "job_title", "phone", "language"}
	var e *account.Error
	if !errors.As(err, &e) {
		return false
	}
	found := false
	for _, fault := range e.Fields {
		if i := slices.Index(names[:], strings.TrimPrefix(fault.Location, "body.")); i >= 0 {
			v.faults[i], found = v.env.Words.T("fault.refused"), true
		}
	}
	return found
}

// change compares the form with its base: only what differs is sent.
func (v *Profile) change() account.ProfileChange {
	base := ownValues(v.base)
	text := func(f ProfileField) *string {
		if value := strings.TrimSpace(v.values[f]); value != base[f] {
			return &value
		}
		return nil
	}
	return account.ProfileChange{
		FirstName: text(OwnFirstName), LastName: text(OwnLastName), JobTitle: text(OwnJobTitle),
		Phone: text(OwnPhone), Language: text(OwnLanguage),
	}
}
