package account

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed domains.txt
var commonDomains string

// Domains are the domains that mail is often sent to: the common ones, and those
// of the people of an account. It is made once and then only read.
type Domains struct {
	list []domain
	// known is where a domain stands in the list: what comes first is meant first.
	known map[string]int
	near  neighbours
}

// domain is taken apart at its first dot, "yahoo" and "co.uk".
type domain struct {
	whole, name, rest string
	// only: nobody has mail under this name with another ending.
	only bool
}

func parseDomain(s string) domain {
	s, star, _ := strings.Cut(s, " ")
	name, rest, _ := strings.Cut(s, ".")
	return domain{s, name, rest, star != ""}
}

// NewDomains knows the common domains and those of the people whose addresses
// are given, which come first. Addresses of invitations do not belong here: they
// may be mistyped.
func NewDomains(addresses ...string) Domains {
	d := Domains{known: map[string]int{}, near: neighbours{}}
	for _, a := range addresses {
		if at := strings.LastIndexByte(a, '@'); at >= 0 {
			d.add(parseDomain(Fold(a[at+1:])))
		}
	}
	for line := range strings.Lines(commonDomains) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") {
			d.add(parseDomain(line))
		}
	}
	return d
}

func (d *Domains) add(k domain) {
	if _, known := d.known[k.whole]; k.whole != "" && !known {
		d.known[k.whole] = len(d.list)
		d.near.add(k, len(d.list))
		d.list = append(d.list, k)
	}
}

// Suggest gives what an address was probably meant to be, and "" when nothing
// speaks for another: a domain one slip away from one of these, a missing dot or
// @, what a copied address drags along. It only suggests; a real domain may be
// close to a common one.
func (d Domains) Suggest(address string) string {
	typed := strings.TrimSpace(address)
	tidy := d.tidy(typed)
	at := strings.LastIndexByte(tidy, '@')
	if at < 1 {
		return ""
	}
	if meant := d.nearest(Fold(tidy[at+1:])); meant != "" {
		tidy = tidy[:at+1] + meant
	}
	if _, err := CleanEmail(tidy); err != nil || Fold(tidy) == Fold(typed) {
		return ""
	}
	return tidy
}

// tidy takes away what does not belong to an address and puts in a missing @.
func (d Domains) tidy(s string) string {
	const around = `.,;:!?()[]<>{}"'«»“”‘’` + "`"
	s = strings.Trim(s, around)
	if rest, ok := cutPrefixFold(s, "mailto:"); ok {
		s, _, _ = strings.Cut(rest, "?")
	}
	s = strings.Join(strings.Fields(s), "")
	for _, double := range []string{"@@", ".."} {
		for strings.Contains(s, double) {
			s = strings.ReplaceAll(s, double, double[:1])
		}
	}
	s = strings.NewReplacer(".@", "@", "@.", "@").Replace(s)
	if rest, ok := strings.CutPrefix(s, "www."); ok && strings.Contains(rest, "@") {
		s = rest
	}
	if name, host, ok := strings.Cut(s, "@www."); ok {
		s = name + "@" + host
	}
	if !strings.Contains(s, "@") {
		return d.withAt(s)
	}
	return s
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// withAt puts an @ before a known domain: "anagmail.com". Short domains stand at
// the end of too many words.
func (d Domains) withAt(s string) string {
	const shortest = len("gmail.com")
	folded, best, at := Fold(s), len(d.list), -1
	for i := 1; i+shortest <= len(folded); i++ {
		if n, known := d.known[folded[i:]]; known && n < best && folded[i-1] != '.' {
			best, at = n, i
		}
	}
	if at < 0 || at > len(s) {
		return s
	}
	return s[:at] + "@" + d.list[best].whole
}

// nearest gives the known domain that was probably meant, "" for none and for a
// domain that is known itself. Of several that are as near, the first counts.
func (d Domains) nearest(typed string) string {
	if _, known := d.known[typed]; known {
		return ""
	}
	t, meant, least := parseDomain(typed), len(d.list), farthest+1
	offer := func(i, far int) {
		if far < least || far == least && far <= farthest && i < meant {
			meant, least = i, far
		}
	}
	for _, i := range d.dotted(t) {
		offer(i, 1)
	}
	d.near.of(t, func(i int) { offer(i, slip(t, d.list[i])) })
	if least > farthest {
		return ""
	}
	return d.list[meant].whole
}

// dotted finds the known domains of which a domain has lost the dot, has it one
// letter late, or has one ending too many.
func (d Domains) dotted(t domain) (found []int) {
	look := func(whole string) {
		if i, known := d.known[whole]; known {
			found = append(found, i)
		}
	}
	for i := 1; i <= len(t.name) && i < len(t.whole); i++ {
		look(t.whole[:i] + "." + t.whole[i:])
	}
	if n := len(t.name); n > 1 && n < len(t.whole) {
		look(t.name[:n-1] + "." + t.name[n-1:] + t.rest)
	}
	if whole, ok := strings.CutSuffix(t.whole, ".com"); ok {
		look(whole)
	}
	return found
}

// farthest is the most that two domains are apart where one may be meant for the
// other.
const farthest = 2

// Lengths, in bytes, of the names in which a slip may be suspected: in shorter
// ones another word is as likely.
const (
	shortestChanged = 5
	shortestTwice   = 7
)

// slip tells how far a domain is from a known one, farthest+1 when it is another.
func slip(typed, known domain) int {
	if dotSlipped(typed, known) || known.only && typed.name == known.name {
		return 1
	}
	name, rest := distance(typed.name, known.name), distance(typed.rest, known.rest)
	switch {
	case typed.name == "", typed.rest == "":
	case name == 0 && rest == 1:
		return 1
	case name == 1 && rest <= 1 && (len(known.name) >= shortestChanged || swapped(typed.name, known.name)):
		return 1 + rest
	case name == 2 && rest == 0 && typed.name[:1] == known.name[:1] && (len(known.name) >= shortestTwice || swapped(typed.name, known.name)):
		return 2
	}
	return farthest + 1
}

// dotSlipped is a domain without its dot, with the dot one letter late, without
// its ending, or with one ending too many.
func dotSlipped(typed, known domain) bool {
	if known.rest == "" {
		return false
	}
	switch typed.whole {
	case known.name, known.name + known.rest, known.whole + ".com", known.name + known.rest[:1] + "." + known.rest[1:]:
		return true
	}
	return false
}

// swapped tells whether two words of one length have the same letters.
func swapped(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// longestName is beyond what stands before or after the first dot of any domain
// people have mail at.
const longestName = 63

// distance counts the letters typed wrong, left out, added or swapped with their
// neighbour (optimal string alignment); from farthest+1 on it only says so.
func distance(a, b string) int {
	if d := len(a) - len(b); d > farthest || -d > farthest || len(b) > longestName {
		return farthest + 1
	}
	var rows [3][longestName + 1]int
	before, row, next := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		row[j] = j
	}
	least := 0 // of the row before
	for i := 1; i <= len(a); i++ {
		next[0] = i
		last := least
		least = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
			least = min(least, next[j])
		}
		if least > farthest && last > farthest {
			return farthest + 1 // it only grows
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}

// Same tells whether the same domains are known, in the same order.
func (d Domains) Same(o Domains) bool { return slices.Equal(d.list, o.list) }
