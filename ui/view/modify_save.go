package view

import (
	"context"
	"errors"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// Save sends what was changed, and only that, on condition that nobody changed
// the person meanwhile. When somebody did, it shows what, field by field, and
// keeps what was typed: Save again is then the decision.
func (v *Modify) Save() {
	if v.busy || v.gone != "" || v.closed || !v.check() {
		v.publish()
		return
	}
	change := v.changed()
	if change.Empty() {
		v.finish()
		return
	}
	v.send(change, v.answered)
}

// send sends a change of the user as last known.
func (v *Modify) send(change account.UserChange, answered func(saved, error)) {
	v.busy, v.failure = true, ""
	v.publish()
	v.key = v.keys.ofContent(change, v.base.Version)
	id, request := v.base.ID, account.Act{Key: v.key, Version: v.base.Version}
	act(v.env, actLimit, func(ctx context.Context) (saved, error) {
		return v.save(ctx, id, change, request)
	}, answered)
}

// saved is what became of saving: the user as the service has it now. conflict
// tells that somebody else had changed it first.
type saved struct {
	user     account.User
	conflict bool
}

func (v *Modify) save(ctx context.Context, id string, c account.UserChange, a account.Act) (saved, error) {
	user, err := v.service.UpdateUser(ctx, id, c, a)
	if account.CodeOf(err) != account.VersionMismatch {
		return saved{user: user}, err
	}
	user, err = v.service.User(ctx, id)
	return saved{user: user, conflict: true}, err
}

func (v *Modify) answered(s saved, err error) {
	v.busy = false
	switch {
	case later(err):
		v.wait()
		return
	case err != nil:
		v.failed(err)
	case s.conflict:
		v.merge(s.user)
	case v.passwordWaits():
		v.toasts.Tell(v.savedText(s.user))
		v.goOn(s.user)
	default:
		v.toasts.Tell(v.savedText(s.user))
		v.finish()
		return
	}
	if v.closed {
		v.toasts.Fail(v.env.Words.T("toast.modify_failed", words.Args{"Name": v.base.Name()}) + " " + v.trouble())
		return
	}
	v.publish()
}

// wait says that what was saved waits to be sent. A password that was typed is
// not part of it: that needs an answer at once.
func (v *Modify) wait() {
	w := v.env.Words
	text := w.T("deferred.modify", words.Args{"Name": v.base.Name()})
	if v.passwordWaits() {
		text += " " + w.T("deferred.password")
	}
	tellWaits(v.env, v.service, v.toasts, text, v.key)
	v.finish()
}

// passwordWaits tells that a password was typed that only its own button sets.
func (v *Modify) passwordWaits() bool {
	return !v.closed && !v.access.busy && v.access.own+v.access.fresh != ""
}

// goOn keeps the dialog open for that password, over what is saved by now.
func (v *Modify) goOn(now account.User) {
	v.adopt(now)
	v.powers = newPowers(v.env.Words, v.powers.catalogue, now.UserType, now.Permissions)
	v.theirs, v.theirType, v.meanwhile = [fieldCount]string{}, "", ""
	v.tab, v.access.failure = TabAccessCodes, v.env.Words.T("access.not_set_yet")
}

// savedText says what was saved; a new address counts only once it is confirmed.
func (v *Modify) savedText(u account.User) string {
	w := v.env.Words
	text := w.T("toast.modified", words.Args{"Name": u.Name()})
	if u.PendingEmail != "" && u.PendingEmail != v.base.PendingEmail {
		text += ". " + w.T("toast.email_pending", words.Args{"Email": u.PendingEmail})
	}
	return text
}

// trouble is what the dialog would say, were it still open.
func (v *Modify) trouble() string {
	for _, s := range []string{v.gone, v.failure, v.meanwhile} {
		if s != "" {
			return s
		}
	}
	return strings.Join(slices.DeleteFunc(slices.Clone(v.faults[:]), func(f string) bool { return f == "" }), " ")
}

// failed sorts an error: to its field where it belongs to one, else above the
// buttons.
func (v *Modify) failed(err error) {
	w := v.env.Words
	switch account.CodeOf(err) {
	case account.NotFound:
		v.gone = w.T("modify.gone", words.Args{"Name": v.base.Name()})
	case account.UsernameTaken:
		v.faults[FieldUsername], v.tab = w.T("fault.username_taken"), TabAccessCodes
	case account.EmailTaken:
		v.faults[FieldEmail], v.tab = w.T("fault.email_taken"), TabAccessCodes
	case account.ValidationFailed:
		if !v.faultFields(err) {
			v.failure = w.ForError(err).Sentence()
		}
	case account.LastAdministrator, account.OwnUser:
		v.failure, v.tab = w.ForError(err).Sentence(), TabUserType
	default:
		v.failure = w.ForError(err).Sentence()
	}
}

// faultFields brings the faults that the service found to their fields.
func (v *Modify) faultFields(err error) bool {
	var e *account.Error
	if !errors.As(err, &e) {
		return false
	}
	found := false
	for _, fault := range e.Fields {
		f, ok := fieldAt(fault.Location)
		if !ok {
			continue
		}
		if v.faults[f] = v.fault(f); v.faults[f] == "" {
			v.faults[f] = v.env.Words.T("fault.refused")
		}
		v.tab, found = tabOf(f), true
	}
	return found
}

// fieldAt finds the field of a location of the API, "body.first_name".
func fieldAt(location string) (Field, bool) {
	names := [fieldCount]string{"first_name", "last_name", "language", "phone", "job_title", "username", "email"}
	i := slices.Index(names[:], strings.TrimPrefix(location, "body."))
	return Field(max(i, 0)), i >= 0
}

func tabOf(f Field) ModifyTab {
	if f == FieldUsername || f == FieldEmail {
		return TabAccessCodes
	}
	return TabProfile
}

// check looks at every field that was changed, and shows the first faulty one.
func (v *Modify) check() bool {
	ok := true
	base := valuesOf(v.base)
	for f := range fieldCount {
		if v.values[f] == base[f] {
			continue
		}
		v.faults[f] = v.fault(f)
		if v.faults[f] != "" && ok {
			v.tab, ok = tabOf(f), false
		}
	}
	return ok
}

// changed compares the form with its base: only what differs is sent.
func (v *Modify) changed() account.UserChange {
	base := valuesOf(v.base)
	text := func(f Field) *string {
		value := v.values[f]
		if f != FieldUsername {
			value = strings.TrimSpace(value)
		}
		if value == base[f] {
			return nil
		}
		return &value
	}
	c := account.UserChange{
		FirstName: text(FieldFirstName), LastName: text(FieldLastName), Language: text(FieldLanguage),
		Phone: text(FieldPhone), JobTitle: text(FieldJobTitle), Username: text(FieldUsername), Email: text(FieldEmail),
	}
	c.UserType, c.Permissions = v.powers.changed(v.base.UserType, v.base.Permissions)
	return c
}

// changed gives the type and the permissions to send; nil leaves them. A new
// type takes its permissions with it.
func (p *powers) changed(t account.UserType, held []account.Permission) (*account.UserType, *[]account.Permission) {
	ps := p.permissions()
	if p.userType == t {
		if t != account.Custom || slices.Equal(ps, account.SortPermissions(held)) {
			return nil, nil
		}
		return nil, &ps
	}
	chosen := p.userType
	if chosen != account.Custom {
		return &chosen, nil
	}
	return &chosen, &ps
}

// merge takes over what somebody else changed meanwhile. A field that was not
// touched here takes the new value; one that was keeps what was typed, and says
// what the other one made of it.
func (v *Modify) merge(now account.User) {
	before, theirs := valuesOf(v.base), valuesOf(now)
	v.theirs = [fieldCount]string{}
	for f := range fieldCount {
		if theirs[f] == before[f] {
			continue
		}
		if v.values[f] == before[f] {
			v.values[f] = theirs[f]
		}
		v.theirs[f] = v.env.Words.T("modify.meanwhile_field", words.Args{"Value": v.shown(f, theirs[f])})
	}
	v.mergePowers(now)
	v.base = now
	v.meanwhile = v.env.Words.T("modify.meanwhile", words.Args{"Name": now.Name()})
}

// shown is a field's value as a person reads it.
func (v *Modify) shown(f Field, value string) string {
	w := v.env.Words
	switch {
	case value == "":
		return w.T("modify.empty")
	case f == FieldLanguage:
		return w.T("language." + value)
	}
	return value
}

func (v *Modify) mergePowers(now account.User) {
	v.theirType = ""
	if now.UserType == v.base.UserType && slices.Equal(now.Permissions, v.base.Permissions) {
		return
	}
	t, ps := v.powers.changed(v.base.UserType, v.base.Permissions)
	if t == nil && ps == nil {
		v.powers = newPowers(v.env.Words, v.powers.catalogue, now.UserType, now.Permissions)
	}
	v.theirType = v.env.Words.T("modify.meanwhile_type", words.Args{"Type": v.env.Words.UserType(now.UserType)})
}

// finish publishes the end, at which the window closes the dialog.
func (v *Modify) finish() {
	v.done = true
	v.publish()
}
