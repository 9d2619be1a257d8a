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
// database, so that a copy of the database alone opens no waiting mail.
const KeyFile = "rollcall.key"

const keyBytes = 32

// keys are derived from the key file, one per use.
type keys struct {
	mail    cipher.AEAD
	answers []byte
	cursors []byte
	random  io.Reader
}

func loadKeys(dir string, random io.Reader) (keys, error) {
	master, err := readOrMakeKey(filepath.Join(dir, KeyFile), random)
	if err != nil {
		return keys{}, err
	}
	var derived [3][]byte
	for i, use := range []string{"mail", "answers", "cursors"} {
		if derived[i], err = hkdf.Key(sha256.New, master, nil, "rollcall "+use, keyBytes); err != nil {
			return keys{}, err
		}
	}
	block, err := aes.NewCipher(derived[0])
	if err != nil {
		return keys{}, err
	}
	gcm, err := cipher.NewGCM(block)
	return keys{mail: gcm, answers: derived[1], cursors: derived[2], random: random}, err
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

// seal encrypts a waiting mail; bound names what it belongs to.
func (k keys) seal(plain, bound []byte) ([]byte, error) {
	nonce := make([]byte, k.mail.NonceSize(), k.mail.NonceSize()+len(plain)+k.mail.Overhead())
	if _, err := io.ReadFull(k.random, nonce); err != nil {
		return nil, err
	}
	return k.mail.Seal(nonce, nonce, plain, bound), nil
}

func (k keys) open(sealed, bound []byte) ([]byte, error) {
	n := k.mail.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("sealed mail is too short")
	}
	return k.mail.Open(nil, sealed[:n], sealed[n:], bound)
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
