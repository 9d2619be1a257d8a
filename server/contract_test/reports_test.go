package contract_test

import (
	"fmt"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-smtp"

	"rollcall/account"
	"rollcall/server"
)

const reportSecret = "a secret of twenty characters and more"

func withReports(c *server.Config) { c.ReportSecret = reportSecret }

// besideRows are the operations that are no JSON and ask for no session.
func besideRows() []row {
	return []row{{op: "POST /v1/delivery-reports", who: mailServer, status: 204, ready: func(*testing.T, *world, caller, *person) call {
		return call{path: "/v1/delivery-reports", body: raw(report("x@maple.example", "failed", "5.1.1")), opts: []option{header("Content-Type", "message/rfc822")}}
	}}}
}

// report is what a mail server sends about a message it could not deliver.
func report(messageID, action, status string) string {
	return "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n" + reportBody(messageID, action, status)
}

func reportBody(messageID, action, status string) string {
	return fmt.Sprintf("--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"+
		"Final-Recipient: rfc822; somebody@x.example\r\nAction: %s\r\nStatus: %s\r\n\r\n"+
		"--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <%s>\r\n\r\n--x--\r\n", action, status, messageID)
}

// post sends a report as the mail server does.
func (w *world) report(t *testing.T, text string, opts ...option) answer {
	t.Helper()
	c := w.nobody()
	c.token = reportSecret
	return c.post(t, "/v1/delivery-reports", raw(text), append([]option{header("Content-Type", "message/rfc822")}, opts...)...)
}

// invited gives an invitation whose mail was taken, and the mail's Message-ID.
func (w *world) invited(t *testing.T, admin caller) (account.Invitation, string) {
	t.Helper()
	email := unique(t)
	var i account.Invitation
	l := w.letterAfter(t, email, func(letter) bool { return true }, func() {
		i = read[account.Invitation](t, admin.post(t, w.in("invitations"), map[string]any{"email": email, "user_type": "user"}).want(t, 201))
	})
	w.untilDelivery(t, admin, i.ID, account.DeliverySent)
	return i, strings.Trim(l.id, "<>")
}

func (w *world) untilDelivery(t *testing.T, admin caller, id string, state account.DeliveryState) account.Invitation {
	t.Helper()
	var i account.Invitation
	eventually(t, patience, "the delivery", func() bool {
		i = read[account.Invitation](t, admin.get(t, w.in("invitations/"+id)).want(t, 200))
		return i.Delivery.State == state
	})
	return i
}

func TestAMessageThatCameBackIsShownAsBounced(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withReports)
	admin := w.as(t, w.amelie)
	i, id := w.invited(t, admin)
	since := read[account.Changes](t, admin.get(t, w.in("changes?since=now")).want(t, 200)).Next
	w.report(t, report(id, "delayed", "4.4.1")).want(t, 204)
	if got := w.untilDelivery(t, admin, i.ID, account.DeliverySent); got.Version != i.Version {
		t.Error("a delay has changed the invitation")
	}
	w.report(t, report(id, "failed", "5.1.1")).want(t, 204)
	got := w.untilDelivery(t, admin, i.ID, account.DeliveryBounced)
	if got.Delivery.Detail != account.DetailNoSuchPerson || got.Version != i.Version {
		t.Errorf("delivery %+v, version %d", got.Delivery, got.Version)
	}
	if changes := read[account.Changes](t, admin.get(t, w.in(fmt.Sprintf("changes?since=%d", since))).want(t, 200)); len(changes.Changes) != 1 {
		t.Errorf("%d changes, want one", len(changes.Changes))
	}
	w.report(t, report(id, "failed", "5.1.1")).want(t, 204)
	w.report(t, reportBody(id, "failed", "5.1.1"), header("Content-Type", "multipart/report; report-type=delivery-status; boundary=x")).want(t, 204)

	// What comes back of an older mail says nothing of the newer.
	admin.post(t, w.in("invitations/"+i.ID+"/resend"), nil).want(t, 200)
	w.untilDelivery(t, admin, i.ID, account.DeliverySent)
	w.report(t, report(id, "failed", "5.2.2")).want(t, 204)
	w.untilDelivery(t, admin, i.ID, account.DeliverySent)
}

func TestOnlyDeliveryReportsAreTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withReports)
	w.report(t, report("nobody@maple.example", "failed", "5.1.1")).wantCode(t, 404, account.NotFound)
	w.report(t, "Subject: Out of office\r\n\r\nBack on Monday.").wantCode(t, 422, account.ValidationFailed)
	w.report(t, "").wantCode(t, 422, account.ValidationFailed)
	w.report(t, "{}", header("Content-Type", "application/json")).wantCode(t, 415, account.UnsupportedMediaType)
	w.report(t, report(strings.Repeat("x", 2<<20), "failed", "5.1.1")).wantCode(t, 413, account.PayloadTooLarge)
	a := w.report(t, report("x@maple.example", "failed", "5.1.1"), header("Authorization", "Bearer "+reportSecret+"x"))
	a.wantCode(t, 401, account.Unauthenticated)
	if a.header.Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
	without := newWorld(t)
	without.report(t, report("x@maple.example", "failed", "5.1.1"), header("Authorization", "Bearer ")).wantCode(t, 401, account.Unauthenticated)
	without.report(t, report("x@maple.example", "failed", "5.1.1")).wantCode(t, 401, account.Unauthenticated)
}

// hasty is a mail server that finds out that nobody has the address, and says so
// to whom it was told to, before it answers the one who brought the message.
type hasty struct {
	smtp.Session
	report func(messageID string)
}

func (h hasty) Reset()                               {}
func (h hasty) Logout() error                        { return nil }
func (h hasty) Mail(string, *smtp.MailOptions) error { return nil }
func (h hasty) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (h hasty) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	h.report(strings.Trim(m.Header.Get("Message-Id"), "<>"))
	_, err = io.Copy(io.Discard, m.Body)
	return err
}

// startHasty listens before there is a service to report to.
func startHasty(t *testing.T, report func(messageID string)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return hasty{report: report}, nil }))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		_ = server.Close()
		<-done
	})
	return listener.Addr().String()
}

// TestAReportMayComeBeforeTheMessageIsKnownToHaveLeft: mail servers do not ask
// twice.
func TestAReportMayComeBeforeTheMessageIsKnownToHaveLeft(t *testing.T) {
	t.Parallel()
	var w *world
	var taken, refused atomic.Int64
	address := startHasty(t, func(id string) {
		taken.Add(1)
		if w.report(t, report(id, "failed", "5.1.1")).status != 204 {
			refused.Add(1)
		}
	})
	w = newWorld(t, withReports, func(c *server.Config) { c.Mail = "smtp://" + address })
	admin := w.as(t, w.amelie)
	i := read[account.Invitation](t, admin.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user"}).want(t, 201))
	if got := w.untilDelivery(t, admin, i.ID, account.DeliveryBounced); got.Delivery.Detail != account.DetailNoSuchPerson {
		t.Errorf("delivery %+v", got.Delivery)
	}
	// It stays so once the sender has written down that the message left.
	before := taken.Load()
	w.restart(t)
	if got := w.invitation(t, i.ID); got.Delivery.State != account.DeliveryBounced {
		t.Errorf("delivery %+v", got.Delivery)
	}
	if refused.Load() != 0 || taken.Load() != before {
		t.Errorf("%d reports are refused, %d messages are sent again", refused.Load(), taken.Load()-before)
	}
}
