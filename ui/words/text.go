package words

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// narrowSpace is the no-break space of French numbers and punctuation (U+202F).
const narrowSpace = "\u202f"

// Number writes a whole number with the separators of the language, "1,234",
// « 1 234 ».
func (w *Words) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	separator := ","
	if w.lang == "fr" {
		separator = narrowSpace
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// List joins words as a sentence does, "a, b and c".
func (w *Words) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return w.T("list.and", Args{"First": strings.Join(items[:last], ", "), "Last": items[last]})
}

// Series joins phrases that may hold commas themselves, "a, b; c".
func (w *Words) Series(items []string) string {
	separator := "; "
	if w.lang == "fr" {
		separator = narrowSpace + "; "
	}
	return strings.Join(items, separator)
}

// Initials gives up to two letters for a name's avatar, "AR" for Amélie Roy.
func Initials(name string) string {
	fields := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '@' || r == '.' })
	if len(fields) == 0 {
		return ""
	}
	initials := firstLetter(fields[0])
	if len(fields) > 1 {
		initials += firstLetter(fields[len(fields)-1])
	}
	return initials
}

func firstLetter(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r))
}

// Capital gives a sentence that begins with a capital letter.
func Capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
