package contract_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rollcall/account"
)

// unique makes an address that nobody has.
func unique(t testing.TB) string {
	t.Helper()
	return "p" + strings.ToLower(rand.Text()) + "@fresh.example"
}

func TestEveryOperationAnswersEveryKindOfCaller(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cast := w.cast(t)
	for _, r := range slices.Concat(contractRows(), besideRows()) {
		t.Run(r.op, func(t *testing.T) { r.tryDenied(t, w, cast); r.tryAllowed(t, w, cast) })
	}
}

// TestTheTableIsTheDocument: a new operation without a row fails, and so does a
// row that the service does not publish.
func TestTheTableIsTheDocument(t *testing.T) {
	t.Parallel()
	published := newWorld(t).openAPI(t).operations()
	var rows []string
	for _, r := range slices.Concat(contractRows(), besideRows()) {
		rows = append(rows, r.op)
	}
	for _, op := range published {
		if !slices.Contains(rows, op) {
			t.Errorf("%s is published but has no row", op)
		}
	}
	for _, op := range rows {
		if !slices.Contains(published, op) {
			t.Errorf("%s has a row but is not published", op)
		}
	}
}

// actor is one kind of caller in the table. person is nil without a session.
type actor struct {
	name   string
	person *person
	caller caller
	// in is what the person is in Maple; empty when nothing.
	in account.UserType
	// refused is the code for whoever has no session.
	refused account.Code
	// token: an API token of the person, of Maple unless in is empty.
	token bool
	// due: the person must set a second factor up first.
	due bool
}

// cast gives every kind of caller, with every permission once.
func (w *world) cast(t *testing.T) []actor {
	ended := w.signIn(t, w.ugo)
	ended.delete(t, "/v1/sessions/current").want(t, 204)
	forged := w.nobody()
	forged.token = rand.Text()
	cast := []actor{
		{name: "nobody", caller: w.nobody(), refused: account.Unauthenticated},
		{name: "a forged session", caller: forged, refused: account.Unauthenticated},
		{name: "an ended session", caller: ended, refused: account.SessionEnded},
		{name: "administrator of another account", person: w.oda},
		{name: "user", person: w.ugo, in: account.RegularUser},
		{name: "custom with nothing ticked", person: w.cleo, in: account.Custom},
		{name: "external user", person: w.yann, in: account.RegularUser},
		{name: "external custom", person: w.zoe, in: account.Custom},
		{name: "administrator", person: w.ben, in: account.Administrator},
		{name: "external administrator", person: w.xena, in: account.Administrator},
	}
	cast = append(cast, w.customs(t)...)
	cast = append(cast, w.scripts(t)...)
	w.demandTwoFactor(t, w.sol, w.strict, true)
	cast = append(cast, actor{name: "external administrator without the second factor their home requires", person: w.sol, in: account.Administrator, due: true})
	for i, a := range cast {
		if a.person != nil && !a.token {
			cast[i].caller = w.as(t, a.person)
		}
	}
	return cast
}

// customs makes a custom user for each permission of the catalogue, and one
// who has them all: none of it lets them do what administrators do (R1, R2).
func (w *world) customs(t *testing.T) []actor {
	admin := w.as(t, w.amelie)
	catalogue := read[account.Catalogue](t, admin.get(t, w.in("permissions")))
	sets := [][]account.Permission{{}}
	for _, e := range catalogue.Custom {
		sets = append(sets, []account.Permission{e.ID})
		sets[0] = append(sets[0], e.ID)
	}
	if len(sets) != 8 {
		t.Fatalf("the catalogue has %d custom permissions, want 7 (R19)", len(sets)-1)
	}
	var out []actor
	for _, set := range sets {
		u := w.user(t, w.aSpare())
		admin.patch(t, w.in("users/"+u.ID), map[string]any{"user_type": "custom", "permissions": set}, ifMatch(u.Version)).want(t, 200)
		p := &person{id: u.ID, username: u.Username, email: u.Email, password: password}
		out = append(out, actor{name: "custom with " + string(set[0]), person: p, in: account.Custom})
	}
	out[0].name = "custom with everything"
	return out
}

// expect gives the status, and the code of a refusal, that the contract names.
func (r row) expect(a actor) (int, account.Code) {
	own := r.who == signedIn
	switch {
	case r.who == anyone:
		return r.status, ""
	case r.who == mailServer:
		return http.StatusUnauthorized, account.Unauthenticated
	case a.person == nil:
		return http.StatusUnauthorized, a.refused
	case !own && a.in == "":
		return http.StatusNotFound, account.NotFound
	case a.due && !r.setup:
		return http.StatusForbidden, account.TwoFactorSetup
	case a.token && (own || r.people):
		return http.StatusForbidden, account.Forbidden
	case own:
		return r.status, ""
	case r.who == administrator && a.in != account.Administrator:
		return http.StatusForbidden, account.Forbidden
	}
	return r.status, ""
}

