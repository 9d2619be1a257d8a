package mail

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// line is a connection to the mail server, signed in.
type line struct {
	conn   net.Conn
	smtp   *smtp.Client
	limits limits
	// sent is how many messages it has carried, whatever became of them.
	sent int
	// begun is a message that was announced and not taken.
	begun bool
	// broken is a connection that carries nothing more.
	broken bool

	mu sync.Mutex
	// end is when a service that stops waits no longer; zero while it runs.
	end time.Time
}

// send hands a message over; nil once the server has taken it. While the
// service stops, the message in hand has a little time to come to its end.
func (l *line) send(ctx context.Context, m *gomail.Msg) *failure {
	stop := context.AfterFunc(ctx, l.hurry)
	defer stop()
	l.sent++
	f := l.transact(m)
	if f != nil {
		l.broken = !answered(f.err) || code(f.err) == 421
	}
	return f
}

func (l *line) transact(m *gomail.Msg) *failure {
	from, err := m.GetSender(false)
	if err != nil {
		return &failure{at: atMail, err: err}
	}
	to, err := m.GetRecipients()
	if err != nil {
		return &failure{at: atRecipient, err: err}
	}
	if err := l.announce(from, to); err != nil {
		return err
	}
	l.within(l.limits.command)
	w, err := l.smtp.Data()
	if err != nil {
		return &failure{at: atData, err: err}
	}
	l.within(l.limits.content)
	if _, err := m.WriteTo(w); err != nil {
		// Half a message must not be ended: the line breaks instead.
		return &failure{at: atContent, err: broken{err}}
	}
	l.within(l.limits.taken)
	if err := w.Close(); err != nil {
		return &failure{at: atEnd, err: err}
	}
	l.begun = false
	return nil
}

// announce says from whom to whom a message goes. Addresses in other letters
// need a server that knows them (RFC 6531); all others go without that demand,
// which a server further on might not meet.
func (l *line) announce(from string, to []string) *failure {
	ascii := isASCII(from) && !slices.ContainsFunc(to, func(s string) bool { return !isASCII(s) })
	if knows, _ := l.smtp.Extension("SMTPUTF8"); !ascii && !knows {
		return &failure{at: atRecipient, err: errLetters}
	}
	l.smtp.SkipSMTPUTF8(ascii)
	l.within(l.limits.command)
	if l.begun {
		if err := l.smtp.Reset(); err != nil {
			return &failure{at: atMail, err: err}
		}
	}
	l.begun = true
	if err := l.smtp.Mail(from); err != nil {
		return &failure{at: atMail, err: err}
	}
	for _, r := range to {
		l.within(l.limits.command)
		if err := l.smtp.Rcpt(r); err != nil {
			return &failure{at: atRecipient, err: err}
		}
	}
	return nil
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// within gives the server so long for the next step.
func (l *line) within(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	by := time.Now().Add(d)
	if !l.end.IsZero() && l.end.Before(by) {
		by = l.end
	}
	_ = l.conn.SetDeadline(by) // a closed connection says so at the next step
}

// hurry makes an end, because the service stops.
func (l *line) hurry() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end = time.Now().Add(l.limits.ending)
	_ = l.conn.SetDeadline(l.end)
}

// leave takes leave of the server, who has answered for every message: how that
// goes changes nothing.
func (l *line) leave(within time.Duration) {
	if !l.broken {
		_ = l.conn.SetDeadline(time.Now().Add(within))
		_ = l.smtp.Quit()
	}
	_ = l.conn.Close()
}
