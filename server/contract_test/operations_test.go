package contract_test

import (
	"slices"
	"testing"
	"time"

	"rollcall/account"
)

// audience is whom an operation is for.
type audience int

const (
	anyone        audience = iota // also without a session
	signedIn                      // about oneself
	members                       // whoever may enter the account
	administrator                 // R2
	mailServer                    // by a secret shared with it
)

// call is one request, ready to be sent.
type call struct {
	path string
	body any
	opts []option
	// after puts back what ready had to change; nil: nothing.
	after func()
}

// done puts back what was made for the call.
func (c call) done() {
	if c.after != nil {
		c.after()
	}
}

// row describes one operation of the contract. ready makes whatever the call
// needs, and the call, for the person who will send it.
type row struct {
	op     string
	who    audience
	status int
	ready  func(t *testing.T, w *world, c caller, p *person) call
	// ends: the call uses up the session it is made with.
	ends bool
	// stream: the answer does not end by itself.
	stream bool
	// people: for sessions only, whatever an API token's maker may do.
	people bool
	// setup: works while a second factor has yet to be set up.
	setup bool
	// tries: what is sent wrong counts against the next that is right.
	tries bool
	// secret: the answer shows a secret, once.
	secret bool
}

const inAccount = " /v1/accounts/{account_id}"

// contractRows is the whole contract, as far as the service speaks it.
func contractRows() []row {
	rows := []row{
		{op: "POST /v1/sessions", who: anyone, status: 201, ready: func(_ *testing.T, w *world, _ caller, _ *person) call {
			return call{path: "/v1/sessions", body: map[string]any{"login": w.ugo.username, "password": w.ugo.password, "device_name": "Test desk"}}
		}},
		{op: "DELETE /v1/sessions/current", who: signedIn, status: 204, ends: true, setup: true, ready: at("/v1/sessions/current")},
		{op: "GET /v1/me", who: signedIn, status: 200, ready: at("/v1/me")},
		{op: "PATCH /v1/me", who: signedIn, status: 200, ready: patchMe},
		{op: "PUT /v1/me/password", who: signedIn, status: 204, ready: putMyPassword},
		{op: "GET" + inAccount, who: members, status: 200, ready: inMaple("")},
		{op: "PATCH" + inAccount, who: administrator, status: 200, ready: patchAccount},
		{op: "GET" + inAccount + "/permissions", who: members, status: 200, ready: inMaple("/permissions")},
		{op: "GET" + inAccount + "/changes", who: administrator, status: 200, ready: inMaple("/changes?since=now")},
		{op: "GET" + inAccount + "/events", who: members, status: 200, stream: true, ready: inMaple("/events")},
		{op: "GET /v1/notices", who: anyone, status: 200, ready: at("/v1/notices")},
		{op: "GET" + inAccount + "/activity", who: administrator, status: 200, ready: inMaple("/activity")},
	}
	return slices.Concat(rows, signInRows(), ownRows(), factorRows(), userRows(), powerRows(), tokenRows(), invitationRows(), externalRows())
}

func userRows() []row {
	users := inAccount + "/users"
	return []row{
		{op: "GET" + users, who: administrator, status: 200, ready: inMaple("/users")},
		{op: "GET" + users + "/{id}", who: administrator, status: 200, ready: onUser(nil)},
		{op: "PATCH" + users + "/{id}", who: administrator, status: 200, ready: onUser(map[string]any{"job_title": "Editor"})},
		{op: "DELETE" + users + "/{id}", who: administrator, status: 200, ready: onUser(nil)},
	}
}

func invitationRows() []row {
	invitations := inAccount + "/invitations"
	return []row{
		{op: "GET" + invitations, who: administrator, status: 200, ready: inMaple("/invitations")},
		{op: "POST" + invitations, who: administrator, status: 201, ready: func(t *testing.T, w *world, _ caller, _ *person) call {
			return call{path: w.in("invitations"), body: map[string]any{"email": unique(t), "user_type": "user"}}
		}},
		{op: "GET" + invitations + "/{id}", who: administrator, status: 200, ready: onInvitation("", nil)},
		{op: "DELETE" + invitations + "/{id}", who: administrator, status: 204, ready: onInvitation("", nil)},
		{op: "POST" + invitations + "/{id}/resend", who: administrator, status: 200, ready: onInvitation("/resend", map[string]any{})},
		{op: "POST" + invitations + "/{id}/restore", who: administrator, status: 200, ready: func(t *testing.T, w *world, c caller, p *person) call {
			gone := onInvitation("", nil)(t, w, c, p)
			w.as(t, w.amelie).do(t, "DELETE", gone.path, nil, gone.opts...).want(t, 204)
			return call{path: gone.path + "/restore"}
		}},
	}
}

