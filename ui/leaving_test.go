package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/theme"
	"rollcall/ui/view"
)

func TestNobodySignsOutOverWhatIsTyped(t *testing.T) {
	d := openDoor(t, "en", 28)
	s := enter(t, d, look{language: "en", mode: theme.Light}, nil)
	s.profile()
	s.fill(s.T("field.job_title"), "Night editor")
	signOut := func() {
		s.clickPerson()
		s.tap(s.T("shell.sign_out"))
	}
	signOut()
	s.sees(s.T("leave.title"))
	s.press(fyne.KeyEscape)
	s.sees("Night editor")
	signOut()
	s.tap(s.T("leave.discard"))
	s.sees(s.T("signin.title"))
}

// What is not done when one leaves is not done any more: nobody leaves over it by
// a slip.
func TestNobodySignsOutOverWhatIsUnderWay(t *testing.T) {
	for _, language := range account.Languages() {
		d := openFuller(t, language, 28, lateInvitations(11, 2))
		s := enter(t, d, look{language: language, mode: theme.Light}, nil)
		d.net.hold(3)
		s.tap(s.T("people.cancel_expired"))
		s.sees(s.T("people.stop"))
		s.clickPerson()
		s.tap(s.T("shell.sign_out"))
		s.sees(s.T("leave.going.title"), s.T("leave.going.text"), s.T("leave.going.discard"))
		s.press(fyne.KeyEscape)
		d.net.mend()
		s.sees(s.words.N("toast.cancelled_many", 12))
		s.misses(s.T("leave.going.title"))
	}
}

// Nothing is given up before the last question was answered.
func TestWhoStaysAtTheLastQuestionLosesNothing(t *testing.T) {
	d := openKeeping(t, "en", account.CopyKept)
	d.elsewhere = []view.Elsewhere{invitedIn("Agence Lumen", "lea.caron@lumen.example")}
	s := enter(t, d, look{language: "en", mode: theme.Light}, nil)
	s.twoWait(d)
	for range 2 {
		s.askToSignOut()
		s.sees(s.words.N("ending.elsewhere_title", 1))
		s.tap(s.T("ending.discard"))
		s.sees(s.words.N("ending.title", 2))
		s.press(fyne.KeyEscape)
		s.misses(s.words.N("ending.title", 2))
	}
}
