package view

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/account"
	"rollcall/ui/words"
)

// InviteState is what the Invite dialog shows.
type InviteState struct {
	// Title is "Invite people to Maple Press", or "Correct the invitation to ana@…".
	Title string
	// One tells that exactly one address is asked for, as Correct… does: it
	// stays in Draft, and AddressFault says what speaks against it.
	One       bool
	Addresses []Address
	// Draft is what is typed and not an address yet.
	Draft string
	// Doubts are the first of the addresses that are probably mistyped, and
	// DoubtsAll the button that takes every suggestion when there are several.
	Doubts    []Doubt
	DoubtsAll string
	// AddressFault says what is wrong with the addresses as a whole.
	AddressFault string
	// Many tells that the addresses stand in rows, and not in Addresses: see Roll.
	Many bool
	Roll RollState
	// Flight is the sending under way; nil when nothing is sent.
	Flight *FlightState
	// Finished tells that nothing is left to send, and there is a result to read.
	Finished bool
	// Summary says what was sent so far, once something was.
	Summary string
	Powers  PowersState
	// Languages are those of the mail; Language the one chosen.
	Languages []Option
	Language  string
	Message   string
	// MessageFault is set when the note is too long; MessageLeft is how many
	// characters it may still grow, in words, once that matters.
	MessageFault, MessageLeft string
	// Preview says what the people will be able to do.
	Preview string
	// Button is "Send invitation" or "Send 2 invitations".
	Button string
	// Ready tells that the button can be pressed.
	Ready bool
	Busy  bool
	// Progress says what goes on: reading a list, or how far the sending is.
	Progress string
	// Error is why sending stopped, in words.
	Error string
	// WaitNote says that what is sent now waits for the service; empty otherwise.
	WaitNote string
	// Typed tells that closing would lose something.
	Typed bool
	// Done tells that the dialog has done its work and closes.
	Done bool
}

// Option is one of a few things to choose.
type Option struct{ ID, Label string }

func (v *Invite) state() InviteState {
	w := v.env.Words
	n := len(v.sendable())
	about := n
	if v.flight != nil {
		about = len(v.flight.all)
	}
	s := InviteState{
		Title: v.title(), One: v.replaces != nil, Addresses: v.addresses(), Draft: v.draft, AddressFault: v.fault,
		Many: v.many, Powers: v.powersState(), Languages: languageOptions(w), Language: v.language, Message: v.message,
		Preview: v.preview(about), Button: v.button(n), Busy: v.busy, Progress: v.progress(), Error: v.failure, Typed: v.typed(), Done: v.done,
		WaitNote: v.waitNote(n),
	}
	if v.replaces != nil {
		s.AddressFault = cmp.Or(s.AddressFault, v.oneFault())
	}
	doubts, all := v.doubts()
	if s.Doubts = doubts; all > 1 || all > 0 && v.many {
		s.DoubtsAll = w.N("invite.doubt_all", all)
	}
	if v.many {
		s.Roll = v.roll()
		s.Flight, s.Summary = v.flightState(), v.summary()
		s.Finished = s.Summary != "" && n == 0 && blank(v.draft)
	}
	s.MessageFault, s.MessageLeft = v.messageState()
	s.Ready = !v.busy && v.reading == 0 && s.MessageFault == "" && v.checking() == 0 && (n > 0 || strings.TrimSpace(v.draft) != "")
	return s
}

// waitNote says that what is sent now waits. Nothing is said once nothing is left to
// send.
func (v *Invite) waitNote(n int) string {
	if n == 0 && v.begun() {
		return ""
	}
	return waitNote(v.service.Status(), v.env.Words)
}

func (v *Invite) button(n int) string {
	w := v.env.Words
	switch {
	case v.replaces != nil:
		return w.T("invite.send_correction")
	case v.many && v.busy:
		return w.T("invite.state_flying")
	case v.begun():
		return w.N("invite.go_on", max(1, n))
	}
	return w.N("invite.send", max(1, n))
}

// powersState shows the permissions as well when a single row is custom.
func (v *Invite) powersState() PowersState {
	s := v.powers.state()
	if len(s.Groups) == 0 && v.anyCustom() {
		s.Groups = v.powers.groups()
	}
	return s
}

func (v *Invite) anyCustom() bool {
	return slices.ContainsFunc(v.list, func(i *invitee) bool { return i.as == account.Custom && !i.out })
}

// progress says what goes on besides the sending of rows, which has its own bar.
func (v *Invite) progress() string {
	w := v.env.Words
	switch n := v.checking(); {
	case v.reading > 0:
		return w.T("invite.reading")
	case v.many && n > 0:
		return w.N("invite.checking", n)
	case v.flight != nil && len(v.flight.all) > 1 && !v.many:
		return v.flight.words(w)
	}
	return ""
}

func (v *Invite) title() string {
	if v.replaces != nil {
		return v.env.Words.T("invite.title_correct", words.Args{"Email": v.replaces.Email})
	}
	return v.env.Words.T("invite.title", words.Args{"Account": v.account})
}

// preview says what the people will be able to do, before anything is sent.
func (v *Invite) preview(n int) string {
	w := v.env.Words
	can := w.N("invite.can", max(1, n), words.Args{"What": v.powers.can()})
	return can + " " + w.N("invite.link", int(account.InvitationLifetime.Hours()/24))
}

// messageState gives the fault of the note, and what is left from 100 on.
func (v *Invite) messageState() (fault, left string) {
	w := v.env.Words
	n := account.MaxMessage - utf8.RuneCountInString(v.message)
	switch _, err := account.CleanText(v.message, account.MaxMessage); {
	case n < 0:
		return w.N("fault.message_long", account.MaxMessage), ""
	case err != nil:
		return w.T("fault.characters"), ""
	case n <= 100:
		return "", w.N("invite.message_left", n)
	}
	return "", ""
}

// typed tells whether closing would lose something. Once a long list was sent,
// only what may still be sent counts.
func (v *Invite) typed() bool {
	waiting := len(v.list) > 0
	if v.begun() {
		waiting = len(v.sendable()) > 0 || v.undecided() > 0
	}
	return v.touched && (v.replaces != nil || waiting || v.draft != "" || v.message != "" && !v.begun())
}

func languageOptions(w *words.Words) []Option {
	var out []Option
	for _, l := range account.Languages() {
		out = append(out, Option{l, w.T("language." + l)})
	}
	return out
}

// addresses gives the state of each address that stands in a pill.
func (v *Invite) addresses() []Address {
	out := []Address{}
	if v.many {
		return out
	}
	for _, i := range v.list {
		out = append(out, Address{Text: i.text, Fault: i.reason(v.env.Words), Role: i.role()})
	}
	return out
}

// sendable lists the invitees that nothing speaks against, once each. Of rows,
// those that may be mistyped wait until somebody has decided.
func (v *Invite) sendable() []*invitee {
	var out []*invitee
	for _, i := range v.list {
		if v.many && v.kind(i) == RollReady || !v.many && i.objection == "" && i.seen != nil {
			out = append(out, i)
		}
	}
	return out
}
