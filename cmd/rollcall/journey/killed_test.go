package journey

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"rollcall/account"
)

// deaths is how often the program is killed with acts that wait: a fifth unless
// ROLLCALL_SOAK is set.
func deaths() int {
	if os.Getenv("ROLLCALL_SOAK") != "" {
		return 5
	}
	return 1
}

// TestKilledWithActsThatWait decides things while the service is away, kills the
// program, and kills it once more as it sends what waited. Whatever the moment, it
// opens again, says what waits, and in the end each act was done once.
func TestKilledWithActsThatWait(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "killed"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.signIn(s)
	begun := time.Now()
	for round := range deaths() {
		d.see("Online list up to date")
		s.process.kill()
		d.see("Offline list as of today")
		d.resendOffline("noor.haddad")
		d.inviteOffline(guestOfRound(round))
		d.see("2 changes waiting to be sent")
		d.picture("decided")
		app.kill()

		app = d.rollcall()
		d.see("Offline list as of today")
		d.see("2 changes waiting to be sent")
		d.see(guestOfRound(round))
		d.see("Waiting to be sent: invitation")
		d.picture("opened-with-what-waits")
		s.serve(s.address())
		moment := time.Duration(rand.N(3000)) * time.Millisecond
		<-time.After(moment)
		app.kill()
		t.Logf("killed again %v after the service was back", moment)
		app = d.rollcall()
	}
	d.see("Online list up to date")
	d.gone("waiting to be sent")
	d.picture("sent")
	app.quit()
	s.didOnce(deaths(), begun)
}

func guestOfRound(round int) string { return fmt.Sprintf("guest%d@maplepress.example", round) }

// resendOffline resends an invitation that is found by its address.
func (d *desk) resendOffline(name string) {
	d.t.Helper()
	d.search(name)
	d.clickInRow(name, "Resend invitation")
	d.see("Waiting to be sent: resend")
	d.key("ctrl+f", "Escape", "Escape")
}

func (d *desk) inviteOffline(email string) {
	d.t.Helper()
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.write(email)
	d.see("You are offline")
	d.key("Return", "Return")
	d.gone("Invite people to Maple Press")
}

// didOnce looks in the list and in the log whether each of the acts was done once.
func (s *service) didOnce(rounds int, since time.Time) {
	s.d.t.Helper()
	by := s.administrator()
	for round := range rounds {
		if i := s.invitationOf(by, guestOfRound(round)); i.SentCount != 1 {
			s.d.t.Errorf("the invitation to %s was sent %d times", i.Email, i.SentCount)
		}
	}
	for action, want := range map[string]int{account.ActionInvitationSent: rounds, account.ActionInvitationResent: rounds} {
		page, err := by.Activity(s.d.t.Context(), account.ActivityQuery{
			Action: action, From: since.Add(-time.Second), Limit: 100,
		})
		must(s.d.t, err)
		if got := len(page.Items); got != want {
			s.d.t.Errorf("%s stands %d times in the log, want %d", action, got, want)
		}
	}
}
