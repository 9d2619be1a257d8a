package contract_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// event is one message of the stream; a comment has the name ":".
type event struct {
	name string
	data map[string]any
}

// stream is an open event stream; events is closed when it ends.
type stream struct {
	events <-chan event
	close  context.CancelFunc
}

// listen opens the stream of an account and waits until it is open.
func (c caller) listen(t testing.TB, path string) stream {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	req, err := c.request(ctx, http.MethodGet, path, nil, header("Accept", "text/event-stream"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if ct := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(ct, "text/event-stream") {
		t.Fatalf("%s: %d %s", path, resp.StatusCode, ct)
	}
	events := make(chan event, 1024)
	go readEvents(bufio.NewScanner(resp.Body), events, func() { resp.Body.Close() })
	return stream{events: events, close: cancel}
}

func readEvents(lines *bufio.Scanner, events chan<- event, done func()) {
	defer close(events)
	defer done()
	e := event{}
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case lines.Text() == "":
			if e.name != "" || e.data != nil {
				events <- e
			}
			e = event{}
		case field == "":
			events <- event{name: ":"}
		case field == "event":
			e.name = value
		case field == "data":
			_ = json.Unmarshal([]byte(value), &e.data)
		}
	}
}

// next waits for the next event of that name; others before it are passed over.
func (s stream) next(t testing.TB, name string, within time.Duration) event {
	t.Helper()
	late := time.After(within)
	for {
		select {
		case e, open := <-s.events:
			if !open {
				t.Fatalf("the stream ended before %s", name)
			}
			if e.name == name {
				return e
			}
		case <-late:
			t.Fatalf("no %s within %v", name, within)
		}
	}
}

// ends waits for the service to close the stream.
func (s stream) ends(t testing.TB, within time.Duration) {
	t.Helper()
	late := time.After(within)
	for {
		select {
		case _, open := <-s.events:
			if !open {
				return
			}
		case <-late:
			t.Fatalf("still open after %v", within)
		}
	}
}
