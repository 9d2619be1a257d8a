package mail

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"syscall"

	"rollcall/account"
)

// step is how far the handing over of a message has come.
type step string

const (
	atConnect   step = "connection"
	atMail      step = "sender"
	atRecipient step = "recipient"
	atData      step = "announcement"
	atContent   step = "content"
	// atEnd: the whole message was sent; whether it was taken, only the answer
	// tells.
	atEnd step = "end"
)

// failure is a message that was not taken, as far as one knows.
type failure struct {
	at  step
	err error
}

// broken is a connection that broke off.
type broken struct{ error }

// worn tells whether the connection may be to blame rather than the message,
// and nothing of the message was taken: it was closed, or the server wants no
// more messages over it (421, or a temporary answer to MAIL).
func (f *failure) worn() bool {
	switch f.at {
	case atMail:
		return !answered(f.err) || temporary(f.err)
	case atRecipient, atData, atContent:
		return !answered(f.err) && !isTimeout(f.err) || code(f.err) == 421
	}
	return false
}

// judge tells what will never be taken (5xx about this recipient or message)
// from what is worth another try.
func judge(f *failure) error {
	cause := fmt.Errorf("mail: %s: %w", f.at, plain(f.err))
	n := code(f.err)
	switch {
	case errors.Is(f.err, errLetters):
		return &Refusal{State: account.DeliveryFailed, Detail: account.DetailNotSent, Cause: cause}
	case errors.Is(f.err, errNoSignIn):
		return &Delay{Detail: account.DetailNotLetIn, Cause: cause}
	case unsafe(f.err):
		return &Delay{Detail: account.DetailUnsafe, Cause: cause}
	case !answered(f.err):
		return &Delay{Detail: account.DetailNoAnswer, Cause: cause}
	case n < 500:
		return &Delay{Detail: delay(enhancedOf(f.err)), Cause: cause}
	case ours(n), f.at == atConnect:
		return &Delay{Detail: account.DetailNotLetIn, Cause: cause}
	case f.at == atMail:
		return &Refusal{State: account.DeliveryFailed, Detail: account.DetailNotSent, Cause: cause}
	}
	return &Refusal{State: account.DeliveryBounced, Detail: detail(n, enhancedOf(f.err)), Cause: cause}
}

// plain says what happened without the text of an answer, which likes to repeat
// the address: only its numbers stay.
func plain(err error) error {
	var answer *textproto.Error
	var garbage textproto.ProtocolError
	var cut broken
	switch {
	case errors.As(err, &answer):
		return fmt.Errorf("answer %d %s", answer.Code, enhancedOf(err))
	case errors.As(err, &garbage):
		return errors.New("an answer that is none")
	case isTimeout(err):
		return errors.New("no answer in time")
	case errors.As(err, &cut), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return errors.New("the server broke off")
	}
	return err
}

// unsafe tells that the server is not who it says, or speaks in the open.
func unsafe(err error) bool {
	var wrong *tls.CertificateVerificationError
	return errors.Is(err, errNoTLS) || errors.As(err, &wrong)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// code is the number of an answer, 0 when there was none.
func code(err error) int {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return 0
}

// answered tells an answer of a mail server from silence, noise and a number that
// means nothing.
func answered(err error) bool {
	n := code(err)
	return errors.Is(err, errLetters) || n >= 400 && n <= 599
}

func temporary(err error) bool { return answered(err) && code(err) < 500 }

// enhancedOf is the enhanced status code that an answer begins with (RFC 2034).
func enhancedOf(err error) string {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return ""
	}
	at := enhanced.FindStringIndex(answer.Msg)
	if at == nil || at[0] != 0 {
		return ""
	}
	return answer.Msg[:at[1]]
}

// ours tells the permanent answers that speak of this service's own sign-in or
// commands, which its operator will put right (RFC 4954, RFC 5321 4.2.3).
func ours(code int) bool {
	return code >= 500 && code <= 504 || code == 530 || code == 534 || code == 535 || code == 538
}

// delay puts the enhanced code of a temporary answer (RFC 3463) into words.
func delay(enhanced string) string {
	switch enhanced {
	case "4.4.1", "4.4.2", "4.4.3", "4.4.4", "4.4.7":
		return account.DetailUnreachable
	case "4.2.2":
		return account.DetailMailboxFull
	}
	return account.DetailTryLater
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
