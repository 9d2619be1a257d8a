package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

func TestAPasswordLinkIsSentAndNothingMoreIsClaimed(t *testing.T) {
	s := press()
	d, v, toasts := openModify(t, s, 3)
	v.SendLink()
	v.SendLink()
	if !v.State().Access.LinkBusy {
		t.Error("the button does not show that it works")
	}
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "link u4" {
		t.Errorf("calls %s", got)
	}
	wantText(t, toasts.texts(), "A password link is being sent to Daniel Royce, at daniel.royce@maple.example")
	s.fail["link"] = account.Fault(account.RateLimited)
	v.SendLink()
	d.settle()
	wantText(t, toasts.texts(), "No password link was sent to Daniel Royce.")
	if s.acts[0].Key == s.acts[1].Key {
		t.Error("a second wish is the same act")
	}
}

func TestSettingAPasswordAsksForOnesOwn(t *testing.T) {
	s := press()
	s.user = *s.lists.Users.Slice()[3]
	s.user.Version = 8
	d, v, toasts := openModify(t, s, 3)
	v.OpenPassword(true)
	a := v.State().Access
	wantText(t, a.Warning, "You will then know the password of Daniel")
	if !strings.Contains(a.Rule, "15") || a.PasswordReady {
		t.Errorf("rule %q", a.Rule)
	}
	v.SetPassword()
	if a := v.State().Access; a.OwnFault == "" || a.NewFault == "" || len(s.passwords) != 0 {
		t.Errorf("empty: %+v", a)
	}
	v.SetOwnPassword("my own words")
	v.SetNewPassword("too short")
	if a := v.State().Access; a.RuleMet || a.PasswordReady || !v.State().Typed {
		t.Errorf("short: %+v", a)
	}
	for n, met := range map[int]bool{13: false, 14: true} {
		v.SetNewPassword("e\u0301" + strings.Repeat("x", n))
		if a := v.State().Access; a.RuleMet != met {
			t.Errorf("a letter with its accent and %d more: %+v", n, a)
		}
	}
	v.SetNewPassword("a long enough one")
	v.SetPassword()
	v.SetPassword()
	d.settle()
	if len(s.passwords) != 1 || s.passwords[0].OwnPassword != "my own words" || s.passwords[0].NewPassword != "a long enough one" {
		t.Fatalf("sent %d times", len(s.passwords))
	}
	if s.acts[0].Version != 7 || v.base.Version != 8 {
		t.Errorf("acts %+v, version now %d", s.acts, v.base.Version)
	}
	st := v.State()
	if st.Access.PasswordOpen || st.Typed || st.Done || v.access.own+v.access.fresh != "" {
		t.Errorf("afterwards: %+v", st.Access)
	}
	wantText(t, toasts.texts(), "The password of Daniel Royce is set")
}

func TestSavingTheRestDoesNotDropAPasswordThatIsNotSetYet(t *testing.T) {
	s := press()
	s.user = *s.lists.Users.Slice()[3]
	s.user.Version = 8
	s.user.Username = "danny"
	d, v, toasts := openModify(t, s, 3)
	v.Set(FieldUsername, "danny")
	v.OpenPassword(true)
	v.SetOwnPassword("my own words")
	v.SetNewPassword("a long enough one")
	v.SetTab(TabProfile)
	v.Save()
	d.settle()
	st := v.State()
	if st.Done || st.Tab != TabAccessCodes || !st.Access.PasswordReady || st.Ready {
		t.Errorf("the dialog passes for done: %+v", st)
	}
	wantText(t, toasts.texts(), "Changes to Daniel Royce saved")
	wantText(t, st.Access.PasswordError, "The password is not set yet")
	v.SetPassword()
	d.settle()
	if len(s.passwords) != 1 || s.passwords[0].NewPassword != "a long enough one" || v.State().Access.PasswordError != "" {
		t.Errorf("%d passwords set, notice %q", len(s.passwords), v.State().Access.PasswordError)
	}
}

func TestASecondFactorLetsThePasswordBeShorter(t *testing.T) {
	_, v, _ := openModify(t, press(), 2)
	v.OpenPassword(true)
	v.SetNewPassword("eight ch")
	if !v.State().Access.RuleMet {
		t.Errorf("rule %q", v.State().Access.Rule)
	}
}

