package main

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"fyne.io/fyne/v2"

	"rollcall/cmd/rollcall/single"
	"rollcall/ui"
)

const (
	// saving is how long the toolkit may take to write down what is remembered.
	saving = 300 * time.Millisecond
	// settling is how long the toolkit needs to listen for signals.
	settling = time.Second
	// endLimit is how long the program may take to end once the system asks it to.
	endLimit = 18 * time.Second
)

// ending is how the program ends. The toolkit's own way out waits for ever when
// an event comes in as its loop ends (fyne issue 5748: one end in twenty on a
// busy machine, with the window gone and the process left behind). Its loop
// therefore goes on, and hears what is still answered, until all is finished and
// the program is over.
type ending struct {
	w *ui.Window
	// first leads other starts to this window; nil when it does not.
	first *single.First
	once  sync.Once
	// begun: the window is gone.
	begun bool
}

// begin closes the window, on the UI goroutine.
func (e *ending) begin() {
	e.once.Do(func() {
		e.begun = true
		e.w.Close()
		e.w.Window().Hide()
		go func() {
			e.first.Quiet()
			e.w.Wait()
			time.Sleep(saving)
			os.Exit(0)
		}()
	})
}

// onSignal ends the program when the system asks it to.
func (e *ending) onSignal(started <-chan struct{}) {
	asked := make(chan os.Signal, 1)
	listen := func() { signal.Notify(asked, os.Interrupt, syscall.SIGTERM) }
	listen()
	<-started
	select {
	case <-asked:
	case <-time.After(settling):
		// From now on the toolkit does not end its loop for a signal.
		signal.Reset(os.Interrupt, syscall.SIGTERM)
		listen()
		<-asked
	}
	fyne.Do(e.begin)
	time.Sleep(endLimit)
	os.Exit(1)
}

// show shows the window until it is closed or the system asks the program to
// end, and finishes what is under way.
func show(a fyne.App, w *ui.Window, first *single.First) {
	e := &ending{w: w, first: first}
	started := make(chan struct{})
	go e.onSignal(started)
	a.Lifecycle().SetOnStarted(func() {
		close(started)
		go first.Serve(e.raise)
	})
	w.OnClose(e.begin)
	w.Start()
	w.Window().ShowAndRun()
	// The toolkit's loop has ended by itself.
	w.Close()
	w.Wait()
}
