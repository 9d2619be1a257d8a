// Package ui is what a person sees: one window, with the sign-in screen or the
// frame around the screens of an account.
package ui

import (
	"log/slog"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// The size of the window, in logical pixels.
const (
	startWidth  = 1180
	startHeight = 760
	leastWidth  = 820
	leastHeight = 560
)

// finishLimit is how long the program waits at its end for what is under way.
const finishLimit = 15 * time.Second

// Names of what is remembered between two runs. It is plain text: nothing
// about people.
const (
	prefServer = "server"
	prefSize   = "window.size"
	prefFolded = "people.folded"
	prefClosed = "notices.closed"
)

// Options are what the flags say.
type Options struct {
	// Server is the service to sign in to; empty for the one remembered.
	Server string
	// Link is the link that opened the program, as the system handed it over; empty
	// for none. It comes from anywhere and is shown for consent.
	Link string
	// Sample opens the sample account at once.
	Sample bool
	// Language is "en" or "fr"; empty for the profile's, else the system's.
	Language string
	Theme    theme.Mode
	// Location is where times are told.
	Location *time.Location
	Now      func() time.Time
	Log      *slog.Logger
	// Post runs f on the UI goroutine; fyne.Do when nil.
	Post func(f func())
	// After runs f there once d has passed, unless stopped; the computer's time
	// passes when nil.
	After func(d time.Duration, f func()) (stop func())
	// OnLanguage is told the language spoken, "en" or "fr".
	OnLanguage func(string)
}

// Window is the one window of the program.
type Window struct {
	app    fyne.App
	window fyne.Window
	door   Door
	o      Options

	host   *widgets.Host
	words  *words.Words
	env    view.Env
	toasts *view.Toasts
	// begun is what Start shows, being opened since New; nil when nothing is.
	begun *headStart
	// close ends what is shown now, before something else is.
	close func()
	// leaving counts what is under way off the UI goroutine: acts that are being
	// sent and visits that are being closed.
	leaving sync.WaitGroup
	// shortcuts does what a combination of keys asks for; nil when nothing.
	shortcuts func(shortcut)
	// ask goes on at once when leaving what is shown loses nothing, and asks
	// otherwise. asked is what closing the window has asked.
	ask   func(then func()) *widgets.Dialog
	asked *widgets.Dialog
	// underWay says what goes on that would end with what is shown; nil or empty
	// when nothing does.
	underWay func() string
	// draft is what was being written when a session ended; nil when nothing.
	draft *draft
	// lost is what will never be sent and was not read yet; telling is the dialog
	// that names the first of it.
	lost    []view.LostState
	telling *widgets.Dialog
	// waiting is how many acts wait on this computer for whoever was in last.
	waiting int
	// dropped takes files that were dropped on the window; nil when nothing does.
	dropped func([]fyne.URI)
	// link is what a link offers, until it is decided about; nil when nothing. Later
	// is one that came while another was being asked about.
	link  *link
	later string
	// askNow asks about a link that waits, where what is shown allows it; asking is
	// the dialog.
	askNow func()
	asking *widgets.Dialog
	// resize tells what is shown now how wide the window is.
	resize func(width float32)
}

// New makes the window, and begins to open what Start fills it with.
func New(app fyne.App, door Door, o Options) (*Window, error) {
	look, err := theme.New(o.Theme)
	if err != nil {
		return nil, err
	}
	app.Settings().SetTheme(look)
	w := &Window{app: app, door: door, o: o.withDefaults(), close: func() {}, resize: func(float32) {}, ask: atOnce, askNow: nothing}
	w.speak(words.Pick(o.Language, "", systemLanguages()))
	w.begun = w.setOut()
	w.host = widgets.NewHost(kit.NewStage(widgets.NewText("", widgets.Muted()), 360))
	w.window = app.NewWindow("Rollcall")
	w.window.SetContent(newFrame(w.host, func(s fyne.Size) { w.resize(s.Width) }))
	w.window.SetPadded(false)
	w.window.SetMaster()
	w.window.Resize(w.size())
	w.window.SetOnClosed(w.Close)
	w.window.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { w.Drop(files) })
	w.bindToasts()
	w.bindKeys()
	return w, nil
}

// Window is the window itself.
func (w *Window) Window() fyne.Window { return w.window }

// Start opens what there is to open: the sample account, the account one is
// signed in to, or the sign-in screen. It is called before the window is shown:
// what is there by then is in its first picture.
func (w *Window) Start() {
	w.takeLink(w.o.Link)
	switch {
	case w.o.Sample:
		w.openSample()
	case w.begun != nil:
		w.resume(w.server(), w.begun)
	default:
		w.showSignIn(nil)
	}
}

