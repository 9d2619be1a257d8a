package mail

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/account"
)

// post is a sender before a mail server that may be spoiled, and what it writes
// into the log.
type post struct {
	*office
	sender *Sender
	server *postOffice
	clock  *clock
	log    *bytes.Buffer
}

// short are limits for servers that never answer; long enough for a busy machine.
func short() limits {
	l := defaultLimits()
	l.connect, l.command, l.content, l.taken, l.ending = 5*time.Second, 5*time.Second, 5*time.Second, 5*time.Second, 200*time.Millisecond
	return l
}

func newPost(t *testing.T, server *postOffice, url string) *post {
	t.Helper()
	p := &post{office: newOffice(t), server: server, clock: &clock{at: moment()}, log: &bytes.Buffer{}}
	tr := transport(t, url).(*Server)
	tr.limits = short()
	p.sender = newSender(t, p.office, tr, p.clock.now)
	p.sender.Log = slog.New(slog.NewTextHandler(p.log, nil))
	return p
}

// people are invited, person0 to person9, each at another domain.
const people = 10

func (p *post) inviteAll(t *testing.T) (ids []string) {
	t.Helper()
	for i := range people {
		ids = append(ids, p.invite(t, person(i)).ID)
	}
	return ids
}

func person(i int) string { return fmt.Sprintf("person@place%d.example", i) }

// states counts what became of the invitations.
func (p *post) states(t *testing.T, ids []string) map[account.Delivery]int {
	t.Helper()
	count := map[account.Delivery]int{}
	for _, id := range ids {
		d := p.delivery(t, id, p.clock.now())
		d.At, d.NextTryAt = time.Time{}, time.Time{}
		count[d]++
	}
	return count
}

// untilNothingWaits lets time pass and sends, until every message has left or
// was given up.
func (p *post) untilNothingWaits(t *testing.T, ids []string) {
	t.Helper()
	for range 100 {
		mustEmpty(t, p.sender)
		waits := 0
		for d, n := range p.states(t, ids) {
			if d.State == account.DeliveryQueued {
				waits += n
			}
		}
		if waits == 0 {
			return
		}
		p.clock.pass(lastRetry)
	}
	t.Fatal("messages wait for ever")
}

// arrived counts the messages at the server by Message-ID. Copies are the same.
func (p *post) arrived(t *testing.T) map[string]int {
	t.Helper()
	first := map[string][]byte{}
	count := map[string]int{}
	for _, raw := range p.server.letters() {
		id := read(t, raw).header.Get("Message-Id")
		if count[id]++; first[id] == nil {
			first[id] = raw
		}
		if !bytes.Equal(raw, first[id]) {
			t.Errorf("two copies of %s differ", id)
		}
	}
	return count
}

func (p *post) wantEachOnce(t *testing.T, more int) {
	t.Helper()
	count, extra := p.arrived(t), 0
	for _, n := range count {
		extra += n - 1
	}
	if len(count) != people || extra != more {
		t.Errorf("%d of %d messages arrived, %d came twice, want %d", len(count), people, extra, more)
	}
}

func (p *post) wantQuietLog(t *testing.T) {
	t.Helper()
	for _, private := range []string{"person@", "place", "about", "secret"} {
		if strings.Contains(p.log.String(), private) {
			t.Errorf("the log repeats %q:\n%s", private, p.log)
		}
	}
}

