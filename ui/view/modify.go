package view

import (
	"context"

	"rollcall/account"
	"rollcall/ui/words"
)

// ModifyService is what the Modify dialog needs.
type ModifyService interface {
	CredentialService
	TakeBack(ctx context.Context, id string) error
	// User gives the user as the service has it now.
	User(ctx context.Context, id string) (account.User, error)
	UpdateUser(ctx context.Context, id string, c account.UserChange, act account.Act) (account.User, error)
}

// Field is one field of a user's profile and access codes.
type Field uint8

// The fields of the Modify dialog.
const (
	FieldFirstName Field = iota
	FieldLastName
	FieldLanguage
	FieldPhone
	FieldJobTitle
	FieldUsername
	FieldEmail
	fieldCount
)

// ModifyTab is a tab of the Modify dialog.
type ModifyTab uint8

// The tabs, in their order.
const (
	TabProfile ModifyTab = iota
	TabAccessCodes
	TabUserType
)

// FieldState is one field of a form.
type FieldState struct {
	Value string
	// Fault says what is wrong with the value, in words.
	Fault string
	// Meanwhile says what somebody else changed the field to.
	Meanwhile string
}

// ModifyState is what the Modify dialog shows.
type ModifyState struct {
	// Title is the person's name, Email stands under it.
	Title, Email string
	ID, Initials string
	Tab          ModifyTab
	Access       AccessState
	Fields       [fieldCount]FieldState
	Languages    []Option
	Powers       PowersState
	// PowersMeanwhile says that somebody else changed type or permissions.
	PowersMeanwhile string
	Changes         Changes
	// Meanwhile says that somebody else changed the person, or that what was
	// changed is there again after the end of a session, until saved.
	Meanwhile string
	// Gone says that the person was deleted meanwhile: nothing can be saved.
	Gone string
	// Error is why the last saving failed.
	Error string
	// WaitNote says that what is saved now waits for the service; empty otherwise.
	WaitNote string
	// Ready tells that there is something to save and nothing wrong with it.
	Ready bool
	Busy  bool
	// Typed tells that closing would lose something: it asks Keep or Discard.
	Typed bool
	Done  bool
}

