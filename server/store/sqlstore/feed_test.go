package sqlstore_test

import (
	"encoding/json"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

func TestTheFeedSaysEachThingOnceAtItsLatest(t *testing.T) {
	w := newWorld(t)
	start := w.changes(w.accountID, account.SinceNow).Next
	ana := w.join("ana", account.RegularUser)
	e, _, _ := w.guest("lumen", account.RegularUser)
	_, err := w.db.UpdateUser(t.Context(), w.act(), ana.ID, account.UserChange{JobTitle: ptr("Editor")})
	w.must(err)
	_, err = w.db.RemoveExternal(t.Context(), w.act(), e.ID)
	w.must(err)

	got := w.changes(w.accountID, start)
	type entry struct {
		kind account.Kind
		op   account.Op
	}
	want := []entry{{account.KindInvitation, account.Delete}, {account.KindUser, account.Upsert}, {account.KindExternalUser, account.Delete}}
	if len(got.Changes) != len(want) {
		t.Fatalf("the feed has %d entries: %+v", len(got.Changes), got.Changes)
	}
	last := start
	for i, c := range got.Changes {
		if (entry{c.Kind, c.Op}) != want[i] || c.Seq <= last {
			t.Errorf("entry %d is %+v", i, c)
		}
		last = c.Seq
	}
	var u account.User
	w.must(json.Unmarshal(got.Changes[1].Item, &u))
	if u.JobTitle != "Editor" || got.Next != last || got.More {
		t.Errorf("item %+v, next %d, more %v", u, got.Next, got.More)
	}
}

func TestTheFeedComesInPages(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"ana", "bob", "carl"} {
		w.join(name, account.RegularUser)
	}
	var seen []int64
	for since := int64(0); ; {
		p, err := w.db.Changes(t.Context(), w.accountID, since, 2, w.now)
		w.must(err)
		for _, c := range p.Changes {
			seen = append(seen, c.Seq)
		}
		since = p.Next
		if !p.More {
			break
		}
	}
	if whole := w.changes(w.accountID, 0); len(seen) != len(whole.Changes) {
		t.Errorf("pages have %d entries of %d", len(seen), len(whole.Changes))
	}
}

func TestAFeedTooOldIsSaidToBe(t *testing.T) {
	w := newWorld(t)
	w.now = w.now.Add(store.FeedKept + time.Hour)
	admin := w.signIn(w.admin.PersonID, w.accountID)
	w.admin = admin
	middle := w.changes(w.accountID, account.SinceNow).Next
	ana := w.join("ana", account.RegularUser)
	w.must(w.db.Housekeep(t.Context(), w.now))
	if c := w.changes(w.accountID, middle).Changes; len(c) == 0 || c[0].ID != ana.ID {
		t.Errorf("what is recent has gone: %d entries", len(c))
	}
	w.now = w.now.Add(store.FeedKept + time.Hour)
	w.must(w.db.Housekeep(t.Context(), w.now))
	_, err := w.db.Changes(t.Context(), w.accountID, middle, 10, w.now)
	w.want(err, account.ChangesExpired)
	_, err = w.db.Changes(t.Context(), w.accountID, 1_000_000, 10, w.now)
	w.want(err, account.ChangesExpired)
	w.changes(w.accountID, w.changes(w.accountID, account.SinceNow).Next)
}

func TestAChangedPersonIsToldWhereverTheyAreSeen(t *testing.T) {
	w := newWorld(t)
	e, personID, home := w.guest("lumen", account.RegularUser)
	c := w.signIn(personID, home)
	c.AccountID = ""
	_, err := w.db.UpdateProfile(t.Context(), w.by(c), account.ProfileChange{FirstName: ptr("Lúa")}, "")
	w.must(err)
	for accountID, id := range map[string]string{w.accountID: e.ID, home: personID} {
		if last := w.lastChange(accountID); last.ID != id || last.Op != account.Upsert {
			t.Errorf("%s is told %+v", accountID, last)
		}
	}
	_, err = w.db.UpdateAccount(t.Context(), w.by(w.signIn(personID, home)), account.AccountChange{Name: ptr("Agence Lumen")})
	w.must(err)
	var shown account.ExternalUser
	w.must(json.Unmarshal(w.lastChange(w.accountID).Item, &shown))
	if shown.HomeAccountName != "Agence Lumen" || shown.Version != e.Version {
		t.Errorf("the row says %+v", shown)
	}
}

