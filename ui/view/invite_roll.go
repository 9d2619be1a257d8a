package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/account"
)

// fewAddresses is up to how many stand in pills: more than one takes in at a
// glance. From then on each has a row of its own.
const fewAddresses = 8

// RollKind is what a row has come to.
type RollKind uint8

// The kinds of rows.
const (
	// RollReady can be sent.
	RollReady RollKind = iota
	// RollChecking was not looked at yet.
	RollChecking
	// RollLook is no address, or probably mistyped: somebody has to decide.
	RollLook
	// RollNeedless needs no invitation: there twice, a user, invited.
	RollNeedless
	// RollOut was left out by hand.
	RollOut
	// RollFlying is being sent.
	RollFlying
	RollSent
	// RollRefused is what the service did not take.
	RollRefused
	// RollWaits is kept on this computer and sent once the service can be asked.
	RollWaits
)

// RollState is the list of many addresses.
type RollState struct {
	// Filters are the chips above, with counts; Filter is the one chosen.
	Filters []RollFilter
	Filter  string
	Rows    []RollRow
	// LeaveOut labels the button that leaves out what cannot be sent, empty when
	// everything can.
	LeaveOut string
	// Keep labels the button that keeps every address in doubt as it is typed.
	Keep string
	// Savable tells that there is a result to save; Saving that it is written.
	Savable, Saving bool
}

// RollFilter is a chip above the rows.
type RollFilter struct{ ID, Label, Count string }

// RollRow is one address of many.
type RollRow struct {
	// Key stays the same while the address is mended.
	Key   string
	Email string
	Kind  RollKind
	// Note says what speaks against it, and what to do; State what became of it.
	Note, State string
	Role        Role
	// Type is shown when it differs from that of all.
	Type Badge
	// Act labels the one click that helps, empty for none; Editable tells that
	// the address can be mended, and LeaveOut that it can be left out.
	Act                string
	Editable, LeaveOut bool
}

// kind is what a row has come to.
func (v *Invite) kind(i *invitee) RollKind {
	switch {
	case i.fate == fateFlying:
		return RollFlying
	case i.fate == fateSent:
		return RollSent
	case i.fate == fateWaits:
		return RollWaits
	case i.fate == fateThere:
		return RollNeedless
	case i.out:
		return RollOut
	case i.seen == nil:
		return RollChecking
	case i.seen.wrong, i.objection == "" && i.meant != "":
		return RollLook
	case i.objection != "":
		return RollNeedless
	case i.fate == fateRefused:
		return RollRefused
	}
	return RollReady
}

// The filters; the empty one shows all.
const (
	filterReady    = "ready"
	filterLook     = "look"
	filterNeedless = "needless"
	filterOut      = "out"
	filterSent     = "sent"
	filterWaits    = "waits"
	filterRefused  = "refused"
)

func filterOf(k RollKind) string {
	switch k {
	case RollLook:
		return filterLook
	case RollNeedless:
		return filterNeedless
	case RollOut:
		return filterOut
	case RollSent:
		return filterSent
	case RollWaits:
		return filterWaits
	case RollRefused:
		return filterRefused
	}
	return filterReady
}

// SetFilter shows some of the rows.
func (v *Invite) SetFilter(id string) {
	v.filter = id
	v.publish()
}

// roll makes the rows of the chosen filter. One that has become empty shows all.
func (v *Invite) roll() RollState {
	count := map[string]int{"": len(v.list)}
	for _, i := range v.list {
		count[filterOf(v.kind(i))]++
	}
	if count[v.filter] == 0 {
		v.filter = ""
	}
	s := RollState{Filter: v.filter, Filters: v.filters(count), Rows: v.rollRows(), Saving: v.saving}
	s.Savable = v.begun() && !v.busy
	w := v.env.Words
	if n := len(v.unsendable()); n > 0 && !v.busy {
		s.LeaveOut = w.N("invite.leave_out_all", n)
	}
	if n := v.keepable(); n > 0 && !v.busy {
		s.Keep = w.N("invite.keep_all", n)
	}
	return s
}

func (v *Invite) filters(count map[string]int) []RollFilter {
	w := v.env.Words
	out := []RollFilter{}
	for _, f := range []struct{ id, label string }{
		{"", w.T("invite.filter_all")},
		{filterReady, w.T("invite.filter_ready")},
		{filterLook, w.T("invite.filter_look")},
		{filterSent, w.T("invite.filter_sent")},
		{filterWaits, w.T("deferred.invite_filter")},
		{filterRefused, w.T("invite.filter_refused")},
		{filterNeedless, w.T("invite.filter_needless")},
		{filterOut, w.T("invite.filter_out")},
	} {
		if n := count[f.id]; n > 0 {
			out = append(out, RollFilter{f.id, f.label, w.Number(n)})
		}
	}
	return out
}

func (i *invitee) key() string { return fmt.Sprint(i.number) }

// find gives an invitee by its key, nil for none.
func (v *Invite) find(key string) *invitee {
	n := slices.IndexFunc(v.list, func(i *invitee) bool { return i.key() == key })
	if n < 0 {
		return nil
	}
	return v.list[n]
}

// unsendable are the rows that nothing will be sent to as they are.
func (v *Invite) unsendable() []*invitee {
	var out []*invitee
	for _, i := range v.list {
		switch k := v.kind(i); {
		case i.fate.over():
		case k == RollNeedless, k == RollRefused, k == RollLook && i.seen.wrong && i.meant == "":
			out = append(out, i)
		}
	}
	return out
}

// keepable is how many rows are in doubt and can be sent as they are typed.
func (v *Invite) keepable() (n int) {
	for _, i := range v.list {
		if v.kind(i) == RollLook && !i.seen.wrong {
			n++
		}
	}
	return n
}

// undecided is how many rows wait for a decision.
func (v *Invite) undecided() (n int) {
	for _, i := range v.list {
		if k := v.kind(i); k == RollLook || k == RollChecking {
			n++
		}
	}
	return n
}

// typeOf is the user type somebody is invited as.
func (v *Invite) typeOf(i *invitee) account.UserType { return cmp.Or(i.as, v.powers.userType) }

// blank tells a text of nothing but white space.
func blank(text string) bool { return strings.TrimSpace(text) == "" }
