package paper

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
)

func table(rows ...[]string) Table {
	return Table{
		Title: "People", Lines: []string{"Maple Press"}, Running: "People", Missing: "□ is missing", Language: "en", Size: A4,
		Columns: []Column{{"Name", 1}, {"Address", 2}}, Rows: rows, Made: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
		Page: func(int, int) string { return "Page" },
	}
}

func open(t *testing.T, of Table) *sheets {
	t.Helper()
	s, err := newSheets(of)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestALongFieldGoesOnBelowAndLosesNothing(t *testing.T) {
	s := open(t, table())
	s.pdf.SetFont(family, regular, rowSize)
	for _, text := range []string{
		"", "short", "Marie-Françoise de la Rochefoucauld-Montbazon", strings.Repeat("x", 300),
		"somebody.with.a.long.name@" + strings.Repeat("subdomain.", 10) + "example",
	} {
		lines := s.fit(text, 30)
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%q became %q", text, lines)
		}
		for _, line := range lines {
			if w := s.pdf.GetStringWidth(line); w > 30 {
				t.Errorf("%q is %.1f wide", line, w)
			}
		}
	}
	if got := s.fit("ana.benjamin@maplepress.example", 31); !slices.Equal(got, []string{"ana.benjamin@", "maplepress.example"}) {
		t.Errorf("an address is parted as %q", got)
	}
	// A column narrower than a letter ends all the same.
	if got := s.fit("ab", 0.1); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%q", got)
	}
}

func TestEveryRowIsDealtOutOnceAndInOrder(t *testing.T) {
	for _, n := range []int{0, 1, 39, 40, 41, 500} {
		var rows [][]string
		for i := range n {
			rows = append(rows, []string{"Ana", strings.Repeat("address ", i%20)})
		}
		s := open(t, table(rows...))
		dealt := 0
		for i, page := range s.paginate() {
			height, top := 0.0, s.topHeight()
			if i > 0 {
				top = s.runningHeight()
			}
			for _, r := range page {
				height += r.height
			}
			if dealt += len(page); height > s.room(top) || n > 0 && len(page) == 0 {
				t.Errorf("of %d, page %d has %d rows, %.0f mm high", n, i, len(page), height)
			}
		}
		if dealt != n {
			t.Errorf("%d of %d rows are dealt out", dealt, n)
		}
	}
}

func TestWhatCannotBeDrawnIsABox(t *testing.T) {
	g, err := newGlyphs()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Amélie": "Amélie", "Jose\u0301": "José", "a\u200db\u200e": "ab", "a\tb\nc": "a b c", "Œuvre, 8½": "Œuvre, 8½", "Ольга": "Ольга",
	} {
		if got := g.legible(text); got != want || g.missed {
			t.Errorf("%q became %q, missed %v", text, got, g.missed)
		}
	}
	if got := g.legible("王🦊\ufe0f"); got != "□□" || !g.missed {
		t.Errorf("%q, missed %v", got, g.missed)
	}
}

func TestTheSameListMakesTheSameFile(t *testing.T) {
	var a, b bytes.Buffer
	for _, to := range []*bytes.Buffer{&a, &b} {
		if err := Write(to, table([]string{"Ana", "ana@maple.example"}, []string{"Bo", "bo@maple.example"})); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) || a.Len() < 5000 {
		t.Errorf("%d and %d bytes", a.Len(), b.Len())
	}
}
