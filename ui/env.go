package ui

import (
	"crypto/rand"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"rollcall/ui/view"
	"rollcall/ui/words"
)

// newEnv is the world of views in a real window.
func newEnv(now func() time.Time, w *words.Words, log *slog.Logger) view.Env {
	return view.Env{
		Go: func(f func()) { go f() }, Post: fyne.Do, Now: now, After: after, NewKey: rand.Text, Words: w, Log: log,
	}
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
