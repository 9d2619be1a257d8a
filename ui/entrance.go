package ui

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"rollcall/account"
	"rollcall/ui/screen/kit"
	"rollcall/ui/screen/signin"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

const (
	// openLimit is how long opening an account may take before the window says
	// that it does not come.
	openLimit = 40 * time.Second
	// sampleLimit is the same for the sample account, which may be made with very
	// many people.
	sampleLimit = 10 * time.Minute
	// openingSeen is how long it may take without a word: what opens at once needs
	// none, and to draw what turns would hold it up.
	openingSeen = 300 * time.Millisecond
	// retryFirst and retryMost bound the pause before another attempt.
	retryFirst = 2 * time.Second
	retryMost  = time.Minute
)

// showSignIn asks who one is; why says the reason to somebody who was in.
func (w *Window) showSignIn(why error) {
	v := view.NewSignIn(w.env, w.door, view.SignInOptions{
		Server: cmp.Or(w.server(), w.o.Server), Normalize: w.door.CleanServer, Why: why, Waiting: w.waiting,
	})
	w.waiting = 0
	s := signin.New(v, w.words, w.openSample)
	v.OnDone = w.enter
	w.show(s.Content, v.Close)
	v.Start()
	// An address that is no good, from the command line, is said to be none.
	v.LeaveServer()
	w.window.Canvas().Focus(s.FocusTarget())
	w.askNow = func() { w.linkAtSignIn(v, s) }
	w.askNow()
	w.tellLost()
}

// enter goes in with a new session.
func (w *Window) enter(server string, session account.Session) {
	w.app.Preferences().SetString(prefServer, server)
	w.open(w.words.T("start.opening"), openLimit, w.way(func(ctx context.Context) (Visit, error) {
		return w.door.Enter(ctx, server, session)
	}), arrival{}, func(err error) { w.showSignIn(err) })
}

// openSample opens the sample account.
func (w *Window) openSample() {
	w.open(w.words.T("start.sample"), sampleLimit, w.way(w.door.Sample), arrival{}, func(err error) {
		w.o.Log.Error("sample account not opened", "error", err)
		w.showSignIn(nil)
		w.toasts.Fail(w.words.T("start.sample_failed") + " " + w.words.ForError(err).Sentence())
	})
}

// open shows that something is being opened, opens it, and shows it.
func (w *Window) open(text string, limit time.Duration, how way, a arrival, failed func(error)) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	waiting := kit.NewWaiting(text)
	unseen := w.env.After(openingSeen, waiting.Show)
	w.show(waiting.Content, func() {
		cancel()
		unseen()
		waiting.Stop()
	})
	w.attempt(ctx, how, func(in entered, err error) {
		if err != nil {
			failed(err)
			return
		}
		w.showAccount(in, a)
	})
}

// attempt opens an account. What comes after the window has moved on, or was
// closed, is closed again, unseen.
func (w *Window) attempt(ctx context.Context, how way, done func(entered, error)) {
	w.env.Go(func() {
		in, err := how(ctx)
		if errors.Is(ctx.Err(), context.Canceled) {
			if in.Visit != nil {
				in.Visit.Close()
			}
			return
		}
		w.env.Post(func() {
			if errors.Is(ctx.Err(), context.Canceled) {
				if in.Visit != nil {
					w.closeVisit(in.Visit)
				}
				return
			}
			done(in, err)
		})
	})
}

// reenter goes from one account into another of the same person, or anew into
// the one that fits; nothing of the former stays on screen meanwhile.
func (w *Window) reenter(from Visit, accountID string, a arrival) {
	done := sync.OnceFunc(func() { w.closeVisit(from) })
	how := w.way(func(ctx context.Context) (Visit, error) {
		defer done()
		return from.Switch(ctx, accountID)
	})
	w.open(w.words.T("start.opening"), openLimit, how, a, func(err error) { w.notResumed(how, err, retryFirst) })
}

// resume goes in with the session that is kept, as was begun before.
func (w *Window) resume(server string, begun *headStart) {
	failed := func(err error) { w.notResumed(w.resuming(server), err, retryFirst) }
	switch {
	case !begun.arrived():
		w.open(w.words.T("start.opening"), openLimit, begun.take, arrival{}, failed)
	case begun.err != nil:
		failed(begun.err)
	default:
		w.showAccount(begun.in, arrival{})
	}
}

// resuming is the way in with the session that is kept.
func (w *Window) resuming(server string) way {
	return w.way(func(ctx context.Context) (Visit, error) { return w.door.Resume(ctx, server) })
}

func (w *Window) notResumed(how way, err error, pause time.Duration) {
	var locked ErrKeyring
	switch {
	case errors.Is(err, ErrNobody):
		w.showSignIn(nil)
	case errors.As(err, &locked):
		w.showLocked(how, locked.Kept)
	case endedWhy(err) != nil:
		w.showSignIn(err)
	default:
		w.showAway(how, err, pause)
	}
}

// showLocked says that the keyring does not give away what it may hold. Whoever
// signs in instead loses nothing: what the keyring holds stays there.
func (w *Window) showLocked(how way, kept view.Keyring) {
	away := kit.NewAway(kit.AwayTexts{
		Icon: widgets.IconLock, Title: w.words.T("start.keyring"), Line: w.words.T(keyringLine(kept)),
		Again: w.words.T("act.try_again"), Other: w.words.T("start.sign_in_once"),
	})
	away.OnAgain = func() {
		w.open(w.words.T("start.opening"), openLimit, how, arrival{}, func(err error) { w.notResumed(how, err, retryFirst) })
	}
	away.OnOther = func() { w.showSignIn(nil) }
	w.show(away.Content, func() {})
	w.window.Canvas().Focus(away.FocusTarget())
	w.askNow = func() { w.linkFirst(nothing) }
	w.askNow()
}

// keyringLine is the sentence that says how the keyring answers.
func keyringLine(k view.Keyring) string {
	switch k {
	case view.KeyringLocked:
		return "start.keyring_locked"
	case view.KeyringSilent:
		return "start.keyring_silent"
	}
	return "start.keyring_refuses"
}

// showAway says that the account cannot be opened now, and tries again by
// itself, less and less often.
func (w *Window) showAway(how way, err error, pause time.Duration) {
	m, icon := w.words.ForError(err), widgets.IconWifiOff
	line := m.Next + " " + w.words.T("start.retrying")
	if account.CodeOf(err) == account.Maintenance {
		icon, line = widgets.IconClock, w.words.T("start.retrying")
	}
	away := kit.NewAway(kit.AwayTexts{
		Icon: icon, Title: m.Title, Line: line,
		Again: w.words.T("act.try_again"), Other: w.words.T("start.sign_in_anew"),
	})
	ctx, cancel := context.WithCancel(context.Background())
	try := func() {
		away.SetBusy(true)
		w.attempt(ctx, how, func(in entered, err error) {
			if err != nil {
				w.notResumed(how, err, min(2*pause, retryMost))
				return
			}
			w.showAccount(in, arrival{})
		})
	}
	stop := nothing
	away.OnAgain = func() {
		stop()
		try()
	}
	away.OnOther = func() { w.showSignIn(nil) }
	w.show(away.Content, func() {
		stop()
		cancel()
	})
	w.window.Canvas().Focus(away.FocusTarget())
	w.askNow = func() { w.linkFirst(nothing) } // it is being retried already
	w.linkFirst(func() { stop = w.env.After(pause, try) })
}
