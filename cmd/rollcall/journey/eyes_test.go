package journey

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"image"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
)

// The journeys see what a person sees: the picture of the screen, read by a
// text recogniser. Nothing inside the program helps them.

// patience is how long a person waits for something to appear. It bounds a
// failure; no step waits longer than the window takes.
const patience = 60 * time.Second

// zoom is how much larger the recogniser gets the picture: its training
// expects letters about twice the size of those on a screen.
const zoom = 2

type word struct {
	text string
	box  image.Rectangle // in screen pixels
	line string          // block, paragraph and line, as the recogniser numbers them
}

// phrase is some words in a row.
type phrase struct {
	text string
	box  image.Rectangle
}

func (p phrase) centre() (x, y int) {
	return (p.box.Min.X + p.box.Max.X) / 2, (p.box.Min.Y + p.box.Max.Y) / 2
}

// glimpse is a picture of the screen and the words that were read from it.
type glimpse struct {
	shot  *shot
	words []word
	// at is when it was read, looked when it was seen to be still so.
	at, looked time.Time
	// parts is how many parts were read since the whole was.
	parts int
}

const (
	// doubt is how long a screen that was read in parts stands before it is read
	// as a whole: what a person waits for should have been seen by then.
	doubt = 4 * time.Second
	// edge is what is read around what changed, in pixels.
	edge = 8
)

// read gives the words on the screen. Light text on dark buttons is seen in a
// second look at the inverted picture. A screen that has not changed is not
// read again, nor is what has not changed of one that has.
func (d *desk) read(inverted bool) []word {
	d.t.Helper()
	now := d.still()
	g := &d.seen[0]
	if inverted {
		g = &d.seen[1]
	}
	part := now.Rect
	if g.shot != nil {
		part = changed(g.shot, now)
	}
	doubtful := g.parts > 0 && time.Since(g.at) > doubt
	if part.Empty() && !doubtful {
		g.looked = time.Now()
		return g.words
	}
	part = whole(part, g.words).Intersect(now.Rect)
	if doubtful && part.Empty() || 2*area(part) > area(now.Rect) {
		*g = glimpse{shot: now, words: d.readImage(now, inverted), at: time.Now(), looked: time.Now()}
		return g.words
	}
	words := slices.DeleteFunc(slices.Clone(g.words), func(w word) bool { return w.box.Overlaps(part) })
	for _, w := range d.readImage(cut(now, part), inverted) {
		w.line = fmt.Sprintf("%d/%s", g.parts+1, w.line)
		words = append(words, w)
	}
	*g = glimpse{shot: now, words: words, at: time.Now(), looked: time.Now(), parts: g.parts + 1}
	return g.words
}

func area(r image.Rectangle) int { return r.Dx() * r.Dy() }

// whole makes a part of the screen so large that no line of words is cut.
func whole(part image.Rectangle, words []word) image.Rectangle {
	if part.Empty() {
		return part
	}
	part = part.Inset(-edge)
	for grown := true; grown; {
		grown = false
		for _, w := range words {
			if !w.box.Overlaps(part) || w.box.In(part) {
				continue
			}
			for _, other := range words {
				if other.line == w.line {
					part = part.Union(other.box.Inset(-edge))
				}
			}
			grown = true
		}
	}
	return part
}

// readings are what was read from pictures before, by any journey: the same
// screen is shown in many.
var readings sync.Map

func (d *desk) readImage(img *shot, inverted bool) []word {
	d.t.Helper()
	ink := enlarge(img, inverted)
	key := fmt.Sprintf("%s %v %x", d.language, ink.Rect, sha256.Sum256(ink.Pix))
	tsv, known := readings.Load(key)
	if !known {
		cmd := d.command("tesseract", "stdin", "stdout", "--psm", "11", "--dpi", "262", "-l", d.language, "tsv")
		cmd.Env = append(cmd.Env, "OMP_THREAD_LIMIT=1")
		cmd.Stdin = io.MultiReader(strings.NewReader(fmt.Sprintf("P5\n%d %d\n255\n", ink.Rect.Dx(), ink.Rect.Dy())), bytes.NewReader(ink.Pix))
		out, err := cmd.Output()
		must(d.t, err)
		readings.Store(key, out)
		tsv = out
	}
	return parseWords(d.t, tsv.([]byte), img.Rect.Min)
}

// parseWords gives words in the pixels of a screen where the picture began at at.
func parseWords(t testing.TB, tsv []byte, at image.Point) []word {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(tsv))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	must(t, err)
	var words []word
	for _, f := range rows[1:] {
		if len(f) < 12 || strings.TrimSpace(f[11]) == "" {
			continue
		}
		n := make([]int, 10)
		for i := range n {
			n[i], _ = strconv.Atoi(f[i])
		}
		words = append(words, word{
			text: f[11],
			box:  image.Rect(n[6]/zoom, n[7]/zoom, (n[6]+n[8])/zoom, (n[7]+n[9])/zoom).Add(at),
			line: fmt.Sprint(n[2], n[3], n[4]),
		})
	}
	return words
}