// Whatever a mail server does to one message, the others go on, and every
// message arrives once in the end.
func TestAMailServerThatMisbehavesCostsNothingAndDoublesNothing(t *testing.T) {
	noAnswer := account.DetailNoAnswer
	for name, c := range map[string]struct {
		step string
		do   mischief
		// detail is why the message waits; empty when it is not delayed at all.
		detail string
		// twice is how many copies the server takes more than it should.
		twice int
	}{
		"is away":                         {"greeting", hangsUp, noAnswer, 0},
		"is busy":                         {"greeting", says("421 4.3.2 about person"), "", 0},
		"refuses to talk":                 {"greeting", says("554 5.7.1 about person"), account.DetailNotLetIn, 0},
		"greets with noise":               {"greeting", says("about person"), noAnswer, 0},
		"greets never":                    {"greeting", silent, noAnswer, 0},
		"never answers EHLO":              {"EHLO", silent, noAnswer, 0},
		"hangs up at MAIL":                {"MAIL", hangsUp, noAnswer, 0},
		"puts off at MAIL":                {"MAIL", says("451 4.3.0 about person"), account.DetailTryLater, 0},
		"has noise at MAIL":               {"MAIL", says("what? about person"), noAnswer, 0},
		"has a strange number at MAIL":    {"MAIL", says("299 about person"), noAnswer, 0},
		"hangs up at RCPT":                {"RCPT", hangsUp, noAnswer, 0},
		"puts off at RCPT":                {"RCPT", says("450 4.7.1 about person"), account.DetailTryLater, 0},
		"cannot reach the recipient's":    {"RCPT", says("450 4.4.1 about person"), account.DetailUnreachable, 0},
		"has a full mailbox for now":      {"RCPT", says("452 4.2.2 about person"), account.DetailMailboxFull, 0},
		"closes at RCPT":                  {"RCPT", says("421 4.7.0 about person"), account.DetailTryLater, 0},
		"never answers RCPT":              {"RCPT", silent, noAnswer, 0},
		"trickles at RCPT":                {"RCPT", trickles, noAnswer, 0},
		"hangs up at DATA":                {"DATA", hangsUp, noAnswer, 0},
		"puts off at DATA":                {"DATA", says("451 4.3.0 about person"), account.DetailTryLater, 0},
		"dies before the end":             {".", hangsUp, noAnswer, 0},
		"dies with the message taken":     {".", hangsUpAfter, noAnswer, 1},
		"puts off after the end":          {".", says("451 4.3.0 about person"), account.DetailTryLater, 0},
		"has noise after the end":         {".", says("what? about person"), noAnswer, 0},
		"never answers the end":           {".", silent, noAnswer, 0},
		"trickles after the end":          {".", trickles, noAnswer, 0},
		"speaks an unheard-of dialect":    {"EHLO", says("500 5.5.2 about person"), "", 0},
		"closes after a time, politely":   {"RCPT", says("421 4.4.2 about person"), account.DetailUnreachable, 0},
		"asks who we are, which it knows": {"MAIL", says("530 5.7.0 about person"), account.DetailNotLetIn, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newPostOffice(t)
			var struck atomic.Bool
			at := func(step, _ string) mischief {
				if step == c.step && struck.CompareAndSwap(false, true) {
					return c.do
				}
				return nil
			}
			m := meddle(t, server, at)
			p := newPost(t, server, m.url)
			ids := p.inviteAll(t)
			mustEmpty(t, p.sender)
			want := map[account.Delivery]int{{State: account.DeliverySent}: people}
			if c.detail != "" {
				want = map[account.Delivery]int{{State: account.DeliverySent}: people - 1, {State: account.DeliveryQueued, Detail: c.detail}: 1}
			}
			if got := p.states(t, ids); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("after the first round: %v, want %v", got, want)
			}
			p.untilNothingWaits(t, ids)
			if got := p.states(t, ids); got[account.Delivery{State: account.DeliverySent}] != people {
				t.Errorf("in the end: %v", got)
			}
			p.wantEachOnce(t, c.twice)
			m.wantOrder(t)
			p.wantQuietLog(t)
		})
	}
}

