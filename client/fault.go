package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"rollcall/account"
)

// maxDetail bounds what is kept of a text that came over the wire, in bytes.
const maxDetail = 300

// errPassing marks a fault that another attempt may mend.
var errPassing = errors.New("another attempt may help")

// errNoWay marks a fault met before a request could leave.
var errNoWay = errors.New("there was no way to the service")

// problem is an RFC 9457 document with the members of ours.
type problem struct {
	Code         account.Code         `json:"code"`
	Detail       string               `json:"detail"`
	Errors       []account.FieldFault `json:"errors"`
	Reason       string               `json:"reason"`
	Methods      []account.Method     `json:"methods"`
	InvitationID string               `json:"invitation_id"`
	Until        time.Time            `json:"until"`
}

// problemFault reads a problem document; ok is false when it is not one of the
// account service, which always has a code.
func problemFault(body []byte, header http.Header, now time.Time) (error, bool) { //nolint:revive // the error is the value
	var p problem
	if err := json.Unmarshal(body, &p); err != nil || p.Code == "" {
		return nil, false
	}
	e := &account.Error{
		Code: account.Code(clean(string(p.Code))), Detail: clean(p.Detail), Fields: p.Errors,
		Reason: clean(p.Reason), Methods: known(p.Methods), InvitationID: p.InvitationID, RetryAfter: retryAfter(header, now),
	}
	switch p.Code {
	case account.IdempotencyRunning:
		e.Cause = errPassing
	case account.Maintenance:
		e.Until = until(p.Until, e.RetryAfter, now)
	}
	return e, true
}

// until is when maintenance ends: as the service says, or what it asks one to wait
// for.
func until(said time.Time, wait time.Duration, now time.Time) time.Time {
	if said.IsZero() && wait > 0 {
		return now.Add(wait)
	}
	return said
}

// known keeps the methods that this program knows how to ask for, in the
// service's order; nil for none.
func known(methods []account.Method) []account.Method {
	var out []account.Method
	for _, m := range methods {
		switch m {
		case account.MethodApp, account.MethodEmail, account.MethodRecovery:
			out = append(out, m)
		}
	}
	return out
}

// strangeStatus judges an answer without a problem document: a gateway that
// cannot reach the service, or something that is no account service at all.
func strangeStatus(status int, header http.Header, now time.Time) error {
	detail := "status " + strconv.Itoa(status)
	switch status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return &account.Error{
			Code: account.Unreachable, Detail: "a gateway has no answer, " + detail,
			RetryAfter: retryAfter(header, now), Cause: errPassing,
		}
	}
	return account.Faultf(account.BadAnswer, "not an answer of the account service, "+detail)
}

// retryAfter reads Retry-After, seconds or a date; zero when absent or absurd.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// transportFault tells what kept an answer from coming, without the address
// or anything else that was sent. Begun says that the head of an answer came.
func transportFault(ctx context.Context, err error, begun bool) error {
	switch {
	case ctx.Err() != nil: // told knows the one that was cancelled
		return &account.Error{Code: account.Unreachable, Detail: "out of time", Cause: context.DeadlineExceeded}
	case untrusted(err):
		return &account.Error{Code: account.InsecureServer, Detail: "the certificate is not to be trusted", Cause: errNoWay}
	case errors.Is(err, errNotLoopback):
		return &account.Error{Code: account.InsecureServer, Detail: errNotLoopback.Error(), Cause: errNoWay}
	case noWay(err):
		return &account.Error{Code: account.Unreachable, Detail: wayFault(err), Cause: errors.Join(errPassing, errNoWay)}
	case tooBig(err):
		return account.Faultf(account.BadAnswer, "the answer is too big")
	case isTimeout(err):
		return &account.Error{Code: account.Unreachable, Detail: "no answer in time", Cause: errPassing}
	case begun || strings.Contains(err.Error(), "malformed HTTP"):
		return &account.Error{Code: account.BadAnswer, Detail: "half an answer", Cause: errPassing}
	}
	return &account.Error{Code: account.Unreachable, Detail: wayFault(err), Cause: errPassing}
}

func tooBig(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}

// noWay tells whether no connection came about, so that nothing was sent.
func noWay(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	return errors.As(err, &dns) || (errors.As(err, &op) && op.Op == "dial")
}

// afterAll is the fault of an attempt that had a connection at first. Go's transport
// sends a request with an idempotency key again by itself when a connection breaks
// before the answer, and tells only what it met then: that there was no way any more
// does not mean that nothing got there.
func afterAll(err error) error {
	var fault *account.Error
	if !errors.As(err, &fault) || !errors.Is(err, errNoWay) {
		return err
	}
	told := *fault
	told.Cause = nil
	if passing(err) {
		told.Cause = errPassing
	}
	return &told
}

// mayBeTaken tells whether the service may have done what an attempt asked
// for, by the attempt's error.
func mayBeTaken(err error) bool {
	var fault *account.Error
	if !errors.As(err, &fault) {
		return true
	}
	switch fault.Code {
	case account.Unreachable, account.BadAnswer, account.InsecureServer, account.IdempotencyRunning, account.Internal:
		return !errors.Is(err, errNoWay)
	}
	return false // it answered, and refused
}

// judged is the error of a call of one or more attempts: it says, where that is
// sure, that none was taken.
func judged(err error, taken bool) error {
	var fault *account.Error
	if taken || !errors.As(err, &fault) {
		return err
	}
	sure := *fault
	sure.Cause = errors.Join(fault.Cause, account.ErrNotDone)
	return &sure
}

// wayFault says in general words why there was no connection.
func wayFault(err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return "the name of the server is not known"
	case noWay(err):
		return "no connection"
	}
	return "the connection broke"
}

// untrusted tells whether TLS refused the other side.
func untrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &host) ||
		errors.As(err, &invalid) || errors.As(err, &record) || errors.As(err, &alert) ||
		strings.Contains(err.Error(), "server gave HTTP response to HTTPS client") ||
		strings.Contains(err.Error(), "tls: ")
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

// passing tells whether another attempt may mend an error.
func passing(err error) bool { return errors.Is(err, errPassing) }

// told is what the caller gets of the last attempt's error: a context that was
// cancelled stays what it is.
func told(ctx context.Context, err error) error {
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return context.Canceled
	}
	return err
}

// clean keeps a text from the wire fit for one line of a log.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if len(s) > maxDetail {
		s = strings.ToValidUTF8(s[:maxDetail], "")
	}
	return s
}
