package account

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// SplitAddresses takes apart what a person types or pastes into a field for
// several addresses, or keeps in a file: a line with separators of any kind, a
// list with bullets or numbers, "Ana Roy <ana@example.org>" with or without
// quotes, or a table as sheets write it, of which the column of addresses is
// read (RFC 4180). Names and other words beside an address are passed over, as
// is a line of words without any. It does not judge: what may be a mistyped
// address is given too. None is empty or holds white space.
func SplitAddresses(s string) []string {
	s = strings.TrimPrefix(s, "\ufeff")
	if cells, ok := addressColumn(s); ok {
		return inCells(cells)
	}
	return inText(s)
}

// inText reads line by line.
func inText(s string) []string {
	if !strings.Contains(s, "@") {
		return bareWords(s)
	}
	s = markdownLink.ReplaceAllString(s, " ")
	s = mailtoLink.ReplaceAllString(s, " $1 ")
	s = quotedName.ReplaceAllString(s, " <")
	s = apart.ReplaceAllString(s, "$1@$2")
	var out []string
	list := !prose(s)
	for line := range strings.Lines(s) {
		if strings.Contains(line, "@") {
			out = append(out, inLine(line)...)
			continue
		}
		for _, w := range bareWords(line) {
			if mayBeAddress(w) || list && !addressHeading(w) {
				out = append(out, w) // an entry of the list, and a wrong one
			}
		}
	}
	return out
}

// prose tells a text in which somebody writes to somebody, or names stand on
// lines of their own, from a list, whose every line is meant.
func prose(s string) bool {
	for line := range strings.Lines(s) {
		if !strings.Contains(line, "@") && len(bareWords(line)) > 1 {
			return true
		}
	}
	return false
}

// bareWords are the words of a text in which no address stands. They are given,
// so that what was typed is not lost without a word.
func bareWords(s string) []string {
	words := trimWords(strings.FieldsFunc(s, separates))
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// inCells reads the column of addresses of a table. A cell that holds something
// else is given too: somebody meant it.
func inCells(cells []string) []string {
	var out []string
	for _, c := range cells {
		out = append(out, inText(c)...)
	}
	return out
}

// quotedName is a display name in quotes, which may hold separators, up to the
// bracket that opens its address.
var quotedName = regexp.MustCompile(`"[^"\r\n]*"[ \t]*<`)

// markdownLink is the second half of "[ana@x.org](mailto:ana@x.org)".
var markdownLink = regexp.MustCompile(`\]\((?i:mailto:)[^)\s]*\)`)

// mailtoLink is an address as a link, with what the mail is to say.
var mailtoLink = regexp.MustCompile(`(?i)\bmailto:([^\s?<>"',;]*)(?:\?[^\s<>"]*)?`)

// apart is an address whose @ stands alone.
var apart = regexp.MustCompile(`(\w)[ \t]+@[ \t]+(\w)`)

// inLine gives the addresses of a line in which one stands.
func inLine(line string) []string {
	var out []string
	for _, piece := range strings.FieldsFunc(line, parts) {
		out = append(out, inPiece(piece)...)
	}
	return out
}

// parts tells what stands between the entries of a line.
func parts(r rune) bool { return strings.ContainsRune(",;|\t\r\n", r) }

// separates tells what an address never holds, if it is one that is written as
// they are written.
func separates(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`,;:|<>()[]{}"«»“”„‹›`, r)
}

// inPiece gives what stands in angle brackets, and else the words that may be
// addresses. Words before brackets are a name, unless one is another address.
func inPiece(piece string) []string {
	before, rest, bracketed := strings.Cut(piece, "<")
	inside, after, closed := strings.Cut(rest, ">")
	if !bracketed || !closed || !strings.Contains(inside, "@") {
		return mayBeAddresses(piece)
	}
	meant := mayBeAddresses(inside)
	out := slices.DeleteFunc(mayBeAddresses(before), func(w string) bool {
		_, err := CleanEmail(w)
		return err != nil || slices.Contains(meant, w)
	})
	return append(append(out, meant...), inPiece(after)...)
}

func mayBeAddresses(s string) []string {
	words := trimWords(strings.FieldsFunc(s, separates))
	return slices.DeleteFunc(words, func(w string) bool { return !mayBeAddress(w) })
}

// mayBeAddress tells an address, right or wrong, from a name: it has an @, or is
// written as one that has lost it, "ana.royexample.org".
func mayBeAddress(w string) bool {
	if strings.Contains(w, "@") {
		return strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	}
	dot := strings.LastIndexByte(w, '.')
	end := w[dot+1:]
	return dot > 0 && len(end) > 1 && !strings.HasPrefix(w, "www.") && !strings.HasPrefix(w, "//") &&
		!strings.ContainsFunc(end, func(r rune) bool { return r < 'a' || r > 'z' })
}

// trimWords takes bullets, quotes and punctuation off the words. An @ at the end
// stays: an address is missing its second half.
func trimWords(words []string) []string {
	for i, w := range words {
		w = strings.TrimLeftFunc(w, leads)
		words[i] = strings.TrimRightFunc(w, func(r rune) bool {
			return r != '@' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		})
	}
	return words
}

// leads tells what may stand before an address without belonging to it.
func leads(r rune) bool {
	return strings.ContainsRune("'`´‘’‚*-–—•·◦‣▪■●○→=!?&.", r)
}
