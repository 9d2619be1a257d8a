package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"net"
	"net/http"
	"time"

	"golang.org/x/text/language"

	"rollcall/account"
	"rollcall/server/words"
)

// maxToken is more than any token this service makes, in bytes.
const maxToken = 128

// hashToken gives what the store knows a link by: SHA-256 of the token's text.
// Text that cannot be a token (base64url, RFC 4648 5) is not looked up.
func hashToken(token string) ([]byte, bool) {
	if token == "" || len(token) > maxToken {
		return nil, false
	}
	for _, c := range []byte(token) {
		if !('A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
			return nil, false
		}
	}
	sum := sha256.Sum256([]byte(token))
	return sum[:], true
}

// expired tells a link that a newer one replaced from one too old.
func expired(err error) string {
	var e *account.Error
	if errors.As(err, &e) && e.Reason == "resent" {
		return "resent"
	}
	return "expired"
}

// linked finds what a link leads to, or answers itself. The language is the
// person's, also when the link is dead.
func linked[T any](p *pages, w http.ResponseWriter, r *http.Request, k page,
	find func(context.Context, []byte, time.Time) (T, error), language func(T) string,
) (found T, hash []byte, ok bool) {
	hash, ok = hashToken(r.PathValue("token"))
	if !ok {
		p.unknown(w, r)
		return found, nil, false
	}
	found, err := find(r.Context(), hash, p.now())
	if err != nil {
		p.dead(w, r, k, p.speaker(r, language(found)), err)
		return found, nil, false
	}
	return found, hash, true
}

// speaker picks the language: what the person chose on the page (?lang=), else
// theirs, else what the browser asks for.
func (p *pages) speaker(r *http.Request, theirs string) words.Speaker {
	if chosen := r.URL.Query().Get("lang"); account.ValidLanguage(chosen) {
		return p.drawer.book.In(chosen)
	}
	if account.ValidLanguage(theirs) {
		return p.drawer.book.In(theirs)
	}
	return p.drawer.book.In(acceptedLanguage(r.Header.Get("Accept-Language")))
}

func acceptedLanguage(header string) string {
	asked, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return ""
	}
	var spoken []language.Tag
	for _, l := range account.Languages() {
		spoken = append(spoken, language.Make(l))
	}
	_, i, _ := language.NewMatcher(spoken).Match(asked...)
	return account.Languages()[i]
}

func remoteAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}
