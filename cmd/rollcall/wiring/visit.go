package wiring

import (
	"context"
	"errors"
	"sync"

	"rollcall/client"
	"rollcall/localcache"
	"rollcall/ui"
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

	// stop and done are nil unless the visit follows the service.
	stop context.CancelFunc
	done chan struct{}
}

var _ ui.Visit = (*visit)(nil)

// Facts says where and how one is signed in.
func (v *visit) Facts() ui.VisitFacts { return v.facts }

// run follows the service. The end of the session takes the credentials from
// this computer, whoever looks at the window.
func (v *visit) run() {
	ctx, cancel := context.WithCancel(context.Background())
	v.stop, v.done = cancel, make(chan struct{})
	go func() {
		defer close(v.done)
		v.door.forgetEnded(ctx, v.pass, v.Cache.Run(ctx))
	}()
}

// Forget removes the session from this computer. Ending it on the service is
// SignOut's. ui.ErrKeyring when the keyring does not let go of it.
func (v *visit) Forget(ctx context.Context) error {
	if v.pass.where == nil {
		return nil
	}
	return v.door.forgetOnly(ctx, sessionKey(v.pass.server), v.pass.token())
}

// ForgetComputer removes the session and the trust in this computer. The
// sample account has left neither.
func (v *visit) ForgetComputer(ctx context.Context) error {
	if v.pass.where == nil {
		return nil
	}
	return errors.Join(v.Forget(ctx), v.door.forget(ctx, deviceKey(v.pass.server)))
}

// Switch enters another account with the same session, or the one that fits best
// when none is named (R13). NotFound for one that the person may not enter.
func (v *visit) Switch(ctx context.Context, accountID string) (ui.Visit, error) {
	return v.door.reenter(ctx, v.pass, accountID)
}

// Close ends the visit and leaves the session as it is.
func (v *visit) Close() {
	if v.stop != nil {
		v.stop()
		<-v.done
	}
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
