package account_test

import (
	"errors"
	"net/mail"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"rollcall/account"
)

func TestAddressesAndNamesCompareWithoutRegardToCase(t *testing.T) {
	same := [][2]string{
		{"Ana.Roy@Example.ORG", "ana.roy@example.org"},
		{"AMÉLIE", "amélie"},
		{"\u212aelvin", "kelvin"}, // the Kelvin sign
		{"\u017fam", "SAM"},       // the long s
		{"ΣΑΣ", "σας"},
	}
	for _, pair := range same {
		if account.Fold(pair[0]) != account.Fold(pair[1]) {
			t.Errorf("%q and %q should compare equal", pair[0], pair[1])
		}
	}
	different := [][2]string{{"amelie", "amélie"}, {"ana", "anna"}, {"ıan", "ian"}}
	for _, pair := range different {
		if account.Fold(pair[0]) == account.Fold(pair[1]) {
			t.Errorf("%q and %q should differ", pair[0], pair[1])
		}
	}
}

func TestOneBareAddressIsTaken(t *testing.T) {
	long := strings.Repeat("a", 64) + "@" + strings.Repeat("b", 63) + ".example"
	tests := []struct{ in, want string }{
		{"ana@example.org", "ana@example.org"},
		{"  ana@example.org\t", "ana@example.org"},
		{"Ana.Roy+lists@mail.Example.org", "Ana.Roy+lists@mail.Example.org"},
		{"o'brien@example.org", "o'brien@example.org"},
		{"jörg@bücher.example", "jörg@bücher.example"},
		{"a@xn--bcher-kva.example", "a@xn--bcher-kva.example"},
		{long, long},
	}
	for _, tt := range tests {
		if got, err := account.CleanEmail(tt.in); err != nil || got != tt.want {
			t.Errorf("CleanEmail(%q) = %q, %v", tt.in, got, err)
		}
	}
}

func TestWhatIsNotOneBareAddressIsRefused(t *testing.T) {
	tests := []struct {
		in   string
		want error
	}{
		{"", account.ErrEmpty},
		{" \n", account.ErrEmpty},
		{strings.Repeat("a", 250) + "@example.org", account.ErrTooLong},
		{"ana", account.ErrNotAddress},
		{"@example.org", account.ErrNotAddress},
		{"ana@", account.ErrNotAddress},
		{"ana@localhost", account.ErrNotAddress},
		{"ana@example.", account.ErrNotAddress},
		{"ana@.example.org", account.ErrNotAddress},
		{"ana@-example.org", account.ErrNotAddress},
		{"ana@exa_mple.org", account.ErrNotAddress},
		{"ana@10.0.0.1", account.ErrNotAddress},
		{"ana@[10.0.0.1]", account.ErrNotAddress},
		{"ana@@example.org", account.ErrNotAddress},
		{"ana@x@example.org", account.ErrNotAddress},
		{"ana..roy@example.org", account.ErrNotAddress},
		{".ana@example.org", account.ErrNotAddress},
		{"ana.@example.org", account.ErrNotAddress},
		{"ana roy@example.org", account.ErrNotAddress},
		{"ana@example.org,ben@example.org", account.ErrNotAddress},
		{"Ana <ana@example.org>", account.ErrNotAddress},
		{"<ana@example.org>", account.ErrNotAddress},
		{`"ana"@example.org`, account.ErrNotAddress},
		{"ana@example.org (work)", account.ErrNotAddress},
		{"ana@example.org\r\nBcc: eve@example.net", account.ErrNotAddress},
		{"ana@example.org\nX", account.ErrNotAddress},
		{"ana\x00@example.org", account.ErrNotAddress},
		{"ana\u200b@example.org", account.ErrNotAddress},
		{"ana\u202e@example.org", account.ErrNotAddress},
		{"ana\xff@example.org", account.ErrNotAddress},
		{strings.Repeat("a", 65) + "@example.org", account.ErrNotAddress},
		{"a@" + strings.Repeat("b", 64) + ".org", account.ErrNotAddress},
	}
	for _, tt := range tests {
		if got, err := account.CleanEmail(tt.in); !errors.Is(err, tt.want) {
			t.Errorf("CleanEmail(%q) = %q, %v, want %v", tt.in, got, err, tt.want)
		}
	}
}

