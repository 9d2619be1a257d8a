package api

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"rollcall/account"
	"rollcall/server/store"
)

// maxBody is the size of a request, in bytes (account API, Limits).
const maxBody = 1 << 20

// maxKey is the length of an idempotency key, in bytes.
const maxKey = 255

// audience is who may call an operation (R2).
type audience int

const (
	anybody audience = iota
	signedIn
	members
	administrators
)

// condition is what an operation does with If-Match.
type condition int

const (
	ignored condition = iota
	whenSent
	required
)

// body is what an operation takes.
type body int

const (
	noBody body = iota
	optionalBody
	wholeBody
)

// rule is what holds for an operation before its own work begins.
type rule struct {
	who audience
	// session: an API token is refused.
	session bool
	// setup: also for those who have yet to set up a second factor.
	setup bool
	match condition
	body  body
	// nullable names a field that may be null.
	nullable string
	// once: Idempotency-Key is accepted.
	once bool
	// item tells whether what the path names exists; nil when it names nothing.
	item func(ctx context.Context, accountID, id string) (bool, error)
	// action and kind name a refused attempt in the activity log.
	action string
	kind   account.Kind
}

// call is one request on its way.
type call struct {
	context.Context
	identity store.Identity
	caller   store.Caller
	matches  []int64
	once     *store.Once
	nulls    []string // fields of the body that are null
	rule     rule
	request  *http.Request
}

type callKey struct{}

// callOf gives the call with the context of its operation: a copy, since what
// the gate has begun in the store may still watch the context before.
func callOf(ctx context.Context) *call {
	c := *ctx.Value(callKey{}).(*call)
	c.Context = ctx
	return &c
}

// gate checks, in the order of the account API: 401, account 404, 403,
// 400/413/415, item 404, idempotency. The rest, 422, 428, 412, 409, is left to
// the operation.
func (s *service) gate(r rule) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		req, w := humago.Unwrap(hc)
		c := &call{Context: req.Context(), rule: r, request: req}
		end, answer, err := s.admit(c, hc)
		if end != nil {
			defer end()
		}
		switch {
		case err != nil:
			writeProblem(w, s.fail(req.Context(), err))
		case answer != nil:
			replay(w, answer)
		default:
			next(huma.WithValue(hc, callKey{}, c))
		}
	}
}

func (s *service) admit(c *call, hc huma.Context) (end func(), replay *store.Answer, err error) {
	c.caller.Address = s.address(c.request)
	if err := s.authorise(c, hc.Param("account_id")); err != nil {
		return nil, nil, err
	}
	payload, err := readBody(c.request, c.rule.body)
	if err != nil {
		return nil, nil, err
	}
	c.nulls = nullsOf(payload)
	if err := readConditions(c); err != nil {
		return nil, nil, err
	}
	return s.begin(c, hc.Param("id"), payload)
}

// readBody takes the body in, whole, and puts it back for the operation.
func readBody(r *http.Request, expected body) ([]byte, error) {
	if expected == noBody {
		return nil, nil
	}
	if r.ContentLength > maxBody {
		return nil, account.Fault(account.PayloadTooLarge)
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, account.Faultf(account.MalformedRequest, "the body ended early")
	case len(b) > maxBody:
		return nil, account.Fault(account.PayloadTooLarge)
	case len(b) == 0 && expected == wholeBody:
		return nil, account.Faultf(account.MalformedRequest, "a body is required")
	}
	if len(b) > 0 {
		if err := checkType(r); err != nil {
			return nil, err
		}
		if err := checkJSON(b); err != nil {
			return nil, err
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	return b, nil
}

func checkType(r *http.Request) error {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := params["charset"]
	if err != nil || kind != "application/json" || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return account.Fault(account.UnsupportedMediaType)
	}
	if enc := r.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return account.Fault(account.UnsupportedMediaType)
	}
	return nil
}

// readConditions reads If-Match, where the operation looks at it.
func readConditions(c *call) (err error) {
	sent := c.request.Header.Values("If-Match")
	if c.rule.match == ignored || len(sent) == 0 {
		return nil
	}
	c.matches, err = parseMatch(strings.Join(sent, ", "), false)
	return err
}

// begin applies item 404 and idempotency. A repeat of an answered request is
// answered again even when the item is gone meanwhile, and one of a request that
// is running is told so: it is often the request itself that removed it, and who is
// told 404 takes that for a refusal.
func (s *service) begin(c *call, id string, payload []byte) (end func(), answer *store.Answer, err error) {
	end, err = s.enter(c, payload)
	if err == nil && c.once != nil {
		if answer, err = s.Store.Answered(c, c.once, s.now()); answer != nil {
			return end, answer, nil
		}
	}
	if err != nil && (problemOf(err).Status == http.StatusInternalServerError || account.CodeOf(err) == account.IdempotencyRunning) {
		return end, nil, err
	}
	if missing := s.itemExists(c, id); missing != nil {
		return end, nil, missing
	}
	return end, nil, err
}

func (s *service) itemExists(c *call, id string) error {
	if c.rule.item == nil {
		return nil
	}
	found, err := c.rule.item(c, c.caller.AccountID, id)
	if err == nil && !found {
		err = account.Fault(account.NotFound)
	}
	return err
}

// enter reads the idempotency key and holds it while the request runs.
func (s *service) enter(c *call, payload []byte) (end func(), err error) {
	sent := c.request.Header.Values("Idempotency-Key")
	if !c.rule.once || len(sent) == 0 {
		return nil, nil
	}
	key := sent[0]
	if len(sent) > 1 || key == "" || len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return nil, account.Faultf(account.MalformedRequest, "the idempotency key is not 1 to 255 printable characters")
	}
	c.once = &store.Once{
		Key: key, Scope: c.sender() + " " + c.request.Method + " " + c.request.URL.Path,
		Payload: append([]byte(c.request.URL.RawQuery+"\n"), payload...),
	}
	end, ok := s.running.begin(c.once.Scope + "\n" + key)
	if !ok {
		c.once = nil
		return nil, account.Fault(account.IdempotencyRunning)
	}
	return end, nil
}

// sender is who an idempotency key belongs to: a person in any of their
// sessions, an API token, or whoever calls from an address.
func (c *call) sender() string {
	return cmp.Or(c.caller.TokenID, c.caller.PersonID, c.caller.Address)
}

// act is what the store needs to know of the request; the answer has the
// status. It is 428 when the operation needs If-Match and none came.
func (s *service) act(c *call, status int) (store.Act, error) {
	if err := c.conditioned(); err != nil {
		return store.Act{}, err
	}
	a := store.Act{Caller: c.caller, Match: c.matches, Once: c.once, Now: s.now()}
	if len(a.Match) == 1 && a.Match[0] == anyVersion {
		a.Match = nil
	}
	if a.Once != nil {
		a.Once.Render = s.render(c, status)
	}
	return a, nil
}

// conditioned gives 428 when the operation needs If-Match and none came.
func (c *call) conditioned() error {
	if c.rule.match == required && c.matches == nil {
		return account.Fault(account.PreconditionRequired)
	}
	return nil
}

// done runs an act that answers 204.
func (s *service) done(c *call, run func(store.Act) error) (*nothing, error) {
	return s.answered(c, http.StatusNoContent, run)
}

// answered runs an act whose answer has a status and no body.
func (s *service) answered(c *call, status int, run func(store.Act) error) (*nothing, error) {
	a, err := s.act(c, status)
	if err == nil {
		err = run(a)
	}
	return &nothing{}, err
}
