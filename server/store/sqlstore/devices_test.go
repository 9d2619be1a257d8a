package sqlstore_test

import (
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func (w *world) sessions(c store.Caller) []account.Device {
	w.Helper()
	list, err := w.db.MySessions(w.Context(), c, w.now)
	w.must(err)
	return list
}

func TestOnesSessionsAreListedTheLatestUsedFirst(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	first := w.signIn(ana.ID, w.accountID)
	w.now = w.now.Add(time.Hour)
	second := w.signIn(ana.ID, w.accountID)
	w.now = w.now.Add(time.Hour)
	w.must(w.db.Touch(t.Context(), store.Identity{SessionID: first.SessionID}, w.accountID, w.now))
	list := w.sessions(second)
	if len(list) != 2 || list[0].ID != first.SessionID || list[0].Current || !list[1].Current || list[0].DeviceName != "laptop" ||
		!list[0].LastActiveAt.Equal(w.now) || !list[0].CreatedAt.Equal(w.now.Add(-2*time.Hour)) {
		t.Errorf("%+v", list)
	}
	w.now = w.now.Add(store.SessionIdle - time.Hour)
	if list := w.sessions(second); len(list) != 1 || list[0].ID != first.SessionID {
		t.Errorf("after 30 days %+v", list)
	}
}

func TestEndingOneOfOnesSessions(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	here, there := w.signIn(ana.ID, w.accountID), w.signIn(ana.ID, w.accountID)
	end := func(id string) error { return w.db.EndOneSession(t.Context(), w.by(here), id) }
	w.want(end(w.admin.SessionID), account.NotFound)
	w.want(end("ses_x"), account.NotFound)
	w.must(end(there.SessionID))
	w.want(end(there.SessionID), account.NotFound)
	if w.ended(there) != account.ReasonSignedOut || w.ended(here) != "" || w.ended(w.admin) != "" {
		t.Errorf("ended as %q, here %q", w.ended(there), w.ended(here))
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionSessionEnded || a.Actor.ID != ana.ID {
		t.Errorf("noted %+v", a)
	}
	w.must(end(here.SessionID))
	w.want(end(here.SessionID), account.SessionEnded)
}

func TestADeviceNoLongerTrustedIsAskedForACode(t *testing.T) {
	w := newWorld(t)
	ana, bo := w.join("ana", account.RegularUser), w.join("bo", account.RegularUser)
	p := w.app(w.signIn(ana.ID, w.accountID))
	_, c, err := w.attempt(ana.ID, both(with(account.MethodApp, p.code(1)), trust("device")))
	w.must(err)
	list, err := w.db.MyTrustedDevices(t.Context(), c, w.now)
	w.must(err)
	w.want(w.db.DistrustDevice(t.Context(), w.by(w.signIn(bo.ID, w.accountID)), list[0].ID), account.NotFound)
	w.enters(ana.ID, bring("device"), "")
	w.must(w.db.DistrustDevice(t.Context(), w.by(c), list[0].ID))
	w.want(w.db.DistrustDevice(t.Context(), w.by(c), list[0].ID), account.NotFound)
	w.enters(ana.ID, bring("device"), account.SecondFactorRequired)
	if w.ended(c) != "" {
		t.Error("the session ended too")
	}
	noted, err := w.db.Activity(t.Context(), w.accountID, account.ActivityQuery{Action: account.ActionDeviceDistrusted})
	if err != nil || len(noted.Items) != 1 || noted.Items[0].Actor.ID != ana.ID {
		t.Errorf("noted %+v, %v", noted.Items, err)
	}
}

func TestTheConfirmationOfADeletionListsWhatWillEnd(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.Administrator)
	p := w.app(w.signIn(ana.ID, w.accountID))
	_, c, err := w.attempt(ana.ID, both(with(account.MethodApp, p.code(1)), trust("device")))
	w.must(err)
	w.token(c, "books")
	w.token(c, "web")
	w.token(w.admin, "not hers")
	list, err := w.db.UserAccess(t.Context(), w.accountID, ana.ID, w.now)
	w.must(err)
	if len(list.Sessions) != 2 || list.Sessions[0].Current || len(list.TrustedDevices) != 1 || len(list.APITokens) != 2 || list.APITokens[0].Name != "web" {
		t.Errorf("%d sessions, %d devices, %d tokens", len(list.Sessions), len(list.TrustedDevices), len(list.APITokens))
	}
	r, err := w.db.DeleteUser(t.Context(), w.act(), ana.ID)
	w.must(err)
	if r.SessionsEnded != 2 || r.DevicesRevoked != 1 || r.APITokensRevoked != 2 {
		t.Errorf("receipt %+v", r)
	}
	_, err = w.db.UserAccess(t.Context(), w.accountID, ana.ID, w.now)
	w.want(err, account.NotFound)
	other, _ := w.account("lumen")
	_, err = w.db.UserAccess(t.Context(), other, w.admin.PersonID, w.now)
	w.want(err, account.NotFound)
	list, err = w.db.UserAccess(t.Context(), w.accountID, w.join("bo", account.RegularUser).ID, w.now)
	if err != nil || list.Sessions == nil || list.TrustedDevices == nil || list.APITokens == nil {
		t.Errorf("nothing is %+v, %v", list, err)
	}
}

func TestSigningSomebodyOutEverywhere(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	p := w.app(w.signIn(ana.ID, w.accountID))
	_, c, err := w.attempt(ana.ID, both(with(account.MethodApp, p.code(1)), trust("device")))
	w.must(err)
	_, stranger := w.account("lumen")
	w.want(w.db.SignOutUser(t.Context(), w.act(), stranger), account.NotFound)
	w.want(w.db.SignOutUser(t.Context(), w.by(c), w.admin.PersonID), account.Forbidden)
	w.must(w.db.SignOutUser(t.Context(), w.act(), ana.ID))
	if got := w.ended(c); got != account.ReasonSignedOut {
		t.Errorf("ended as %q", got)
	}
	if a := w.lastActivity(w.accountID); string(a.Details) != `{"reason":"signed_out","sessions_ended":2}` || a.Target.ID != ana.ID {
		t.Errorf("noted %s", a.Details)
	}
	w.enters(ana.ID, bring("device"), "") // devices stay trusted
}