// A refusal is final, and told with its reason, for its message alone.
func TestARefusalIsFinalForItsMessageAlone(t *testing.T) {
	for name, c := range map[string]struct {
		step, answer string
		want         account.Delivery
	}{
		"of the sender":       {"MAIL", "550 5.1.8 about person", account.Delivery{State: account.DeliveryFailed, Detail: account.DetailNotSent}},
		"of the recipient":    {"RCPT", "550 5.1.1 about person", account.Delivery{State: account.DeliveryBounced, Detail: account.DetailNoSuchPerson}},
		"without a code":      {"RCPT", "550 no, about 5.1.1 and person", account.Delivery{State: account.DeliveryBounced, Detail: account.DetailRefused}},
		"on several lines":    {"RCPT", "550-5.1.1 about\r\n550 5.1.1 person", account.Delivery{State: account.DeliveryBounced, Detail: account.DetailNoSuchPerson}},
		"at DATA":             {"DATA", "554 5.7.1 about person", account.Delivery{State: account.DeliveryBounced, Detail: account.DetailRefused}},
		"of the message":      {".", "554 5.7.1 about person", account.Delivery{State: account.DeliveryBounced, Detail: account.DetailRefused}},
		"of a full mailbox":   {".", "552 5.2.2 about person", account.Delivery{State: account.DeliveryBounced, Detail: account.DetailMailboxFull}},
		"of another's domain": {"RCPT", "550 5.1.2 about person", account.Delivery{State: account.DeliveryBounced, Detail: account.DetailNoSuchDomain}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newPostOffice(t)
			var struck atomic.Bool
			p := newPost(t, server, meddle(t, server, func(step, _ string) mischief {
				if step == c.step && struck.CompareAndSwap(false, true) {
					return says(c.answer)
				}
				return nil
			}).url)
			ids := p.inviteAll(t)
			mustEmpty(t, p.sender)
			if got := p.states(t, ids); got[c.want] != 1 || got[account.Delivery{State: account.DeliverySent}] != people-1 {
				t.Errorf("%v, want one %v", got, c.want)
			}
			p.clock.pass(lastRetry)
			mustEmpty(t, p.sender)
			if n := len(p.arrived(t)); n != people-1 {
				t.Errorf("%d messages arrived", n)
			}
			p.wantQuietLog(t)
		})
	}
}

// Some servers take so many messages over a connection and no more, or so many
// connections at one moment.
func TestAServerThatWantsFewPerConnectionGetsThem(t *testing.T) {
	for _, code := range []int{421, 451} {
		server := newPostOffice(t)
		server.perConnection, server.enough = 2, code
		p := newPost(t, server, server.url)
		ids := p.inviteAll(t)
		mustEmpty(t, p.sender)
		if got := p.states(t, ids); got[account.Delivery{State: account.DeliverySent}] != people {
			t.Errorf("%d: %v", code, got)
		}
		p.wantEachOnce(t, 0)
	}
}

// A server that puts off everything is asked once for each message, or twice
// where a connection was used before.
func TestAServerThatPutsOffEverythingIsNotPestered(t *testing.T) {
	server := newPostOffice(t)
	var asked atomic.Int32
	p := newPost(t, server, meddle(t, server, func(step, _ string) mischief {
		if step != "MAIL" {
			return nil
		}
		asked.Add(1)
		return says("451 4.3.0 about person")
	}).url)
	ids := p.inviteAll(t)
	mustEmpty(t, p.sender)
	if got := p.states(t, ids); got[account.Delivery{State: account.DeliveryQueued, Detail: account.DetailTryLater}] != people {
		t.Errorf("%v", got)
	}
	if n := asked.Load(); n < people || n > 2*people {
		t.Errorf("asked %d times for %d messages", n, people)
	}
}

func TestAServerThatWantsFewConnectionsGetsThem(t *testing.T) {
	server := newPostOffice(t)
	var greeted atomic.Int32
	m := meddle(t, server, func(step, _ string) mischief {
		if step == "greeting" && greeted.Add(1) > 1 {
			return says("421 4.7.0 about too many connections")
		}
		return nil
	})
	p := newPost(t, server, m.url)
	ids := p.inviteAll(t)
	mustEmpty(t, p.sender)
	if got := p.states(t, ids); got[account.Delivery{State: account.DeliverySent}] != people {
		t.Errorf("%v", got)
	}
	p.wantEachOnce(t, 0)
}

func TestConnectionsAreUsedAgainAndLeftInTheEnd(t *testing.T) {
	server := newPostOffice(t)
	var quits atomic.Int32
	m := meddle(t, server, func(step, _ string) mischief {
		if step == "QUIT" {
			quits.Add(1)
		}
		return nil
	})
	p := newPost(t, server, m.url)
	for n := range 5 {
		for i := range people {
			p.invite(t, fmt.Sprintf("person%d@place%d.example", n, i))
		}
	}
	mustEmpty(t, p.sender)
	if n := m.connections(); n > serverLanes || int(quits.Load()) != n {
		t.Errorf("%d connections, %d of them left politely", n, quits.Load())
	}
	if n := len(p.arrived(t)); n != 5*people {
		t.Errorf("%d messages arrived", n)
	}
}

