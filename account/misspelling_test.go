package account

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// lines are those of a file under testdata that are no comments.
func lines(t testing.TB, name string) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

func TestSlipsAreNoticedAndRightAddressesLeftAlone(t *testing.T) {
	d := NewDomains()
	found, wrong, doubted := 0, 0, 0
	slips := lines(t, "misspelled.txt")
	for _, line := range slips {
		typed, meant, _ := strings.Cut(line, " ")
		switch got := d.Suggest("ana.roy@" + typed); got {
		case "ana.roy@" + meant:
			found++
		case "":
			t.Logf("%s is not noticed", typed)
		default:
			wrong++
			t.Logf("%s: %q, want %s", typed, got, meant)
		}
	}
	right := lines(t, "right.txt")
	for _, address := range right {
		if got := d.Suggest(address); got != "" {
			doubted++
			t.Logf("%s is doubted: %q", address, got)
		}
	}
	if found < len(slips)*95/100 || wrong > 0 || doubted > len(right)/100 {
		t.Error("too many are missed, mistaken or doubted")
	}
	t.Logf("of %d slips %d are noticed rightly and %d wrongly; of %d right addresses %d are doubted", len(slips), found, wrong, len(right), doubted)
}

func TestTheDomainsOfTheAccountComeFirst(t *testing.T) {
	d := NewDomains("amelie@maplepress.example", "ben@lumen.fr", "no address")
	for typed, want := range map[string]string{
		"ana@mapelpress.example":     "ana@maplepress.example",
		"ana@maplepres.example":      "ana@maplepress.example",
		"ana@maplepress.exampel":     "ana@maplepress.example",
		"ana@lumne.fr":               "ana@lumen.fr",
		"ana@MAPLEPRESS.example":     "",
		"ana@lumen.ca":               "",
		"ana@another.example":        "",
		"ana@sub.maplepress.example": "",
	} {
		if got := d.Suggest(typed); got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}

// everyOne is nearest by looking at every domain.
func everyOne(d Domains, typed string) string {
	if _, known := d.known[typed]; known {
		return ""
	}
	meant, least := "", farthest+1
	for _, k := range d.list {
		if far := slip(parseDomain(typed), k); far < least {
			meant, least = k.whole, far
		}
	}
	return meant
}

// mistype makes one or two slips in a domain.
func mistype(r *rand.Rand, s string) string {
	b := []byte(s)
	for range 1 + r.IntN(2) {
		i := r.IntN(len(b) - 1)
		switch r.IntN(5) {
		case 0:
			b[i], b[i+1] = b[i+1], b[i]
		case 1:
			b = slices.Delete(b, i, i+1)
		case 2:
			b = slices.Insert(b, i, byte('a'+r.IntN(26)))
		case 3:
			b[i] = byte('a' + r.IntN(26))
		default:
			b = append(b, ".com"...)
		}
	}
	return string(b)
}

// The index leaves out no domain that is near: what it finds is what looking at
// every one finds.
func TestTheIndexFindsWhatLookingAtEveryDomainFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	d := NewDomains(append(manyDomains(400), "a@x.fr", "a@localhost", "a@é.example")...)
	found := 0
	for range 4_000 {
		typed := mistype(r, d.list[r.IntN(len(d.list))].whole)
		want := everyOne(d, typed)
		if got := d.nearest(typed); got != want {
			t.Fatalf("%s: %q, want %q", typed, got, want)
		}
		if want != "" {
			found++
		}
	}
	if found < 1000 {
		t.Errorf("only %d of the mistyped domains have a near one", found)
	}
}

func TestWhatACopiedAddressDragsAlongIsTakenAway(t *testing.T) {
	d := NewDomains()
	for typed, want := range map[string]string{
		"ana@lumen.fr.":                  "ana@lumen.fr",
		"<ana@lumen.fr>":                 "ana@lumen.fr",
		"“ana@lumen.fr”,":                "ana@lumen.fr",
		"mailto:ana@lumen.fr?subject=Hi": "ana@lumen.fr",
		"MAILTO:ana@gmial.com":           "ana@gmail.com",
		"ana@@lumen.fr":                  "ana@lumen.fr",
		"ana.@lumen.fr":                  "ana@lumen.fr",
		"ana@lumen..fr":                  "ana@lumen.fr",
		"ana @ lumen.fr":                 "ana@lumen.fr",
		"www.ana@lumen.fr":               "ana@lumen.fr",
		"ana.royhotmail.com":             "ana.roy@hotmail.com",
		"gmail.com":                      "",
		"ana":                            "",
		"":                               "",
		"@":                              "",
		"ana@":                           "",
		"@gmail.com":                     "",
		"ana roy":                        "",
		"o'brien+list@lumen.fr":          "",
		"\xff@gmial.com":                 "",
	} {
		if got := d.Suggest(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// Whatever is typed: a suggestion can be sent to, is another address, and nothing
// speaks against it.
func FuzzSuggest(f *testing.F) {
	for _, s := range []string{"ana@gmial.com", "ana.roygmail.com", "mailto:a@b.c?d", "@@..", "é@vidéotron.ca", "a@gmailc.om"} {
		f.Add(s)
	}
	d := NewDomains("amelie@maplepress.example")
	f.Fuzz(func(t *testing.T, s string) {
		got := d.Suggest(s)
		if got == "" {
			return
		}
		if clean, err := CleanEmail(got); err != nil || clean != got {
			t.Errorf("%q suggests %q: %v", s, got, err)
		}
		if again := d.Suggest(got); again != "" {
			t.Errorf("%q suggests %q, which suggests %q", s, got, again)
		}
	})
}

// manyDomains are people of n firms, each with a domain of its own.
func manyDomains(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	parts := []string{"maple", "north", "press", "light", "soft", "river", "data", "atelier", "lumen", "graph", "werk", "bois", "studio", "mont", "cedar"}
	ends := []string{"example", "com", "fr", "ca", "org", "co.uk"}
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("p@%s%s%d.%s", parts[r.IntN(len(parts))], parts[r.IntN(len(parts))], r.IntN(n), ends[r.IntN(len(ends))])
	}
	return out
}

func BenchmarkSuggest(b *testing.B) {
	for _, n := range []int{1, 3_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := NewDomains(append(manyDomains(n), "amelie@maplepress.example")...)
			for b.Loop() {
				d.Suggest("samira.okoye@mapelpress.example")
			}
		})
	}
}

func BenchmarkNewDomains(b *testing.B) {
	people := manyDomains(100_000)
	for b.Loop() {
		NewDomains(people...)
	}
}
