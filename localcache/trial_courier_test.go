package localcache_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync"
)

// habit is how a courier deals with what changes something.
type habit int

const (
	// careful: each is handed over once.
	careful habit = iota
	// forgetful hands over some, and loses the answer.
	forgetful
	// hopeless loses each answer.
	hopeless
	// careless loses most before they are handed over.
	careless
	// stammering hands over some twice, one after the other or at one moment.
	stammering
)

// courier carries the requests of a desk over its line, and knows which acts
// were ever sent.
type courier struct {
	over http.RoundTripper

	mu     sync.Mutex
	habit  habit
	chance *rand.Rand
	// sent are the acts for which there was a connection.
	sent map[string]bool
	// tries counts how often each was to be handed over.
	tries map[string]int
	// kept are the acts that the service answered with success.
	kept []letter
}

// letter is a request, to be sent as often as one likes.
type letter struct {
	request *http.Request
	body    []byte
}

func newCourier(over http.RoundTripper, seed uint64) *courier {
	return &courier{over: over, chance: rand.New(rand.NewPCG(seed, 77)), sent: map[string]bool{}, tries: map[string]int{}}
}

func (c *courier) become(h habit) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.habit = h
}

// allSent are the keys of the acts that ever left.
func (c *courier) allSent() map[string]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.sent)
}

// held tells whether an act was tried so often that others may have overtaken it.
func (c *courier) held(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tries[key] >= 7 // three calls, of three attempts each unless there was no time
}

// RoundTrip is that of http.RoundTripper.
func (c *courier) RoundTrip(r *http.Request) (*http.Response, error) {
	key := r.Header.Get("Idempotency-Key")
	if key == "" {
		return c.over.RoundTrip(r)
	}
	l, err := newLetter(r)
	if err != nil {
		return nil, err
	}
	switch c.mood(key) {
	case forgetful, hopeless:
		answer, err := c.carry(r.Context(), l)
		if err != nil {
			return nil, err
		}
		_ = answer.Body.Close()
		return nil, io.ErrUnexpectedEOF
	case careless:
		return nil, io.ErrUnexpectedEOF
	case stammering:
		return c.twice(r.Context(), l)
	}
	return c.carry(r.Context(), l)
}

// mood says what happens to an act.
func (c *courier) mood(key string) habit {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tries[key]++
	often := map[habit]int{forgetful: 50, stammering: 50, hopeless: 100, careless: 85}[c.habit]
	if c.chance.IntN(100) >= often {
		return careful
	}
	return c.habit
}

// twice hands a letter over two times, and gives the answer to the second.
func (c *courier) twice(ctx context.Context, l letter) (*http.Response, error) {
	c.mu.Lock()
	together := c.chance.IntN(2) == 0
	c.mu.Unlock()
	first := make(chan struct{})
	go func() {
		defer close(first)
		if answer, err := c.carry(ctx, l); err == nil {
			_ = answer.Body.Close()
		}
	}()
	if !together {
		<-first
	}
	answer, err := c.carry(ctx, l)
	<-first
	if err != nil && c.allSent()[l.key()] {
		return nil, io.ErrUnexpectedEOF // whatever the second met, the first may have got there
	}
	return answer, err
}

// carry hands a letter over and reads the whole answer.
func (c *courier) carry(ctx context.Context, l letter) (*http.Response, error) {
	answer, err := c.over.RoundTrip(l.copied(c.noting(ctx, l)))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode < 300 {
		c.mu.Lock()
		c.kept = append(c.kept, l)
		c.mu.Unlock()
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}

// noting notes that an act leaves, once there is a connection for it.
func (c *courier) noting(ctx context.Context, l letter) context.Context {
	key := l.key()
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.sent[key] = true
	}})
}

// again hands over an act that was answered long ago, past the line.
func (c *courier) again(ctx context.Context, past http.RoundTripper, host string, which int) error {
	c.mu.Lock()
	kept := slices.Clone(c.kept)
	c.mu.Unlock()
	if len(kept) == 0 {
		return nil
	}
	r := kept[which%len(kept)].copied(ctx)
	r.URL.Host, r.Host = host, host
	answer, err := past.RoundTrip(r)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

func newLetter(r *http.Request) (letter, error) {
	if r.Body == nil {
		return letter{request: r}, nil
	}
	body, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	return letter{r, body}, err
}

func (l letter) key() string { return l.request.Header.Get("Idempotency-Key") }

func (l letter) copied(ctx context.Context) *http.Request {
	r := l.request.Clone(ctx)
	r.Body = http.NoBody
	if l.body != nil {
		r.Body = io.NopCloser(bytes.NewReader(l.body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(l.body)), nil }
	}
	return r
}
