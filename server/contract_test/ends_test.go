package contract_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"rollcall/account"
)

// The ways in of one person in a trial: 50 in all.
const (
	trialSessions = 30
	trialDevices  = 10
	trialTokens   = 10
)

// ways is everything by which one person can enter.
type ways struct {
	w        *world
	p        *person
	path     string // of what only administrators read
	sessions []caller
	devices  []string
	tokens   []caller

	// over is set once the answer to the act is here.
	over atomic.Bool
	mu   sync.Mutex
	// late are requests begun after that and answered well.
	late []string
	// gained are sessions that were started with a device meanwhile.
	gained []caller
	served int
}

// trial is an act that ends ways in.
type trial struct {
	name string
	// guest: the person's home is elsewhere.
	guest bool
	act   func(t *testing.T, w *world, s *ways)
	// path is what the sessions ask for; what administrators read when empty.
	path string
	// devices: a device may no longer stand for the code.
	devices bool
}

// TestNothingBegunAfterTheAnswerSucceeds: after deletion, removal, a reset, a
// new password or a demotion, none of 50 sessions, devices and tokens of the
// person, used from 8 goroutines at the moment of the act, opens anything that
// was asked for after the act was answered.
func TestNothingBegunAfterTheAnswerSucceeds(t *testing.T) {
	t.Parallel()
	for _, tr := range endings() {
		t.Run(tr.name, func(t *testing.T) {
			w := newWorld(t)
			for range rounds(t, 10) {
				tr.run(t, w)
			}
		})
	}
}

func endings() []trial {
	user := func(method, act string, body any) func(*testing.T, *world, *ways) {
		return func(t *testing.T, w *world, s *ways) {
			opts := []option{ifMatch(w.user(t, s.p.id).Version)}
			if a := w.as(t, w.amelie).do(t, method, w.in("users/"+s.p.id+act), body, opts...); a.status/100 != 2 {
				t.Errorf("the act: %d %s", a.status, a.body)
			}
		}
	}
	return []trial{
		{name: "deletion", devices: true, path: "/v1/me", act: user("DELETE", "", nil)},
		{name: "two-factor reset", path: "/v1/me", act: user("POST", "/two-factor/reset", nil)},
		{name: "password set", devices: true, path: "/v1/me", act: user("PUT", "/password", map[string]any{"own_password": password, "new_password": another})},
		{name: "reset link", devices: true, path: "/v1/me", act: func(t *testing.T, w *world, s *ways) {
			w.wantPage(t, http.MethodPost, w.resetLink(t, s.p), newPassword(another), 200, 303)
		}},
		{name: "demotion", act: user("PATCH", "", map[string]any{"user_type": "user"})},
		{name: "demotion to custom", act: user("PATCH", "", map[string]any{"user_type": "custom", "permissions": []string{"account.settings"}})},
		{name: "removal of an external user", guest: true, act: func(t *testing.T, w *world, s *ways) {
			x := w.external(t, s.p.access)
			w.as(t, w.amelie).delete(t, w.in("external-users/"+x.ID), ifMatch(x.Version)).want(t, 200)
		}},
	}
}

func (tr trial) run(t *testing.T, w *world) {
	t.Helper()
	s := tr.prepare(t, w)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var hands sync.WaitGroup
	for n := range 8 {
		hands.Go(func() { s.use(ctx, tr, n) })
	}
	eventually(t, patience, "all at work", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.served > 16 })
	tr.act(t, w, s)
	s.over.Store(true)
	before := s.count()
	eventually(t, patience, "requests after the answer", func() bool { return s.count() > before+80 })
	stop()
	hands.Wait()
	s.check(t, tr)
}

func (s *ways) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.served
}

// prepare makes the person an administrator who is signed in everywhere.
func (tr trial) prepare(t *testing.T, w *world) *ways {
	t.Helper()
	s := &ways{w: w, path: w.in("users?limit=1")}
	if s.p = w.guestPerson(); !tr.guest {
		s.p = w.sparePerson()
		w.promote(t, s.p)
	} else {
		x := w.external(t, s.p.access)
		w.as(t, w.amelie).patch(t, w.in("external-users/"+x.ID), map[string]any{"user_type": "administrator"}, ifMatch(x.Version)).want(t, 200)
	}
	w.arm(t, s.p)
	for range trialDevices {
		c, device := w.trust(t, s.p)
		s.sessions, s.devices = append(s.sessions, c), append(s.devices, device)
	}
	for n := trialDevices; n < trialSessions; n++ {
		made := read[session](t, w.nobody().enter(t, s.p, bringing(s.devices[n%trialDevices])).want(t, 201))
		s.sessions = append(s.sessions, w.bearing(made.Token))
	}
	for n := range trialTokens {
		_, script := w.newToken(t, s.sessions[n], w.maple, fmt.Sprintf("Script %d", n))
		s.tokens = append(s.tokens, script)
	}
	return s
}

