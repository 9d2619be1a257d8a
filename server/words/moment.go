package words

import (
	"fmt"
	"time"
)

// Moment writes a moment out in full with its time zone, UTC, because a mail is
// read anywhere: "Saturday 28 November 2026, 14:05 UTC".
func (s Speaker) Moment(t time.Time) string {
	t = t.UTC()
	if s.Language == "fr" {
		return frenchMoment(t)
	}
	return t.Format("Monday 2 January 2006, 15:04 UTC")
}

// frenchMoment follows French typography: no capital, "1er" for the first of a
// month, and a space that does not break on both sides of the h.
func frenchMoment(t time.Time) string {
	weekdays := [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months := [...]string{
		"janvier", "février", "mars", "avril", "mai", "juin",
		"juillet", "août", "septembre", "octobre", "novembre", "décembre",
	}
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %s %d à %d\u00a0h\u00a0%02d UTC",
		weekdays[t.Weekday()], day, months[t.Month()-1], t.Year(), t.Hour(), t.Minute())
}
