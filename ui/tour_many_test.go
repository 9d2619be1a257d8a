package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"rollcall/ui/words"
)

// crowdOf writes a list of people as a sheet keeps it.
func crowdOf(n int) string {
	first := []string{"ana", "bo", "carole", "denis", "esme", "farid", "greta", "hugo", "ines", "joao"}
	last := []string{"silva", "li", "dumont", "okoye", "haddad", "novak", "roy", "weber"}
	var b strings.Builder
	b.WriteString("Name;E-mail;Town\n")
	for i := range n {
		f, l := first[i%len(first)], last[i/len(first)%len(last)]
		fmt.Fprintf(&b, "\"%s, %s\";%s.%s%d@maplepress.example;Montréal\n", l, f, f, l, i)
	}
	return b.String()
}

// faulty are addresses that need a look, or no invitation.
const faulty = "ana.silva@gmial.com, marie@maplepress, lucie@mapelpress.example, daniel.royce@maplepress.example, tom.weber@maplepress.example, lea.caron@maplepress.example"

// invitingMany is about a long list: looked through, sent, stopped, gone on with.
func invitingMany(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.tap(s.T("people.invite"))
	s.paste(crowdOf(120))
	s.shot("invite-rows", s.T("invite.more"), "ana.silva0@maplepress.example", s.words.N("invite.send", 120))
	s.paste(faulty)
	s.sees(s.T("invite.filter_look"))
	s.chip(s.T("invite.filter_look"))
	s.shot("invite-rows-look", "marie@maplepress", s.T("invite.doubt_row", words.Args{"Meant": "ana.silva@gmail.com"}))
	s.tap("marie@maplepress")
	s.shot("invite-rows-mend", s.T("invite.filter_look"))
	s.press(fyne.KeyEscape)
	s.press(desktop.KeyMenu)
	s.shot("invite-rows-menu", s.T("invite.menu_mend"), s.T("invite.leave_out"))
	s.press(fyne.KeyEscape)
	s.tap(s.words.N("invite.doubt_all", 3))
	s.tap(s.words.N("invite.leave_out_all", 2))
	s.sees(s.T("invite.filter_out"))
	s.sendSome(d, 124, 60)
	s.shot("invite-sending", s.T("invite.stop"), s.T("invite.filter_sent"))
	s.press(fyne.KeyEscape)
	s.shot("invite-close", s.T("invite.close_title"))
	s.press(fyne.KeyEscape)
	s.tap(s.T("invite.stop"))
	s.shot("invite-stopping", s.T("invite.stopping"))
	d.net.mend()
	s.shot("invite-stopped", s.T("invite.save_result"))
	s.chip(s.T("invite.filter_ready"))
	s.press(fyne.KeyReturn)
	s.until("everything is sent", func() bool {
		_, left := read(s.canvas).find(s.T("invite.filter_ready"))
		return !left
	})
	s.shot("invite-result", s.words.N("invite.sum_sent", 124), s.T("act.close"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("invite.more"))
}

// sendSome sends until a few were sent, and the others wait.
func (s *stage) sendSome(d *door, all, passes int) {
	s.t.Helper()
	d.net.hold(passes)
	s.tap(s.words.N("invite.send", all))
	s.until("some are sent", func() bool {
		s.tap(s.T("invite.filter_all"))
		_, sent := read(s.canvas).first(s.T("invite.filter_sent"))
		return sent
	})
	d.net.hold(0)
}

func smallInvitingMany(t *testing.T, l look, c *camera) {
	l.width, l.height = 820, 560
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.tap(s.T("people.invite"))
	s.paste(crowdOf(30) + "\n\n" + faulty)
	s.shot("small-invite-rows", s.T("invite.filter_look"))
	s.sendSome(d, 31, 20)
	s.shot("small-invite-sending", s.T("invite.stop"))
	d.net.mend()
	s.sees(s.T("invite.save_result"))
}
