package view

import (
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// InvitationRow is what the row of an invitation says.
type InvitationRow struct {
	Key   string
	Email string
	// EmailHits are the parts of Email that answer the search.
	EmailHits []words.Span
	Type      Badge
	Delivery  DeliveryText
	// Correct tells that Correct… stands in the place of Resend, since the mail
	// did not arrive.
	Correct bool
	// ActLabel labels the button, CancelLabel the trash can; empty for none. Act is
	// what the button does.
	ActLabel, CancelLabel string
	Act                   MenuAct
	// Mark says what waits on the row.
	Mark WaitingMark
	Busy bool
}

// DeliveryText says what became of the mail and how long the link works.
type DeliveryText struct {
	// Lead is said quietly before Text, "Sent"; empty in a badge.
	Lead, Text string
	// Badge tells that Text stands on the soft colour of Role.
	Badge bool
	Role  Role
	// Icon is "circle-alert", "clock" or none.
	Icon string
	// Tip is the whole truth, for who points at it.
	Tip string
}

// PersonRow is what the row of a user or of an external user says.
type PersonRow struct {
	Key string
	// ID chooses the colour of the avatar.
	ID, Initials string
	Name, Email  string
	// Home is the home account of an external user; empty for users.
	Home string
	// Ends says until when an external user has access, EndsRole whether that is
	// soon, EndsTip the exact moment; empty when there is no end.
	Ends, EndsTip                string
	EndsRole                     Role
	NameHits, EmailHits, HomeHit []words.Span
	Type                         Badge
	TwoFactor                    bool
	TwoFactorText                string
	LastActive                   string
	// LastActiveTip is the exact time; empty when there is none.
	LastActiveTip string
	// Mark says what waits on the row.
	Mark     WaitingMark
	Me, Busy bool
}

// CancelledRow is what the row of a recently cancelled invitation says.
type CancelledRow struct {
	Key, Email   string
	EmailHits    []words.Span
	Type         Badge
	RestoreLabel string
	// Refusal says why it cannot be restored now; empty when it can.
	Refusal string
	Busy    bool
}

// Invitation puts a row of kind RowInvitation or RowWaiting into words.
func (s PeopleState) Invitation(row Row) InvitationRow {
	i := row.Invitation
	r := InvitationRow{Key: row.Key(), Email: i.Email, Type: typeBadge(i.UserType, s.words)}
	if row.Kind == RowInvitation {
		r = NewInvitationRow(i, s.Now, s.words)
	}
	r.EmailHits, r.Busy, r.Mark = words.Hits(r.Email, s.terms), s.Busy(row), s.Mark(row)
	if act, label, ok := s.Answer(row); ok {
		r.Act, r.ActLabel, r.Correct = act, label, false
	} else if r.Mark.Text != "" {
		r.ActLabel, r.Correct = "", false
	}
	if s.waits.ended(i) {
		r.CancelLabel = ""
	}
	return r
}

// Person puts a row of kind RowUser or RowExternal into words.
func (s PeopleState) Person(row Row) PersonRow {
	var r PersonRow
	if row.Kind == RowExternal {
		r = NewExternalRow(row.External, s.Now, s.words)
	} else {
		r = NewUserRow(row.User, s.me, s.Now, s.words)
	}
	r.NameHits, r.EmailHits = words.Hits(r.Name, s.terms), words.Hits(r.Email, s.terms)
	r.HomeHit, r.Busy, r.Mark = words.Hits(r.Home, s.terms), s.Busy(row), s.Mark(row)
	return r
}

// Cancelled puts a row of kind RowCancelled into words.
func (s PeopleState) Cancelled(row Row) CancelledRow {
	i := row.Invitation
	return CancelledRow{
		Key: row.Key(), Email: i.Email, EmailHits: words.Hits(i.Email, s.terms),
		Type: typeBadge(i.UserType, s.words), RestoreLabel: s.words.T("act.restore"), Refusal: s.needs("needs.restore"), Busy: s.Busy(row),
	}
}

// NewInvitationRow puts an invitation into words, at a moment.
func NewInvitationRow(i *account.Invitation, now time.Time, w *words.Words) InvitationRow {
	r := InvitationRow{
		Key: invitationKey(i.ID), Email: i.Email, Type: typeBadge(i.UserType, w),
		Delivery: deliveryText(i, now, w), Correct: i.Undelivered(),
		ActLabel: w.T("act.resend"), Act: MenuResend, CancelLabel: w.T("act.cancel_invitation"),
	}
	if r.Correct {
		r.ActLabel, r.Act = w.T("act.correct"), MenuCorrect
	}
	return r
}

// NewUserRow puts a user into words; me is the signed-in person.
func NewUserRow(u *account.User, me string, now time.Time, w *words.Words) PersonRow {
	r := PersonRow{
		Key: "user:" + u.ID, ID: u.ID, Initials: words.Initials(u.Name()), Name: u.Name(), Email: u.Email,
		Type: typeBadge(u.UserType, w), Me: u.ID == me,
	}
	r.activity(u.TwoFactor, u.LastActiveAt, now, w)
	return r
}

// NewExternalRow puts an external user into words.
func NewExternalRow(e *account.ExternalUser, now time.Time, w *words.Words) PersonRow {
	r := PersonRow{
		Key: externalKey(e.ID), ID: e.ID, Initials: words.Initials(e.Name()), Name: e.Name(), Email: e.Email,
		Home: e.HomeAccountName, Type: typeBadge(e.UserType, w),
	}
	r.activity(e.TwoFactor, e.LastActiveAt, now, w)
	r.ends(e.Until, now, w)
	return r
}

// endsSoon is how long before its end an access is called ending.
const endsSoon = 7 * 24 * time.Hour

// ends says until when an access lasts: its last day, here.
func (r *PersonRow) ends(until, now time.Time, w *words.Words) {
	if until.IsZero() {
		return
	}
	last := until.Add(-time.Second)
	args := words.Args{"Day": w.Day(last, now)}
	r.EndsTip = untilText(until, w)
	switch {
	case until.Sub(now) >= endsSoon:
		r.Ends = w.T("external.row_until", args)
	case w.SameDay(last, now):
		r.Ends, r.EndsRole = w.T("external.row_last"), RoleAmber
	default:
		r.Ends, r.EndsRole = w.N("external.row_soon", w.DaysUntil(last, now), args), RoleAmber
	}
}

func (r *PersonRow) activity(factors []string, last, now time.Time, w *words.Words) {
	r.TwoFactor, r.TwoFactorText = len(factors) > 0, w.T("two_factor.off")
	if r.TwoFactor {
		r.TwoFactorText = w.T("two_factor.on")
	}
	r.LastActive, r.LastActiveTip = w.LastActive(last, now, r.Me), w.Exact(last)
}

func typeBadge(t account.UserType, w *words.Words) Badge { return Badge{w.UserType(t), typeRole(t)} }

func deliveryText(i *account.Invitation, now time.Time, w *words.Words) DeliveryText {
	d := DeliveryText{Text: w.Expiry(*i, now), Tip: deliveryTip(i, now, w)}
	switch {
	case i.Undelivered():
		d.Badge, d.Role, d.Icon, d.Text = true, RoleRed, "circle-alert", undelivered(i, w)
	case i.StateAt(now) == account.InvitationExpired:
		d.Badge, d.Role = true, RoleRed
	case i.Delayed():
		d.Badge, d.Role, d.Icon, d.Text = true, RoleAmber, "clock", w.T("delivery.delayed", words.Args{"Reason": w.DeliveryDelay(i.Delivery.Detail)})
	case i.Expiring(now):
		d.Badge, d.Role, d.Icon = true, RoleAmber, "clock"
	case i.Delivery.State == account.DeliveryQueued:
		d.Lead = w.T("delivery.queued")
	default:
		d.Lead = w.T("delivery.sent")
	}
	return d
}

// undelivered says that the mail did not arrive, and why when that is known.
func undelivered(i *account.Invitation, w *words.Words) string {
	key := "delivery.bounced"
	if i.Delivery.State == account.DeliveryFailed {
		key = "delivery.failed"
	}
	if i.Delivery.Detail == "" {
		return w.T(key)
	}
	return w.T(key+"_why", words.Args{"Reason": w.DeliveryDetail(i.Delivery.Detail)})
}

// delayed says in full why the mail was not taken yet.
func delayed(i *account.Invitation, w *words.Words) string {
	return w.T("delivery.delayed", words.Args{"Reason": w.DeliveryDetail(i.Delivery.Detail)})
}

// deliveryTip tells when the invitation was sent, by whom and until when the
// link works; of a mail that did not arrive also why, which the row may cut, and
// when it is tried again.
func deliveryTip(i *account.Invitation, now time.Time, w *words.Words) string {
	switch {
	case i.Delayed():
		return delayed(i, w) + ". " + delayedTip(i, now, w)
	case i.Undelivered() && i.Delivery.Detail != "":
		return undelivered(i, w) + ". " + sentTip(i, w)
	}
	return sentTip(i, w)
}

func sentTip(i *account.Invitation, w *words.Words) string {
	return w.T("delivery.tip", words.Args{
		"Sent": w.Exact(i.LastSentAt), "By": i.InvitedBy.Name, "Until": w.Exact(i.ExpiresAt),
	})
}

func delayedTip(i *account.Invitation, now time.Time, w *words.Words) string {
	args := words.Args{"Tried": w.Moment(i.Delivery.At, now), "Until": w.Exact(i.ExpiresAt)}
	if i.Delivery.NextTryAt.IsZero() {
		return w.T("delivery.delayed_tip", args)
	}
	args["Next"] = w.Moment(i.Delivery.NextTryAt, now)
	return w.T("delivery.delayed_next", args)
}
