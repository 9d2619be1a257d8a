package contract_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"rollcall/account"
)

// passwordCase is a password and why it is refused: with a second factor, and
// when it stands alone; empty when it is taken.
type passwordCase struct {
	name, password, alone, beside string
}

// passwordCases are the rules of the yardsticks (NIST 800-63B-4, ASVS 6.2) for
// Gustavo Pereira, gustavo@acc-maple.example.
func passwordCases() []passwordCase {
	const short, long, common, personal = account.PasswordTooShort, account.PasswordTooLong, account.PasswordCommon, account.PasswordPersonal
	same := func(name, password, reason string) passwordCase {
		return passwordCase{name, password, reason, reason}
	}
	return []passwordCase{
		{"fourteen", "zqkvtw pmxrgjb", short, ""},
		same("fifteen", "zqkvtw pmxrgjb!", ""),
		{"eight", "zqk vtw7", short, ""},
		same("seven", "zqk vt7", short),
		same("nothing but letters", "plinthvexquartzbog", ""),
		same("sixty-four", strings.Repeat("wooden boats drift past, ", 2)+"forty kelp far", ""),
		same("a hundred and more", strings.Repeat("wooden boats drift past the lighthouse; ", 3), ""),
		same("256", strings.Repeat("wooden boats, ", 18)+"wxyz", ""),
		same("257", strings.Repeat("wooden boats, ", 18)+"wxyzq", long),
		same("fifteen letters of two code points each", "e\u0301a\u0300u\u0308o\u0308c\u0327e\u0300e\u0302o\u0302i\u0302a\u0302u\u0302e\u0308i\u0308y\u0308z\u030c", ""),
		{"fourteen letters of two code points each", "e\u0301a\u0300u\u0308o\u0308c\u0327e\u0300e\u0302o\u0302i\u0302a\u0302u\u0302e\u0308i\u0308y\u0308", short, ""},
		same("another script", "мокрый фонарь у причала", ""),
		same("beginning and ending with spaces", "   kelp farm at dawn   ", ""),
		same("a common one twice", "passwordpassword", common),
		same("a common one twice, in capitals", "PASSWORDpassword", common),
		same("a row of keys", "qwertyuiopasdfgh", common),
		same("a row of digits", "1234567890123456", common),
		same("one letter again and again", strings.Repeat("a", 24), common),
		same("half common", "password8x!kQz3v", common),
		same("breached: letters and a year", "iloveyou12345678", common),
		same("their address", "gustavo@acc-maple.example", personal),
		same("their names", "Gustavo Pereira", personal),
		same("half their name", "GUSTAVO 7 PEREIRA kq", personal),
		same("the product", "rollcallrollcall", personal),
		same("half the product", "Rollcall xk7!qzv", personal),
	}
}

// wayIn is one of the ways to set a password: it gives the status, the reason
// when the API says it, and the page when a page says it.
type wayIn struct {
	name string
	set  func(t *testing.T, password string) (status int, reason, page string)
}

// TestThePasswordRulesHoldOnEveryWay: one's own change, an administrator's, the
// page of a lost password and the page of an invitation, each with the reason.
func TestThePasswordRulesHoldOnEveryWay(t *testing.T) {
	t.Parallel()
	for _, armed := range []bool{false, true} {
		for _, way := range []func(*world, *testing.T, *person) wayIn{(*world).byOneself, (*world).byAdministrator, (*world).byResetPage} {
			w := newWorld(t)
			p := w.gustavo(t)
			if armed {
				w.arm(t, p)
			}
			by := way(w, t, p)
			t.Run(by.name+", second factor "+strconv.FormatBool(armed), func(t *testing.T) { by.try(t, w, p, armed) })
		}
	}
	w := newWorld(t)
	by := w.byInvitationPage()
	t.Run(by.name, func(t *testing.T) { by.try(t, w, nil, false) })
}

