package mail

import (
	"bytes"
	"errors"
	"html"
	netmail "net/mail"
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/server/store"
)

const invitationLink = "https://accounts.maplepress.example/base/invitation/dGhlLXRva2Vu_-1"

func TestTheInvitationSaysWhoWhereAsWhatAndUntilWhen(t *testing.T) {
	custom := []account.Permission{"contacts.view", "mailings.manage"}
	tests := []struct {
		name   string
		change func(*store.QueuedMail)
		want   []string
		not    []string
	}{
		{
			"administrator, English", nil,
			[]string{"Amélie Roy", "Maple Press", "as an administrator", "until Saturday 28 November 2026, 14:05 UTC", "noor.haddad@maplepress.example"},
			[]string{"A note from", "You will also be able to"},
		},
		{
			"user, French",
			func(q *store.QueuedMail) { q.Language, q.Payload.UserType = "fr", account.RegularUser },
			[]string{"Amélie Roy", "à titre d’utilisateur.", "jusqu’au samedi 28 novembre 2026 à 14\u00a0h\u00a005 UTC", "jetons d’API"},
			[]string{"The link"},
		},
		{
			"custom with permissions and a note",
			func(q *store.QueuedMail) {
				q.Payload.UserType, q.Payload.Permissions, q.Payload.Message = account.Custom, custom, "See you on Monday.\n<b>Bring cake</b>"
			},
			[]string{"as a custom user", "You will also be able to:", "view and export contacts", "schedule, cancel and stop mailings", "A note from Amélie Roy:", "<b>Bring cake</b>"},
			nil,
		},
		{
			"custom without permissions",
			func(q *store.QueuedMail) { q.Payload.UserType = account.Custom },
			[]string{"as a custom user"},
			[]string{"You will also be able to:"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := compose(t, queued(test.change))
			for part, text := range map[string]string{"text": l.text, "HTML": html.UnescapeString(l.html)} {
				for _, want := range append(test.want, invitationLink) {
					if !strings.Contains(text, want) {
						t.Errorf("the %s does not say %q:\n%s", part, want, text)
					}
				}
				for _, not := range test.not {
					if strings.Contains(text, not) {
						t.Errorf("the %s says %q", part, not)
					}
				}
			}
		})
	}
}

func TestTheHeadersAreThoseOfAnHonestMessage(t *testing.T) {
	l := compose(t, queued(nil))
	want := map[string]string{
		"From":             `"Rollcall" <no-reply@accounts.maplepress.example>`,
		"To":               "<noor.haddad@maplepress.example>",
		"Message-Id":       "<m_abc123@rollcall.example>",
		"Date":             "Sat, 21 Nov 2026 14:05:00 +0000",
		"Auto-Submitted":   "auto-generated",
		"Content-Language": "en",
		"Mime-Version":     "1.0",
		// Not a list, and nothing that tells what program wrote it.
		"List-Unsubscribe": "", "Precedence": "", "X-Mailer": "", "User-Agent": "",
	}
	for name, value := range want {
		if got := l.header.Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	reply, err := netmail.ParseAddress(l.header.Get("Reply-To"))
	if err != nil || reply.Name != "Amélie Roy" || reply.Address != "amelie.roy@maplepress.example" {
		t.Errorf("Reply-To is %v, %v", reply, err)
	}
	if got := l.subject(t); got != "Amélie Roy invites you to Maple Press" {
		t.Errorf("the subject is %q", got)
	}
}

func TestAMessageIsTheSameEachTime(t *testing.T) {
	if !bytes.Equal(compose(t, queued(nil)).raw, compose(t, queued(nil)).raw) {
		t.Error("two copies of one message differ")
	}
}

// No remote picture, no script, no address but the link: nothing tells anybody
// that the message was opened.
func TestNothingTracksTheReader(t *testing.T) {
	l := compose(t, queued(nil))
	for _, bad := range []string{"<img", "<script", "<link", "@import", "url("} {
		if strings.Contains(strings.ToLower(l.html), bad) {
			t.Errorf("the HTML holds %s", bad)
		}
	}
	if n := strings.Count(l.html, "http"); n != strings.Count(l.html, invitationLink) {
		t.Error("the HTML has an address besides the link")
	}
}

func TestNamesAndNotesCannotBecomeHeadersOrMarkup(t *testing.T) {
	evil := "Eve\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>"
	l := compose(t, queued(func(q *store.QueuedMail) {
		q.Payload.InviterName, q.Payload.AccountName, q.Payload.Message = evil, evil, evil
		q.Payload.UserType = account.RegularUser
	}))
	if l.header.Get("Bcc") != "" || len(l.header["Subject"]) != 1 || len(l.header["To"]) != 1 {
		t.Errorf("a name became a header: %v", l.header)
	}
	if strings.Contains(l.html, "<script>") {
		t.Error("a name became markup")
	}
	if reply, err := netmail.ParseAddress(l.header.Get("Reply-To")); err != nil || reply.Address != "amelie.roy@maplepress.example" {
		t.Errorf("Reply-To is %v, %v", reply, err)
	}
}

func TestADomainInOtherLettersGoesOutInASCII(t *testing.T) {
	l := compose(t, queued(func(q *store.QueuedMail) { q.To = "zoé@éditions-érable.example" }))
	to, err := netmail.ParseAddress(l.header.Get("To"))
	if err != nil || to.Address != "zoé@xn--ditions-rable-9gbi.example" {
		t.Errorf("To is %v, %v", to, err)
	}
}

func TestWhatCannotBeWrittenIsSaid(t *testing.T) {
	for name, change := range map[string]func(*store.QueuedMail){
		"kind":          func(q *store.QueuedMail) { q.Kind = "greeting" },
		"identifier":    func(q *store.QueuedMail) { q.MessageID = "a\r\nBcc: b@c.example" },
		"path":          func(q *store.QueuedMail) { q.MessageID = "../../etc/passwd" },
		"hidden":        func(q *store.QueuedMail) { q.MessageID = ".part-1" },
		"no identifier": func(q *store.QueuedMail) { q.MessageID = "" },
		"address":       func(q *store.QueuedMail) { q.To = "a@b.example\nBcc: c@d.example" },
		"two addresses": func(q *store.QueuedMail) { q.To = "a@b.example, c@d.example" },
	} {
		if _, err := composer(t).Compose(queued(change)); !errors.Is(err, ErrUnsendable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASenderOrAddressOfTheServiceThatIsNoneIsRefused(t *testing.T) {
	for _, test := range []struct{ from, url string }{
		{"", ""}, {"", "::"}, {"", "/relative"}, {"not an address", "https://a.example"},
	} {
		if _, err := NewComposer(test.from, test.url); err == nil {
			t.Errorf("%q at %q was accepted", test.from, test.url)
		}
	}
	c, err := NewComposer("Post <post@a.example>", "http://127.0.0.1:8080")
	if err != nil || c.from.Address != "post@a.example" {
		t.Error(err)
	}
	for _, url := range []string{"http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"} {
		if c, err = NewComposer("", url); err != nil || c.from.Address != "no-reply@localhost.localdomain" {
			t.Error(err, c.from)
		}
	}
}
