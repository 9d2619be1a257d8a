package ui

import "context"

// headStart opens the account that one is signed in to while the window is being
// made, which as a rule takes longer: the first picture of the window then is that
// of the account.
type headStart struct {
	cancel context.CancelFunc
	// over is closed once in and err say what came of it.
	over chan struct{}
	in   entered
	err  error
}

// setOut begins to open what Start will show, where that is an account one may be
// signed in to; nil where it is not.
func (w *Window) setOut() *headStart {
	server := w.server()
	if w.o.Sample || server == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), openLimit)
	h := &headStart{cancel: cancel, over: make(chan struct{})}
	how := w.resuming(server)
	w.env.Go(func() {
		defer cancel()
		defer close(h.over)
		h.in, h.err = how(ctx)
	})
	return h
}

// arrived tells whether it is over.
func (h *headStart) arrived() bool {
	select {
	case <-h.over:
		return true
	default:
		return false
	}
}

// take is the way in that has been begun. Who gives up ends it.
func (h *headStart) take(ctx context.Context) (entered, error) {
	defer context.AfterFunc(ctx, h.cancel)()
	<-h.over
	return h.in, h.err
}
