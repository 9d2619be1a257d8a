package web

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/web/window"
)

// shown invites somebody and gives the page of the link that was shown.
func (h *house) shown(t testing.TB, email string) string {
	t.Helper()
	_, page := h.invite(t, account.NewInvitation{Email: email})
	return page
}

// toldBy completes the form of a shown link, and gives the fields of the sign-in
// that it leads to.
func (h *house) toldBy(t testing.TB, page string) url.Values {
	t.Helper()
	a := h.post(t, page, filled())
	a.expect(t, http.StatusConflict, "Sign in to accept", `name="told"`)
	return a.inFirstForm()
}

// but is a page with the address, and the user name made of it, left out.
func (a answer) but(email string) string {
	name := `"` + email[:strings.IndexByte(email, '@')] + `"`
	return strings.ReplaceAll(strings.ReplaceAll(a.body, email, "…"), name, "…")
}

// signs are the header of an answer, without the hour.
func (a answer) signs() []string {
	var out []string
	for name, values := range a.header {
		if name != "Date" && name != "Content-Length" {
			out = append(out, name+": "+strings.Join(values, ", "))
		}
	}
	slices.Sort(out)
	return out
}

// bothWays to let people of other accounts in.
func bothWays(t testing.TB) map[string]*house {
	return map[string]*house{"by invitation": newOpenHouse(t), "by request": newHouse(t)}
}

// TestAShownLinkGivesNoHintBeforehand: R12. Whatever is asked of it short of
// completing the form, an address with a login elsewhere is answered as one
// without; the user name of that login is taken, and is not named.
func TestAShownLinkGivesNoHintBeforehand(t *testing.T) {
	for name, h := range bothWays(t) {
		h.oda(t)
		const known, unknown = "oda@lumen.example", "abo@lumen.example"
		pages := map[string]string{known: h.shown(t, known), unknown: h.shown(t, unknown)}
		long := strings.Repeat("a", maxForm+1)
		for what, ask := range map[string]func(page string) answer{
			"a look":           func(page string) answer { return h.get(t, page) },
			"a look in French": func(page string) answer { return h.get(t, page+"?lang=fr") },
			"HEAD":             func(page string) answer { return h.ask(t, http.MethodHead, page, "", "") },
			"an empty form":    func(page string) answer { return h.post(t, page, nil) },
			"no form":          func(page string) answer { return h.ask(t, http.MethodPost, page, "application/json", "{}") },
			"too much":         func(page string) answer { return h.post(t, page, url.Values{"username": {long}}) },
			"no form at all":   func(page string) answer { return h.ask(t, http.MethodPost, page, urlEncoded, "%zz") },
			"a sign-in": func(page string) answer {
				return h.post(t, page, login("username", "x", "told", "x", "ticket", "a.b.c", "code", "1"))
			},
			"a weak password":     func(page string) answer { return h.post(t, page, filled("password", "short")) },
			"a taken user name":   func(page string) answer { return h.post(t, page, filled("username", "AMELIE")) },
			"the known user name": func(page string) answer { return h.post(t, page, filled("username", "oda2", "language", "xx")) },
			"while typing":        func(page string) answer { return h.post(t, page+"/check", filled()) },
			"another method":      func(page string) answer { return h.ask(t, http.MethodPut, page, "", "") },
		} {
			a, b := ask(pages[known]), ask(pages[unknown])
			if a.status != b.status || a.but(known) != b.but(unknown) || !slices.Equal(a.signs(), b.signs()) {
				t.Errorf("%s, %s: they can be told apart, %d and %d:\n%s\n%s", name, what, a.status, b.status, visible(a.body), visible(b.body))
			}
		}
		h.get(t, pages[known]).expect(t, http.StatusOK, `name="first_name"`, `value="oda"`)
	}
}

// The look at a password takes longest, and is taken for everybody.
func TestAShownLinkTakesAsLongForEverybody(t *testing.T) {
	h := newHouse(t)
	h.oda(t)
	for _, email := range []string{"oda@lumen.example", "abo@lumen.example"} {
		before := h.hashed.Load()
		h.post(t, h.shown(t, email), filled("username", "abo"))
		if h.hashed.Load() != before+1 {
			t.Errorf("%s: the password was not hashed", email)
		}
	}
}

