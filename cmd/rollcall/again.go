package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/cmd/rollcall/front"
	"rollcall/cmd/rollcall/single"
)

const (
	// patience is how long a second start waits for the window that is open, which may
	// still be opening, on a slow computer.
	patience = 10 * time.Second
	// endPatience is how long it waits for one that is ending, in all: a copy has one
	// window at a time, and what is under way there takes up to endLimit.
	endPatience = endLimit + 2*time.Second
)

// errEnded is for an order that comes as the window ends.
var errEnded = errors.New("the window has ended")

// lead makes this start the first of its folder; taken says that a window was open
// already and comes to the front. The sample account keeps a window of its own: it
// is looked at beside one's work, and nothing of it is kept. Without an answer this
// start opens a window like any other, and nobody is led to it.
func (f flags) lead(data string, log *slog.Logger) (first *single.First, taken bool) {
	if f.Sample {
		return nil, false
	}
	first, taken, err := single.Begin(context.Background(), single.Options{Dir: data, Patience: patience, Ending: endPatience}, f.order())
	if err != nil {
		log.Warn("a window of its own is opened", "error", err)
	}
	return first, taken
}

// order is what this start asks of a window that is open. A service named on the
// command line is offered there as one named by a link: whoever is signed in is
// asked first.
func (f flags) order() single.Order {
	if f.Link == "" && f.Server != "" {
		return single.Order{Link: account.ConnectLink(f.Server)}
	}
	return single.Order{Link: f.Link}
}

// raise brings the window to the front for another start. It says that it has once
// the window is there, so that whoever asks a program that hangs does not wait for
// ever; whoever has stopped waiting has opened a window of their own.
func (e *ending) raise(ctx context.Context, o single.Order) error {
	done := make(chan error, 1)
	fyne.Do(func() {
		if e.begun || ctx.Err() != nil {
			done <- errEnded
			return
		}
		front.Restore(e.w.Window())
		e.w.Raise(o.Link)
		done <- nil
	})
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
