package view

import (
	"slices"
	"strings"
	"testing"

	"rollcall/account"
)

func TestTheProfileShowsThePersonAndTheirWaysIn(t *testing.T) {
	_, v, _ := openProfile(t, amelie(), ProfileOptions{Kept: true})
	st := v.State()
	if st.Name != "Amélie Roy" || st.Line != "Administrator · Maple Press" || st.Username != "amelie" || st.Loading || !st.MayForget {
		t.Errorf("state %+v", st)
	}
	if st.NotAdministrator != "" || st.Offline != "" || st.Typed || st.Ready {
		t.Errorf("state %+v", st)
	}
	app, mail := st.Methods[0], st.Methods[1]
	if !app.Active || app.Line != "Last used yesterday, 12:00" || mail.Active {
		t.Errorf("methods %+v", st.Methods)
	}
	wantText(t, st.Codes.Line, "8 codes left")
	want := []DeviceRow{
		{ID: "s1", Name: "desk", Line: "Just now · signed in on Nov 18", Current: true},
		{ID: "s2", Name: "laptop", Line: "2 hours ago · signed in on Nov 12"},
		{ID: "s3", Name: "Unnamed device", Line: "2 days ago · signed in on Nov 12"},
	}
	for i, d := range st.Sessions {
		d.Exact = ""
		if d != want[i] {
			t.Errorf("session %+v, want %+v", d, want[i])
		}
	}
	if st.Devices[0].Line != "Just now · trusted until Dec 18" || !st.MayEndOthers {
		t.Errorf("devices %+v", st.Devices)
	}
}

func TestAPersonWhoIsNoAdministratorIsToldWhy(t *testing.T) {
	o := amelie()
	o.lists.Me.UserType = account.RegularUser
	_, v, _ := openProfile(t, o, ProfileOptions{})
	wantText(t, v.State().NotAdministrator, "Only administrators see and decide who may enter Maple Press.")
}

func TestOnlyWhatWasChangedInTheProfileIsSaved(t *testing.T) {
	o := amelie()
	var spoken []string
	d, v, toasts := openProfile(t, o, ProfileOptions{OnLanguage: func(l string) { spoken = append(spoken, l) }})
	v.Set(OwnJobTitle, " Editor ")
	v.Set(OwnLanguage, "fr")
	if st := v.State(); !st.Typed || !st.Ready {
		t.Fatalf("state %+v", st)
	}
	v.Save()
	v.Save()
	d.settle()
	c := o.changed[0]
	if len(o.changed) != 1 || *c.JobTitle != "Editor" || *c.Language != "fr" || c.FirstName != nil || c.Phone != nil || c.Email != nil {
		t.Errorf("sent %d times", len(o.changed))
	}
	if !slices.Equal(spoken, []string{"fr"}) || v.State().Typed || v.State().Fields[OwnJobTitle].Value != "Editor" {
		t.Errorf("spoken %v, state %+v", spoken, v.State().Fields)
	}
	wantText(t, toasts.texts(), "Profile saved")
	if at := slices.Index(o.calls, "update me"); o.acts[at].Version != 7 || o.acts[at].Key == "" {
		t.Errorf("act %+v", o.acts[at])
	}
}

func TestDiscardPutsTheProfileBack(t *testing.T) {
	_, v, _ := openProfile(t, amelie(), ProfileOptions{})
	v.Set(OwnFirstName, strings.Repeat("x", account.MaxName+1))
	v.Leave(OwnFirstName)
	if st := v.State(); st.Ready || st.Fields[OwnFirstName].Fault != "At most 100 characters." {
		t.Errorf("state %+v", st.Fields[OwnFirstName])
	}
	v.Discard()
	if st := v.State(); st.Typed || st.Fields[OwnFirstName] != (FieldState{Value: "Amélie"}) {
		t.Errorf("state %+v", st.Fields[OwnFirstName])
	}
}

