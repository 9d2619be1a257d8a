package sample_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/account"
	"rollcall/server/catalogue"
	"rollcall/server/sample"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

var errHash = errors.New("no hash")

// moment is a Saturday, the hardest day for dates that should be weekdays.
func moment() time.Time { return time.Date(2026, 11, 21, 16, 20, 0, 0, time.UTC) }

func options(people int, seed uint64) sample.Options {
	return sample.Options{
		People: people, Seed: seed, Now: moment(),
		Hash: func(password string) (string, error) { return "hash of " + password, nil },
	}
}

// notebook keeps what would have been written.
type notebook struct{ accounts []store.ImportedAccount }

func (n *notebook) Import(_ context.Context, accounts []store.ImportedAccount, _ time.Time) error {
	n.accounts = accounts
	return nil
}

func made(t *testing.T, o sample.Options) (sample.Account, []store.ImportedAccount) {
	t.Helper()
	var n notebook
	a, err := sample.Make(t.Context(), &n, o)
	if err != nil {
		t.Fatal(err)
	}
	return a, n.accounts
}

func press(t *testing.T, accounts []store.ImportedAccount) store.ImportedAccount {
	t.Helper()
	i := slices.IndexFunc(accounts, func(a store.ImportedAccount) bool { return a.Number == "20417" })
	if i < 0 {
		t.Fatal("there is no account 20417")
	}
	return accounts[i]
}

