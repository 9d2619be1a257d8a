// Package api serves the account API: the operations of the contract over
// net/http, described by an OpenAPI document that is made from the code.
package api

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"rollcall/account"
	"rollcall/server/notices"
	"rollcall/server/store"
)

// Deps is what the API works with. What has no default is
// required, but for AccessLog, TrustProxy and Pages.
type Deps struct {
	Store     store.Store
	Passwords Passwords
	// Door is where people sign in.
	Door *Door
	// CheckPassword refuses what others would guess.
	CheckPassword func(password string, personal []string, secondFactor bool) error
	// Catalogue gives the permissions in a language; Permission tells whether
	// one can be ticked.
	Catalogue  func(language string) account.Catalogue
	Permission func(account.Permission) bool
	// PublicURL begins the links that are shown.
	PublicURL string
	// TrustProxy is where X-Forwarded-For is believed from.
	TrustProxy []netip.Prefix
	// Pages serves everything under /invitation/, /password-reset/ and
	// /email-change/.
	Pages http.Handler
	Now   func() time.Time
	Log   *slog.Logger
	// Random gives the tokens of sessions; the system's when nil.
	Random io.Reader
	// AccessLog writes a line for each request.
	AccessLog bool
	// ResetTakes is how long the answer to a request for a link takes at least,
	// and up to twice that, whatever comes of it: far longer than the work, so
	// that the time tells nothing. Zero answers at once.
	ResetTakes time.Duration
	// ReportSecret is what the mail server shows with a delivery report; empty, none
	// is taken. Report notes one: ValidationFailed when it is none, NotFound when
	// it is about no message of the service.
	ReportSecret string
	Report       func(ctx context.Context, contentType string, body []byte) error
	// Notices is the board of what is announced; nothing is when nil.
	Notices *notices.Board
	// Stopping ends the open streams when it is closed.
	Stopping <-chan struct{}
}

// service is the API at work.
type service struct {
	Deps
	huma    huma.API
	mux     *http.ServeMux
	running running
	streams openStreams
	// proxyNoticed: the log has heard of a proxy that is not trusted.
	proxyNoticed sync.Once
}

// New makes the handler of the whole service.
func New(d Deps) http.Handler {
	s := &service{Deps: d, mux: http.NewServeMux(), running: running{keys: map[string]struct{}{}}, streams: openStreams{of: map[string]int{}}}
	if s.Random == nil {
		s.Random = rand.Reader
	}
	s.huma = humago.New(s.mux, description())
	s.signingIn()
	s.profile()
	s.devices()
	s.twoFactor()
	s.accounts()
	s.users()
	s.invitations()
	s.externals()
	s.accessRequests()
	s.apiTokens()
	s.feed()
	s.log()
	s.notices()
	s.deliveryReports()
	s.health()
	s.polish()
	s.documentation()
	if s.Pages != nil {
		for _, prefix := range pagePrefixes() {
			s.mux.Handle(prefix, s.Pages)
		}
	}
	return s.outside()
}

// pagePrefixes is where the pages behind e-mail links stand.
func pagePrefixes() []string { return []string{"/invitation/", "/password-reset/", "/email-change/"} }

func (s *service) now() time.Time { return s.Now().UTC().Truncate(time.Second) }

func description() huma.Config {
	c := huma.DefaultConfig("Account API", "1")
	c.Info.Description = "The account service of Rollcall: users, invitations and external users of an account. " +
		"Times are RFC 3339, UTC, whole seconds. Every error is a problem document (RFC 9457) with a code."
	c.CreateHooks = nil
	c.DocsPath, c.SchemasPath, c.OpenAPIPath = "", "", ""
	c.Transformers = []huma.Transformer{ours}
	for _, name := range []string{tagSigningIn, tagOneself, tagAccount, tagUsers, tagInvitations, tagExternals, tagTokens, tagHappened} {
		c.Tags = append(c.Tags, &huma.Tag{Name: name})
	}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		bySession: {Type: "http", Scheme: "bearer", Description: "The token of a session, from POST /v1/sessions"},
		byAPIToken: {
			Type: "http", Scheme: "bearer",
			Description: "An API token, from POST /v1/accounts/{account_id}/api-tokens: it acts as its maker, in that account alone",
		},
		byReporter: {Type: "http", Scheme: "bearer", Description: "The secret that the operator shares with the mail server"},
	}
	return c
}

// How callers say who they are.
const (
	bySession  = "session"
	byAPIToken = "api_token"
	byReporter = "delivery_reports"
)

// The groups of operations, in the order of the document.
const (
	tagSigningIn   = "Signing in"
	tagOneself     = "Oneself"
	tagAccount     = "The account"
	tagUsers       = "Users"
	tagInvitations = "Invitations"
	tagExternals   = "External users"
	tagTokens      = "API tokens"
	tagHappened    = "What happened"
)

// polish says what the framework cannot know: lists are never null, answers may
// gain fields, and its own form of errors is never sent.
func (s *service) polish() {
	schemas := s.huma.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for name, schema := range schemas {
		for _, p := range schema.Properties {
			if p.Items != nil {
				p.Nullable = false
			}
		}
		if !strings.HasSuffix(name, "InputBody") {
			schema.AdditionalProperties = nil
		}
	}
}

// op begins the description of an operation.
func op(method, path, id, summary, tag string) huma.Operation {
	return huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{tag}}
}

// add puts an operation behind the gate and into the document.
func add[I, O any](s *service, o huma.Operation, r rule, handle func(*call, *I) (*O, error)) {
	s.describe(&o, r)
	o.Middlewares = append(o.Middlewares, s.gate(r))
	huma.Register(s.huma, o, func(ctx context.Context, in *I) (*O, error) {
		c := callOf(ctx)
		if err := c.refuseNulls(); err != nil {
			return nil, s.fail(ctx, err)
		}
		out, err := handle(c, in)
		if err == nil {
			return out, nil
		}
		if n, ok := err.(notModified); ok {
			return nil, n
		}
		return nil, s.fail(ctx, err)
	})
}

// describe writes down what the gate does, for readers of the document.
func (s *service) describe(o *huma.Operation, r rule) {
	o.MaxBodyBytes = 2 * maxBody // the gate has measured it
	if r.who != anybody {
		o.Security = []map[string][]string{{bySession: {}}}
	}
	if r.who != anybody && !r.session {
		o.Security = append(o.Security, map[string][]string{byAPIToken: {}})
	}
	text := &huma.Schema{Type: huma.TypeString}
	header := func(name, doc string, required bool) {
		o.Parameters = append(o.Parameters, &huma.Param{Name: name, In: "header", Description: doc, Required: required, Schema: text})
	}
	if r.match != ignored {
		header("If-Match", "The version that was seen, as an entity tag; 412 when it moved on", r.match == required)
	}
	if r.once {
		header("Idempotency-Key", "Makes the request happen at most once; kept 30 days", false)
	}
	o.Responses = map[string]*huma.Response{"default": s.problemResponse()}
}

func (s *service) problemResponse() *huma.Response {
	problem := s.huma.OpenAPI().Components.Schemas.Schema(problemSchema(), true, "Problem")
	return &huma.Response{Description: "A problem", Content: map[string]*huma.MediaType{problemType: {Schema: problem}}}
}
