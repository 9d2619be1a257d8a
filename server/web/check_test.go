package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// typing asks what the page asks while somebody types.
func (h *house) typing(t testing.TB, page string, fields url.Values, query ...string) remarks {
	t.Helper()
	a := h.post(t, page+"/check"+strings.Join(query, ""), fields)
	var found remarks
	if err := json.Unmarshal([]byte(a.body), &found); err != nil || a.status != http.StatusOK || a.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d %s %q: %v", a.status, a.header.Get("Content-Type"), a.body, err)
	}
	return found
}

// told is what stands at a field, with a mark for what is good.
func told(list []remark) string {
	var lines []string
	for _, r := range list {
		mark := "- "
		if r.Good {
			mark = "+ "
		}
		lines = append(lines, mark+r.Text)
	}
	return strings.Join(lines, " ")
}

func TestWhileTypingThePageSaysWhatIsGoodAndWhatIsMissing(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor.haddad@x.example"})
	tests := []struct{ field, value, want string }{
		{"username", "noor.haddad", "+ This user name is free."},
		{"username", " noor.haddad ", "+ This user name is free."},
		{"username", "no", "- A little longer: at least 3 characters."},
		{"username", strings.Repeat("n", 65), "- A little shorter: at most 64 characters."},
		{"username", "noor@x.example", "- Only letters, digits, dots, dashes and underscores."},
		{"username", "AMELIE", "- Somebody already has this user name. Choose another one."},
		{"username", "", ""},
		{"password", "", ""},
		{"password", "seven é", "- 7 of at least 15 characters so far."},
		{"password", "seven e\u0301", "- 7 of at least 15 characters so far."},
		{"password", goodPassword, "+ Long enough. + Hard to guess."},
		{"password", "passwordpassword", "+ Long enough. - But among the first that others would try."},
		{"password", "noorhaddad noorhaddad", "+ Long enough. - But mostly your name, your address or another word that others would guess."},
		{"password", strings.Repeat("ab c", 65), "- Choose a shorter password: at most 256 characters."},
		{"password", "\xff\xfe long enough for this", "- Choose another password: this one cannot be used."},
	}
	for _, test := range tests {
		found := h.typing(t, page, filled(test.field, test.value))
		got := map[string]string{"username": told(found.Username), "password": told(found.Password)}[test.field]
		if got != test.want {
			t.Errorf("%s %.20q: %q, want %q", test.field, test.value, got, test.want)
		}
	}
	found := h.typing(t, page, filled("password", "short"), "?lang=fr")
	if got := told(found.Username) + told(found.Password); got != "+ Ce nom d’utilisateur est libre.- Jusqu’ici 5 sur au moins 15 caractères." {
		t.Errorf("%q", got)
	}
	h.post(t, page, filled()).expect(t, http.StatusOK)
}

// What the page praises, the form takes, and the other way round.
func TestThePageNeverPraisesWhatTheFormRefuses(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor.haddad@x.example"})
	for _, fields := range []url.Values{
		filled("username", "amelie"), filled("username", "no"), filled("username", "é.à-b_9"), filled("password", "maple press maple press"), filled("password", "aaaaaaaaaaaaaaaa"),
		filled("password", "a cup of tea at four"), filled("first_name", "Seventallships", "last_name", "Atanchor"), filled("password", "fourteen chars"), filled("password", "\xff\xfe\xfd bytes that are none"),
	} {
		found := h.typing(t, page, fields)
		// An unknown language keeps the form from being completed.
		fields.Set("language", "none")
		answer := h.post(t, page, fields)
		for field, list := range map[string][]remark{"username": found.Username, "password": found.Password} {
			praised := true
			for _, r := range list {
				praised = praised && r.Good
			}
			if refused := strings.Contains(answer.body, `id="`+field+`-fault"`); praised == refused {
				t.Errorf("%v: %s is praised: %v, refused: %v", fields, field, praised, refused)
			}
		}
	}
}

func TestANewPasswordIsJudgedWhileItIsTyped(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	for _, second := range []bool{false, true} {
		want := "- 9 of at least 15 characters so far."
		if second {
			h.withApp(t, p)
			want = "+ Long enough. + Hard to guess."
		}
		page := h.lost(t, "noor.haddad")
		found := h.typing(t, page, url.Values{"password": {"jkw7 qpz4"}})
		if got := told(found.Password); got != want || found.Username != nil {
			t.Errorf("second factor %v: %q", second, got)
		}
	}
}

