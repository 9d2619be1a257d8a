package mail

import (
	"bytes"
	"errors"
	"html"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// kindOfMail is one of all that the service sends.
type kindOfMail struct {
	name string
	q    store.QueuedMail
	// title, in English; lead is a part of what it says, in English and French.
	title          string
	leadEn, leadFr string
	// page is the path of its link, code its code.
	page, code string
}

// notice is a queued message about one's own login. It names a device and an
// address, and the inviter that only invitations have.
func notice(kind store.MailKind, change func(*store.MailPayload)) store.QueuedMail {
	return queued(func(q *store.QueuedMail) {
		q.Kind = kind
		q.Payload = store.MailPayload{
			Name: "Noor Haddad", Device: "Noor’s MacBook", Address: "203.0.113.7", At: moment().Add(-time.Minute),
			InviterEmail: "amelie.roy@maplepress.example",
		}
		if change != nil {
			change(&q.Payload)
		}
	})
}

func withLink(p *store.MailPayload) {
	p.Token, p.ExpiresAt = "dGhlLXRva2Vu_-1", moment().Add(account.ResetLifetime)
}

func withCode(p *store.MailPayload) {
	p.Code, p.ExpiresAt = "048151", moment().Add(account.CodeLifetime)
}

func byAmelie(p *store.MailPayload) { p.By = "Amélie Roy" }

func withNewEmail(p *store.MailPayload) { p.NewEmail = "noor@lumen.example" }

func all(changes ...func(*store.MailPayload)) func(*store.MailPayload) {
	return func(p *store.MailPayload) {
		for _, c := range changes {
			c(p)
		}
	}
}

func factor(what string, changes ...func(*store.MailPayload)) store.QueuedMail {
	return notice(store.MailTwoFactor, all(append(changes, func(p *store.MailPayload) { p.What = what })...))
}

// messages are all kinds but the invitation, each as it can come.
func messages() []kindOfMail { return append(notices(), accessMessages()...) }

// notices are about one's own login.
func notices() []kindOfMail {
	account := func(p *store.MailPayload) { p.AccountName = "Maple Press" }
	return []kindOfMail{
		{"password_link", notice(store.MailPasswordLink, all(withLink, account)), "Choose a new password", "was asked for on the sign-in screen", "sur l’écran de connexion", "password-reset", ""},
		{"password_link-by", notice(store.MailPasswordLink, all(withLink, account, byAmelie)), "Choose a new password", "Amélie Roy sends you this link", "Amélie Roy vous envoie ce lien", "password-reset", ""},
		{"sign_in_code", notice(store.MailSignInCode, withCode), "Your code to sign in", "finish signing in", "terminer la connexion", "", "048151"},
		{"setup_code", notice(store.MailSetupCode, withCode), "Your code to confirm this address", "codes to sign in can be sent", "Des codes de connexion", "", "048151"},
		{"new_device", notice(store.MailNewDevice, nil), "Sign-in on a new device", "had not been used before", "jamais servi", "", ""},
		{"password_changed", notice(store.MailPasswordChanged, nil), "Your password was changed", "has been replaced", "a été remplacé", "", ""},
		{"password_changed-by", notice(store.MailPasswordChanged, byAmelie), "Your password was changed", "Amélie Roy has set", "Amélie Roy a défini", "", ""},
		{"email_confirm", notice(store.MailEmailConfirm, all(withLink, withNewEmail)), "Confirm your address", "noor@lumen.example is to be", "noor@lumen.example doit devenir", "email-change", ""},
		{"email_proof", notice(store.MailEmailProof, all(withLink, withNewEmail)), "Confirm your address", "invitation to Rollcall with the address noor@lumen.example", "a accepté une invitation à Rollcall avec l’adresse noor@lumen.example", "email-change", ""},
		{"email_confirm-by", notice(store.MailEmailConfirm, all(withLink, withNewEmail, byAmelie)), "Confirm your address", "Amélie Roy has entered noor@lumen.example", "Amélie Roy a indiqué noor@lumen.example", "email-change", ""},
		{"email_asked", notice(store.MailEmailAsked, withNewEmail), "A change of your address was asked for", "Nothing changes before", "Rien ne change avant", "", ""},
		{"email_asked-by", notice(store.MailEmailAsked, all(withNewEmail, byAmelie)), "A change of your address was asked for", "Amélie Roy has asked", "Amélie Roy a demandé", "", ""},
		{"email_changed", notice(store.MailEmailChanged, withNewEmail), "Your address was changed", "has replaced this one", "a remplacé celle-ci", "", ""},
		{"email_changed-by", notice(store.MailEmailChanged, all(withNewEmail, byAmelie)), "Your address was changed", "At the request of Amélie Roy", "Amélie Roy a demandé", "", ""},
		{"app_added", factor(store.TwoFactorAppAdded), "An authenticator app was added", "From now on", "désormais les codes", "", ""},
		{"app_removed", factor(store.TwoFactorAppRemoved), "The authenticator app was removed", "no longer work", "ne fonctionnent plus", "", ""},
		{"email_added", factor(store.TwoFactorEmailAdded), "Codes by e-mail were switched on", "can be sent by e-mail", "envoyés par courriel", "", ""},
		{"email_removed", factor(store.TwoFactorEmailRemoved), "Codes by e-mail were switched off", "no longer sent by e-mail", "ne sont plus envoyés", "", ""},
		{"reset", factor(store.TwoFactorReset), "Your two-factor authentication was reset", "signed out everywhere", "toutes vos sessions ont pris fin", "", ""},
		{"reset-by", factor(store.TwoFactorReset, byAmelie), "Your two-factor authentication was reset", "Amélie Roy has reset", "Amélie Roy a réinitialisé", "", ""},
		{"recovery_new", factor(store.TwoFactorRecoveryNew), "New recovery codes were made", "the former ones no longer work", "les anciens ne fonctionnent plus", "", ""},
		{"recovery_spent", factor(store.TwoFactorRecoverySpent), "A recovery code was used", "one of your recovery codes", "un de vos codes de récupération", "", ""},
	}
}

func in(language string, q store.QueuedMail) store.QueuedMail {
	q.Language = language
	return q
}

// parts are the two forms of a message, as they are read.
func (l letterOf) parts() map[string]string {
	return map[string]string{"text": l.text, "HTML": html.UnescapeString(l.html)}
}

func (l letterOf) says(t *testing.T, sentences ...string) {
	t.Helper()
	for part, text := range l.parts() {
		for _, s := range sentences {
			if !strings.Contains(text, s) {
				t.Errorf("the %s does not say %q:\n%s", part, s, text)
			}
		}
	}
}

func TestEveryNoticeSaysWhatWhenFromWhereAndWhatToDoIfItWasNotYou(t *testing.T) {
	for _, m := range notices() {
		t.Run(m.name, func(t *testing.T) {
			en, fr := compose(t, in("en", m.q)), compose(t, in("fr", m.q))
			heading, titre := "Was it not you?", "Ce n’était pas vous\u202f?"
			if m.q.Payload.By != "" {
				heading, titre = "Does this surprise you?", "Cela vous surprend\u202f?"
			}
			en.says(t, m.title, "Hello Noor Haddad,", m.leadEn, "Saturday 21 November 2026, 14:04 UTC", "203.0.113.7", heading)
			fr.says(t, "Bonjour Noor Haddad,", m.leadFr, "samedi 21 novembre 2026 à 14\u00a0h\u00a004 UTC", "203.0.113.7", titre)
			if got := en.subject(t); got != m.title {
				t.Errorf("the subject is %q", got)
			}
			if !strings.Contains(en.text, "\nNetwork address: 203.0.113.7\n") || !strings.Contains(fr.text, "\nAdresse réseau\u202f: 203.0.113.7\n") {
				t.Errorf("the address does not stand on a line of its own:\n%s", fr.text)
			}
			if en.header.Get("Content-Language") != "en" || fr.header.Get("Content-Language") != "fr" {
				t.Error("the languages are not said")
			}
		})
	}
}

func TestCodesAndLinksStandInTheBodyAloneAndSayHowLongTheyWork(t *testing.T) {
	for _, m := range messages() {
		l := compose(t, m.q)
		address := "https://accounts.maplepress.example/base/" + m.page + "/dGhlLXRva2Vu_-1"
		switch {
		case m.code != "":
			l.says(t, m.code, "until Saturday 21 November 2026, 14:15 UTC")
			if !strings.Contains(l.text, "\n    "+m.code+"\n") {
				t.Errorf("%s: the code does not stand alone:\n%s", m.name, l.text)
			}
		case m.page != "":
			l.says(t, address, "until Saturday 21 November 2026, 15:05 UTC")
			if strings.Count(l.html, `href="`+address+`"`) != 2 || !strings.Contains(l.text, "\n"+address+"\n") {
				t.Errorf("%s: the link is not there twice, as a button and bare", m.name)
			}
		}
		if strings.Count(l.html, "http") != strings.Count(l.html, address) {
			t.Errorf("%s: the HTML has an address besides the link", m.name)
		}
		for name, values := range l.header {
			if s := strings.Join(values, " "); strings.Contains(s, "048151") || strings.Contains(s, "dGhlLXRva2Vu") {
				t.Errorf("%s: the header %s holds a secret", m.name, name)
			}
		}
		_, hidden, _ := strings.Cut(l.html, `<div style="display:none;`)
		preview, _, _ := strings.Cut(hidden, "</div>")
		if strings.Contains(preview, "048151") || strings.Contains(preview, "http") || !strings.Contains(html.UnescapeString(preview), m.leadEn) {
			t.Errorf("%s: beside the subject stands %q", m.name, preview)
		}
	}
}

func TestNoticesAskForNoAnswer(t *testing.T) {
	for _, m := range messages() {
		l := compose(t, m.q)
		if l.header.Get("Reply-To") != "" || l.header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("%s: Reply-To %q, Auto-Submitted %q", m.name, l.header.Get("Reply-To"), l.header.Get("Auto-Submitted"))
		}
		if again := compose(t, m.q); !bytes.Equal(l.raw, again.raw) {
			t.Errorf("%s: two copies differ", m.name)
		}
	}
}

