package contacts

import (
	"bytes"
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/view"
)

// office is an account with two users and an external one.
type office struct{}

func (office) Status() account.Status { return account.Status{Link: account.LinkOnline} }
func (office) Lists() account.Lists {
	return account.Lists{
		Loaded: true, Account: account.Account{ID: "a1", Name: "Maple Press", Number: "20417"},
		Users: account.ListOf(
			&account.User{ID: "u1", FirstName: "Ana", LastName: "Roy", UserType: account.Administrator},
			&account.User{ID: "u2", FirstName: "Bo", LastName: "Chen", UserType: account.RegularUser},
		),
		ExternalUsers: account.ListOf(&account.ExternalUser{ID: "x1"}),
	}
}

// memory is a file.
type memory struct {
	bytes.Buffer
	fault error
}

func (m *memory) Close() error   { return m.fault }
func (m *memory) Discard() error { return nil }

func open(t *testing.T) (*screentest.Stage, *view.Contacts) {
	t.Helper()
	s := screentest.New(t, screentest.Look{})
	s.Show(&fyne.Container{})
	v := view.NewContacts(s.Env, office{}, view.NewToasts(s.Env), "CA")
	Open(s.Canvas, v, s.Env.Words)
	return s, v
}

func TestTheDialogGoesOnceTheListIsSaved(t *testing.T) {
	s, v := open(t)
	s.Dialog()
	to := &memory{}
	v.Save(to)
	if s.Canvas.Overlays().Top() != nil || !bytes.HasPrefix(to.Bytes(), []byte("%PDF")) {
		t.Errorf("on top is %T, %d bytes", s.Canvas.Overlays().Top(), to.Len())
	}
}

func TestTheDialogStaysWhenTheListIsNotSaved(t *testing.T) {
	s, v := open(t)
	v.Save(&memory{fault: bytes.ErrTooLarge})
	if d := s.Dialog(); d.Busy() {
		t.Error("it is busy for ever")
	}
	s.Press(fyne.KeyEscape)
	if s.Canvas.Overlays().Top() != nil {
		t.Error("it does not go")
	}
}