// tryDenied sends one good call as everybody who may not: it changes nothing,
// or the next would meet another version.
func (r row) tryDenied(t *testing.T, w *world, cast []actor) {
	t.Helper()
	c := r.ready(t, w, w.as(t, w.amelie), w.amelie)
	for _, a := range cast {
		if status, code := r.expect(a); code != "" {
			t.Run(a.name, func(t *testing.T) { r.send(t, a.caller, c).wantCode(t, status, code) })
		}
	}
	if status, code := r.expect(actor{person: w.amelie, in: account.Administrator}); code == "" && !r.ends {
		r.send(t, w.as(t, w.amelie), c).want(t, status)
	}
	c.done()
}

func (r row) tryAllowed(t *testing.T, w *world, cast []actor) {
	t.Helper()
	for _, a := range cast {
		status, code := r.expect(a)
		if code != "" {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			if r.ends {
				a.caller = w.signIn(t, a.person)
			}
			p := a.person
			if p == nil || a.token {
				p = w.amelie
			}
			c := r.ready(t, w, a.caller, p)
			r.send(t, a.caller, c).want(t, status)
			c.done()
		})
	}
}

// send makes the call; of a stream it reads the head alone.
func (r row) send(t *testing.T, c caller, made call) answer {
	t.Helper()
	method, _, _ := strings.Cut(r.op, " ")
	if !r.stream {
		return c.do(t, method, made.path, made.body, made.opts...)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := c.request(ctx, method, made.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header, sent: r.op}
	if a.status != http.StatusOK {
		a.body = make([]byte, 4096)
		n, _ := resp.Body.Read(a.body)
		a.body = a.body[:n]
	}
	return a
}

// TestWhatIsElsewhereIsNotFound: another account's anything is 404, never 403,
// and so is what never was.
func TestWhatIsElsewhereIsNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	elsewhere := read[account.Invitation](t, w.as(t, w.oda).post(t, "/v1/accounts/"+w.lumen+"/invitations",
		map[string]any{"email": unique(t), "user_type": "user"}).want(t, 201))
	foreign, _ := w.newToken(t, w.as(t, w.oda), w.lumen, "Elsewhere")
	targets := map[string][]string{
		"/users/{id}":                  {w.oda.id, w.xena.id, "no-such-user", "%00", "..%2f..", strings.Repeat("x", 3000)},
		"/invitations/{id}":            {elsewhere.ID, "no-such-invitation", "%E2%80%AE"},
		"/invitations/{id}/resend":     {elsewhere.ID, "no-such-invitation"},
		"/invitations/{id}/restore":    {elsewhere.ID, "no-such-invitation"},
		"/external-users/{id}":         {w.xena.id, w.ugo.id, "no-such-access"},
		"/external-users/{id}/restore": {w.xena.id, "no-such-access"},
		"/users/{id}/access":           {w.oda.id, "no-such-user"},
		"/users/{id}/password":         {w.oda.id, w.xena.id, "no-such-user"},
		"/users/{id}/password-reset":   {w.oda.id, w.xena.id, "no-such-user"},
		"/users/{id}/two-factor/reset": {w.oda.id, w.xena.id, "no-such-user"},
		"/users/{id}/sign-out":         {w.oda.id, w.xena.id, "no-such-user"},
		"/api-tokens/{id}":             {foreign.ID, "no-such-token"},
	}
	for _, r := range contractRows() {
		rest, found := strings.CutPrefix(r.op[strings.Index(r.op, " "):], inAccount)
		if !found {
			continue
		}
		made := r.ready(t, w, admin, w.amelie)
		for _, id := range targets[rest] {
			made.path = "/v1/accounts/" + w.maple + strings.Replace(rest, "{id}", id, 1)
			r.send(t, admin, made).wantCode(t, 404, account.NotFound)
		}
		for _, accountID := range []string{w.lumen, "no-such-account", "20417"} {
			made.path = "/v1/accounts/" + accountID + strings.Replace(rest, "{id}", "x", 1)
			r.send(t, admin, made).wantCode(t, 404, account.NotFound)
		}
		made.done()
	}
}

func TestWhatTheServiceDoesNotKnowIsAProblemToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for _, path := range []string{"/v1/rockets", "/v2/me", "/v1/accounts", "/v1/accounts/", "/v1/accounts/" + w.maple + "/rockets", "/nothing"} {
		admin.get(t, path).wantCode(t, 404, account.NotFound)
	}
	for path, method := range map[string]string{
		"/v1/me": "DELETE", "/v1/sessions": "GET", "/v1/me/password": "POST", w.in("users"): "PUT", w.in("permissions"): "POST",
		"/v1/accounts/" + w.maple: "DELETE", w.in("invitations/x/resend"): "PATCH", "/v1/password-resets": "GET",
		"/v1/me/two-factor/app": "DELETE", w.in("users/x/password"): "POST", w.in("api-tokens/x"): "GET",
	} {
		admin.do(t, method, path, nil).wantCode(t, 405, account.MethodNotAllowed)
	}
}