func TestANoticeLeavesOutWhatIsNotKnown(t *testing.T) {
	l := compose(t, notice(store.MailPasswordChanged, func(p *store.MailPayload) { *p = store.MailPayload{} }))
	l.says(t, "When", "Saturday 21 November 2026, 14:05 UTC")
	for part, text := range l.parts() {
		for _, not := range []string{"Device", "Network address", "Account", "Hello", "New address", "{{", "0001"} {
			if strings.Contains(text, not) {
				t.Errorf("the %s says %q", part, not)
			}
		}
	}
}

func TestTheOldAddressIsToldTheNewOne(t *testing.T) {
	for _, kind := range []store.MailKind{store.MailEmailAsked, store.MailEmailChanged} {
		compose(t, notice(kind, withNewEmail)).says(t, "New address", "noor@lumen.example")
	}
}

// Anybody may ask for the link of a lost password, and call their device what
// they like.
func TestStrangersPutNoWordsIntoAMessage(t *testing.T) {
	said := func(p *store.MailPayload) { p.Device = "Call +33 1 23 45 67 89" }
	for part, text := range compose(t, notice(store.MailPasswordLink, all(withLink, said))).parts() {
		if strings.Contains(text, "+33") {
			t.Errorf("the %s repeats what a stranger wrote", part)
		}
	}
	long := func(p *store.MailPayload) { p.Device = strings.Repeat("é", 500) + "end\r\nBcc: x@y.example" }
	l := compose(t, notice(store.MailNewDevice, long))
	l.says(t, strings.Repeat("é", longestFact-1)+"…")
	if strings.Contains(l.text, "Bcc") {
		t.Error("a device's name is not cut")
	}
}