// find gives every place where a text stands, top to bottom.
func find(words []word, text string) []phrase {
	want := squeeze(text)
	var found []phrase
	for i := range words {
		got, box := "", image.Rectangle{}
		for j := i; j < len(words) && words[j].line == words[i].line; j++ {
			got += squeeze(words[j].text)
			box = box.Union(words[j].box)
			if strings.Contains(got, want) && !(j > i && strings.Contains(got[len(squeeze(words[i].text)):], want)) {
				found = append(found, phrase{text: text, box: box})
				break
			}
			if len(got) > len(want)+40 {
				break
			}
		}
	}
	slices.SortStableFunc(found, func(a, b phrase) int { return cmp.Compare(a.box.Min.Y, b.box.Min.Y) })
	return found
}

// squeeze leaves what a recogniser reads reliably: letters and digits, with
// look-alikes made one.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'l' || r == 'I' || r == '|' || r == '1' || r == 'i' || r == '!':
			return 'i'
		case r == '0' || r == 'O' || r == 'o':
			return 'o'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// look searches the screen once, dark on light and light on dark.
func (d *desk) look(text string) []phrase {
	d.t.Helper()
	if p := find(d.read(false), text); len(p) > 0 {
		return p
	}
	return find(d.read(true), text)
}

// see waits until a text stands on the screen and gives its first place.
func (d *desk) see(text string) phrase {
	d.t.Helper()
	var p []phrase
	d.eventually("to see "+strconv.Quote(text), patience, func() bool {
		p = d.look(text)
		return len(p) > 0
	})
	return p[0]
}

// gone waits until a text no longer stands on the screen.
func (d *desk) gone(text string) {
	d.t.Helper()
	d.eventually("no longer to see "+strconv.Quote(text), patience, func() bool {
		return len(d.look(text)) == 0
	})
}

// press clicks where something stands, once it is sure that it still stands there:
// reading takes a while, and a list may move meanwhile.
func (d *desk) press(find func() phrase) {
	d.t.Helper()
	var p phrase
	d.eventually("something to stay where it is", patience, func() bool {
		p = find()
		read := d.latest().shot
		_, y := p.centre()
		strip := image.Rect(0, y-band, read.Rect.Max.X, y+band).Intersect(read.Rect)
		return !p.box.Empty() && changed(cut(read, strip), cut(d.screen(), strip)).Empty()
	})
	d.clickAt(p.centre())
}

// band is how far above and below its middle a row must not have changed, in
// pixels.
const band = 28

// latest is what was looked at last.
func (d *desk) latest() glimpse {
	if d.seen[1].looked.After(d.seen[0].looked) {
		return d.seen[1]
	}
	return d.seen[0]
}

// click presses where a text stands.
func (d *desk) click(text string) {
	d.t.Helper()
	d.press(func() phrase { return d.see(text) })
}

// clickLast presses the lowest place of a text: a dialog's button, say, whose
// word stands in its title too.
func (d *desk) clickLast(text string) {
	d.t.Helper()
	d.press(func() phrase {
		d.see(text)
		places := append(d.look(text), find(d.read(true), text)...)
		if len(places) == 0 {
			return phrase{}
		}
		lowest := places[0]
		for _, p := range places {
			if p.box.Min.Y > lowest.box.Min.Y {
				lowest = p
			}
		}
		return lowest
	})
}

// inRow finds a text to the right of another, in the same row of the list, dark
// on light or light on dark.
func (d *desk) inRow(row, text string) (found []phrase, rowThere bool) {
	d.t.Helper()
	for _, inverted := range []bool{false, true} {
		if found, rowThere = inRow(d.read(inverted), row, text); rowThere {
			return found, true
		}
	}
	return nil, false
}

func inRow(words []word, row, text string) (found []phrase, rowThere bool) {
	for _, r := range find(words, row) {
		rowThere = true
		_, y := r.centre()
		for _, p := range find(words, text) {
			if _, py := p.centre(); py > y-28 && py < y+28 && p.box.Min.X > r.box.Max.X {
				found = append(found, p)
			}
		}
	}
	return found, rowThere
}

// seeInRow waits until a text stands in the row of another.
func (d *desk) seeInRow(row, text string) phrase {
	d.t.Helper()
	var places []phrase
	d.eventually(fmt.Sprintf("to see %q in the row of %q", text, row), patience, func() bool {
		places, _ = d.inRow(row, text)
		return len(places) > 0
	})
	return places[0]
}

// notInRow waits until a text no longer stands in the row of another.
func (d *desk) notInRow(row, text string) {
	d.t.Helper()
	d.eventually(fmt.Sprintf("to see no %q in the row of %q", text, row), patience, func() bool {
		places, there := d.inRow(row, text)
		return there && len(places) == 0
	})
}

// clickInRow presses a text that stands in the same row as another.
func (d *desk) clickInRow(row, text string) {
	d.t.Helper()
	d.press(func() phrase { return d.seeInRow(row, text) })
}
