// Package passwords hashes passwords and refuses the ones that others would
// guess (NIST 800-63B-4, ASVS 6.2).
package passwords

import (
	"context"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// Keeper hashes and checks with Argon2id under the parameters that OWASP
// recommends. Each hash takes 19 MB, so only a few run at one moment.
type Keeper struct {
	slots  chan struct{}
	params *argon2id.Params
	// decoy is compared when there is no such person, so that the answer takes
	// as long as for a wrong password (ASVS 6.3.8).
	decoy string
}

// NewKeeper makes a keeper that hashes up to so many passwords at one moment.
func NewKeeper(atOnce int) (*Keeper, error) {
	params := &argon2id.Params{Memory: 19456, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	decoy, err := argon2id.CreateHash("nobody has this password", params)
	return &Keeper{slots: make(chan struct{}, max(atOnce, 1)), params: params, decoy: decoy}, err
}

// Hash makes the hash to store. It waits for its turn until the context ends.
func (k *Keeper) Hash(ctx context.Context, password string) (hash string, err error) {
	err = k.inTurn(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(norm.NFC.String(password), k.params)
		return err
	})
	return hash, err
}

// Matches tells whether the password has the hash. An empty hash, for a person
// who does not exist or cannot sign in, takes as long and never matches.
func (k *Keeper) Matches(ctx context.Context, password, hash string) (ok bool, err error) {
	against := hash
	if against == "" {
		against = k.decoy
	}
	err = k.inTurn(ctx, func() (err error) {
		ok, err = argon2id.ComparePasswordAndHash(norm.NFC.String(password), against)
		return err
	})
	return ok && hash != "", err
}

func (k *Keeper) inTurn(ctx context.Context, work func() error) error {
	select {
	case k.slots <- struct{}{}:
		defer func() { <-k.slots }()
		return work()
	case <-ctx.Done():
		return ctx.Err()
	}
}
