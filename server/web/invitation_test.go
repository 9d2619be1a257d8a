package web

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"rollcall/account"
)

func TestTheFormSaysWhoInvitesWhereToAndAsWhat(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{
		Email: "noor.haddad@maplepress.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view", "mailings.manage"},
	})
	h.get(t, page).expect(t, http.StatusOK, `<html lang="en">`, "amelie invites you to Maple Press as a custom user",
		"view and export contacts and schedule, cancel and stop mailings", "noor.haddad@maplepress.example",
		"At least 15 characters. A sentence works well.", "until Saturday 28 November 2026, 14:05 UTC", `value="noor.haddad"`)
	a := h.get(t, page+"?lang=fr")
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusOK, `<html lang="fr">`, "utilisateur personnalisé", "consulter et exporter les contacts", "Une phrase convient très bien.")
}

func TestTheLanguageIsTheChosenThenTheInvitationsThenTheBrowsers(t *testing.T) {
	h := newHouse(t)
	_, french := h.invite(t, account.NewInvitation{Email: "a@x.example", Language: "fr"})
	unknown := h.url + "/invitation/unknown"
	tests := []struct{ address, accept, want string }{
		{french, "en", "fr"},
		{french + "?lang=en", "fr", "en"},
		{french + "?lang=de", "en", "fr"},
		{unknown, "fr-CA,en;q=0.5", "fr"},
		{unknown, "de,it;q=0.4", "en"},
		{unknown, "", "en"},
		{unknown, strings.Repeat("-", 2000), "en"},
		{unknown + "?lang=fr", "en", "fr"},
	}
	for _, test := range tests {
		a := h.get(t, test.address, "Accept-Language", test.accept)
		if !strings.Contains(a.body, `<html lang="`+test.want+`">`) {
			t.Errorf("%s with %.20q is not in %q", test.address, test.accept, test.want)
		}
	}
}

// Mail scanners and previews open links.
func TestLookingNeverUsesALinkUp(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	for range 3 {
		h.get(t, page).expect(t, http.StatusOK)
		if a := h.ask(t, http.MethodHead, page, "", ""); a.status != http.StatusOK || a.body != "" {
			t.Errorf("HEAD: %d %q", a.status, a.body)
		}
	}
	h.post(t, page, filled()).expect(t, http.StatusOK)
}

func TestCompletingMakesAUserWhoCanSignIn(t *testing.T) {
	h := newHouse(t)
	i, page := h.invite(t, account.NewInvitation{Email: "noor@x.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"}})
	a := h.post(t, page, filled("language", "fr", "username", " Noor.H "))
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusOK, `<html lang="fr">`, "Votre profil est complet", "https://accounts.maplepress.example", "Noor.H", "noor@x.example")
	if strings.Contains(a.body, goodPassword) {
		t.Error("the page repeats the password")
	}
	who, err := h.Credentials(t.Context(), "noor.h")
	if err != nil {
		t.Fatal(err)
	}
	u, err := h.User(t.Context(), h.accountID, who.PersonID)
	if err != nil || u.Name() != "Noor Haddad" || u.Language != "fr" || u.UserType != account.Custom || len(u.Permissions) != 1 || u.Email != i.Email {
		t.Errorf("%v %v", u, err)
	}
	if who.PasswordHash == "" || strings.Contains(who.PasswordHash, goodPassword) {
		t.Error("the password is not hashed")
	}
	h.get(t, page).expect(t, http.StatusGone, "already been used")
	h.post(t, page, filled("username", "again")).expect(t, http.StatusGone, "already been used")
}

