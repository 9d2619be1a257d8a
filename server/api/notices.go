package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"rollcall/account"
)

const noticesPath = "/v1/notices"

// maxRetryAfter bounds what callers are asked to wait: maintenance may end early.
const maxRetryAfter = 24 * time.Hour

type noticesInput struct {
	AcceptLanguage string `header:"Accept-Language" doc:"en or fr"`
}

type noticesOutput struct {
	ContentLanguage string `header:"Content-Language"`
	Vary            string `header:"Vary"`
	Body            account.Page[account.Notice]
}

// notices tells everybody what the operator announces (R17).
func (s *service) notices() {
	o := op(http.MethodGet, noticesPath, "list-notices", "What is announced", tagHappened)
	o.Description = "Maintenance to come and under way, the next first. Between the two times the service answers 503, " +
		"maintenance, to everything but this, its health and its document."
	add(s, o, rule{who: anybody}, s.announced)
}

func (s *service) announced(c *call, in *noticesInput) (*noticesOutput, error) {
	spoken := spokenLanguage(in.AcceptLanguage)
	out := &noticesOutput{ContentLanguage: spoken, Vary: "Accept-Language", Body: account.Page[account.Notice]{Items: []account.Notice{}}}
	list, _ := s.Notices.List(c)
	for _, n := range list {
		out.Body.Items = append(out.Body.Items, account.Notice{
			ID: n.ID, Kind: account.NoticeMaintenance, StartsAt: n.StartsAt, EndsAt: n.EndsAt, Text: n.Text[spoken],
		})
	}
	return out, nil
}

// The patterns of what stays open meanwhile: those who watch over the service
// learn that it is well, and its document tells of no account.
const (
	healthPath   = "GET /healthz"
	readyPath    = "GET /readyz"
	documentJSON = "GET /openapi.json"
	documentYAML = "GET /openapi.yaml"
	documentPage = "GET /docs"
)

// closed tells whether an operation waits for the end of maintenance, and when
// that is. The pages behind e-mail links say so themselves, to people.
func (s *service) closed(ctx context.Context, pattern string) (until time.Time, closed bool) {
	switch pattern {
	case "GET " + noticesPath, healthPath, readyPath, documentJSON, documentYAML, documentPage:
		return time.Time{}, false
	}
	if slices.Contains(pagePrefixes(), pattern) {
		return time.Time{}, false
	}
	return s.Notices.Until(ctx)
}

// underMaintenance is the answer meanwhile (RFC 9110, 15.6.4).
func (s *service) underMaintenance(until time.Time) *account.Error {
	return &account.Error{
		Code: account.Maintenance, Detail: "maintenance, as announced",
		RetryAfter: min(until.Sub(s.Now()), maxRetryAfter), Until: until,
	}
}
