package account

import (
	"encoding/csv"
	"strings"
)

// addressColumn reads a text as a table, as sheets write it (RFC 4180, and with
// the separators that sheets use instead), and gives the cells that hold
// addresses, row by row. It is no table unless all rows have as many cells.
func addressColumn(s string) (cells []string, ok bool) {
	if !strings.Contains(strings.TrimSpace(s), "\n") {
		return nil, false
	}
	for _, comma := range ",;\t|" {
		rows, ok := readTable(s, comma)
		if !ok {
			continue
		}
		if columns, body := addressColumns(rows); len(columns) > 0 {
			return cellsOf(body, columns), true
		}
	}
	return nil, false
}

// leastColumns is what makes a table: one column is a list.
const leastColumns = 2

func readTable(s string, comma rune) ([][]string, bool) {
	r := csv.NewReader(strings.NewReader(s))
	r.Comma, r.TrimLeadingSpace = comma, comma != '\t'
	rows, err := r.ReadAll() // an error too when rows are not of one length
	return rows, err == nil && len(rows) > 1 && len(rows[0]) >= leastColumns
}

// addressColumns finds the one column whose heading says so, else every column
// in which most cells hold an @. The body is without the headings.
func addressColumns(rows [][]string) (columns []int, body [][]string) {
	best, least := -1, 0
	for i, cell := range rows[0] {
		if rank := headingRank(cell); rank > 0 && (best < 0 || rank < least) {
			best, least = i, rank
		}
	}
	if best >= 0 && !strings.Contains(strings.Join(rows[0], ""), "@") {
		return []int{best}, rows[1:]
	}
	for i := range rows[0] {
		with, filled := 0, 0
		for _, row := range rows {
			if strings.Contains(row[i], "@") {
				with++
			}
			if strings.TrimSpace(row[i]) != "" {
				filled++
			}
		}
		if with > 0 && 2*with >= filled {
			columns = append(columns, i)
		}
	}
	return columns, withoutHeadings(rows)
}

// withoutHeadings leaves out a first row in which no address stands.
func withoutHeadings(rows [][]string) [][]string {
	if !strings.Contains(strings.Join(rows[0], ""), "@") {
		return rows[1:]
	}
	return rows
}

func cellsOf(rows [][]string, columns []int) []string {
	var out []string
	for _, row := range rows {
		for _, c := range columns {
			out = append(out, row[c])
		}
	}
	return out
}

// headings of columns with addresses, the ones that mean nothing else first.
func headings() []string {
	return []string{
		"email", "emailaddress", "emailaddresses", "courriel", "adressecourriel", "adresseelectronique", "adresseemail", "adressemail",
		"primaryemail", "email1", "email1value", "email1address", "workemail", "emailaddressrequired", "usermail", "useremail", "mail", "mailaddress", "courriels", "emails", "adresse",
	}
}

// headingRank is how surely a heading stands over addresses, 1 most, 0 not.
func headingRank(cell string) int {
	plain := strings.Map(func(r rune) rune {
		switch r {
		case 'é', 'è', 'É':
			return 'e'
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(cell))
	for i, h := range headings() {
		if plain == h {
			return i + 1
		}
	}
	return 0
}

// addressHeading tells the heading of a list of addresses from one of them.
func addressHeading(word string) bool { return headingRank(word) > 0 }
