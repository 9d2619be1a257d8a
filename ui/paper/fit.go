package paper

import "strings"

// fit breaks a text into lines of a width: at spaces, and within words that are
// longer than a line, such as addresses. Nothing is left out.
func (s *sheets) fit(text string, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if joined := strings.TrimSpace(line + " " + word); s.pdf.GetStringWidth(joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		var whole []string
		whole, line = s.chop(word, width)
		lines = append(lines, whole...)
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// chop takes as many whole lines from a word as it fills, and gives the rest. It
// parts after a mark rather than between letters.
func (s *sheets) chop(word string, width float64) (lines []string, rest string) {
	runes := []rune(word)
	for len(runes) > 1 && s.pdf.GetStringWidth(string(runes)) > width {
		n := len(runes) - 1
		for n > 1 && s.pdf.GetStringWidth(string(runes[:n])) > width {
			n--
		}
		n = afterMark(runes, n)
		lines, runes = append(lines, string(runes[:n])), runes[n:]
	}
	return lines, string(runes)
}

// afterMark gives the last place up to n that follows a mark, unless that would
// leave half of the line empty.
func afterMark(runes []rune, n int) int {
	for i := n; i > n/2; i-- {
		if strings.ContainsRune("-.@_/", runes[i-1]) {
			return i
		}
	}
	return n
}
