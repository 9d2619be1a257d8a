package sqlstore_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// world is a store with one account in it, and a clock to move.
type world struct {
	*testing.T
	db        *sqlstore.DB
	dir       string
	now       time.Time
	accountID string
	admin     store.Caller
	people    int
}

func moment() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }

const passwordHash = "$argon2id$not checked here"

// alone is a chosen password that needs no second factor beside it.
func alone(hash string) store.NewPassword { return store.NewPassword{Hash: hash, StandsAlone: true} }

// newWorld is for a test of its own, which mostly waits for the disk.
func newWorld(t *testing.T) *world {
	t.Parallel()
	return makeWorld(t)
}

// fresh is a store that holds nothing yet: making one is most of what a test
// would do.
var fresh = sync.OnceValues(func() (files map[string][]byte, err error) {
	dir, err := os.MkdirTemp("", "rollcall")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := sqlstore.Open(context.Background(), sqlstore.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	files = map[string][]byte{}
	for _, name := range []string{sqlstore.FileName, sqlstore.KeyFile} {
		if files[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	return files, nil
})

func makeWorld(t *testing.T) *world {
	w := &world{T: t, dir: t.TempDir(), now: moment()}
	files, err := fresh()
	w.must(err)
	for name, content := range files {
		w.must(os.WriteFile(filepath.Join(w.dir, name), content, 0o600))
	}
	w.db = w.open(sqlstore.Options{})
	var userID string
	w.accountID, userID = w.account("maple")
	w.admin = w.signIn(userID, w.accountID)
	return w
}

func (w *world) open(o sqlstore.Options) *sqlstore.DB {
	w.Helper()
	o.Dir = w.dir
	db, err := sqlstore.Open(w.Context(), o)
	w.must(err)
	w.Cleanup(func() {
		if err := db.Close(); err != nil {
			w.Error(err)
		}
	})
	return db
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) want(err error, code account.Code) {
	w.Helper()
	if got := account.CodeOf(err); got != code {
		w.Errorf("got %q (%v), want %q", got, err, code)
	}
}

// account makes an account with an administrator of the same name.
func (w *world) account(name string) (accountID, userID string) {
	w.Helper()
	accountID, userID, err := w.db.CreateAccount(w.Context(), store.NewAccount{
		Name: name, AdminEmail: name + "@" + name + ".example", AdminUsername: name, PasswordHash: passwordHash, Language: "en", Now: w.now,
	})
	w.must(err)
	return accountID, userID
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// signIn starts a session, whose token is known as "token of N".
func (w *world) signIn(personID, accountID string) store.Caller {
	w.Helper()
	w.people++
	token := fmt.Sprintf("token of %d", w.people)
	_, err := w.db.StartSession(w.Context(), store.StartSession{
		PersonID: personID, PasswordHash: passwordHash, TokenHash: hashOf(token), Device: "laptop", Address: "192.0.2.1", Now: w.now,
	})
	w.must(err)
	id, err := w.db.Authenticate(w.Context(), hashOf(token), accountID, w.now)
	w.must(err)
	return store.Caller{PersonID: personID, SessionID: id.SessionID, AccountID: accountID, Device: "laptop", Address: "192.0.2.1"}
}

func (w *world) act(match ...int64) store.Act {
	return store.Act{Caller: w.admin, Match: match, Now: w.now}
}

func (w *world) by(c store.Caller) store.Act { return store.Act{Caller: c, Now: w.now} }

func (w *world) invite(email string, t account.UserType) store.Invited {
	w.Helper()
	i, err := w.db.Invite(w.Context(), w.act(), account.NewInvitation{Email: email, UserType: t, ReturnLink: true})
	w.must(err)
	return i
}

// join invites somebody and completes the invitation.
func (w *world) join(name string, t account.UserType) account.User {
	w.Helper()
	i := w.invite(name+"@northlight.example", t)
	u, err := w.db.CompleteInvitation(w.Context(), hashOf(i.Token), store.Completion{
		FirstName: name, LastName: "Roy", Username: name, PasswordHash: passwordHash, Language: "fr", Now: w.now,
	})
	w.must(err)
	return u
}

// guest makes somebody of another account an external user of this one.
func (w *world) guest(name string, t account.UserType) (e account.ExternalUser, personID, home string) {
	w.Helper()
	home, personID = w.account(name)
	e, err := w.db.Grant(w.Context(), store.Grant{AccountID: w.accountID, Email: name + "@" + name + ".example", UserType: t, Now: w.now})
	w.must(err)
	return e, personID, home
}

func (w *world) changes(accountID string, since int64) account.Changes {
	w.Helper()
	c, err := w.db.Changes(w.Context(), accountID, since, 500, w.now)
	w.must(err)
	return c
}

// lastChange is the newest entry of the feed.
func (w *world) lastChange(accountID string) account.Change {
	w.Helper()
	c := w.changes(accountID, 0).Changes
	if len(c) == 0 {
		w.Fatal("the feed is empty")
	}
	return c[len(c)-1]
}

func (w *world) lastActivity(accountID string) account.Activity {
	w.Helper()
	p, err := w.db.Activity(w.Context(), accountID, account.ActivityQuery{Limit: 1})
	w.must(err)
	if len(p.Items) == 0 {
		w.Fatal("nothing was noted")
	}
	return p.Items[0]
}

func (w *world) page(token string) error {
	w.Helper()
	_, err := w.db.InvitationByToken(w.Context(), hashOf(token), w.now)
	return err
}

func ptr[T any](v T) *T { return &v }

// rendered is a Render that keeps the result as JSON.
func rendered(status int) func(any) (store.Answer, error) {
	return func(v any) (store.Answer, error) {
		b, err := json.Marshal(v)
		return store.Answer{Status: status, Header: map[string]string{"ETag": `"1"`}, Body: b}, err
	}
}

func background() context.Context { return context.Background() }
