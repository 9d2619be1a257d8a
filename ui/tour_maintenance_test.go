package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"rollcall/server/store"
	"rollcall/ui/words"
)

// announce has the operator announce maintenance; the result takes it back.
func (d *door) announce(from, to time.Time) (withdraw func()) {
	d.t.Helper()
	n, err := d.service.Store().Announce(d.t.Context(), store.Notice{StartsAt: from, EndsAt: to, Text: map[string]string{
		"en": "the disks of the service are replaced. What you have open stays readable.",
		"fr": "les disques du service sont remplacés. Ce qui est ouvert reste lisible.",
	}}, noon())
	if err != nil {
		d.t.Fatal(err)
	}
	return func() {
		if err := d.service.Store().Withdraw(d.t.Context(), n.ID, noon()); err != nil {
			d.t.Fatal(err)
		}
	}
}

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC)
}

// untilFour is the sentence that says until when the service is closed.
func (s *stage) untilFour() string {
	return s.T("error.maintenance.clock", words.Args{"Clock": s.words.Clock(at(19, 16, 0))})
}

func maintenance(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	d.announce(at(27, 22, 0), at(27, 23, 30))
	s.shot("notice", s.words.WeekDay(at(27, 22, 0)), s.T("status.online"))
	s.tap(s.T("shell.activity"))
	s.sees(s.T("activity.title"), s.words.WeekDay(at(27, 22, 0)))
	s.tap(s.T("shell.users"))
	withdraw := d.announce(at(19, 14, 0), at(19, 16, 0))
	s.shot("maintenance", s.untilFour(), s.T("status.maintenance.clock", words.Args{"Clock": s.words.Clock(at(19, 16, 0))}))
	s.tapIn("petra@northlight.example", s.T("act.resend"))
	s.shot("maintenance-failed", s.T("toast.resend_failed", words.Args{"Email": "petra@northlight.example"})+" "+s.untilFour())
	withdraw()
	s.tap(s.T("act.try_again"))
	s.sees(s.T("status.online"))
}

// closedDoor is about coming while the service is closed.
func closedDoor(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	withdraw := d.announce(at(19, 14, 0), at(19, 16, 0))
	s := raise(t, d, l, address, c)
	s.window.Start()
	s.fill(s.T("signin.login"), d.made.Login)
	s.fill(s.T("signin.password"), d.made.Password)
	s.press(fyne.KeyReturn)
	s.shot("signin-maintenance", s.untilFour())
	withdraw()
	d.keep(d.made.Login)
	withdraw = d.announce(at(19, 14, 0), at(19, 16, 0))
	s = raise(t, d, l, address, c)
	s.window.Start()
	s.shot("away-maintenance", s.untilFour(), s.T("start.retrying"))
	withdraw()
	s.tap(s.T("act.try_again"))
	s.sees(s.T("status.online"))
}

func smallMaintenance(t *testing.T, l look, c *camera) {
	l.width, l.height = 820, 560
	d := openDoor(t, l.language, 28)
	d.announce(at(27, 22, 0), at(28, 2, 0))
	s := enter(t, d, l, c)
	s.shot("small-notice", s.words.WeekDay(at(27, 22, 0)), s.words.WeekDay(at(28, 2, 0)))
	d.announce(at(19, 14, 0), at(19, 16, 0))
	s.shot("small-maintenance", s.untilFour())
}
