package account_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"rollcall/account"
)

// splits are texts and the addresses in them, separated by blanks.
var splits = []struct{ name, in, want string }{
	{"nothing", "", ""},
	{"separators alone", " ,; \n|\t", ""},
	{"one", "a@x.org", "a@x.org"},
	{"blanks", "a@x.org b@x.org", "a@x.org b@x.org"},
	{"all separators", "a@x.org,b@x.org;c@x.org\nd@x.org\te@x.org\r\nf@x.org|g@x.org", "a@x.org b@x.org c@x.org d@x.org e@x.org f@x.org g@x.org"},
	{"names", "Ana Roy <a@x.org>, Ben <b@x.org>", "a@x.org b@x.org"},
	{"names without separators", "Ana <a@x.org> Ben <b@x.org>", "a@x.org b@x.org"},
	{"names in quotes", `"Roy, Ana" <a@x.org>; "Li; B" <b@x.org>`, "a@x.org b@x.org"},
	{"names as Outlook has them", "Roy, Ana <a@x.org>; Li, Bo <b@x.org>", "a@x.org b@x.org"},
	{"a name with an @", `"ana@home" <a@x.org>`, "a@x.org"},
	{"the address as its name", "a@x.org <a@x.org>", "a@x.org"},
	{"remarks", "Ana < a@x.org > (work), see you", "a@x.org"},
	{"brackets, then bare", "<a@x.org> b@x.org", "a@x.org b@x.org"},
	{"empty brackets", "<>", ""},
	{"a bracket that stays open", "Ana <a@x.org", "a@x.org"},
	{"no address", "not-an-address", "not-an-address"},
	{"no address at all", "Ana Roy", "Ana Roy"},
	{"bullets", "• a@x.org\n- b@x.org\n* c@x.org\n•d@x.org\n1. e@x.org\n2) f@x.org\n– g@x.org", "a@x.org b@x.org c@x.org d@x.org e@x.org f@x.org g@x.org"},
	{"quotes", `'a@x.org', "b@x.org", «c@x.org» “d@x.org” ‘e@x.org’`, "a@x.org b@x.org c@x.org d@x.org e@x.org"},
	{"an apostrophe inside", "o'brien@x.org", "o'brien@x.org"},
	{"trailing junk", "a@x.org. b@x.org), c@x.org!; d@x.org:", "a@x.org b@x.org c@x.org d@x.org"},
	{"mailto", "mailto:a@x.org?subject=Hi MAILTO:b@x.org <mailto:c@x.org>", "a@x.org b@x.org c@x.org"},
	{"a link in Markdown", "[a@x.org](mailto:a@x.org)", "a@x.org"},
	{"field names", "To: a@x.org\nCc: Ben <b@x.org>", "a@x.org b@x.org"},
	{"an @ that stands alone", "ana @ x.org, ben @ x.org", "ana@x.org ben@x.org"},
	{"a missing @", "a@x.org, ana.royexample.org", "a@x.org ana.royexample.org"},
	{"a missing @ on its line", "a@x.org\nanaroy", "a@x.org anaroy"},
	{"half an address", "a@x.org, ana@, @x.org, @", "a@x.org ana@ @x.org"},
	{"prose", "Hello Amélie,\nplease invite these people:\na@x.org and b@x.org\nThanks\n", "a@x.org b@x.org"},
	{"a list with its heading", "E-mail\na@x.org\nb@x.org", "a@x.org b@x.org"},
	{"a table in Markdown", "| Name | Mail |\n|---|---|\n| Ana | a@x.org |\n| Bo | b@x.org |", "a@x.org b@x.org"},
	{"CSV", "Name,E-mail,Town\nAna,a@x.org,Oslo\nBo,b@x.org,Rome\n", "a@x.org b@x.org"},
	{"CSV with semicolons", "Prénom;Nom;Adresse courriel\r\nAna;Roy;a@x.org\r\nBo;Li;b@x.org\r\n", "a@x.org b@x.org"},
	{"cells from a sheet", "First name\tLast name\tEmail address\nAna\tRoy\ta@x.org\nBo\tLi\tb@x.org", "a@x.org b@x.org"},
	{"CSV with quotes", "\"Name\",\"Email\"\r\n\"Roy, \"\"Nan\"\"\nAna\",\"a@x.org\"\r\n\"Li\",\"b@x.org\"\r\n", "a@x.org b@x.org"},
	{"CSV without headings", "Ana,Roy,a@x.org\nBo,Li,b@x.org\n", "a@x.org b@x.org"},
	{"CSV of two columns of addresses", "a@x.org,b@x.org\nc@x.org,d@x.org", "a@x.org b@x.org c@x.org d@x.org"},
	{"CSV with the address of a superior", "Email,Name,Manager email\na@x.org,Ana,z@x.org\nb@x.org,Bo,z@x.org", "a@x.org b@x.org"},
	{"CSV with an empty and a wrong cell", "Name,Email\nAna,a@x.org\nBo,\nCy,cyx.org\nDee,none", "a@x.org cyx.org none"},
	{"CSV of a known address book", "Name,E-mail 1 - Type,E-mail 1 - Value\nAna,Work,a@x.org\nBo,Home,b@x.org", "a@x.org b@x.org"},
	{"a byte order mark", "\ufeffemail\na@x.org", "a@x.org"},
	{"rows of different lengths", "Ana,a@x.org\nBo,Li,b@x.org", "a@x.org b@x.org"},
}

