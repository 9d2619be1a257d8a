package view

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

const secretLink = "http://127.0.0.1/invitation/abcdefghijklmnop"

func openLink(t *testing.T, s *service) (*desk, *InviteLink, *toastLog) {
	t.Helper()
	s.linked = account.Invitation{ID: "i1", Version: 3, Link: secretLink, ExpiresAt: noon.Add(7 * 24 * time.Hour)}
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewInviteLink(d.env(), s, toasts, s.lists.Invitations.Slice()[0])
	v.Start()
	return d, v, log
}

func TestMakingALinkSaysFirstWhatItMeans(t *testing.T) {
	s := press()
	_, v, _ := openLink(t, s)
	st := v.State()
	if st.Title != "A link for noor@maple.example" || !st.Ready || len(s.calls) != 0 {
		t.Errorf("state %v %q, calls %v", st.Ready, st.Title, s.calls)
	}
	var all []string
	for _, f := range st.Facts {
		all = append(all, f.Text)
	}
	for _, want := range []string{"A new e-mail is sent as well", "7 days begin again", "stops working at once", "unconfirmed address"} {
		wantText(t, strings.Join(all, "\n"), want)
	}
}

func TestALinkIsMadeOnceAndForgottenWithTheDialog(t *testing.T) {
	s := press()
	d, v, toasts := openLink(t, s)
	v.Make()
	v.Make()
	d.settle()
	v.Make()
	d.settle()
	st := v.State()
	if got := strings.Join(s.calls, ", "); got != "link for i1" || st.Link != secretLink {
		t.Fatalf("calls %s", got)
	}
	wantText(t, st.Hint, "Whoever has this link can join Maple Press.")
	wantText(t, st.Until, "until Saturday, November 28, 2026, 12:00")
	v.Copied()
	wantText(t, v.State().Hint, "It is on the clipboard.")
	if said := fmt.Sprintf("%v %+v %#v %s %v", st, st, st, toasts.texts(), s.linked); strings.Contains(said, "abcdefgh") {
		t.Errorf("the link is told: %s", said)
	}
	v.Close()
	if v.State().Link != "" {
		t.Error("the link is kept")
	}
}

func TestALinkWhoseAnswerGotLostIsNotShownAgain(t *testing.T) {
	s := press()
	d, v, _ := openLink(t, s)
	s.fail["link for"] = account.Fault(account.Unreachable)
	v.Make()
	d.settle()
	wantText(t, v.State().Error, "The service cannot be reached.")
	s.fail["link for"] = account.Fault(account.IdempotencyRunning)
	v.Make()
	d.settle()
	wantText(t, v.State().Error, "The link was made, but the answer got lost on the way")
	s.fail = nil
	v.Make()
	d.settle()
	if s.acts[0].Key != s.acts[1].Key || s.acts[1].Key == s.acts[2].Key {
		t.Errorf("keys %q, %q, %q", s.acts[0].Key, s.acts[1].Key, s.acts[2].Key)
	}
	if st := v.State(); st.Link != secretLink || st.Error != "" {
		t.Errorf("after another one: %q", st.Error)
	}
}

func TestThereIsNoLinkForWhatIsNoLongerPending(t *testing.T) {
	for _, code := range []account.Code{account.NotFound, account.InvitationNotPending} {
		s := press()
		d, v, _ := openLink(t, s)
		s.fail["link for"] = account.Fault(code)
		v.Make()
		d.settle()
		wantText(t, v.State().Error, "completed, cancelled or replaced meanwhile")
		if v.State().Ready {
			t.Errorf("%s: it can be tried again", code)
		}
	}
}

func TestALinkThatComesAfterTheDialogIsClosedIsSpokenOf(t *testing.T) {
	s := press()
	d, v, toasts := openLink(t, s)
	v.Make()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "it was no longer shown")
	if strings.Contains(toasts.texts(), "abcdefgh") || v.State().Link != "" {
		t.Error("the link is told")
	}
	s.fail["link for"] = account.Fault(account.RateLimited)
	d, v, toasts = openLink(t, s)
	v.Make()
	v.Close()
	d.settle()
	wantText(t, toasts.texts(), "No link was made for noor@maple.example.")
}

func TestAnUnconfirmedAddressIsSeenInThePanel(t *testing.T) {
	s := press()
	d := newDesk(t)
	v := NewPerson(d.env(), s, Row{Kind: RowUser, Section: SectionUsers, User: s.lists.Users.Slice()[2]})
	v.Start()
	d.settle()
	said := func() string { return fmt.Sprint(v.State().Lines) }
	wantText(t, said(), "Not confirmed yet")
	s.change(func(l *account.Lists) {
		confirmed := *l.Users.Slice()[2]
		confirmed.EmailVerified, confirmed.Version = true, 8
		l.Users = put(l.Users, 2, &confirmed)
	})
	d.settle()
	if strings.Contains(said(), "Not confirmed yet") {
		t.Error("a confirmed address is called unconfirmed")
	}
}
