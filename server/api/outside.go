package api

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"runtime/debug"
	"strings"
	"time"

	"rollcall/account"
)

func problemSchema() reflect.Type { return reflect.TypeFor[Problem]() }

// outside is what every request passes first and every answer last.
func (s *service) outside() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		who := &whoCalls{}
		r = r.WithContext(context.WithValue(r.Context(), whoKey{}, who))
		out := &watched{ResponseWriter: w}
		defer func() {
			if fault := recover(); fault != nil {
				s.survive(out, r, fault)
			}
			s.logAccess(r, out, who.personID, time.Since(began))
		}()
		s.dress(w)
		s.route(out, r)
	})
}

// survive answers for a handler that broke, unless it had begun to answer.
func (s *service) survive(out *watched, r *http.Request, fault any) {
	if fault == http.ErrAbortHandler {
		panic(fault)
	}
	s.Log.ErrorContext(r.Context(), "a handler broke", "fault", fault, "stack", string(debug.Stack()))
	if out.status == 0 {
		writeProblem(out, problemOf(account.Fault(account.Internal)))
	}
}

// dress sets what holds for all answers of the API; pages add their own. The
// Date is that of the service's clock, by which clients judge expiry.
func (s *service) dress(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Date", s.now().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
}

func (s *service) route(w *watched, r *http.Request) {
	if !s.private(r) {
		writeProblem(w, problemOf(account.Faultf(account.Forbidden, "HTTPS is required")))
		return
	}
	s.noticeProxy(r)
	if clean := path.Clean(r.URL.Path); clean != r.URL.Path && clean+"/" != r.URL.Path {
		writeProblem(w, problemOf(account.Fault(account.NotFound)))
		return
	}
	handler, pattern := s.mux.Handler(r)
	w.pattern = pattern
	if until, closed := s.closed(r.Context(), pattern); closed {
		writeProblem(w, problemOf(s.underMaintenance(until)))
		return
	}
	if pattern != "" {
		if r.TLS != nil {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		s.mux.ServeHTTP(w, r)
		return
	}
	s.unknown(w, r, handler)
}

// noticeProxy says once that a proxy on this computer is not trusted: all its
// callers would be one address, and one who types wrong passwords would lock
// out everybody.
func (s *service) noticeProxy(r *http.Request) {
	if r.Header.Get("X-Forwarded-For") == "" || !peerOf(r).IsLoopback() || proxies(s.TrustProxy).contain(peerOf(r)) {
		return
	}
	s.proxyNoticed.Do(func() {
		s.Log.WarnContext(r.Context(), "a proxy forwards to this service and is not trusted, so that all callers share its limits; say which it is (--trust-proxy)")
	})
}

// unknown answers for paths and methods that do not exist. Which methods do is
// known to the mux alone.
func (s *service) unknown(w http.ResponseWriter, r *http.Request, verdict http.Handler) {
	v := &discarded{header: http.Header{}}
	verdict.ServeHTTP(v, r)
	code := account.NotFound
	if v.status == http.StatusMethodNotAllowed {
		code = account.MethodNotAllowed
		w.Header().Set("Allow", v.header.Get("Allow"))
	}
	writeProblem(w, problemOf(account.Fault(code)))
}

type whoKey struct{}

// whoCalls is filled in by the gate for the access log.
type whoCalls struct{ personID string }

func noteCaller(ctx context.Context, personID string) {
	if w, ok := ctx.Value(whoKey{}).(*whoCalls); ok {
		w.personID = personID
	}
}

// logAccess writes the pattern of the path rather than the path: a link's
// token is part of the latter. What follows a pattern that is open is left out,
// and seen to be: /invitation/….
func (s *service) logAccess(r *http.Request, out *watched, personID string, took time.Duration) {
	if !s.AccessLog {
		return
	}
	route := out.pattern
	if strings.HasSuffix(route, "/") {
		route += "…"
	}
	s.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("method", r.Method), slog.String("route", route), slog.Int("status", out.status),
		slog.String("address", s.address(r)), slog.String("person", personID),
		slog.Int64("bytes", out.bytes), slog.Duration("took", took.Round(time.Microsecond)))
}

// watched remembers what was answered.
type watched struct {
	http.ResponseWriter
	pattern string
	status  int
	bytes   int64
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// discarded takes an answer that nobody sees.
type discarded struct {
	header http.Header
	status int
}

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) Write(b []byte) (int, error) { return len(b), nil }
func (d *discarded) WriteHeader(status int)      { d.status = status }
