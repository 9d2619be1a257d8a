package contract_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// period is how long a code of an authenticator app is shown (RFC 6238).
const period = 30 * time.Second

// authenticator shows codes as an app on a telephone does. It is written from
// RFC 6238 and 4226 alone, so that it judges the service.
type authenticator struct {
	key []byte
	// last is the latest period whose code was used.
	last int64
}

// code is what the app shows in a period of 30 seconds since 1970.
func (a *authenticator) code(step int64) string {
	mac := hmac.New(sha1.New, a.key)
	_ = binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff%1_000_000)
}

// next gives a code that was not used yet, and moves the clock on to when it is
// shown, if need be.
func (a *authenticator) next(c *clock) string {
	step := c.step()
	if step <= a.last {
		c.advance(time.Duration(a.last+1-step) * period)
		step = a.last + 1
	}
	a.last = step
	return a.code(step)
}

// step is the period it is.
func (c *clock) step() int64 { return c.now().Unix() / int64(period/time.Second) }

// settle moves the clock to the beginning of a period, so that a trial of
// neighbouring periods does not meet the change of one.
func (c *clock) settle() int64 {
	c.advance(period - time.Duration(c.now().UnixNano())%period + time.Second)
	return c.step()
}

// TestTheAuthenticatorOfTheTestsIsOne: the vectors of RFC 6238, Appendix B, for
// SHA-1, of which an app shows the last six digits.
func TestTheAuthenticatorOfTheTestsIsOne(t *testing.T) {
	t.Parallel()
	a := authenticator{key: []byte("12345678901234567890")}
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := a.code(at / 30); got != want[2:] {
			t.Errorf("at %d: %s, want %s", at, got, want[2:])
		}
	}
}

// newApp reads what the service gave to set an app up with: secret and address
// say the same, SHA-1, six digits and 30 seconds, and 128 random bits or more.
func newApp(t testing.TB, s account.AppSecret) *authenticator {
	t.Helper()
	u, err := url.Parse(s.OTPAuthURI)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" {
		t.Fatal("this is no Key URI")
	}
	q := u.Query()
	for name, want := range map[string]string{"algorithm": "SHA1", "digits": "6", "period": "30"} {
		if got := q.Get(name); got != "" && got != want {
			t.Errorf("%s is %s", name, got)
		}
	}
	plain := strings.ToUpper(strings.ReplaceAll(s.Secret, " ", ""))
	if q.Get("secret") != plain || q.Get("issuer") != "Rollcall" || !strings.HasPrefix(u.Path, "/Rollcall:") {
		t.Error("the Key URI does not say the secret, the issuer and the label")
	}
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(plain)
	if err != nil || len(key) < 16 {
		t.Fatalf("a secret of %d bytes: %v", len(key), err)
	}
	return &authenticator{key: key}
}

// enrol sets an app up and confirms it, and gives it.
func (w *world) enrol(t testing.TB, c caller, pass string) *authenticator {
	t.Helper()
	app := w.beginApp(t, c, pass)
	c.post(t, "/v1/me/two-factor/app/confirm", map[string]any{"code": app.next(w.clock)}).want(t, 204)
	return app
}

func (w *world) beginApp(t testing.TB, c caller, pass string) *authenticator {
	t.Helper()
	return newApp(t, read[account.AppSecret](t, c.post(t, "/v1/me/two-factor/app", map[string]any{"current_password": pass}).want(t, 200)))
}

// arm gives a person an app, so that they sign in with it from now on.
func (w *world) arm(t testing.TB, p *person) *authenticator {
	t.Helper()
	p.app = w.enrol(t, w.signIn(t, p), p.password)
	return p.app
}

// enrolEmail switches codes by e-mail on.
func (w *world) enrolEmail(t testing.TB, c caller, pass, address string) {
	t.Helper()
	w.confirmEmail(t, c, w.beginEmail(t, c, pass, address))
}

// beginEmail asks for codes by e-mail and gives the one that was sent.
func (w *world) beginEmail(t testing.TB, c caller, pass, address string) string {
	t.Helper()
	return w.letterAfter(t, address, letter.hasCode, func() {
		c.post(t, "/v1/me/two-factor/email", map[string]any{"address": address, "current_password": pass}).want(t, 202)
	}).code(t)
}

func (w *world) confirmEmail(t testing.TB, c caller, code string) {
	t.Helper()
	c.post(t, "/v1/me/two-factor/email/confirm", map[string]any{"code": code}).want(t, 204)
}

// drop switches a method off again.
func (w *world) drop(t testing.TB, c caller, m account.Method, pass string) {
	t.Helper()
	c.post(t, "/v1/me/two-factor/"+string(m)+"/remove", map[string]any{"current_password": pass}).want(t, 204)
}
