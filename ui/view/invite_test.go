package view

import (
	"slices"
	"strings"
	"testing"

	"rollcall/account"
)

func openInvite(t *testing.T, s *service) (*desk, *Invite, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewInvite(d.env(), s, toasts)
	v.Start()
	d.settle()
	return d, v, log
}

func addresses(s InviteState) string {
	var out []string
	for _, a := range s.Addresses {
		out = append(out, a.Text)
	}
	return strings.Join(out, " ")
}

func TestAddressesAreTakenFromATypedOrPastedText(t *testing.T) {
	_, v, _ := openInvite(t, press())
	v.SetDraft("ana@maple.example,")
	if s := v.State(); addresses(s) != "ana@maple.example" || s.Draft != "" {
		t.Errorf("typed: %q, draft %q", addresses(s), s.Draft)
	}
	v.SetDraft("Bo Li <bo@maple.example")
	if got := v.State().Draft; got == "" {
		t.Error("an address was taken apart while it was typed")
	}
	v.SetDraft("Bo Li <bo@maple.example>")
	v.CommitDraft()
	v.Add("cy@maple.example\ndee@maple.example; eve@maple.example")
	want := "ana@maple.example bo@maple.example cy@maple.example dee@maple.example eve@maple.example"
	if got := addresses(v.State()); got != want {
		t.Errorf("got %q", got)
	}
	v.Remove(4)
	v.Edit(0)
	if s := v.State(); s.Draft != "ana@maple.example" || addresses(s) != "bo@maple.example cy@maple.example dee@maple.example" {
		t.Errorf("after taking one back: draft %q, %q", s.Draft, addresses(s))
	}
}

func TestEachAddressIsCheckedAgainstTheLists(t *testing.T) {
	_, v, _ := openInvite(t, press())
	v.Add("nobody@, AMELIE.ROY@maple.example, noor@maple.example, karim@lumen.example, ana@maple.example, Ana@Maple.example")
	want := []string{"not an e-mail address", "Already a user", "Already invited", "Already an external user", "", "twice"}
	got := v.State().Addresses
	for i, w := range want {
		if (w == "") != (got[i].Fault == "") {
			t.Errorf("%s: %q", got[i].Text, got[i].Fault)
		}
		wantText(t, got[i].Fault, w)
	}
	if s := v.State(); s.Button != "Send invitation" || !s.Ready {
		t.Errorf("button %q, ready %v", s.Button, s.Ready)
	}
}

func TestAnAddressIsJudgedAnewWhenTheListsChange(t *testing.T) {
	s := press()
	d, v, _ := openInvite(t, s)
	v.Add("ana@maple.example")
	s.change(func(l *account.Lists) {
		l.Invitations = account.ListOf(append(l.Invitations.Slice(), invitation("i9", "ana@maple.example", 1))...)
	})
	d.settle()
	wantText(t, v.State().Addresses[0].Fault, "Already invited")
}

func TestThePreviewSaysWhatPeopleWillBeAbleToDo(t *testing.T) {
	_, v, _ := openInvite(t, press())
	if s := v.State(); s.Title != "Invite people to Maple Press" || s.Powers.Type != account.RegularUser {
		t.Errorf("title %q, type %q", s.Title, s.Powers.Type)
	}
	wantText(t, v.State().Preview, "This person will be able to do everything except manage users and API tokens. The link works for 7 days.")
	v.Add("ana@maple.example bo@maple.example")
	v.SetType(account.Custom)
	v.Tick("mailings.manage", true)
	v.Tick("contacts.view", true)
	s := v.State()
	wantText(t, s.Preview, "2 people will be able to prepare mailings and see their statistics; view and export contacts; schedule mailings.")
	if s.Button != "Send 2 invitations" || len(s.Powers.Groups) != 2 || !s.Powers.Groups[0].Permissions[0].Ticked {
		t.Errorf("button %q, groups %+v", s.Button, s.Powers.Groups)
	}
	v.SetType(account.Administrator)
	if s := v.State(); len(s.Powers.Groups) != 0 {
		t.Error("an administrator is offered permissions")
	}
}

func TestInvitingSendsWhatWasChosen(t *testing.T) {
	s := press()
	d, v, toasts := openInvite(t, s)
	v.Add("ana@maple.example")
	v.SetType(account.Custom)
	v.Tick("contacts.view", true)
	v.SetLanguage("fr")
	v.SetMessage("  Welcome ")
	v.Send()
	v.Send()
	if !v.State().Busy || v.State().Ready {
		t.Error("the button can be pressed twice")
	}
	v.SetType(account.Administrator)
	d.settle()
	want := account.NewInvitation{
		Email: "ana@maple.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"},
		Language: "fr", Message: "Welcome",
	}
	if len(s.invited) != 1 || s.invited[0].Email != want.Email || s.invited[0].UserType != want.UserType ||
		!slices.Equal(s.invited[0].Permissions, want.Permissions) || s.invited[0].Message != want.Message || s.invited[0].Language != "fr" {
		t.Errorf("sent %+v", s.invited)
	}
	if !v.State().Done {
		t.Error("the dialog stays open")
	}
	wantText(t, toasts.texts(), "Invitation sent to ana@maple.example")
}

