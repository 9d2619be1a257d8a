package ui

import (
	"context"

	"rollcall/ui/view"
)

// entered is an account that one is in, and what its Users screen begins with.
type entered struct {
	Visit
	beginning *view.Beginning
}

// way is a way into an account. It is taken off the UI goroutine.
type way func(context.Context) (entered, error)

// way enters an account and prepares what is shown of it first, so that no picture
// without rows is drawn before. It is made on the UI goroutine.
func (w *Window) way(how func(context.Context) (Visit, error)) way {
	env, folded := w.env, w.folded()
	return func(ctx context.Context) (entered, error) {
		visit, err := how(ctx)
		if visit == nil || visit.Facts().TwoFactorSetup {
			return entered{Visit: visit}, err
		}
		return entered{visit, view.Begin(env, visit, peopleOptions(visit.Facts(), folded))}, err
	}
}