func TestAProfileChangedMeanwhileKeepsWhatWasTyped(t *testing.T) {
	o := amelie()
	d, v, _ := openProfile(t, o, ProfileOptions{})
	v.Set(OwnFirstName, "Amelia")
	o.me.Version, o.me.FirstName, o.me.Phone = 8, "Mélie", "555"
	o.fail["update me"] = account.Fault(account.VersionMismatch)
	v.Save()
	d.settle()
	st := v.State()
	want := FieldState{Value: "Amelia", Meanwhile: "Changed meanwhile to: Mélie"}
	if st.Fields[OwnFirstName] != want || st.Fields[OwnPhone].Value != "555" || st.Meanwhile == "" || !st.Ready {
		t.Errorf("first name %+v, phone %+v, %q", st.Fields[OwnFirstName], st.Fields[OwnPhone], st.Meanwhile)
	}
	delete(o.fail, "update me")
	v.Save()
	d.settle()
	if o.me.FirstName != "Amelia" || v.State().Meanwhile != "" || v.State().Typed {
		t.Errorf("saved %q, state %+v", o.me.FirstName, v.State().Fields)
	}
}

func TestAProfileThatIsNotSavedKeepsEverythingAndSaysWhy(t *testing.T) {
	o := amelie()
	d, v, _ := openProfile(t, o, ProfileOptions{})
	o.fail["update me"] = account.Fault(account.Unreachable)
	v.Set(OwnPhone, "555")
	v.Save()
	d.settle()
	if st := v.State(); st.Fields[OwnPhone].Value != "555" || !st.Ready || !strings.Contains(st.Error, "cannot be reached") {
		t.Errorf("error %q, field %+v", st.Error, st.Fields[OwnPhone])
	}
	o.fail["update me"] = &account.Error{Code: account.ValidationFailed, Fields: []account.FieldFault{{Location: "body.phone"}}}
	v.Save()
	d.settle()
	wantText(t, v.State().Fields[OwnPhone].Fault, "does not take this")
}

func TestAProfileClosedWhileItIsSavedTellsInAToast(t *testing.T) {
	o := amelie()
	d, v, toasts := openProfile(t, o, ProfileOptions{})
	o.fail["update me"] = account.Fault(account.Unreachable)
	v.Set(OwnPhone, "555")
	v.Save()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "Your profile was not saved. The service cannot be reached.")
	if len(o.watchers) != 0 {
		t.Error("still watching")
	}
}

func TestNothingCanBeChangedWithoutTheService(t *testing.T) {
	o := amelie()
	o.status = account.Status{Link: account.LinkOffline, Err: account.Fault(account.Unreachable)}
	o.fail["me"] = account.Fault(account.Unreachable)
	d, v, _ := openProfile(t, o, ProfileOptions{})
	v.Set(OwnPhone, "555")
	v.Save()
	v.SignOut("s2")
	v.SignOutOthers()
	d.settle()
	st := v.State()
	if st.Offline == "" || st.Ready || len(o.changed) != 0 || slices.Contains(o.calls, "end s2") || st.LoadError == "" {
		t.Errorf("calls %v, state %+v", o.calls, st)
	}
	o.status = account.Status{Link: account.LinkOnline}
	delete(o.fail, "me")
	o.tell()
	d.settle()
	if st := v.State(); st.Offline != "" || st.Loading || st.LoadError != "" || !st.Ready || len(st.Sessions) != 3 {
		t.Errorf("back online: %+v", st)
	}
}

func TestTheListsAreNotForEverybodyButTheProfileIs(t *testing.T) {
	o := amelie()
	o.status = account.Status{Link: account.LinkOffline, Err: account.Fault(account.Forbidden)}
	_, v, _ := openProfile(t, o, ProfileOptions{})
	if v.State().Offline != "" {
		t.Error("the profile is closed to somebody who is no administrator")
	}
}

func TestTheProfileFollowsWhatIsChangedElsewhere(t *testing.T) {
	o := amelie()
	d, v, _ := openProfile(t, o, ProfileOptions{})
	o.me.Version, o.me.LastName = 8, "Roy-Caron"
	o.sessions = o.sessions[:1]
	o.change(func(l *account.Lists) { l.Me = o.me })
	d.settle()
	st := v.State()
	if st.Name != "Amélie Roy-Caron" || st.Fields[OwnLastName] != (FieldState{Value: "Roy-Caron"}) || len(st.Sessions) != 1 || st.MayEndOthers {
		t.Errorf("state %+v", st)
	}
}