// A domain that the server is slow about holds up no other, however many
// messages go there.
func TestASlowDomainHoldsUpNoOther(t *testing.T) {
	server := newPostOffice(t)
	release := make(chan struct{})
	m := meddle(t, server, func(step, said string) mischief {
		if step != "RCPT" || !strings.Contains(said, "@slow.example") {
			return nil
		}
		return func(client io.Writer, pass func() string, over <-chan struct{}) bool {
			select {
			case <-release:
			case <-over:
				return false
			}
			_, err := io.WriteString(client, pass())
			return err == nil
		}
	})
	p := newPost(t, server, m.url)
	p.sender.Transport.(*Server).limits = defaultLimits()
	for i := range 3 * serverLanes {
		p.invite(t, fmt.Sprintf("person%d@slow.example", i))
	}
	ids := p.inviteAll(t)
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- p.sender.Run(ctx) }()
	t.Cleanup(cancel)
	until(t, "the others are sent", func() bool {
		return p.states(t, ids)[account.Delivery{State: account.DeliverySent}] == people
	})
	if n := len(server.letters()); n != people {
		t.Errorf("%d messages arrived while one domain was slow", n)
	}
	close(release)
	until(t, "the slow ones are sent", func() bool { return len(server.letters()) == people+3*serverLanes })
	cancel()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// until waits for something that must come.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(30 * time.Second); !is(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// Stopping is quick whatever the server does, and what it interrupted is sent by
// the next sender at once, as the same message.
func TestAServerThatNeverAnswersDoesNotHoldUpTheEnd(t *testing.T) {
	for _, step := range []string{"greeting", "MAIL", "RCPT", "DATA", "."} {
		t.Run(step, func(t *testing.T) {
			server := newPostOffice(t)
			t.Parallel()
			reached := make(chan struct{}, 100)
			m := meddle(t, server, func(s, _ string) mischief {
				if s != step {
					return nil
				}
				reached <- struct{}{}
				return silent
			})
			p := newPost(t, server, m.url)
			limits := defaultLimits()
			limits.ending = 200 * time.Millisecond
			p.sender.Transport.(*Server).limits = limits
			ids := p.inviteAll(t)
			ctx, cancel := context.WithCancel(t.Context())
			stopped := make(chan error, 1)
			go func() { stopped <- p.sender.Run(ctx) }()
			<-reached
			cancel()
			select {
			case err := <-stopped:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("the sender does not stop")
			}
			if got := p.states(t, ids); got[account.Delivery{State: account.DeliveryQueued}] != people {
				t.Errorf("stopped with %v", got)
			}
			next := newSender(t, p.office, transport(t, server.url), p.clock.now)
			if err := p.ReleaseMail(t.Context(), next.Claimant); err != nil {
				t.Fatal(err)
			}
			mustEmpty(t, next)
			p.wantEachOnce(t, 0)
		})
	}
}

// A bad message, which no server can be asked to take, is given up alone.
func TestAnAddressInOtherLettersNeedsAServerThatKnowsThem(t *testing.T) {
	server := newPostOffice(t)
	p := newPost(t, server, meddle(t, server, func(string, string) mischief { return nil }).url)
	bad := p.invite(t, "zoé@place.example")
	ids := p.inviteAll(t)
	mustEmpty(t, p.sender)
	if d := p.delivery(t, bad.ID, p.clock.now()); d.State != account.DeliveryFailed || d.Detail != account.DetailNotSent {
		t.Errorf("%+v", d)
	}
	if got := p.states(t, ids); got[account.Delivery{State: account.DeliverySent}] != people {
		t.Errorf("%v", got)
	}
	server.server.EnableSMTPUTF8 = true
	good := p.invite(t, "zoë@place.example")
	mustEmpty(t, p.sender)
	if d := p.delivery(t, good.ID, p.clock.now()); d.State != account.DeliverySent {
		t.Errorf("%+v", d)
	}
}