func openStore(t testing.TB) *sqlstore.DB {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestTheSameSeedMakesTheSameSample(t *testing.T) {
	for _, people := range []int{1, 7, 28, 900} {
		a, first := made(t, options(people, 7))
		b, second := made(t, options(people, 7))
		if !reflect.DeepEqual(first, second) || a != b {
			t.Fatalf("%d people: two samples of one seed differ", people)
		}
		c, third := made(t, options(people, 8))
		if reflect.DeepEqual(first, third) || c.Password == a.Password {
			t.Errorf("%d people: another seed changes nothing", people)
		}
	}
}

func TestTheSampleHasWhatItPromises(t *testing.T) {
	db := openStore(t)
	a, err := sample.Make(t.Context(), db, options(0, 1))
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Account(t.Context(), a.AccountID, true, moment())
	if err != nil {
		t.Fatal(err)
	}
	want := account.Account{
		ID: a.AccountID, Version: 1, Name: "Maple Press", Number: "20417",
		Counts: &account.Counts{Users: 28, Invitations: 5, ExternalUsers: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	who, err := db.Credentials(t.Context(), a.Login)
	if err != nil || who.PasswordHash != "hash of "+a.Password {
		t.Errorf("the login does not fit: %v", err)
	}
	me, err := db.Profile(t.Context(), who.PersonID, moment())
	if err != nil || me.Name() != "Amélie Roy" || me.UserType != account.Administrator || len(me.TwoFactor) != 0 {
		t.Errorf("who signs in is %q, %v", me.Name(), err)
	}
	if n := len([]rune(a.Password)); n < 15 {
		t.Errorf("the password has %d characters", n)
	}
	externals, err := db.ExternalUsers(t.Context(), a.AccountID, account.ListQuery{}, moment())
	homes := map[string]int{}
	for _, e := range externals.Items {
		homes[e.HomeAccountName]++
	}
	if diff := cmp.Diff(map[string]int{"Agence Lumen": 2, "Studio Mare": 1}, homes); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestInvitationsShowEveryState(t *testing.T) {
	_, accounts := made(t, options(28, 1))
	now := moment()
	states := map[string]int{}
	for _, i := range press(t, accounts).Invitations {
		switch {
		case i.Undelivered():
			states["bounced"]++
			if i.Delivery.Detail != account.DetailNoSuchPerson || i.Email != "lise.gagnon@gmial.example" {
				t.Errorf("%+v", i.Delivery)
			}
		case i.StateAt(now) == account.InvitationExpired:
			states["expired"]++
		case i.Expiring(now):
			states["expiring"]++
		default:
			states["sent"]++
		}
		if i.TokenHash != nil || i.ExpiresAt.Sub(i.LastSentAt) != account.InvitationLifetime || i.CreatedAt.After(i.LastSentAt) || i.LastSentAt.After(now) {
			t.Errorf("%s does not hold together", i.ID)
		}
	}
	if diff := cmp.Diff(map[string]int{"bounced": 1, "expired": 1, "expiring": 1, "sent": 2}, states); diff != "" {
		t.Error(diff)
	}
}

func TestUsersAreOfAllTypesAndLanguages(t *testing.T) {
	_, accounts := made(t, options(28, 1))
	types, languages, without := map[account.UserType]int{}, map[string]int{}, 0
	for _, u := range press(t, accounts).Users {
		types[u.UserType]++
		languages[u.Language]++
		if len(u.TwoFactor) == 0 {
			without++
		}
		if (u.UserType == account.Custom) != (len(u.Permissions) > 0) && u.LastName != "Larocque" {
			t.Errorf("%s has permissions %v", u.UserType, u.Permissions)
		}
	}
	if diff := cmp.Diff(map[account.UserType]int{account.Administrator: 3, account.RegularUser: 19, account.Custom: 6}, types); diff != "" {
		t.Error(diff)
	}
	if languages["en"] < 8 || languages["fr"] < 8 || without != 7 {
		t.Error(languages, without)
	}
}

// Whatever its size, nobody comes before the account or leaves traces before
// they came, no address could reach anybody, and no two people share a login.
func TestASampleOfAnySizeHoldsTogether(t *testing.T) {
	for _, people := range []int{1, 2, 5, 28, 29, 3000} {
		_, accounts := made(t, options(people, 3))
		names, addresses := map[string]bool{}, map[string]bool{}
		for _, a := range accounts {
			for _, u := range a.Users {
				checkUser(t, a, u.User)
				if names[account.Fold(u.Username)] || addresses[account.Fold(u.Email)] {
					t.Fatalf("%d people: a login is there twice", people)
				}
				names[account.Fold(u.Username)], addresses[account.Fold(u.Email)] = true, true
			}
		}
		p := press(t, accounts)
		if len(p.Users) != people {
			t.Errorf("%d users, want %d", len(p.Users), people)
		}
		if !slices.IsSortedFunc(p.Users, func(a, b store.ImportedUser) int { return a.CreatedAt.Compare(b.CreatedAt) }) {
			t.Error("users do not stand in the order of coming")
		}
		for _, i := range p.Invitations {
			checkAddress(t, i.Email)
			if addresses[account.Fold(i.Email)] {
				t.Errorf("%s is invited and a user", i.ID)
			}
		}
	}
}

func checkUser(t *testing.T, a store.ImportedAccount, u account.User) {
	t.Helper()
	checkAddress(t, u.Email)
	if err := account.CheckUsername(u.Username); err != nil {
		t.Errorf("the user name of %s: %v", u.Name(), err)
	}
	if u.CreatedAt.Before(a.CreatedAt) || u.CreatedAt.After(moment()) || u.LastActiveAt.After(moment()) {
		t.Errorf("%s came at a strange time: %v, account %v", u.Name(), u.CreatedAt, a.CreatedAt)
	}
	if !u.LastActiveAt.IsZero() && u.LastActiveAt.Before(u.CreatedAt) {
		t.Errorf("%s was active before coming", u.Name())
	}
	if u.Phone != "" && !strings.Contains(u.Phone, " 555-01") {
		t.Errorf("%s has a number that could ring", u.Name())
	}
	if slices.ContainsFunc(u.Permissions, func(p account.Permission) bool { return !catalogue.Valid(p) }) {
		t.Errorf("%s has an unknown permission", u.Name())
	}
}

func checkAddress(t *testing.T, address string) {
	t.Helper()
	if _, err := account.CleanEmail(address); err != nil || !strings.HasSuffix(address, ".example") {
		t.Errorf("an address could reach somebody, or nobody: %s, %v", address, err)
	}
}

func TestTheHistoryFitsThePeople(t *testing.T) {
	_, accounts := made(t, options(200, 5))
	p := press(t, accounts)
	came := map[string]time.Time{"operator": p.CreatedAt, "": p.CreatedAt}
	invited := map[string]bool{}
	for _, u := range p.Users {
		came[u.ID] = u.CreatedAt
	}
	last := p.CreatedAt
	for _, a := range p.Activity {
		since, known := came[a.Actor.ID]
		if !known || a.At.Before(since) {
			t.Errorf("%s by somebody who was not there", a.Action)
		}
		if a.At.Before(last) || a.At.After(moment()) {
			t.Errorf("%s at a strange time %v", a.Action, a.At)
		}
		if old := moment().Sub(a.At) >= store.PlaceKept; old && a.Device+a.Address != "" {
			t.Errorf("%s still has its device after a year", a.Action)
		}
		if a.Action == account.ActionInvitationSent {
			invited[a.Target.Name] = true
		}
		last = a.At
	}
	for _, u := range p.Users[1:] {
		if !invited[u.Email] || u.InvitedBy == nil {
			t.Errorf("%s was never invited", u.Name())
		}
	}
}

// What the rows show of second factors is what a sign-in would ask for, and
// nobody can give it; Amélie has none.
func TestSecondFactorsAreWhatTheRowsShow(t *testing.T) {
	db := openStore(t)
	_, err := sample.Make(t.Context(), db, options(0, 1))
	if err != nil {
		t.Fatal(err)
	}
	_, accounts := made(t, options(0, 1))
	for _, a := range accounts {
		for _, u := range a.Users {
			f, err := db.TwoFactor(t.Context(), u.ID)
			if err != nil || len(f.Methods) != len(u.TwoFactor) || f.RecoveryCodesLeft != 0 {
				t.Errorf("%s shows %v and has %+v, %v", u.Name(), u.TwoFactor, f, err)
			}
			for _, m := range u.TwoFactor {
				if !f.Has(account.Method(m)) {
					t.Errorf("%s does not have %s", u.Name(), m)
				}
			}
		}
	}
}

func TestTwoScriptsHaveTokensThatWork(t *testing.T) {
	for _, people := range []int{1, 28} {
		db := openStore(t)
		a, err := sample.Make(t.Context(), db, options(people, 1))
		if err != nil {
			t.Fatal(err)
		}
		p, err := db.APITokens(t.Context(), a.AccountID, account.ListQuery{}, moment())
		if err != nil || len(p.Items) != 2 {
			t.Fatalf("%d people: %d tokens, %v", people, len(p.Items), err)
		}
		for _, k := range p.Items {
			if k.ExpiresAt.Before(moment()) || k.LastUsedAt.IsZero() || k.CreatedBy.Name == "" {
				t.Errorf("%s does not hold together", k.Name)
			}
		}
	}
}

func TestTheHistoryTellsOfCredentials(t *testing.T) {
	_, accounts := made(t, options(28, 1))
	seen := map[string]bool{}
	for _, a := range press(t, accounts).Activity {
		seen[a.Action] = true
	}
	for _, action := range []string{
		account.ActionTwoFactorAdded, account.ActionTwoFactorReset, account.ActionDeviceTrusted, account.ActionPasswordLinkSent,
		account.ActionPasswordReset, account.ActionEmailChangeAsked, account.ActionEmailChanged, account.ActionAPITokenCreated,
	} {
		if !seen[action] {
			t.Errorf("%s never happened", action)
		}
	}
}

// One request waits and one was declined, so that the screen has something to
// show; the operator can grant the one that waits.
func TestAccessWasAskedFor(t *testing.T) {
	db := openStore(t)
	a, err := sample.Make(t.Context(), db, options(28, 1))
	if err != nil {
		t.Fatal(err)
	}
	p, err := db.AccessRequests(t.Context(), a.AccountID, account.ListQuery{})
	if err != nil || len(p.Items) != 2 {
		t.Fatalf("%d requests, %v", len(p.Items), err)
	}
	waiting, declined := p.Items[0], p.Items[1]
	if waiting.State != account.AccessRequestWaiting || !waiting.Until.After(moment()) || waiting.Answer != "" || waiting.CreatedBy.Name != "Amélie Roy" {
		t.Errorf("%+v", waiting)
	}
	if declined.State != account.AccessRequestDeclined || declined.Answer == "" || !declined.AnsweredAt.After(declined.CreatedAt) {
		t.Errorf("%+v", declined)
	}
	for _, q := range p.Items {
		checkAddress(t, q.Email)
	}
	_, err = db.Grant(t.Context(), store.Grant{
		AccountID: a.AccountID, Email: waiting.Email, UserType: waiting.UserType, Permissions: waiting.Permissions, Until: waiting.Until,
		RequestID: waiting.ID, Now: moment(),
	})
	if err != nil {
		t.Error(err)
	}
}

func TestASampleIsMadeOnce(t *testing.T) {
	db := openStore(t)
	if _, err := sample.Make(t.Context(), db, options(28, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := sample.Make(t.Context(), db, options(28, 1)); err == nil {
		t.Error("a second sample went over the first")
	}
}

func TestWhatCannotBeMadeIsRefused(t *testing.T) {
	for _, people := range []int{-1, sample.MaxPeople + 1} {
		if _, err := sample.Make(t.Context(), &notebook{}, options(people, 1)); !errors.Is(err, sample.ErrPeople) {
			t.Errorf("%d people: %v", people, err)
		}
	}
	o := options(28, 1)
	o.Hash = func(string) (string, error) { return "", errHash }
	if _, err := sample.Make(t.Context(), &notebook{}, o); !errors.Is(err, errHash) {
		t.Error(err)
	}
}

// A hundred thousand people in well under a minute.
func BenchmarkAHundredThousandPeople(b *testing.B) {
	for b.Loop() {
		db := openStore(b)
		if _, err := sample.Make(b.Context(), db, options(100_000, 1)); err != nil {
			b.Fatal(err)
		}
	}
}
