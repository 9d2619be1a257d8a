package mail

import (
	"html"
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/server/store"
)

// hardMessages are invitations with names and notes that are hard to lay out.
func hardMessages() []kindOfMail {
	invite := func(name, by, to, message string) kindOfMail {
		return kindOfMail{name: "invitation-" + name, q: queued(func(q *store.QueuedMail) {
			q.Payload.InviterName, q.Payload.AccountName, q.Payload.Message = by, to, message
			q.Payload.UserType = account.RegularUser
		})}
	}
	long := strings.Repeat("Gesellschaft für die Erhaltung alter Handpressen ", 2)
	return []kindOfMail{
		invite("long-name", strings.Repeat("Amélie ", 12)+"Roy", strings.TrimSpace(long)+"e.V.", ""),
		invite("unbroken", strings.Repeat("Amélie", 12), strings.Repeat("Maple", 20), strings.Repeat("x", 300)),
		invite("rtl", "نور حداد", "דפוס אדר", "مرحبا نور، نراك يوم الاثنين.\nSee you on Monday."),
		invite("cjk", "山田太郎", "楓印刷株式会社", "月曜日にお会いしましょう。ケーキを持ってきてください。"),
		invite("quotes", `O’Brien "Pat" <pat@x.example>, Jr.`, `"Maple" & Sons <b>`, "Use {{.Token}} & <i>smile</i> \"here\"; 100 % 'sure'."),
		invite("emoji", "Zoë 🎉", "👩‍👩‍👧 Maple", "🎂🎂🎂"),
		invite("long-note", "Amélie Roy", "Maple Press", longNote()),
	}
}

// longNote has 1,000 characters, with lines and addresses in it.
func longNote() string {
	var b strings.Builder
	for b.Len() < 900 {
		b.WriteString("Read https://intranet.maplepress.example/very/long/path/to/the/handbook?chapter=3&page=12 first.\n\n- then call me\n")
	}
	note := b.String()
	return note + strings.Repeat("!", 1000-len(note))
}

func TestHardNamesAndNotesStayWhatTheyAre(t *testing.T) {
	for _, m := range hardMessages() {
		for _, language := range account.Languages() {
			l := compose(t, in(language, m.q))
			p := m.q.Payload
			bare := html.UnescapeString(l.html)
			for _, name := range []string{p.InviterName, p.AccountName} {
				if !strings.Contains(l.text, name) || !strings.Contains(bare, name) || !strings.Contains(l.subject(t), name) {
					t.Errorf("%s: the name %q is not whole", m.name, name)
				}
			}
			for line := range strings.SplitSeq(p.Message, "\n") {
				if line != "" && (!strings.Contains(l.text, "\n> "+line+"\n") || !strings.Contains(bare, line)) {
					t.Errorf("%s: the line %q is not whole", m.name, line)
				}
			}
			if n := strings.Count(l.html, `href="`); n != 2 {
				t.Errorf("%s: %d links in the HTML, want the button and the bare one", m.name, n)
			}
			if n := strings.Count(l.html, ">"+invitationLink+"<"); n != 1 || strings.Count(l.text, invitationLink) != 1 {
				t.Errorf("%s: the bare link is there %d times", m.name, n)
			}
			if strings.Contains(l.html, "<i>") || strings.Contains(l.html, "Sons <b>") {
				t.Errorf("%s: a text became markup", m.name)
			}
			if reply, err := l.header.AddressList("Reply-To"); err != nil || len(reply) != 1 || reply[0].Address != p.InviterEmail || reply[0].Name != p.InviterName {
				t.Errorf("%s: Reply-To %v, %v", m.name, reply, err)
			}
			wellFormed(t, m.name, l.raw)
		}
	}
}

// wellFormed holds a message to the limits of mail: lines of at most 78
// characters in the head, 76 in what is encoded, and none but ASCII (RFC 5322,
// RFC 2045).
func wellFormed(t *testing.T, name string, raw []byte) {
	t.Helper()
	if i := strings.IndexFunc(string(raw), func(r rune) bool { return r > 126 }); i >= 0 {
		t.Errorf("%s: not ASCII at %d", name, i)
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 78 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%s: a line of %d characters: %.90q", name, len(line), line)
		}
	}
}

// A name from right to left stands apart from the words around it.
func TestNamesFromRightToLeftDoNotTurnTheSentence(t *testing.T) {
	l := compose(t, queued(func(q *store.QueuedMail) { q.Payload.InviterName = "نور حداد" }))
	l.says(t, "\u2068نور حداد\u2069 invites you")
	if strings.Contains(compose(t, queued(nil)).text, "\u2068") {
		t.Error("a name from left to right was set apart")
	}
}
