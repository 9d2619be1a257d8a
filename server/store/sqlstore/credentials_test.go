package sqlstore_test

import (
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/pquerna/otp"

	"rollcall/account"
	"rollcall/server/secondfactor"
	"rollcall/server/store"
)

// phone is an authenticator app.
type phone struct {
	w      *world
	secret []byte
}

// code is what the phone shows some steps from now.
func (p phone) code(drift int64) string {
	p.w.Helper()
	c, err := secondfactor.Code(p.secret, secondfactor.StepAt(p.w.now)+drift, otp.DigitsSix, otp.AlgorithmSHA1)
	p.w.must(err)
	return c
}

// scan begins the set-up of an app and gives the phone that scanned the code.
func (w *world) scan(c store.Caller) phone {
	w.Helper()
	s, err := w.db.BeginApp(w.Context(), w.by(c), passwordHash)
	w.must(err)
	secret, err := base32.StdEncoding.DecodeString(s.Secret)
	w.must(err)
	return phone{w, secret}
}

// app switches an app on. The code of this moment is used up.
func (w *world) app(c store.Caller) phone {
	w.Helper()
	p := w.scan(c)
	w.must(w.db.ConfirmApp(w.Context(), w.by(c), p.code(0)))
	return p
}

// emailCodes switches codes by e-mail on.
func (w *world) emailCodes(c store.Caller, address string) {
	w.Helper()
	w.must(w.db.BeginEmailCodes(w.Context(), w.by(c), passwordHash, address))
	w.must(w.db.ConfirmEmailCodes(w.Context(), w.by(c), w.mail(store.MailSetupCode).Payload.Code))
}

// post takes all waiting mail of one kind; the rest is sent and forgotten.
func (w *world) post(k store.MailKind) []store.QueuedMail {
	w.Helper()
	var out []store.QueuedMail
	for _, m := range w.claim("post") {
		w.must(w.db.MailSent(w.Context(), []string{m.ID}, w.now))
		if m.Kind == k {
			out = append(out, m)
		}
	}
	return out
}

// mail takes the one waiting message of a kind.
func (w *world) mail(k store.MailKind) store.QueuedMail {
	w.Helper()
	all := w.post(k)
	if len(all) != 1 {
		w.Fatalf("%d messages of kind %s wait, want one", len(all), k)
	}
	return all[0]
}

// attempt is a sign-in of a person, changed as the case needs.
func (w *world) attempt(personID string, change func(*store.StartSession)) (store.StartedSession, store.Caller, error) {
	w.Helper()
	w.people++
	token := fmt.Sprintf("token of %d", w.people)
	in := store.StartSession{
		PersonID: personID, PasswordHash: passwordHash, TokenHash: hashOf(token), Device: "laptop", Address: "192.0.2.1", Now: w.now,
	}
	if change != nil {
		change(&in)
	}
	s, err := w.db.StartSession(w.Context(), in)
	if err != nil {
		return s, store.Caller{}, err
	}
	id, err := w.db.Authenticate(w.Context(), hashOf(token), w.accountID, w.now)
	w.must(err)
	return s, store.Caller{PersonID: personID, SessionID: id.SessionID, AccountID: w.accountID, Device: in.Device, Address: in.Address}, nil
}

// with gives a second factor.
func with(m account.Method, code string) func(*store.StartSession) {
	return func(in *store.StartSession) { in.SecondFactor = &account.SecondFactor{Method: m, Code: code} }
}

func both(changes ...func(*store.StartSession)) func(*store.StartSession) {
	return func(in *store.StartSession) {
		for _, c := range changes {
			c(in)
		}
	}
}

func from(address string) func(*store.StartSession) {
	return func(in *store.StartSession) { in.Address = address }
}

func on(device string) func(*store.StartSession) {
	return func(in *store.StartSession) { in.Device = device }
}

// trust asks for the device to be trusted by a token; bring shows that token.
func trust(token string) func(*store.StartSession) {
	return func(in *store.StartSession) { in.TrustHash = hashOf(token) }
}

func bring(token string) func(*store.StartSession) {
	return func(in *store.StartSession) { in.DeviceHash = hashOf(token) }
}

// enters tells what a sign-in gives: an error's code, or nothing.
func (w *world) enters(personID string, change func(*store.StartSession), want account.Code) error {
	w.Helper()
	_, _, err := w.attempt(personID, change)
	w.want(err, want)
	return err
}

func (w *world) user(id string) account.User {
	w.Helper()
	u, err := w.db.User(w.Context(), w.accountID, id)
	w.must(err)
	return u
}

func (w *world) twoFactor(personID string) account.TwoFactor {
	w.Helper()
	f, err := w.db.TwoFactor(w.Context(), personID)
	w.must(err)
	return f
}

func (w *world) ended(c store.Caller) string {
	w.Helper()
	s, err := w.db.Standing(w.Context(), store.Identity{SessionID: c.SessionID, TokenID: c.TokenID, PersonID: c.PersonID}, w.accountID, w.now)
	w.must(err)
	return s.Ended
}

// token makes an API token, known as "key NAME", and who acts by it.
func (w *world) token(maker store.Caller, name string) (account.APIToken, store.Caller) {
	w.Helper()
	k, err := w.db.CreateAPIToken(w.Context(), w.by(maker), account.NewAPIToken{Name: name, ExpiresInDays: 90}, hashOf("key "+name))
	w.must(err)
	return k, store.Caller{PersonID: maker.PersonID, TokenID: k.ID, AccountID: maker.AccountID, Device: name, Address: "192.0.2.99"}
}

// wrong is a code that is not this one.
func wrong(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
}

func recoveryCodes(t *testing.T, w *world, c store.Caller) []string {
	t.Helper()
	s, err := w.db.NewRecoveryCodes(t.Context(), w.by(c), passwordHash)
	w.must(err)
	return slices.Clone(s.Codes)
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

func itoa(n int) string { return strconv.Itoa(n) }

// stranger is the administrator of an account of their own.
func (w *world) stranger(name string) (personID string) {
	w.Helper()
	_, personID = w.account(name)
	return personID
}
