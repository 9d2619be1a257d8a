package contract_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"rollcall/account"
)

// countingServer is a real mail server that keeps count, and at a moment of the
// conversation calls then.
type countingServer struct {
	url string
	// refuse answers for a recipient; nil takes everything.
	refuse func(to string) error

	mu    sync.Mutex
	taken map[string][][]byte // by Message-ID
	steps int
	at    int
	then  func()
}

func newCountingServer(t *testing.T) *countingServer {
	t.Helper()
	s := &countingServer{taken: map[string][][]byte{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &countedSession{server: s}, nil }))
	server.ErrorLog = log.New(io.Discard, "", 0)
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
	s.url = "smtp://" + listener.Addr().String()
	return s
}

// after calls then at the nth step from now on.
func (s *countingServer) after(n int, then func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps, s.at, s.then = 0, n, then
}

// step is one more step of a conversation: a sender, a recipient, the beginning
// and the end of a message.
func (s *countingServer) step() {
	s.mu.Lock()
	s.steps++
	then := s.then
	if s.steps < s.at || then == nil {
		then = func() {}
	} else {
		s.then = nil
	}
	s.mu.Unlock()
	then()
}

// count gives how many different messages were taken, and how many copies more.
// Copies are the same to the byte.
func (s *countingServer) count(t *testing.T) (messages, repeats int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, copies := range s.taken {
		repeats += len(copies) - 1
		if slices.ContainsFunc(copies, func(c []byte) bool { return !bytes.Equal(c, copies[0]) }) {
			t.Errorf("the copies of %s differ", id)
		}
	}
	return len(s.taken), repeats
}

// recipients are those of the messages taken, each once per message.
func (s *countingServer) recipients(t *testing.T) map[string]int {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for _, copies := range s.taken {
		m, err := mail.ReadMessage(bytes.NewReader(copies[0]))
		if err != nil {
			t.Fatal(err)
		}
		to, err := m.Header.AddressList("To")
		if err != nil {
			t.Fatal(err)
		}
		out[to[0].Address]++
	}
	return out
}

// countedSession serves one connection.
type countedSession struct{ server *countingServer }

func (c *countedSession) Reset()        {}
func (c *countedSession) Logout() error { return nil }

func (c *countedSession) Mail(string, *smtp.MailOptions) error {
	c.server.step()
	return nil
}

func (c *countedSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.server.step()
	if c.server.refuse != nil {
		return c.server.refuse(to)
	}
	return nil
}

func (c *countedSession) Data(r io.Reader) error {
	c.server.step()
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	id := m.Header.Get("Message-Id")
	c.server.mu.Lock()
	c.server.taken[id] = append(c.server.taken[id], raw)
	c.server.mu.Unlock()
	c.server.step()
	return nil
}

const (
	lettersEachRound = 60
	// stepsOfALetter are the steps of a conversation about one letter.
	stepsOfALetter = 4
)

// TestADeathWhileSendingLosesNoLetter: kill -9 at any step of the conversation
// with a mail server. Every letter arrives; those that come again, because the
// service died between the server's answer and its own note of it, are the same.
func TestADeathWhileSendingLosesNoLetter(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := restingWorld(t)
	server := newCountingServer(t)
	dice := rand.New(rand.NewPCG(11, 0))
	// Links must not depend on the port of the moment.
	flags := []string{"--mail", server.url, "--public-url", "https://accounts.maple.example"}
	p := startProcess(t, program, w.dir, flags...)
	before, everybody := 0, map[string]bool{}
	for n := range rounds(t, 50) {
		w.url = p.url
		admin := w.as(t, w.amelie).withBase(p.url)
		var ended sync.WaitGroup
		ended.Add(1)
		dying := p
		server.after(1+dice.IntN(stepsOfALetter*lettersEachRound), func() { dying.kill(); ended.Done() })
		invited := w.inviteMany(t, admin, n)
		ended.Wait()
		p = startProcess(t, program, w.dir, flags...)
		w.url = p.url
		admin = w.as(t, w.amelie).withBase(p.url)
		// Who was not acknowledged is invited again, with the same key.
		again := w.inviteMany(t, admin, n)
		for email := range again {
			everybody[email] = true
		}
		w.untilAllSent(t, admin)
		messages, repeats := server.count(t)
		t.Logf("round %d: killed after %d of %d were acknowledged; %d letters so far, %d of them came twice", n, len(invited), len(again), messages, repeats)
		if messages != before+lettersEachRound {
			t.Fatalf("%d letters for %d invitations", messages-before, lettersEachRound)
		}
		before = messages
	}
	for email, n := range server.recipients(t) {
		if n != 1 || !everybody[email] {
			t.Errorf("%s has %d letters", email, n)
		}
	}
	messages, repeats := server.count(t)
	t.Logf("in all: %d of %d letters arrived, %d repeats", messages, len(everybody), repeats)
	if repeats > messages/lettersEachRound*serverLanesOfMail {
		t.Errorf("%d repeats: more than one death explains for each connection", repeats)
	}
}

// serverLanesOfMail is how many letters can be on their way when a service dies.
const serverLanesOfMail = 8

// inviteMany sends the invitations of a round, several at a time, until the
// service is gone, and gives those that were acknowledged.
func (w *world) inviteMany(t *testing.T, admin caller, round int) map[string]string {
	t.Helper()
	c := &campaign{world: w, admin: admin, acked: map[string]string{}}
	for i := range lettersEachRound {
		c.emails = append(c.emails, fmt.Sprintf("letter-%d-%d@place%d.example", round, i, i%7))
	}
	c.send(t, c.emails, lettersEachRound+1, nil)
	return c.acked
}

// untilAllSent waits until no invitation waits for its letter.
func (w *world) untilAllSent(t *testing.T, admin caller) {
	t.Helper()
	eventually(t, 60*time.Second, "all letters sent", func() bool {
		listed := all[account.Invitation](t, admin, w.in("invitations?state=pending"))
		return !slices.ContainsFunc(listed, func(i account.Invitation) bool {
			return strings.HasPrefix(i.Email, "letter-") && i.Delivery.State != account.DeliverySent
		})
	})
}
