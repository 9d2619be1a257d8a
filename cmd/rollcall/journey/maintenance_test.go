package journey

import (
	"encoding/json"
	"testing"
	"time"
)

// announce has the operator announce maintenance.
func (s *service) announce(from, to time.Time) (id string) {
	s.d.t.Helper()
	at := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	out := s.operator("notice", "add", "--data", s.dir, "--starts", at(from), "--ends", at(to),
		"--text-en", "new disks are put in.", "--text-fr", "de nouveaux disques sont installés.")
	var n struct{ ID string }
	must(s.d.t, json.Unmarshal([]byte(out), &n))
	return n.ID
}

func (s *service) withdraw(id string) {
	s.d.t.Helper()
	s.operator("notice", "remove", "--data", s.dir, "--id", id)
}

// TestMaintenanceIsAnnouncedBeginsAndIsOver, all by the operator's commands, while
// the window is open.
func TestMaintenanceIsAnnouncedBeginsAndIsOver(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "maintenance"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")

	now := time.Now()
	noon := time.Date(now.Year(), now.Month(), now.Day()+2, 12, 0, 0, 0, time.Local)
	s.announce(noon, noon.Add(time.Hour))
	d.see("Maintenance on")
	d.see("new disks are put in")
	d.picture("announced")
	d.page("Activity")
	d.see("new disks are put in")
	d.page("Users")

	id := s.announce(now.Add(-time.Minute), now.Add(3*time.Hour))
	d.see("closed for maintenance until")
	d.see("Maintenance until")
	d.see("28 users")
	d.picture("closed")
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.write("lucie.hebert@maplepress.example")
	d.key("Tab")
	d.clickLast("Send invitation")
	d.see("Try again after that")
	d.picture("invitation-refused")

	s.withdraw(id)
	d.eventually("the window to come back by itself", 90*time.Second, func() bool { return len(d.look("Online list up to date")) > 0 })
	d.picture("back-by-itself")
	d.see("lucie.hebert@maplepress.example")
	d.clickLast("Send invitation")
	d.see("6 pending invitations")
	app.quit()
}
