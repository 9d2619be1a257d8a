package sqlstore_test

import (
	"sync"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// until lets somebody of another account in until some moment, by a request of
// the administrator, and forgets the mail about that.
func (w *world) until(name string, end time.Time) account.ExternalUser {
	w.Helper()
	w.account(name)
	n := asking(name + "@" + name + ".example")
	n.Until = end
	e, err := w.grantAsked(w.ask(n), "")
	w.must(err)
	w.post("")
	return e
}

// told keeps house and counts the messages of each kind, by recipient.
func (w *world) told() map[string]int {
	w.Helper()
	w.must(w.db.Housekeep(w.Context(), w.now))
	out := map[string]int{}
	for _, m := range w.claim("post") {
		w.must(w.db.MailSent(w.Context(), []string{m.ID}, w.now))
		out[string(m.Kind)+" "+m.To]++
	}
	return out
}

func (w *world) wantTold(what string, want ...string) {
	w.Helper()
	got := w.told()
	for _, x := range want {
		if got[x] != 1 {
			w.Errorf("%s: %d of %s", what, got[x], x)
		}
	}
	if len(got) != len(want) {
		w.Errorf("%s: %v, want %v", what, got, want)
	}
}

const (
	endingOda   = "access_ending oda@oda.example"
	endingMaple = "guest_ending maple@maple.example"
	endedOda    = "access_ended oda@oda.example"
	endedMaple  = "guest_ended maple@maple.example"
)

// One message to each side, once for each end date.
func TestTheEndOfAnAccessIsAnnouncedOncePerEndDate(t *testing.T) {
	w := newWorld(t)
	e := w.until("oda", moment().AddDate(0, 0, 30))
	w.wantTold("a month before")
	w.now = e.Until.Add(-store.EndAnnounced - time.Second)
	w.wantTold("a second too early")
	w.now = w.now.Add(time.Second)
	w.wantTold("seven days before", endingOda, endingMaple)
	w.now = w.now.Add(24 * time.Hour)
	w.wantTold("a day later")
	later := e.Until.AddDate(0, 0, 20)
	w.move(e.ID, &later)
	w.wantTold("moved away")
	w.now = later.Add(-time.Hour)
	w.wantTold("near the new end", endingOda, endingMaple)
	w.move(e.ID, &time.Time{})
	w.now = later.Add(time.Hour)
	w.wantTold("no end any more")
}

// move gives an access another end.
func (w *world) move(id string, end *time.Time) {
	w.Helper()
	w.admin = w.signIn(w.admin.PersonID, w.accountID) // a session lasts 30 days
	_, err := w.db.UpdateExternal(w.Context(), w.act(), id, account.ExternalUserChange{Until: end})
	w.must(err)
}

// An end that somebody moves near is told, for nobody has told the person yet; one
// that was near when the access was given stands in that message.
func TestANearEndIsToldOnce(t *testing.T) {
	w := newWorld(t)
	e := w.until("oda", moment().AddDate(0, 0, 3))
	w.wantTold("granted for three days")
	sooner := moment().AddDate(0, 0, 2)
	w.move(e.ID, &sooner)
	w.wantTold("moved to two days", endingOda, endingMaple)
}

// Nobody of the account was told of what the operator gave unasked.
func TestANearEndThatNobodyHasAskedForIsAnnounced(t *testing.T) {
	w := newWorld(t)
	w.account("oda")
	_, err := w.db.Grant(t.Context(), store.Grant{
		AccountID: w.accountID, Email: "oda@oda.example", UserType: account.RegularUser, Until: moment().AddDate(0, 0, 3), Now: w.now,
	})
	w.must(err)
	w.wantTold("granted for three days", "access_granted oda@oda.example", endingOda, endingMaple)
	w.wantTold("a minute later")
}

func TestBothSidesAreToldWhenAnAccessEndsByItself(t *testing.T) {
	w := newWorld(t)
	e := w.until("oda", moment().AddDate(0, 0, 3))
	w.now = e.Until
	w.wantTold("the end", endedOda, endedMaple)
	if c := w.lastChange(w.accountID); c.Op != account.Delete || c.ID != e.ID {
		t.Errorf("%+v", c)
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionExternalEnded || a.Target.ID != e.ID {
		t.Errorf("%+v", a)
	}
	w.wantTold("after the end")
}

// A service that slept through the last week says that it is over, and no longer
// that it will be.
func TestWhoSleepsThroughTheWeekIsToldOfTheEndAlone(t *testing.T) {
	w := newWorld(t)
	e := w.until("oda", moment().AddDate(0, 0, 30))
	w.now = e.Until.Add(time.Minute)
	w.wantTold("late", endedOda, endedMaple)
}

// An end that housekeeping has not met is told all the same when the person is
// let in again.
func TestAnEndBeforeANewGrantIsToldToo(t *testing.T) {
	w := newWorld(t)
	e := w.until("oda", moment().AddDate(0, 0, 3))
	w.now = e.Until
	again, err := w.db.Grant(t.Context(), store.Grant{AccountID: w.accountID, Email: "oda@oda.example", UserType: account.RegularUser, Now: w.now})
	w.must(err)
	w.wantTold("granted anew", endedOda, endedMaple, "access_granted oda@oda.example")
	ops := map[string]account.Op{}
	for _, c := range w.changes(w.accountID, 0).Changes {
		ops[c.ID] = c.Op
	}
	if ops[e.ID] != account.Delete || ops[again.ID] != account.Upsert {
		t.Errorf("%v", ops)
	}
}

// Two processes keep house at one moment, many times: each message is queued once.
func TestTwoProcessesAnnounceOnce(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"oda", "yann", "zoe"} {
		w.until(name, moment().AddDate(0, 0, 30))
	}
	other, got := w.open(sqlstore.Options{}), map[string]int{}
	for day := 22; day <= 31; day++ {
		w.now = moment().AddDate(0, 0, day)
		var wg sync.WaitGroup
		for _, db := range []*sqlstore.DB{w.db, other, w.db, other} {
			wg.Go(func() {
				if err := db.Housekeep(t.Context(), w.now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for m, n := range w.told() {
			got[m] += n
		}
	}
	for _, name := range []string{"oda", "yann", "zoe"} {
		for _, kind := range []string{"access_ending", "access_ended"} {
			if n := got[kind+" "+name+"@"+name+".example"]; n != 1 {
				t.Errorf("%s was told %d times: %s", name, n, kind)
			}
		}
	}
	if got[endingMaple] != 3 || got[endedMaple] != 3 {
		t.Errorf("%v", got)
	}
}

// Whoever asked is told alone, and when they are gone, all administrators whose
// home the account is.
func TestTheEndIsToldToWhoAskedOrElseToAllAdministrators(t *testing.T) {
	w := newWorld(t)
	omar := w.join("omar", account.Administrator)
	w.account("oda")
	n := asking("oda@oda.example")
	q, err := w.db.RequestAccess(t.Context(), w.by(w.signIn(omar.ID, w.accountID)), n)
	w.must(err)
	e, err := w.grantAsked(q, "")
	w.must(err)
	w.post("")
	w.now = n.Until.Add(-time.Hour)
	w.wantTold("while Omar is one", endingOda, "guest_ending omar@northlight.example")
	_, err = w.db.DeleteUser(t.Context(), w.act(), omar.ID)
	w.must(err)
	w.join("lise", account.Administrator)
	w.post("")
	sooner := n.Until.Add(-time.Minute)
	w.move(e.ID, &sooner)
	w.wantTold("once Omar is gone", endingOda, endingMaple, "guest_ending lise@northlight.example")
}

func TestARemovalIsToldAndItsUndoingToo(t *testing.T) {
	w := newWorld(t)
	e, _, _ := w.guest("oda", account.RegularUser)
	w.post("")
	_, err := w.db.RemoveExternal(t.Context(), w.act(), e.ID)
	w.must(err)
	m := w.mail(store.MailAccessRemoved)
	if m.To != "oda@oda.example" || m.Payload.By != "maple" || m.Payload.AccountName != "maple" || !m.Payload.At.Equal(w.now) {
		t.Errorf("%+v", m)
	}
	w.now = w.now.Add(time.Hour)
	_, err = w.db.RestoreExternal(t.Context(), w.act(), e.ID)
	w.must(err)
	m = w.mail(store.MailAccessRestored)
	if m.To != "oda@oda.example" || m.Payload.By != "maple" || m.Payload.UserType != account.RegularUser {
		t.Errorf("%+v", m)
	}
	_, err = w.db.RevokeByOperator(t.Context(), w.accountID, e.ID, w.now)
	w.must(err)
	if m = w.mail(store.MailAccessRemoved); m.Payload.By != "" {
		t.Errorf("the operator's removal is by %q", m.Payload.By)
	}
}

// Word of a removal that was undone before it left is never sent, and then there
// is nothing to take back.
func TestAnUndoneRemovalThatNobodyHasHeardOfIsNotTold(t *testing.T) {
	w := newWorld(t)
	e, _, _ := w.guest("oda", account.RegularUser)
	w.post("")
	_, err := w.db.RemoveExternal(t.Context(), w.act(), e.ID)
	w.must(err)
	_, err = w.db.RestoreExternal(t.Context(), w.act(), e.ID)
	w.must(err)
	w.wantTold("undone at once")
}

// Nor is it when it was on its way just then and has to be sent again.
func TestAnUndoneRemovalIsNotToldByASecondTry(t *testing.T) {
	w := newWorld(t)
	e, _, _ := w.guest("oda", account.RegularUser)
	w.post("")
	_, err := w.db.RemoveExternal(t.Context(), w.act(), e.ID)
	w.must(err)
	m := only(t, w.claim("post"), store.MailAccessRemoved)
	_, err = w.db.RestoreExternal(t.Context(), w.act(), e.ID)
	w.must(err)
	w.must(w.db.MailFailed(t.Context(), store.MailFailure{ID: m.ID, Retry: w.now, Now: w.now}))
	w.wantTold("after the undoing", "access_restored oda@oda.example")
}
