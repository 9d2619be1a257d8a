package account

import (
	"os"
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

func BenchmarkSuggest(b *testing.B) {
	d := NewDomains("amelie@maplepress.example")
	for b.Loop() {
		d.Suggest("samira.okoye@mapelpress.example")
	}
}
