package widgets

import (
	"slices"
	"sort"
)

// Span is a run of rows of one kind and one height, in logical pixels.
type Span struct {
	Kind   int
	Count  int
	Height float32
}

// spans finds rows and offsets in time that grows with the runs, not the rows.
// Offsets are float64: float32 is off by pixels beyond 300,000 rows.
type spans struct {
	of    []Span
	first []int
	top   []float64
}

func newSpans(of []Span) spans {
	s := spans{of: slices.Clone(of)}
	n, y := 0, 0.0
	for _, span := range of {
		s.first, s.top = append(s.first, n), append(s.top, y)
		n += span.Count
		y += float64(span.Count) * float64(span.Height)
	}
	s.first, s.top = append(s.first, n), append(s.top, y)
	return s
}

func (s spans) length() int     { return s.first[len(s.of)] }
func (s spans) height() float64 { return s.top[len(s.of)] }

// span is the run that row i lies in.
func (s spans) span(i int) int {
	return sort.Search(len(s.of), func(k int) bool { return s.first[k+1] > i })
}

// at is the kind, the offset and the height of row i.
func (s spans) at(i int) (kind int, top float64, height float32) {
	k := s.span(i)
	span := s.of[k]
	return span.Kind, s.top[k] + float64(i-s.first[k])*float64(span.Height), span.Height
}

// row is the row at an offset, within the list.
func (s spans) row(y float64) int {
	if s.length() == 0 {
		return 0
	}
	k := min(sort.Search(len(s.of), func(k int) bool { return s.top[k+1] > y }), len(s.of)-1)
	i := s.first[k] + int((y-s.top[k])/float64(max(s.of[k].Height, 1)))
	return max(min(i, s.length()-1), 0)
}
