package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/tmaxmax/go-sse"

	"rollcall/account"
)

// maxEvent is the size of the largest event taken, in bytes.
const maxEvent = 64 << 10

var errSilent = errors.New("the stream fell silent")

// Events follows the account's stream until the context ends or the stream
// breaks, and says why: context.Canceled, Unreachable for a stream that broke,
// ended or fell silent for 45 seconds, BadAnswer for nonsense, or the problem
// with which the service refused it. It does not connect again by itself.
func (a *Account) Events(ctx context.Context, handle func(account.Event)) error {
	watched, dog := newWatchdog(ctx, a.c.o.Timeout)
	defer dog.stop()
	response, err := a.openStream(watched)
	if err != nil {
		return told(ctx, streamFault(watched, err))
	}
	defer response.Body.Close()
	if err := a.c.judgeStream(response); err != nil {
		return told(ctx, err)
	}
	dog.patience(a.c.o.Idle)
	handle(account.Event{Kind: account.EventOpened})
	return told(ctx, readStream(watched, dog.reader(response.Body), handle))
}

func (a *Account) openStream(ctx context.Context) (*http.Response, error) {
	k := a.within(http.MethodGet, "events")
	request, err := http.NewRequestWithContext(ctx, k.method, a.c.join(k.path, nil), nil)
	if err != nil {
		return nil, err
	}
	for name, value := range a.c.headers(k) {
		request.Header.Set(name, value)
	}
	request.Header.Set("Accept", "text/event-stream, application/problem+json")
	return a.c.stream.Do(request)
}

// judgeStream tells a stream from a refusal and from nonsense.
func (c *Client) judgeStream(r *http.Response) error {
	if r.StatusCode == http.StatusOK && mediaType(r.Header) == "text/event-stream" {
		return nil
	}
	if r.StatusCode < http.StatusBadRequest || mediaType(r.Header) != "application/problem+json" {
		return strangeStatus(r.StatusCode, r.Header, c.o.Now())
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxEvent))
	if err != nil {
		return account.Faultf(account.BadAnswer, "half an answer")
	}
	fault, ok := problemFault(body, r.Header, c.o.Now())
	if !ok {
		return strangeStatus(r.StatusCode, r.Header, c.o.Now())
	}
	return fault
}

// readStream hands over events until the stream ends.
func readStream(ctx context.Context, r io.Reader, handle func(account.Event)) error {
	for raw, err := range sse.Read(r, &sse.ReadConfig{MaxEventSize: maxEvent}) {
		if err != nil {
			return streamFault(ctx, err)
		}
		event, known, err := eventOf(raw)
		if err != nil {
			return err
		}
		if known {
			handle(event)
		}
	}
	return streamFault(ctx, io.EOF)
}

// streamFault tells why a stream broke. The context is the watchdog's, whose
// cause is kept apart from the caller's cancelling.
func streamFault(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errSilent) {
		return account.Faultf(account.Unreachable, errSilent.Error())
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return account.Faultf(account.Unreachable, "the stream ended")
	}
	return transportFault(ctx, err, false)
}

// eventOf decodes what the service says; kinds of a later version are not known.
func eventOf(raw sse.Event) (e account.Event, known bool, err error) {
	e.Kind = account.EventKind(raw.Type)
	if raw.Type == account.ReasonAccessRemoved {
		e.Kind, e.Reason = account.EventSessionEnded, account.ReasonAccessRemoved
	}
	switch e.Kind {
	case account.EventChanged, account.EventAccessChanged, account.EventSessionEnded, account.EventNotices, account.EventMaintenance:
	default:
		return e, false, nil
	}
	// Data that cannot be read is a stream cut in the middle of an event, which
	// must not end a session.
	if json.Unmarshal([]byte(raw.Data), &e) != nil {
		return e, false, account.Faultf(account.BadAnswer, "an event cannot be read")
	}
	return e, true, nil
}

// watchdog cancels a stream that is silent for too long: a connection whose
// other end is gone may look open for hours.
type watchdog struct {
	cancel context.CancelCauseFunc
	timer  *time.Timer
	limit  time.Duration
}

func newWatchdog(ctx context.Context, limit time.Duration) (context.Context, *watchdog) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &watchdog{cancel: cancel, limit: limit, timer: time.AfterFunc(limit, func() { cancel(errSilent) })}
}

// patience sets how long silence may last, from now on.
func (w *watchdog) patience(limit time.Duration) {
	w.limit = limit
	w.timer.Reset(limit)
}

func (w *watchdog) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// reader is r with each byte heard.
func (w *watchdog) reader(r io.Reader) io.Reader { return heard{r, w} }

type heard struct {
	io.Reader
	dog *watchdog
}

func (h heard) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	if n > 0 {
		h.dog.timer.Reset(h.dog.limit)
	}
	return n, err
}
