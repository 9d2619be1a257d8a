package ui_test

import (
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/ui/words"
)

// lateInvitations adds invitations that expired, and some that expire tomorrow.
func lateInvitations(expired, tomorrow int) func(*store.ImportedAccount) {
	return func(a *store.ImportedAccount) {
		add := func(name string, expires time.Time) {
			i := a.Invitations[0]
			i.ID, i.Email, i.Version, i.SentCount = "inv-"+name, name+"@northlight.example", 1, 1
			i.ExpiresAt, i.LastSentAt = expires, expires.Add(-account.InvitationLifetime)
			i.CreatedAt = i.LastSentAt
			a.Invitations = append(a.Invitations, i)
		}
		for n := range expired {
			add("late"+strconv.Itoa(n), noon().Add(-time.Duration(n+1)*time.Hour))
		}
		for n := range tomorrow {
			add("soon"+strconv.Itoa(n), noon().Add(time.Duration(n+12)*time.Hour))
		}
	}
}

// manyInvitations is about acts on many rows, and about those that expire.
func manyInvitations(t *testing.T, l look, c *camera) {
	d := openFuller(t, l.language, 28, lateInvitations(11, 2))
	s := enter(t, d, l, c)
	s.shot("banner-expiring", s.words.N("banner.expiring_soon", 3), s.T("act.resend_all"), s.T("people.cancel_expired"))
	d.net.hold(9)
	s.tap(s.T("people.cancel_expired"))
	s.shot("many-progress", s.T("people.stop"))
	d.net.mend()
	s.shot("many-cancelled", s.words.N("toast.cancelled_many", 12), s.T("act.undo"))
	s.misses(s.T("people.stop"))
	s.tap(s.T("act.undo"))
	s.sees(s.words.N("toast.restored_many", 12), s.words.N("people.count.pending", 18))
	s.tap(s.T("people.resend_expired"))
	s.sees(s.words.N("toast.resent_many", 12))
	s.misses(s.T("people.resend_expired"))
	s.tap(s.T("act.resend_all"))
	s.sees(s.words.N("toast.resent_many", 3))
	s.misses(s.T("act.resend_all"))
}

// invitationLink is for when mail does not get through.
func invitationLink(t *testing.T, l look, c *camera) {
	const noor = "noor.haddad@maplepress.example"
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.menuOf(noor)
	s.tap(s.T("act.copy_link"))
	s.shot("link", s.T("link.title", words.Args{"Email": noor}), s.T("link.fact_mail"), s.T("link.make"))
	d.net.hold(0)
	s.tap(s.T("link.make"))
	d.net.cut()
	s.shot("link-failed", s.T("error.unreachable.title"))
	d.net.mend()
	s.press(fyne.KeyEscape)
	s.tap(s.T("act.try_again"))
	s.sees(s.T("status.online"))
	s.menuOf(noor)
	s.tap(s.T("act.copy_link"))
	s.tap(s.T("link.make"))
	s.shot("link-made", s.T("link.made"), s.T("link.once", words.Args{"Account": "Maple Press"}))
	s.tap(s.T("link.copy"))
	s.shot("link-copied", s.T("link.copied"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("link.copied"))
}

// menuOf opens the menu of somebody's row with the keyboard.
func (s *stage) menuOf(email string) {
	s.t.Helper()
	s.tap(email)
	s.sees(s.T("field.email"))
	s.press(fyne.KeyEscape)
	s.press(desktop.KeyMenu)
}

// requestingAccess is for people whose home is another account.
func requestingAccess(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	d.limitAccess("2026-11-24", "2027-01-01")
	s := enter(t, d, l, c)
	s.tap(s.words.N("people.count.external", 3))
	s.shot("external-until", s.T("request.open"), s.T("external.row_until", words.Args{"Day": s.words.Day(noon().AddDate(0, 0, 42), noon())}))
	s.tap(s.T("request.open"))
	s.shot("request", s.T("request.title", words.Args{"Account": "Maple Press"}), s.T("request.note"), s.T("request.send"))
	s.fill(s.T("request.email"), "claire@agence-lumen")
	s.tap(s.T("usertype.custom.line"))
	s.tap(s.T("request.send"))
	s.shot("request-faults", s.T("fault.email"), s.T("request.home_empty"))
	s.press(fyne.KeyEscape)
	s.tap(s.T("leave.discard"))
	s.tap(s.T("people.invite"))
	s.tap(s.T("request.elsewhere"))
	s.sees(s.T("request.note"))
	s.fill(s.T("request.email"), "ines.gomes@agence-lumen.example")
	s.fill(s.T("request.home"), "Agence Lumen")
	s.fill(s.T("request.reason"), "Inès translates the spring mailing.")
	s.fill(s.T("external.until_label"), "2027-03-31")
	s.tap(s.T("request.send"))
	s.shot("requests", s.T("request.waiting"), s.T("request.declined"), "ines.gomes@agence-lumen.example", s.T("request.waiting_line"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("request.waiting_line"))
	d.removeExternals()
	s.chip(s.T("filter.external"))
	s.tap(s.T("request.open"))
	s.sees(s.T("request.note"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("request.note"))
}

// limitAccess gives external users a last moment, one after the other.
func (d *door) limitAccess(days ...string) {
	d.t.Helper()
	other := d.colleague()
	page, err := other.ExternalUsers(d.t.Context(), account.ListQuery{})
	if err != nil {
		d.t.Fatal(err)
	}
	for n, day := range days {
		until, err := time.Parse(time.DateOnly, day)
		if err != nil {
			d.t.Fatal(err)
		}
		x := page.Items[n]
		if _, err := other.UpdateExternalUser(d.t.Context(), x.ID, account.ExternalUserChange{Until: &until}, account.Act{Version: x.Version}); err != nil {
			d.t.Fatal(err)
		}
	}
}
