package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"rollcall/account"
)

func TestTheDonePageLeadsIntoTheApp(t *testing.T) {
	h := newHouseWith(t, Deps{AppURL: "https://rollcall.example/get?for=you&now"})
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	a := h.post(t, page, filled())
	const link = "rollcall://connect?server=https%3A%2F%2Faccounts.maplepress.example"
	a.expect(t, http.StatusOK, `href="https://rollcall.example/get?for=you&amp;now">https://rollcall.example/get?for=you&amp;now</a>`,
		`<a class="open" href="`+link+`">Open Rollcall</a>`, `<span class="copy">https://accounts.maplepress.example</span>`,
		"If nothing opens", `<span class="copy">noor.haddad</span>`, `<span class="copy">noor@x.example</span>`)
	if strings.Contains(a.body, "ask amelie") || strings.Contains(a.body, "second step") {
		t.Error("the page says what does not hold here")
	}
	if server, err := account.ParseConnectLink(link); err != nil || server != "https://accounts.maplepress.example" {
		t.Errorf("the app would read %q, %v", server, err)
	}
}

func TestWithoutAnAddressOfTheAppOneIsToldWhoKnows(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	h.post(t, page, filled()).expect(t, http.StatusOK, "If it is not there yet, ask amelie where to get it.", "Open Rollcall")
}

// No link of any page carries what must stay with the person.
func TestLinksCarryNothingSecret(t *testing.T) {
	h := newHouseWith(t, Deps{AppURL: "https://rollcall.example/get"})
	h.noor(t, "en")
	_, page := h.invite(t, account.NewInvitation{Email: "lise@x.example"})
	reset := h.lost(t, "noor.haddad")
	token := func(page string) string { return page[strings.LastIndexByte(page, '/')+1:] }
	links := regexp.MustCompile(`href="([^"]*)"`)
	for name, a := range map[string]answer{
		"form": h.get(t, page), "faults": h.post(t, page, filled("username", "no")),
		"done": h.post(t, page, filled("username", "lise")), "reset": h.post(t, reset, filled()),
	} {
		for _, found := range links.FindAllStringSubmatch(a.body, -1) {
			for _, secret := range []string{token(page), token(reset), "lise", "noor", "seven"} {
				if strings.Contains(found[1], secret) {
					t.Errorf("%s: a link is %q", name, found[1])
				}
			}
		}
	}
}

func TestARequiredSecondFactorIsSpokenOfKindlyBeforeItIsAskedFor(t *testing.T) {
	h := newHouse(t)
	h.requireTwoFactor(t)
	for language, says := range map[string]string{
		"en": "Maple Press asks everybody for a second step besides the password. Rollcall sets it up with you at your first sign-in",
		"fr": "Maple Press demande à tous une deuxième étape en plus du mot de passe.",
	} {
		_, page := h.invite(t, account.NewInvitation{Email: language + "@x.example"})
		a := h.post(t, page, filled("username", "noor."+language, "language", language))
		a.body = html.UnescapeString(a.body)
		a.expect(t, http.StatusOK, says, language+"@x.example")
	}
}

// Who completed the profile and comes back by the mail finds the way again;
// whoever it was not reads what to do.
func TestAUsedInvitationLeadsIntoTheAppToo(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	h.post(t, page, filled())
	a := h.get(t, page)
	a.expect(t, http.StatusGone, "This invitation has already been used", "If it was not you", `href="`+account.ConnectLink("https://accounts.maplepress.example")+`"`)
	if strings.Contains(a.body, "noor") || strings.Contains(a.body, "<form") {
		t.Error("the page says too much")
	}
	h.get(t, page+"?lang=fr").expect(t, http.StatusGone, "Ouvrir Rollcall")
}
