package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"iter"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"rollcall/account"
)

// ErrTransport is a value of --mail that names no transport. It never repeats
// the value, which may hold a password.
var ErrTransport = errors.New("mail: want dir:FOLDER, smtp://[user:password@]host[:port] or smtps://…")

// Message is a composed message and the Message-ID it is known by.
type Message struct {
	ID  string
	Msg *gomail.Msg
}

// Transport hands messages over.
type Transport interface {
	// Deliver hands over the messages and gives the index of each, in any order,
	// with nil once it was durably taken, a *Refusal when it never will be, and
	// any other error, best a *Delay, when it is worth another try. It gives
	// every index once. Once the context has ended it soon gives up what is not
	// taken yet.
	Deliver(ctx context.Context, messages []Message) iter.Seq2[int, error]
	// Batch is how many messages are best handed over together.
	Batch() int
	// Lanes is how many calls of Deliver there may be at one moment.
	Lanes() int
	// Rest lets go of what was kept for the next message. It is called while
	// nothing is handed over.
	Rest()
}

// Refusal is a message that will not be taken however often it is tried.
type Refusal struct {
	// State is bounced when the recipient's side refused it, failed otherwise.
	State account.DeliveryState
	// Detail is one of account.Detail…, for the administrator.
	Detail string
	// Cause is for the log; it may quote the server but no address.
	Cause error
}

// Error gives detail and cause.
func (r *Refusal) Error() string {
	if r.Cause == nil {
		return r.Detail
	}
	return r.Detail + ": " + r.Cause.Error()
}

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// Delay is a message that was not taken and is worth another try.
type Delay struct {
	// Detail is one of account.Detail…, for the administrator.
	Detail string
	// Cause is for the log; it may quote the numbers of an answer but no address.
	Cause error
}

// Error gives the cause.
func (d *Delay) Error() string { return d.Cause.Error() }

// Unwrap gives the cause.
func (d *Delay) Unwrap() error { return d.Cause }

// ParseTransport understands the flag --mail: dir:FOLDER or a mail server, whose
// certificate roots vouch for (the system's when nil). ErrTransport when it is
// neither.
func ParseTransport(spec string, roots *x509.CertPool) (Transport, error) {
	if folder, ok := strings.CutPrefix(spec, "dir:"); ok {
		if folder == "" {
			return nil, ErrTransport
		}
		return NewFolder(folder)
	}
	if strings.HasPrefix(spec, "smtp://") || strings.HasPrefix(spec, "smtps://") {
		return parseServer(spec, roots)
	}
	return nil, ErrTransport
}

// each gives the same error for every message.
func each(messages []Message, err error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range messages {
			if !yield(i, err) {
				return
			}
		}
	}
}

func wrap(what string, err error) error { return fmt.Errorf("mail: %s: %w", what, err) }
