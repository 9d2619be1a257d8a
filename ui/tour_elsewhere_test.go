package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/view"
	"rollcall/ui/words"
)

// invitedIn is what waits in an account: an invitation for each address.
func invitedIn(name string, addresses ...string) view.Elsewhere {
	e := view.Elsewhere{AccountID: name, AccountName: name}
	for _, a := range addresses {
		e.Waiting = append(e.Waiting, &account.Waiting{
			ID: a, Deed: account.DeedInvite, State: account.WaitingUnsent, Invitation: &account.NewInvitation{Email: a},
		})
	}
	return e
}

// waitingElsewhere is about acts that wait in other accounts of the person.
func waitingElsewhere(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	d.elsewhere = []view.Elsewhere{
		invitedIn("Agence Lumen", "lea.caron@lumen.example"), invitedIn("Northlight", "paul.mercier@northlight.example"),
	}
	s := enter(t, d, l, c)
	s.askToSignOut()
	s.shot("signout-elsewhere", s.words.N("ending.elsewhere_title", 2), s.T("ending.elsewhere_text"), "lea.caron@lumen.example")
	s.press(fyne.KeyEscape)
	s.misses(s.T("ending.elsewhere_text"))
	s.sees(s.T("people.title"))
	s.askToSignOut()
	s.tap(s.T("ending.discard"))
	s.sees(s.T("signin.title"))

	d = openKeeping(t, l.language, account.CopyLocked)
	d.elsewhere = []view.Elsewhere{{Unread: true}}
	s = enter(t, d, l, c)
	s.shot("copy-locked", s.T("copy.locked"))
	s.askToSignOut()
	s.shot("signout-unread", s.T("ending.unread_title"), s.T("ending.unread_text"))
	s.press(fyne.KeyEscape)

	d = openDoor(t, l.language, 28)
	d.lose(invitedIn("Agence Lumen", "lea.caron@lumen.example"), invitedIn("Northlight", "paul.mercier@northlight.example"))
	s = enter(t, d, l, c)
	s.shot("lost-elsewhere", s.words.N("ending.lost_title", 1), s.lostText("Agence Lumen"), "lea.caron@lumen.example")
	s.press(fyne.KeyEscape)
	s.sees(s.lostText("Northlight"), "paul.mercier@northlight.example")
	s.press(fyne.KeyEscape)
	s.misses(s.lostText("Northlight"))
	d.lose(invitedIn("Agence Lumen", "ida.roy@lumen.example"))
	d.onLost() // while one is at work
	s.sees(s.lostText("Agence Lumen"), "ida.roy@lumen.example")
	s.press(fyne.KeyEscape)
}

func (s *stage) lostText(name string) string {
	return s.T("ending.lost_text", words.Args{"Account": name})
}
