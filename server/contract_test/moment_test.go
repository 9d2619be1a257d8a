package contract_test

import (
	"fmt"
	"net/http"
	"testing"

	"rollcall/account"
)

// TestALinkIsUsedOnce, by however many at one moment.
func TestALinkIsUsedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.invite(t, unique(t))
	statuses := together(4, func(n int) int { return w.complete(t, i.Link, fmt.Sprintf("nora.%d", n)) })
	done := 0
	for _, s := range statuses {
		switch s {
		case http.StatusOK, http.StatusSeeOther:
			done++
		case http.StatusGone:
		default:
			t.Errorf("completing answers %d", s)
		}
	}
	if users := all[account.User](t, w.as(t, w.amelie), w.in("users?q=nora.")); done != 1 || len(users) != 1 {
		t.Errorf("%d completed, %d users: %v", done, len(users), statuses)
	}
}

// atOneMoment has the administrators send one request each and wants one of
// them done and the other refused with the code.
func (w *world) atOneMoment(t *testing.T, done int, code account.Code, send func(c caller, n int) (answer, error)) {
	t.Helper()
	by := []caller{w.as(t, w.amelie), w.as(t, w.ben)}
	answers := together(len(by), func(n int) answer {
		a, err := send(by[n], n)
		if err != nil {
			t.Error(err)
		}
		return a
	})
	if answers[0].status != done {
		answers[0], answers[1] = answers[1], answers[0]
	}
	answers[0].want(t, done)
	answers[1].wantCode(t, http.StatusConflict, code)
}

func TestTwoAdministratorsInviteOneAddressOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range rounds(t, 100) {
		body := map[string]any{"email": unique(t), "user_type": "user"}
		w.atOneMoment(t, 201, account.AlreadyInvited, func(c caller, _ int) (answer, error) {
			return c.send(t.Context(), http.MethodPost, w.in("invitations"), body)
		})
	}
}

func TestTwoPeopleNeverGetOneUserName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := range rounds(t, 100) {
		targets := []account.User{w.user(t, w.spare[0].id), w.user(t, w.spare[1].id)}
		names := []string{fmt.Sprintf("same.name%d", n), fmt.Sprintf("Same.NAME%d", n)}
		w.atOneMoment(t, 200, account.UsernameTaken, func(c caller, k int) (answer, error) {
			return c.send(t.Context(), http.MethodPatch, w.in("users/"+targets[k].ID), map[string]any{"username": names[k]}, ifMatch(targets[k].Version))
		})
	}
}

// TestOfTwoWhoSawTheSameOneWins: If-Match is compared in the same step as the
// change is made.
func TestOfTwoWhoSawTheSameOneWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	by := []caller{w.as(t, w.amelie), w.as(t, w.ben)}
	for n := range rounds(t, 100) {
		u := w.user(t, w.spare[0].id)
		answers := together(len(by), func(k int) int {
			a, err := by[k].send(t.Context(), http.MethodPatch, w.in("users/"+u.ID), map[string]any{"phone": fmt.Sprintf("555-01%02d%d", n%100, k)}, ifMatch(u.Version))
			if err != nil {
				t.Error(err)
			}
			return a.status
		})
		if answers[0]+answers[1] != http.StatusOK+http.StatusPreconditionFailed {
			t.Fatalf("the answers are %v", answers)
		}
		if now := w.user(t, u.ID); now.Version != u.Version+1 {
			t.Fatalf("the version moved from %d to %d", u.Version, now.Version)
		}
	}
}
