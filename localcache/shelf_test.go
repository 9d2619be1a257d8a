package localcache

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// thing is a row with nothing but what a shelf needs.
type thing struct {
	id      string
	version int64
	text    string
}

func things(rows ...thing) *shelf[thing] {
	s := newShelf(func(r *thing) (string, int64) { return r.id, r.version })
	for _, r := range rows {
		s.feedPut(&r, 1)
	}
	return s
}

func (s *shelf[T]) text() string {
	var b strings.Builder
	for row := range s.list().All() {
		fmt.Fprint(&b, *row)
	}
	return b.String()
}

// The moments of the table: a fetch that began at 10, answers at 20, and a
// fetch that began at 30.
const early, answered, late = 10, 20, 30

func TestTheNewerOfFeedAndAnswerIsShown(t *testing.T) {
	now := time.Unix(0, 0)
	a1, a2, a3 := thing{"a", 1, "one"}, thing{"a", 2, "two"}, thing{"a", 3, "three"}
	for name, c := range map[string]struct {
		start []thing
		do    func(s *shelf[thing])
		want  string
	}{
		"an answer is shown at once": {
			[]thing{a1}, func(s *shelf[thing]) { s.answerPut(&a2, answered, false) }, "{a 2 two}",
		},
		"an answer overtaken by the feed is not": {
			[]thing{a3}, func(s *shelf[thing]) { s.answerPut(&a2, answered, false) }, "{a 3 three}",
		},
		"an older fetch does not undo an answer": {
			[]thing{a1}, func(s *shelf[thing]) { s.answerPut(&a2, answered, false); s.feedPut(&a1, early) }, "{a 2 two}",
		},
		"the feed that follows has the last word": {
			[]thing{a1}, func(s *shelf[thing]) { s.answerPut(&a2, answered, false); s.feedPut(&a1, late) }, "{a 1 one}",
		},
		"what time alone changed comes with the same version": {
			[]thing{a1}, func(s *shelf[thing]) {
				s.answerPut(&a2, answered, false)
				s.feedPut(&thing{"a", 2, "seen today"}, early)
			}, "{a 2 seen today}",
		},
		"a row removed by an act goes at once": {
			[]thing{a1}, func(s *shelf[thing]) { s.answerGone("a", 1, answered, nil) }, "",
		},
		"an older fetch does not bring it back": {
			[]thing{a1}, func(s *shelf[thing]) { s.answerGone("a", 1, answered, nil); s.feedPut(&a1, early) }, "",
		},
		"an older answer does not bring it back": {
			[]thing{a1}, func(s *shelf[thing]) {
				s.answerGone("a", 1, answered, nil)
				s.answerPut(&a2, answered+1, false)
			}, "",
		},
		"undo brings it back": {
			[]thing{a1}, func(s *shelf[thing]) { s.answerGone("a", 1, answered, nil); s.answerPut(&a3, answered+1, true) }, "{a 3 three}",
		},
		"the older deletion does not undo the undo": {
			[]thing{a1}, func(s *shelf[thing]) {
				s.answerGone("a", 1, answered, nil)
				s.answerPut(&a3, answered+1, true)
				s.feedDelete("a", early, now)
			}, "{a 3 three}",
		},
		"a deletion by somebody else does": {
			[]thing{a1}, func(s *shelf[thing]) {
				s.answerGone("a", 1, answered, nil)
				s.answerPut(&a3, answered+1, true)
				s.feedDelete("a", late, now)
			}, "",
		},
		"a row deleted by the feed is not revived by an old answer": {
			[]thing{a1}, func(s *shelf[thing]) { s.feedDelete("a", early, now); s.answerPut(&a2, answered, false) }, "",
		},
		"nor by an old undo": {
			[]thing{a2}, func(s *shelf[thing]) { s.feedDelete("a", early, now); s.answerPut(&a2, answered, true) }, "",
		},
		"but by a new one": {
			[]thing{a2}, func(s *shelf[thing]) { s.feedDelete("a", early, now); s.answerPut(&a3, answered, true) }, "{a 3 three}",
		},
		"and by the feed": {
			[]thing{a1}, func(s *shelf[thing]) { s.feedDelete("a", early, now); s.feedPut(&a3, late) }, "{a 3 three}",
		},
		"a removal does not take a row that is newer than what was looked at": {
			[]thing{a3}, func(s *shelf[thing]) { s.answerGone("a", 1, answered, nil) }, "{a 3 three}",
		},
		"a made-up row yields to the feed": {
			[]thing{a1}, func(s *shelf[thing]) {
				s.answerGone("a", 1, answered, &thing{"a", 1, "cancelled"})
				s.feedPut(&a1, early)
				s.feedPut(&thing{"a", 2, "cancelled by Ana"}, late)
			}, "{a 2 cancelled by Ana}",
		},
		"and to an undo": {
			[]thing{a1}, func(s *shelf[thing]) {
				s.answerGone("a", 1, answered, &thing{"a", 1, "cancelled"})
				s.answerPut(&thing{"a", 1, "pending"}, answered+1, true)
			}, "{a 1 pending}",
		},
		"a new row that the feed confirms stays": {
			nil, func(s *shelf[thing]) {
				s.answerPut(&a1, answered, false)
				s.feedPut(&thing{"a", 1, "one"}, late)
				s.settle(late, now)
			}, "{a 1 one}",
		},
		"one that the feed has deleted before does not": {
			nil, func(s *shelf[thing]) { s.answerPut(&a1, answered, false); s.settle(late, now) }, "",
		},
		"a fetch that began before says nothing about it": {
			nil, func(s *shelf[thing]) { s.answerPut(&a1, answered, false); s.settle(early, now) }, "{a 1 one}",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := things(c.start...)
			c.do(s)
			if got := s.text(); got != c.want {
				t.Errorf("shows %q, want %q", got, c.want)
			}
		})
	}
}

