package contract_test

import (
	"testing"

	"rollcall/account"
)

// signInRows are the ways in besides the password.
func signInRows() []row {
	return []row{
		{op: "POST /v1/sessions/email-code", who: anyone, status: 202, ready: func(t *testing.T, w *world, _ caller, _ *person) call {
			p := w.posted(t)
			return call{path: "/v1/sessions/email-code", body: map[string]any{"login": p.username, "password": p.password}}
		}},
		{op: "POST /v1/password-resets", who: anyone, status: 202, ready: func(_ *testing.T, w *world, _ caller, _ *person) call {
			return call{path: "/v1/password-resets", body: map[string]any{"login": w.cleo.email}}
		}},
	}
}

// posted gives a person who gets codes by e-mail.
func (w *world) posted(t *testing.T) *person {
	t.Helper()
	if w.byPost == nil {
		w.byPost = w.sparePerson()
		w.enrolEmail(t, w.as(t, w.byPost), password, w.byPost.email)
	}
	return w.byPost
}

// ownRows are where one is signed in and what one trusts.
func ownRows() []row {
	return []row{
		{op: "GET /v1/me/sessions", who: signedIn, status: 200, ready: at("/v1/me/sessions")},
		{op: "DELETE /v1/me/sessions/{id}", who: signedIn, status: 204, ready: func(t *testing.T, w *world, _ caller, p *person) call {
			return call{path: "/v1/me/sessions/" + currentSession(t, w.signIn(t, p))}
		}},
		{op: "GET /v1/me/trusted-devices", who: signedIn, status: 200, ready: at("/v1/me/trusted-devices")},
		{op: "DELETE /v1/me/trusted-devices/{id}", who: signedIn, status: 204, ready: func(t *testing.T, w *world, c caller, p *person) call {
			after := w.withApp(t, c, p)
			w.trust(t, p)
			devices := c.devices(t, "/v1/me/trusted-devices")
			if len(devices) != 1 {
				t.Fatalf("%d trusted devices", len(devices))
			}
			return call{path: "/v1/me/trusted-devices/" + devices[0].ID, after: after}
		}},
	}
}

// currentSession gives the identifier of the session that asks.
func currentSession(t testing.TB, c caller) string {
	t.Helper()
	for _, d := range c.devices(t, "/v1/me/sessions") {
		if d.Current {
			return d.ID
		}
	}
	t.Fatal("no session is the current one")
	return ""
}

// devices reads a list of sessions or trusted devices.
func (c caller) devices(t testing.TB, path string) []account.Device {
	t.Helper()
	return read[account.Page[account.Device]](t, c.get(t, path)).Items
}

// withApp gives a person an app until after is called.
func (w *world) withApp(t *testing.T, c caller, p *person) (after func()) {
	t.Helper()
	p.app = w.enrol(t, c, p.password)
	return func() {
		p.app = nil
		w.drop(t, c, account.MethodApp, p.password)
	}
}

// factorRows are one's own second factors.
func factorRows() []row {
	const at2FA = "/v1/me/two-factor"
	withPassword := func(path string) readier {
		return func(_ *testing.T, _ *world, _ caller, p *person) call {
			return call{path: at2FA + path, body: map[string]any{"current_password": p.password}}
		}
	}
	return []row{
		{op: "GET " + at2FA, who: signedIn, setup: true, status: 200, ready: at(at2FA)},
		{op: "POST " + at2FA + "/app", who: signedIn, setup: true, secret: true, status: 200, ready: withPassword("/app")},
		{op: "POST " + at2FA + "/app/confirm", who: signedIn, setup: true, tries: true, status: 204, ready: func(t *testing.T, w *world, c caller, p *person) call {
			app := w.beginApp(t, c, p.password)
			after := func() { w.drop(t, c, account.MethodApp, p.password) }
			return call{path: at2FA + "/app/confirm", body: map[string]any{"code": app.next(w.clock)}, after: after}
		}},
		{op: "POST " + at2FA + "/app/remove", who: signedIn, setup: true, status: 204, ready: func(t *testing.T, w *world, c caller, p *person) call {
			w.enrol(t, c, p.password)
			return withPassword("/app/remove")(t, w, c, p)
		}},
		{op: "POST " + at2FA + "/email", who: signedIn, setup: true, status: 202, ready: func(_ *testing.T, _ *world, _ caller, p *person) call {
			return call{path: at2FA + "/email", body: map[string]any{"address": "codes." + p.email, "current_password": p.password}}
		}},
		{op: "POST " + at2FA + "/email/confirm", who: signedIn, setup: true, tries: true, status: 204, ready: func(t *testing.T, w *world, c caller, p *person) call {
			after := func() { w.drop(t, c, account.MethodEmail, p.password) }
			return call{path: at2FA + "/email/confirm", body: map[string]any{"code": w.beginEmail(t, c, p.password, p.email)}, after: after}
		}},
		{op: "POST " + at2FA + "/email/remove", who: signedIn, setup: true, status: 204, ready: func(t *testing.T, w *world, c caller, p *person) call {
			w.enrolEmail(t, c, p.password, p.email)
			return withPassword("/email/remove")(t, w, c, p)
		}},
		{op: "POST " + at2FA + "/recovery-codes", who: signedIn, setup: true, secret: true, status: 200, ready: func(t *testing.T, w *world, c caller, p *person) call {
			made := withPassword("/recovery-codes")(t, w, c, p)
			w.enrol(t, c, p.password)
			made.after = func() { w.drop(t, c, account.MethodApp, p.password) }
			return made
		}},
	}
}
