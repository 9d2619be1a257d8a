package journey

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/mail"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"rollcall/account"
)

// crowd is how many are invited: a tenth unless ROLLCALL_SOAK is set.
func crowd() int {
	if os.Getenv("ROLLCALL_SOAK") != "" {
		return 1000
	}
	return 100
}

// TestAThousandAreInvitedAlthoughEverythingDies pastes a list of a thousand and
// sends it. In the middle the service dies, right after it did what nobody hears
// of any more; later the program does. Both are started again, and what was left
// waiting goes on by itself: everybody is invited once. The list is pasted again to
// see that nobody is left to invite.
func TestAThousandAreInvitedAlthoughEverythingDies(t *testing.T) {
	n := crowd()
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "thousand"})
	office := d.startPostOffice()
	s := d.startServiceWith(office.url)
	way := s.startDeadlyWay(n/3, 2*n/3)
	way.app = d.rollcall("--server", way.URL)
	d.signIn(s)
	d.copy(guestList(n))
	d.pasteGuests()
	d.see(fmt.Sprintf("Send %d invitations", n))
	d.picture("pasted")
	begun := time.Now()
	d.clickLast(fmt.Sprintf("Send %d invitations", n))

	<-way.serviceDied
	d.see("invitations are waiting and will be sent")
	d.picture("service-died")
	s.serve(s.address())
	<-way.appDied
	way.app = d.rollcall()
	s.waitForGuests(n) // nothing is read meanwhile: that would take most of the time
	t.Logf("%d invitations took %v, with two deaths and the hands between", n, time.Since(begun).Round(time.Millisecond))
	d.see("Online list up to date")
	d.gone("waiting to be sent")
	d.picture("sent")
	d.pasteGuests()
	d.see("No invitation needed")
	d.picture("pasted-again")
	d.key("Escape")
	way.app.quit()
	s.holdsGuests(n)
	office.hasMailed(n)
	way.tellPace(t)
}

// pasteGuests opens the dialog and pastes what was copied.
func (d *desk) pasteGuests() {
	d.t.Helper()
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.key("ctrl+v")
}

func guest(i int) string { return fmt.Sprintf("guest.%04d@maplepress.example", i) }

// guestList is a sheet of n people, as it is copied.
func guestList(n int) string {
	var b strings.Builder
	b.WriteString("Name\tE-mail\tTown\n")
	for i := range n {
		fmt.Fprintf(&b, "Number %d\t%s\tMontréal\n", i, guest(i))
	}
	return b.String()
}

// waitForGuests waits until the service counts all of them.
func (s *service) waitForGuests(n int) {
	s.d.t.Helper()
	by := s.administrator()
	const before = 5
	s.d.eventually("all to be invited", 5*time.Minute, func() bool {
		a, err := by.Account.Account(s.d.t.Context())
		return err == nil && a.Counts != nil && a.Counts.Invitations == n+before
	})
}

// holdsGuests asks the service whether each of them is invited, once.
func (s *service) holdsGuests(n int) {
	s.d.t.Helper()
	by := s.administrator()
	count := map[string]int{}
	for q := (account.ListQuery{State: account.InvitationPending, Limit: 500}); ; {
		page, err := by.Invitations(s.d.t.Context(), q)
		must(s.d.t, err)
		for _, i := range page.Items {
			count[i.Email]++
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			break
		}
	}
	for i := range n {
		if c := count[guest(i)]; c != 1 {
			s.d.t.Errorf("%s has %d invitations", guest(i), c)
		}
	}
	s.d.t.Logf("%d invitations are there, 5 of them from before", len(count))
}

// deadlyWay passes everything on to the service, and kills once it has done the
// nth invitation: first the service, later the program. Nobody hears of those two.
type deadlyWay struct {
	*httptest.Server
	service *service
	app     *process
	// first and second are when it kills.
	first, second        int
	serviceDied, appDied chan struct{}

	mu sync.Mutex
	// acts are the keys of the invitations that were done: a repeat has the same.
	acts  map[string]bool
	times []time.Time
}