// bearing gives a caller with a token.
func (w *world) bearing(token string) caller {
	c := w.nobody()
	c.token = token
	return c
}

// use asks again and again, one way in after the other, until the end.
func (s *ways) use(ctx context.Context, tr trial, hand int) {
	for n := hand; ctx.Err() == nil; n += 3 {
		k := n % (trialSessions + trialTokens + trialDevices)
		begunAfter := s.over.Load()
		var a answer
		var err error
		var what string
		switch {
		case k < trialSessions:
			what = "session"
			a, err = s.sessions[k].send(ctx, http.MethodGet, s.pathOf(tr), nil)
		case k < trialSessions+trialTokens:
			what = "API token"
			a, err = s.tokens[k-trialSessions].send(ctx, http.MethodGet, s.path, nil)
		default:
			what = "device"
			a, err = s.enter(ctx, s.devices[k-trialSessions-trialTokens])
		}
		if err == nil {
			s.note(tr, what, begunAfter, a)
		}
	}
}

func (s *ways) pathOf(tr trial) string {
	if tr.path != "" {
		return tr.path
	}
	return s.path
}

func (s *ways) enter(ctx context.Context, device string) (answer, error) {
	return s.w.nobody().send(ctx, http.MethodPost, "/v1/sessions", map[string]any{
		"login": s.p.username, "password": password, "device_name": "Trusted desk", "device_token": device,
	})
}

func (s *ways) note(tr trial, what string, begunAfter bool, a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.served++
	if a.status/100 != 2 {
		return
	}
	// Where the second factor went, a sign-in may rightly come after the act.
	if what == "device" && !begunAfter && (tr.devices || tr.path == "") {
		s.gained = append(s.gained, s.w.bearing(tokenOf(a)))
	}
	if begunAfter && (what != "device" || tr.devices) {
		s.late = append(s.late, what)
	}
}

// check looks at what succeeded too late, and tries every way in once more.
func (s *ways) check(t *testing.T, tr trial) {
	t.Helper()
	if len(s.late) > 0 {
		t.Errorf("%d requests begun after the answer succeeded: %v", len(s.late), s.late[:min(len(s.late), 5)])
	}
	for n, c := range slices.Concat(s.sessions, s.gained) {
		if a := c.get(t, s.pathOf(tr)); a.status/100 != 4 {
			t.Errorf("session %d of %d: %d", n, len(s.sessions), a.status)
		}
	}
	for n, c := range s.tokens {
		if a := c.get(t, s.path); a.status/100 != 4 {
			t.Errorf("API token %d: %d", n, a.status)
		}
	}
	if tr.devices {
		for n, d := range s.devices {
			if a, err := s.enter(t.Context(), d); err != nil || a.status/100 != 4 {
				t.Errorf("device %d: %d %v", n, a.status, err)
			}
		}
	}
	if tr.name != "demotion" && tr.name != "demotion to custom" && !tr.guest {
		s.wantNothingLeft(t)
	}
}

// wantNothingLeft reads the ways in of a person whose all were ended.
func (s *ways) wantNothingLeft(t *testing.T) {
	t.Helper()
	a := s.w.as(t, s.w.amelie).get(t, s.w.in("users/"+s.p.id+"/access"))
	if a.status == http.StatusNotFound {
		return
	}
	if left := read[account.Access](t, a); len(left.TrustedDevices) > 0 || len(left.APITokens) > 0 {
		t.Errorf("left are %d devices and %d tokens", len(left.TrustedDevices), len(left.APITokens))
	}
}

// tokenOf reads the session in the answer to a sign-in.
func tokenOf(a answer) string {
	var s session
	_ = json.Unmarshal(a.body, &s) // no token: nobody
	return s.Token
}
