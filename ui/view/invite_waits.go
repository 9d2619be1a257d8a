package view

import "rollcall/account"

// followWaits finds out what became of invitations that waited, while the dialog
// stands open: it says that they wait no longer than they do.
func (v *Invite) followWaits() {
	if len(v.waits) == 0 {
		return
	}
	acts := map[string]*account.Waiting{}
	for _, a := range v.service.Lists().Waiting {
		acts[a.ID] = a
	}
	before := len(v.waits)
	for key, i := range v.waits {
		if a := acts[key]; a != nil && a.State != account.WaitingRefused && a.State != account.WaitingLost {
			continue
		} else if a != nil {
			i.fate, i.failure = fateRefused, v.env.Words.ForError(fault(a)).Sentence()
		} else {
			i.fate = fateSent
		}
		delete(v.waits, key)
	}
	if len(v.waits) < before {
		v.publishSoon()
	}
}
