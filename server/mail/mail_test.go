package mail

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

func moment() time.Time { return time.Date(2026, 11, 21, 14, 5, 0, 0, time.UTC) }

// queued is an invitation as the outbox gives it.
func queued(change func(*store.QueuedMail)) store.QueuedMail {
	q := store.QueuedMail{
		ID: "msg_1", MessageID: "m_abc123@rollcall.example", Kind: store.MailInvitation,
		To: "noor.haddad@maplepress.example", Language: "en", CreatedAt: moment(),
		Payload: store.MailPayload{
			Token: "dGhlLXRva2Vu_-1", AccountName: "Maple Press", InviterName: "Amélie Roy",
			InviterEmail: "amelie.roy@maplepress.example", UserType: account.Administrator,
			ExpiresAt: moment().Add(account.InvitationLifetime),
		},
	}
	if change != nil {
		change(&q)
	}
	return q
}

func composer(t testing.TB) *Composer {
	t.Helper()
	c, err := NewComposer("", "https://accounts.maplepress.example/base/")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// letterOf composes a message and reads it back as a mail program would.
type letterOf struct {
	header     netmail.Header
	text, html string
	raw        []byte
}

func compose(t testing.TB, q store.QueuedMail) letterOf {
	t.Helper()
	m, err := composer(t).Compose(q)
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		t.Fatal(err)
	}
	return read(t, raw.Bytes())
}

func read(t testing.TB, raw []byte) letterOf {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q, %v", kind, err)
	}
	out := letterOf{header: m.Header, raw: raw}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []string{"text/plain", "text/html"} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		kind, params, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if kind != want || !strings.EqualFold(params["charset"], "utf-8") {
			t.Fatalf("a part is %q %v, want %q", kind, params, want)
		}
		if want == "text/plain" {
			out.text = decode(t, p)
		} else {
			out.html = decode(t, p)
		}
	}
	if _, err := parts.NextPart(); err != io.EOF {
		t.Fatalf("there is a third part: %v", err)
	}
	return out
}

func decode(t testing.TB, p *multipart.Part) string {
	t.Helper()
	if how := p.Header.Get("Content-Transfer-Encoding"); how != "quoted-printable" {
		t.Fatalf("a part is encoded as %q", how)
	}
	b, err := io.ReadAll(quotedprintable.NewReader(p))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

func (l letterOf) subject(t testing.TB) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(l.header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// office is a real store with an account and its administrator.
type office struct {
	*sqlstore.DB
	dir                string
	accountID, adminID string
	sessionID          string
}

func openOffice(t testing.TB, dir string) *office {
	t.Helper()
	db, err := sqlstore.Open(context.Background(), sqlstore.Options{Dir: dir, MessagesPerHour: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &office{DB: db, dir: dir}
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := openOffice(t, t.TempDir())
	var err error
	o.accountID, o.adminID, err = o.CreateAccount(t.Context(), store.NewAccount{
		Name: "Maple Press", AdminEmail: "amelie.roy@maplepress.example", AdminUsername: "amelie", PasswordHash: "hash", Language: "en", Now: moment(),
	})
	if err != nil {
		t.Fatal(err)
	}
	token := bytes.Repeat([]byte{1}, 32)
	if _, err = o.StartSession(t.Context(), store.StartSession{PersonID: o.adminID, PasswordHash: "hash", TokenHash: token, Now: moment()}); err != nil {
		t.Fatal(err)
	}
	who, err := o.Authenticate(t.Context(), token, o.accountID, moment())
	if err != nil {
		t.Fatal(err)
	}
	o.sessionID = who.SessionID
	return o
}

func (o *office) act(now time.Time) store.Act {
	return store.Act{Caller: store.Caller{PersonID: o.adminID, SessionID: o.sessionID, AccountID: o.accountID}, Now: now}
}

func (o *office) invite(t testing.TB, email string) account.Invitation {
	t.Helper()
	i, err := o.Invite(context.Background(), o.act(moment()), account.NewInvitation{Email: email, UserType: account.RegularUser, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return i.Invitation
}

func (o *office) delivery(t testing.TB, id string, now time.Time) account.Delivery {
	t.Helper()
	i, err := o.DB.Invitation(context.Background(), o.accountID, id, now)
	if err != nil {
		t.Fatal(err)
	}
	return i.Delivery
}
