package wiring

import (
	"context"
	"errors"
	"sync"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
	"rollcall/ui"
	"rollcall/ui/view"
)

// visit is a stay in one account: the local copy, kept in step with the
// service until the visit is closed. One that is there to set up a second factor
// follows nothing.
type visit struct {
	*localcache.Cache

	door   *Door
	client *client.Client
	pass   pass
	facts  ui.VisitFacts
	// kept is the copy on this computer.
	kept opened

	// stop is nil unless the visit follows the service; done is closed once it
	// no longer does, and the copy is closed.
	stop context.CancelFunc
	done chan struct{}
	// wiped is told that the Cache has wiped the copy.
	wiped chan struct{}

	mu sync.Mutex
	// lost is what waited in copies of other accounts that were wiped.
	lost []view.Elsewhere
	// onLost is told of more of it while the visit goes on.
	onLost func()
}

var _ ui.Visit = (*visit)(nil)

// Facts says where and how one is signed in.
func (v *visit) Facts() ui.VisitFacts { return v.facts }

// run follows the service. The end of the session takes the credentials from
// this computer, whoever looks at the window; the copy is closed then, so that who
// signs in again can open it.
func (v *visit) run() {
	ctx, cancel := context.WithCancel(context.Background())
	v.stop = cancel
	left := v.door.copies.stay(v.kept.folder, copyStay{ctx.Done(), v.done})
	tidied, over := make(chan struct{}), make(chan struct{})
	var heeding sync.WaitGroup
	heeding.Go(func() { v.heedPowers(ctx) })
	go func() {
		defer close(tidied)
		v.tidy(over)
	}()
	go func() {
		defer close(v.done)
		defer left()
		err := v.Cache.Run(ctx)
		cancel()
		v.closeCopy()
		close(over)
		<-tidied
		heeding.Wait()
		v.lose(v.door.forgetEnded(context.WithoutCancel(ctx), v.pass, v.kept.folder, err))
	}()
}

// closeCopy writes down what is not written yet, and closes the copy.
func (v *visit) closeCopy() {
	if v.kept.Copy == nil {
		return
	}
	if err := v.kept.Close(); err != nil {
		v.door.o.Log.Warn("the copy was not closed well", "error", localcache.Nameless(err))
	}
}

// onWiped hears from the Cache, on any goroutine, that it has wiped the copy.
func (v *visit) onWiped() {
	select {
	case v.wiped <- struct{}{}:
	default: // told already
	}
}

// tidy deletes the key of a copy that the Cache has wiped, at the latest once it
// follows the service no more.
func (v *visit) tidy(over <-chan struct{}) {
	select {
	case <-v.wiped:
	case <-over:
		select {
		case <-v.wiped:
		default:
			return
		}
	}
	_ = v.door.copies.wipe(context.Background(), v.pass.server, v.kept.folder)
}

// Forget removes the session from this computer, and the copies that the person
// has of the accounts of this service, which nobody can read from then on. Ending
// the session on the service is SignOut's. ui.ErrKeyring when the keyring does not
// let go of it: the files are gone all the same. The visit follows the service no
// more. It is a person's own press: the copies go whether or not the session had
// ended by itself before.
func (v *visit) Forget(ctx context.Context) error {
	if v.pass.where == nil {
		return nil
	}
	v.halt()
	d, p := v.door, v.pass
	_ = d.copies.recent.dropSession(p.server, p.token())
	err := d.forgetCopies(ctx, p, v.kept.folder)
	return errors.Join(err, d.forgetOnly(ctx, sessionKey(p.server), p.token()))
}

// ForgetComputer removes the session, the copies and the trust in this computer.
// The sample account has left none of them.
func (v *visit) ForgetComputer(ctx context.Context) error {
	if v.pass.where == nil {
		return nil
	}
	return errors.Join(v.Forget(ctx), v.door.forget(ctx, deviceKey(v.pass.server)))
}

// Switch enters another account with the same session, or the one that fits best
// when none is named (R13). One that has a copy here opens at once. NotFound for
// one that the person may not enter.
func (v *visit) Switch(ctx context.Context, accountID string) (ui.Visit, error) {
	if as, may := v.mayReopen(accountID); may {
		folder := folderOf(localcache.Owner{Server: v.pass.server, AccountID: accountID, PersonID: v.pass.person})
		if other, ok := v.door.reopen(ctx, v.pass, folder, as); ok {
			return other, nil
		}
	}
	return v.door.reenter(ctx, v.pass, accountID)
}

// mayReopen tells whether an account may be entered before the service was asked:
// where the session lives, as far as one knows, and has that account. As is what the
// person is there, if known.
func (v *visit) mayReopen(accountID string) (as account.UserType, may bool) {
	if accountID == "" || v.pass.person == "" || v.facts.TwoFactorSetup {
		return "", false
	}
	if status := v.Status(); status.Link == account.LinkEnded {
		return "", reasonOf(status.Err) == account.ReasonAccessRemoved && accountID == v.facts.HomeID
	}
	as, may = typesIn(v.Lists().Me.Memberships)[accountID]
	return as, may
}

// halt ends the following of the service and closes the copy. It may be called
// again.
func (v *visit) halt() {
	if v.stop != nil {
		v.stop()
		<-v.done
	}
}

// Close ends the visit and leaves the session as it is. It waits until all that
// belongs into the copy is there.
func (v *visit) Close() {
	v.halt()
	v.client.Close()
	v.pass.service.release()
}

// shared is something that several visits use: it ends with the last of them. A
// nil one is nothing to end.
type shared struct {
	end func()

	mu    sync.Mutex
	users int
}

func (s *shared) take() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users++
}

func (s *shared) release() {
	if s == nil {
		return
	}
	s.mu.Lock()
	s.users--
	last := s.users == 0
	s.mu.Unlock()
	if last {
		s.end()
	}
}
