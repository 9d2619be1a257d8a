package localcache

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"rollcall/account"
)

// TestListsStayAsTheyWere draws changes of slots beside a plain slice. Every list
// that was taken on the way shows for ever what was there when it was taken.
func TestListsStayAsTheyWere(t *testing.T) {
	type moment struct {
		list account.List[thing]
		was  []*thing
	}
	rapid.Check(t, func(t *rapid.T) {
		var s slots[thing]
		var plain []*thing
		var taken []moment
		for n := range rapid.IntRange(0, 60).Draw(t, "steps") {
			row := &thing{id: strconv.Itoa(n)}
			switch rapid.SampledFrom([]string{"push", "push many", "put", "empty", "list"}).Draw(t, "do") {
			case "push many":
				for range rapid.IntRange(1, 2*slotPart).Draw(t, "how many") {
					s.push(row)
					plain = append(plain, row)
				}
			case "put":
				if len(plain) > 0 {
					i := rapid.IntRange(0, len(plain)-1).Draw(t, "at")
					s.put(i, row)
					plain[i] = row
				}
			case "empty":
				if len(plain) > 0 {
					i := rapid.IntRange(0, len(plain)-1).Draw(t, "at")
					s.put(i, nil)
					plain[i] = nil
				}
			case "list":
				was := slices.DeleteFunc(slices.Clone(plain), func(r *thing) bool { return r == nil })
				taken = append(taken, moment{s.list(len(was)), was})
			default:
				s.push(row)
				plain = append(plain, row)
			}
		}
		for i, m := range taken {
			if !slices.Equal(m.list.Slice(), m.was) {
				t.Fatalf("list %d of %d has changed", i, len(taken))
			}
		}
		for i, row := range plain {
			if s.at(i) != row {
				t.Fatalf("slot %d holds something else", i)
			}
		}
	})
}

// TestAChangeCopiesThePartThatChanges: what a change costs does not grow with the
// number of rows.
func TestAChangeCopiesThePartThatChanges(t *testing.T) {
	var s slots[thing]
	for range 10 * slotPart {
		s.push(&thing{})
	}
	before := s.list(s.length)
	first := s.parts[3]
	s.put(7*slotPart+1, &thing{})
	s.put(7*slotPart+2, &thing{})
	if &s.parts[3][0] != &first[0] || s.shared[7] {
		t.Error("other parts than the one were copied, or it was not")
	}
	if before.Same(s.list(s.length)) {
		t.Error("the change is not seen")
	}
}
