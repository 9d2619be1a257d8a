package view

import (
	"context"

	"rollcall/account"
	"rollcall/ui/words"
)

// Search is a search under way: a newer one replaces an older one.
type Search struct{ latest latest }

// Stop drops what is under way.
func (s *Search) Stop() { s.latest.stop() }

// suggest finds people off the UI goroutine: one more than are shown tells that
// there are more. Those of the lists come first, then those that only the log
// still knows, as people of other accounts and people who were deleted.
func suggest(source ActivitySource, w *words.Words, entries []account.Activity, targets bool, terms []string) func(context.Context) ([]Choice, error) {
	return func(context.Context) ([]Choice, error) {
		s := suggestions{terms: terms, seen: map[string]bool{}}
		l := source.Lists()
		for u := range l.Users.All() {
			s.add(Choice{ID: u.ID, Label: u.Name(), Line: u.Email})
		}
		if targets {
			s.addTargets(l)
		} else {
			s.add(Choice{ID: account.ActorOperator, Label: w.T("actor.operator")})
		}
		for _, a := range entries {
			switch {
			case !targets:
				s.add(Choice{ID: a.Actor.ID, Label: a.Actor.Name})
			case a.Target != nil:
				s.add(Choice{ID: a.Target.ID, Label: a.Target.Name})
			}
		}
		return s.found, nil
	}
}

// suggestions gathers choices that answer a search, each once.
type suggestions struct {
	terms []string
	seen  map[string]bool
	found []Choice
}

func (s *suggestions) add(c Choice) {
	if c.ID == "" || c.Label == "" || len(s.found) > choicesAtOnce || s.seen[c.ID] {
		return
	}
	if finds(s.terms, c.Label+" "+c.Line) {
		s.seen[c.ID] = true
		s.found = append(s.found, c)
	}
}

func (s *suggestions) addTargets(l account.Lists) {
	for x := range l.ExternalUsers.All() {
		s.add(Choice{ID: x.ID, Label: x.Name(), Line: x.HomeAccountName})
	}
	for i := range l.Invitations.All() {
		s.add(Choice{ID: i.ID, Label: i.Email})
	}
}
