package sqlstore_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// comes is somebody who accepts an invitation with the login they have.
func (w *world) comes(personID, token string, code *account.SecondFactor) (account.ExternalUser, error) {
	return w.db.CompleteElsewhere(w.Context(), hashOf(token), store.StartSession{
		PersonID: personID, PasswordHash: passwordHash, Address: "192.0.2.7", SecondFactor: code, Now: w.now,
	})
}

func TestAnInvitedPersonComesInWithTheLoginTheyHave(t *testing.T) {
	w := newWorld(t)
	_, oda := w.account("oda")
	i, err := w.db.Invite(t.Context(), w.act(), account.NewInvitation{
		Email: "ODA@oda.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"}, ReturnLink: true,
	})
	w.must(err)
	before := w.lastChange(w.accountID).Seq
	e, err := w.comes(oda, i.Token, nil)
	w.must(err)
	if e.UserType != account.Custom || len(e.Permissions) != 1 || e.Email != "oda@oda.example" || e.HomeAccountName != "oda" || e.GrantedBy.ID != w.admin.PersonID || !e.Until.IsZero() {
		t.Errorf("%+v", e)
	}
	ops := map[string]account.Op{}
	for _, c := range w.changes(w.accountID, before).Changes {
		ops[string(c.Kind)+" "+c.ID] = c.Op
	}
	if ops["invitation "+i.ID] != account.Delete || ops["external_user "+e.ID] != account.Upsert || len(ops) != 2 {
		t.Errorf("the feed says %v", ops)
	}
	a := w.lastActivity(w.accountID)
	if a.Action != account.ActionInvitationCompleted || a.Target.ID != e.ID || a.Actor.ID != oda || a.Actor.Kind != account.ActorInvited || a.Address != "192.0.2.7" || !strings.Contains(string(a.Details), i.ID) {
		t.Errorf("%+v %s", a, a.Details)
	}
	w.want(w.page(i.Token), account.LinkUsed)
	_, err = w.comes(oda, i.Token, nil)
	w.want(err, account.LinkUsed)
	m := w.mail(store.MailAccessAccepted)
	if m.To != "oda@oda.example" || m.Payload.By != "maple" || m.Payload.Address != "192.0.2.7" || m.Payload.UserType != account.Custom {
		t.Errorf("%+v", m)
	}
}

func TestTheLoginMustBeThatOfTheInvitedAddress(t *testing.T) {
	w := newWorld(t)
	_, oda := w.account("oda")
	_, eve := w.account("eve")
	i := w.invite("oda@oda.example", account.RegularUser)
	if _, err := w.comes(eve, i.Token, nil); !errors.Is(err, store.ErrOtherLogin) {
		t.Errorf("somebody else came in: %v", err)
	}
	_, err := w.db.CompleteElsewhere(t.Context(), hashOf(i.Token), store.StartSession{PersonID: oda, PasswordHash: "another", Now: w.now})
	w.want(err, account.InvalidCredentials)
	w.must(w.page(i.Token))
}

// Somebody has made a login with an address that is not theirs, by a link that was
// shown. Another shown link to that address must not let them in; the one that was
// mailed to its owner may.
func TestAShownLinkAndAnUnconfirmedAddressProveNothing(t *testing.T) {
	w := newWorld(t)
	lumen, oda := w.account("oda")
	admin := w.signIn(oda, lumen)
	theirs, err := w.db.Invite(t.Context(), w.by(admin), account.NewInvitation{Email: "victim@corp.example", UserType: account.RegularUser, ReturnLink: true})
	w.must(err)
	mallory, err := w.db.CompleteInvitation(t.Context(), hashOf(theirs.Token), store.Completion{
		FirstName: "M", Username: "mallory", PasswordHash: passwordHash, Language: "en", Now: w.now,
	})
	w.must(err)
	if mallory.EmailVerified {
		t.Fatal("the address counts as confirmed")
	}
	w.post("")
	i := w.invite("victim@corp.example", account.Administrator)
	mailed := w.mail(store.MailInvitation).Payload.Token
	if _, err := w.comes(mallory.ID, i.Token, nil); !errors.Is(err, store.ErrUnverified) {
		t.Errorf("a shown link let in whoever: %v", err)
	}
	w.must(w.page(i.Token))
	_, err = w.comes(mallory.ID, mailed, nil)
	w.must(err)
}

func TestTheSecondFactorIsAskedForHereToo(t *testing.T) {
	w := newWorld(t)
	home, oda := w.account("oda")
	p := w.app(w.signIn(oda, home))
	i := w.invite("oda@oda.example", account.RegularUser)
	_, err := w.comes(oda, i.Token, nil)
	w.want(err, account.SecondFactorRequired)
	w.must(w.page(i.Token))
	w.now = w.now.Add(60 * time.Second)
	for range account.CodeTries {
		_, err = w.comes(oda, i.Token, &account.SecondFactor{Method: account.MethodApp, Code: "000000"})
		w.want(err, account.SecondFactorInvalid)
	}
	right := &account.SecondFactor{Method: account.MethodApp, Code: p.code(0)}
	_, err = w.comes(oda, i.Token, right)
	w.want(err, account.RateLimited) // wrong codes count, although nobody came in
	w.now = w.now.Add(16 * time.Minute)
	right.Code = p.code(0)
	_, err = w.comes(oda, i.Token, right)
	w.must(err)
	if a := w.lastActivity(home); a.Action != account.ActionSessionRefused {
		t.Errorf("home hears of %s", a.Action)
	}
}

func TestWhoCanEnterAlreadyUsesNothingUp(t *testing.T) {
	w := newWorld(t)
	_, oda := w.account("oda")
	i := w.invite("oda@oda.example", account.RegularUser)
	page, err := w.db.InvitationByToken(t.Context(), hashOf(i.Token), w.now)
	if err != nil || !page.HasLogin || page.Inside {
		t.Errorf("%+v %v", page, err)
	}
	_, err = w.db.Grant(t.Context(), store.Grant{AccountID: w.accountID, Email: "oda@oda.example", UserType: account.Custom, Now: w.now})
	w.must(err)
	_, err = w.comes(oda, i.Token, nil)
	w.want(err, account.EmailTaken)
	page, err = w.db.InvitationByToken(t.Context(), hashOf(i.Token), w.now)
	if err != nil || !page.Inside {
		t.Errorf("%+v %v", page, err)
	}
}

func TestFourAtOneMomentComeInOnce(t *testing.T) {
	w := newWorld(t)
	_, oda := w.account("oda")
	i := w.invite("oda@oda.example", account.RegularUser)
	var wg sync.WaitGroup
	errs := make(chan error, 4)
	for range 4 {
		wg.Go(func() { _, err := w.comes(oda, i.Token, nil); errs <- err })
	}
	wg.Wait()
	close(errs)
	in := 0
	for err := range errs {
		if err == nil {
			in++
			continue
		}
		w.want(err, account.LinkUsed)
	}
	if in != 1 {
		t.Errorf("%d came in", in)
	}
}
