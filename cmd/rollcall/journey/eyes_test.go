package journey

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/image/draw"
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
	shot  []byte
	words []word
}

// read gives the words on the screen. Light text on dark buttons is seen in a
// second look at the inverted picture. A screen that has not changed is not
// read again: most looks of somebody who waits are such.
func (d *desk) read(inverted bool) []word {
	d.t.Helper()
	shot, err := d.capture()
	must(d.t, err)
	g := &d.seen[0]
	if inverted {
		g = &d.seen[1]
	}
	if !bytes.Equal(shot, g.shot) {
		*g = glimpse{shot, d.readImage(decode(d.t, shot), inverted)}
	}
	return g.words
}

// screen is the picture of the screen as it is now.
func (d *desk) screen() image.Image {
	d.t.Helper()
	shot, err := d.capture()
	must(d.t, err)
	return decode(d.t, shot)
}

func decode(t *testing.T, shot []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(shot))
	must(t, err)
	return img
}

func (d *desk) readImage(img image.Image, inverted bool) []word {
	d.t.Helper()
	cmd := d.command("tesseract", "stdin", "stdout", "--psm", "11", "-l", d.language, "tsv")
	cmd.Env = append(cmd.Env, "OMP_THREAD_LIMIT=1")
	cmd.Stdin = bytes.NewReader(enlarge(d.t, img, inverted))
	out, err := cmd.Output()
	must(d.t, err)
	return parseWords(d.t, out)
}

// enlarge makes the picture larger and leaves ink and paper only. Ink is thin and
// darker than what lies around it (or lighter, when inverted): grey words, words
// on a dimmed window and words on a button are then read as well as black on
// white.
func enlarge(t *testing.T, img image.Image, inverted bool) []byte {
	t.Helper()
	b := img.Bounds()
	grey := image.NewGray(image.Rect(0, 0, b.Dx()*zoom, b.Dy()*zoom))
	draw.CatmullRom.Scale(grey, grey.Bounds(), img, b, draw.Src, nil)
	if inverted {
		for i, v := range grey.Pix {
			grey.Pix[i] = 255 - v
		}
	}
	var out bytes.Buffer
	must(t, (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, inkAndPaper(grey)))
	return out.Bytes()
}

const (
	// stroke is half the width of the thickest stroke, in enlarged pixels.
	stroke = 7
	// inkLeast and inkFull are how much darker than the paper the faintest and
	// the full ink are, of 255.
	inkLeast, inkFull = 14, 60
)

// inkAndPaper is a black-hat: what closing the picture (the lightest of the
// neighbourhood, then the darkest of those) fills in was ink.
func inkAndPaper(grey *image.Gray) *image.Gray {
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	closed := spread(spread(grey.Pix, w, h, lighter), w, h, darker)
	out := image.NewGray(grey.Rect)
	for i, v := range grey.Pix {
		depth := max(int(closed[i])-int(v)-inkLeast, 0)
		out.Pix[i] = uint8(255 - min(depth*255/(inkFull-inkLeast), 255))
	}
	return out
}

// lighter and darker keep, of each pair, the one.
func lighter(dst, src []uint8) {
	for i, v := range src {
		dst[i] = max(dst[i], v)
	}
}

func darker(dst, src []uint8) {
	for i, v := range src {
		dst[i] = min(dst[i], v)
	}
}

// spread gives every pixel the most of the square around it. Each step widens
// the squares, which begin at their pixel, from 1 by 2, 4, 8 to 2*stroke+1; at
// last each moves to its centre.
func spread(in []uint8, w, h int, most func(dst, src []uint8)) []uint8 {
	wide := slices.Clone(in)
	for _, step := range []int{1, 2, 4, 2*stroke - 7} {
		for y := range h {
			row := wide[y*w : (y+1)*w]
			most(row[:max(w-step, 0)], row[min(step, w):])
		}
		for y := range max(h-step, 0) {
			most(wide[y*w:(y+1)*w], wide[(y+step)*w:(y+step+1)*w])
		}
	}
	out := make([]uint8, 0, len(in))
	for y := range h {
		row := wide[max(y-stroke, 0)*w:]
		for x := range w {
			out = append(out, row[max(x-stroke, 0)])
		}
	}
	return out
}

func parseWords(t *testing.T, tsv []byte) []word {
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
			box:  image.Rect(n[6]/zoom, n[7]/zoom, (n[6]+n[8])/zoom, (n[7]+n[9])/zoom),
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

// click presses where a text stands.
func (d *desk) click(text string) {
	d.t.Helper()
	d.clickAt(d.see(text).centre())
}

// clickLast presses the lowest place of a text: a dialog's button, say, whose
// word stands in its title too.
func (d *desk) clickLast(text string) {
	d.t.Helper()
	d.see(text)
	places := append(d.look(text), find(d.read(true), text)...)
	lowest := places[0]
	for _, p := range places {
		if p.box.Min.Y > lowest.box.Min.Y {
			lowest = p
		}
	}
	d.clickAt(lowest.centre())
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
	d.clickAt(d.seeInRow(row, text).centre())
}
