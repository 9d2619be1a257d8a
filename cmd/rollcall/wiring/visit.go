package wiring

import (
	"context"
	"errors"

	"rollcall/client"
	"rollcall/client/credentials"
	"rollcall/localcache"
	"rollcall/ui"
)

// visit is a stay in one account: the local copy, kept in step with the
// service until the visit is closed.
type visit struct {
	*localcache.Cache

	client *client.Client
	key    credentials.Key
	// store is where the token is kept.
	store credentials.Store
	facts ui.VisitFacts

	stop context.CancelFunc
	done chan struct{}
	// after releases what belongs to this visit alone, the sample's service.
	after func()
}

var _ ui.Visit = (*visit)(nil)

// Facts says where and how one is signed in.
func (v *visit) Facts() ui.VisitFacts { return v.facts }

func (v *visit) run() {
	ctx, cancel := context.WithCancel(context.Background())
	v.stop, v.done = cancel, make(chan struct{})
	go func() {
		defer close(v.done)
		_ = v.Cache.Run(ctx)
	}()
}

// Forget removes the session from this computer. Ending it on the service is
// SignOut's.
func (v *visit) Forget(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit)
	defer cancel()
	if err := v.store.Delete(ctx, v.key); err != nil && !errors.Is(err, credentials.ErrNotFound) {
		return err
	}
	return nil
}

// Close ends the visit and leaves the session as it is.
func (v *visit) Close() {
	v.stop()
	<-v.done
	v.client.Close()
	if v.after != nil {
		v.after()
	}
}