// Modify is the dialog that changes a user: profile, access codes, user type (R9).
type Modify struct {
	OnState func(ModifyState)
	// OnProfile is called when somebody wants to go to their own profile.
	OnProfile func()

	env     Env
	service ModifyService
	toasts  *Toasts
	keys    *keys

	// base is the user as last known from the service; values and powers are
	// what the person made of it.
	base   account.User
	values [fieldCount]string
	faults [fieldCount]string
	powers powers
	locked string
	// mine tells that it is oneself, whose access codes are in My profile.
	mine   bool
	access accessCodes

	theirs    [fieldCount]string
	theirType string
	tab       ModifyTab
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

// NewModify makes the dialog for a user, on a tab.
func NewModify(e Env, service ModifyService, toasts *Toasts, u *account.User, tab ModifyTab) *Modify {
	l := service.Lists()
	v := &Modify{env: e, service: service, toasts: toasts, keys: newKeys(e), tab: tab}
	v.adopt(*u)
	v.powers = newPowers(e.Words, l.Catalogue, u.UserType, u.Permissions)
	v.locked = v.lock(l)
	v.mine = u.ID == l.Me.ID
	return v
}

// lock says why the user type cannot be changed (R10).
func (v *Modify) lock(l account.Lists) string {
	switch account.RefuseTypeChange(v.base, l.Me.ID, account.Administrators(l.Users)) {
	case account.NotRefused:
		return ""
	case account.RefusedLastAdministrator:
		return v.env.Words.T("locked.last_administrator")
	}
	return v.env.Words.T("locked.self")
}

// adopt takes a user over as the base of the form, with its values.
func (v *Modify) adopt(u account.User) {
	v.base = u
	v.values = valuesOf(u)
}

func valuesOf(u account.User) [fieldCount]string {
	return [fieldCount]string{u.FirstName, u.LastName, u.Language, u.Phone, u.JobTitle, u.Username, u.Email}
}

// Start publishes a first state, and follows whether the service can be reached.
func (v *Modify) Start() {
	v.unwatch = v.service.Watch(func() { v.env.Post(v.publish) })
	v.publish()
}

// Close ends the dialog and drops the passwords. What is being saved is finished
// and told in a toast.
func (v *Modify) Close() {
	v.closed = true
	if v.unwatch != nil {
		v.unwatch()
	}
	v.access.own, v.access.fresh = "", ""
}

// State is the dialog as it stands.
func (v *Modify) State() ModifyState { return v.state() }

// SetTab chooses a tab.
func (v *Modify) SetTab(t ModifyTab) {
	v.tab = t
	v.publish()
}

// Set takes what was typed into a field.
func (v *Modify) Set(f Field, text string) {
	if v.values[f] == text {
		return
	}
	v.change(func() {
		v.values[f], v.faults[f] = text, ""
	})
}

// Leave checks a field as it is left.
func (v *Modify) Leave(f Field) {
	v.faults[f] = v.fault(f)
	v.publish()
}

// SetType chooses the user type, unless it is locked.
func (v *Modify) SetType(t account.UserType) {
	if v.locked == "" {
		v.change(func() { v.powers.userType = t })
	}
}

// Tick ticks a permission or takes the tick away, unless they are locked.
func (v *Modify) Tick(id account.Permission, on bool) {
	if v.locked == "" {
		v.change(func() { v.powers.tick(id, on) })
	}
}

func (v *Modify) change(f func()) {
	if v.busy || v.gone != "" {
		return
	}
	v.failure = ""
	f()
	v.publish()
}

// fault says what is wrong with a field's value; empty when nothing is.
func (v *Modify) fault(f Field) string {
	w, value := v.env.Words, v.values[f]
	switch f {
	case FieldUsername:
		if account.CheckUsername(value) != nil {
			return w.T("fault.username")
		}
		return ""
	case FieldEmail:
		if _, err := account.CleanEmail(value); err != nil {
			return w.T("fault.email")
		}
		return ""
	case FieldLanguage:
		return ""
	}
	return lineFault(w, value, fieldLimit(f))
}

// fieldLimit is how many characters the service takes.
func fieldLimit(f Field) int {
	switch f {
	case FieldPhone:
		return account.MaxPhone
	case FieldJobTitle:
		return account.MaxJobTitle
	}
	return account.MaxName
}

func (v *Modify) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state())
	}
}

func (v *Modify) state() ModifyState {
	w := v.env.Words
	change := v.changed()
	s := ModifyState{
		Title: v.base.Name(), Email: v.base.Email, ID: v.base.ID, Initials: words.Initials(v.base.Name()),
		Tab: v.tab, Languages: languageOptions(w), Powers: v.powers.state(), PowersMeanwhile: v.theirType,
		Changes:   v.powers.changes(v.base.UserType, v.base.Permissions, firstName(v.base)),
		Meanwhile: v.meanwhile, Gone: v.gone, Error: v.failure, Busy: v.busy, Done: v.done, Typed: !change.Empty() || v.access.own+v.access.fresh != "",
		Access: v.accessState(),
	}
	if v.tab != TabAccessCodes || !change.Empty() {
		s.WaitNote = waitNote(v.service.Status(), w)
	}
	s.Powers.Locked = v.locked
	ok := true
	for f := range fieldCount {
		s.Fields[f] = FieldState{v.values[f], v.faults[f], v.theirs[f]}
		ok = ok && v.faults[f] == ""
	}
	s.Ready = ok && !v.busy && v.gone == "" && !change.Empty()
	return s
}

// firstName is how a person is called in a sentence.
func firstName(u account.User) string {
	if u.FirstName != "" {
		return u.FirstName
	}
	return u.Name()
}

// lineFault says what is wrong with one line of text.
func lineFault(w *words.Words, value string, limit int) string {
	switch _, err := account.CleanLine(value, limit); err {
	case nil:
		return ""
	case account.ErrTooLong:
		return w.N("fault.too_long", limit)
	}
	return w.T("fault.characters")
}