func TestPastedAddressesAreTakenApart(t *testing.T) {
	for _, tt := range splits {
		if got := strings.Join(account.SplitAddresses(tt.in), " "); got != tt.want {
			t.Errorf("%s: SplitAddresses(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestAFileOfAnyMakeIsRead(t *testing.T) {
	const text = "Prénom;Courriel\nÉlise;elise@x.org\nBo;“b@x.org”\n"
	wide := func(order func(uint16) []byte, mark bool) []byte {
		var out []byte
		if mark {
			out = order(0xfeff)
		}
		for _, u := range utf16.Encode([]rune(text)) {
			out = append(out, order(u)...)
		}
		return out
	}
	little := func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }
	big := func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }
	western := strings.NewReplacer("É", "\xc9", "é", "\xe9", "“", "\x93", "”", "\x94").Replace(text)
	for name, file := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-8 with a mark": []byte("\ufeff" + text), "Windows-1252": []byte(western),
		"UTF-16 little": wide(little, true), "UTF-16 big": wide(big, true),
		"UTF-16 little without a mark": wide(little, false), "UTF-16 big without a mark": wide(big, false),
	} {
		if got, err := account.DecodeText(file); got != text || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, file := range map[string]string{"a sheet": "PK\x03\x04abc", "a document": "%PDF-1.7", "a picture": "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"} {
		if _, err := account.DecodeText([]byte(file)); err == nil {
			t.Errorf("%s passes for text", name)
		}
	}
	if got, err := account.DecodeText(nil); got != "" || err != nil {
		t.Errorf("nothing: %q, %v", got, err)
	}
}

func TestAThousandAddressesAreReadInEveryShape(t *testing.T) {
	var list, table, book strings.Builder
	table.WriteString("Nom;Courriel;Ville\n")
	for i := range 1000 {
		fmt.Fprintf(&list, "- person%d@x.org\n", i)
		fmt.Fprintf(&table, "\"Roy; Ana %d\";person%d@x.org;Laval\n", i, i)
		fmt.Fprintf(&book, "Roy, Ana %d <person%d@x.org>; ", i, i)
	}
	for name, text := range map[string]string{"list": list.String(), "table": table.String(), "mail": book.String()} {
		got := account.SplitAddresses(text)
		if len(got) != 1000 || got[0] != "person0@x.org" || got[999] != "person999@x.org" {
			t.Errorf("%s: %d addresses", name, len(got))
		}
	}
}

// plain tells an address that begins and goes on as those people have do.
func plain(a string) bool {
	first := []rune(a)[0]
	return (unicode.IsLetter(first) || unicode.IsDigit(first)) && !strings.ContainsAny(a, "|{}«»“”„‹›")
}

func FuzzSplitAddresses(f *testing.F) {
	for _, tt := range splits {
		f.Add(tt.in)
	}
	for _, s := range []string{"<<>>", `"<`, "a\r\nb\tc", "a @ b @ c", `"a""b@x.org",c` + "\n" + `d,e`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		parts := account.SplitAddresses(in)
		for _, p := range parts {
			if p == "" || strings.ContainsFunc(p, unicode.IsSpace) {
				t.Fatalf("%q gave the part %q", in, p)
			}
		}
		good := clean(parts)
		if again := account.SplitAddresses(strings.Join(good, "\n")); !slices.Equal(again, good) {
			t.Fatalf("%q: addresses %q became %q", in, good, again)
		}
	})
}

func FuzzDecodeText(f *testing.F) {
	for _, s := range []string{"Élise", "\xff\xfea\x00", "\xfe\xff\x00a", "a\x00b\x00", "\xc9lise \x93"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if text, err := account.DecodeText(in); err == nil && strings.ToValidUTF8(text, "") != text {
			t.Fatalf("%q gave %q", in, text)
		}
	})
}

func clean(parts []string) []string {
	var out []string
	for _, p := range parts {
		if a, err := account.CleanEmail(p); err == nil && plain(a) {
			out = append(out, a)
		}
	}
	return out
}

func BenchmarkSplitAddresses(b *testing.B) {
	var table strings.Builder
	table.WriteString("Name,Email\n")
	for i := range 1000 {
		fmt.Fprintf(&table, "\"Roy, Ana\",person%d@x.org\n", i)
	}
	for b.Loop() {
		account.SplitAddresses(table.String())
	}
}
