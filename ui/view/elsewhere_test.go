package view

import (
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

func TestBeforeSigningOutACopyThatCouldNotBeOpenedIsTold(t *testing.T) {
	w := words.New("en", time.UTC)
	s := NewElsewhere(w, []Elsewhere{{Unread: true}})
	if s.Title != "A copy on this computer could not be opened" || len(s.Acts) != 0 {
		t.Errorf("alone: %+v", s)
	}
	wantText(t, s.Text, "Signing out deletes them too")
	act := &account.Waiting{Deed: account.DeedInvite, Invitation: &account.NewInvitation{Email: "lea@lumen.example"}}
	s = NewElsewhere(w, []Elsewhere{{AccountName: "Lumen", Waiting: []*account.Waiting{act}}, {Unread: true}})
	wantText(t, s.Title, "1 change")
	wantText(t, s.Text, "A copy on this computer could not be opened. ")
	if len(s.Acts) != 1 {
		t.Errorf("beside others: %+v", s.Acts)
	}
}