func TestTickedPermissionsAreNotSentWithAnotherType(t *testing.T) {
	s := press()
	d, v, _ := openInvite(t, s)
	v.Add("ana@maple.example")
	v.SetType(account.Custom)
	v.Tick("contacts.view", true)
	v.SetType(account.RegularUser)
	v.Send()
	d.settle()
	if len(s.invited) != 1 || len(s.invited[0].Permissions) != 0 {
		t.Errorf("sent %+v", s.invited)
	}
}

func TestWhatFailsStaysWithItsReasonAndIsNotSentTwice(t *testing.T) {
	s := press()
	s.fail["invite bo@maple.example"] = account.Fault(account.AlreadyInvited)
	d, v, toasts := openInvite(t, s)
	v.Add("ana@maple.example bo@maple.example cy@maple.example")
	v.Send()
	d.settle()
	st := v.State()
	if addresses(st) != "bo@maple.example" || st.Done || st.Busy {
		t.Fatalf("left: %q", addresses(st))
	}
	wantText(t, st.Addresses[0].Fault, "This address is already invited.")
	wantText(t, toasts.texts(), "2 invitations sent")
	s.fail = nil
	v.Send()
	d.settle()
	if s.acts[1].Key != s.acts[3].Key {
		t.Error("the second try is another act")
	}
	if !v.State().Done {
		t.Error("the dialog stays open")
	}
}

func TestAChangedInvitationIsAnotherAct(t *testing.T) {
	s := press()
	s.fail["invite"] = account.Fault(account.Unreachable)
	d, v, _ := openInvite(t, s)
	v.Add("ana@maple.example")
	v.Send()
	d.settle()
	v.SetType(account.Administrator)
	v.Send()
	d.settle()
	if s.acts[0].Key == s.acts[1].Key {
		t.Error("another user type was sent under the same key")
	}
}

func TestSendingStopsWhenTheServiceCannotBeReached(t *testing.T) {
	s := press()
	s.fail["invite bo@maple.example"] = account.Fault(account.Unreachable)
	d, v, _ := openInvite(t, s)
	v.Add("ana@maple.example bo@maple.example cy@maple.example")
	v.Send()
	d.settle()
	st := v.State()
	if got := strings.Join(s.calls, ", "); got != "invite ana@maple.example, invite bo@maple.example" {
		t.Errorf("calls: %s", got)
	}
	wantText(t, st.Error, "The service cannot be reached.")
	if addresses(st) != "bo@maple.example cy@maple.example" {
		t.Errorf("left: %q", addresses(st))
	}
}

func TestSendingManySaysHowFarItIs(t *testing.T) {
	d, v, _ := openInvite(t, press())
	var progress []string
	v.OnState = func(s InviteState) { progress = append(progress, s.Progress) }
	v.Add("ana@maple.example bo@maple.example")
	v.Send()
	d.settle()
	if !slices.Contains(progress, "Sending 2 of 2…") {
		t.Errorf("progress: %q", progress)
	}
}

func TestWhatIsStillTypedIsSentToo(t *testing.T) {
	s := press()
	d, v, _ := openInvite(t, s)
	v.SetDraft("ana@maple.example")
	v.Send()
	d.settle()
	if len(s.invited) != 1 {
		t.Errorf("sent %+v", s.invited)
	}
}

func TestSendingNothingSaysWhatIsMissing(t *testing.T) {
	s := press()
	_, v, _ := openInvite(t, s)
	v.Send()
	wantText(t, v.State().AddressFault, "Enter at least one e-mail address.")
	v.Add("noor@maple.example")
	v.Send()
	wantText(t, v.State().AddressFault, "None of these addresses can be invited.")
	if len(s.calls) != 0 {
		t.Errorf("calls: %v", s.calls)
	}
}

func TestANoteThatIsTooLongIsSaidBeforeSending(t *testing.T) {
	s := press()
	_, v, _ := openInvite(t, s)
	v.Add("ana@maple.example")
	v.SetMessage(strings.Repeat("é", account.MaxMessage-10))
	if got := v.State().MessageLeft; got != "10 characters left" {
		t.Errorf("left: %q", got)
	}
	v.SetMessage(strings.Repeat("é", account.MaxMessage+1))
	wantText(t, v.State().MessageFault, "At most 1,000 characters.")
	v.Send()
	if v.State().Ready || len(s.calls) != 0 {
		t.Error("it was sent")
	}
}

func TestClosingAsksOnlyWhenSomethingWasTyped(t *testing.T) {
	_, v, _ := openInvite(t, press())
	v.SetType(account.Administrator)
	if v.State().Typed {
		t.Error("a choice alone is worth a question")
	}
	v.SetDraft("a")
	if !v.State().Typed {
		t.Error("what was typed would be lost without a question")
	}
}

