package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/api"
	"rollcall/server/passwords"
	"rollcall/server/store"
	"rollcall/server/web/window"
)

// newOpenHouse is a house where an invitation opens the door to whoever has a
// login elsewhere, by the real one.
func newOpenHouse(t testing.TB) *house {
	t.Helper()
	return furnish(t, Deps{}, openDoor)
}

func openDoor(h *house, keeper *passwords.Keeper) Door {
	return api.NewDoor(api.DoorDeps{Store: h.DB, Passwords: keeper, Now: func() time.Time { return h.now }, Random: rand.Reader})
}

// oda makes an account elsewhere, whose administrator has a good password.
func (h *house) oda(t testing.TB) person {
	t.Helper()
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := keeper.Hash(t.Context(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	home, id, err := h.CreateAccount(t.Context(), store.NewAccount{
		Name: "Agence Lumen", AdminEmail: "oda@lumen.example", AdminUsername: "oda", PasswordHash: hash, Language: "en", Now: h.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	p := person{id: id, hash: hash, token: bytes.Repeat([]byte("oda"), 11)[:32]}
	_, err = h.StartSession(t.Context(), store.StartSession{PersonID: id, PasswordHash: hash, TokenHash: p.token, Now: h.now})
	if err != nil {
		t.Fatal(err)
	}
	who, err := h.Authenticate(t.Context(), p.token, home, h.now)
	if err != nil {
		t.Fatal(err)
	}
	p.sessionID = who.SessionID
	return p
}

// armed is Oda with an authenticator app, recovery codes, and what the app shows.
func (h *house) armed(t testing.TB) (p person, code string) {
	t.Helper()
	p = h.oda(t)
	secret := h.withApp(t, p)
	if _, err := h.NewRecoveryCodes(t.Context(), h.actOf(p), p.hash); err != nil {
		t.Fatal(err)
	}
	h.later(time.Minute)
	return p, h.codeOf(t, secret)
}

// mailedPage invites somebody and gives the page of the link that was mailed.
func (h *house) mailedPage(t testing.TB, n account.NewInvitation) string {
	t.Helper()
	h.invite(t, n)
	return h.url + "/invitation/" + h.mailed(t, store.MailInvitation).Payload.Token
}

// invited invites Oda and gives the page.
func (h *house) invited(t testing.TB) string {
	t.Helper()
	return h.mailedPage(t, account.NewInvitation{Email: "oda@lumen.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"}})
}

func login(fields ...string) url.Values {
	f := url.Values{"username": {"oda@lumen.example"}, "password": {goodPassword}}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return f
}

func TestWhoHasALoginElsewhereSignsInOnThePage(t *testing.T) {
	h := newOpenHouse(t)
	h.oda(t)
	page := h.invited(t)
	a := h.get(t, page)
	a.expect(t, http.StatusOK, "Sign in to accept", "amelie invites you to Maple Press as a custom user", "view and export contacts",
		`name="username" type="text" value="oda@lumen.example"`, `autocomplete="current-password"`, "Forgot your password?", "until Saturday 28 November 2026")
	if strings.Contains(a.body, "Lumen") || strings.Contains(a.body, "first_name") {
		t.Error("the page says or asks too much")
	}
	a = h.get(t, page+"?lang=fr")
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusOK, "Connectez-vous pour accepter", "Me connecter et accepter", "consulter et exporter les contacts")
	a = h.post(t, page+"?lang=fr", login())
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusOK, `<html lang="fr">`, "Vous avez accepté l’invitation", "https://accounts.maplepress.example", "choisissez Maple Press")
	a.keptToItself(t, "done")
	guests, err := h.ExternalUsers(t.Context(), h.accountID, account.ListQuery{}, h.now)
	if err != nil || len(guests.Items) != 1 || guests.Items[0].Email != "oda@lumen.example" || guests.Items[0].UserType != account.Custom {
		t.Errorf("%+v %v", guests.Items, err)
	}
	h.get(t, page).expect(t, http.StatusGone, "already been used")
	h.post(t, page, login()).expect(t, http.StatusGone, "already been used")
}

// A form that names no login is of the person invited.
func TestTheInvitedAddressIsTheLoginWhenNoneIsNamed(t *testing.T) {
	h := newOpenHouse(t)
	h.oda(t)
	h.post(t, h.invited(t), url.Values{"password": {goodPassword}}).expect(t, http.StatusOK, "You have accepted the invitation")
}

func TestFaultsOfASignInStandAtTheirFieldsAndThePasswordIsNeverKept(t *testing.T) {
	h := newOpenHouse(t)
	h.oda(t)
	page := h.invited(t)
	for _, test := range []struct {
		name  string
		form  url.Values
		field string
		says  string
	}{
		{"no login", login("username", " "), "username", "Enter your user name or your address."},
		{"no password", login("password", ""), "password", "Enter your password."},
		{"wrong password", login("password", "wrong"), "password", "The login or the password is wrong."},
		{"unknown login", login("username", "nobody"), "password", "The login or the password is wrong."},
		{"control character", login("username", "\x00oda"), "password", "The login or the password is wrong."},
		{"no text", login("username", "\xff\xfe"), "password", "The login or the password is wrong."},
		{"long", login("username", strings.Repeat("o", 10_000), "password", strings.Repeat("p", 10_000)), "password", "The login or the password is wrong."},
		{"markup", login("username", `"><script>alert(1)</script>`), "password", "The login or the password is wrong."},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := h.post(t, page, test.form)
			a.expect(t, http.StatusUnprocessableEntity, test.says, `role="alert"`, `href="#`+test.field+`"`, `id="`+test.field+`-fault"`, "<title>Please correct · ")
			a.keptToItself(t, test.name)
			if pass := test.form.Get("password"); pass != "" && strings.Contains(visible(a.body), pass) && pass != "wrong" || strings.Contains(a.body, "<script>alert") {
				t.Error("the page repeats what it must not")
			}
		})
	}
	h.ask(t, http.MethodPost, page, "application/json", "{}").expect(t, http.StatusUnsupportedMediaType)
	h.get(t, page).expect(t, http.StatusOK)
}

