package view

import (
	"strings"
	"testing"

	"rollcall/account"
)

func openModify(t *testing.T, s *service, i int) (*desk, *Modify, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewModify(d.env(), s, toasts, s.lists.Users.Slice()[i], TabProfile)
	v.Start()
	d.settle()
	return d, v, log
}

func TestOnlyWhatWasChangedIsSent(t *testing.T) {
	s := press()
	d, v, toasts := openModify(t, s, 3)
	if st := v.State(); st.Ready || st.Typed || st.Title != "Daniel Royce" || st.Fields[FieldFirstName].Value != "Daniel" {
		t.Fatalf("at first: %+v", st)
	}
	s.user = *s.lists.Users.Slice()[3]
	v.Set(FieldPhone, " 555 1234 ")
	v.Save()
	v.Save()
	d.settle()
	if len(s.changes) != 1 {
		t.Fatalf("sent %d times", len(s.changes))
	}
	c := s.changes[0]
	if c.Phone == nil || *c.Phone != "555 1234" || c.FirstName != nil || c.UserType != nil || c.Permissions != nil || c.Username != nil {
		t.Errorf("sent %+v", c)
	}
	if s.acts[0].Version != 7 || s.acts[0].Key == "" {
		t.Errorf("act %+v", s.acts[0])
	}
	if !v.State().Done {
		t.Error("the dialog stays open")
	}
	wantText(t, toasts.texts(), "Changes to Daniel Royce saved")
}

func TestAValueTypedBackIsNoChange(t *testing.T) {
	s := press()
	_, v, _ := openModify(t, s, 3)
	v.Set(FieldFirstName, "Dan")
	v.Set(FieldFirstName, "Daniel")
	v.SetType(account.Administrator)
	v.SetType(account.Custom)
	if v.State().Typed {
		t.Error("nothing is left to save, yet closing would ask")
	}
	v.Save()
	if !v.State().Done || len(s.calls) != 0 {
		t.Errorf("calls %v", s.calls)
	}
}

func TestFieldsAreCheckedAsTheyAreLeft(t *testing.T) {
	s := press()
	_, v, _ := openModify(t, s, 3)
	v.Set(FieldUsername, "a@b")
	v.Leave(FieldUsername)
	wantText(t, v.State().Fields[FieldUsername].Fault, "3 to 64 letters")
	if v.State().Ready {
		t.Error("a faulty form can be saved")
	}
	v.Set(FieldUsername, "daniel.r")
	if v.State().Fields[FieldUsername].Fault != "" {
		t.Error("the fault stays while it is mended")
	}
	v.Set(FieldFirstName, strings.Repeat("x", account.MaxName+1))
	v.SetTab(TabUserType)
	v.Save()
	if st := v.State(); st.Tab != TabProfile || st.Fields[FieldFirstName].Fault != "At most 100 characters." || len(s.calls) != 0 {
		t.Errorf("tab %d, fault %q, calls %v", st.Tab, st.Fields[FieldFirstName].Fault, s.calls)
	}
}

func TestAChangeOfTypeSaysWhatIsGainedAndLost(t *testing.T) {
	_, v, _ := openModify(t, press(), 3)
	if c := v.State().Changes; c.Title != "" {
		t.Errorf("before any change: %+v", c)
	}
	v.SetType(account.RegularUser)
	c := v.State().Changes
	want := Changes{
		Title: "What changes for Daniel", Gains: "Gains: add, edit and delete contacts; schedule mailings",
		Keeps: "Keeps: view and export contacts", Loses: "Loses nothing.", Harmless: true,
		When: "Takes effect at once, wherever Daniel is signed in.",
	}
	if c != want {
		t.Errorf("to user: %+v", c)
	}
	v.SetType(account.Administrator)
	wantText(t, v.State().Changes.Gains, "Gains: manage users and API tokens; add, edit")
	v.SetType(account.Custom)
	v.Tick("contacts.view", false)
	wantText(t, v.State().Changes.Loses, "Loses: view and export contacts")
}

func TestANewTypeTakesItsPermissionsWithIt(t *testing.T) {
	s := press()
	d, v, _ := openModify(t, s, 2)
	v.SetType(account.Custom)
	v.Tick("mailings.manage", true)
	v.Save()
	d.settle()
	c := s.changes[0]
	if c.UserType == nil || *c.UserType != account.Custom || c.Permissions == nil || len(*c.Permissions) != 1 {
		t.Errorf("to custom: %+v", c)
	}
	s = press()
	d, v, _ = openModify(t, s, 3)
	v.SetType(account.RegularUser)
	v.Save()
	d.settle()
	if c := s.changes[0]; c.UserType == nil || c.Permissions != nil {
		t.Errorf("from custom: %+v", c)
	}
}

