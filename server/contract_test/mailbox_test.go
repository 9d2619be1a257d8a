package contract_test

import (
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// letter is a message the service has written.
type letter struct {
	file, id, to string
}

// mailsTo gives the messages to one address.
func (s *service) mailsTo(t testing.TB, email string) []letter {
	t.Helper()
	var out []letter
	for _, l := range letters(t, s.mailDir()) {
		if l.to == email {
			out = append(out, l)
		}
	}
	return out
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
	return letter{file: file, id: id, to: to[0].Address}
}
