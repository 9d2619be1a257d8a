package mail

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"rollcall/account"
)

// postOffice is a mail server that answers for some addresses as it is told.
type postOffice struct {
	url    string
	server *smtp.Server
	// perConnection is how many messages it takes over one; any number when 0.
	perConnection int
	// enough is the code of its answer to more.
	enough int

	mu      sync.Mutex
	taken   [][]byte
	answers map[string]*smtp.SMTPError
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	p := &postOffice{answers: map[string]*smtp.SMTPError{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &counter{office: p}, nil }))
	server.AllowInsecureAuth = true
	p.server = server
	serve(t, server, listener)
	p.url = "smtp://" + listener.Addr().String()
	return p
}

// serve runs a mail server until the test ends.
func serve(t *testing.T, server *smtp.Server, listener net.Listener) {
	t.Helper()
	server.ErrorLog = log.New(io.Discard, "", 0)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = listener.Close() // Serve may not have begun
		_ = server.Close()
		<-done
	})
}

func (p *postOffice) answer(address string, code int, enhanced smtp.EnhancedCode) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[address] = &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: "about " + address}
}

func (p *postOffice) letters() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([][]byte{}, p.taken...)
}

// counter serves one connection.
type counter struct {
	office *postOffice
	mails  int
	smtp.Session
}

func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }
func (c *counter) Mail(string, *smtp.MailOptions) error {
	if c.mails++; c.office.perConnection > 0 && c.mails > c.office.perConnection {
		return &smtp.SMTPError{Code: c.office.enough, EnhancedCode: smtp.EnhancedCode{4, 7, 0}, Message: "about too many messages"}
	}
	return nil
}

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	if e := c.office.answers[to]; e != nil {
		return e
	}
	return nil
}

func (c *counter) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	if err != nil {
		return err // half a message is none
	}
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.taken = append(c.office.taken, letter)
	return nil
}

func transport(t testing.TB, spec string) Transport {
	t.Helper()
	tr, err := ParseTransport(spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestAMailServerTakesMessages(t *testing.T) {
	office := newPostOffice(t)
	for _, err := range deliverAll(t, transport(t, office.url), message(t, "a@x.example"), message(t, "b@x.example")) {
		if err != nil {
			t.Error(err)
		}
	}
	letters := office.letters()
	if len(letters) != 2 || read(t, letters[1]).header.Get("Message-Id") != "<b@x.example>" {
		t.Errorf("%d letters arrived", len(letters))
	}
}

func TestAnswersOfAMailServerAreUnderstood(t *testing.T) {
	const to = "noor.haddad@maplepress.example"
	tests := []struct {
		code     int
		enhanced smtp.EnhancedCode
		final    bool
		detail   string
	}{
		{550, smtp.EnhancedCode{5, 1, 1}, true, account.DetailNoSuchPerson},
		{550, smtp.EnhancedCode{5, 1, 2}, true, account.DetailNoSuchDomain},
		{552, smtp.EnhancedCode{5, 2, 2}, true, account.DetailMailboxFull},
		{554, smtp.EnhancedCode{5, 7, 1}, true, account.DetailRefused},
		{450, smtp.EnhancedCode{4, 2, 1}, false, ""},
		{421, smtp.EnhancedCode{4, 3, 2}, false, ""},
		{530, smtp.EnhancedCode{5, 7, 0}, false, ""},
	}
	for _, test := range tests {
		office := newPostOffice(t)
		office.answer(to, test.code, test.enhanced)
		err := deliverAll(t, transport(t, office.url), message(t, "a@x.example"))[0]
		var refusal *Refusal
		switch {
		case errors.As(err, &refusal) != test.final:
			t.Errorf("%d: %v", test.code, err)
		case test.final && (refusal.State != account.DeliveryBounced || refusal.Detail != test.detail):
			t.Errorf("%d: %s, %s", test.code, refusal.State, refusal.Detail)
		case err == nil:
			t.Errorf("%d: taken", test.code)
		case strings.Contains(err.Error(), "noor"):
			t.Errorf("%d: the address stands in the error: %v", test.code, err)
		}
	}
}

func TestOneRefusalDoesNotStopTheOthers(t *testing.T) {
	office := newPostOffice(t)
	office.answer("noor.haddad@maplepress.example", 550, smtp.EnhancedCode{5, 1, 1})
	q := queued(nil)
	q.To, q.MessageID = "other@maplepress.example", "b@x.example"
	m, err := composer(t).Compose(q)
	if err != nil {
		t.Fatal(err)
	}
	results := deliverAll(t, transport(t, office.url), message(t, "a@x.example"), Message{ID: q.MessageID, Msg: m})
	if results[0] == nil || results[1] != nil {
		t.Error(results)
	}
}

func TestAMailServerThatIsAwayIsWorthAnotherTry(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for _, err := range deliverAll(t, transport(t, "smtp://user:secret@"+address), message(t, "a@x.example"), message(t, "b@x.example")) {
		var refusal *Refusal
		if err == nil || errors.As(err, &refusal) || strings.Contains(err.Error(), "secret") {
			t.Error(err)
		}
	}
}

func TestAPasswordNeverCrossesAnOpenLine(t *testing.T) {
	office := newPostOffice(t)
	host, port, _ := net.SplitHostPort(strings.TrimPrefix(office.url, "smtp://"))
	if host != "127.0.0.1" {
		t.Fatal(host)
	}
	server := transport(t, "smtp://user:secret@mail.example.org:"+port).(*Server)
	server.address = net.JoinHostPort(host, port) // as if the name resolved there
	for i, err := range server.Deliver(t.Context(), []Message{message(t, "a@x.example")}) {
		if err == nil {
			t.Errorf("message %d went to a server without TLS", i)
		}
	}
	if n := len(office.letters()); n != 0 {
		t.Errorf("%d letters arrived", n)
	}
}

func TestTheFlagMailIsUnderstoodOrRefused(t *testing.T) {
	for _, spec := range []string{
		"dir:" + t.TempDir(), "smtp://localhost", "smtp://localhost:2525", "smtps://mail.example.org", "smtp://user:p%40ss@mail.example.org:587",
	} {
		if _, err := ParseTransport(spec, nil); err != nil {
			t.Errorf("%s: %v", spec, err)
		}
	}
	for _, spec := range []string{
		"", "dir:", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://:25", "smtp://user:secret@host:port",
		"smtp://user:secret@host/path", "smtp://user:sec%zzret@host",
	} {
		_, err := ParseTransport(spec, nil)
		if !errors.Is(err, ErrTransport) {
			t.Errorf("%q: %v", spec, err)
		} else if strings.Contains(err.Error(), "sec") && !strings.Contains(ErrTransport.Error(), "sec") {
			t.Errorf("the password stands in %v", err)
		}
	}
}

func TestAStoppedServiceTriesNothingMore(t *testing.T) {
	office := newPostOffice(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range transport(t, office.url).Deliver(ctx, []Message{message(t, "a@x.example")}) {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if len(office.letters()) != 0 {
		t.Error("a letter arrived")
	}
}
