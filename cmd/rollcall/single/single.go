// Package single keeps one window for each person and folder: whoever starts the
// program again is led to the window that is open. The first start holds a lock
// on the folder, which ends with its process however that ends, and listens on a
// socket that nobody else can reach.
package single

import (
	"context"
	"errors"
	"time"

	"rollcall/account"
)

// ErrSilent says that a window is open and does not answer: it hangs, or takes
// long to end.
var ErrSilent = errors.New("the window that is open does not answer")

// Order is what another start asks of the window that is open: to come to the
// front.
type Order struct {
	// Link is the link that the other start was given, as the system handed it over;
	// empty for none. It comes from anywhere and is shown for consent.
	Link string `json:"link,omitempty"`
}

// Valid tells whether the order is one that the command line allows too.
func (o Order) Valid() bool { return o.Link == "" || account.IsLink(o.Link) }

// Options say where, and how long.
type Options struct {
	// Dir is where the program keeps its files; it is made when missing.
	Dir string
	// Patience is how long the window that is open may take to come to the front. It
	// may just be opening.
	Patience time.Duration
	// Ending is how long in all one that says that it ends is waited for, if that is
	// longer. One that hangs says nothing.
	Ending time.Duration
}

// again is the pause between two looks at a window that is just opening or ending.
const again = 50 * time.Millisecond

// Begin makes this start the first of its folder, or hands its order to the one
// that is. Taken says that the order was carried out and nothing is left to do.
// ErrSilent, and whatever the folder says; a window may be opened all the same,
// of its own.
func Begin(ctx context.Context, o Options, order Order) (first *First, taken bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, max(o.Patience, o.Ending))
	defer cancel()
	p, err := openPlace(o.Dir)
	if err != nil {
		return nil, false, err
	}
	for {
		first, err := p.claim()
		if first != nil || err != nil {
			return first, false, err
		}
		taken, silent := p.handWithin(ctx, o.Patience, order)
		if taken {
			return nil, true, nil
		}
		if silent {
			return nil, false, ErrSilent
		}
		select {
		case <-ctx.Done():
			return nil, false, ErrSilent
		case <-time.After(again):
		}
	}
}