func TestTheTypeIsLockedWithItsReason(t *testing.T) {
	s := press()
	_, v, _ := openModify(t, s, 0)
	wantText(t, v.State().Powers.Locked, "You cannot change your own user type.")
	v.SetType(account.RegularUser)
	if v.State().Powers.Type != account.Administrator {
		t.Error("a locked type was changed")
	}
	s.lists.Users.Slice()[1].UserType = account.RegularUser
	_, v, _ = openModify(t, s, 0)
	wantText(t, v.State().Powers.Locked, "last administrator")
	_, v, _ = openModify(t, s, 3)
	if v.State().Powers.Locked != "" {
		t.Error("a custom user's type is locked")
	}
}

func TestAChangeMadeMeanwhileIsShownFieldByFieldAndMineIsKept(t *testing.T) {
	s := press()
	d, v, _ := openModify(t, s, 3)
	s.fail["update"] = account.Fault(account.VersionMismatch)
	s.user = *s.lists.Users.Slice()[3]
	s.user.Version, s.user.FirstName, s.user.Phone, s.user.JobTitle = 8, "Danny", "1", "Editor"
	s.user.UserType, s.user.Permissions = account.RegularUser, nil
	v.Set(FieldFirstName, "Dan")
	v.Set(FieldLastName, "Roy")
	v.Save()
	d.settle()
	st := v.State()
	if st.Busy || st.Done || st.Meanwhile == "" {
		t.Fatalf("state: %+v", st)
	}
	for f, want := range map[Field]FieldState{
		FieldFirstName: {Value: "Dan", Meanwhile: "Changed meanwhile to: Danny"},
		FieldLastName:  {Value: "Roy"},
		FieldPhone:     {Value: "1", Meanwhile: "Changed meanwhile to: 1"},
		FieldJobTitle:  {Value: "Editor", Meanwhile: "Changed meanwhile to: Editor"},
	} {
		if st.Fields[f] != want {
			t.Errorf("field %d: %+v", f, st.Fields[f])
		}
	}
	if st.Powers.Type != account.RegularUser || st.PowersMeanwhile == "" {
		t.Errorf("type %q, %q", st.Powers.Type, st.PowersMeanwhile)
	}
	s.fail = nil
	v.Save()
	d.settle()
	again, request := s.changes[1], s.acts[len(s.acts)-1]
	if request.Version != 8 || again.FirstName == nil || *again.FirstName != "Dan" || again.Phone != nil || again.UserType != nil {
		t.Errorf("saved again: %+v at version %d", again, request.Version)
	}
}

func TestMyChoiceOfTypeOutlivesAChangeMadeMeanwhile(t *testing.T) {
	s := press()
	d, v, _ := openModify(t, s, 3)
	s.fail["update"] = account.Fault(account.VersionMismatch)
	s.user = *s.lists.Users.Slice()[3]
	s.user.Version, s.user.UserType, s.user.Permissions = 8, account.RegularUser, nil
	v.SetType(account.Administrator)
	v.Save()
	d.settle()
	if got := v.State().Powers.Type; got != account.Administrator {
		t.Errorf("type %q", got)
	}
}

func TestAPersonDeletedMeanwhileIsSaid(t *testing.T) {
	for _, call := range []string{"update", "user"} {
		s := press()
		d, v, _ := openModify(t, s, 3)
		s.fail["update"] = account.Fault(account.VersionMismatch)
		s.fail[call] = account.Fault(account.NotFound)
		v.Set(FieldPhone, "1")
		v.Save()
		d.settle()
		st := v.State()
		wantText(t, st.Gone, "Daniel Royce was deleted meanwhile.")
		if st.Ready {
			t.Error("it can be saved again")
		}
	}
}

func TestFaultsThatTheServiceFindsGoToTheirFields(t *testing.T) {
	s := press()
	d, v, _ := openModify(t, s, 3)
	s.fail["update"] = account.Fault(account.UsernameTaken)
	v.Set(FieldUsername, "chloe")
	v.Save()
	d.settle()
	if st := v.State(); st.Tab != TabAccessCodes || st.Error != "" {
		t.Errorf("tab %d, error %q", st.Tab, st.Error)
	}
	wantText(t, v.State().Fields[FieldUsername].Fault, "Somebody else has this user name.")

	v.Set(FieldUsername, "daniel2")
	s.fail["update"] = &account.Error{Code: account.ValidationFailed, Fields: []account.FieldFault{{Location: "body.phone"}}}
	v.Save()
	d.settle()
	wantText(t, v.State().Fields[FieldPhone].Fault, "The service does not take this.")

	v.Set(FieldPhone, "1")
	s.fail["update"] = &account.Error{Code: account.ValidationFailed, Fields: []account.FieldFault{{Location: "body.elsewhere"}}}
	v.Save()
	d.settle()
	wantText(t, v.State().Error, "The service does not take something")
}

