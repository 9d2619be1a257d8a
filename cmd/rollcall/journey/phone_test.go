package journey

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"rollcall/account"
)

// phone is a telephone with an authenticator app, which knows what it scanned and
// what time it is.
type phone struct {
	d      *desk
	secret []byte
	// text is the secret as one types it.
	text string
	// last is the step of the code that was entered last: each counts once.
	last int64
}

// step is how long a code is shown (RFC 6238, 5.2).
const step = 30 * time.Second

// scan holds a telephone to the screen.
func (d *desk) scan() *phone {
	d.t.Helper()
	var uri string
	d.eventually("to read a QR code", patience, func() bool {
		picture, err := gozxing.NewBinaryBitmapFromImage(d.screen())
		must(d.t, err)
		found, err := qrcode.NewQRCodeReader().Decode(picture, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
		if err == nil {
			uri = found.GetText()
		}
		return err == nil
	})
	return d.newPhone(uri)
}

// newPhone is a telephone that has scanned a code (Key URI Format).
func (d *desk) newPhone(uri string) *phone {
	d.t.Helper()
	u, err := url.Parse(uri)
	must(d.t, err)
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || q.Get("digits") != "6" || q.Get("period") != "30" || q.Get("algorithm") != "SHA1" {
		d.t.Fatalf("no authenticator app reads a code of this kind: %s://%s", u.Scheme, u.Host)
	}
	p := &phone{d: d, text: q.Get("secret"), last: -1}
	p.secret, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(p.text)
	must(d.t, err)
	return p
}

// enrol sets up an authenticator app for somebody, as a program would.
func (d *desk) enrol(who person) *phone {
	d.t.Helper()
	secret, err := who.SetUpApp(d.t.Context(), who.Password, account.Act{})
	must(d.t, err)
	p := d.newPhone(secret.OTPAuthURI)
	must(d.t, who.ConfirmApp(d.t.Context(), p.code(), account.Act{}))
	return p
}

// code is the next that was not entered yet. The clock of the telephone may be
// fast by one step, so that nobody waits long for another.
func (p *phone) code() string {
	p.d.t.Helper()
	next := max(now(), p.last+1)
	p.d.eventually("the next code", 2*step, func() bool { return next <= now()+1 })
	p.last = next
	return p.at(next)
}

// wrong is a code that was right long ago.
func (p *phone) wrong() string { return p.at(now() - 100) }

func now() int64 { return time.Now().Unix() / int64(step/time.Second) }

// at is the code of a step (RFC 4226, 5.3).
func (p *phone) at(step int64) string {
	mac := hmac.New(sha1.New, p.secret)
	_ = binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0x0f
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%1_000_000)
}

// clipboard is what was copied last.
func (d *desk) clipboard() string {
	d.t.Helper()
	out, err := d.command("xclip", "-o", "-selection", "clipboard").Output()
	must(d.t, err)
	return strings.TrimSpace(string(out))
}
