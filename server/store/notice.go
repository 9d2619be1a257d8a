package store

import (
	"context"
	"time"
)

// NoticeKept is how long a notice is remembered after it is over.
const NoticeKept = 30 * 24 * time.Hour

// Notices is what the operator announces to everybody (R17).
type Notices interface {
	// Notices lists what is not over yet, the next first.
	Notices(ctx context.Context, now time.Time) ([]Notice, error)
	// Announce adds a notice, whose ID it makes.
	Announce(ctx context.Context, n Notice, now time.Time) (Notice, error)
	// Withdraw takes a notice back, also one that is under way; NotFound.
	Withdraw(ctx context.Context, id string, now time.Time) error
}

// Notice is maintenance that is announced, in every language of the product.
// From StartsAt on and before EndsAt the service answers nothing else.
type Notice struct {
	ID               string
	StartsAt, EndsAt time.Time
	// Text is by language, "en" and "fr".
	Text map[string]string
}