func TestAUserNameIsLettersDigitsDotUnderscoreHyphen(t *testing.T) {
	tests := []struct {
		in   string
		want error
	}{
		{"ana", nil},
		{"Ana.Roy_2-b", nil},
		{"amélie", nil},
		{"ame\u0301lie", nil},
		{"李小龙", nil},
		{strings.Repeat("é", 64), nil},
		{"", account.ErrEmpty},
		{"ab", account.ErrTooShort},
		{strings.Repeat("a", 65), account.ErrTooLong},
		{"ana@example", account.ErrCharacters},
		{"ana roy", account.ErrCharacters},
		{"ana\n", account.ErrCharacters},
		{"ana\x00", account.ErrCharacters},
		{"ana\u202e", account.ErrCharacters},
		{"ana😀", account.ErrCharacters},
		{"ana\xff", account.ErrCharacters},
	}
	for _, tt := range tests {
		if err := account.CheckUsername(tt.in); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Errorf("CheckUsername(%q) = %v, want %v", tt.in, err, tt.want)
		}
	}
}

func TestALineHasNoControlAndNoDirectionMark(t *testing.T) {
	good := map[string]string{
		"":                "",
		"  Ana  ":         "Ana",
		"O'Brien-Łukasz":  "O'Brien-Łukasz",
		"👩\u200d💻":        "👩\u200d💻",
		"می\u200cخواهم":   "می\u200cخواهم", // a zero-width non-joiner is spelling
		"+1 555 0123 x 4": "+1 555 0123 x 4",
	}
	for in, want := range good {
		if got, err := account.CleanLine(in, 20); err != nil || got != want {
			t.Errorf("CleanLine(%q) = %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"a\nb", "a\tb", "a\x00b", "a\x1bb", "a\u0085b", "a\u2028b", "a\ufeffb", "a\ufffdb", "a\xffb", "a\u061cb", "a\u200eb", "a\u200fb", "a\u202eb", "a\u2067b"} {
		if _, err := account.CleanLine(in, 20); !errors.Is(err, account.ErrCharacters) {
			t.Errorf("CleanLine(%q): %v", in, err)
		}
	}
	if _, err := account.CleanLine(strings.Repeat("é", 21), 20); !errors.Is(err, account.ErrTooLong) {
		t.Errorf("21 characters of 20: %v", err)
	}
}

func TestATextMayHaveSeveralLines(t *testing.T) {
	got, err := account.CleanText(" one\r\n\ttwo\nthree ", 100)
	if err != nil || got != "one\n\ttwo\nthree" {
		t.Errorf("CleanText = %q, %v", got, err)
	}
	for _, in := range []string{"a\rb", "a\x00b", "a\u202eb", "a\u200fb", "\xff"} {
		if _, err := account.CleanText(in, 100); !errors.Is(err, account.ErrCharacters) {
			t.Errorf("CleanText(%q): %v", in, err)
		}
	}
	if _, err := account.CleanText("abc", 2); !errors.Is(err, account.ErrTooLong) {
		t.Errorf("3 characters of 2: %v", err)
	}
}

func TestLanguagesThatAreListedAreValid(t *testing.T) {
	for _, l := range account.Languages() {
		if !account.ValidLanguage(l) {
			t.Errorf("%q is listed but not valid", l)
		}
	}
	for _, l := range []string{"", "EN", "de", "en-GB"} {
		if account.ValidLanguage(l) {
			t.Errorf("%q should not be valid", l)
		}
	}
}

// An address that is taken can be written into a mail header and read back the
// same, alone, and adds no line to it.
func FuzzCleanEmail(f *testing.F) {
	for _, s := range []string{"ana@example.org", " jörg@bücher.example ", "a@b.co\r\nBcc: x@y.org", `"a b"@x.org`, "a@[1.2.3.4]", "=?utf-8?q?a?=@x.org"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := account.CleanEmail(in)
		if err != nil {
			if got != "" {
				t.Fatalf("refused, yet gave %q", got)
			}
			return
		}
		if again, err := account.CleanEmail(got); err != nil || again != got {
			t.Fatalf("a clean address %q was not taken again: %q, %v", got, again, err)
		}
		if strings.ContainsFunc(got, unicode.IsControl) || strings.ContainsFunc(got, unicode.IsSpace) || !utf8.ValidString(got) {
			t.Fatalf("%q has characters that a header cannot carry", got)
		}
		checkMailRoundTrip(t, got)
		if parts := account.SplitAddresses(got); plain(got) && (len(parts) != 1 || parts[0] != got) {
			t.Fatalf("%q came apart into %q", got, parts)
		}
	})
}

func checkMailRoundTrip(t *testing.T, address string) {
	t.Helper()
	head := "To: " + (&mail.Address{Name: "Ana, Roy", Address: address}).String() + "\r\nCc: " + address + "\r\n\r\n"
	m, err := mail.ReadMessage(strings.NewReader(head))
	if err != nil {
		t.Fatalf("%q breaks the header: %v", address, err)
	}
	if len(m.Header) != 2 {
		t.Fatalf("%q changed the number of header lines: %v", address, m.Header)
	}
	for _, field := range []string{"To", "Cc"} {
		list, err := m.Header.AddressList(field)
		if err != nil || len(list) != 1 || list[0].Address != address {
			t.Fatalf("%q read back from %s as %v, %v", address, field, list, err)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Ana", "ΣΑΣ", "\u212a", "ǅ", "İı", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		folded := account.Fold(in)
		if account.Fold(folded) != folded {
			t.Fatalf("folding %q twice differs", in)
		}
		if utf8.ValidString(in) && !strings.EqualFold(folded, in) {
			t.Fatalf("%q folded to something else: %q", in, folded)
		}
		if utf8.RuneCountInString(in) != utf8.RuneCountInString(folded) {
			t.Fatalf("%q changed length", in)
		}
	})
}

func FuzzCleanLine(f *testing.F) {
	for _, s := range []string{" Ana ", "a\r\nb", "\u202eevil", "👩\u200d💻", "\xff"} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, in string, limit int) {
		checkClean(t, in, limit, account.CleanLine, unicode.IsControl)
		checkClean(t, in, limit, account.CleanText, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' && r != '\t'
		})
	})
}

func checkClean(t *testing.T, in string, limit int, clean func(string, int) (string, error), forbidden func(rune) bool) {
	t.Helper()
	got, err := clean(in, limit)
	if err != nil {
		return
	}
	if strings.ContainsFunc(got, forbidden) || utf8.RuneCountInString(got) > limit || got != strings.TrimSpace(got) {
		t.Fatalf("%q with limit %d gave %q", in, limit, got)
	}
	if again, err := clean(got, limit); err != nil || again != got {
		t.Fatalf("clean text %q was not taken again: %q, %v", got, again, err)
	}
}

func FuzzCheckUsername(f *testing.F) {
	for _, s := range []string{"ana", "Ana.Roy_2", "a@b", "\u202eana", "ab"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if account.CheckUsername(in) != nil {
			return
		}
		if n := utf8.RuneCountInString(in); n < account.MinUsername || n > account.MaxUsername {
			t.Fatalf("%q has %d characters", in, n)
		}
		if strings.ContainsAny(in, "@ \r\n\x00<>/\"") {
			t.Fatalf("%q has a forbidden character", in)
		}
		if _, err := account.CleanEmail(in); err == nil {
			t.Fatalf("%q could be an address", in)
		}
	})
}
