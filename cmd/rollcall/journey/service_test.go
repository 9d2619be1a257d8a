package journey

import (
	"bufio"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// service is accountd at work, as a process of its own, on the sample account.
type service struct {
	d       *desk
	dir     string
	url     string
	process *process
	// mail is where letters go, as --mail has it; empty for the folder.
	mail string

	Account  string `json:"account_id"`
	Login    string `json:"login"`
	Password string `json:"password"`
}

func (d *desk) startService() *service { return d.startServiceWith("") }

// startServiceAt starts it with a clock that is ahead of the computer's.
func (d *desk) startServiceAt(offset string) *service {
	d.t.Helper()
	return d.startServiceWith("", "--clock-offset", offset)
}

// startServiceWith is startService with letters that go elsewhere, unless mail is
// empty, and more flags.
func (d *desk) startServiceWith(mail string, more ...string) *service {
	d.t.Helper()
	s := &service{d: d, dir: filepath.Join(d.dir, "service"), mail: mail}
	out, err := d.command(program(d.t, "accountd"), "sample", "--data", s.dir).Output()
	must(d.t, err)
	must(d.t, json.Unmarshal(out, s))
	s.serve("127.0.0.1:0", more...)
	return s
}

// serve starts the service and reads from its first line where it listens.
func (s *service) serve(listen string, more ...string) {
	s.d.t.Helper()
	args := append([]string{"serve", "--data", s.dir, "--listen", listen}, more...)
	if s.mail != "" {
		args = append(args, "--mail", s.mail)
	}
	cmd := s.d.command(program(s.d.t, "accountd"), args...)
	out, err := cmd.StdoutPipe()
	must(s.d.t, err)
	s.process = s.d.start(cmd)
	line, err := bufio.NewReader(out).ReadString('\n')
	must(s.d.t, err)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	s.url = strings.TrimSpace(line[strings.Index(line, "http"):])
}

// operator runs a command of accountd beside the serving one.
func (s *service) operator(args ...string) string {
	s.d.t.Helper()
	out, err := s.d.command(program(s.d.t, "accountd"), args...).CombinedOutput()
	if err != nil {
		s.d.t.Fatalf("accountd %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// letter is one mail that the service wrote.
type letter struct {
	file string
	to   string
	text string
	// link is that of a page, code the digits to enter; empty where there is none.
	link, code string
}

var (
	linkInText = regexp.MustCompile(`https?://\S+/(?:invitation|password-reset|email-change)/[A-Za-z0-9_-]+`)
	codeInText = regexp.MustCompile(`(?m)^    ([0-9]{3})\s?([0-9]{3})\s*$`)
)

// letters reads all mails to an address, the oldest first.
func (s *service) letters(to string) []letter {
	s.d.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "mail", "*.eml"))
	must(s.d.t, err)
	type dated struct {
		letter
		at time.Time
	}
	var found []dated
	for _, f := range files {
		l := s.readLetter(f)
		if l.to != to {
			continue
		}
		info, err := os.Stat(f)
		must(s.d.t, err)
		found = append(found, dated{l, info.ModTime()})
	}
	slices.SortFunc(found, func(a, b dated) int { return a.at.Compare(b.at) })
	out := make([]letter, 0, len(found))
	for _, f := range found {
		out = append(out, f.letter)
	}
	return out
}

// waitForLetter waits for the n-th mail to an address.
func (s *service) waitForLetter(to string, n int) letter {
	s.d.t.Helper()
	var all []letter
	s.d.eventually("mail to "+to, 20*time.Second, func() bool {
		all = s.letters(to)
		return len(all) >= n
	})
	if len(all) != n {
		s.d.t.Fatalf("%d mails to %s, want %d", len(all), to, n)
	}
	return all[n-1]
}

// waitForLetterSaying waits for the n-th mail to an address in which something
// stands: other mails may come before and after.
func (s *service) waitForLetterSaying(to, text string, n int) letter {
	s.d.t.Helper()
	var found []letter
	s.d.eventually("mail to "+to+" that says "+text, 20*time.Second, func() bool {
		found = slices.DeleteFunc(s.letters(to), func(l letter) bool { return !strings.Contains(l.text, text) })
		return len(found) >= n
	})
	return found[n-1]
}

func (s *service) readLetter(file string) letter {
	s.d.t.Helper()
	f, err := os.Open(file)
	must(s.d.t, err)
	defer func() { _ = f.Close() }()
	m, err := mail.ReadMessage(f)
	must(s.d.t, err)
	to, err := m.Header.AddressList("To")
	must(s.d.t, err)
	l := letter{file: file, to: to[0].Address, text: s.plainText(m)}
	l.link = linkInText.FindString(l.text)
	if digits := codeInText.FindStringSubmatch(l.text); digits != nil {
		l.code = digits[1] + digits[2]
	}
	return l
}

func (s *service) plainText(m *mail.Message) string {
	s.d.t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	must(s.d.t, err)
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		must(s.d.t, err)
		if !strings.HasPrefix(part.Header.Get("Content-Type"), "text/plain") {
			continue
		}
		var r io.Reader = part
		if strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
			r = quotedprintable.NewReader(part)
		}
		text, err := io.ReadAll(r)
		must(s.d.t, err)
		return string(text)
	}
}
