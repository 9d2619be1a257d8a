package contract_test

import (
	"net/http"
	"testing"
	"time"

	"rollcall/account"
)

// soon is how quickly a change must reach an open window.
const soon = 2 * time.Second

// TestAChangeReachesOpenWindowsSoon: administrators hear that something changed.
func TestAChangeReachesOpenWindowsSoon(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	windows := []stream{w.as(t, w.ben).listen(t, w.in("events")), w.as(t, w.xena).listen(t, w.in("events"))}
	f := w.follow(t)
	i := w.invite(t, unique(t))
	for _, s := range windows {
		s.changedAfter(t, f.since)
	}
	f.expect(t, "invitation upsert "+i.ID)
}

// changedAfter waits to hear of a later change than one; a stream may begin by
// saying how things stand.
func (s stream) changedAfter(t *testing.T, seq int64) {
	t.Helper()
	for begun := time.Now(); ; {
		if e := s.next(t, "changed", soon); e.data["seq"].(float64) > float64(seq) {
			return
		}
		if time.Since(begun) > soon {
			t.Fatalf("no change after %d within %v", seq, soon)
		}
	}
}

func TestOnlyAdministratorsHearOfChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	user, admin := w.as(t, w.ugo).listen(t, w.in("events")), w.as(t, w.ben).listen(t, w.in("events"))
	f := w.follow(t)
	w.invite(t, unique(t))
	admin.changedAfter(t, f.since)
	u := w.user(t, w.ugo.id)
	w.as(t, w.amelie).patch(t, w.in("users/"+u.ID), map[string]any{"user_type": "custom", "permissions": []string{"contacts.view"}}, ifMatch(u.Version)).want(t, 200)
	late := time.After(soon)
	for {
		select {
		case e, open := <-user.events:
			switch {
			case !open:
				t.Fatal("the stream ended")
			case e.name == "changed":
				t.Fatalf("a user heard of a change: %v", e.data)
			case e.name == "access_changed":
				checkAccess(t, e)
				return
			}
		case <-late:
			t.Fatal("the user did not hear of their new type")
		}
	}
}

func checkAccess(t *testing.T, e event) {
	t.Helper()
	permissions, _ := e.data["permissions"].([]any)
	if e.data["user_type"] != "custom" || len(permissions) != 1 || permissions[0] != "contacts.view" {
		t.Errorf("access_changed says %v", e.data)
	}
}

// TestTheStreamSaysWhyASessionEnded, and closes.
func TestTheStreamSaysWhyASessionEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	tests := []struct {
		reason string
		end    func(t *testing.T, p *person, c caller)
	}{
		{account.ReasonSignedOut, func(t *testing.T, _ *person, c caller) { c.delete(t, "/v1/sessions/current").want(t, 204) }},
		{account.ReasonUserDeleted, func(t *testing.T, p *person, _ caller) {
			admin.delete(t, w.in("users/"+p.id), ifMatch(w.user(t, p.id).Version)).want(t, 200)
		}},
		{account.ReasonPasswordChanged, func(t *testing.T, p *person, _ caller) {
			other := w.signIn(t, p)
			other.put(t, "/v1/me/password", map[string]any{
				"current_password": password, "new_password": "ferry-lantern-seventeen", "end_other_sessions": true,
			}).want(t, 204)
			other.get(t, "/v1/me").want(t, 200)
		}},
		{account.ReasonSignedOut, func(t *testing.T, p *person, c caller) {
			w.signIn(t, p).delete(t, "/v1/me/sessions/"+currentSession(t, c)).want(t, 204)
		}},
		{account.ReasonSignedOut, func(t *testing.T, p *person, _ caller) {
			admin.post(t, w.in("users/"+p.id+"/sign-out"), nil).want(t, 204)
		}},
		{account.ReasonPasswordChanged, func(t *testing.T, p *person, _ caller) {
			admin.put(t, w.in("users/"+p.id+"/password"), map[string]any{"own_password": password, "new_password": another}).want(t, 204)
		}},
		{account.ReasonPasswordChanged, func(t *testing.T, p *person, _ caller) {
			w.wantPage(t, http.MethodPost, w.resetLink(t, p), newPassword(another), 200, 303)
		}},
		{account.ReasonTwoFactorReset, func(t *testing.T, p *person, _ caller) {
			admin.post(t, w.in("users/"+p.id+"/two-factor/reset"), nil).want(t, 204)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			p := w.sparePerson()
			c := w.signIn(t, p)
			s := c.listen(t, w.in("events"))
			tt.end(t, p, c)
			if e := s.next(t, "session_ended", soon); e.data["reason"] != tt.reason {
				t.Errorf("the stream says %v", e.data)
			}
			s.ends(t, soon)
			if pr := c.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); pr.Reason != tt.reason {
				t.Errorf("the next call says %q", pr.Reason)
			}
		})
	}
}