func (s *service) startDeadlyWay(first, second int) *deadlyWay {
	s.d.t.Helper()
	target, err := url.Parse(s.url)
	must(s.d.t, err)
	w := &deadlyWay{
		service: s, first: first, second: second, acts: map[string]bool{},
		serviceDied: make(chan struct{}), appDied: make(chan struct{}),
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.FlushInterval = -1
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	proxy.ErrorHandler = func(rw http.ResponseWriter, _ *http.Request, _ error) { rw.WriteHeader(http.StatusBadGateway) }
	proxy.ModifyResponse = w.pass
	w.Server = httptest.NewServer(proxy)
	s.d.t.Cleanup(w.CloseClientConnections)
	return w
}

// pass counts what the service did. It holds the lock while it kills: nothing is
// done in between.
func (w *deadlyWay) pass(r *http.Response) error {
	if r.Request.Method != http.MethodPost || !strings.HasSuffix(r.Request.URL.Path, "/invitations") || r.StatusCode != http.StatusCreated {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	key := r.Request.Header.Get("Idempotency-Key")
	if w.acts[key] {
		return nil
	}
	w.acts[key] = true
	w.times = append(w.times, time.Now())
	switch len(w.acts) {
	case w.first:
		w.service.process.kill()
		close(w.serviceDied)
		return io.ErrUnexpectedEOF
	case w.second:
		w.app.kill()
		close(w.appDied)
		return io.ErrUnexpectedEOF
	}
	return nil
}

// tellPace tells how many the service took in a second while nothing died.
func (w *deadlyWay) tellPace(t *testing.T) {
	w.mu.Lock()
	defer w.mu.Unlock()
	undisturbed := w.times[w.second:] // after the program was killed
	took := undisturbed[len(undisturbed)-1].Sub(undisturbed[0])
	each := took / time.Duration(len(undisturbed)-1)
	t.Logf("undisturbed, one invitation took %v: %v for 1,000", each.Round(10*time.Microsecond), (1000 * each).Round(10*time.Millisecond))
}

// postOffice is a mail server that keeps who was mailed what.
type postOffice struct {
	d   *desk
	url string

	mu sync.Mutex
	// letters counts, by recipient, how often each Message-ID came.
	letters map[string]map[string]int
}

func (d *desk) startPostOffice() *postOffice {
	d.t.Helper()
	p := &postOffice{d: d, letters: map[string]map[string]int{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(d.t, err)
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &counter{office: p}, nil }))
	server.AllowInsecureAuth = true
	go func() { _ = server.Serve(listener) }()
	d.t.Cleanup(func() {
		_ = listener.Close()
		_ = server.Close()
	})
	p.url = "smtp://" + listener.Addr().String()
	return p
}

// counter serves one connection.
type counter struct {
	office *postOffice
	to     []string
	smtp.Session
}

func (c *counter) Reset()                               { c.to = nil }
func (c *counter) Logout() error                        { return nil }
func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = append(c.to, to)
	return nil
}

func (c *counter) Data(r io.Reader) error {
	all, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(bytes.NewReader(all))
	if err != nil {
		return err
	}
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	for _, to := range c.to {
		if c.office.letters[to] == nil {
			c.office.letters[to] = map[string]int{}
		}
		c.office.letters[to][m.Header.Get("Message-Id")]++
	}
	return nil
}

// hasMailed waits until each guest was mailed, and counts: one letter for each,
// whatever died. A letter may come again as it is, with its Message-ID (RFC 5321
// 6.1): mailboxes then show it once.
func (p *postOffice) hasMailed(n int) {
	p.d.t.Helper()
	p.d.eventually("a letter to each guest", 3*time.Minute, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		for i := range n {
			if len(p.letters[guest(i)]) == 0 {
				return false
			}
		}
		return true
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	distinct, repeats := map[string]bool{}, 0
	for i := range n {
		ids := p.letters[guest(i)]
		if len(ids) != 1 {
			p.d.t.Errorf("%s got %d different letters", guest(i), len(ids))
		}
		for id, times := range ids {
			distinct[id] = true
			repeats += times - 1
		}
	}
	if len(distinct) != n {
		p.d.t.Errorf("%d different letters for %d guests", len(distinct), n)
	}
	p.d.t.Logf("%d guests, %d different letters, %d of them came again with the same Message-ID", n, len(distinct), repeats)
}
