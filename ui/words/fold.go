package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Span is a part of a text, in bytes, End excluded.
type Span struct{ Start, End int }

// Fold gives the form in which a search looks at a text: lower case, without
// accents, ligatures taken apart. "Œuvre d'Élise" becomes "oeuvre d'elise".
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			b.WriteByte(lowerASCII(c))
			i++
			continue
		}
		i += writeFolded(&b, s[i:])
	}
	return b.String()
}

// foldASCII folds a text without any letter beyond ASCII, which is most of them.
func foldASCII(s string) (string, bool) {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return "", false
		}
	}
	return strings.ToLower(s), true
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// writeFolded folds the first character of s, decomposed and without its marks,
// and gives its length.
func writeFolded(b *strings.Builder, s string) int {
	r, size := utf8.DecodeRuneInString(s)
	if parts := norm.NFD.PropertiesString(s).Decomposition(); parts != nil {
		for _, part := range string(parts) {
			writeRune(b, part)
		}
		return size
	}
	writeRune(b, r)
	return size
}

func writeRune(b *strings.Builder, r rune) {
	if unicode.Is(unicode.Mn, r) {
		return
	}
	if apart := ligature(r); apart != "" {
		b.WriteString(apart)
		return
	}
	b.WriteRune(unicode.ToLower(r))
}

// ligature takes apart the letters that Unicode does not decompose, but that
// people type without.
func ligature(r rune) string {
	switch r {
	case 'œ', 'Œ':
		return "oe"
	case 'æ', 'Æ':
		return "ae"
	case 'ß', 'ẞ':
		return "ss"
	case 'ø', 'Ø':
		return "o"
	case 'ł', 'Ł':
		return "l"
	case 'đ', 'Đ':
		return "d"
	case '’':
		return "'"
	}
	return ""
}

// Terms takes a search apart: every term, folded, has to be found somewhere.
func Terms(search string) []string { return strings.Fields(Fold(search)) }

// Hits finds the parts of a text that answer the terms of a search, in order,
// joined where they touch.
func Hits(text string, terms []string) []Span {
	if len(terms) == 0 {
		return nil
	}
	folded, origin := foldWithOrigin(text)
	marked := make([]bool, len(text))
	found := false
	for _, term := range terms {
		for at := 0; ; {
			i := strings.Index(folded[at:], term)
			if i < 0 {
				break
			}
			from, to := at+i, at+i+len(term)
			for b := origin[from]; b < origin[to]; b++ {
				marked[b], found = true, true
			}
			at = to
		}
	}
	if !found {
		return nil
	}
	return spans(marked)
}

// foldWithOrigin folds a text and says for each byte of the result, and for its
// end, where the character it came from begins. Marks belong to their letter.
func foldWithOrigin(text string) (string, []int) {
	var b strings.Builder
	origin := make([]int, 0, len(text)+1)
	for at := 0; at < len(text); {
		size := norm.NFC.NextBoundaryInString(text[at:], true)
		folded := Fold(text[at : at+size])
		b.WriteString(folded)
		for range len(folded) {
			origin = append(origin, at)
		}
		at += size
	}
	return b.String(), append(origin, len(text))
}

func spans(marked []bool) []Span {
	var out []Span
	for i, m := range marked {
		switch {
		case !m:
		case i > 0 && marked[i-1]:
			out[len(out)-1].End = i + 1
		default:
			out = append(out, Span{i, i + 1})
		}
	}
	return out
}
