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
}

// ElsewhereState is the question before signing out when acts wait in other
// accounts, where they can neither be seen nor sent from here.
type ElsewhereState struct {
	Title, Text string
	Acts        []Fact
	// Discard labels the act, Stay the safe way out.
	Discard, Stay string
}

// NewElsewhere names what signing out would delete besides what waits here.
func NewElsewhere(w *words.Words, list []Elsewhere) ElsewhereState {
	s := ElsewhereState{Discard: w.T("ending.discard"), Stay: w.T("ending.stay")}
	n := 0
	for _, e := range list {
		n += len(e.Waiting)
		for _, f := range actFacts(e.Waiting, w) {
			f.Text = w.T("ending.elsewhere_act", words.Args{"Account": e.AccountName, "Act": f.Text})
			s.Acts = append(s.Acts, f)
		}
	}
	s.Title, s.Text = w.N("ending.elsewhere_title", n), w.T("ending.elsewhere_text")
	return s
}