func TestTheWaysInAreFetchedAgainWhenTheProfileIsShownAgain(t *testing.T) {
	o := amelie()
	d, v, _ := openProfile(t, o, ProfileOptions{})
	v.Set(OwnPhone, "+1 514 555-0199")
	v.SetVisible(false)
	o.sessions = append(o.sessions, account.Device{ID: "s9", DeviceName: "tablet", CreatedAt: noon, LastActiveAt: noon})
	v.SetVisible(true)
	d.settle()
	st := v.State()
	if n := len(st.Sessions); n != 4 || st.Sessions[3].Name != "tablet" {
		t.Errorf("a sign-in since then is not shown: %+v", st.Sessions)
	}
	if st.Fields[OwnPhone].Value != "+1 514 555-0199" {
		t.Errorf("what was typed became %q", st.Fields[OwnPhone].Value)
	}
}

func TestASessionIsEndedAndGone(t *testing.T) {
	o := amelie()
	d, v, toasts := openProfile(t, o, ProfileOptions{})
	v.SignOut("s2")
	v.SignOut("s2")
	if !v.State().Sessions[1].Busy {
		t.Error("not shown as busy")
	}
	d.settle()
	if n := strings.Count(strings.Join(o.calls, ","), "end s2"); n != 1 || len(v.State().Sessions) != 2 {
		t.Errorf("ended %d times, %d left", n, len(v.State().Sessions))
	}
	wantText(t, toasts.texts(), "Signed out there")
	o.fail["end s3"] = account.Fault(account.NotFound)
	v.SignOut("s3")
	v.Distrust("d1")
	d.settle()
	if len(v.State().Devices) != 0 || strings.Contains(toasts.texts(), "still signed in") {
		t.Errorf("toasts %q", toasts.texts())
	}
}

func TestASessionThatDoesNotEndIsSaidToStand(t *testing.T) {
	o := amelie()
	o.fail["end"] = account.Fault(account.Unreachable)
	d, v, toasts := openProfile(t, o, ProfileOptions{})
	v.SignOut("s2")
	v.SignOutOthers()
	d.settle()
	wantText(t, toasts.texts(), "This device is still signed in. The service cannot be reached.")
	wantText(t, toasts.texts(), "Not every other device was signed out.")
	if len(v.State().Sessions) != 3 || v.State().Sessions[1].Busy {
		t.Errorf("sessions %+v", v.State().Sessions)
	}
}

func TestSigningOutEverywhereElseLeavesThisSession(t *testing.T) {
	o := amelie()
	d, v, toasts := openProfile(t, o, ProfileOptions{})
	v.SignOutOthers()
	d.settle()
	if st := v.State(); len(st.Sessions) != 1 || !st.Sessions[0].Current || st.MayEndOthers || st.EndingOthers {
		t.Errorf("sessions %+v", st.Sessions)
	}
	wantText(t, toasts.texts(), "Signed out on 2 other devices")
}

func TestTheLastMethodStaysWhereTheAccountRequiresOne(t *testing.T) {
	o := amelie()
	o.lists.Account.RequireTwoFactor = true
	_, v, _ := openProfile(t, o, ProfileOptions{})
	wantText(t, v.State().Methods[0].Locked, "requires two-factor authentication")
	o.factors.Methods = append(o.factors.Methods, account.ActiveMethod{Method: account.MethodEmail, Address: "a@maple.example"})
	_, v, _ = openProfile(t, o, ProfileOptions{})
	if st := v.State(); st.Methods[0].Locked != "" || st.Methods[1].Line != "a@maple.example · Not used yet" {
		t.Errorf("methods %+v", st.Methods)
	}
}

func TestAWaitingAddressIsShown(t *testing.T) {
	o := amelie()
	o.me.PendingEmail = "new@maple.example"
	_, v, _ := openProfile(t, o, ProfileOptions{})
	wantText(t, v.State().Pending, "Waiting for confirmation at new@maple.example.")
	o.me.PendingEmail, o.me.EmailVerified = "", false
	_, v, _ = openProfile(t, o, ProfileOptions{})
	wantText(t, v.State().Unverified, "Not confirmed yet")
}
