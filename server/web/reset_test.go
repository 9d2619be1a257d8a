package web

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func password(value string) url.Values { return url.Values{"password": {value}} }

func TestTheResetPageSaysTheRulesAndWhatWillEnd(t *testing.T) {
	h := newHouse(t)
	h.noor(t, "fr")
	page := h.lost(t, "NOOR.HADDAD")
	a := h.get(t, page)
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusOK, `<html lang="fr">`, "Bonjour Noor Haddad.", "met fin à toutes vos sessions", "Au moins 15 caractères", "jusqu’au samedi 21 novembre 2026 à 15\u00a0h\u00a005 UTC", `value="noor.haddad"`)
	h.get(t, page+"?lang=en").expect(t, http.StatusOK, "At least 15 characters", "spaces too", "minlength: 15; maxlength: 256;", "until Saturday 21 November 2026, 15:05 UTC")
	if first, _, _ := strings.Cut(a.body, "</form>"); strings.Count(first, "<form") != 1 || !strings.Contains(first, `name="password" type="password"`) {
		t.Error("the first form does not take the password")
	}
}

func TestASecondFactorAllowsAShorterPasswordAndStays(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	h.withApp(t, p)
	page := h.lost(t, "noor.haddad")
	h.get(t, page).expect(t, http.StatusOK, "At least 8 characters", "two-factor authentication stays as it is", "minlength: 8;")
	h.post(t, page, password("7 chars")).expect(t, http.StatusUnprocessableEntity, "at least 8 characters")
	h.post(t, page, password("azure kelp")).expect(t, http.StatusOK, "Then enter a code, as you did before")
	f, err := h.TwoFactor(t.Context(), p.id)
	if err != nil || !f.Has(account.MethodApp) {
		t.Errorf("the second factor is %v, %v", f, err)
	}
}

func TestANewPasswordEndsEverySessionAndUsesTheLinkUp(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	page := h.lost(t, "noor.haddad@maplepress.example")
	h.get(t, page).expect(t, http.StatusOK)
	h.get(t, page).expect(t, http.StatusOK)
	if a := h.ask(t, http.MethodHead, page, "", ""); a.status != http.StatusOK || a.body != "" {
		t.Errorf("HEAD: %d %q", a.status, a.body)
	}
	a := h.post(t, page, password(goodPassword))
	a.expect(t, http.StatusOK, "Your password was changed", "You were signed out everywhere", "https://accounts.maplepress.example", "noor.haddad")
	if strings.Contains(a.body, goodPassword) || strings.Contains(a.body, "enter a code") {
		t.Error("the page says too much")
	}
	if _, err := h.Authenticate(t.Context(), p.token, h.accountID, h.now); account.CodeOf(err) != account.SessionEnded {
		t.Errorf("the session: %v", err)
	}
	who, err := h.Credentials(t.Context(), "noor.haddad")
	if err != nil || who.PasswordHash == p.hash || !strings.HasPrefix(who.PasswordHash, "$argon2id$") {
		t.Errorf("the password was not replaced by a hash: %v", err)
	}
	h.mailed(t, store.MailPasswordChanged)
	h.get(t, page).expect(t, http.StatusGone, "This link has already been used", "Forgot your password?")
	h.post(t, page, password(goodPassword)).expect(t, http.StatusGone, "This link has already been used")
}

func TestARefusedPasswordSaysWhyAndLeavesTheLink(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	page := h.lost(t, "noor.haddad")
	tests := []struct{ name, value, says string }{
		{"none", "", "Choose a password."},
		{"short", "short one here", "at least 15 characters"},
		{"long", strings.Repeat("ab c", 65), "at most 256 characters"},
		{"common", "passwordpassword", "among the first that others would try"},
		{"own name", "haddad haddad haddad", "mostly your name"},
		{"own address", "maplepress noor.haddad", "mostly your name"},
		{"no text", "\xff\xfe long enough for this", "cannot be used"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := h.post(t, page, password(test.value))
			a.expect(t, http.StatusUnprocessableEntity, test.says, `role="alert"`, `href="#password"`, `id="password-fault"`, `aria-invalid="true"`, "<title>Please correct · ", `value="noor.haddad"`)
			if test.value != "" && strings.Contains(a.body, test.value) {
				t.Error("the page repeats the password")
			}
		})
	}
	who, err := h.Credentials(t.Context(), "noor.haddad")
	if err != nil || who.PasswordHash != p.hash {
		t.Errorf("a refused password was taken: %v", err)
	}
	h.post(t, page+"?lang=fr", password("")).expect(t, http.StatusUnprocessableEntity, "Choisissez un mot de passe.")
	h.post(t, page, password(goodPassword)).expect(t, http.StatusOK)
}

