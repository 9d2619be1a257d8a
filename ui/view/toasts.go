package view

import (
	"slices"
	"time"
)

// How long a toast stays, and how many stand at once.
const (
	ToastTime     = 8 * time.Second
	ToastUndoTime = 15 * time.Second
	toastsAtOnce  = 3
)

// Toast tells what was done, or why not, with one act when undo is true.
type Toast struct {
	ID   int
	Text string
	// Action labels the one act, "Undo"; empty for none.
	Action string
	// Role is RoleRed for what failed.
	Role Role
}

// Toasts is the queue of toasts of a window, shared by its views. Each goes by
// itself after its time, which stands still while the pointer is over them.
type Toasts struct {
	// OnState is told the toasts to show, the oldest first.
	OnState func([]Toast)

	env     Env
	next    int
	queue   []*toast
	hovered bool
	// takings counts what was asked to be taken back in the window: what waits no
	// more since then was not all sent.
	takings int
}

type toast struct {
	Toast
	undo    func()
	gone    func()
	left    time.Duration
	since   time.Time
	stop    func()
	running bool
}

// NewToasts makes an empty queue.
func NewToasts(e Env) *Toasts { return &Toasts{env: e} }

// Tell shows what was done.
func (t *Toasts) Tell(text string) { t.add(Toast{Text: text}, nil, ToastTime) }

// Fail shows what could not be done.
func (t *Toasts) Fail(text string) { t.add(Toast{Text: text, Role: RoleRed}, nil, ToastUndoTime) }

// Offer shows what was done, with an act, "Undo", that takes it back. The number
// is for Dismiss, when it was taken back otherwise.
func (t *Toasts) Offer(text, action string, undo func()) (id int) {
	t.add(Toast{Text: text, Action: action}, undo, ToastUndoTime)
	return t.next
}

// OfferWhile is Offer for what can be taken back for a while only: gone is called
// once the toast is, whatever took it away.
func (t *Toasts) OfferWhile(text, action string, undo, gone func()) (id int) {
	t.add(Toast{Text: text, Action: action}, undo, ToastUndoTime)
	t.queue[len(t.queue)-1].gone = gone
	return t.next
}

// Act does a toast's act, once, and takes the toast away.
func (t *Toasts) Act(id int) {
	if found := t.remove(id); found != nil && found.undo != nil {
		found.undo()
	}
}

// ActNewest does the act of the newest toast that has one.
func (t *Toasts) ActNewest() {
	for _, each := range slices.Backward(t.queue[:min(toastsAtOnce, len(t.queue))]) {
		if each.undo != nil {
			t.Act(each.ID)
			return
		}
	}
}

// Dismiss takes a toast away.
func (t *Toasts) Dismiss(id int) { t.remove(id) }

// Hover stops the time while the pointer, or the focus, is on the toasts.
func (t *Toasts) Hover(on bool) {
	t.hovered = on
	t.refresh()
}

// Close takes all toasts away.
func (t *Toasts) Close() {
	for _, each := range t.queue {
		t.pause(each)
		each.end()
	}
	t.queue = nil
	t.publish()
}

func (t *Toasts) add(what Toast, undo func(), life time.Duration) {
	t.next++
	what.ID = t.next
	t.queue = append(t.queue, &toast{Toast: what, undo: undo, left: life})
	t.refresh()
	t.publish()
}

func (t *Toasts) remove(id int) *toast {
	i := slices.IndexFunc(t.queue, func(each *toast) bool { return each.ID == id })
	if i < 0 {
		return nil
	}
	found := t.queue[i]
	t.pause(found)
	t.queue = slices.Delete(t.queue, i, i+1)
	t.refresh()
	t.publish()
	found.end()
	return found
}

func (each *toast) end() {
	if each.gone != nil {
		each.gone()
	}
}

// refresh lets the time of those that are shown run, unless hovered.
func (t *Toasts) refresh() {
	for _, each := range t.queue[:min(toastsAtOnce, len(t.queue))] {
		if t.hovered {
			t.pause(each)
		} else {
			t.run(each)
		}
	}
}

func (t *Toasts) run(each *toast) {
	if each.running {
		return
	}
	each.running, each.since = true, t.env.Now()
	id := each.ID
	each.stop = t.env.After(each.left, func() { t.remove(id) })
}

func (t *Toasts) pause(each *toast) {
	if !each.running {
		return
	}
	each.stop()
	each.running = false
	each.left = max(time.Second, each.left-t.env.Now().Sub(each.since))
}

func (t *Toasts) publish() {
	if t.OnState == nil {
		return
	}
	shown := []Toast{}
	for _, each := range t.queue[:min(toastsAtOnce, len(t.queue))] {
		shown = append(shown, each.Toast)
	}
	t.OnState(shown)
}
