package localcache_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/account"
)

// fate is what became of an act, as far as who decided it was told.
type fate int

const (
	// open: it was never told.
	open fate = iota
	// done: the service did it.
	done
	// refused: it did not.
	refused
	// deferred: it waits, or was done or refused since.
	deferred
	// withdrawn: it was taken back before it was sent.
	withdrawn
	// dropped: it was given up while it may have been under way.
	dropped
)

// decision is an act as somebody decided it.
type decision struct {
	key    string
	deed   account.Deed
	target string
	// mark is what the activity log shows of this act alone: a name or an address.
	mark string
	fate fate
	// said is the error that the one who decided it was told.
	said account.Code
	// follows: it was decided upon the outcome of another that waited.
	follows bool
	// moved: it lost its place, as it was decided again after a refusal, under
	// another key, or follows one that was.
	moved bool
}

// trace is what the activity log shows of an act.
type trace struct{ action, target, mark string }

// actions are what the log calls the deeds.
var actions = map[account.Deed]string{
	account.DeedInvite: account.ActionInvitationSent, account.DeedCorrect: account.ActionInvitationCorrected,
	account.DeedResend: account.ActionInvitationResent, account.DeedCancel: account.ActionInvitationCancelled,
	account.DeedModify: account.ActionUserModified, account.DeedDelete: account.ActionUserDeleted,
	account.DeedEditAccess: account.ActionExternalModified, account.DeedRemoveAccess: account.ActionExternalRemoved,
}

// traceOf is what is left of a deed in the log. A new address says which
// invitation it was; of the others the row is known.
func traceOf(d account.Deed, target, mark string) trace {
	if d == account.DeedInvite || d == account.DeedCorrect {
		target = ""
	}
	return trace{actions[d], target, mark}
}

func (d *decision) trace() trace { return traceOf(d.deed, d.target, d.mark) }

// traceOfWaiting is what an act that waits would leave.
func traceOfWaiting(w *account.Waiting) trace {
	switch {
	case w.Invitation != nil:
		return traceOf(w.Deed, w.Target, w.Invitation.Email)
	case w.User != nil && w.User.FirstName != nil:
		return traceOf(w.Deed, w.Target, *w.User.FirstName)
	}
	return traceOf(w.Deed, w.Target, "")
}

// traceOfEntry is that of an entry of the log, and whether it is of a deed.
func traceOfEntry(a account.Activity) (t trace, of bool) {
	if a.Target == nil || a.Outcome != account.OutcomeDone {
		return t, false
	}
	t = trace{action: a.Action, target: a.Target.ID}
	switch a.Action {
	case account.ActionInvitationSent, account.ActionInvitationCorrected:
		t.target, t.mark = "", a.Target.Name
	case account.ActionUserModified:
		t.mark, _, _ = strings.Cut(a.Target.Name, " ")
	}
	return t, slices.Contains(slices.Collect(maps.Values(actions)), a.Action)
}

// book is what one person decided, in order.
type book []*decision

// byKey finds a decision that still has this key.
func (b book) byKey(key string) *decision {
	i := slices.IndexFunc(b, func(d *decision) bool { return d.key == key })
	if i < 0 {
		return nil
	}
	return b[i]
}

// of finds the decision that an act is which waits: by its key, or, decided
// anew, by what it is.
func (b book) of(w *account.Waiting) *decision {
	if d := b.byKey(w.ID); d != nil {
		return d
	}
	i := slices.IndexFunc(b, func(d *decision) bool {
		return d.moved && d.fate == deferred && d.key == "" && d.trace() == traceOfWaiting(w)
	})
	if i < 0 {
		return nil
	}
	b[i].key = w.ID
	return b[i]
}

// move notes that acts on a row lose their places.
func (b book) move(target string) {
	for _, d := range b {
		d.moved = d.moved || (target != "" && d.target == target)
	}
}

// span is how often something may have happened.
type span struct{ least, most int }

// promised is how often each trace must be in the log, when these acts wait
// still, and what is wrong with them.
func (b book) promised(waiting []*account.Waiting, sent map[string]bool, root func(string) string) (spans map[trace]span, faults []string) {
	still := map[*decision]bool{}
	for _, w := range waiting {
		d := b.of(w)
		switch {
		case d == nil:
			faults = append(faults, fmt.Sprintf("an act waits that nobody decided: %s %s %s %+v", w.ID, w.State, w.Deed, traceOfWaiting(w)))
			continue
		case d.fate != deferred:
			faults = append(faults, fmt.Sprintf("an act waits (%s) that should not: %+v", w.State, *d))
		case still[d]:
			faults = append(faults, fmt.Sprintf("an act waits twice: %+v", *d))
		}
		still[d] = true
	}
	spans = map[trace]span{}
	for _, d := range b {
		s := d.span(still[d], sent)
		t := d.trace().rooted(root)
		before := spans[t]
		spans[t] = span{before.least + s.least, before.most + s.most}
	}
	return spans, faults
}

