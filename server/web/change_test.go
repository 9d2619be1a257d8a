package web

import (
	"bytes"
	"html"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func TestOnlyTheButtonConfirmsANewAddress(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "fr")
	page := h.moves(t, p, "noor@lumen.example")
	a := h.get(t, page)
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusOK, `<html lang="fr">`, "Bonjour Noor Haddad.", "noor@lumen.example", "Confirmer cette adresse", "jusqu’au dimanche 22 novembre 2026", `<form method="post">`)
	if strings.Contains(a.body, "<input") || strings.Contains(a.body, "noor.haddad@") {
		t.Error("the page asks or says too much")
	}
	h.get(t, page+"?lang=en").expect(t, http.StatusOK, "Confirm this address")
	h.ask(t, http.MethodHead, page, "", "").expect(t, http.StatusOK)
	if u, err := h.User(t.Context(), h.accountID, p.id); err != nil || u.Email != "noor.haddad@maplepress.example" || u.PendingEmail != "noor@lumen.example" {
		t.Errorf("looking has changed the address: %v %v", u, err)
	}
	a = h.post(t, page, url.Values{})
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusOK, "Votre adresse est confirmée", "noor@lumen.example")
	if u, err := h.User(t.Context(), h.accountID, p.id); err != nil || u.Email != "noor@lumen.example" || u.PendingEmail != "" || !u.EmailVerified {
		t.Errorf("the address is not confirmed: %v %v", u, err)
	}
	if told := h.mailed(t, store.MailEmailChanged); told.To != "noor.haddad@maplepress.example" || told.Payload.NewEmail != "noor@lumen.example" {
		t.Error("the old address is not told")
	}
	if _, err := h.Authenticate(t.Context(), p.token, h.accountID, h.now); err != nil {
		t.Errorf("the session: %v", err)
	}
	h.get(t, page).expect(t, http.StatusGone, "déjà confirmée")
	h.post(t, page, url.Values{}).expect(t, http.StatusGone, "déjà confirmée")
}

// The button sends no field, and some clients no body and no type.
func TestAnyPostConfirms(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	for kind, email := range map[string]string{"": "a@lumen.example", urlEncoded: "b@lumen.example", "text/plain": "c@lumen.example"} {
		page := h.moves(t, p, email)
		h.ask(t, http.MethodPost, page, kind, "").expect(t, http.StatusOK, "Your address is confirmed", email)
	}
}

func TestDeadLinksToAnAddressSayWhatToDoNext(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	replaced := h.moves(t, p, "a@lumen.example")
	takenBack := h.moves(t, p, "b@lumen.example")
	former := "noor.haddad@maplepress.example"
	if _, err := h.UpdateProfile(t.Context(), h.actOf(p), account.ProfileChange{Email: &former}, p.hash); err != nil {
		t.Fatal(err)
	}
	late := h.moves(t, p, "c@lumen.example")
	tests := []struct {
		page   string
		status int
		says   string
	}{
		{replaced, http.StatusGone, "another address was entered since"},
		{takenBack, http.StatusGone, "The change was taken back"},
		{h.url + "/email-change/abc", http.StatusNotFound, "This link leads nowhere"},
		{h.url + "/email-change/a/b", http.StatusNotFound, "This link leads nowhere"},
	}
	for _, test := range tests {
		h.get(t, test.page).expect(t, test.status, test.says)
		h.post(t, test.page, url.Values{}).expect(t, test.status, test.says)
	}
	h.later(account.EmailChangeLifetime - time.Second)
	h.get(t, late).expect(t, http.StatusOK)
	h.later(time.Second)
	h.get(t, late).expect(t, http.StatusGone, "for 24 hours only", "The former address still counts")
	h.post(t, late, url.Values{}).expect(t, http.StatusGone, "for 24 hours only")
}

func TestAnAddressThatSomebodyElseCameToHaveIsRefused(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	page := h.moves(t, p, "karim@maplepress.example")
	h.newAccount(t, "Agence Lumen", "karim")
	h.post(t, page, url.Values{}).expect(t, http.StatusConflict, "This address is already in use", "My profile")
	if u, err := h.User(t.Context(), h.accountID, p.id); err != nil || u.Email != "noor.haddad@maplepress.example" {
		t.Errorf("%v %v", u, err)
	}
}

// Every answer of every page keeps the link to itself, and no log holds it.
func TestNoPageGivesItsLinkAway(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	change := h.moves(t, p, "noor@lumen.example")
	answers := map[string]answer{
		"change": h.get(t, change), "change done": h.post(t, change, url.Values{}), "change used": h.get(t, change), "other method": h.ask(t, http.MethodDelete, change, "", ""),
	}
	// What was sent to the old address has died with it.
	reset := h.lost(t, "noor.haddad")
	maps.Copy(answers, map[string]answer{
		"reset": h.get(t, reset), "fault": h.post(t, reset, password("")), "unreadable": h.ask(t, http.MethodPost, reset, "text/plain", "x"),
		"reset done": h.post(t, reset, password(goodPassword)), "reset used": h.get(t, reset), "method": h.ask(t, http.MethodPut, reset, "", ""),
	})
	statuses := map[string]int{"fault": 422, "unreadable": 415, "reset used": 410, "change used": 410, "method": 405, "other method": 405}
	for name, a := range answers {
		a.keptToItself(t, name)
		want := statuses[name]
		if want == 0 {
			want = http.StatusOK
		}
		if a.status != want {
			t.Errorf("%s: status %d, want %d", name, a.status, want)
		}
		if strings.Contains(a.body, strings.TrimPrefix(reset, h.url)) || strings.Contains(a.body, strings.TrimPrefix(change, h.url)) {
			t.Errorf("%s: the page repeats its link", name)
		}
	}
}

func TestAFaultOfTheServiceLogsNoLinkAndNoPerson(t *testing.T) {
	var log bytes.Buffer
	h := newHouseLogging(t, &log)
	p := h.noor(t, "en")
	reset, change := h.lost(t, "noor.haddad"), h.moves(t, p, "noor@lumen.example")
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{reset, change} {
		h.get(t, page).expect(t, http.StatusInternalServerError, "Something went wrong on our side", "has not been used up")
		h.post(t, page, password(goodPassword)).expect(t, http.StatusInternalServerError)
		token := page[strings.LastIndexByte(page, '/')+1:]
		for _, secret := range []string{token, goodPassword, "noor"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	}
	if strings.Count(log.String(), "a page failed") != 4 {
		t.Errorf("the log says %q", log.String())
	}
}
