package web

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"rollcall/server/words"
)

// maxRetryAfter bounds what callers are asked to wait: maintenance may end early.
const maxRetryAfter = 24 * time.Hour

// closed answers while the service is being maintained: when to come back, and
// that the link still works, since nobody looked at it. What a form held is not
// taken.
func (p *pages) closed(w http.ResponseWriter, r *http.Request, end time.Time) {
	left := end.Sub(p.Now())
	wait := math.Ceil(min(left, maxRetryAfter).Seconds())
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(wait))))
	s := p.speaker(r, "")
	p.message(w, r, http.StatusServiceUnavailable, s, "maintenance", "Left", duration(s, left), "Until", s.Moment(end))
}

// duration says how long something takes, in whole minutes rounded up: unlike a
// moment, it needs no time zone.
func duration(s words.Speaker, d time.Duration) string {
	minutes := max(1, int(math.Ceil(d.Minutes())))
	days, hours := minutes/(24*60), minutes/60%24
	const space = "\u00a0"
	day := "d"
	if s.Language == "fr" {
		day = "j"
	}
	switch {
	case days > 0:
		return fmt.Sprintf("%d%s%s%s%d%sh", days, space, day, space, hours, space)
	case hours > 0:
		return fmt.Sprintf("%d%sh%s%02d%smin", hours, space, space, minutes%60, space)
	}
	return fmt.Sprintf("%d%smin", minutes, space)
}
