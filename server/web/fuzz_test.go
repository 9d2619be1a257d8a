package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// FuzzPages posts any path and any body: a page answers with one of the
// statuses it knows, well formed, and never with a fault of the service.
func FuzzPages(f *testing.F) {
	h := newHouse(f)
	p := h.noor(f, "en")
	_, invitation := h.invite(f, account.NewInvitation{Email: "lise@x.example"})
	tokenOf := func(page string) string { return page[strings.LastIndexByte(page, '/')+1:] }
	f.Add("invitation", tokenOf(invitation), urlEncoded, filled("username", "x").Encode())
	f.Add("invitation", tokenOf(invitation), urlEncoded, "first_name=%ff&username=a%00b&password=%E2%80%AE&language=fr")
	f.Add("invitation", tokenOf(invitation), "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nshort\r\n--x--\r\n")
	f.Add("password-reset", tokenOf(h.lost(f, "noor.haddad")), urlEncoded, "password=%E2%80%AE%ff")
	f.Add("email-change", tokenOf(h.moves(f, p, "noor@lumen.example")), "\x00", "anything")
	f.Add("password-reset", "abc", "", "")
	f.Add("email-change", "..", "text/plain", "\x00")
	known := map[int]bool{200: true, 301: true, 307: true, 400: true, 404: true, 405: true, 410: true, 413: true, 415: true, 422: true}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: 30 * time.Second}
	f.Fuzz(func(t *testing.T, page, token, kind, body string) {
		address := h.url + "/" + url.PathEscape(page) + "/" + url.PathEscape(token)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
		if err != nil {
			return
		}
		r.Header["Content-Type"] = []string{strings.Map(printable, kind)}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if !known[resp.StatusCode] {
			t.Errorf("status %d for %q, %q", resp.StatusCode, page, token)
		}
	})
}

func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}
