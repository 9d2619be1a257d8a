// Package web serves the pages that people reach from the link in a mail. They
// need no script, speak English and French, keep nothing in the browser and
// give the link away to nobody.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/words"
)

// Store is what the pages ask of the store.
type Store interface {
	store.Pages
	SendSignInCode(ctx context.Context, in store.StartSession) error
}

// Deps is what the pages work with. All but Door, Now, Log, Address and
// Maintenance are required.
type Deps struct {
	Store Store
	// Door, when set, lets invited people in who have a login elsewhere; nil: the
	// page says what to ask for (R12).
	Door Door
	// CheckPassword refuses a password with a PasswordUnacceptable that says the
	// reason. Personal holds what others would guess: names, address, account;
	// with a second factor a shorter one is enough.
	CheckPassword func(password string, personal []string, secondFactor bool) error
	// HashPassword makes the hash that is stored.
	HashPassword func(ctx context.Context, password string) (string, error)
	// PublicURL is the address of the service, as people type it into the app.
	PublicURL string
	// AppURL is where people get the app; empty when only the person who invited
	// them knows.
	AppURL string
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log takes faults of the service. No token and no person's data goes there.
	Log *slog.Logger
	// Address is where a request comes from, for the activity log (R18);
	// http.Request.RemoteAddr without the port when nil.
	Address func(*http.Request) string
	// Maintenance tells whether it is maintenance now, and until when (R17); never
	// when nil.
	Maintenance func(context.Context) (end time.Time, on bool)
}

// maxForm is far more than the form needs, in bytes.
const maxForm = 64 << 10

// pages answers requests.
type pages struct {
	Deps
	drawer *drawer
	policy string
	// tickets signs those who have shown their password and not yet their code.
	tickets []byte
	// pace bounds the questions of forms that are being filled in.
	pace pace
}

// New makes the handler of /invitation/…, /password-reset/… and
// /email-change/…. It fails only when the templates that the program carries
// are broken.
func New(d Deps) (http.Handler, error) {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Address == nil {
		d.Address = remoteAddress
	}
	if d.Maintenance == nil {
		d.Maintenance = func(context.Context) (time.Time, bool) { return time.Time{}, false }
	}
	drawer, err := newDrawer()
	if err != nil {
		return nil, err
	}
	p := &pages{Deps: d, drawer: drawer, policy: drawer.policy(), tickets: newTicketKey()}
	mux := http.NewServeMux()
	p.serve(mux, invitationPage, p.openInvitation, p.completeInvitation)
	p.serve(mux, resetPage, p.openReset, p.completeReset)
	p.serve(mux, changePage, p.openChange, p.confirmChange)
	mux.HandleFunc("POST "+invitationPage.path()+"/check", p.checkInvitation)
	mux.HandleFunc("POST "+resetPage.path()+"/check", p.checkReset)
	mux.HandleFunc("/", p.unknown)
	return p.guard(mux), nil
}

// page is a kind of page: the first part of its path.
type page string

const (
	invitationPage page = "invitation"
	resetPage      page = "password-reset"
	changePage     page = "email-change"
)

// words is where the sentences of a page begin.
func (k page) words() string {
	switch k {
	case resetPage:
		return "reset"
	case changePage:
		return "change"
	}
	return "invitation"
}

// path is the pattern of its path.
func (k page) path() string { return "/" + string(k) + "/{token}" }

// serve sets a page up. Looking (GET, HEAD) never uses a link up: mail scanners
// and previews open links too.
func (p *pages) serve(mux *http.ServeMux, k page, look, act http.HandlerFunc) {
	path := k.path()
	mux.HandleFunc("GET "+path, look)
	mux.HandleFunc("POST "+path, act)
	mux.HandleFunc(path, p.refuseMethod)
}

// guard keeps the pages out of caches, frames, search engines and Referer
// headers, and lets them load and send nothing but to themselves.
func (p *pages) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", p.policy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Vary", "Accept-Language")
		if end, on := p.Maintenance(r.Context()); on {
			p.closed(w, r, end)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *pages) now() time.Time { return p.Now().UTC().Truncate(time.Second) }

func (p *pages) unknown(w http.ResponseWriter, r *http.Request) {
	p.message(w, r, http.StatusNotFound, p.speaker(r, ""), "unknown")
}

func (p *pages) refuseMethod(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", "GET, HEAD, POST")
	p.message(w, r, http.StatusMethodNotAllowed, p.speaker(r, ""), "unreadable")
}

// dead answers for a link that leads to no form: unknown, or used up, each with
// what to do next.
func (p *pages) dead(w http.ResponseWriter, r *http.Request, k page, s words.Speaker, err error) {
	switch account.CodeOf(err) {
	case account.NotFound:
		p.message(w, r, http.StatusNotFound, s, "unknown")
	case account.LinkExpired:
		p.message(w, r, http.StatusGone, s, k.words()+"."+expired(err))
	case account.LinkUsed:
		p.used(w, r, k, s)
	case account.LinkCancelled:
		p.message(w, r, http.StatusGone, s, k.words()+".cancelled")
	case account.RateLimited:
		p.message(w, r, http.StatusTooManyRequests, s, "busy")
	default:
		p.fail(w, r, k, s, err)
	}
}

// fail says sorry for a fault of the service and logs it.
func (p *pages) fail(w http.ResponseWriter, r *http.Request, k page, s words.Speaker, err error) {
	if r.Context().Err() == nil {
		p.Log.ErrorContext(r.Context(), "web: a page failed", "page", string(k), "method", r.Method, "error", err)
	}
	p.message(w, r, http.StatusInternalServerError, s, "failed")
}
