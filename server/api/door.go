package api

import (
	"cmp"
	"context"
	"io"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Passwords hashes and checks passwords.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	// Matches takes as long for an empty hash, which never matches.
	Matches(ctx context.Context, password, hash string) (bool, error)
}

// DoorDeps is what a door works with; all but the limits are required.
type DoorDeps struct {
	Store interface {
		store.Sessions
		PasswordHash(ctx context.Context, personID string) (string, error)
	}
	Passwords Passwords
	Now       func() time.Time
	// Random gives the part of the time of a refusal that is left to chance.
	Random io.Reader
	// FailuresPerLogin limits the failed sign-ins of a login from one address in 15
	// minutes, FailuresPerAddress all of an address; 0 is the default of the
	// account API (10 and 100), negative none.
	FailuresPerLogin, FailuresPerAddress int
	// RefusalTakes is how long a wrong password or an unknown login is held back at
	// most, by chance.
	RefusalTakes time.Duration
}

// Door is where people show who they are, to the API and on the pages alike: what
// fails at one of them counts at the other, and neither tells more than the
// other (ASVS 6.3.1, 6.3.8).
type Door struct {
	DoorDeps
	attempts *limiter
}

// NewDoor makes the one door of a service.
func NewDoor(d DoorDeps) *Door {
	o := &Door{DoorDeps: d}
	o.attempts = newLimiter(o.now, cmp.Or(d.FailuresPerLogin, attemptsPerLogin), cmp.Or(d.FailuresPerAddress, attemptsPerAddress))
	return o
}

func (d *Door) now() time.Time { return d.Now().UTC().Truncate(time.Second) }

// SignIn checks a password and, when it is right, goes on with enter, which looks
// at the second factor. A wrong password and a wrong code are failures; a code
// that is missing is none. RateLimited: no password was looked at.
// InvalidCredentials, and whatever enter gives.
func (d *Door) SignIn(ctx context.Context, k store.Knock, enter func(store.StartSession) error) error {
	try, err := d.attempts.begin(k.Login, k.Address)
	if err != nil {
		return err
	}
	who, err := d.check(ctx, k)
	if err != nil {
		return err
	}
	return d.pass(try, k, who.PersonID, who.PasswordHash, enter)
}

// Resume goes on with a sign-in whose password was right a moment ago: of the
// knock, the password is not looked at. InvalidCredentials unless still says
// that the person's password is the one it was.
func (d *Door) Resume(ctx context.Context, k store.Knock, personID string, still func(hash string) bool, enter func(store.StartSession) error) error {
	hash, err := d.Store.PasswordHash(ctx, personID)
	if err == nil && !still(hash) {
		err = account.Fault(account.InvalidCredentials)
	}
	if err != nil {
		return err
	}
	try, err := d.attempts.begin(k.Login, k.Address)
	if err != nil {
		return err
	}
	return d.pass(try, k, personID, hash, enter)
}

// pass goes on with an attempt whose password was right.
func (d *Door) pass(try *attempt, k store.Knock, personID, hash string, enter func(store.StartSession) error) error {
	err := enter(store.StartSession{PersonID: personID, PasswordHash: hash, Device: k.Device, Address: k.Address, Now: d.now()})
	if account.CodeOf(err) != account.SecondFactorInvalid {
		try.succeeded() // as far as it went
	}
	return err
}

// check takes as long, and says the same, for an unknown login as for a wrong
// password.
func (d *Door) check(ctx context.Context, k store.Knock) (store.Credentials, error) {
	who, err := d.Store.Credentials(ctx, k.Login)
	if err != nil && account.CodeOf(err) != account.NotFound {
		return who, err
	}
	ok, err := d.Passwords.Matches(ctx, k.Password, who.PasswordHash)
	if err != nil || ok {
		return who, err
	}
	if err := d.Store.RefuseSignIn(ctx, who.PersonID, k.Device, k.Address, d.now()); err != nil {
		return who, err
	}
	chance, err := upTo(d.RefusalTakes, d.Random)
	if err != nil {
		return who, err
	}
	rest(ctx, time.NewTimer(chance))
	return who, account.Fault(account.InvalidCredentials)
}
