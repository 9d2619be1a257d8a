package localcache_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"

	"rollcall/account"
)

// chronicle stands before the service and knows what it was at each sequence
// number: whatever changes something passes here, one after the other, and the feed
// is read after each.
type chronicle struct {
	*httptest.Server
	service *url.URL
	read    *httputil.ReverseProxy
	// feed is a way to the service past this.
	feed account.Service

	// mu is held while something changes.
	mu sync.Mutex
	// rows are digests of the rows as they are, sum that of all, seq their number.
	rows map[string]digest
	sum  digest
	seq  int64
	// was is what the service was, by its sequence numbers.
	was map[int64]digest

	passing sync.Mutex
	// fatal ends whoever asks, when as many requests have come.
	fatal func()
	left  int
	death death
}

// death is when somebody dies of a request.
type death int

const (
	// unheard: before the service has it.
	unheard death = iota
	// unanswered: when the service has dealt with it.
	unanswered
	// answered: a moment after the answer has come.
	answered
)

// digest is one of rows: of several, it does not depend on their order.
type digest [sha256.Size]byte

func (d *digest) add(other digest) {
	for i := range d {
		d[i] ^= other[i]
	}
}

// rowDigest is that of one row.
func rowDigest(kind account.Kind, row any) digest {
	text, err := json.Marshal(row)
	if err != nil {
		panic(err)
	}
	return sha256.Sum256(append([]byte(kind), text...))
}

// listsDigest is that of all rows of lists.
func listsDigest(l account.Lists) (sum digest) {
	for u := range l.Users.All() {
		sum.add(rowDigest(account.KindUser, u))
	}
	for i := range l.Invitations.All() {
		sum.add(rowDigest(account.KindInvitation, i))
	}
	for i := range l.Cancelled.All() {
		sum.add(rowDigest(account.KindInvitation, i))
	}
	for e := range l.ExternalUsers.All() {
		sum.add(rowDigest(account.KindExternalUser, e))
	}
	return sum
}

// chronicles begins with what the service is now, when nobody else changes it.
func chronicles(t tester, service string, feed account.Service) *chronicle {
	t.Helper()
	at, err := url.Parse(service)
	if err != nil {
		t.Fatal(err)
	}
	c := &chronicle{service: at, feed: feed, rows: map[string]digest{}, was: map[int64]digest{}, read: httputil.NewSingleHostReverseProxy(at)}
	c.read.FlushInterval = -1
	c.read.ErrorHandler = func(http.ResponseWriter, *http.Request, error) {} // whoever asked is dead
	now, err := feed.Changes(t.Context(), account.SinceNow, 1)
	if err != nil {
		t.Fatal(err)
	}
	all := read(t, feed)
	for id, u := range all.Users {
		c.put(account.KindUser, id, rowDigest(account.KindUser, u))
	}
	for id, i := range all.Pending {
		c.put(account.KindInvitation, id, rowDigest(account.KindInvitation, i))
	}
	for id, e := range all.Externals {
		c.put(account.KindExternalUser, id, rowDigest(account.KindExternalUser, e))
	}
	c.seq = now.Next
	c.was[c.seq] = c.sum
	c.Server = httptest.NewServer(c)
	return c
}

// put makes a row another one; the zero digest is none.
func (c *chronicle) put(kind account.Kind, id string, d digest) {
	key := string(kind) + " " + id
	c.sum.add(c.rows[key])
	c.sum.add(d)
	c.rows[key] = d
}

// change does something to the service, past those who ask, and notes what it is
// then.
func (c *chronicle) change(ctx context.Context, f func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	return c.note(ctx)
}

// note reads the feed on. The caller holds the lock.
func (c *chronicle) note(ctx context.Context) error {
	for {
		page, err := c.feed.Changes(ctx, c.seq, 500)
		if err != nil {
			return err
		}
		for _, change := range page.Changes {
			d, err := changeDigest(change)
			if err != nil {
				return err
			}
			c.put(change.Kind, change.ID, d)
		}
		if c.seq = page.Next; !page.More {
			c.was[c.seq] = c.sum
			return nil
		}
	}
}

func changeDigest(c account.Change) (digest, error) {
	var row any
	switch {
	case c.Op == account.Delete:
		return digest{}, nil
	case c.Kind == account.KindUser:
		row = new(account.User)
	case c.Kind == account.KindInvitation:
		row = new(account.Invitation)
	case c.Kind == account.KindExternalUser:
		row = new(account.ExternalUser)
	default:
		return digest{}, fmt.Errorf("a change of kind %s", c.Kind)
	}
	if err := json.Unmarshal(c.Item, row); err != nil {
		return digest{}, err
	}
	return rowDigest(c.Kind, row), nil
}

// at tells what the service was at a sequence number, if it ever was.
func (c *chronicle) at(seq int64) (d digest, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, known = c.was[seq]
	return d, known
}

// doom has whoever asks die at a request to come.
func (c *chronicle) doom(fatal func(), requests int, when death) {
	c.passing.Lock()
	defer c.passing.Unlock()
	c.fatal, c.left, c.death = fatal, requests, when
}

// strikes tells whether whoever asks dies of this request, and when.
func (c *chronicle) strikes() (fatal func(), when death) {
	c.passing.Lock()
	defer c.passing.Unlock()
	if c.fatal == nil {
		return nil, 0
	}
	if c.left--; c.left > 0 {
		return nil, 0
	}
	fatal, c.fatal = c.fatal, nil
	return fatal, c.death
}

// ServeHTTP hands a request on, and the answer back.
func (c *chronicle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fatal, when := c.strikes()
	switch {
	case fatal == nil:
	case when == unheard:
		fatal()
		panic(http.ErrAbortHandler)
	case when == unanswered:
		defer func() { panic(http.ErrAbortHandler) }()
		defer fatal()
		w = httptest.NewRecorder()
	case when == answered:
		defer time.AfterFunc(rand.N(12*time.Millisecond), fatal)
	}
	if r.Method == http.MethodGet {
		c.read.ServeHTTP(w, r)
		return
	}
	c.act(w, r)
}

// act lets the service do something, whoever dies meanwhile, and notes what it is
// then before anybody is told.
func (c *chronicle) act(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the request came in half
	}
	ctx := context.WithoutCancel(r.Context())
	out := r.Clone(ctx)
	out.URL.Scheme, out.URL.Host, out.Host, out.RequestURI = c.service.Scheme, c.service.Host, c.service.Host, ""
	out.Body = io.NopCloser(bytes.NewReader(body))
	var answer *http.Response
	noted := c.change(ctx, func() { answer, err = http.DefaultTransport.RoundTrip(out) })
	if err != nil || noted != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body)
}
