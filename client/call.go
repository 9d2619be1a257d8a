package client

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"rollcall/account"
)

const (
	// moreAttempts is how often a call is sent again when no answer came.
	moreAttempts = 2
	firstBackoff = 250 * time.Millisecond
	maxBackoff   = 5 * time.Second
)

// call is one call of the API before it is sent.
type call struct {
	method string
	// path are the segments after /v1, not escaped.
	path []string
	// route names the call in the log, without identifiers.
	route string
	query url.Values
	body  any
	token string
	// act is nil for reads and for sign-ins, which have no idempotency key.
	act *account.Act
	// once forbids a second attempt.
	once bool
	// language overrides the reader's.
	language string
}

// reply is a 2xx answer of the service.
type reply struct {
	header http.Header
	body   []byte
}

// do sends the call, again where that is safe and may help, and gives a 2xx
// answer or an error as package client promises.
func (c *Client) do(ctx context.Context, k call) (reply, error) {
	payload, err := k.payload()
	if err != nil {
		return reply{}, err
	}
	if k.act != nil && k.act.Key == "" {
		k.act = &account.Act{Key: c.o.NewKey(), Version: k.act.Version}
	}
	taken := false
	for attempt := 0; ; attempt++ {
		r, err := c.attempt(ctx, k, payload)
		taken = taken || mayBeTaken(err)
		if err == nil || ctx.Err() != nil || k.once || attempt == moreAttempts || !passing(err) {
			return r, told(ctx, judged(err, taken))
		}
		if c.o.Wait(ctx, c.backoff(attempt)) != nil {
			return reply{}, told(ctx, judged(err, taken))
		}
	}
}

// payload is the JSON of the body, made once for all attempts.
func (k call) payload() ([]byte, error) {
	for _, s := range k.path {
		if s == "" || s == "." || s == ".." {
			return nil, account.Faultf(account.NotFound, "no such identifier")
		}
	}
	if k.body == nil {
		return nil, nil
	}
	payload, err := json.Marshal(k.body)
	if err != nil {
		return nil, account.Faultf(account.MalformedRequest, "cannot be put into JSON")
	}
	return payload, nil
}

// backoff is how long to wait after an attempt, 0 being the first: doubling,
// and spread by half.
func (c *Client) backoff(attempt int) time.Duration {
	d := min(firstBackoff<<attempt, maxBackoff)
	return d/2 + time.Duration(c.o.Jitter()*float64(d))
}

func (c *Client) attempt(ctx context.Context, k call, payload []byte) (reply, error) {
	var met atomic.Bool // there was a connection, whatever became of it
	r := c.calls.R().SetContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { met.Store(true) },
	}))
	for name, value := range c.headers(k) {
		r.SetHeader(name, value)
	}
	if payload != nil {
		r.SetHeader("Content-Type", "application/json").SetBody(payload)
	}
	sent := c.o.Now()
	response, err := r.Execute(k.method, c.join(k.path, k.query))
	body, err := bodyOf(response, err)
	answer, err := c.judge(ctx, response, body, err)
	if met.Load() {
		err = afterAll(err)
	}
	if answer.header != nil {
		c.clock.learn(sent, answer.header)
	}
	c.o.Log.DebugContext(ctx, "call", "method", k.method, "route", k.route,
		"took", c.o.Now().Sub(sent), "code", account.CodeOf(err))
	return answer, err
}

func (c *Client) headers(k call) map[string]string {
	h := map[string]string{
		"Accept":          "application/json, application/problem+json",
		"Accept-Language": k.language,
		"User-Agent":      c.o.UserAgent,
	}
	if k.language == "" {
		h["Accept-Language"] = c.o.Language()
	}
	if k.token != "" {
		h["Authorization"] = "Bearer " + k.token
	}
	if k.act != nil {
		h["Idempotency-Key"] = k.act.Key
		if k.act.Version > 0 {
			h["If-Match"] = strconv.Quote(strconv.FormatInt(k.act.Version, 10))
		}
	}
	return h
}

// bodyOf reads an answer to its end, as far as answers go. The library would read it
// in pieces of 512 bytes, which takes twice the memory.
func bodyOf(r *resty.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	body := http.MaxBytesReader(nil, r.RawBody(), answerLimit)
	defer body.Close()
	return io.ReadAll(body)
}

// judge tells an answer of the account service from everything else that may
// come over the wire. The header is given for any answer that is the service's.
func (c *Client) judge(ctx context.Context, r *resty.Response, body []byte, err error) (reply, error) {
	if err != nil {
		return reply{}, transportFault(ctx, err, r != nil && r.RawResponse != nil)
	}
	header, status := r.Header(), r.StatusCode()
	if mediaType(header) == "application/problem+json" && status >= http.StatusBadRequest {
		fault, ok := problemFault(body, header, c.o.Now())
		if !ok {
			return reply{}, strangeStatus(status, header, c.o.Now())
		}
		return reply{header: header}, fault
	}
	switch {
	case status == http.StatusNoContent || status == http.StatusAccepted:
		return reply{header: header}, nil
	case status != http.StatusOK && status != http.StatusCreated:
		return reply{}, strangeStatus(status, header, c.o.Now())
	case mediaType(header) != "application/json":
		return reply{}, account.Faultf(account.BadAnswer, "the answer is not JSON")
	}
	return reply{header: header, body: body}, nil
}

// mediaType is the bare type of Content-Type, in lower case.
func mediaType(h http.Header) string {
	t, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}
