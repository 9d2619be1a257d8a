package contract_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// templateVariable names the folder in which the world stands ready: making it
// anew for each test would cost more than the tests.
const templateVariable = "ROLLCALL_CONTRACT_WORLD"

func TestMain(m *testing.M) { os.Exit(runWithTemplate(m)) }

func runWithTemplate(m *testing.M) int {
	dir, err := os.MkdirTemp("", "contract")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	since := time.Now().UTC().Truncate(time.Second).Add(-100 * 24 * time.Hour)
	err = errors.Join(importInto(dir, newPeople().accounts(since), since), os.Setenv(templateVariable, dir))
	if err != nil {
		panic(err)
	}
	return m.Run()
}

// importInto writes accounts into the folder of a service that is not running
// yet: the one step for which there is no call, since making people by hand
// would cost a mail and a password for each.
func importInto(dir string, accounts []store.ImportedAccount, now time.Time) error {
	ctx := context.Background()
	db, err := sqlstore.Open(ctx, sqlstore.Options{Dir: dir})
	if err != nil {
		return err
	}
	return errors.Join(db.Import(ctx, accounts, now), db.Close())
}

// copyWorld gives a folder the world as it stands before a service first runs.
func copyWorld(t testing.TB, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(os.Getenv(templateVariable))); err != nil {
		t.Fatal(err)
	}
}
