package sqlstore

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeyFile is the name of the key in the data folder. It is outside the
// database, so that a copy of the database alone opens no waiting mail and
// gives no secret of an authenticator app away.
const KeyFile = "rollcall.key"

const keyBytes = 32

// keys are derived from the key file, one per use.
type keys struct {
	mail    vault
	factors vault
	answers []byte
	cursors []byte
	codes   []byte
	places  []byte
	random  io.Reader
}

func loadKeys(dir string, random io.Reader) (keys, error) {
	master, err := readOrMakeKey(filepath.Join(dir, KeyFile), random)
	if err != nil {
		return keys{}, err
	}
	derived := map[string][]byte{}
	for _, use := range []string{"mail", "answers", "cursors", "factors", "codes", "places"} {
		if derived[use], err = hkdf.Key(sha256.New, master, nil, "rollcall "+use, keyBytes); err != nil {
			return keys{}, err
		}
	}
	ks := keys{
		answers: derived["answers"], cursors: derived["cursors"], codes: derived["codes"], places: derived["places"], random: random,
	}
	if ks.mail, err = newVault(derived["mail"], random); err != nil {
		return keys{}, err
	}
	ks.factors, err = newVault(derived["factors"], random)
	return ks, err
}

func readOrMakeKey(path string, random io.Reader) ([]byte, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeKey(path, random); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		key, err = os.ReadFile(path)
	}
	if err == nil && len(key) != keyBytes {
		err = fmt.Errorf("%s is not a key", KeyFile)
	}
	return key, err
}

// makeKey writes a whole key or none: two processes that start at once must
// not each keep their own.
func makeKey(path string, random io.Reader) error {
	key := make([]byte, keyBytes)
	if _, err := io.ReadFull(random, key); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(key)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// vault seals what must not stand in the database as it is.
type vault struct {
	cipher.AEAD
	random io.Reader
}

func newVault(key []byte, random io.Reader) (vault, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return vault{}, err
	}
	gcm, err := cipher.NewGCM(block)
	return vault{gcm, random}, err
}

// seal encrypts; bound names what the text belongs to, so that it opens as
// nothing else.
func (v vault) seal(plain, bound []byte) ([]byte, error) {
	nonce := make([]byte, v.NonceSize(), v.NonceSize()+len(plain)+v.Overhead())
	if _, err := io.ReadFull(v.random, nonce); err != nil {
		return nil, err
	}
	return v.Seal(nonce, nonce, plain, bound), nil
}

func (v vault) open(sealed, bound []byte) ([]byte, error) {
	n := v.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("what was sealed is too short")
	}
	return v.Open(nil, sealed[:n], sealed[n:], bound)
}

// mac is a keyed hash of several parts, each with its length, so that no two
// lists of parts look the same.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		io.WriteString(h, p)
	}
	return h.Sum(nil)
}

// newID makes an identifier of 100 random bits behind a prefix that helps
// people who read logs.
func (k keys) newID(prefix string) (string, error) {
	b := make([]byte, 13)
	if _, err := io.ReadFull(k.random, b); err != nil {
		return "", err
	}
	id := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
	return prefix + "_" + strings.ToLower(id[:20]), nil
}

// newToken makes the token of a link, 192 random bits, and its hash.
func (k keys) newToken() (token string, hash []byte, err error) {
	b := make([]byte, 24)
	if _, err := io.ReadFull(k.random, b); err != nil {
		return "", nil, err
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	sum := sha256.Sum256([]byte(token))
	return token, sum[:], nil
}