func TestADialogClosedWhileSendingTellsTheEndInAToast(t *testing.T) {
	s := press()
	s.fail["invite bo@maple.example"] = account.Fault(account.EmailTaken)
	d, v, toasts := openInvite(t, s)
	v.Add("ana@maple.example bo@maple.example")
	v.Send()
	v.Close()
	v.OnState = func(InviteState) { t.Error("published after Close") }
	d.settle()
	wantText(t, toasts.texts(), "Invitation sent to ana@maple.example\nbo@maple.example was not invited.")
}

func TestACorrectionReplacesTheInvitation(t *testing.T) {
	s := press()
	wrong := s.lists.Invitations.Slice()[3]
	wrong.UserType, wrong.Permissions, wrong.Message = account.Custom, []account.Permission{"contacts.view"}, "Hello"
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewCorrection(d.env(), s, toasts, wrong)
	v.Start()
	d.settle()
	st := v.State()
	if !st.One || st.Draft != "lise@gmial.example" || st.Powers.Type != account.Custom || st.Message != "Hello" || st.Language != "fr" || st.Typed {
		t.Fatalf("prefilled: %+v", st)
	}
	v.SetDraft("noor@maple.example")
	v.CommitDraft()
	wantText(t, v.State().AddressFault, "Already invited")
	v.SetDraft("lise@gmail.example")
	v.Send()
	d.settle()
	if len(s.invited) != 1 || s.invited[0].Replaces != "i4" || s.invited[0].Email != "lise@gmail.example" {
		t.Errorf("sent %+v", s.invited)
	}
	wantText(t, log.texts(), "Invitation corrected and sent to lise@gmail.example")
}

func TestACorrectionMayKeepTheAddress(t *testing.T) {
	s := press()
	d := newDesk(t)
	toasts, _ := newToastLog(d)
	v := NewCorrection(d.env(), s, toasts, s.lists.Invitations.Slice()[3])
	v.Start()
	d.settle()
	v.SetType(account.Administrator)
	v.Send()
	d.settle()
	if !v.State().Done || s.invited[0].Email != "lise@gmial.example" {
		t.Errorf("state: %+v", v.State())
	}
}

func TestAProbableSlipIsAskedAboutAndNeverDecided(t *testing.T) {
	_, v, _ := openInvite(t, press())
	v.Add("ana@gmial.com, bo@mapel.example, cy@hotmial.fr, dee@yaho.com, eve@maple.example")
	s := v.State()
	if len(s.Doubts) != 3 || s.DoubtsAll != "Use all 4 suggestions" || !s.Ready {
		t.Fatalf("doubts %v, %q, ready %v", s.Doubts, s.DoubtsAll, s.Ready)
	}
	if q := s.Doubts[1].Question; q != "Did you mean bo@maple.example instead of bo@mapel.example?" {
		t.Errorf("it asks %q", q)
	}
	if s.Addresses[0].Role != RoleAmber || s.Addresses[4].Role != RoleAccent || len(v.sendable()) != 5 {
		t.Error("an address in doubt looks right, or cannot be sent")
	}
	v.UseMeant("ana@gmial.com")
	v.KeepTyped("bo@mapel.example")
	if got, want := addresses(v.State()), "ana@gmail.com bo@mapel.example cy@hotmial.fr dee@yaho.com eve@maple.example"; got != want {
		t.Errorf("got %q", got)
	}
	v.UseAllMeant()
	s = v.State()
	if got, want := addresses(s), "ana@gmail.com bo@mapel.example cy@hotmail.fr dee@yahoo.com eve@maple.example"; got != want || len(s.Doubts) != 0 || s.DoubtsAll != "" {
		t.Errorf("got %q, doubts %v", got, s.Doubts)
	}
}

func TestASuggestionMayTurnOutToBeThereAlready(t *testing.T) {
	_, v, _ := openInvite(t, press())
	v.Add("noor@mapel.example, ana@gmail.com, ana@gmail.con")
	v.UseAllMeant()
	got := v.State().Addresses
	if !strings.Contains(got[0].Fault, "Already invited") || !strings.Contains(got[2].Fault, "twice") {
		t.Errorf("%v", got)
	}
}

func TestAMistypedInvitationIsCorrectedInOneClick(t *testing.T) {
	d := newDesk(t)
	s := press()
	wrong := *s.lists.Invitations.Slice()[0]
	wrong.Email = "noor@mapel.example"
	toasts, _ := newToastLog(d)
	v := NewCorrection(d.env(), s, toasts, &wrong)
	v.Start()
	d.settle()
	if got := v.State().Doubts; len(got) != 1 || got[0].Meant != "noor@maple.example" {
		t.Fatalf("doubts %v", got)
	}
	v.UseMeant("noor@mapel.example")
	if got := v.State(); got.Draft != "noor@maple.example" || len(got.Doubts) != 0 {
		t.Errorf("draft %q, doubts %v", got.Draft, got.Doubts)
	}
}
