package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
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
