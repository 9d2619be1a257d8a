package api

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rollcall/account"
)

// Problem is every error of the API (RFC 9457), with our code.
type Problem struct {
	Type   string               `json:"type" format:"uri" doc:"Names the kind of problem"`
	Title  string               `json:"title" doc:"The kind of problem in words"`
	Status int                  `json:"status" doc:"The status of the answer"`
	Detail string               `json:"detail,omitempty" doc:"What went wrong this time; for developers"`
	Code   account.Code         `json:"code" doc:"The kind of problem in one stable word" example:"version_mismatch"`
	Errors []account.FieldFault `json:"errors,omitempty" doc:"Faults in fields of what was sent"`
	// Reason refines session_ended and password_unacceptable.
	Reason string `json:"reason,omitempty" doc:"Why a session ended, or a password is unacceptable"`
	// Methods accompanies second_factor_required.
	Methods []account.Method `json:"methods,omitempty" doc:"The second factors that may be given, the last used first"`
	// InvitationID accompanies already_invited.
	InvitationID string `json:"invitation_id,omitempty" doc:"The invitation that the address has already"`
	// Until accompanies maintenance.
	Until time.Time `json:"until,omitzero" doc:"When maintenance is to be over"`

	retryAfter time.Duration
}

const problemType = "application/problem+json"

// Error gives code and detail.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.Detail }

// GetStatus is the status of the answer.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders adds what the status asks for (RFC 9110, 6585).
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(p.retryAfter.Seconds())))))
	}
	return h
}

// kind is the status and title of a code.
type kind struct {
	status int
	title  string
}

func kindOf(c account.Code) kind {
	switch c {
	case account.MalformedRequest:
		return kind{400, "The request cannot be understood"}
	case account.Unauthenticated:
		return kind{401, "Sign in first"}
	case account.InvalidCredentials:
		return kind{401, "The login or the password is wrong"}
	case account.SecondFactorRequired:
		return kind{401, "A second factor is required"}
	case account.SecondFactorInvalid:
		return kind{401, "The code is wrong, too old, or was used before"}
	case account.SessionEnded:
		return kind{401, "The session has ended"}
	case account.Forbidden:
		return kind{403, "This is not allowed"}
	case account.TwoFactorSetup:
		return kind{403, "A second factor must be set up first"}
	case account.OwnPasswordWrong:
		return kind{403, "The own password is wrong"}
	case account.NotFound:
		return kind{404, "There is no such thing"}
	case account.MethodNotAllowed:
		return kind{405, "The method is not allowed here"}
	case account.PayloadTooLarge:
		return kind{413, "The request is too large"}
	case account.UnsupportedMediaType:
		return kind{415, "The request is not JSON"}
	case account.ChangesExpired:
		return kind{410, "The feed does not go back that far"}
	case account.VersionMismatch:
		return kind{412, "It was changed meanwhile"}
	case account.ValidationFailed:
		return kind{422, "Something sent is not acceptable"}
	case account.PreconditionRequired:
		return kind{428, "If-Match is required"}
	case account.RateLimited:
		return kind{429, "Too often"}
	case account.Maintenance:
		return kind{503, "The service is being maintained"}
	}
	return kindOfConflict(c)
}

func kindOfConflict(c account.Code) kind {
	switch c {
	case account.OwnUser:
		return kind{409, "Not to oneself"}
	case account.LastAdministrator:
		return kind{409, "An account keeps an administrator"}
	case account.EmailTaken:
		return kind{409, "The address is in this account already"}
	case account.UsernameTaken:
		return kind{409, "The user name is taken"}
	case account.AlreadyInvited:
		return kind{409, "The address is invited already"}
	case account.InvitationNotPending:
		return kind{409, "The invitation is not pending"}
	case account.IdempotencyRunning:
		return kind{409, "The same request has not been answered, or its answer was not kept"}
	case account.PasswordUnacceptable:
		return kind{422, "The password is unacceptable"}
	case account.IdempotencyReused:
		return kind{422, "The idempotency key was used for another request"}
	}
	return kind{500, "Something went wrong on our side"}
}

// problemOf makes the answer of an error. What no rule asked for is a fault of
// the service, and says nothing more.
func problemOf(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	e, ok := errors.AsType[*account.Error](err)
	if !ok || kindOf(e.Code).status == http.StatusInternalServerError {
		e = account.Fault(account.Internal)
	}
	k := kindOf(e.Code)
	return &Problem{
		Type: "urn:problem-type:rollcall:" + string(e.Code), Title: k.title, Status: k.status, Detail: e.Detail, Code: e.Code,
		Errors: e.Fields, Reason: e.Reason, Methods: e.Methods, InvitationID: e.InvitationID, Until: e.Until, retryAfter: e.RetryAfter,
	}
}

// invalid is a fault in one field.
func invalid(location, message string) error {
	return &account.Error{Code: account.ValidationFailed, Fields: []account.FieldFault{{Location: location, Message: message}}}
}

// writeProblem answers outside of an operation's own way.
func writeProblem(w http.ResponseWriter, p *Problem) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the other side may have gone
}

// ours turns the errors that the framework makes (only its validation gets to
// make any) into ours. The values sent are not repeated: they may be secret.
func ours(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	e := account.Fault(codeOfStatus(m.Status))
	for _, d := range m.Errors {
		e.Fields = append(e.Fields, faultOf(d))
	}
	return problemOf(e), nil
}

// faultOf names a missing field itself rather than the object around it.
func faultOf(d *huma.ErrorDetail) account.FieldFault {
	f := account.FieldFault{Location: d.Location, Message: d.Message}
	if rest, ok := strings.CutPrefix(d.Message, "expected required property "); ok {
		field, _, _ := strings.Cut(rest, " ")
		f.Location, f.Message = strings.TrimPrefix(f.Location+"."+field, "."), "is required"
	}
	return f
}

func codeOfStatus(status int) account.Code {
	switch status {
	case http.StatusBadRequest, http.StatusRequestTimeout:
		return account.MalformedRequest
	case http.StatusRequestEntityTooLarge:
		return account.PayloadTooLarge
	case http.StatusUnsupportedMediaType:
		return account.UnsupportedMediaType
	case http.StatusUnprocessableEntity:
		return account.ValidationFailed
	}
	return account.Internal
}

// fail logs what is a fault of the service and makes the answer.
func (s *service) fail(ctx context.Context, err error) *Problem {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError && ctx.Err() == nil {
		s.Log.ErrorContext(ctx, "the service failed", "error", err)
	}
	return p
}