func TestAMultipartFormWorksToo(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range filled() {
		if err := w.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	h.ask(t, http.MethodPost, page, w.FormDataContentType(), body.String()).expect(t, http.StatusOK, "Your profile is complete")
}

func TestDeadLinksSayWhatToDoNext(t *testing.T) {
	h := newHouse(t)
	_, cancelled := h.invite(t, account.NewInvitation{Email: "a@x.example"})
	resent, old := h.invite(t, account.NewInvitation{Email: "b@x.example"})
	corrected, wrong := h.invite(t, account.NewInvitation{Email: "c@x.example"})
	_, expired := h.invite(t, account.NewInvitation{Email: "d@x.example", Language: "fr"})
	if err := h.CancelInvitation(t.Context(), h.act(), h.idOf(t, "a@x.example")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Resend(t.Context(), h.act(), resent.ID, false); err != nil {
		t.Fatal(err)
	}
	h.invite(t, account.NewInvitation{Email: "cc@x.example", Replaces: corrected.ID})
	tests := []struct {
		name, page string
		status     int
		says       string
	}{
		{"cancelled", cancelled, http.StatusGone, "This invitation was withdrawn"},
		{"resent", old, http.StatusGone, "A newer link was sent to you"},
		{"corrected", wrong, http.StatusGone, "This invitation was withdrawn"},
		{"unknown", h.url + "/invitation/abc", http.StatusNotFound, "This link leads nowhere"},
		{"no token", h.url + "/invitation/" + url.PathEscape("é<script>"), http.StatusNotFound, "This link leads nowhere"},
		{"long", h.url + "/invitation/" + strings.Repeat("a", 4000), http.StatusNotFound, "This link leads nowhere"},
		{"elsewhere", h.url + "/invitation/a/b", http.StatusNotFound, "This link leads nowhere"},
	}
	for _, test := range tests {
		h.get(t, test.page).expect(t, test.status, test.says)
		h.post(t, test.page, filled()).expect(t, test.status, test.says)
	}
	h.now = moment().Add(account.InvitationLifetime)
	a := h.get(t, expired)
	a.expect(t, http.StatusGone, "Cette invitation a expiré", `<html lang="fr">`)
	if strings.Contains(a.body, "<form") {
		t.Error("a dead link still has a form")
	}
}

func (h *house) idOf(t testing.TB, email string) string {
	t.Helper()
	p, err := h.Invitations(t.Context(), h.accountID, account.ListQuery{}, h.now)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range p.Items {
		if i.Email == email {
			return i.ID
		}
	}
	t.Fatal("no invitation for that address")
	return ""
}

// Only the holder of the link learns that the address has a login elsewhere.
func TestAnAddressWithALoginElsewhereIsToldWhatToAskFor(t *testing.T) {
	h := newHouse(t)
	page := h.mailedPage(t, account.NewInvitation{Email: "karim@maplepress.example"})
	_, late := h.invite(t, account.NewInvitation{Email: "sofia@maplepress.example"})
	h.get(t, page).expect(t, http.StatusOK, "<form")
	h.newAccount(t, "Agence Lumen", "karim")
	a := h.get(t, page)
	a.expect(t, http.StatusOK, "You already have a login", "Ask amelie to request access to Maple Press", "karim@maplepress.example")
	if strings.Contains(a.body, "<form") || strings.Contains(a.body, "Lumen") {
		t.Error("the page says too much")
	}
	h.post(t, page, filled()).expect(t, http.StatusConflict, "You already have a login")
	h.get(t, late).expect(t, http.StatusOK, "<form")
}

func TestFaultsStandAtTheFieldsAndNothingTypedIsLostButThePassword(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	long := strings.Repeat("é", account.MaxName+1)
	tests := []struct {
		name, field, value, says string
	}{
		{"no first name", "first_name", "  ", "Enter your first name."},
		{"long first name", "first_name", long, "up to 100 characters"},
		{"control character", "first_name", "No\x07or", "a character that cannot be used"},
		{"bytes that are no text", "last_name", "\xff\xfe", "a character that cannot be used"},
		{"reordering mark", "last_name", "Had\u202edad", "a character that cannot be used"},
		{"long last name", "last_name", long, "up to 100 characters"},
		{"no user name", "username", "", "Choose a user name."},
		{"short user name", "username", "no", "at least 3 characters"},
		{"long user name", "username", strings.Repeat("n", 65), "at most 64 characters"},
		{"address as user name", "username", "noor@x.example", "Use only letters"},
		{"taken user name", "username", "AMELIE", "Somebody already has this user name"},
		{"no password", "password", "", "Choose a password."},
		{"short password", "password", "short one here", "at least 15 characters"},
		{"long password", "password", strings.Repeat("ab c", 65), "at most 256 characters"},
		{"common password", "password", "passwordpassword", "among the first that others would try"},
		{"personal password", "password", "noorhaddad noorhaddad", "mostly your name"},
		{"no text as password", "password", "\xff\xfe long enough for this", "cannot be used"},
		{"unknown language", "language", "de", "Choose one of the languages."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := h.post(t, page, filled(test.field, test.value))
			a.expect(t, http.StatusUnprocessableEntity, test.says, `role="alert"`, `href="#`+test.field+`"`, `id="`+test.field+`-fault"`, "<title>Please correct · ")
			if strings.Contains(a.body, goodPassword) || test.field == "password" && test.value != "" && strings.Contains(a.body, test.value) {
				t.Error("the page repeats the password")
			}
			for name, kept := range map[string]string{"first_name": "Noor", "last_name": "Haddad", "username": "noor.haddad"} {
				if name != test.field && !strings.Contains(a.body, `name="`+name+`" type="text" value="`+kept+`"`) {
					t.Errorf("%s is lost", name)
				}
			}
			if again := strings.Contains(a.body, "please type it again"); again != (test.field != "password") {
				t.Errorf("the lost password is spoken of: %v", again)
			}
		})
	}
	h.post(t, page, filled()).expect(t, http.StatusOK)
}

func TestAllFaultsAreSaidAtOnceInTheOrderOfThePage(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example", Language: "fr"})
	a := h.post(t, page, url.Values{})
	a.body = html.UnescapeString(a.body)
	a.expect(t, http.StatusUnprocessableEntity, "À corriger", "Entrez votre prénom.", "Choisissez un nom d’utilisateur.", "Choisissez un mot de passe.", "Choisissez une des langues.")
	last := 0
	for _, field := range []string{"first_name", "username", "password", "language"} {
		at := strings.Index(a.body, `href="#`+field)
		if at < last {
			t.Errorf("%s stands out of order", field)
		}
		last = at
	}
}

func TestWhatIsTypedNeverBecomesMarkup(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	const evil = `"><script>alert(1)</script>`
	a := h.post(t, page, filled("first_name", evil, "last_name", evil, "username", evil, "language", evil))
	if strings.Contains(a.body, evil) || strings.Contains(a.body, "<script>alert") {
		t.Error("typed text became markup")
	}
}

func TestOnlyFormsOfASensibleSizeAreRead(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	big := filled("first_name", strings.Repeat("x", maxForm)).Encode()
	tests := []struct {
		kind, body string
		status     int
	}{
		{urlEncoded, big, http.StatusRequestEntityTooLarge},
		{"application/json", "{}", http.StatusUnsupportedMediaType},
		{"", "first_name=Noor", http.StatusUnsupportedMediaType},
		{"text/plain", "first_name=Noor", http.StatusUnsupportedMediaType},
		{"multipart/form-data", "no boundary", http.StatusBadRequest},
		{"multipart/form-data; boundary=x", "--x\r\ncut short", http.StatusBadRequest},
		{urlEncoded, "first_name=%zz", http.StatusBadRequest},
	}
	for _, test := range tests {
		h.ask(t, http.MethodPost, page, test.kind, test.body).expect(t, test.status, "We could not read what was sent")
	}
	h.post(t, page, filled()).expect(t, http.StatusOK)
}

func TestOtherMethodsAreRefused(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions} {
		if a := h.ask(t, method, page, "", ""); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d, Allow %q", method, a.status, a.header.Get("Allow"))
		}
	}
}

