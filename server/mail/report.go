package mail

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// ErrNoReport is a message that is no delivery report (RFC 3464), or one about
// nothing that can be recognised.
var ErrNoReport = errors.New("mail: not a delivery report")

// Report is what became of one message, said later by a mail server on its way.
type Report struct {
	// MessageID is that of the message it is about, without brackets.
	MessageID string
	// Failed tells that the message will not arrive. Otherwise it is late, was
	// handed on or has arrived.
	Failed bool
	// Detail is one of account.Detail…, for a failure.
	Detail string
	// Status is the enhanced status code (RFC 3463), for the log.
	Status string
}

const (
	// reportDepth and reportParts bound what is looked at in a report.
	reportDepth = 4
	reportParts = 50
	// reportText is how much of a part is read, in bytes.
	reportText = 256 << 10
)

// Reports notes in the outbox what delivery reports say.
type Reports struct {
	Store store.Outbox
	Now   func() time.Time
	Log   *slog.Logger
}

// Take reads a report, a whole message or, by its content type, the body of one
// (multipart/report). ValidationFailed when it is none, NotFound when it is about
// no message that was handed over. One that is late or has arrived changes nothing.
func (r Reports) Take(ctx context.Context, contentType string, body []byte) error {
	whole := io.Reader(bytes.NewReader(body))
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(contentType)), "multipart/") {
		whole = io.MultiReader(strings.NewReader("Content-Type: "+oneLine(contentType)+"\r\n\r\n"), whole)
	}
	report, err := ParseReport(whole)
	switch {
	case err != nil:
		return account.Faultf(account.ValidationFailed, "not a delivery report (RFC 3464) about a message that can be recognised")
	case !report.Failed:
		return nil
	}
	err = r.Store.MailReturned(ctx, report.MessageID, report.Detail, r.Now().UTC().Truncate(time.Second))
	if err == nil {
		r.Log.InfoContext(ctx, "mail: came back", "message", report.MessageID, "status", report.Status)
	}
	return err
}

// ParseReport reads a delivery report: a whole message, as a bounce mailbox
// receives it. A report may be about several recipients; the service sends each
// message to one, so that the worst of them counts. ErrNoReport when it is none.
func ParseReport(r io.Reader) (Report, error) {
	m, err := netmail.ReadMessage(bufio.NewReader(r))
	if err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrNoReport, err)
	}
	var found finding
	found.look(textproto.MIMEHeader(m.Header), m.Body, 0)
	return found.report()
}

// finding is what was found in the parts of a report.
type finding struct {
	parts      int
	messageID  string
	recipients []textproto.MIMEHeader
}

// look walks the parts: the status of each recipient (message/delivery-status),
// and the message that comes back or its headers (RFC 3462).
func (f *finding) look(h textproto.MIMEHeader, body io.Reader, depth int) {
	if f.parts++; f.parts > reportParts || depth > reportDepth {
		return
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return
	}
	body = decoded(h, io.LimitReader(body, reportText))
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		parts := multipart.NewReader(body, params["boundary"])
		for p, err := parts.NextRawPart(); err == nil; p, err = parts.NextRawPart() {
			f.look(p.Header, p, depth+1)
		}
	case kind == "message/delivery-status", kind == "message/global-delivery-status":
		f.status(body)
	case kind == "message/rfc822", kind == "message/global", kind == "text/rfc822-headers", kind == "message/global-headers":
		f.original(body)
	}
}

// status reads the groups of fields of a delivery status: first about the
// message, then about each recipient.
func (f *finding) status(body io.Reader) {
	r := textproto.NewReader(bufio.NewReader(body))
	for first := true; ; first = false {
		group, err := r.ReadMIMEHeader()
		if !first && len(group) > 0 {
			f.recipients = append(f.recipients, group)
		}
		if err != nil {
			return
		}
	}
}

func (f *finding) original(body io.Reader) {
	h, _ := textproto.NewReader(bufio.NewReader(body)).ReadMIMEHeader()
	if id := strings.Trim(strings.TrimSpace(h.Get("Message-Id")), "<>"); f.messageID == "" && plainID(id) {
		f.messageID = id
	}
}

func (f *finding) report() (Report, error) {
	if f.messageID == "" || len(f.recipients) == 0 {
		return Report{}, ErrNoReport
	}
	out := Report{MessageID: f.messageID}
	for _, r := range f.recipients {
		status := enhanced.FindString(r.Get("Status"))
		if out.Status == "" {
			out.Status = status
		}
		if strings.EqualFold(action(r), "failed") {
			out.Failed, out.Status = true, status
			out.Detail = detail(diagnosed(r), status)
			return out, nil
		}
	}
	return out, nil
}

// action is what was done about a recipient; servers write comments beside it.
func action(r textproto.MIMEHeader) string {
	word, _, _ := strings.Cut(strings.TrimSpace(r.Get("Action")), " ")
	return strings.TrimRight(word, ";")
}

// enhanced is an enhanced status code (RFC 3463).
var enhanced = regexp.MustCompile(`[245]\.\d{1,3}\.\d{1,3}`)

// reply is the code of an SMTP answer in a diagnostic.
var reply = regexp.MustCompile(`\b[45]\d\d\b`)

// diagnosed is the SMTP answer that the other server gave, 0 when none is told.
func diagnosed(r textproto.MIMEHeader) int {
	kind, text, _ := strings.Cut(r.Get("Diagnostic-Code"), ";")
	if !strings.EqualFold(strings.TrimSpace(kind), "smtp") {
		return 0
	}
	n, _ := strconv.Atoi(reply.FindString(text))
	return n
}

// decoded undoes the transfer encoding of a part.
func decoded(h textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}
