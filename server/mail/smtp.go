package mail

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"rollcall/account"
)

// Server is a transport that hands messages to a mail server (RFC 5321).
type Server struct {
	host    string
	options []gomail.Option
}

const (
	serverBatch   = 10
	serverTimeout = 30 * time.Second
)

// parseServer understands smtp://[user:password@]host[:port], which uses TLS
// when the server offers it and requires it before a password crosses a
// network, and smtps://, which is TLS from the first byte.
func parseServer(spec string) (*Server, error) {
	u, err := url.Parse(spec)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, ErrTransport
	}
	options := []gomail.Option{gomail.WithTimeout(serverTimeout)}
	password, withPassword := u.User.Password()
	if u.Scheme == "smtps" {
		options = append(options, gomail.WithSSLPort(false))
	} else {
		options = append(options, gomail.WithTLSPortPolicy(tlsPolicy(u.Hostname(), withPassword)))
	}
	if p := u.Port(); p != "" {
		port, err := strconv.Atoi(p)
		if err != nil {
			return nil, ErrTransport
		}
		options = append(options, gomail.WithPort(port))
	}
	if withPassword {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return &Server{host: u.Hostname(), options: options}, nil
}

func tlsPolicy(host string, withPassword bool) gomail.TLSPolicy {
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	if withPassword && !local {
		return gomail.TLSMandatory
	}
	return gomail.TLSOpportunistic
}

// Batch is how many messages share a connection.
func (s *Server) Batch() int { return serverBatch }

// Deliver hands the messages over on one connection, one after the other.
func (s *Server) Deliver(ctx context.Context, messages []Message) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		client, err := gomail.NewClient(s.host, s.options...)
		if err == nil {
			err = client.DialWithContext(ctx)
		}
		if err != nil {
			// Not the recipient's doing, be it a wrong password: another try.
			each(messages, wrap("connection", err))(yield)
			return
		}
		// The server has answered for every message; how it takes leave of us
		// changes nothing.
		defer func() { _ = client.Close() }()
		for i, m := range messages {
			err := ctx.Err()
			if err == nil {
				err = deliver(client, m.Msg)
			}
			if !yield(i, err) {
				return
			}
		}
	}
}

func deliver(client *gomail.Client, m *gomail.Msg) error {
	err := client.Send(m)
	if err == nil || m.IsDelivered() {
		return nil
	}
	var failure *gomail.SendError
	if own := m.SendError(); errors.As(own, &failure) || errors.As(err, &failure) {
		return judge(failure)
	}
	return errors.New("mail: the server broke off")
}

// judge tells what will never be taken (5xx about this recipient or message)
// from what is worth another try. Its errors hold the numbers of the answer
// and never its text, which likes to repeat the address.
func judge(e *gomail.SendError) error {
	code, enhanced := e.ErrorCode(), e.EnhancedStatusCode()
	answer := fmt.Errorf("mail: answer %d %s (%s)", code, enhanced, e.Reason)
	if code < 500 || code > 599 || ours(code) {
		return answer
	}
	switch e.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return &Refusal{State: account.DeliveryBounced, Detail: detail(code, enhanced), Cause: answer}
	case gomail.ErrSMTPMailFrom:
		return &Refusal{State: account.DeliveryFailed, Detail: account.DetailNotSent, Cause: answer}
	}
	return answer
}

// ours tells the permanent answers that speak of this service's own sign-in or
// commands, which its operator will put right (RFC 4954, RFC 5321 4.2.3).
func ours(code int) bool {
	return code >= 500 && code <= 504 || code == 530 || code == 534 || code == 535 || code == 538
}

// detail puts an enhanced status code (RFC 3463) into words.
func detail(code int, enhanced string) string {
	switch enhanced {
	case "5.1.1", "5.1.0", "5.1.3", "5.1.6", "5.2.1":
		return account.DetailNoSuchPerson
	case "5.1.2", "5.1.10", "5.4.4":
		return account.DetailNoSuchDomain
	case "5.2.2":
		return account.DetailMailboxFull
	case "":
		if code == 552 {
			return account.DetailMailboxFull
		}
	}
	return account.DetailRefused
}
