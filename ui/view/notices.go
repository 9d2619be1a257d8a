package view

import (
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// Announcement is maintenance to come, or under way, in a banner (R17).
type Announcement struct {
	// ID is empty when there is nothing to say.
	ID, Text string
}

// maxLook bounds how long an announcement stands as it is: "today" comes by itself.
const maxLook = time.Hour

// announcement gives the next notice that nobody has closed. While maintenance
// keeps the lists from being read, everything else says so already.
func announcement(l account.Lists, st account.Status, now time.Time, closed []string, w *words.Words) Announcement {
	if maintained(st) {
		return Announcement{}
	}
	for _, n := range l.Notices {
		if n.Kind == account.NoticeMaintenance && n.EndsAt.After(now) && !slices.Contains(closed, n.ID) {
			return Announcement{n.ID, noticeText(n, now, w)}
		}
	}
	return Announcement{}
}

// noticeText says when, in local time, and what for.
func noticeText(n account.Notice, now time.Time, w *words.Words) string {
	args := words.Args{
		"Day": w.WeekDay(n.StartsAt), "From": w.Clock(n.StartsAt), "LastDay": w.WeekDay(n.EndsAt), "To": w.Clock(n.EndsAt), "Text": n.Text,
	}
	switch {
	case n.UnderWay(now):
		return w.Until("notice.now.clock", "notice.now.day", n.EndsAt, now, words.Args{"Text": n.Text})
	case !w.SameDay(n.StartsAt, n.EndsAt):
		return w.T("notice.days", args)
	case w.SameDay(n.StartsAt, now):
		return w.T("notice.today", args)
	}
	return w.T("notice.day", args)
}

// nextLook is how long what is said of the notices stays true; zero when there
// are none.
func nextLook(list []account.Notice, now time.Time) time.Duration {
	var next time.Duration
	for _, n := range list {
		for _, at := range []time.Time{n.StartsAt, n.EndsAt} {
			if left := at.Sub(now); left > 0 && (next == 0 || left < next) {
				next = left
			}
		}
	}
	return min(next, maxLook)
}

// maintained tells that the service is closed for maintenance.
func maintained(st account.Status) bool {
	return st.Link == account.LinkOffline && account.CodeOf(st.Err) == account.Maintenance
}

// cannotAct says why nothing can be asked of the service now; empty when it can.
func cannotAct(st account.Status, w *words.Words) string {
	switch {
	case maintained(st):
		return w.ForError(st.Err).Title
	case offline(st):
		return w.T("offline.act")
	}
	return ""
}

// mustWait is cannotAct for what can be decided now and sent later.
func mustWait(st account.Status, w *words.Words) string {
	if canWait(st) {
		return ""
	}
	return cannotAct(st, w)
}
