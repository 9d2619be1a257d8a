package view

import (
	"context"
	"slices"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// ExternalService is what the Edit permissions dialog needs.
type ExternalService interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	TakeBack(ctx context.Context, id string) error
	// ExternalUser gives the access as the service has it now.
	ExternalUser(ctx context.Context, id string) (account.ExternalUser, error)
	UpdateExternalUser(ctx context.Context, id string, c account.ExternalUserChange, act account.Act) (account.ExternalUser, error)
}

// EditExternalState is what the Edit permissions dialog shows.
type EditExternalState struct {
	// Title is the person's name; Email and Home stand under it.
	Title, Email, Home string
	ID, Initials       string
	Powers             PowersState
	Changes            Changes
	// Until is the last day of the access as typed, 2026-12-31; empty for no end.
	Until, UntilFault string
	// UntilText says the date in words, or that there is no end.
	UntilText string
	// Note says that only the access to this account is meant (R11).
	Note string
	// Meanwhile, Gone and Error are as in ModifyState.
	Meanwhile, Gone, Error string
	// WaitNote says that what is saved now waits for the service; empty otherwise.
	WaitNote    string
	Ready, Busy bool
	Typed, Done bool
}

// EditExternal is the dialog that changes an external user's type, permissions
// and end date, in this account only (R11).
type EditExternal struct {
	OnState func(EditExternalState)

	env     Env
	service ExternalService
	toasts  *Toasts
	keys    *keys

	account   string
	base      account.ExternalUser
	powers    powers
	until     string
	fault     string
	meanwhile string
	gone      string
	failure   string
	busy      bool
	done      bool
	closed    bool
	// key is that of the saving under way.
	key     string
	unwatch func()
}

// NewEditExternal makes the dialog for an external user.
func NewEditExternal(e Env, service ExternalService, toasts *Toasts, x *account.ExternalUser) *EditExternal {
	l := service.Lists()
	v := &EditExternal{env: e, service: service, toasts: toasts, keys: newKeys(e), account: l.Account.Name, base: *x}
	v.powers = newPowers(e.Words, l.Catalogue, x.UserType, x.Permissions)
	v.until = v.typedDate(x.Until)
	return v
}

// Start publishes a first state, and follows whether the service can be reached.
func (v *EditExternal) Start() {
	v.unwatch = v.service.Watch(func() { v.env.Post(v.publish) })
	v.publish()
}

// Close ends the dialog. A saving under way is finished and told in a toast.
func (v *EditExternal) Close() {
	v.closed = true
	if v.unwatch != nil {
		v.unwatch()
	}
}

// State is the dialog as it stands.
func (v *EditExternal) State() EditExternalState { return v.state() }

// SetType chooses the user type.
func (v *EditExternal) SetType(t account.UserType) { v.change(func() { v.powers.userType = t }) }

// Tick ticks a permission or takes the tick away.
func (v *EditExternal) Tick(id account.Permission, on bool) {
	v.change(func() { v.powers.tick(id, on) })
}

// SetUntil takes the last day of the access, as 2026-12-31; empty for no end.
func (v *EditExternal) SetUntil(text string) {
	v.change(func() { v.until, v.fault = text, "" })
}

// LeaveUntil checks the date as its field is left.
func (v *EditExternal) LeaveUntil() {
	_, v.fault = v.end()
	v.publish()
}

func (v *EditExternal) change(f func()) {
	if v.busy || v.gone != "" {
		return
	}
	v.failure = ""
	f()
	v.publish()
}

// typedDate gives the last day of an access whose end is a moment: an access
// that ends at midnight has the day before as its last.
func (v *EditExternal) typedDate(until time.Time) string {
	if until.IsZero() {
		return ""
	}
	return until.Add(-time.Second).In(v.env.Words.Location()).Format(dateFormat)
}

// end reads the date: the access lasts to the end of that day, here.
func (v *EditExternal) end() (until time.Time, fault string) {
	if text := strings.TrimSpace(v.until); text != "" && text == v.typedDate(v.base.Until) {
		return v.base.Until, ""
	}
	until, fault = lastDay(v.until, v.now(), v.env.Words)
	switch fault {
	case "":
		return until, ""
	case "fault.day_past":
		// Here there is a better way to end an access at once.
		fault = "fault.date_past"
	}
	return time.Time{}, v.env.Words.T(fault)
}

func (v *EditExternal) now() time.Time { return v.env.Now().Add(v.service.Status().ClockOffset) }