func TestAFreshReadingKeepsWhatAnswersSaidSince(t *testing.T) {
	a1, b1, c1 := thing{"a", 1, "a"}, thing{"b", 1, "b"}, thing{"c", 1, "c"}
	s := things(a1, b1, c1)
	s.answerPut(&thing{"a", 2, "A"}, answered, false)
	s.answerGone("b", 1, answered, nil)
	s.answerPut(&thing{"d", 1, "d"}, answered, false)
	unchanged := s.get("c")
	s.adopt(things(a1, b1, c1), early)
	if got := s.text(); got != "{a 2 A}{c 1 c}{d 1 d}" {
		t.Errorf("shows %s", got)
	}
	if s.get("c") != unchanged {
		t.Error("a row that did not change is another row")
	}
	s.adopt(things(a1, b1), late)
	s.settle(late, time.Unix(0, 0))
	if got := s.text(); got != "{a 1 a}{b 1 b}" {
		t.Errorf("shows %s after a reading that began later", got)
	}
}

func TestOrderSurvivesDeletions(t *testing.T) {
	s := things()
	var want []string
	for i := range 1000 {
		id := fmt.Sprintf("%04d", i)
		s.feedPut(&thing{id: id, version: 1}, 1)
		want = append(want, id)
	}
	for i := 0; i < 1000; i += 3 {
		s.feedDelete(fmt.Sprintf("%04d", i), 2, time.Unix(0, 0))
	}
	for i := 1; i < 1000; i += 3 {
		s.feedDelete(fmt.Sprintf("%04d", i), 2, time.Unix(0, 0))
	}
	want = slices.DeleteFunc(want, func(id string) bool {
		var n int
		_, _ = fmt.Sscanf(id, "%d", &n)
		return n%3 != 2
	})
	var got []string
	for row := range s.list().All() {
		got = append(got, row.id)
		if s.get(row.id) != row {
			t.Fatalf("%s is not where it is thought to be", row.id)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
	if s.slots.length > 700 {
		t.Errorf("%d slots for %d rows", s.slots.length, len(got))
	}
}

func TestDeletedIdentifiersAreForgottenInTime(t *testing.T) {
	s := things(thing{"a", 1, ""})
	s.feedDelete("a", 2, time.Unix(0, 0))
	s.settle(3, time.Unix(60, 0))
	if len(s.tombs) != 1 {
		t.Error("forgotten at once")
	}
	s.settle(4, time.Unix(3600, 0))
	if len(s.tombs) != 0 {
		t.Error("remembered for ever")
	}
}
