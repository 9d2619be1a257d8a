package contract_test

import (
	"testing"
	"time"

	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// importInto writes accounts into the folder of a service that is not running
// yet: the one step for which there is no call, since making people by hand
// would cost a mail and a password for each.
func importInto(t testing.TB, dir string, accounts []store.ImportedAccount, now time.Time) {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Import(t.Context(), accounts, now); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