func TestAWriteOfAnotherProcessWakesSubscribers(t *testing.T) {
	w := newWorld(t)
	other := w.open(sqlstore.Options{})
	outsider := w.outsider()
	wake, cancel := w.db.Subscribe()
	defer cancel()
	<-wake // the first look at the file counts as news
	_, err := other.Grant(t.Context(), store.Grant{AccountID: w.accountID, Email: outsider, UserType: account.RegularUser, Now: w.now})
	w.must(err)
	select {
	case <-wake:
	case <-time.After(5 * time.Second):
		t.Error("nobody was told")
	}
}

// outsider is the address of somebody of another account.
func (w *world) outsider() string {
	w.account("elsewhere")
	return "elsewhere@elsewhere.example"
}

func TestHowASessionStands(t *testing.T) {
	w := newWorld(t)
	e, personID, _ := w.guest("lumen", account.Custom)
	c := w.signIn(personID, w.accountID)
	standing := func() store.Standing {
		st, err := w.db.Standing(t.Context(), store.Identity{SessionID: c.SessionID, PersonID: c.PersonID}, w.accountID, w.now)
		w.must(err)
		return st
	}
	if st := standing(); st.Membership == nil || !st.Membership.External || st.Membership.UserType != account.Custom {
		t.Errorf("stands as %+v", st.Membership)
	}
	w.must(w.db.Touch(t.Context(), store.Identity{SessionID: c.SessionID}, w.accountID, w.now))
	receipt, err := w.db.RemoveExternal(t.Context(), w.act(1), e.ID)
	w.must(err)
	if receipt.SessionsEnded != 1 {
		t.Errorf("receipt %+v", receipt)
	}
	if st := standing(); st.Membership != nil || st.Ended != "" {
		t.Errorf("after the removal: %+v, ended %q", st.Membership, st.Ended)
	}
	_, err = w.db.RestoreExternal(t.Context(), w.act(), e.ID)
	w.must(err)
	if st := standing(); st.Membership == nil {
		t.Error("undo did not bring the access back")
	}
}

func TestAnAccessEndsAtItsMoment(t *testing.T) {
	w := newWorld(t)
	e, personID, _ := w.guest("lumen", account.RegularUser)
	until := w.now.Add(time.Hour)
	_, err := w.db.UpdateExternal(t.Context(), w.act(1), e.ID, account.ExternalUserChange{Until: &until})
	w.must(err)
	w.now = until
	st, err := w.db.Standing(t.Context(), store.Identity{SessionID: w.signIn(personID, w.accountID).SessionID, PersonID: personID}, w.accountID, w.now)
	w.must(err)
	if st.Membership != nil {
		t.Error("the access goes on")
	}
	w.must(w.db.Housekeep(t.Context(), w.now))
	if c := w.lastChange(w.accountID); c.Op != account.Delete || c.ID != e.ID {
		t.Errorf("the feed says %+v", c)
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionExternalEnded {
		t.Errorf("noted as %s", a.Action)
	}
	_, err = w.db.RestoreExternal(t.Context(), w.act(), e.ID)
	w.want(err, account.NotFound)
}

func TestACancelledInvitationLeavesAfterADay(t *testing.T) {
	w := newWorld(t)
	i := w.invite("ana@northlight.example", account.RegularUser)
	w.must(w.db.CancelInvitation(t.Context(), w.act(), i.ID))
	cancelled := func() int {
		p, err := w.db.Invitations(t.Context(), w.accountID, account.ListQuery{State: account.InvitationCancelled}, w.now)
		w.must(err)
		return len(p.Items)
	}
	if cancelled() != 1 {
		t.Error("it can be restored, and is not listed")
	}
	w.now = w.now.Add(account.RestoreWithin)
	w.must(w.db.Housekeep(t.Context(), w.now))
	if c := w.lastChange(w.accountID); cancelled() != 0 || c.ID != i.ID || c.Op != account.Delete {
		t.Errorf("%d are listed; the feed says %+v", cancelled(), c)
	}
	seq := w.changes(w.accountID, account.SinceNow).Next
	w.must(w.db.Housekeep(t.Context(), w.now))
	if w.changes(w.accountID, account.SinceNow).Next != seq {
		t.Error("it left twice")
	}
}

func TestTheActivityForgetsPlacesAfterAYear(t *testing.T) {
	w := newWorld(t)
	w.join("ana", account.RegularUser)
	w.now = w.now.Add(store.PlaceKept)
	w.must(w.db.Housekeep(t.Context(), w.now))
	p, err := w.db.Activity(t.Context(), w.accountID, account.ActivityQuery{})
	w.must(err)
	for _, a := range p.Items {
		if a.Device != "" || a.Address != "" || a.Action == "" {
			t.Errorf("after a year: %+v", a)
		}
	}
}
