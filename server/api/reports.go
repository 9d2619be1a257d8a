package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rollcall/account"
)

const reportsPath = "/v1/delivery-reports"

// deliveryReports lets the mail server say what became of messages after it took
// them. The body is mail, not JSON, so that it stands beside the gate.
func (s *service) deliveryReports() {
	o := op(http.MethodPost, reportsPath, "report-delivery", "A delivery report: a message came back", tagInvitations)
	o.Description = "For the mail server: a report as RFC 3464 has it, as the whole message or its body alone. " +
		"Says that the invitation it is about has bounced. A delay, and a message that has arrived, change nothing. A report may be sent again."
	o.DefaultStatus = http.StatusNoContent
	o.Security = []map[string][]string{{byReporter: {}}}
	text := &huma.Schema{Type: huma.TypeString}
	o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"message/rfc822": {Schema: text}, "multipart/report": {Schema: text},
	}}
	o.Responses = map[string]*huma.Response{"204": {Description: "Noted"}, "default": s.problemResponse()}
	s.huma.OpenAPI().AddOperation(&o)
	s.mux.HandleFunc(o.Method+" "+o.Path, func(w http.ResponseWriter, r *http.Request) {
		if err := s.takeReport(w, r); err != nil {
			writeProblem(w, s.fail(r.Context(), err))
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func (s *service) takeReport(w http.ResponseWriter, r *http.Request) error {
	if !s.mayReport(r) {
		return account.Fault(account.Unauthenticated)
	}
	kind := r.Header.Get("Content-Type")
	switch media, _, err := mime.ParseMediaType(kind); {
	case err != nil, media != "message/rfc822" && media != "multipart/report":
		return account.Fault(account.UnsupportedMediaType)
	case r.ContentLength > maxBody:
		return account.Fault(account.PayloadTooLarge)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return account.Fault(account.PayloadTooLarge)
	}
	if err != nil {
		return account.Faultf(account.MalformedRequest, "the body ended early")
	}
	return s.Report(r.Context(), kind, body)
}

// mayReport compares the shared secret in a time that does not tell how much of
// it is right.
func (s *service) mayReport(r *http.Request) bool {
	given, ok := bearer(r)
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(s.ReportSecret))
	return s.ReportSecret != "" && ok && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
