package contract_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"rollcall/account"
	"rollcall/server"
)

// A mail that is put off says so on its invitation: the state stays queued, the
// reason is told, the version is the same, and open windows hear of it.
func TestAnInvitationTellsWhyItsMailWaits(t *testing.T) {
	t.Parallel()
	office := newCountingServer(t)
	var open atomic.Bool
	office.refuse = func(string) error {
		if open.Load() {
			return nil
		}
		return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "come back later"}
	}
	w := newWorld(t, func(c *server.Config) { c.Mail = office.url })
	admin := w.as(t, w.amelie)
	since := read[account.Changes](t, admin.get(t, w.in("changes?since=now")).want(t, 200)).Next
	email := unique(t)
	i := read[account.Invitation](t, admin.post(t, w.in("invitations"), map[string]any{"email": email, "user_type": "user"}).want(t, 201))
	get := func() account.Invitation {
		return read[account.Invitation](t, admin.get(t, w.in("invitations/"+i.ID)).want(t, 200))
	}
	eventually(t, patience, "the reason", func() bool { return get().Delivery.Detail != "" })
	if got := get(); got.Delivery.State != account.DeliveryQueued || got.Delivery.Detail != account.DetailTryLater || !got.Delivery.NextTryAt.After(got.Delivery.At) || got.Version != i.Version {
		t.Errorf("%+v at version %d", got.Delivery, got.Version)
	}
	changes := read[account.Changes](t, admin.get(t, w.in(fmt.Sprintf("changes?since=%d", since))).want(t, 200)).Changes
	if len(changes) == 0 || changes[len(changes)-1].ID != i.ID || changes[len(changes)-1].Seq < since+2 {
		t.Errorf("the feed says %d changes", len(changes))
	}
	open.Store(true)
	w.clock.advance(2 * time.Minute)
	if got := w.untilDelivery(t, admin, i.ID, account.DeliverySent); got.Delivery.Detail != "" || !got.Delivery.NextTryAt.IsZero() {
		t.Errorf("sent, and yet %+v", got.Delivery)
	}
	if n := office.recipients(t)[email]; n != 1 {
		t.Errorf("%d letters", n)
	}
}
