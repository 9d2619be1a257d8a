package view

import (
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// personState puts what the lists say of a row's person into words.
func personState(row Row, l account.Lists, st account.Status, now time.Time, w *words.Words) PersonState {
	s := PersonState{Row: row}
	switch row.Kind {
	case RowUser:
		s.ofUser(row.User, l, now, w)
	case RowExternal:
		s.ofExternal(row.External, now, w)
	default:
		s.ofInvitation(row.Invitation, l, now, w)
	}
	people := PeopleState{
		me: l.Me.ID, myEmail: account.Fold(l.Me.Email), words: w,
		rules:   rules{users: l.Users.Len(), administrators: account.Administrators(l.Users)},
		offline: cannotAct(st, w), mustWait: mustWait(st, w), waits: waitsOf(l),
	}
	s.Menu, s.Mark = people.Menu(row), people.Mark(row)
	s.Answer, s.AnswerLabel, _ = people.Answer(row)
	return s
}

// lines gathers fields; one without a value is left out.
type lines struct {
	words *words.Words
	list  []PersonLine
}

func (l *lines) add(key, value string, copyable bool) {
	if value != "" {
		l.list = append(l.list, PersonLine{l.words.T(key), value, copyable})
	}
}

func (s *PersonState) ofUser(u *account.User, l account.Lists, now time.Time, w *words.Words) {
	s.Title, s.Subtitle, s.ID, s.Initials = u.Name(), u.Email, u.ID, words.Initials(u.Name())
	s.Type = typeBadge(u.UserType, w)
	out := lines{words: w}
	out.add("field.name", u.Name(), true)
	out.add("field.email", u.Email, true)
	if !u.EmailVerified {
		out.add("field.email_state", w.T("person.unverified"), false)
	}
	out.add("field.pending_email", u.PendingEmail, true)
	out.add("field.username", u.Username, true)
	out.add("field.phone", u.Phone, true)
	out.add("field.job_title", u.JobTitle, true)
	out.add("field.language", w.T("language."+u.Language), false)
	out.add("field.user_type", w.UserType(u.UserType), false)
	out.add("field.permissions", permissionNames(l.Catalogue, u.UserType, u.Permissions, w), false)
	out.add("field.two_factor", twoFactorText(u.TwoFactor, w), false)
	out.add("field.last_active", w.LastActive(u.LastActiveAt, now, u.ID == l.Me.ID), false)
	out.add("field.joined", w.LongDay(u.CreatedAt), false)
	if u.InvitedBy != nil {
		out.add("field.invited_by", u.InvitedBy.Name, false)
	}
	s.Lines = out.list
}

func (s *PersonState) ofExternal(x *account.ExternalUser, now time.Time, w *words.Words) {
	s.Title, s.Subtitle, s.ID, s.Initials = x.Name(), x.Email, x.ID, words.Initials(x.Name())
	s.Type = typeBadge(x.UserType, w)
	out := lines{words: w}
	out.add("field.name", x.Name(), true)
	out.add("field.email", x.Email, true)
	out.add("field.home_account", x.HomeAccountName, true)
	out.add("field.user_type", w.UserType(x.UserType), false)
	out.add("field.two_factor", twoFactorText(x.TwoFactor, w), false)
	out.add("field.last_active", w.LastActive(x.LastActiveAt, now, false), false)
	out.add("field.granted", w.LongDay(x.GrantedAt), false)
	out.add("field.granted_by", granterName(x.GrantedBy, w), false)
	if !x.Until.IsZero() {
		out.add("field.until", accessEnd(x.Until, w), false)
	}
	s.Lines = out.list
}

// accessEnd tells when an access ends: at midnight it is the day that counts.
func accessEnd(until time.Time, w *words.Words) string {
	if at := until.In(w.Location()); at.Hour() == 0 && at.Minute() == 0 {
		return w.T("person.until", words.Args{"Day": w.LongDay(until.Add(-time.Second))})
	}
	return w.Exact(until)
}

func (s *PersonState) ofInvitation(i *account.Invitation, l account.Lists, now time.Time, w *words.Words) {
	row := NewInvitationRow(i, now, w)
	s.Title, s.ID, s.IsInvitation, s.Type = i.Email, i.ID, true, row.Type
	s.Subtitle = row.Delivery.Text
	if i.State == account.InvitationCancelled {
		s.Subtitle = w.T("person.cancelled")
	}
	out := lines{words: w}
	out.add("field.email", i.Email, true)
	out.add("field.user_type", w.UserType(i.UserType), false)
	out.add("field.permissions", permissionNames(l.Catalogue, i.UserType, i.Permissions, w), false)
	out.add("field.language", w.T("language."+i.Language), false)
	out.add("field.message", i.Message, true)
	out.add("field.delivery", deliveryState(i, w), false)
	out.add("field.next_try", w.Exact(i.Delivery.NextTryAt), false)
	out.add("field.invited_by", i.InvitedBy.Name, false)
	out.add("field.invited", w.Exact(i.CreatedAt), false)
	out.add("field.last_sent", w.Exact(i.LastSentAt), false)
	out.add("field.sent_count", w.N("person.sent_count", i.SentCount), false)
	out.add("field.expires", w.Exact(i.ExpiresAt), false)
	s.Lines = out.list
}

// deliveryState says what became of the last mail.
func deliveryState(i *account.Invitation, w *words.Words) string {
	switch {
	case i.Undelivered():
		return undelivered(i, w)
	case i.Delayed():
		return delayed(i, w)
	case i.Delivery.State == account.DeliveryQueued:
		return w.T("delivery.queued")
	}
	return w.T("delivery.sent")
}

// permissionNames lists what a custom user may do beyond the base (R1).
func permissionNames(c account.Catalogue, t account.UserType, held []account.Permission, w *words.Words) string {
	if t != account.Custom {
		return ""
	}
	var names []string
	for _, e := range c.PowersOf(t, held).Custom {
		names = append(names, e.Name)
	}
	if len(names) == 0 {
		return w.T("person.base_only")
	}
	return w.List(names)
}

func twoFactorText(factors []string, w *words.Words) string {
	var names []string
	for _, f := range factors {
		switch f {
		case "app":
			names = append(names, w.T("two_factor.app"))
		case "email":
			names = append(names, w.T("two_factor.email"))
		}
	}
	if len(names) == 0 {
		return w.T("two_factor.off")
	}
	return w.List(names)
}
