package view

import (
	"errors"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// LostState is what is said about acts that were not sent and never will be,
// because one's powers in the account ended.
type LostState struct {
	Title, Text string
	// Acts name them, one a line.
	Acts []Fact
	// Paper is all of it as a text, to tell another administrator.
	Paper string
	// Copy labels the button that copies it, Copied what it says afterwards.
	Copy, Copied, Close string
}

// NewLost says what was not sent to an account; why is how the session stands.
// Whoever was signed out from afar may sign in and decide anew.
func NewLost(w *words.Words, accountName string, list []*account.Waiting, why error) LostState {
	s := LostState{
		Title: w.N("ending.lost_title", len(list)), Text: w.T("ending.lost_text", words.Args{"Account": accountName}),
		Copy: w.T("act.copy"), Copied: w.T("codes.copied"), Close: w.T("act.close"),
	}
	if slices.ContainsFunc(list, mayBeDone) {
		s.Title, s.Text = w.N("ending.lost_title_unsure", len(list)), w.T("ending.lost_text_unsure", words.Args{"Account": accountName})
	}
	var fault *account.Error
	if errors.As(why, &fault) && fault.Reason == account.ReasonSignedOut {
		s.Text = w.T("ending.lost_signed_out", words.Args{"Account": accountName})
	}
	paper := []string{s.Title + ". " + s.Text, ""}
	for _, a := range list {
		name := actLine(a, w)
		s.Acts, paper = append(s.Acts, Fact{actIcon(a.Deed), name}), append(paper, "- "+name)
	}
	s.Paper = strings.Join(paper, "\n") + "\n"
	return s
}
