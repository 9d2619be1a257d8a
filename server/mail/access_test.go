package mail

import (
	"errors"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// about is a queued message about an access to Maple Press.
func about(kind store.MailKind, changes ...func(*store.MailPayload)) store.QueuedMail {
	return queued(func(q *store.QueuedMail) {
		q.Kind = kind
		q.Payload = store.MailPayload{Name: "Noor Haddad", AccountName: "Maple Press", At: moment().Add(-time.Minute)}
		all(changes...)(&q.Payload)
	})
}

func asCustom(p *store.MailPayload) {
	p.UserType, p.Permissions = account.Custom, []account.Permission{"contacts.view", "mailings.manage"}
}

func untilDecember(p *store.MailPayload) { p.Until = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC) }

func aboutOda(p *store.MailPayload) { p.About, p.AboutEmail = "Oda Berg", "oda@lumen.example" }

func aboutAnAddress(p *store.MailPayload) { p.AboutEmail = "oda@lumen.example" }

func withAnswer(p *store.MailPayload) { p.Message = "Gladly.\nUntil the cover is done." }

func fromAnAddress(p *store.MailPayload) { p.Address = "203.0.113.7" }

// accessMessages are about access to another account.
func accessMessages() []kindOfMail {
	return []kindOfMail{
		{"access_granted", about(store.MailAccessGranted, asCustom, untilDecember), "You can now enter Maple Press", "given your login access to the account Maple Press", "vous a donné accès au compte Maple Press", "", ""},
		{"access_granted-by", about(store.MailAccessGranted, asCustom, byAmelie), "You can now enter Maple Press", "At the request of Amélie Roy", "Amélie Roy l’a demandé", "", ""},
		{"access_accepted", about(store.MailAccessAccepted, asCustom, byAmelie, fromAnAddress), "You can now enter Maple Press", "An invitation of Amélie Roy was accepted", "Amélie Roy vous a invité, et l’invitation a été acceptée", "", ""},
		{"access_removed", about(store.MailAccessRemoved), "You can no longer enter Maple Press", "The operator of the service has removed", "L’opérateur du service a retiré", "", ""},
		{"access_removed-by", about(store.MailAccessRemoved, byAmelie), "You can no longer enter Maple Press", "Amélie Roy has removed", "Amélie Roy a retiré", "", ""},
		{"access_restored", about(store.MailAccessRestored, asCustom, byAmelie), "You can enter Maple Press again", "Amélie Roy has undone", "Amélie Roy a annulé", "", ""},
		{"access_ending", about(store.MailAccessEnding, untilDecember), "Your access to Maple Press ends soon", "has a last day, and it is near", "a un dernier jour, et il approche", "", ""},
		{"access_ended", about(store.MailAccessEnded, untilDecember), "Your access to Maple Press has ended", "has come to its last day", "est arrivé à son dernier jour", "", ""},
		{"request_granted", about(store.MailRequestGranted, asCustom, untilDecember, aboutOda, withAnswer), "Access to Maple Press was granted", "Oda Berg (oda@lumen.example) can now enter", "Oda Berg (oda@lumen.example) peut maintenant entrer", "", ""},
		{"request_declined", about(store.MailRequestDeclined, aboutAnAddress, withAnswer), "Your request for access was declined", "to let oda@lumen.example into the account Maple Press", "de laisser entrer oda@lumen.example dans le compte Maple Press", "", ""},
		{"guest_ending", about(store.MailGuestEnding, untilDecember, aboutOda), "An access to Maple Press ends soon", "The access of Oda Berg (oda@lumen.example)", "Oda Berg (oda@lumen.example) a accès", "", ""},
		{"guest_ended", about(store.MailGuestEnded, untilDecember, aboutOda), "An access to Maple Press has ended", "They can no longer enter", "ne peut plus entrer", "", ""},
	}
}

func TestEveryMessageAboutAnAccessSaysWhereAndWhatToDoNext(t *testing.T) {
	for _, m := range accessMessages() {
		t.Run(m.name, func(t *testing.T) {
			en, fr := compose(t, in("en", m.q)), compose(t, in("fr", m.q))
			en.says(t, m.title, "Hello Noor Haddad,", m.leadEn, "Maple Press", "about access to Maple Press")
			fr.says(t, "Bonjour Noor Haddad,", m.leadFr, "Maple Press", "au sujet de l’accès à Maple Press")
			if got := en.subject(t); got != m.title {
				t.Errorf("the subject is %q", got)
			}
			if !strings.Contains(en.text, "\nAccount: Maple Press\n") || !strings.Contains(fr.text, "\nCompte\u202f: Maple Press\n") {
				t.Errorf("the account does not stand on a line of its own:\n%s", fr.text)
			}
		})
	}
}

// Who is let in reads as what, until when, and how to get there.
func TestWhoIsLetInReadsAsWhatUntilWhenAndHowToGetThere(t *testing.T) {
	q := about(store.MailAccessGranted, asCustom, untilDecember, byAmelie)
	en, fr := compose(t, in("en", q)), compose(t, in("fr", q))
	en.says(t, "custom user", "view and export contacts", "Tuesday 1 December 2026, 00:00 UTC", "the login is the same", "choose Maple Press", "Ask Amélie Roy about it")
	fr.says(t, "utilisateur personnalisé", "consulter et exporter les contacts", "mardi 1er décembre 2026 à 0\u00a0h\u00a000 UTC", "l’accès est le même", "choisissez Maple Press", "Demandez à Amélie Roy")
	for part, text := range compose(t, about(store.MailAccessGranted, func(p *store.MailPayload) { p.UserType = account.Administrator })).parts() {
		if !strings.Contains(text, "administrator") || strings.Contains(text, "Ends") || strings.Contains(text, "Beyond the basics") {
			t.Errorf("the %s says too much: %s", part, text)
		}
	}
}

func TestTheRemovedReadThatTheirHomeIsUntouchedAndSinceWhen(t *testing.T) {
	l := compose(t, about(store.MailAccessRemoved, byAmelie))
	l.says(t, "Your own account is untouched", "Saturday 21 November 2026, 14:04 UTC", "Ask Amélie Roy about it")
	compose(t, about(store.MailAccessRemoved)).says(t, "Ask an administrator of Maple Press")
}

func TestTheAnswerOfTheOperatorIsQuoted(t *testing.T) {
	for _, kind := range []store.MailKind{store.MailRequestGranted, store.MailRequestDeclined} {
		l := compose(t, about(kind, aboutAnAddress, withAnswer))
		l.says(t, "The operator of the service writes:", "Gladly.", "Until the cover is done.")
		for part, text := range compose(t, about(kind, aboutAnAddress)).parts() {
			if strings.Contains(text, "writes") {
				t.Errorf("the %s quotes nothing", part)
			}
		}
	}
}

func TestAnEndThatIsNotSaidIsNotAnnounced(t *testing.T) {
	for _, kind := range []store.MailKind{store.MailAccessEnding, store.MailAccessEnded, store.MailGuestEnding, store.MailGuestEnded} {
		if _, err := composer(t).Compose(about(kind)); !errors.Is(err, ErrUnsendable) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