func (by wayIn) try(t *testing.T, w *world, p *person, armed bool) {
	for _, c := range passwordCases() {
		want := c.alone
		if armed {
			want = c.beside
		}
		if armed && want == c.alone && want != account.PasswordTooShort {
			continue // length is all that a second factor changes
		}
		status, reason, page := by.set(t, c.password)
		switch {
		case want == "" && status/100 != 2 && status != http.StatusSeeOther:
			t.Errorf("%s: refused with %d %s", c.name, status, reason)
		case want != "" && status != http.StatusUnprocessableEntity:
			t.Errorf("%s: got %d, want 422 %s", c.name, status, want)
		case want != "" && page == "" && reason != want:
			t.Errorf("%s: the reason is %q, want %q", c.name, reason, want)
		case want == account.PasswordTooShort && page != "" && !strings.Contains(page, shortest(armed)):
			t.Errorf("%s: the page does not say how long", c.name)
		}
		if want == "" && p != nil {
			p.password = c.password
		}
		if page != "" && want != account.PasswordPersonal && strings.Contains(page, c.password) {
			t.Errorf("%s: the page shows the password again", c.name)
		}
	}
	if p != nil && p.password != password {
		w.signIn(t, p).get(t, "/v1/me").want(t, 200)
		w.nobody().try(t, p.username, strings.TrimSpace(p.password)+"x").wantCode(t, 401, account.InvalidCredentials)
	}
}

func shortest(armed bool) string {
	if armed {
		return strconv.Itoa(account.MinPasswordWithSecondFactor)
	}
	return strconv.Itoa(account.MinPassword)
}

// gustavo is a user of Maple with a name long enough to be guessed by.
func (w *world) gustavo(t *testing.T) *person {
	t.Helper()
	p := w.sparePerson()
	u := w.user(t, p.id)
	w.as(t, w.amelie).patch(t, w.in("users/"+p.id), map[string]any{"first_name": "Gustavo", "last_name": "Pereira", "username": "gustavo"}, ifMatch(u.Version)).want(t, 200)
	p.username = "gustavo"
	link := w.letterAfter(t, "gustavo@acc-maple.example", hasLink("email-change"), func() {
		w.as(t, w.amelie).patch(t, w.in("users/"+p.id), map[string]any{"email": "gustavo@acc-maple.example"}, ifMatch(u.Version+1)).want(t, 200)
	}).link(t, "email-change")
	w.wantPage(t, http.MethodPost, link, url.Values{}, 200, 303)
	p.email = "gustavo@acc-maple.example"
	return p
}

func verdict(t *testing.T, a answer) (status int, reason, page string) {
	t.Helper()
	if a.status/100 == 2 {
		return a.status, "", ""
	}
	return a.status, a.wantCode(t, 422, account.PasswordUnacceptable).Reason, ""
}

func (w *world) byOneself(t *testing.T, p *person) wayIn {
	c := w.signIn(t, p)
	return wayIn{"one's own", func(t *testing.T, next string) (int, string, string) {
		return verdict(t, c.put(t, "/v1/me/password", map[string]any{"current_password": p.password, "new_password": next, "end_other_sessions": false}))
	}}
}

func (w *world) byAdministrator(_ *testing.T, p *person) wayIn {
	return wayIn{"an administrator's", func(t *testing.T, next string) (int, string, string) {
		return verdict(t, w.as(t, w.amelie).put(t, w.in("users/"+p.id+"/password"), map[string]any{"own_password": password, "new_password": next}))
	}}
}

func (w *world) byResetPage(t *testing.T, p *person) wayIn {
	link := w.resetLink(t, p)
	return wayIn{"the page of a lost password", func(t *testing.T, next string) (int, string, string) {
		got := w.visit(t, http.MethodPost, link, newPassword(next))
		if got.status != http.StatusUnprocessableEntity {
			link = w.resetLink(t, p)
		}
		return got.status, "", got.body
	}}
}

func (w *world) byInvitationPage() wayIn {
	link := ""
	return wayIn{"the page of an invitation", func(t *testing.T, next string) (int, string, string) {
		if link == "" {
			link = w.invite(t, unique(t)).Link
		}
		got := w.visit(t, http.MethodPost, link, url.Values{
			"first_name": {"Gustavo"}, "last_name": {"Pereira"}, "username": {"gustavo." + strings.ToLower(unique(t)[:12])}, "password": {next}, "language": {"en"},
		})
		if got.status != http.StatusUnprocessableEntity {
			link = ""
		}
		return got.status, "", got.body
	}}
}
