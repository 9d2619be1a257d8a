package view

import (
	"strings"
	"time"

	"rollcall/ui/words"
)

// dateFormat is how a date is typed, ISO 8601.
const dateFormat = time.DateOnly

// lastDay reads the last day of an access as it was typed: the access lasts to
// the end of that day, here. Empty is no end; fault is the key of what is wrong.
func lastDay(text string, now time.Time, w *words.Words) (until time.Time, fault string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, ""
	}
	day, err := time.ParseInLocation(dateFormat, text, w.Location())
	if err != nil {
		return time.Time{}, "fault.date"
	}
	if until = day.AddDate(0, 0, 1); !until.After(now) {
		return time.Time{}, "fault.day_past"
	}
	return until.UTC(), ""
}

// untilText says when an access ends; one that ends at midnight has the day
// before as its last.
func untilText(until time.Time, w *words.Words) string {
	if until.IsZero() {
		return w.T("external.no_end")
	}
	return w.T("external.until", words.Args{"Day": w.LongDay(until.Add(-time.Second))})
}