func TestSomebodyElsesLoginIsRefusedKindly(t *testing.T) {
	h := newOpenHouse(t)
	h.oda(t)
	page := h.mailedPage(t, account.NewInvitation{Email: "karim@maplepress.example"})
	h.newAccount(t, "Agence Karim", "karim")
	a := h.post(t, page, login())
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusUnprocessableEntity, "This login belongs to another address.", "The invitation is for karim@maplepress.example", "ask amelie", "please type it again")
	h.get(t, page).expect(t, http.StatusOK)
}

func TestWhoCanEnterAlreadyGetsASentence(t *testing.T) {
	for name, h := range map[string]*house{"by invitation": newOpenHouse(t), "by request": newHouse(t)} {
		h.oda(t)
		page := h.invited(t)
		if _, err := h.Grant(t.Context(), store.Grant{AccountID: h.accountID, Email: "oda@lumen.example", UserType: account.RegularUser, Now: h.now}); err != nil {
			t.Fatal(name, err)
		}
		h.get(t, page).expect(t, http.StatusOK, "You can enter this account already", "choose Maple Press")
		h.post(t, page, login()).expect(t, http.StatusConflict, "You can enter this account already")
	}
}

// The address of a login that was made by a shown link may be anybody's.
func TestAnUnconfirmedAddressNeedsTheMailedLink(t *testing.T) {
	h := newOpenHouse(t)
	p := h.oda(t)
	lumen, err := h.Profile(t.Context(), p.id, h.now)
	if err != nil {
		t.Fatal(err)
	}
	act := store.Act{Caller: store.Caller{PersonID: p.id, SessionID: p.sessionID, AccountID: lumen.Memberships[0].AccountID}, Now: h.now}
	i, err := h.Invite(t.Context(), act, account.NewInvitation{Email: "victim@corp.example", UserType: account.RegularUser, Language: "en", ReturnLink: true})
	if err != nil {
		t.Fatal(err)
	}
	h.post(t, h.url+"/invitation/"+i.Token, filled("username", "mallory")).expect(t, http.StatusOK)
	h.mailed(t, store.MailEmailProof)
	_, page := h.invite(t, account.NewInvitation{Email: "victim@corp.example", UserType: account.Administrator})
	form := h.toldBy(t, page)
	form.Set("username", "mallory")
	form.Set("password", goodPassword)
	h.post(t, page, form).expect(t, http.StatusConflict, "Use the link in your mailbox", "victim@corp.example", "ask amelie to send it again")
	mailed := h.mailed(t, store.MailInvitation).Payload.Token
	h.post(t, h.url+"/invitation/"+mailed, login("username", "mallory")).expect(t, http.StatusOK, "You have accepted the invitation")
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)

// inFirstForm are the hidden fields of the first form.
func (a answer) inFirstForm() url.Values {
	form, _, _ := strings.Cut(a.body[strings.Index(a.body, "<form"):], "</form>")
	out := url.Values{}
	for _, f := range hidden.FindAllStringSubmatch(form, -1) {
		out.Set(f[1], html.UnescapeString(f[2]))
	}
	return out
}

