package view

import (
	"slices"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// refusal is why an act was not done, and what helps now.
type refusal struct {
	// why says what happened meanwhile.
	why string
	// anew tells that doing it anyway can make sense; again that it is merely tried
	// again, since nothing has happened to the row.
	anew, again bool
}

// refused tells what happened to the row of a refused act since it was decided.
func refused(a *account.Waiting, rows *lookup, now time.Time, w *words.Words) refusal {
	r := refuser{act: a, rows: rows, now: now, words: w, args: words.Args{"Name": a.Name()}}
	var out refusal
	switch account.CodeOf(fault(a)) {
	case account.VersionMismatch:
		out = r.changed()
	case account.NotFound, account.InvitationNotPending:
		out = refusal{why: r.gone()}
	case account.AlreadyInvited:
		out = refusal{why: r.taken("waiting.why_invited")}
	case account.EmailTaken:
		out = refusal{why: r.taken("waiting.why_user")}
	case account.Forbidden:
		out = refusal{why: w.T("waiting.why_forbidden")}
	case account.OutcomeUnknown:
		out = refusal{why: w.ForError(a.Fault).Sentence(), anew: true}
	case account.LastAdministrator, account.Internal, account.BadAnswer, account.IdempotencyReused, account.PreconditionRequired:
		out = refusal{why: w.ForError(a.Fault).Sentence(), anew: true, again: true}
	default:
		out = refusal{why: w.ForError(fault(a)).Title}
	}
	out.anew = out.anew && (a.Deed == account.DeedInvite || r.listed())
	return out
}

func fault(a *account.Waiting) error {
	if a.Fault == nil {
		return account.Fault(account.Internal)
	}
	return a.Fault
}

// refuser finds out what happened to a row.
type refuser struct {
	act   *account.Waiting
	rows  *lookup
	now   time.Time
	words *words.Words
	args  words.Args
}

func (r refuser) say(key string, more ...words.Args) string {
	return r.words.T(key, append(more, r.args)...)
}

func (r refuser) user() *account.User { return r.rows.user(r.act.Target) }

func (r refuser) external() *account.ExternalUser { return r.rows.external(r.act.Target) }

func (r refuser) invitation() *account.Invitation { return r.rows.invitation(r.act.Target) }

func (r refuser) listed() bool {
	return r.user() != nil || r.external() != nil || r.invitation() != nil
}

// changed compares the row as it was looked at with what it is now.
func (r refuser) changed() refusal {
	var facts []string
	switch {
	case r.user() != nil && r.act.LookedUser != nil:
		facts = r.userFacts(r.act.LookedUser, r.user())
	case r.external() != nil && r.act.LookedExternal != nil:
		facts = r.externalFacts(r.act.LookedExternal, r.external())
	case r.invitation() != nil && r.act.LookedInvitation != nil:
		facts = r.invitationFacts(r.act.LookedInvitation, r.invitation())
	default:
		return refusal{why: r.gone()}
	}
	if len(facts) == 0 {
		facts = []string{r.say("waiting.why_changed")}
	}
	return refusal{why: strings.Join(facts, " "), anew: true}
}

func (r refuser) userFacts(before, after *account.User) []string {
	var out []string
	if before.Name() != after.Name() {
		out = append(out, r.say("waiting.why_renamed", words.Args{"After": after.Name()}))
	}
	out = append(out, r.powers(before.UserType, after.UserType, before.Permissions, after.Permissions)...)
	if before.Email != after.Email {
		out = append(out, r.say("waiting.why_email", words.Args{"After": after.Email}))
	}
	if before.Username != after.Username {
		out = append(out, r.say("waiting.why_username", words.Args{"After": after.Username}))
	}
	return out
}

func (r refuser) externalFacts(before, after *account.ExternalUser) []string {
	out := r.powers(before.UserType, after.UserType, before.Permissions, after.Permissions)
	if !before.Until.Equal(after.Until) {
		out = append(out, r.say("waiting.why_until", words.Args{"Until": untilText(after.Until, r.words)}))
	}
	return out
}

func (r refuser) invitationFacts(before, after *account.Invitation) []string {
	var out []string
	switch {
	case after.SentCount > before.SentCount:
		out = append(out, r.say("waiting.why_resent", words.Args{"Moment": r.words.Moment(after.LastSentAt, r.now)}))
	case after.StateAt(r.now) == account.InvitationExpired && before.StateAt(r.act.DecidedAt) != account.InvitationExpired:
		out = append(out, r.say("waiting.why_expired"))
	}
	if after.Undelivered() && !before.Undelivered() {
		out = append(out, r.say("waiting.why_bounced"))
	}
	return append(out, r.powers(before.UserType, after.UserType, before.Permissions, after.Permissions)...)
}

// powers tells of another user type, else of other permissions.
func (r refuser) powers(before, after account.UserType, held, holds []account.Permission) []string {
	switch {
	case before != after:
		return []string{r.say("waiting.why_type", words.Args{"Type": r.words.UserType(after)})}
	case after == account.Custom && !slices.Equal(account.SortPermissions(held), account.SortPermissions(holds)):
		return []string{r.say("waiting.why_permissions")}
	}
	return nil
}

// gone tells what became of a row that is no longer there, or no longer pending.
func (r refuser) gone() string {
	switch r.act.Deed {
	case account.DeedDelete:
		return r.say("waiting.why_deleted_too")
	case account.DeedModify:
		return r.say("waiting.why_deleted")
	case account.DeedRemoveAccess:
		return r.say("waiting.why_removed_too")
	case account.DeedEditAccess:
		return r.say("waiting.why_removed")
	}
	return r.goneInvitation()
}

func (r refuser) goneInvitation() string {
	cancelled := r.rows.ended(r.act.Target)
	switch {
	case r.rows.holder(r.act.Name()) != nil:
		return r.say("waiting.why_completed")
	case cancelled != nil && cancelled.ReplacedBy != "":
		return r.say("waiting.why_corrected")
	case cancelled != nil && r.act.Deed == account.DeedCancel:
		return r.say("waiting.why_cancelled_too")
	case cancelled != nil:
		return r.say("waiting.why_cancelled")
	}
	return r.say("waiting.why_gone")
}

// taken says who has the address that was to be invited.
func (r refuser) taken(key string) string {
	email := r.act.Name()
	if r.act.Invitation != nil {
		email = r.act.Invitation.Email
	}
	if r.act.User != nil && r.act.User.Email != nil {
		email = *r.act.User.Email
	}
	return r.words.T(key, words.Args{"Email": email})
}

// anyway labels doing a refused act after all, "Delete anyway".
func anyway(d account.Deed, again bool, w *words.Words) string {
	if again {
		return w.T("act.try_again")
	}
	switch d {
	case account.DeedDelete:
		return w.T("waiting.anyway_delete")
	case account.DeedResend:
		return w.T("waiting.anyway_resend")
	case account.DeedCancel:
		return w.T("waiting.anyway_cancel")
	case account.DeedCorrect:
		return w.T("waiting.anyway_correct")
	case account.DeedRemoveAccess:
		return w.T("waiting.anyway_remove")
	case account.DeedInvite:
		return w.T("waiting.anyway_invite")
	}
	return w.T("waiting.anyway_modify")
}
