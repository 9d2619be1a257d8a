package view

import (
	"bufio"
	"encoding/csv"
	"io"
	"strings"
)

// byteOrderMark tells spreadsheets that the text is UTF-8; without it they show
// accents as two signs.
const byteOrderMark = "\ufeff"

// table writes rows as RFC 4180 has them: lines end with CR LF, fields in
// quotes where needed.
type table struct {
	buffer *bufio.Writer
	csv    *csv.Writer
}

func newTable(w io.Writer) *table {
	t := &table{buffer: bufio.NewWriter(w)}
	t.csv = csv.NewWriter(t.buffer)
	t.csv.UseCRLF = true
	return t
}

// begin writes the headings.
func (t *table) begin(headings []string) error {
	if _, err := t.buffer.WriteString(byteOrderMark); err != nil {
		return err
	}
	return t.row(headings)
}

func (t *table) row(fields []string) error {
	safe := make([]string, len(fields))
	for i, f := range fields {
		safe[i] = neutral(f)
	}
	return t.csv.Write(safe)
}

// end writes what is left.
func (t *table) end() error {
	t.csv.Flush()
	if err := t.csv.Error(); err != nil {
		return err
	}
	return t.buffer.Flush()
}

// neutral keeps a spreadsheet from running a text that people or devices chose
// as a formula (ASVS 1.2.10).
func neutral(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n\x00", rune(text[0])) {
		return "'" + text
	}
	return text
}