// changed gives what differs from the base; ok is false when nothing does.
func (v *EditExternal) changed() (c account.ExternalUserChange, ok bool) {
	c.UserType, c.Permissions = v.powers.changed(v.base.UserType, v.base.Permissions)
	if until, fault := v.end(); fault == "" && !until.Equal(v.base.Until) {
		c.Until = &until
	}
	return c, c != account.ExternalUserChange{}
}

// Save sends what was changed, on condition that nobody changed it meanwhile.
func (v *EditExternal) Save() {
	_, v.fault = v.end()
	if v.busy || v.gone != "" || v.closed || v.fault != "" {
		v.publish()
		return
	}
	change, ok := v.changed()
	if !ok {
		v.finish()
		return
	}
	v.busy, v.failure = true, ""
	v.publish()
	v.key = v.keys.ofContent(change, v.base.Version)
	id, request := v.base.ID, account.Act{Key: v.key, Version: v.base.Version}
	act(v.env, actLimit, func(ctx context.Context) (savedAccess, error) {
		return v.save(ctx, id, change, request)
	}, v.answered)
}

// savedAccess is what became of saving, as saved is for a user.
type savedAccess struct {
	external account.ExternalUser
	conflict bool
}

func (v *EditExternal) save(ctx context.Context, id string, c account.ExternalUserChange, a account.Act) (savedAccess, error) {
	x, err := v.service.UpdateExternalUser(ctx, id, c, a)
	if account.CodeOf(err) != account.VersionMismatch {
		return savedAccess{external: x}, err
	}
	x, err = v.service.ExternalUser(ctx, id)
	return savedAccess{external: x, conflict: true}, err
}

func (v *EditExternal) answered(s savedAccess, err error) {
	w, name := v.env.Words, words.Args{"Name": v.base.Name()}
	v.busy = false
	switch {
	case later(err):
		tellWaits(v.env, v.service, v.toasts, w.T("deferred.access", name), v.key)
		v.finish()
		return
	case account.CodeOf(err) == account.NotFound:
		v.gone = w.T("external.gone", name)
	case err != nil:
		v.failure = w.ForError(err).Sentence()
	case s.conflict:
		v.merge(s.external)
	default:
		v.toasts.Tell(w.T("toast.access_modified", name))
		v.finish()
		return
	}
	if v.closed {
		v.toasts.Fail(w.T("toast.modify_failed", name) + " " + v.gone + v.failure + v.meanwhile)
		return
	}
	v.publish()
}

// merge takes over what somebody else changed and was not touched here.
func (v *EditExternal) merge(now account.ExternalUser) {
	t, ps := v.powers.changed(v.base.UserType, v.base.Permissions)
	if t == nil && ps == nil {
		v.powers = newPowers(v.env.Words, v.powers.catalogue, now.UserType, now.Permissions)
	}
	if v.until == v.typedDate(v.base.Until) {
		v.until = v.typedDate(now.Until)
	}
	w := v.env.Words
	var what []string
	if now.UserType != v.base.UserType || !slices.Equal(now.Permissions, v.base.Permissions) {
		what = append(what, w.T("modify.meanwhile_type", words.Args{"Type": w.UserType(now.UserType)}))
	}
	if !now.Until.Equal(v.base.Until) {
		what = append(what, untilText(now.Until, w))
	}
	v.meanwhile = strings.Join(append([]string{w.T("modify.meanwhile", words.Args{"Name": now.Name()})}, what...), " ")
	v.base = now
}

func (v *EditExternal) state() EditExternalState {
	w := v.env.Words
	_, typed := v.changed()
	until, fault := v.end()
	s := EditExternalState{
		Title: v.base.Name(), Email: v.base.Email, Home: v.base.HomeAccountName, ID: v.base.ID,
		Initials: words.Initials(v.base.Name()), Powers: v.powers.state(), Until: v.until, UntilFault: v.fault,
		Changes: v.powers.changes(v.base.UserType, v.base.Permissions, v.calledName()),
		Note:    w.T("external.note", words.Args{"Account": v.account, "Home": v.base.HomeAccountName}),
		// A date that is being typed is no change yet, but would be lost.
		Meanwhile: v.meanwhile, Gone: v.gone, Error: v.failure, Busy: v.busy, Done: v.done, Typed: typed || fault != "",
		WaitNote: waitNote(v.service.Status(), w),
	}
	if fault == "" {
		s.UntilText = untilText(until, w)
	}
	s.Ready = typed && fault == "" && !v.busy && v.gone == ""
	return s
}

func (v *EditExternal) calledName() string {
	if v.base.FirstName != "" {
		return v.base.FirstName
	}
	return v.base.Name()
}

func (v *EditExternal) finish() {
	v.done = true
	v.publish()
}

func (v *EditExternal) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state())
	}
}