func TestAPasswordThatIsRefusedStaysTypedAndSaysWhy(t *testing.T) {
	for _, c := range []struct {
		err  error
		want func(AccessState) string
		says string
	}{
		{account.Fault(account.OwnPasswordWrong), func(a AccessState) string { return a.OwnFault }, "not your"},
		{&account.Error{Code: account.PasswordUnacceptable, Reason: account.PasswordCommon}, func(a AccessState) string { return a.NewFault }, "one of those that are tried first"},
		{account.Fault(account.Unreachable), func(a AccessState) string { return a.PasswordError }, "The service cannot be reached."},
	} {
		s := press()
		s.fail["password"] = c.err
		d, v, _ := openModify(t, s, 3)
		v.OpenPassword(true)
		v.SetOwnPassword("my own words")
		v.SetNewPassword("a long enough one")
		v.SetPassword()
		d.settle()
		a := v.State().Access
		wantText(t, c.want(a), c.says)
		if !a.PasswordOpen || a.PasswordBusy || v.access.fresh == "" {
			t.Errorf("%v: %+v", c.err, a)
		}
	}
}

func TestTheSamePasswordSentAgainIsTheSameAct(t *testing.T) {
	s := press()
	s.fail["password"] = account.Fault(account.Unreachable)
	d, v, _ := openModify(t, s, 3)
	v.OpenPassword(true)
	v.SetOwnPassword("my own words")
	v.SetNewPassword("a long enough one")
	v.SetPassword()
	d.settle()
	v.SetPassword()
	d.settle()
	v.SetNewPassword("another long enough")
	v.SetPassword()
	d.settle()
	if s.acts[0].Key != s.acts[1].Key || s.acts[1].Key == s.acts[2].Key {
		t.Errorf("acts %+v", s.acts)
	}
}

func TestClosingDropsThePasswords(t *testing.T) {
	_, v, _ := openModify(t, press(), 3)
	v.OpenPassword(true)
	v.SetOwnPassword("my own words")
	v.SetNewPassword("a long enough one")
	v.OpenPassword(false)
	if v.access.own+v.access.fresh != "" || v.State().Typed {
		t.Error("kept behind the closed fields")
	}
	v.OpenPassword(true)
	v.SetOwnPassword("my own words")
	v.Close()
	if v.access.own+v.access.fresh != "" {
		t.Error("kept after closing")
	}
}

func TestAnAddressWaitsUntilItIsConfirmed(t *testing.T) {
	s := press()
	s.user = *s.lists.Users.Slice()[3]
	s.user.PendingEmail, s.user.Version = "dan@new.example", 8
	d, v, toasts := openModify(t, s, 3)
	v.Set(FieldEmail, "not an address")
	v.Leave(FieldEmail)
	wantText(t, v.State().Fields[FieldEmail].Fault, "not an e-mail address")
	v.Set(FieldEmail, "dan@new.example")
	v.Save()
	d.settle()
	if c := s.changes[0]; c.Email == nil || *c.Email != "dan@new.example" || c.Username != nil {
		t.Errorf("sent %+v", c)
	}
	wantText(t, toasts.texts(), "dan@new.example counts once it is confirmed there.")
}

func TestAnAddressThatSomebodyHasIsAFaultOfItsField(t *testing.T) {
	s := press()
	s.fail["update"] = account.Fault(account.EmailTaken)
	d, v, _ := openModify(t, s, 3)
	v.Set(FieldEmail, "chloe@maple.example")
	v.Save()
	d.settle()
	if st := v.State(); st.Tab != TabAccessCodes || st.Fields[FieldEmail].Fault == "" || st.Fields[FieldEmail].Value != "chloe@maple.example" {
		t.Errorf("tab %d, field %+v", st.Tab, st.Fields[FieldEmail])
	}
}

func TestAnAddressOfSomebodyElseIsTakenBack(t *testing.T) {
	s := press()
	u := *s.lists.Users.Slice()[3]
	s.user = u
	u.PendingEmail = "dan@new.example"
	s.lists.Users = put(s.lists.Users, 3, &u)
	d, v, toasts := openModify(t, s, 3)
	wantText(t, v.State().Access.Pending, "Waiting for confirmation at dan@new.example.")
	v.Set(FieldPhone, "555")
	v.TakeBack()
	d.settle()
	if c := s.changes[0]; c.Email == nil || *c.Email != u.Email || c.Phone != nil {
		t.Errorf("sent %+v", c)
	}
	st := v.State()
	if st.Access.Pending != "" || st.Fields[FieldPhone].Value != "555" || st.Done {
		t.Errorf("afterwards: %+v", st.Access)
	}
	wantText(t, toasts.texts(), "The new address of Daniel Royce is taken back")
}

func TestOnesOwnAccessCodesAreInMyProfile(t *testing.T) {
	_, v, _ := openModify(t, press(), 0)
	a := v.State().Access
	wantText(t, a.Own, "You change your password, user name, e-mail and two-factor authentication in My profile.")
	if a.ProfileAct != "My profile" || a.LinkLine != "" {
		t.Errorf("access %+v", a)
	}
	v.Profile()
	went := false
	v.OnProfile = func() { went = true }
	v.Profile()
	if !went {
		t.Error("leads nowhere")
	}
}

