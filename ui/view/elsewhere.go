package view

import (
	"rollcall/account"
	"rollcall/ui/words"
)

// Elsewhere is what waits to be sent to another account than the one entered.
type Elsewhere struct {
	AccountID, AccountName string
	// Waiting is in the order of deciding.
	Waiting []*account.Waiting
	// Unread: there is a copy, and what waits in it could not be looked at.
	Unread bool
}

// ElsewhereState is the question before signing out when acts wait in other
// accounts, where they can neither be seen nor sent from here.
type ElsewhereState struct {
	Title, Text string
	Acts        []Fact
	// Discard labels the act, Stay the safe way out.
	Discard, Stay string
}

// NewElsewhere names what signing out would delete besides what waits here, and says
// that there may be more where a copy could not be looked into.
func NewElsewhere(w *words.Words, list []Elsewhere) ElsewhereState {
	s := ElsewhereState{Discard: w.T("ending.discard"), Stay: w.T("ending.stay")}
	n, unread := 0, false
	for _, e := range list {
		unread = unread || e.Unread
		n += len(e.Waiting)
		for _, f := range actFacts(e.Waiting, w) {
			f.Text = w.T("ending.elsewhere_act", words.Args{"Account": e.AccountName, "Act": f.Text})
			s.Acts = append(s.Acts, f)
		}
	}
	s.Title, s.Text = w.N("ending.elsewhere_title", n), w.T("ending.elsewhere_text")
	switch {
	case unread && n == 0:
		s.Title, s.Text = w.T("ending.unread_title"), w.T("ending.unread_text")
	case unread:
		s.Text = w.T("ending.unread_title") + ". " + w.T("ending.unread_text") + " " + s.Text
	}
	return s
}
