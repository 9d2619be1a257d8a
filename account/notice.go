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