// Every answer, good or bad, keeps the link to itself.
func TestEveryAnswerIsKeptOutOfCachesFramesAndReferers(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	answers := map[string]answer{
		"form": h.get(t, page), "unknown": h.get(t, h.url+"/invitation/x"), "fault": h.post(t, page, url.Values{}),
		"method": h.ask(t, http.MethodPut, page, "", ""), "done": h.post(t, page, filled()), "used": h.get(t, page),
	}
	for name, a := range answers {
		a.keptToItself(t, name)
	}
}

func TestTwoAtOneMomentMakeOneUser(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	var wg sync.WaitGroup
	statuses := make(chan int, 8)
	for range 8 {
		wg.Go(func() { statuses <- h.post(t, page, filled()).status })
	}
	wg.Wait()
	close(statuses)
	count := map[int]int{}
	for s := range statuses {
		count[s]++
	}
	if count[http.StatusOK] != 1 || count[http.StatusGone] != 7 {
		t.Errorf("%v", count)
	}
}

func TestAFaultOfTheServiceUsesNothingUp(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.get(t, page).expect(t, http.StatusInternalServerError, "Something went wrong on our side", "has not been used up")
}

func TestAUserNameIsSuggestedFromTheAddress(t *testing.T) {
	for email, want := range map[string]string{
		"Noor.Haddad@x.example": "noor.haddad", "o'hara@x.example": "", "ab@x.example": "", "zoé@x.example": "zoé", "no-at": "",
	} {
		if got := suggestUsername(email); got != want {
			t.Errorf("%s: %q", email, got)
		}
	}
}