func TestAFailedSaveKeepsEverythingTypedAndIsTheSameActAgain(t *testing.T) {
	s := press()
	d, v, _ := openModify(t, s, 3)
	s.fail["update"] = account.Fault(account.Unreachable)
	v.Set(FieldPhone, "1")
	v.Save()
	d.settle()
	st := v.State()
	wantText(t, st.Error, "The service cannot be reached.")
	if st.Fields[FieldPhone].Value != "1" || !st.Ready {
		t.Errorf("state: %+v", st)
	}
	v.Save()
	d.settle()
	if s.acts[0].Key != s.acts[1].Key {
		t.Error("the second try is another act")
	}
}

func TestARefusedTypeIsShownAtItsTab(t *testing.T) {
	s := press()
	d, v, _ := openModify(t, s, 1)
	s.fail["update"] = account.Fault(account.LastAdministrator)
	v.SetType(account.RegularUser)
	v.Save()
	d.settle()
	wantText(t, v.State().Error, "The account has to keep an administrator")
	if v.State().Tab != TabUserType {
		t.Errorf("tab %d", v.State().Tab)
	}
}

func TestASaveThatFailsAfterClosingIsToldInAToast(t *testing.T) {
	s := press()
	d, v, toasts := openModify(t, s, 3)
	s.fail["update"] = account.Fault(account.Unreachable)
	v.Set(FieldPhone, "1")
	v.Save()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "The changes to Daniel Royce were not saved. The service cannot be reached.")
}

// resumed opens the dialog again with what was kept, over the user as they are now.
func resumed(t *testing.T, s *service, kept *ModifyDraft) (v *Modify, left bool) {
	t.Helper()
	d := newDesk(t)
	toasts, _ := newToastLog(d)
	u := s.lists.Users.First(func(u *account.User) bool { return u.ID == kept.Of() })
	v = NewModify(d.env(), s, toasts, u, TabProfile)
	left = v.Resume(kept)
	v.Start()
	d.settle()
	return v, left
}

func TestWhatWasChangedOutlastsTheSession(t *testing.T) {
	s := press()
	d, v, _ := openModify(t, s, 3)
	if v.Draft() != nil {
		t.Error("nothing was changed, and it is kept")
	}
	v.Set(FieldPhone, "555 1234")
	v.SetType(account.Administrator)
	v.SetTab(TabUserType)
	s.fail["update"] = account.Fault(account.SessionEnded)
	v.Save()
	kept := v.Draft()
	d.settle()
	if after := v.Draft(); kept == nil || after == nil {
		t.Fatalf("on its way: %v, answered: %v", kept, after)
	}
	v.Close()
	if v.Draft() != nil {
		t.Error("what was discarded is kept")
	}

	next, left := resumed(t, s, kept)
	st := next.State()
	if !left || st.Fields[FieldPhone].Value != "555 1234" || st.Powers.Type != account.Administrator || st.Tab != TabUserType || !st.Ready {
		t.Errorf("%v, %+v", left, st)
	}
	wantText(t, st.Meanwhile, "What you were changing for Daniel Royce was kept. It is not saved yet.")

	other := *s.lists.Users.Slice()[3]
	other.Version, other.JobTitle = other.Version+1, "Editor"
	s.lists.Users = put(s.lists.Users, 3, &other)
	next, left = resumed(t, s, kept)
	if st = next.State(); !left || st.Fields[FieldPhone].Value != "555 1234" || st.Fields[FieldJobTitle].Value != "Editor" {
		t.Errorf("changed meanwhile: %v, %+v", left, st)
	}
	wantText(t, st.Meanwhile, "Somebody else changed Daniel Royce meanwhile.")

	other.Version, other.Phone, other.UserType, other.Permissions = other.Version+1, "555 1234", account.Administrator, nil
	next, left = resumed(t, s, kept)
	if left {
		t.Errorf("saved already, and still there: %+v", next.State())
	}
	wantText(t, next.Saved(), "Changes to Daniel Royce saved")
}