func TestDeadLinksToAPasswordSayWhatToDoNext(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	old := h.lost(t, "noor.haddad")
	newer := h.lost(t, "noor.haddad")
	change := h.moves(t, p, "noor@lumen.example")
	tests := []struct {
		name, page string
		status     int
		says       string
	}{
		{"replaced", old, http.StatusGone, "A newer link was sent to you"},
		{"unknown", h.url + "/password-reset/abc", http.StatusNotFound, "This link leads nowhere"},
		{"no token", h.url + "/password-reset/" + url.PathEscape("é<script>"), http.StatusNotFound, "This link leads nowhere"},
		{"that of a new address", strings.Replace(change, "email-change", "password-reset", 1), http.StatusNotFound, "This link leads nowhere"},
	}
	for _, test := range tests {
		h.get(t, test.page).expect(t, test.status, test.says)
		h.post(t, test.page, password(goodPassword)).expect(t, test.status, test.says)
	}
	h.get(t, change).expect(t, http.StatusOK)
	if err := h.ChangePassword(t.Context(), h.actOf(p), p.hash, store.NewPassword{Hash: "second hash", StandsAlone: true}, false); err != nil {
		t.Fatal(err)
	}
	h.get(t, newer).expect(t, http.StatusGone, "your password has changed since")
	last := h.lost(t, "noor.haddad")
	h.later(account.ResetLifetime - time.Second)
	h.get(t, last).expect(t, http.StatusOK)
	h.later(time.Second)
	a := h.get(t, last)
	a.expect(t, http.StatusGone, "works for one hour only", "Forgot your password?")
	if strings.Contains(a.body, "<form") {
		t.Error("a dead link still has a form")
	}
}

// A link that leads nowhere, and a password that is refused, cost no Argon2id.
func TestOnlyAGoodPasswordBehindALiveLinkIsHashed(t *testing.T) {
	h := newHouse(t)
	h.noor(t, "en")
	page := h.lost(t, "noor.haddad")
	before := h.hashed.Load()
	h.post(t, h.url+"/password-reset/abc", password(goodPassword))
	h.post(t, h.url+"/invitation/abc", filled())
	h.post(t, page, password("too short"))
	if n := h.hashed.Load() - before; n != 0 {
		t.Errorf("%d hashes were made", n)
	}
	h.post(t, page, password(goodPassword)).expect(t, http.StatusOK)
	if n := h.hashed.Load() - before; n != 1 {
		t.Errorf("%d hashes were made of one good password", n)
	}
}

func TestTwoAtOneMomentReplaceThePasswordOnce(t *testing.T) {
	h := newHouse(t)
	h.noor(t, "en")
	page := h.lost(t, "noor.haddad")
	var wg sync.WaitGroup
	statuses := make(chan int, 4)
	for range 4 {
		wg.Go(func() { statuses <- h.post(t, page, password(goodPassword)).status })
	}
	wg.Wait()
	close(statuses)
	count := map[int]int{}
	for s := range statuses {
		count[s]++
	}
	if count[http.StatusOK] != 1 || count[http.StatusGone] != 3 {
		t.Errorf("%v", count)
	}
}

// A locked-out administrator is handed a link by the operator, and may have
// given no name.
func TestTheOperatorsLinkWorksToo(t *testing.T) {
	h := newHouse(t)
	token, err := h.Recover(t.Context(), h.accountID, "amelie@maplepress.example", false, h.now)
	if err != nil {
		t.Fatal(err)
	}
	page := h.url + "/password-reset/" + token
	h.get(t, page).expect(t, http.StatusOK, "Hello amelie.")
	h.post(t, page, password(goodPassword)).expect(t, http.StatusOK)
}

func TestAShortPasswordIsRefusedWhenTheSecondFactorGoesMeanwhile(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	h.withApp(t, p)
	page := h.lost(t, "noor.haddad")
	h.meanwhile = func() {
		h.meanwhile = nil
		if err := h.RemoveMethod(t.Context(), h.actOf(p), account.MethodApp, p.hash, true); err != nil {
			t.Error(err)
		}
	}
	h.post(t, page, password("wry otter 7")).expect(t, http.StatusUnprocessableEntity, "at least 15 characters", `role="alert"`)
	if who, err := h.Credentials(t.Context(), "noor.haddad"); err != nil || who.PasswordHash != p.hash {
		t.Errorf("the password was replaced, %v", err)
	}
	h.post(t, page, password(goodPassword)).expect(t, http.StatusOK)
}
