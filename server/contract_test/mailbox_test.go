package contract_test

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// letter is a message the service has written.
type letter struct {
	file, id, to, subject string
	// text is its plain text.
	text string
}

// mailsTo gives the messages to one address.
func (s *service) mailsTo(t testing.TB, email string) []letter {
	t.Helper()
	var out []letter
	for _, l := range letters(t, s.mailDir()) {
		if strings.EqualFold(l.to, email) {
			out = append(out, l)
		}
	}
	return out
}

// letterAfter does something and waits for a letter of that kind to the
// address, which was not there before.
func (s *service) letterAfter(t testing.TB, email string, is func(letter) bool, do func()) letter {
	t.Helper()
	before := map[string]bool{}
	for _, l := range s.mailsTo(t, email) {
		before[l.id] = true
	}
	do()
	var found letter
	eventually(t, patience, "a letter", func() bool {
		for _, l := range s.mailsTo(t, email) {
			if !before[l.id] && is(l) {
				found = l
				return true
			}
		}
		return false
	})
	return found
}

// codeLine is a code as a letter shows it, on a line of its own.
var codeLine = regexp.MustCompile(`(?m)^\s*(\d{3})[ \x{00a0}\x{202f}]?(\d{3})\s*$`)

func (l letter) hasCode() bool { return codeLine.MatchString(l.text) }

// code is the six digits in the letter, which never stand in its subject.
func (l letter) code(t testing.TB) string {
	t.Helper()
	found := codeLine.FindStringSubmatch(l.text)
	if found == nil {
		t.Fatalf("no code in %q", l.subject)
	}
	if strings.Contains(l.subject, found[1]) || strings.Contains(l.subject, found[2]) {
		t.Error("the subject shows the code")
	}
	return found[1] + found[2]
}

// hasLink tells letters that lead to a page of that kind.
func hasLink(page string) func(letter) bool {
	return func(l letter) bool { return strings.Contains(l.text, "/"+page+"/") }
}

// link is where the letter leads.
func (l letter) link(t testing.TB, page string) string {
	t.Helper()
	found := regexp.MustCompile(`https?://\S+/` + page + `/[A-Za-z0-9_-]{22,}`).FindString(l.text)
	if found == "" {
		t.Fatalf("no link in %q", l.subject)
	}
	return found
}

// isNotice tells letters that only tell, and mention all the words.
func isNotice(words ...string) func(letter) bool {
	return func(l letter) bool {
		for _, w := range words {
			if !strings.Contains(l.text, w) {
				return false
			}
		}
		return !l.hasCode() && !strings.Contains(l.text, "/password-reset/") && !strings.Contains(l.text, "/email-change/")
	}
}

func countLetters(t testing.TB, dir string) int { return len(letterFiles(t, dir)) }

func letterFiles(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// letters reads every message of a folder.
func letters(t testing.TB, dir string) []letter {
	t.Helper()
	var out []letter
	for _, f := range letterFiles(t, dir) {
		out = append(out, readLetter(t, f))
	}
	return out
}

func readLetter(t testing.TB, file string) letter {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := mail.ReadMessage(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 {
		t.Fatalf("%s: to %v, %v", file, to, err)
	}
	id := strings.Trim(m.Header.Get("Message-Id"), "<>")
	if filepath.Base(file) != id+".eml" {
		t.Errorf("message %s is in the file %s", id, filepath.Base(file))
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject == "" {
		t.Errorf("%s: subject %q, %v", file, subject, err)
	}
	return letter{file: file, id: id, to: to[0].Address, subject: subject, text: plainText(t, m)}
}

// plainText finds the part that is plain text.
func plainText(t testing.TB, m *mail.Message) string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if kind == "text/plain" {
		return decoded(t, m.Body, m.Header.Get("Content-Transfer-Encoding"))
	}
	for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatalf("a letter without plain text: %v", err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/plain") {
			return decoded(t, part, part.Header.Get("Content-Transfer-Encoding"))
		}
	}
}

func decoded(t testing.TB, r io.Reader, encoding string) string {
	t.Helper()
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}