// TestARemovedExternalUserIsToldAndOut: R11; their session lives on elsewhere.
func TestARemovedExternalUserIsToldAndOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	yann := w.as(t, w.yann)
	s := yann.listen(t, w.in("events"))
	yann.get(t, "/v1/accounts/"+w.maple).want(t, 200)
	x := w.external(t, w.yann.access)
	receipt := read[account.Receipt](t, w.as(t, w.amelie).delete(t, w.in("external-users/"+x.ID), ifMatch(x.Version)).want(t, 200))
	if receipt.SessionsEnded != 1 || receipt.RefusedSince.IsZero() {
		t.Errorf("receipt %+v", receipt)
	}
	if e := s.next(t, "session_ended", soon); e.data["reason"] != account.ReasonAccessRemoved {
		t.Errorf("the stream says %v", e.data)
	}
	s.ends(t, soon)
	yann.get(t, "/v1/accounts/"+w.maple).wantCode(t, 404, account.NotFound)
	yann.get(t, w.in("events")).wantCode(t, 404, account.NotFound)
	yann.get(t, "/v1/accounts/"+w.lumen).want(t, 200)
	if me := read[account.Profile](t, yann.get(t, "/v1/me")); len(me.Memberships) != 1 || me.Memberships[0].External {
		t.Errorf("memberships %+v", me.Memberships)
	}
}

// TestAQuietStreamStaysOpen by a comment every 15 seconds.
func TestAQuietStreamStaysOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.as(t, w.ugo).listen(t, w.in("events"))
	begun := time.Now()
	for time.Since(begun) < 10*time.Second {
		s.next(t, ":", 20*time.Second)
	}
}

// TestAStreamThatNobodyReadsHoldsNobodyUp.
func TestAStreamThatNobodyReadsHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 5 {
		req, err := w.as(t, w.ben).request(t.Context(), http.MethodGet, w.in("events"), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := w.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close() // and never read
	}
	live := w.as(t, w.xena).listen(t, w.in("events"))
	for range 50 {
		w.invite(t, unique(t))
	}
	f := w.follow(t)
	w.invite(t, unique(t))
	live.changedAfter(t, f.since)
}

// TestASessionHoldsSoManyStreams: more than windows need are refused, and a
// stream that ends makes room.
func TestASessionHoldsSoManyStreams(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ben := w.as(t, w.ben)
	var open []stream
	for range 20 {
		open = append(open, ben.listen(t, w.in("events")))
	}
	if p := ben.get(t, w.in("events")).want(t, http.StatusTooManyRequests); p.header.Get("Retry-After") == "" {
		t.Error("it does not say when to come again")
	}
	w.as(t, w.xena).listen(t, w.in("events"))
	open[0].close()
	open[0].ends(t, soon)
	for begun := time.Now(); ben.refused(t, w.in("events")); {
		if time.Since(begun) > soon {
			t.Fatal("a stream that ended makes no room")
		}
	}
}

// refused tells whether a stream is refused, and closes it when it is not.
func (c caller) refused(t *testing.T, path string) bool {
	t.Helper()
	req, err := c.request(t.Context(), http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusTooManyRequests
}

func TestTheServiceStopsWithStreamsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.as(t, w.ben).listen(t, w.in("events"))
	begun := time.Now()
	w.stop(t)
	s.ends(t, soon)
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("stopping took %v", took)
	}
}
