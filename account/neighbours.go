package account

import "math/bits"

// neighbours finds, among many domains, the few that may be one or two slips
// away from another, so that only those are compared letter by letter. It is as
// quick to make as a list: the domains of an account change with its people.
type neighbours map[int][]neighbour // by the length of the name

// neighbour is a domain as far as a glance tells: the letters that it has, each
// one bit. A letter typed wrong changes two of them at most, one left out or
// added one, two that are swapped none.
type neighbour struct {
	name, rest letters
	index      int32
}

type letters uint64

func lettersOf(s string) (set letters) {
	for i := range len(s) {
		set |= 1 << (s[i] & 63)
	}
	return set
}

// changes is how many letters one of the sets has and the other has not.
func (l letters) changes(o letters) int { return bits.OnesCount64(uint64(l ^ o)) }

func (n neighbours) add(d domain, index int) {
	n[len(d.name)] = append(n[len(d.name)], neighbour{lettersOf(d.name), lettersOf(d.rest), int32(index)})
}

// of visits the domains that slip may find near: names that are at most farthest
// apart, and endings one letter, unless the name is the same.
func (n neighbours) of(d domain, visit func(index int)) {
	name, rest := lettersOf(d.name), lettersOf(d.rest)
	for length := len(d.name) - farthest; length <= len(d.name)+farthest; length++ {
		for _, k := range n[length] {
			far := name.changes(k.name)
			if far <= 2*farthest && (far == 0 || rest.changes(k.rest) <= 2) {
				visit(int(k.index))
			}
		}
	}
}