// Drop takes files that were dropped on the window: lists of people to invite.
func (w *Window) Drop(files []fyne.URI) {
	if w.dropped != nil {
		w.dropped(files)
	}
}

// OnClose sets what closing the window by hand does, in place of the toolkit's
// way. What is typed and not saved is asked about first.
func (w *Window) OnClose(f func()) {
	w.window.SetCloseIntercept(func() { w.closing(f) })
}

// closing asks about what is still being sent, what is shown only once, and what is
// typed, in a dialog or on a screen, and goes on. A link that is followed may come
// over a dialog too.
func (w *Window) closing(then func()) {
	switch c := w.window.Canvas(); {
	case w.asked != nil && w.asked.Opened():
	case w.underWay != nil && w.underWay() != "":
		w.asked = kit.LeaveUnderWay(c, w.words, w.underWay(), then)
	case kit.Fleeting(c):
		w.asked = kit.LeaveFleeting(c, w.words, then)
	case kit.Unsaved(c):
		w.asked = kit.Leave(c, w.words, true, then)
	default:
		w.asked = w.ask(then)
	}
}

// Close ends what is shown and remembers the size of the window.
func (w *Window) Close() {
	size := w.host.Size()
	if size.Width >= leastWidth && size.Height >= leastHeight {
		w.app.Preferences().SetFloatList(prefSize, []float64{float64(size.Width), float64(size.Height)})
	}
	w.leave()
}

// Wait waits until every visit is closed: what was being sent is sent, and the
// sample's folder is gone. A service that does not answer is not waited for.
func (w *Window) Wait() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.leaving.Wait()
	}()
	select {
	case <-done:
	case <-time.After(finishLimit):
		w.o.Log.Warn("left before everything was finished")
	}
}

func (w *Window) closeVisit(v Visit) {
	w.leaving.Go(v.Close)
}

func (w *Window) size() fyne.Size {
	size := w.app.Preferences().FloatList(prefSize)
	if len(size) != 2 {
		return fyne.NewSize(startWidth, startHeight)
	}
	return fyne.NewSize(float32(max(size[0], leastWidth)), float32(max(size[1], leastHeight)))
}

// server is the service to sign in to: the flag's, else the one remembered.
func (w *Window) server() string {
	if w.o.Server == "" {
		return w.app.Preferences().String(prefServer)
	}
	clean, err := w.door.CleanServer(w.o.Server)
	if err != nil {
		return ""
	}
	return clean
}

// speak chooses the language, for all that is shown from now on.
func (w *Window) speak(language string) {
	w.words = words.New(language, w.o.Location)
	if w.o.OnLanguage != nil {
		w.o.OnLanguage(language)
	}
	w.env = newEnv(w.o, w.leaving.Go, w.words)
	w.toasts = view.NewToasts(w.env)
}

// show replaces what is shown.
func (w *Window) show(o fyne.CanvasObject, close func()) {
	w.leave()
	w.put(o, close)
}

// put shows something after what was shown has been left.
func (w *Window) put(o fyne.CanvasObject, close func()) {
	w.close = close
	w.host.SetContent(o)
}

// leave ends what is shown, with all that stands over it.
func (w *Window) leave() {
	w.host.HidePanel()
	closeOverlays(w.window.Canvas())
	w.freshToasts()
	w.resize, w.ask, w.underWay, w.askNow = func(float32) {}, atOnce, nil, nothing
	end := w.close
	w.close = func() {}
	end()
}

func atOnce(then func()) *widgets.Dialog {
	then()
	return nil
}

// freshToasts takes the toasts away for good: what is still answered to acts of
// an account that was left is not told to whoever sits there now.
func (w *Window) freshToasts() {
	w.toasts.Close()
	w.toasts.OnState = nil
	w.toasts = view.NewToasts(w.env)
	w.bindToasts()
}

// closeOverlays takes dialogs and menus away: nothing private stays on screen.
func closeOverlays(c fyne.Canvas) {
	for range len(c.Overlays().List()) {
		top := c.Overlays().Top()
		if top == nil {
			return
		}
		if d, ok := top.(interface{ Close() }); ok {
			d.Close()
		}
		if c.Overlays().Top() == top {
			c.Overlays().Remove(top)
		}
	}
}

// endedWhy says why somebody has to sign in again, or nil.
func endedWhy(err error) error {
	switch account.CodeOf(err) {
	case account.SessionEnded, account.Unauthenticated:
		return err
	}
	return nil
}