func TestOfflineNothingOfTheAccessCodesCanBeDone(t *testing.T) {
	s := press()
	s.status.Link = account.LinkOffline
	_, v, _ := openModify(t, s, 3)
	wantText(t, v.State().Access.Offline, "This needs the service")
}

func TestResettingTwoFactorAndSigningOutAreConfirmed(t *testing.T) {
	s := press()
	s.access = account.Access{
		Sessions:       []account.Device{{DeviceName: "Office PC"}, {DeviceName: "Laptop"}},
		TrustedDevices: []account.Device{{DeviceName: "Laptop"}},
	}
	s.user = *s.lists.Users.Slice()[2]
	s.user.TwoFactor, s.user.Version = nil, 9
	d, v, toasts := openModify(t, s, 2)
	reset := v.ConfirmReset()
	reset.Start()
	d.settle()
	st := reset.State()
	if st.Title != "Reset the two-factor authentication of Chloé Tremblay?" || st.Act != "Reset two-factor" || st.Keep != "Cancel" {
		t.Errorf("asks %+v", st)
	}
	wantText(t, st.Facts[1].Text, "2 open sessions end: Office PC and Laptop")
	wantText(t, st.Facts[2].Text, "1 trusted device is no longer trusted: Laptop")
	reset.Do()
	d.settle()
	if !reset.State().Done || s.acts[0].Version != 0 {
		t.Errorf("state %+v, acts %+v", reset.State(), s.acts)
	}
	wantText(t, toasts.texts(), "The two-factor authentication of Chloé Tremblay is reset")
	if v.base.Version != 9 || v.State().Access.NoFactors == "" || v.State().Meanwhile != "" {
		t.Errorf("the dialog does not follow: %+v", v.State().Access)
	}
	out := v.ConfirmSignOut()
	out.Start()
	d.settle()
	if st := out.State(); st.Title != "Sign Chloé Tremblay out everywhere?" || st.Act != "Sign out everywhere" {
		t.Errorf("asks %+v", st)
	}
	out.Do()
	out.Do()
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "reset u3, user u3, sign out user u3, user u3" {
		t.Errorf("calls %s", got)
	}
}

func TestADeletionListsByNameWhatWillEnd(t *testing.T) {
	s := press()
	for i := range 7 {
		s.access.Sessions = append(s.access.Sessions, account.Device{DeviceName: string(rune('A' + i))})
	}
	s.access.APITokens = []account.APIToken{{Name: "Zapier export"}}
	_, v, _ := openDelete(t, s)
	wantText(t, v.State().Facts[0].Text, "Every open session ends at once")
	v.Do()
	if !v.State().Busy {
		t.Error("the act waits for the list")
	}
	d, again, _ := openDelete(t, s)
	d.settle()
	for i, want := range []string{
		"7 open sessions end: A, B, C, D, E and 2 more", "1 API token stops working: “Zapier export”", "Access to other accounts",
	} {
		wantText(t, again.State().Facts[i].Text, want)
	}
}

func TestADeletionWhoseListCannotBeHadCanStillBeDone(t *testing.T) {
	s := press()
	s.fail["access u4"] = account.Fault(account.Unreachable)
	d, v, _ := openDelete(t, s)
	d.settle()
	wantText(t, v.State().Facts[1].Text, "API tokens and access to other accounts stop working")
	v.Do()
	d.settle()
	if !v.State().Receipt {
		t.Error("not done")
	}
}

func TestTheListDoesNotOverwriteTheReceipt(t *testing.T) {
	s := press()
	s.receipt = account.Receipt{SessionsEnded: 3}
	d := newDesk(t)
	toasts, _ := newToastLog(d)
	v := NewConfirmDelete(d.env(), s, toasts, s.lists.Users.Slice()[3])
	v.Start()
	looking := d.work
	d.work = nil
	v.Do()
	d.settle()
	d.work = looking
	d.settle()
	wantText(t, v.State().Facts[0].Text, "3 sessions ended")
}

func TestTheMenuOfAUserHasTheWaysIn(t *testing.T) {
	s := press()
	_, v, _ := openPeople(t, s, PeopleOptions{})
	menu := v.State().Menu(rowOf(t, v, "user:u3"))
	var acts []MenuAct
	for _, e := range menu {
		acts = append(acts, e.Act)
		if e.Act != MenuSeparator && !e.Enabled {
			t.Errorf("%q is greyed: %q", e.Label, e.Reason)
		}
	}
	want := []MenuAct{MenuModify, MenuSendLink, MenuResetTwoFactor, MenuSignOut, MenuDetails, MenuSeparator, MenuDelete}
	if !slices.Equal(acts, want) {
		t.Errorf("menu %v, want %v", acts, want)
	}
	for _, e := range v.State().Menu(rowOf(t, v, "user:u4")) {
		if e.Act == MenuResetTwoFactor && (e.Enabled || e.Reason != "Has no two-factor authentication") {
			t.Errorf("without two-factor: %+v", e)
		}
	}
	own := v.State().Menu(rowOf(t, v, "user:u1"))
	if own[0].Act != MenuProfile || !own[0].Enabled || own[2].Reason != "This is you: see My profile" {
		t.Errorf("own menu %+v", own)
	}
}

