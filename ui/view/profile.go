package view

import (
	"context"

	"rollcall/account"
)

// ProfileSource is what My profile needs.
type ProfileSource interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	Me(ctx context.Context) (account.Profile, error)
	UpdateMe(ctx context.Context, c account.ProfileChange, act account.Act) (account.Profile, error)
	ChangePassword(ctx context.Context, c account.PasswordChange, act account.Act) error
	account.Oneself
}

// ProfileOptions is what My profile asks of the window.
type ProfileOptions struct {
	// OnLanguage is told the language that the person chose, once it is saved.
	OnLanguage func(string)
	// OnForgetComputer signs out and removes the trust in this computer.
	OnForgetComputer func()
	// Kept tells that the keyring holds the sign-in.
	Kept bool
	// Sample tells the account carried inside the program, of which nothing is kept.
	Sample bool
}

// ProfileField is a field of one's own profile.
type ProfileField uint8

// The fields, in their order.
const (
	OwnFirstName ProfileField = iota
	OwnLastName
	OwnJobTitle
	OwnPhone
	OwnLanguage
	ownFieldCount
)

// ProfileState is what My profile shows.
type ProfileState struct {
	// NotAdministrator says why there is nothing else to see; empty for
	// administrators.
	NotAdministrator string
	// Offline says why nothing can be changed now; empty when it can.
	Offline string
	Status  StatusLine

	ID, Initials, Name, Line string

	Fields    [ownFieldCount]FieldState
	Languages []Option
	Meanwhile string
	Error     string
	Busy      bool
	// Typed tells that there is something to save or discard, Ready that it can
	// be saved.
	Typed, Ready bool

	Email string
	// Pending says which address waits to be confirmed; empty when none does.
	// Unverified says that the present one was not confirmed.
	Pending, Unverified string
	Username            string

	// Loading is true until the ways in were fetched once; LoadError says why
	// they could not be.
	Loading   bool
	LoadError string
	// NoTwoFactor says what a second factor would be good for, when there is none.
	NoTwoFactor string
	Methods     []MethodRow
	Codes       CodesRow
	Sessions    []DeviceRow
	Devices     []DeviceRow
	// MayEndOthers tells that there are other sessions; EndingOthers that they
	// are being ended.
	MayEndOthers, EndingOthers bool
	// MayForget tells that this computer keeps something that can be forgotten.
	MayForget bool
	// Kept says what this computer keeps of the account; empty for the sample.
	Kept string
}

// MethodRow is a method of the second factor, active or not.
type MethodRow struct {
	Method      account.Method
	Title, Line string
	Active      bool
	// Locked says why the method cannot be removed.
	Locked string
}

// CodesRow is how many recovery codes are left; Line is empty without a second
// factor. Low tells that there are so few that new ones are due.
type CodesRow struct {
	Line string
	Low  bool
}

// DeviceRow is a session or a trusted device.
type DeviceRow struct {
	ID, Name, Line string
	// Exact is when it was last active, in full.
	Exact   string
	Current bool
	Busy    bool
}

// Profile is the screen of one's own profile and ways in.
type Profile struct {
	OnState func(ProfileState)

	env     Env
	source  ProfileSource
	toasts  *Toasts
	options ProfileOptions
	keys    *keys

	base      account.User
	values    [ownFieldCount]string
	faults    [ownFieldCount]string
	theirs    [ownFieldCount]string
	meanwhile string
	failure   string
	saving    bool

	ways    ways
	loaded  bool
	loadErr error
	ending  map[string]bool
	others  bool
	online  bool

	unwatch func()
	loading latest
	closed  bool
}

// ways are the ways in that a person has.
type ways struct {
	me                account.Profile
	factors           account.TwoFactor
	sessions, devices []account.Device
}