func externalRows() []row {
	externals := inAccount + "/external-users"
	return []row{
		{op: "GET" + externals, who: administrator, status: 200, ready: inMaple("/external-users")},
		{op: "GET" + externals + "/{id}", who: administrator, status: 200, ready: onExternal(nil)},
		{op: "PATCH" + externals + "/{id}", who: administrator, status: 200, ready: onExternal(map[string]any{"user_type": "custom", "permissions": []string{"contacts.view"}})},
		{op: "DELETE" + externals + "/{id}", who: administrator, status: 200, ready: onExternal(nil)},
		{op: "POST" + externals + "/{id}/restore", who: administrator, status: 200, ready: func(t *testing.T, w *world, c caller, p *person) call {
			gone := onExternal(nil)(t, w, c, p)
			w.as(t, w.amelie).do(t, "DELETE", gone.path, nil, gone.opts...).want(t, 200)
			return call{path: gone.path + "/restore"}
		}},
		{op: "GET" + inAccount + "/external-access-requests", who: administrator, status: 200, ready: inMaple("/external-access-requests")},
		{op: "POST" + inAccount + "/external-access-requests", who: administrator, status: 201, ready: func(t *testing.T, w *world, _ caller, _ *person) call {
			return call{path: w.in("external-access-requests"), body: w.asking(unique(t))}
		}},
	}
}

// asking is a request for access without a fault.
func (w *world) asking(email string) map[string]any {
	return map[string]any{
		"email": email, "home_account": "Agence Lumen", "user_type": "custom", "permissions": []string{"contacts.view"},
		"reason": "The spring mailing", "until": w.clock.now().Add(30 * 24 * time.Hour).UTC().Format(time.RFC3339),
	}
}

type readier = func(*testing.T, *world, caller, *person) call

func at(path string) readier {
	return func(*testing.T, *world, caller, *person) call { return call{path: path} }
}

func inMaple(path string) readier {
	return func(_ *testing.T, w *world, _ caller, _ *person) call {
		return call{path: "/v1/accounts/" + w.maple + path}
	}
}

func onUser(body any) readier {
	return func(t *testing.T, w *world, _ caller, _ *person) call {
		u := w.user(t, w.aSpare())
		return call{path: w.in("users/" + u.ID), body: body, opts: []option{ifMatch(u.Version)}}
	}
}

func onInvitation(act string, body any) readier {
	return func(t *testing.T, w *world, _ caller, _ *person) call {
		i := w.invite(t, unique(t))
		return call{path: w.in("invitations/" + i.ID + act), body: body, opts: []option{ifMatch(i.Version)}}
	}
}

func onExternal(body any) readier {
	return func(t *testing.T, w *world, _ caller, _ *person) call {
		x := w.external(t, w.spareAccess())
		return call{path: w.in("external-users/" + x.ID), body: body, opts: []option{ifMatch(x.Version)}}
	}
}

func patchMe(t *testing.T, _ *world, c caller, _ *person) call {
	me := read[account.Profile](t, c.get(t, "/v1/me"))
	return call{path: "/v1/me", body: map[string]any{"job_title": "Proofreader"}, opts: []option{ifMatch(me.Version)}}
}

func patchAccount(t *testing.T, w *world, _ caller, _ *person) call {
	path := "/v1/accounts/" + w.maple
	a := read[account.Account](t, w.as(t, w.amelie).get(t, path))
	return call{path: path, body: map[string]any{"name": "Maple Press & Co"}, opts: []option{ifMatch(a.Version)}}
}

func putMyPassword(_ *testing.T, _ *world, _ caller, p *person) call {
	return call{path: "/v1/me/password", body: map[string]any{
		"current_password": p.password, "new_password": p.password, "end_other_sessions": false,
	}}
}
