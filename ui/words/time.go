package words

import (
	"fmt"
	"strings"
	"time"

	"rollcall/account"
)

// day is the length of a day on which the clocks are not changed.
const day = 24 * time.Hour

// Clock tells the time of day, "14:32", « 14 h 32 ».
func (w *Words) Clock(t time.Time) string {
	t = t.In(w.location)
	if w.lang == "fr" {
		return fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute())
	}
	return t.Format("15:04")
}

// Day tells a date, "Nov 14", with the year when it is not this one.
func (w *Words) Day(t, now time.Time) string {
	t = t.In(w.location)
	args := Args{"Day": w.dayOfMonth(t), "Month": w.pick("date.months.short", int(t.Month())-1), "Year": t.Year()}
	if t.Year() == now.In(w.location).Year() {
		return w.T("date.day", args)
	}
	return w.T("date.day_year", args)
}

// LongDay tells a date in full, "November 14, 2026".
func (w *Words) LongDay(t time.Time) string {
	t = t.In(w.location)
	return w.T("date.long", Args{
		"Day": w.dayOfMonth(t), "Month": w.pick("date.months.long", int(t.Month())-1), "Year": t.Year(),
	})
}

// WeekDay tells a day near enough to need no year, "Friday, November 27".
func (w *Words) WeekDay(t time.Time) string {
	t = t.In(w.location)
	return w.T("date.long_day", Args{
		"Weekday": w.pick("date.weekdays", int(t.Weekday())), "Day": w.dayOfMonth(t), "Month": w.pick("date.months.long", int(t.Month())-1),
	})
}

// Until tells something with the moment at which it ends: with the first sentence
// on the same day as now, with the second, which has the date, on another.
func (w *Words) Until(today, another string, end, now time.Time, more ...Args) string {
	args := append(more, Args{"Clock": w.Clock(end), "Day": w.Day(end, now)})
	if w.SameDay(end, now) {
		return w.T(today, args...)
	}
	return w.T(another, args...)
}

// SameDay tells whether two moments are on one day where the reader is.
func (w *Words) SameDay(a, b time.Time) bool { return w.daysBetween(a, b) == 0 }

// Exact tells a moment in full, "Saturday, November 21, 2026, 14:32".
func (w *Words) Exact(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	local := t.In(w.location)
	return w.T("date.exact", Args{
		"Weekday": w.pick("date.weekdays", int(local.Weekday())), "Date": w.LongDay(t), "Clock": w.Clock(t),
	})
}

// Moment tells a moment near now, "today, 14:32", "yesterday, 09:10", "Nov 14, 14:32".
func (w *Words) Moment(t, now time.Time) string {
	args := Args{"Clock": w.Clock(t), "Day": w.Day(t, now)}
	switch w.daysBetween(t, now) {
	case 0:
		return w.T("moment.today", args)
	case 1:
		return w.T("moment.yesterday", args)
	}
	return w.T("moment.other", args)
}

// Ago tells how long ago something was, "2 hours ago", "Yesterday",
// "12 days ago", and the date beyond a year. A moment ahead of now, when clocks
// differ, is now.
func (w *Words) Ago(t, now time.Time) string {
	age, days := now.Sub(t), w.daysBetween(t, now)
	switch {
	case age < time.Minute:
		return w.T("ago.now")
	case age < time.Hour:
		return w.N("ago.minutes", int(age/time.Minute))
	case days == 0 || age < 6*time.Hour:
		return w.N("ago.hours", int(age/time.Hour))
	case days == 1:
		return w.T("ago.yesterday")
	case days < 365:
		return w.N("ago.days", days)
	}
	return w.Day(t, now)
}

// LastActive tells when a person was last active; zero is never. For oneself
// it is always now.
func (w *Words) LastActive(t, now time.Time, me bool) string {
	switch {
	case me:
		return w.T("ago.you")
	case t.IsZero():
		return w.T("ago.never")
	}
	return w.Ago(t, now)
}

// Expiry tells how long an invitation's link works, or since when it does not:
// "5 days left", "Expires tonight, 21:40", "Expired on Nov 14" (R5).
func (w *Words) Expiry(i account.Invitation, now time.Time) string {
	if i.StateAt(now) == account.InvitationExpired {
		return w.T("expiry.expired", Args{"Day": w.Day(i.ExpiresAt, now)})
	}
	if !i.Expiring(now) {
		left := i.ExpiresAt.Sub(now)
		return w.N("expiry.left", int((left+day-1)/day))
	}
	args := Args{"Clock": w.Clock(i.ExpiresAt)}
	switch {
	case w.daysBetween(i.ExpiresAt, now) != 0:
		return w.T("expiry.tomorrow", args)
	case i.ExpiresAt.In(w.location).Hour() >= 18:
		return w.T("expiry.tonight", args)
	}
	return w.T("expiry.today", args)
}

// DaysUntil counts the midnights from now to a moment, in the place of the reader.
func (w *Words) DaysUntil(t, now time.Time) int { return w.daysBetween(now, t) }

// daysBetween counts midnights from t to now in the place of the reader.
func (w *Words) daysBetween(t, now time.Time) int {
	return int(w.midnight(now).Sub(w.midnight(t)).Round(day) / day)
}

func (w *Words) midnight(t time.Time) time.Time {
	y, m, d := t.In(w.location).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// dayOfMonth writes the first of the month as French does.
func (w *Words) dayOfMonth(t time.Time) string {
	if w.lang == "fr" && t.Day() == 1 {
		return "1er"
	}
	return fmt.Sprint(t.Day())
}

func (w *Words) pick(key string, i int) string {
	return strings.Split(w.T(key), "|")[i]
}
