package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"testing"
	"time"

	"github.com/pquerna/otp"

	"rollcall/account"
	"rollcall/server/secondfactor"
	"rollcall/server/store"
)

// person is somebody with a login, signed in.
type person struct {
	id, hash  string
	token     []byte
	sessionID string
}

// noor completes an invitation and signs in.
func (h *house) noor(t testing.TB, language string) person {
	t.Helper()
	ctx := context.Background()
	i, _ := h.invite(t, account.NewInvitation{Email: "noor.haddad@maplepress.example", Language: language})
	link := sha256.Sum256([]byte(i.Token))
	u, err := h.CompleteInvitation(ctx, link[:], store.Completion{
		FirstName: "Noor", LastName: "Haddad", Username: "noor.haddad", PasswordHash: "first hash", Language: language, Now: h.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	p := person{id: u.ID, hash: "first hash", token: bytes.Repeat([]byte("n"), 32)}
	in := store.StartSession{PersonID: p.id, PasswordHash: p.hash, TokenHash: p.token, Device: "Noor’s laptop", Now: h.now}
	if _, err := h.StartSession(ctx, in); err != nil {
		t.Fatal(err)
	}
	who, err := h.Authenticate(ctx, p.token, h.accountID, h.now)
	if err != nil {
		t.Fatal(err)
	}
	p.sessionID = who.SessionID
	return p
}

// amelie is the administrator of the account.
func (h *house) amelie() person {
	return person{id: h.adminID, hash: "hash", sessionID: h.sessionID}
}

func (h *house) actOf(p person) store.Act {
	return store.Act{Caller: store.Caller{PersonID: p.id, SessionID: p.sessionID, AccountID: h.accountID}, Now: h.now}
}

// withApp sets an authenticator app up, and gives its secret.
func (h *house) withApp(t testing.TB, p person) []byte {
	t.Helper()
	ctx := context.Background()
	app, err := h.BeginApp(ctx, h.actOf(p), p.hash)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(app.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.ConfirmApp(ctx, h.actOf(p), h.codeOf(t, secret)); err != nil {
		t.Fatal(err)
	}
	return secret
}

// codeOf is what an app shows now.
func (h *house) codeOf(t testing.TB, secret []byte) string {
	t.Helper()
	code, err := secondfactor.Code(secret, secondfactor.StepAt(h.now), otp.DigitsSix, otp.AlgorithmSHA1)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// mailed takes what waits to be mailed and gives the latest of a kind.
func (h *house) mailed(t testing.TB, kind store.MailKind) store.QueuedMail {
	t.Helper()
	list, err := h.ClaimMail(context.Background(), "the test", 100, h.now)
	if err != nil {
		t.Fatal(err)
	}
	var found store.QueuedMail
	for _, m := range list {
		if m.Kind == kind {
			found = m
		}
	}
	if found.ID == "" {
		t.Fatalf("no mail of kind %s", kind)
	}
	return found
}

// lost asks for a link to replace a lost password, and gives its page.
func (h *house) lost(t testing.TB, login string) string {
	t.Helper()
	if err := h.RequestReset(context.Background(), store.Act{Now: h.now}, login); err != nil {
		t.Fatal(err)
	}
	return h.url + "/password-reset/" + h.mailed(t, store.MailPasswordLink).Payload.Token
}

// moves asks for a new address, and gives the page that confirms it.
func (h *house) moves(t testing.TB, p person, email string) string {
	t.Helper()
	if _, err := h.UpdateProfile(context.Background(), h.actOf(p), account.ProfileChange{Email: &email}, p.hash); err != nil {
		t.Fatal(err)
	}
	return h.url + "/email-change/" + h.mailed(t, store.MailEmailConfirm).Payload.Token
}

// later lets time pass.
func (h *house) later(d time.Duration) { h.now = h.now.Add(d) }
