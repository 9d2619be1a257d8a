package view_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/view"
)

// invitations gives the pending invitations as the service has them now.
func (a *administrator) invitations() []*account.Invitation {
	a.t.Helper()
	page, err := a.Invitations(a.t.Context(), account.ListQuery{State: account.InvitationPending})
	if err != nil {
		a.t.Fatal(err)
	}
	var out []*account.Invitation
	for _, i := range page.Items {
		out = append(out, &i)
	}
	return out
}

// people shows the Users screen with the invitations as they are now.
func (a *administrator) people() *view.People {
	a.t.Helper()
	a.lists.Invitations = account.ListOf(a.invitations()...)
	v := view.NewPeople(a.env(), a.source(), a.queue, view.PeopleOptions{})
	v.Start()
	a.t.Cleanup(v.Close)
	return v
}

func TestTheRealServiceCancelsAllExpiredAndRestoresThem(t *testing.T) {
	r := openReal(t)
	r.pass(8 * 24 * time.Hour)
	a := r.administer()
	v := a.people()
	before := a.lists.Invitations.Slice()
	v.CancelExpired()
	if left := a.invitations(); len(left) != 0 || len(before) < 4 {
		t.Fatalf("%d of %d are left", len(left), len(before))
	}
	a.told("invitations cancelled.")
	a.queue.ActNewest()
	a.told("invitations restored, with the same links.")
	after := a.invitations()
	if len(after) != len(before) {
		t.Fatalf("%d are back, of %d", len(after), len(before))
	}
	for n, i := range after {
		if !i.ExpiresAt.Equal(before[n].ExpiresAt) || i.SentCount != before[n].SentCount {
			t.Errorf("restored %v, was %v", i.ExpiresAt, before[n].ExpiresAt)
		}
	}
	a.queue.Close()
	// Meanwhile a colleague resends one of them: what is not expired is left alone.
	v = a.people()
	if _, err := a.ResendInvitation(t.Context(), after[0].ID, account.Act{}); err != nil {
		t.Fatal(err)
	}
	v.CancelExpired()
	if left := a.invitations(); len(left) != 1 || left[0].ID != after[0].ID {
		t.Errorf("%d are left", len(left))
	}
	a.told("1 was not cancelled (" + after[0].Email + "). Somebody else made a change meanwhile.")
}

func TestTheRealServiceGivesALinkThatWorksOnce(t *testing.T) {
	r := openReal(t)
	a := r.administer()
	var noor *account.Invitation
	for _, i := range a.invitations() {
		if strings.HasPrefix(i.Email, "noor") {
			noor = i
		}
	}
	v := view.NewInviteLink(a.env(), a, a.queue, noor)
	v.Start()
	v.Make()
	link := v.State().Link
	if link == "" {
		t.Fatal(v.State().Error)
	}
	for i := range a.Lists().Invitations.All() {
		if i.Link != "" {
			t.Error("the link stands in the lists")
		}
	}
	form := url.Values{
		"first_name": {"Noor"}, "last_name": {"Haddad"}, "username": {"noor.haddad"},
		"password": {"seven quiet herons wading"}, "language": {"en"},
	}
	for n, want := range []int{http.StatusOK, http.StatusGone} {
		answer, err := http.PostForm(link, form)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode != want {
			t.Errorf("use %d answers %d, want %d", n+1, answer.StatusCode, want)
		}
	}
	page, err := a.Users(t.Context(), account.ListQuery{Search: "noor.haddad"})
	if err != nil || len(page.Items) != 1 || page.Items[0].EmailVerified {
		t.Fatalf("%v, users %+v", err, page.Items)
	}
	late := view.NewInviteLink(a.env(), a, a.queue, noor)
	late.Start()
	late.Make()
	if st := late.State(); !strings.Contains(st.Error, "completed, cancelled or replaced") || st.Ready {
		t.Errorf("for somebody who has joined: %q", st.Error)
	}
}

func TestTheRealServiceLetsNobodyActOnWhatMovedOn(t *testing.T) {
	r := openReal(t)
	a := r.administer()
	v := a.people()
	i := a.lists.Invitations.Slice()[0]
	if _, err := a.ResendInvitation(t.Context(), i.ID, account.Act{}); err != nil {
		t.Fatal(err)
	}
	v.Resend(i)
	a.told("The invitation to " + i.Email + " was not sent again. Somebody else made a change meanwhile.")
	r.pass(time.Second)
	v.Cancel(i)
	a.told("The invitation to " + i.Email + " was not cancelled. Somebody else made a change meanwhile.")
	if n := a.invitations()[0].SentCount; n != i.SentCount+1 {
		t.Errorf("sent %d times", n)
	}
	r.pass(time.Second)
	a.queue.Close()
	v = a.people()
	i = a.lists.Invitations.Slice()[0]
	v.Cancel(i)
	r.pass(time.Second)
	v.Resend(i)
	a.told("The invitation to " + i.Email + " was not sent again. Somebody else made a change meanwhile.")
}
