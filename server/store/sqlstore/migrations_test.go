package sqlstore_test

import (
	"crypto/rand"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pressly/goose/v3"

	"rollcall/account"
	"rollcall/server/store/sqlstore"
)

// A service that was stopped before there were second factors goes on where it
// was: people sign in as before, and are what they were shown to be.
func TestADatabaseFromBeforeSecondFactorsIsBroughtUpToDate(t *testing.T) {
	w := &world{T: t, dir: t.TempDir(), now: moment()}
	file, err := sql.Open("sqlite", filepath.Join(w.dir, sqlstore.FileName))
	w.must(err)
	p, err := goose.NewProvider(goose.DialectSQLite3, file, os.DirFS("migrations"))
	w.must(err)
	_, err = p.UpTo(t.Context(), 3)
	w.must(err)
	for _, q := range []string{
		`INSERT INTO accounts (id, name, number, created_at) VALUES ('acc_1', 'maple', '20417', 1700000000)`,
		`INSERT INTO people (id, account_id, first_name, last_name, email, email_fold, email_verified, username, username_fold, password_hash,
			user_type, permissions, language, phone, job_title, two_factor, search, created_at) VALUES
			('usr_1', 'acc_1', 'Ana', 'Roy', 'ana@a.example', 'ana@a.example', 1, 'ana', 'ana', '` + passwordHash + `', 'administrator', '[]', 'en', '', '', '[]', 'ana', 1700000000),
			('usr_2', 'acc_1', 'Bo', 'Roy', 'bo@a.example', 'bo@a.example', 1, 'bo', 'bo', '', 'user', '[]', 'en', '', '', '["app","email"]', 'bo', 1700000000)`,
		`INSERT INTO sessions (id, token_hash, person_id, device, address, created_at, last_active_at)
			VALUES ('ses_1', X'` + hexOf(hashOf("token of 0")) + `', 'usr_1', 'laptop', '192.0.2.1', ` + itoa(int(w.now.Unix())) + `, ` + itoa(int(w.now.Unix())) + `)`,
	} {
		_, err := file.ExecContext(t.Context(), q)
		w.must(err)
	}
	w.must(file.Close())
	w.must(os.WriteFile(filepath.Join(w.dir, sqlstore.KeyFile), key(t), 0o600))

	w.db, w.accountID = w.open(sqlstore.Options{}), "acc_1"
	id, err := w.db.Authenticate(t.Context(), hashOf("token of 0"), w.accountID, w.now)
	w.must(err)
	if id.SessionID != "ses_1" || id.Membership == nil || id.SetupDue {
		t.Errorf("%+v", id)
	}
	w.admin = w.signIn("usr_1", w.accountID)
	f := w.twoFactor("usr_2")
	if !f.Has(account.MethodApp) || !f.Has(account.MethodEmail) || f.Methods[len(f.Methods)-1].Address == f.Methods[0].Address {
		t.Errorf("%+v", f)
	}
	if u := w.user("usr_2"); !slices.Equal(u.TwoFactor, []string{"app", "email"}) || u.PendingEmail != "" || u.Version != 1 {
		t.Errorf("%+v", u)
	}
	w.app(w.admin)
	w.must(w.db.Housekeep(t.Context(), w.now))
	again := w.open(sqlstore.Options{})
	if u, err := again.User(t.Context(), "acc_1", "usr_1"); err != nil || len(u.TwoFactor) != 1 {
		t.Errorf("%v, %v", u.TwoFactor, err)
	}
}

func key(t *testing.T) []byte {
	t.Helper()
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return b
}