func TestOnceTheFormIsCompleteAShownLinkSaysWhatToAskFor(t *testing.T) {
	h := newHouse(t)
	h.oda(t)
	page := h.shown(t, "oda@lumen.example")
	a := h.post(t, page, filled())
	a.expect(t, http.StatusConflict, "You already have a login", "request access to Maple Press")
	a.keptToItself(t, "elsewhere")
	h.post(t, page, login()).expect(t, http.StatusUnprocessableEntity, "Please correct")
	h.get(t, page).expect(t, http.StatusOK, `name="first_name"`)
	h.get(t, h.again(t, "oda@lumen.example")).expect(t, http.StatusOK, "You already have a login", "request access to Maple Press")
}

func TestOnceTheFormIsCompleteAShownLinkTakesTheLoginElsewhere(t *testing.T) {
	h := newOpenHouse(t)
	_, code := h.armed(t)
	page := h.shown(t, "oda@lumen.example")
	form := h.toldBy(t, page)
	send := func(fields ...string) answer {
		t.Helper()
		for i := 0; i+1 < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		a := h.post(t, page, form)
		if a.status == http.StatusUnprocessableEntity {
			form = a.inFirstForm()
		}
		return a
	}
	send("username", "oda", "password", "wrong").expect(t, http.StatusUnprocessableEntity, "The login or the password is wrong.")
	send("username", "oda", "password", goodPassword).expect(t, http.StatusUnprocessableEntity, "Enter your code")
	send("code", "000000").expect(t, http.StatusUnprocessableEntity, "This code is wrong")
	send("code", code).expect(t, http.StatusOK, "You have accepted the invitation")
	h.get(t, page).expect(t, http.StatusGone, "already been used")
}

// What one link was told opens no other.
func TestWhatALinkWasToldIsOfThatLink(t *testing.T) {
	h := newOpenHouse(t)
	h.oda(t)
	h.newAccount(t, "Agence Karim", "karim")
	told := h.toldBy(t, h.shown(t, "karim@maplepress.example")).Get("told")
	page := h.shown(t, "oda@lumen.example")
	for _, made := range []string{told, "", "x", "%", told + "A"} {
		h.post(t, page, login("told", made)).expect(t, http.StatusUnprocessableEntity, `name="first_name"`)
	}
}

// again resends the invitation to an address, and gives the mailed page.
func (h *house) again(t testing.TB, email string) string {
	t.Helper()
	if _, err := h.Resend(t.Context(), h.act(), h.idOf(t, email), false); err != nil {
		t.Fatal(err)
	}
	return h.url + "/invitation/" + h.mailed(t, store.MailInvitation).Payload.Token
}

// Who can enter this account stands on its lists, where the inviter sees them.
func TestWhoIsInsideIsToldByAShownLinkAtOnce(t *testing.T) {
	for name, h := range bothWays(t) {
		h.oda(t)
		page := h.shown(t, "oda@lumen.example")
		if _, err := h.Grant(t.Context(), store.Grant{AccountID: h.accountID, Email: "oda@lumen.example", UserType: account.RegularUser, Now: h.now}); err != nil {
			t.Fatal(name, err)
		}
		h.get(t, page).expect(t, http.StatusOK, "You can enter this account already")
		h.post(t, page, filled()).expect(t, http.StatusConflict, "You can enter this account already")
		h.post(t, page+"/check", filled()).expect(t, http.StatusConflict)
	}
}

// In a browser: the profile, then the sign-in, with the reason.
func TestInABrowserAShownLinkLeadsToTheSignIn(t *testing.T) {
	for _, l := range window.Looks() {
		t.Run(l.Name, func(t *testing.T) {
			h := newOpenHouse(t)
			h.oda(t)
			w := window.Open(t, l)
			w.Visit(h.shown(t, "oda@lumen.example")+"?lang="+l.Language, "#first_name")
			w.Type("#first_name", "Oda")
			w.Type("#username", "oda.okafor")
			w.Type("#password", goodPassword)
			w.Click("button[type=submit]")
			w.See("form:has([name=told]) #password")
			w.ExaminePage("elsewhere-told")
			w.Picture("elsewhere-told-" + l.Name)
			w.Type("#password", goodPassword)
			w.Click("button[type=submit]")
			w.See(".tick")
			w.NoComplaints()
		})
	}
}

func TestAFormSaysTheSameInFrench(t *testing.T) {
	h := newHouse(t)
	h.oda(t)
	a := h.post(t, h.shown(t, "oda@lumen.example")+"?lang=fr", filled())
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusConflict, "Vous avez déjà un accès", "demande d’accès à Maple Press")
}
