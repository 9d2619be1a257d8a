package sample

import (
	"encoding/base32"
	"encoding/binary"
	"math/rand/v2"
	"strconv"
	"strings"
)

// dice is chance that falls the same way each time for the same seed. It is no
// source of secrets.
type dice struct {
	*rand.Rand
	ids *rand.ChaCha8
}

func newDice(seed uint64) dice {
	return dice{Rand: rand.New(stream(seed, 1)), ids: stream(seed, 2)}
}

// stream is one of several independent sequences that follow from a seed.
func stream(seed uint64, number byte) *rand.ChaCha8 {
	key := [32]byte{31: number}
	binary.LittleEndian.PutUint64(key[:], seed)
	return rand.NewChaCha8(key)
}

// id makes an identifier in the form of the service's own.
func (d dice) id(prefix string) string {
	b := make([]byte, 13)
	// Reading from ChaCha8 never fails.
	_, _ = d.ids.Read(b)
	return prefix + "_" + strings.ToLower(base32.StdEncoding.EncodeToString(b)[:20])
}

// hashOfNothing is a hash whose token nobody has.
func (d dice) hashOfNothing() []byte {
	b := make([]byte, 32)
	// Reading from ChaCha8 never fails.
	_, _ = d.ids.Read(b)
	return b
}

// pick takes one of a list.
func pick[T any](d dice, of []T) T { return of[d.IntN(len(of))] }

// chance is true in that many cases of a hundred.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// password is four words and a number: long enough to stand alone, and easy to
// type from a screen.
func (d dice) password() string {
	list := strings.Fields(`amber anchor basket beacon bottle breeze bridge button candle canyon
		carpet castle cherry circle clover copper corner cotton dragon engine fabric falcon feather
		forest garden ginger glacier hammer harbor hazel helmet island jacket kettle ladder lantern
		lemon magnet marble meadow mirror needle olive orchard oyster pebble pepper pillow planet
		pocket rabbit ribbon river rocket saddle silver spider summit teapot timber tunnel velvet
		violin walnut willow winter`)
	d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return strings.Join(append(list[:4:4], strconv.Itoa(10+d.IntN(90))), "-")
}
