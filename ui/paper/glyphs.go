package paper

import (
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"rollcall/assets"
)

// box stands for a character that the typeface does not have.
const box = '□'

// glyphs knows which characters the typeface has.
type glyphs struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	// missed: a box stood for a character.
	missed bool
}

func newGlyphs() (*glyphs, error) {
	data, err := assets.PaperFont("Inter-Regular")
	if err != nil {
		return nil, err
	}
	font, err := sfnt.Parse(data)
	return &glyphs{font: font}, err
}

// legible gives a text of which every character can be drawn: accents are joined
// with their letters, invisible marks left out, and what is missing becomes a box.
func (g *glyphs) legible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), unicode.IsControl(r):
			return -1
		case g.has(r):
			return r
		}
		g.missed = true
		return box
	}, norm.NFC.String(text))
}

// has tells whether a character can be drawn. Those beyond the first plane cannot
// stand in the file.
func (g *glyphs) has(r rune) bool {
	if r > 0xffff {
		return false
	}
	i, err := g.font.GlyphIndex(&g.buffer, r)
	return err == nil && i != 0
}
