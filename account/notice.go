package account

import "time"

// NoticeMaintenance is the one kind of notice so far. Clients ignore others.
const NoticeMaintenance = "maintenance"

// Notice is what the operator announces to everybody (R17). Between StartsAt
// and EndsAt the service answers Maintenance to everything else.
type Notice struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	// Text is in the language that was asked for.
	Text string `json:"text"`
}

// UnderWay tells whether the notice is of maintenance that is now, by the
// service's clock.
func (n Notice) UnderWay(now time.Time) bool {
	return n.Kind == NoticeMaintenance && !n.StartsAt.After(now) && n.EndsAt.After(now)
}

// MaintenanceUntil tells whether one of the notices is under way, and when
// maintenance ends: those that follow one another without a gap are one. The next
// comes first, as Notices gives them.
func MaintenanceUntil(list []Notice, now time.Time) (end time.Time, on bool) {
	end = now
	for _, n := range list {
		if n.UnderWay(end) {
			end, on = n.EndsAt, true
		}
	}
	return end, on
}
