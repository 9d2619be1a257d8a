package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"net"
	netmail "net/mail"
	"net/url"
	"strings"
	texttemplate "text/template"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"rollcall/account"
	"rollcall/assets"
	"rollcall/server/store"
	"rollcall/server/words"
)

// ErrUnsendable is a queued message that can never be sent: an address that is
// none, an identifier with strange characters, an unknown kind.
var ErrUnsendable = errors.New("mail: the message cannot be written")

// Composer writes queued messages out. It is safe for concurrent use.
type Composer struct {
	from      *netmail.Address
	publicURL *url.URL
	book      *words.Book
	html      *htmltemplate.Template
	text      *texttemplate.Template
}

// NewComposer makes a composer. From is the sender, as "Rollcall
// <no-reply@example.org>"; empty, it is no-reply at the host of publicURL, below
// which the links of the messages stand.
func NewComposer(from, publicURL string) (*Composer, error) {
	base, err := url.Parse(publicURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("mail: the public address of the service: %w", errors.Join(ErrUnsendable, err))
	}
	if from == "" {
		from = defaultSender(base)
	}
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("mail: the sender: %w", err)
	}
	book, err := words.Read(assets.Mail, "mail")
	if err != nil {
		return nil, err
	}
	html, err := htmltemplate.ParseFS(assets.Mail, "mail/*.html")
	if err != nil {
		return nil, fmt.Errorf("mail: templates: %w", err)
	}
	text, err := texttemplate.ParseFS(assets.Mail, "mail/*.txt")
	if err != nil {
		return nil, fmt.Errorf("mail: templates: %w", err)
	}
	return &Composer{from: sender, publicURL: base, book: book, html: html, text: text}, nil
}

func defaultSender(base *url.URL) string {
	host := base.Hostname()
	if !strings.Contains(host, ".") || net.ParseIP(host) != nil {
		host = "localhost.localdomain"
	}
	return (&netmail.Address{Name: "Rollcall", Address: "no-reply@" + host}).String()
}

// Compose writes a message out: text and HTML, from the service. Answers go to
// the person who invites, and nowhere for every other kind. The same queued
// message gives the same bytes each time. ErrUnsendable when it never can be
// written.
func (c *Composer) Compose(q store.QueuedMail) (*gomail.Msg, error) {
	if !plainID(q.MessageID) {
		return nil, fmt.Errorf("%w: its identifier", ErrUnsendable)
	}
	to, err := recipient(q.To)
	if err != nil {
		return nil, err
	}
	l, err := c.letter(q)
	if err != nil {
		return nil, err
	}
	text, html, err := c.render(l)
	if err != nil {
		return nil, err
	}
	m := c.envelope(q, to)
	m.SetGenHeader(gomail.HeaderContentLang, l.Language)
	m.Subject(oneLine(l.Subject))
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	return m, nil
}

// envelope is everything of the message but subject and body. The sender has one
// name, the service's, whoever asked for the message: people and filters come to
// know it, and nobody can send under a name of their choice by giving it to an
// account. Who invites stands in the subject and in Reply-To. There is nothing to
// unsubscribe from: each message answers one act, so no List-Unsubscribe.
func (c *Composer) envelope(q store.QueuedMail, to *netmail.Address) *gomail.Msg {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary(boundary(q.MessageID)))
	m.FromMailAddress(c.from)
	m.ToMailAddress(to)
	if reply, err := recipient(q.Payload.InviterEmail); err == nil && q.Kind == store.MailInvitation {
		reply.Name = oneLine(q.Payload.InviterName)
		m.ReplyToMailAddress(reply)
	}
	m.SetMessageIDWithValue(q.MessageID)
	m.SetDateWithValue(q.CreatedAt.UTC())
	// RFC 3834: no out-of-office answer, please.
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	return m
}

func (c *Composer) render(l letter) (text, html string, err error) {
	var t, h bytes.Buffer
	if err := c.text.ExecuteTemplate(&t, "letter.txt", l); err != nil {
		return "", "", fmt.Errorf("mail: text: %w", err)
	}
	if err := c.html.ExecuteTemplate(&h, "letter.html", l); err != nil {
		return "", "", fmt.Errorf("mail: HTML: %w", err)
	}
	return t.String(), h.String(), nil
}

// recipient takes a bare address; its domain goes out in the ASCII form that
// every mail server understands (RFC 5890).
func recipient(address string) (*netmail.Address, error) {
	clean, err := account.CleanEmail(address)
	if err != nil {
		return nil, fmt.Errorf("%w: an address %w", ErrUnsendable, err)
	}
	at := strings.LastIndexByte(clean, '@')
	domain, err := idna.Lookup.ToASCII(clean[at+1:])
	if err != nil {
		return nil, fmt.Errorf("%w: the domain of an address", ErrUnsendable)
	}
	return &netmail.Address{Address: clean[:at+1] + domain}, nil
}

// plainID accepts identifiers that mean the same in a header, in a file name
// and in a log.
func plainID(id string) bool {
	return id != "" && len(id) <= 200 && id[0] != '.' && !strings.ContainsFunc(id, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("@.-_", r)
	})
}

// oneLine keeps a name from ever beginning a header of its own.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
}

// boundary follows from the Message-ID, so that the message does too.
func boundary(messageID string) string {
	sum := sha256.Sum256([]byte(messageID))
	return "rollcall-" + hex.EncodeToString(sum[:16])
}