// Only the holder of a live link is answered, and nothing wears out.
func TestOnlyALiveLinkIsAskedAbout(t *testing.T) {
	h := newHouse(t)
	_, used := h.invite(t, account.NewInvitation{Email: "used@x.example"})
	h.post(t, used, filled("username", "used.name"))
	_, taken := h.invite(t, account.NewInvitation{Email: "karim@maplepress.example"})
	_, expired := h.invite(t, account.NewInvitation{Email: "late@x.example"})
	h.newAccount(t, "Agence Lumen", "karim")
	h.later(8 * 24 * time.Hour)
	_, live := h.invite(t, account.NewInvitation{Email: "live@x.example"})
	for page, status := range map[string]int{
		used: http.StatusGone, expired: http.StatusGone, taken: http.StatusGone,
		h.url + "/invitation/unknown": http.StatusNotFound, h.url + "/password-reset/unknown": http.StatusNotFound, h.url + "/email-change/unknown": http.StatusNotFound,
	} {
		if a := h.post(t, page+"/check", filled("username", "amelie")); a.status != status || strings.Contains(a.body, "already has") {
			t.Errorf("%s: %d, want %d", page, a.status, status)
		}
	}
	h.get(t, live+"/check").expect(t, http.StatusNotFound)
	h.ask(t, http.MethodPost, live+"/check", "application/json", "{}").expect(t, http.StatusUnsupportedMediaType)
	a := h.post(t, live+"/check", filled())
	if a.status != http.StatusOK || a.header.Get("Cache-Control") != "no-store" || a.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", a.status, a.header)
	}
	if h.hashed.Load() != 1 {
		t.Error("a password was hashed for a question")
	}
}

func TestAnInvitationOfSomebodyWithALoginIsNotAskedAbout(t *testing.T) {
	h := newHouse(t)
	page := h.mailedPage(t, account.NewInvitation{Email: "karim@maplepress.example"})
	h.newAccount(t, "Agence Lumen", "karim")
	h.post(t, page+"/check", filled("username", "amelie")).expect(t, http.StatusConflict)
}

// Whose user name is somebody's cannot be tried out at leisure.
func TestQuestionsOfALinkAreBounded(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	_, other := h.invite(t, account.NewInvitation{Email: "lise@x.example"})
	ask := func(page string) answer {
		return h.post(t, page+"/check", filled("password", "", "username", "amelie"))
	}
	for range checksPerLink {
		ask(page).expect(t, http.StatusOK)
	}
	h.later(5 * time.Minute)
	a := ask(page)
	a.expect(t, http.StatusTooManyRequests)
	if a.header.Get("Retry-After") != "600" || strings.Contains(a.body, "already has") {
		t.Errorf("Retry-After %q: %s", a.header.Get("Retry-After"), visible(a.body))
	}
	ask(other).expect(t, http.StatusOK)
	h.post(t, page, filled("username", "amelie")).expect(t, http.StatusUnprocessableEntity, "Somebody already has this user name")
	h.later(10 * time.Minute)
	ask(page).expect(t, http.StatusOK)
	h.post(t, page, filled()).expect(t, http.StatusOK)
}

func TestQuestionsOfAnAddressAreBounded(t *testing.T) {
	p, now := pace{}, moment()
	for i := range checksPerAddress {
		if _, ok := p.enter("link"+string(rune('a'+i/checksPerLink)), "192.0.2.1", now); !ok {
			t.Fatalf("refused after %d", i)
		}
	}
	if wait, ok := p.enter("another link", "192.0.2.1", now.Add(time.Minute)); ok || wait != checkWithin-time.Minute {
		t.Errorf("%v %v", wait, ok)
	}
	if _, ok := p.enter("another link", "192.0.2.2", now); !ok {
		t.Error("another address is refused too")
	}
	if _, ok := p.enter("another link", "192.0.2.1", now.Add(checkWithin)); !ok {
		t.Error("refused for ever")
	}
}

func TestATakenUserNameIsSaidWithTheOtherFaults(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	a := h.post(t, page, filled("first_name", "", "username", "Amelie", "password", "short"))
	a.expect(t, http.StatusUnprocessableEntity, "Enter your first name.", "Somebody already has this user name", "Choose a longer password")
	last := 0
	for _, field := range []string{"first_name", "username", "password"} {
		if at := strings.Index(a.body, `href="#`+field); at < last {
			t.Errorf("%s stands out of order", field)
		} else {
			last = at
		}
	}
}

func TestTheSuggestedUserNameIsFree(t *testing.T) {
	h := newHouse(t)
	page := h.mailedPage(t, account.NewInvitation{Email: "amelie@elsewhere.example"})
	h.get(t, page).expect(t, http.StatusOK, `value="amelie2"`)
}

// What is typed is in no line of the log, whatever comes of it.
func TestNothingTypedIsLogged(t *testing.T) {
	var log bytes.Buffer
	h := newHouseLogging(t, &log)
	_, page := h.invite(t, account.NewInvitation{Email: "noor@x.example"})
	h.typing(t, page, filled("password", "a secret of mine 9"))
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.post(t, page+"/check", filled("password", "a secret of mine 9")).expect(t, http.StatusInternalServerError)
	if text := log.String(); text == "" || strings.Contains(text, "secret") || strings.Contains(text, page[strings.LastIndexByte(page, '/')+1:]) {
		t.Errorf("the log says %q", text)
	}
}
