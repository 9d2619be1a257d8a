package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rollcall/server/passwords"
	"rollcall/server/store"
)

// countedDoor counts the passwords that reach the real door.
type countedDoor struct {
	Door
	knocks int
}

func (d *countedDoor) SignIn(ctx context.Context, k store.Knock, enter func(store.StartSession) error) error {
	d.knocks++
	return d.Door.SignIn(ctx, k, enter)
}

// Nobody's login or password is that long, in characters of up to four bytes:
// none is looked up, and no time is spent on it.
func TestWhatNobodysLoginIsReachesNoDoor(t *testing.T) {
	door := &countedDoor{}
	h := furnish(t, Deps{}, func(h *house, k *passwords.Keeper) Door {
		door.Door = openDoor(h, k)
		return door
	})
	h.oda(t)
	page := h.invited(t)
	for _, test := range []struct {
		name            string
		login, password string
		knocks          int
	}{
		{"a long login", strings.Repeat("𝒪", 320), "wrong", 1},
		{"too long a login", strings.Repeat("𝒪", 320) + "o", "wrong", 0},
		{"a long password", "oda", strings.Repeat("𝒪", 1024), 1},
		{"too long a password", "oda", strings.Repeat("𝒪", 1024) + "o", 0},
		{"a control character", "oda\x00", "wrong", 0},
	} {
		door.knocks = 0
		h.post(t, page, login("username", test.login, "password", test.password)).expect(t, http.StatusUnprocessableEntity, "The login or the password is wrong.")
		if door.knocks != test.knocks {
			t.Errorf("%s: %d passwords were looked at, want %d", test.name, door.knocks, test.knocks)
		}
	}
}

// A form can be made up: each method is offered once, however often it is named.
func TestAMethodNamedAThousandTimesIsOfferedOnce(t *testing.T) {
	h := newOpenHouse(t)
	h.armed(t)
	page := h.invited(t)
	form := h.post(t, page, login()).inFirstForm()
	form.Set("methods", strings.Repeat("recovery,app,email,pigeon,", 1000))
	form.Set("code", "")
	a := h.post(t, page, form)
	a.expect(t, http.StatusUnprocessableEntity, "Enter the code.")
	if n := strings.Count(a.body, "<form"); n != 3 || a.inFirstForm().Get("methods") != "recovery,app,email" {
		t.Errorf("%d forms, methods %.100q", n, a.inFirstForm().Get("methods"))
	}
}

// Whoever asks for a code by e-mail has shown the password, and has such codes: a
// form that is made up sends nothing to anybody.
func TestACraftedFormSendsNobodyACode(t *testing.T) {
	h := newOpenHouse(t)
	h.armed(t) // with an app alone
	page := h.invited(t)
	ticket := h.post(t, page, login()).inFirstForm()
	with := func(name, value string) url.Values {
		f := url.Values{"ask": {"email"}, "methods": {"email"}, "username": {"oda@lumen.example"}, "ticket": ticket["ticket"]}
		f.Set(name, value)
		return f
	}
	for name, form := range map[string]url.Values{
		"no such method":     with("ask", "email"),
		"no ticket":          login("ask", "email", "methods", "email", "password", "wrong"),
		"a made-up ticket":   with("ticket", strings.Replace(ticket.Get("ticket"), ".1", ".9", 1)),
		"somebody’s ticket":  with("username", "amelie"),
		"of another process": with("ticket", "p.99999999999.AAAA"),
	} {
		h.post(t, page, form).expect(t, http.StatusUnprocessableEntity, `name="password"`)
		if n := h.codesSent(t); n != 0 {
			t.Errorf("%s: %d codes were sent", name, n)
		}
	}
}

// codesSent counts the codes that wait to be mailed.
func (h *house) codesSent(t testing.TB) (n int) {
	t.Helper()
	list, err := h.ClaimMail(t.Context(), "the test", 100, h.now)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Kind == store.MailSignInCode {
			n++
		}
	}
	return n
}
