package localcache_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"rollcall/account"
)

// decide has an act sent and writes down what was said of it.
func (s *seat) decide(deed account.Deed, target, mark string, send func(context.Context, account.Act) error, version int64) {
	d := &decision{key: fmt.Sprintf("%s-%04d", s.who, s.number()), deed: deed, target: target, mark: mark}
	s.book = append(s.book, d)
	s.totals.acts++
	s.tell("deciding", d)
	defer s.tell("decided", d)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := send(ctx, account.Act{Key: d.key, Version: version})
	d.said = account.CodeOf(err)
	switch d.said {
	case "":
		d.fate = done
	case account.Deferred:
		d.fate, d.follows = deferred, s.waitsFor(target)
		s.totals.deferred++
	case account.Unreachable, account.BadAnswer, account.IdempotencyRunning, account.Internal:
		s.faultf("%s %s was neither done, refused nor deferred: %v", deed, d.key, err)
	default:
		d.fate = refused
		s.totals.refused++
	}
}

// waitsFor tells whether the last act on a row waits for another one.
func (s *seat) waitsFor(target string) bool {
	on := 0
	for _, w := range s.Lists().Waiting {
		if target != "" && w.Target == target && w.State != account.WaitingRefused && w.State != account.WaitingBehind {
			on++
		}
	}
	return on > 1
}

// number is that of the next act.
func (s *seat) number() int { return s.first + len(s.book) }

func (s *seat) tell(what string, d *decision) {
	if s.say != nil {
		s.say(report{What: what, Key: d.key, Deed: d.deed, Target: d.target, Mark: d.mark, Said: d.said})
	}
}

func (s *seat) faultf(format string, values ...any) {
	s.faults = append(s.faults, s.who+": "+fmt.Sprintf(format, values...))
}

// somebody new to invite, whom nobody else invites.
func (s *seat) somebody(replaces string) account.NewInvitation {
	return account.NewInvitation{
		Email: fmt.Sprintf("%s%d@new.example", s.who, s.number()), UserType: account.RegularUser, Language: "en", Replaces: replaces,
	}
}

// actOnUser modifies or deletes somebody who is no administrator.
func (s *seat) actOnUser(chance *rand.Rand, deed account.Deed) {
	u := pick(chance, s.Lists().Users.Slice())
	if u == nil || (deed == account.DeedDelete && u.UserType == account.Administrator) {
		return
	}
	if deed == account.DeedDelete {
		s.decide(deed, u.ID, "", func(ctx context.Context, act account.Act) error {
			_, err := s.DeleteUser(ctx, u.ID, act)
			return err
		}, u.Version)
		return
	}
	name := fmt.Sprintf("%s%04d", s.who, s.number())
	s.decide(deed, u.ID, name, func(ctx context.Context, act account.Act) error {
		_, err := s.UpdateUser(ctx, u.ID, account.UserChange{FirstName: &name}, act)
		return err
	}, u.Version)
}

// actOnInvitation resends, cancels or corrects one that waits, or invites.
func (s *seat) actOnInvitation(chance *rand.Rand, deed account.Deed) {
	var i *account.Invitation
	if deed != account.DeedInvite {
		if i = pick(chance, s.Lists().Invitations.Slice()); i == nil {
			return
		}
	}
	var version int64
	if i != nil && chance.IntN(4) > 0 {
		version = i.Version // a request to send need not say what was looked at
	}
	switch deed {
	case account.DeedInvite:
		n := s.somebody("")
		s.decide(deed, "", n.Email, s.inviting(n), 0)
	case account.DeedCorrect:
		n := s.somebody(i.ID)
		s.decide(deed, i.ID, n.Email, s.inviting(n), version)
	case account.DeedResend:
		s.decide(deed, i.ID, "", func(ctx context.Context, act account.Act) error {
			_, err := s.ResendInvitation(ctx, i.ID, act)
			return err
		}, version)
	case account.DeedCancel:
		s.decide(deed, i.ID, "", func(ctx context.Context, act account.Act) error {
			return s.CancelInvitation(ctx, i.ID, act)
		}, i.Version)
	}
}

func (s *seat) inviting(n account.NewInvitation) func(context.Context, account.Act) error {
	return func(ctx context.Context, act account.Act) error {
		_, err := s.Invite(ctx, n, act)
		return err
	}
}

// actOnAccess changes or removes the access of somebody from elsewhere. Each
// change has an end of its own, so that none changes nothing.
func (s *seat) actOnAccess(chance *rand.Rand, deed account.Deed) {
	e := pick(chance, s.Lists().ExternalUsers.Slice())
	switch {
	case e == nil:
	case deed == account.DeedRemoveAccess:
		s.decide(deed, e.ID, "", func(ctx context.Context, act account.Act) error {
			_, err := s.RemoveExternalUser(ctx, e.ID, act)
			return err
		}, e.Version)
	default:
		until := time.Now().UTC().Truncate(time.Second).Add(1000*time.Hour + time.Duration(int(s.who[0])*10_000+s.number())*time.Second)
		s.decide(deed, e.ID, "", func(ctx context.Context, act account.Act) error {
			_, err := s.UpdateExternalUser(ctx, e.ID, account.ExternalUserChange{Until: &until}, act)
			return err
		}, e.Version)
	}
}

// giveBack undoes a removal or a cancellation. That never waits, and takes one back
// that does.
func (s *seat) giveBack(chance *rand.Rand) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.totals.acts++
	before, id := s.Lists().Waiting, fmt.Sprintf("x-guest%02d", chance.IntN(10))
	if i := pick(chance, s.Lists().Cancelled.Slice()); i != nil && chance.IntN(2) == 0 {
		id = i.ID
		_, _ = s.RestoreInvitation(ctx, id, account.Act{})
	} else {
		_, _ = s.RestoreExternalUser(ctx, id, account.Act{})
	}
	s.withdrawBehind(before, id)
}

// changeMyself changes one's own profile, which never waits either.
func (s *seat) changeMyself(chance *rand.Rand) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	job := fmt.Sprintf("keeper of %d", chance.IntN(1000))
	s.totals.acts++
	_, _ = s.UpdateMe(ctx, account.ProfileChange{JobTitle: &job}, account.Act{Version: s.Lists().Me.Version})
}