func TestNamesInNoticesCannotBecomeHeadersOrMarkup(t *testing.T) {
	evil := "Eve\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>"
	for _, m := range messages() {
		p := &m.q.Payload
		p.Name, p.Device, p.NewEmail, p.AccountName, p.Address = evil, evil, evil, evil, evil
		if p.AboutEmail != "" {
			p.About, p.AboutEmail = evil, evil
		}
		if p.By != "" {
			p.By = evil
		}
		l := compose(t, m.q)
		if l.header.Get("Bcc") != "" || strings.Contains(l.html, "<script>") || strings.Contains(l.text, "\nBcc") {
			t.Errorf("%s: a name became a header, a line or markup", m.name)
		}
	}
}

func TestAMessageWithoutWhatItIsAboutIsNotSent(t *testing.T) {
	for _, m := range messages() {
		if m.code == "" && m.page == "" {
			continue
		}
		for part, change := range map[string]func(*store.MailPayload){
			"code or link": func(p *store.MailPayload) { p.Code, p.Token = "", "" },
			"end":          func(p *store.MailPayload) { p.ExpiresAt = time.Time{} },
		} {
			q := m.q
			change(&q.Payload)
			if _, err := composer(t).Compose(q); !errors.Is(err, ErrUnsendable) {
				t.Errorf("%s without its %s: %v", m.name, part, err)
			}
		}
	}
	if _, err := composer(t).Compose(factor("melted")); !errors.Is(err, ErrUnsendable) {
		t.Errorf("a change that nobody knows: %v", err)
	}
}
