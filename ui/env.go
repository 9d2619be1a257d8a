package ui

import (
	"crypto/rand"
	"time"

	"fyne.io/fyne/v2"

	"rollcall/ui/view"
	"rollcall/ui/words"
)

// newEnv is the world of the views of a window that speaks w and does its work
// by run.
func newEnv(o Options, run func(func()), w *words.Words) view.Env {
	return view.Env{
		Go: run, Post: o.Post, Now: o.Now, After: o.After, NewKey: rand.Text, Words: w, Log: o.Log,
	}
}

// withDefaults fills in the threads and the time of a real window.
func (o Options) withDefaults() Options {
	if o.Post == nil {
		o.Post = fyne.Do
	}
	if o.After == nil {
		o.After = after
	}
	return o
}

// after runs f once on the UI goroutine. Stop is called there too, so that
// nothing stopped runs, even when its time has come already.
func after(d time.Duration, f func()) (stop func()) {
	stopped := false
	t := time.AfterFunc(d, func() {
		fyne.Do(func() {
			if !stopped {
				stopped = true
				f()
			}
		})
	})
	return func() {
		stopped = true
		t.Stop()
	}
}
