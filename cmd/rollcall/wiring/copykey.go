package wiring

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"rollcall/client/credentials"
	"rollcall/localcache"
)

// copySecret is what the keyring holds of a copy: its key, and whose it is, which
// no file tells. It is never formatted.
type copySecret struct {
	Key     []byte `json:"key"` // base64 where it is kept
	Account string `json:"account"`
	Person  string `json:"person"`
}

func copyKey(server, folder string) credentials.Key {
	return credentials.Key{Kind: credentials.KindCopy, Server: server, Owner: folder}
}

// newSecret draws the key of a new copy.
func newSecret(o localcache.Owner) copySecret {
	s := copySecret{Key: make([]byte, localcache.KeySize), Account: o.AccountID, Person: o.PersonID}
	_, _ = rand.Read(s.Key) // it never fails
	return s
}

// errNoSecret: the entry of the keyring is not one that this program wrote.
var errNoSecret = errors.New("no key of a copy")

// secret reads the key of a copy. ErrNotFound when there is none, errNoSecret when
// it is none, else how the keyring is unavailable.
func (c *copies) secret(ctx context.Context, server, folder string) (s copySecret, o localcache.Owner, err error) {
	text, err := c.keyring.Get(ctx, copyKey(server, folder))
	if err != nil {
		return s, o, err
	}
	err = json.Unmarshal([]byte(text), &s)
	o = localcache.Owner{Server: server, AccountID: s.Account, PersonID: s.Person}
	if err != nil || len(s.Key) != localcache.KeySize || folderOf(o) != folder {
		return copySecret{}, o, errNoSecret
	}
	return s, o, nil
}

// keepSecret puts the key of a copy into the keyring, the only place for it.
func (c *copies) keepSecret(ctx context.Context, server, folder string, s copySecret) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return c.keyring.Set(ctx, copyKey(server, folder), string(text))
}

// folderOf names the folder of a copy: the person, then their account. These are
// hashes of random identifiers, so that nobody learns anything from a name; the
// copies of one person at one service begin alike, so that they can be wiped
// together.
func folderOf(o localcache.Owner) string {
	return personPart(o.Server, o.PersonID) + digest(16, o.Server, o.AccountID, o.PersonID)
}

// personPart begins the names of the folders of one person at one service.
func personPart(server, person string) string { return digest(8, server, person) + "-" }

func digest(size int, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:size])
}

var folderForm = regexp.MustCompile(`^[0-9a-f]{16}-[0-9a-f]{32}$`)

// isFolder tells whether a name is that of the folder of a copy.
func isFolder(name string) bool { return folderForm.MatchString(name) }
