package sealed

import (
	"encoding/binary"
	"maps"
	"slices"
)

// tally is what the records of a kind should be.
type tally struct {
	count uint64
	sum   sum
}

// tallySize is the length of a kind and its tally in the file.
const tallySize = 1 + 8 + len(sum{})

// root is the sealed record that vouches for all others. It is written with
// them, in one transaction.
type root struct {
	// commits counts transactions.
	commits uint64
	kinds   map[Kind]tally
}

func (r root) clone() root { return root{r.commits, maps.Clone(r.kinds)} }

// add and remove keep the tally. What is removed without having been there
// leaves a tally that no records fit.
func (r root) add(k Kind, s sum) {
	t := r.kinds[k]
	r.kinds[k] = tally{t.count + 1, t.sum.plus(s)}
}

func (r root) remove(k Kind, s sum) {
	t := r.kinds[k]
	r.kinds[k] = tally{t.count - 1, t.sum.minus(s)}
}

func (r root) bytes() []byte {
	b := binary.BigEndian.AppendUint64(nil, r.commits)
	for _, k := range slices.Sorted(maps.Keys(r.kinds)) {
		if t := r.kinds[k]; t != (tally{}) {
			b = append(b, byte(k))
			b = binary.BigEndian.AppendUint64(b, t.count)
			b = append(b, t.sum[:]...)
		}
	}
	return b
}

func parseRoot(b []byte) (root, error) {
	if len(b) < 8 || (len(b)-8)%tallySize != 0 {
		return root{}, damaged("a root of another length")
	}
	r := root{binary.BigEndian.Uint64(b), map[Kind]tally{}}
	for b = b[8:]; len(b) > 0; b = b[tallySize:] {
		r.kinds[Kind(b[0])] = tally{binary.BigEndian.Uint64(b[1:]), sum(b[9:tallySize])}
	}
	return r, nil
}