func TestACodeIsAskedForWithoutThePassword(t *testing.T) {
	h := newOpenHouse(t)
	p, code := h.armed(t)
	page := h.invited(t)
	a := h.post(t, page, login())
	a.expect(t, http.StatusUnprocessableEntity, "Enter your code", "authenticator app", `autocomplete="one-time-code"`, "Use a recovery code")
	a.keptToItself(t, "code")
	if strings.Contains(a.body, goodPassword) || strings.Contains(a.body, p.hash) || strings.Contains(a.body, `role="alert"`) {
		t.Error("the page holds the password, or blames the person")
	}
	form := a.inFirstForm()
	form.Set("code", "000000")
	h.post(t, page, form).expect(t, http.StatusUnprocessableEntity, "This code is wrong", `href="#code"`)
	form.Set("code", "")
	h.post(t, page, form).expect(t, http.StatusUnprocessableEntity, "Enter the code.")
	form.Set("ask", "recovery")
	h.post(t, page, form).expect(t, http.StatusOK, "one of the recovery codes", "Use the authenticator app")
	form.Set("ask", "carrier pigeon")
	h.post(t, page, form).expect(t, http.StatusUnprocessableEntity, "Enter the code.")
	form.Del("ask")
	form.Set("code", code)
	late := h.now
	h.later(account.CodeLifetime)
	h.post(t, page, form).expect(t, http.StatusUnprocessableEntity, "That took too long", `name="password"`)
	h.now = late
	h.post(t, page, form).expect(t, http.StatusOK, "You have accepted the invitation")
}

// Whoever knows the code at once sends it along.
func TestACodeMayComeWithThePassword(t *testing.T) {
	h := newOpenHouse(t)
	_, code := h.armed(t)
	h.post(t, h.invited(t), login("code", code)).expect(t, http.StatusOK, "You have accepted the invitation")
}

// After a restart the ticket is worth nothing, and the password is asked again.
func TestATicketDiesWithItsProcess(t *testing.T) {
	h := newOpenHouse(t)
	_, code := h.armed(t)
	page := h.invited(t)
	form := h.post(t, page, login()).inFirstForm()
	form.Set("code", code)
	other := &house{DB: h.DB, now: h.now}
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		t.Fatal(err)
	}
	again, err := New(Deps{
		Store: h.DB, Door: openDoor(other, keeper), CheckPassword: passwords.Check, PublicURL: h.url, Now: func() time.Time { return h.now },
		HashPassword: func(ctx context.Context, p string) (string, error) { return keeper.Hash(ctx, p) },
	})
	if err != nil {
		t.Fatal(err)
	}
	next := httptest.NewServer(again)
	t.Cleanup(next.Close)
	h.post(t, next.URL+strings.TrimPrefix(page, h.url), form).expect(t, http.StatusUnprocessableEntity, "That took too long")
}

// Accessible by WCAG 2.2 AA at every step, in both languages, light and dark, at
// the width of a phone.
func TestThePagesToSignInAreReadableByEverybody(t *testing.T) {
	for _, l := range window.Looks() {
		t.Run(l.Name, func(t *testing.T) {
			h := newOpenHouse(t)
			_, code := h.armed(t)
			page := h.invited(t)
			w := window.Open(t, l)
			look := func(name string) {
				w.ExaminePage(name)
				w.Picture(name + "-" + l.Name)
			}
			w.Visit(page+"?lang="+l.Language, "form")
			look("elsewhere-form")
			w.Type("#password", "wrong")
			w.Click("button[type=submit]")
			w.See("#faults")
			look("elsewhere-faults")
			w.Type("#password", goodPassword)
			w.Click("button[type=submit]")
			w.See("#code")
			look("elsewhere-code")
			w.Type("#code", "000000")
			w.Click("button.primary")
			w.See("#faults")
			look("elsewhere-code-faults")
			w.Type("#code", code)
			w.Click("button.primary")
			w.See(".tick")
			look("elsewhere-done")
			w.NoComplaints()
		})
	}
}

func TestSigningInOnThePageNeedsNoScript(t *testing.T) {
	h := newOpenHouse(t)
	_, code := h.armed(t)
	page := h.invited(t)
	w := window.Open(t, window.Look{Scheme: "light", Width: 360, NoScript: true})
	w.Visit(page, "form")
	w.Type("#password", goodPassword+"\r")
	w.See("#code")
	recovery, app := ".way:has([value=recovery]) button", ".way:has([value=app]) button"
	w.Click(recovery)
	w.See(app)
	w.Click(app)
	w.See(recovery)
	w.Type("#code", code+"\r")
	w.See(".tick")
	w.Picture("elsewhere-done-without-script")
	if guests, err := h.ExternalUsers(t.Context(), h.accountID, account.ListQuery{}, h.now); err != nil || len(guests.Items) != 1 {
		t.Errorf("nobody came in: %v", err)
	}
}