// NewProfile makes the screen; Start brings it to life.
func NewProfile(e Env, source ProfileSource, toasts *Toasts, o ProfileOptions) *Profile {
	v := &Profile{env: e, source: source, toasts: toasts, options: o, keys: newKeys(e), ending: map[string]bool{}}
	v.adopt(source.Lists().Me.User)
	return v
}

// Start publishes a first state, fetches the ways in, and follows the lists
// from then on.
func (v *Profile) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.follow) })
	v.online = v.reached()
	v.publish()
	v.Reload()
}

// Close stops following. What was sent is finished, and told in a toast.
func (v *Profile) Close() {
	v.closed = true
	v.loading.stop()
	if v.unwatch != nil {
		v.unwatch()
	}
}

// SetVisible asks for the ways in again when the screen is shown: a sign-in
// elsewhere changes nothing that the lists tell.
func (v *Profile) SetVisible(on bool) {
	if on && !v.closed && !v.loading.running() {
		v.Reload()
	}
}

// State is what is shown.
func (v *Profile) State() ProfileState { return v.state() }

// Reload fetches the person's ways in anew.
func (v *Profile) Reload() {
	ask(v.env, &v.loading, v.fetch, func(w ways, err error) {
		v.loadErr = err
		if err == nil {
			v.ways, v.loaded = w, true
			v.take(w.me.User)
		}
		v.publish()
	})
	v.publish()
}

func (v *Profile) fetch(ctx context.Context) (w ways, err error) {
	ctx, cancel := context.WithTimeout(ctx, actLimit)
	defer cancel()
	if w.me, err = v.source.Me(ctx); err != nil {
		return w, err
	}
	if w.factors, err = v.source.TwoFactor(ctx); err != nil {
		return w, err
	}
	if w.sessions, err = v.source.MySessions(ctx); err != nil {
		return w, err
	}
	w.devices, err = v.source.MyTrustedDevices(ctx)
	return w, err
}

// follow takes over what the lists say. The ways in are fetched again when the
// person changed, or when the service can be reached again.
func (v *Profile) follow() {
	if v.closed {
		return
	}
	now, reached := v.source.Lists().Me.User, v.reached()
	again := reached && (!v.online || now.Version > v.base.Version)
	v.online = reached
	v.take(now)
	if again {
		v.Reload()
		return
	}
	v.publish()
}

// reached tells whether the service answers, as far as is known.
func (v *Profile) reached() bool {
	switch st := v.source.Status(); st.Link {
	case account.LinkOffline:
		return account.CodeOf(st.Err) == account.Forbidden // the lists are not for everybody; the profile is
	case account.LinkEnded:
		return false
	}
	return true
}

// ChangeOwn gives the dialog of an act that asks for the password.
func (v *Profile) ChangeOwn(kind OwnKind) *Own {
	dialog := newOwn(v.env, v.source, v.base, kind, v.toasts.Tell)
	dialog.OnChanged = v.changed
	return dialog
}

// ChangePassword gives the dialog that changes the password.
func (v *Profile) ChangePassword() *OwnPassword {
	dialog := newOwnPassword(v.env, v.source, v.secondFactor(), v.toasts.Tell)
	dialog.OnChanged = v.changed
	return dialog
}

// SetUp gives the dialog that sets up a method.
func (v *Profile) SetUp(m account.Method) *Enrol {
	dialog := NewEnrol(v.env, v.source, EnrolOptions{Method: m, Address: v.base.Email})
	dialog.OnActive = v.changed
	dialog.OnDone = func() { v.toasts.Tell(v.env.Words.T("enrol." + string(m) + "_done")) }
	return dialog
}

// secondFactor tells whether one is on, as far as is known.
func (v *Profile) secondFactor() bool {
	if v.loaded {
		return len(v.ways.factors.Methods) > 0
	}
	return len(v.base.TwoFactor) > 0
}

// changed fetches what an act has changed.
func (v *Profile) changed() {
	if !v.closed {
		v.Reload()
	}
}

func (v *Profile) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state())
	}
}
