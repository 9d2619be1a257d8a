package view

import (
	"context"
	"strings"
	"unicode/utf8"

	"rollcall/account"
	"rollcall/ui/words"
)

// RequestService is what the Request access dialog needs.
type RequestService interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	AccessRequests(ctx context.Context, q account.ListQuery) (account.Page[account.AccessRequest], error)
	RequestAccess(ctx context.Context, n account.NewAccessRequest, act account.Act) (account.AccessRequest, error)
}

// RequestTab is a page of the Request access dialog.
type RequestTab uint8

// The pages: a new request, and those sent before.
const (
	RequestNew RequestTab = iota
	RequestList
)

// RequestField is a field of a request.
type RequestField uint8

// The fields that are typed.
const (
	RequestEmail RequestField = iota
	RequestHome
	RequestReason
	RequestUntil
	requestFields
)

// RequestState is what the Request access dialog shows.
type RequestState struct {
	Title string
	Tab   RequestTab
	// Note says who decides, and how the answer comes.
	Note string
	// Values and Faults are those of the fields, Helpers the quiet lines under
	// them.
	Values, Faults, Helpers [requestFields]string
	Powers                  PowersState
	Busy                    bool
	Error                   string
	// Offline says why nothing can be sent now; empty when it can.
	Offline string
	Ready   bool
	// Typed tells that closing would lose something.
	Typed bool
	Sent  RequestsState
}

// RequestAccess is the dialog that asks the operator to let somebody from
// another account in, and shows what became of earlier requests (R12).
type RequestAccess struct {
	OnState func(RequestState)

	env     Env
	service RequestService
	toasts  *Toasts
	keys    *keys
	known   known

	account string
	tab     RequestTab
	values  [requestFields]string
	faults  [requestFields]string
	powers  powers
	failure string
	busy    bool
	closed  bool

	list    []account.AccessRequest
	cursor  string
	loading bool
	trouble string
	look    latest
	learn   latest
	unwatch func()
}

// NewRequestAccess makes the dialog, for a user by default.
func NewRequestAccess(e Env, service RequestService, toasts *Toasts) *RequestAccess {
	l := service.Lists()
	v := &RequestAccess{env: e, service: service, toasts: toasts, keys: newKeys(e), account: l.Account.Name}
	v.powers = newPowers(e.Words, l.Catalogue, account.RegularUser, nil)
	return v
}

// Start publishes a first state, asks what was requested before and looks at who
// can enter already.
func (v *RequestAccess) Start() {
	v.unwatch = v.service.Watch(func() { v.env.Post(v.publish) })
	v.LoadRequests()
	ask(v.env, &v.learn, func(context.Context) (known, error) {
		return newKnown(v.service.Lists(), nil), nil
	}, func(k known, _ error) { v.known = k })
}

// Close ends the dialog. What is being sent is finished and told in a toast.
func (v *RequestAccess) Close() {
	v.closed = true
	v.look.stop()
	v.learn.stop()
	if v.unwatch != nil {
		v.unwatch()
	}
}

// State is the dialog as it stands.
func (v *RequestAccess) State() RequestState { return v.state() }

// SetTab turns to a page. The requests are asked for anew: one of them may have
// been answered meanwhile.
func (v *RequestAccess) SetTab(t RequestTab) {
	v.tab = t
	if t == RequestList && !v.loading {
		v.LoadRequests()
		return
	}
	v.publish()
}

// Set takes what was typed into a field.
func (v *RequestAccess) Set(f RequestField, text string) {
	if v.values[f] != text {
		v.change(func() { v.values[f], v.faults[f] = text, "" })
	}
}

// Leave checks a field as it is left; an empty one is not complained of yet.
func (v *RequestAccess) Leave(f RequestField) {
	if strings.TrimSpace(v.values[f]) != "" {
		v.faults[f] = v.fault(f)
	}
	v.publish()
}

// SetType chooses the user type.
func (v *RequestAccess) SetType(t account.UserType) { v.change(func() { v.powers.userType = t }) }

// Tick ticks a permission or takes the tick away.
func (v *RequestAccess) Tick(id account.Permission, on bool) {
	v.change(func() { v.powers.tick(id, on) })
}

func (v *RequestAccess) change(f func()) {
	if v.busy {
		return
	}
	v.failure = ""
	f()
	v.publish()
}

// fault says what is wrong with a field.
func (v *RequestAccess) fault(f RequestField) string {
	w, text := v.env.Words, strings.TrimSpace(v.values[f])
	switch f {
	case RequestEmail:
		return v.emailFault(text)
	case RequestHome:
		if text == "" {
			return w.T("request.home_empty")
		}
		return lineFault(w, text, account.MaxHomeAccount)
	case RequestReason:
		return v.reasonFault(text)
	}
	if _, key := lastDay(text, v.now(), w); key != "" {
		return w.T(key)
	}
	return ""
}

func (v *RequestAccess) emailFault(text string) string {
	clean, err := account.CleanEmail(text)
	if err != nil {
		return v.env.Words.T("fault.email")
	}
	if v.known.enters(clean) {
		return v.env.Words.T("request.already_here")
	}
	return ""
}

func (v *RequestAccess) reasonFault(text string) string {
	w := v.env.Words
	switch _, err := account.CleanText(text, account.MaxReason); {
	case text == "":
		return w.T("request.reason_empty")
	case err == account.ErrTooLong:
		return w.N("fault.too_long", account.MaxReason)
	case err != nil:
		return w.T("fault.characters")
	}
	return ""
}

func (v *RequestAccess) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state())
	}
}

func (v *RequestAccess) state() RequestState {
	w := v.env.Words
	s := RequestState{
		Title: w.T("request.title", words.Args{"Account": v.account}), Tab: v.tab, Note: w.T("request.note"),
		Values: v.values, Faults: v.faults, Powers: v.powers.state(), Busy: v.busy, Error: v.failure, Sent: v.sent(),
	}
	s.Helpers = [requestFields]string{RequestHome: w.T("request.home_helper"), RequestReason: v.reasonHelper(), RequestUntil: v.untilHelper()}
	if meant := v.known.domains.Suggest(strings.TrimSpace(v.values[RequestEmail])); meant != "" {
		s.Helpers[RequestEmail] = w.T("request.meant", words.Args{"Meant": meant})
	}
	for f := range requestFields {
		s.Typed = s.Typed || v.values[f] != ""
	}
	s.Offline = v.away()
	s.Ready = !v.busy && s.Offline == ""
	return s
}

// away says why nothing can be sent now; empty when it can.
func (v *RequestAccess) away() string { return cannotAct(v.service.Status(), v.env.Words) }

// reasonHelper says how much more may be written, from 100 characters on.
func (v *RequestAccess) reasonHelper() string {
	if n := account.MaxReason - utf8.RuneCountInString(v.values[RequestReason]); n >= 0 && n <= 100 {
		return v.env.Words.N("invite.message_left", n)
	}
	return v.env.Words.T("request.reason_helper")
}

func (v *RequestAccess) untilHelper() string {
	until, key := lastDay(v.values[RequestUntil], v.now(), v.env.Words)
	if key != "" {
		return ""
	}
	return untilText(until, v.env.Words)
}