func TestOfflineWhatNeedsAnAnswerIsGreyedInTheMenus(t *testing.T) {
	s := press()
	s.status.Link = account.LinkOffline
	d, v, _ := openPeople(t, s, PeopleOptions{})
	d.settle()
	for _, key := range []string{"user:u3", "external:x1"} {
		for _, e := range v.State().Menu(rowOf(t, v, key)) {
			switch e.Act {
			case MenuSendLink, MenuResetTwoFactor, MenuSignOut, MenuDelete, MenuRemoveAccess:
				if e.Enabled || e.Reason != "This needs the service, which cannot be reached now." {
					t.Errorf("%s: %+v", key, e)
				}
			case MenuModify, MenuDetails, MenuEditAccess:
				if !e.Enabled {
					t.Errorf("%s: %+v", key, e)
				}
			}
		}
	}
}

func TestALinkIsSentFromTheMenuOnce(t *testing.T) {
	s := press()
	d, v, toasts := openPeople(t, s, PeopleOptions{})
	u := s.lists.Users.Slice()[2]
	v.SendLink(u)
	v.SendLink(u)
	d.settle()
	v.SendLink(u)
	d.settle()
	if got := strings.Count(strings.Join(s.calls, ","), "link u3"); got != 1 {
		t.Errorf("sent %d times", got)
	}
	wantText(t, toasts.texts(), "A password link is being sent to Chloé Tremblay")
	d.pass(resendPause)
	v.SendLink(u)
	d.settle()
	if got := strings.Count(strings.Join(s.calls, ","), "link u3"); got != 2 {
		t.Errorf("sent %d times", got)
	}
}

func TestADeviceWithoutANameIsNotLeftBlank(t *testing.T) {
	s := press()
	s.access = account.Access{
		Sessions:       []account.Device{{DeviceName: "Office PC", LastActiveAt: noon}, {LastActiveAt: noon}},
		TrustedDevices: []account.Device{{CreatedAt: noon}},
	}
	d, v := openPerson(t, s, Row{Kind: RowUser, User: s.lists.Users.Slice()[3]})
	for i, want := range []string{"Office PC", "Unnamed device", "Unnamed device"} {
		if got := v.State().Ways.Lines[i].Name; got != want {
			t.Errorf("way %d is called %q, want %q", i, got, want)
		}
	}
	c := NewConfirmDelete(d.env(), s, NewToasts(d.env()), s.lists.Users.Slice()[3])
	c.Start()
	d.settle()
	wantText(t, c.State().Facts[0].Text, "2 open sessions end: Office PC and Unnamed device")
	wantText(t, c.State().Facts[1].Text, "1 trusted device is no longer trusted: Unnamed device")
}

func TestThePanelShowsWhereAUserIsSignedIn(t *testing.T) {
	s := press()
	s.access = account.Access{
		Sessions:       []account.Device{{DeviceName: "Office PC", LastActiveAt: noon.Add(-2 * time.Hour), CreatedAt: noon.AddDate(0, 0, -1)}},
		TrustedDevices: []account.Device{{DeviceName: "Laptop", CreatedAt: noon.AddDate(0, 0, -9)}},
		APITokens:      []account.APIToken{{Name: "Zapier export", ExpiresAt: noon.AddDate(0, 0, 9)}},
	}
	d, v := openPerson(t, s, Row{Kind: RowUser, User: s.lists.Users.Slice()[3]})
	ways := v.State().Ways
	if !ways.Shown || ways.Loading || len(ways.Lines) != 3 {
		t.Fatalf("ways %+v", ways)
	}
	for i, want := range []string{"2 hours ago · signed in on Nov 20", "Trusted since Nov 12", "API token, until Nov 30"} {
		if ways.Lines[i].Line != want {
			t.Errorf("%q, want %q", ways.Lines[i].Line, want)
		}
	}
	s.fail["access u4"] = account.Fault(account.Unreachable)
	v.LoadWays()
	d.settle()
	wantText(t, v.State().Ways.Error, "The service cannot be reached.")
	_, v = openPerson(t, s, Row{Kind: RowExternal, External: s.lists.ExternalUsers.Slice()[0]})
	if v.State().Ways.Shown {
		t.Error("the ways in of people from elsewhere are asked for")
	}
}