// span is how often the act may have been done: exactly once when nobody was
// told otherwise.
func (d *decision) span(waits bool, sent map[string]bool) span {
	switch {
	case d.fate == done, d.fate == deferred && !waits:
		return span{1, 1}
	case d.fate == open, d.fate == dropped && sent[d.key]:
		return span{0, 1}
	}
	return span{0, 0}
}

// check holds the log of one person, oldest first, against what they decided.
func (b book) check(log []account.Activity, waiting []*account.Waiting, c *courier, root func(string) string) (faults []string) {
	spans, faults := b.promised(waiting, c.allSent(), root)
	found := map[trace]int{}
	for _, a := range log {
		if t, of := traceOfEntry(a); of {
			found[t.rooted(root)]++
		}
	}
	for t, n := range found {
		if s := spans[t]; n > s.most {
			faults = append(faults, fmt.Sprintf("%+v was done %d times, at most %d were decided: %s", t, n, s.most, b.about(t, root)))
		}
	}
	for t, s := range spans {
		if n := found[t]; n < s.least {
			faults = append(faults, fmt.Sprintf("%+v was done %d times, of %d: %s", t, n, s.least, b.about(t, root)))
		}
	}
	return append(faults, b.inOrder(log, c)...)
}

// inOrder finds acts that were done before one that was decided earlier. Those
// decided anew have lost their place, and what finds no way is overtaken.
func (b book) inOrder(log []account.Activity, c *courier) (faults []string) {
	place := map[trace]int{}
	for i, d := range b {
		if d.mark != "" && !d.moved && d.fate != open && !c.held(d.key) {
			place[trace{actions[d.deed], "", d.mark}] = i + 1
		}
	}
	last := 0
	for _, a := range log {
		t, _ := traceOfEntry(a)
		if at := place[trace{t.action, "", t.mark}]; at > 0 {
			if at < last {
				faults = append(faults, fmt.Sprintf("%+v was done after %+v, which was decided later", *b[at-1], *b[last-1]))
			}
			last = max(at, last)
		}
	}
	return faults
}

// unjust finds acts that were refused for a change that nobody made but the person
// themselves: those decided upon the outcome of one's own act are sent with the
// version that this one brought.
func (b book) unjust(who string, waiting []*account.Waiting, log []account.Activity, root func(string) string) (faults []string) {
	touched := map[string]bool{who: true}
	for _, a := range log {
		if a.Target != nil && (a.Actor.ID != who || a.Action == account.ActionInvitationRestored || a.Action == account.ActionExternalRestored) {
			touched[root(a.Target.ID)] = true
		}
	}
	for _, w := range waiting {
		d := b.of(w)
		if w.Fault != nil && w.Fault.Code == account.VersionMismatch && d != nil && d.follows && !d.moved && !touched[root(w.Target)] {
			faults = append(faults, fmt.Sprintf("%+v is refused for a change that nobody else made: %s", *d, b.on(root(w.Target), log, root)))
		}
	}
	return faults
}

// on writes down what was decided and done on a row.
func (b book) on(row string, log []account.Activity, root func(string) string) string {
	var out []string
	for i, d := range b {
		if root(d.target) == row {
			out = append(out, fmt.Sprintf("#%d %+v", i, *d))
		}
	}
	for _, a := range log {
		if a.Target != nil && root(a.Target.ID) == row {
			out = append(out, fmt.Sprintf("%s by %s on %s", a.Action, a.Actor.ID, a.Target.ID))
		}
	}
	return strings.Join(out, "; ")
}

// rooted names an invitation that corrects another as that one is called: what was
// decided upon the outcome of a correction is done to the new one.
func (t trace) rooted(root func(string) string) trace {
	t.target = root(t.target)
	return t
}

// roots tells which invitation was the first, of one that may have been corrected.
func roots(log []account.Activity) func(string) string {
	replaces := map[string]string{}
	for _, a := range log {
		var more struct {
			Replaces string `json:"replaces"`
		}
		if a.Action == account.ActionInvitationCorrected && json.Unmarshal(a.Details, &more) == nil {
			replaces[a.Target.ID] = more.Replaces
		}
	}
	return func(id string) string {
		for replaces[id] != "" {
			id = replaces[id]
		}
		return id
	}
}

// about writes down the decisions behind a trace.
func (b book) about(t trace, root func(string) string) string {
	var out []string
	for i, d := range b {
		if d.trace().rooted(root) == t {
			out = append(out, fmt.Sprintf("#%d %+v", i, *d))
		}
	}
	return strings.Join(out, "; ")
}

// byPerson parts the log of an account, oldest first.
func byPerson(log []account.Activity) map[string][]account.Activity {
	out := map[string][]account.Activity{}
	for _, a := range log {
		out[a.Actor.ID] = append(out[a.Actor.ID], a)
	}
	return out
}

// sorted gives faults in an order that does not depend on maps.
func sorted(faults []string) []string {
	slices.SortFunc(faults, cmp.Compare[string])
	return faults
}
