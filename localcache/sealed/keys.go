package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
	"sync"
)

// KeySize is the length of a key, in bytes.
const KeySize = 32

const nonceSize = 12

// keys are derived from the key of the file's owner, for this file alone, one
// per use (RFC 5869).
type keys struct {
	aead cipher.AEAD
	// bound comes before a record's own identity in what is authenticated with it.
	bound []byte
	// macs are ready to hash under the key of the checksums.
	macs *sync.Pool
}

// derive makes a key for one use.
func derive(key []byte, id [idSize]byte, use string) ([]byte, error) {
	return hkdf.Key(sha256.New, key, id[:], "rollcall sealed file, "+use, KeySize)
}

func deriveKeys(key []byte, h header, label string) (*keys, error) {
	sealing, err := derive(key, h.id, "records")
	if err != nil {
		return nil, err
	}
	checking, err := derive(key, h.id, "checksums")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	macs := &sync.Pool{New: func() any { return hmac.New(sha256.New, checking) }}
	return &keys{aead, append(h.bytes(), label...), macs}, err
}

// record is a record as it stands in the file. The nonce is new each time it is
// written.
type record struct {
	id          int64
	nonce, body []byte
}

// seal encrypts a body for its place: it opens nowhere else.
func (k *keys) seal(id int64, body []byte) record {
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce)
	return record{id, nonce, k.aead.Seal(nil, nonce, body, k.identity(id))}
}

// open decrypts a record, in place.
func (k *keys) open(r record) ([]byte, error) {
	if len(r.nonce) != nonceSize {
		return nil, damaged("a record without its nonce")
	}
	body, err := k.aead.Open(r.body[:0], r.nonce, r.body, k.identity(r.id))
	if err != nil {
		return nil, damaged("a record that does not open")
	}
	return body, nil
}

func (k *keys) identity(id int64) []byte {
	return binary.BigEndian.AppendUint64(slices.Clip(k.bound), uint64(id))
}

// sum is what a record adds to the checksum of its kind. A nonce stands for one
// writing of a record, and what was encrypted under it is authenticated: there
// is nothing more to hash.
func (k *keys) sum(id int64, nonce []byte) sum {
	h := k.macs.Get().(hash.Hash)
	defer k.macs.Put(h)
	h.Reset()
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(id)))
	h.Write(nonce)
	return sum(h.Sum(nil))
}
