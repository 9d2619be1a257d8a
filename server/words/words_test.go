package words

import (
	"encoding/json"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/account"
	"rollcall/assets"
)

func TestMomentsAreWrittenOutInFull(t *testing.T) {
	at := time.Date(2026, 11, 28, 14, 5, 59, 0, time.UTC)
	elsewhere := at.In(time.FixedZone("UTC-5", -5*3600))
	tests := []struct {
		language string
		at       time.Time
		want     string
	}{
		{"en", at, "Saturday 28 November 2026, 14:05 UTC"},
		{"en", elsewhere, "Saturday 28 November 2026, 14:05 UTC"},
		{"fr", at, "samedi 28 novembre 2026 à 14\u00a0h\u00a005 UTC"},
		{"fr", time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), "samedi 1er août 2026 à 0\u00a0h\u00a000 UTC"},
	}
	for _, test := range tests {
		if got := (Speaker{Language: test.language}).Moment(test.at); got != test.want {
			t.Errorf("%s: %q, want %q", test.language, got, test.want)
		}
	}
}

func TestListsAreJoinedAsInASentence(t *testing.T) {
	tests := []struct {
		language string
		phrases  []string
		want     string
	}{
		{"en", nil, ""},
		{"en", []string{"a"}, "a"},
		{"en", []string{"a", "b"}, "a and b"},
		{"fr", []string{"a", "b", "c"}, "a, b et c"},
	}
	for _, test := range tests {
		if got := (Speaker{Language: test.language}).List(test.phrases); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestSayFillsInValuesAndRefusesSlips(t *testing.T) {
	book, err := Read(fstest.MapFS{
		"x/en.json": {Data: []byte(`{"hello":"Hello {{.Name}}"}`)},
		"x/fr.json": {Data: []byte(`{"hello":"Bonjour {{.Name}}"}`)},
	}, "x")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := book.In("fr").Say("hello", "Name", "<b>Zoé</b>"); err != nil || got != "Bonjour <b>Zoé</b>" {
		t.Errorf("%q, %v", got, err)
	}
	if got := book.In("de").Language; got != "en" {
		t.Errorf("an unknown language is answered in %q", got)
	}
	if _, err := book.In("en").Say("goodbye"); err == nil {
		t.Error("a sentence that does not exist was said")
	}
	if _, err := book.In("en").Say("hello", "Name"); err == nil {
		t.Error("a name without a value was accepted")
	}
	if _, err := book.In("en").Say("hello", 1, 2); err == nil {
		t.Error("a name that is no string was accepted")
	}
}

func TestAMissingOrBrokenFileIsSaid(t *testing.T) {
	good := &fstest.MapFile{Data: []byte(`{"a":"b"}`)}
	for _, files := range []fstest.MapFS{
		{"x/en.json": good},
		{"x/en.json": good, "x/fr.json": {Data: []byte(`{`)}},
	} {
		if _, err := Read(files, "x"); err == nil {
			t.Error("read without a word")
		}
	}
}

// Every language says the same sentences with the same values.
func TestEveryLanguageHasTheSameSentencesAndValues(t *testing.T) {
	for folder, files := range map[string]fs.FS{"mail": assets.Mail, "pages": assets.Pages} {
		english := sentences(t, files, folder+"/en.json")
		for _, language := range account.Languages() {
			other := sentences(t, files, folder+"/"+language+".json")
			if diff := cmp.Diff(slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(other))); diff != "" {
				t.Errorf("%s, %s: %s", folder, language, diff)
			}
			for name, text := range other {
				if diff := cmp.Diff(values(english[name]), values(text)); diff != "" || text == "" {
					t.Errorf("%s, %s, %s: %s", folder, language, name, diff)
				}
			}
		}
	}
}

// A narrow space that does not break, U+202F, stands before what French sets
// apart, and inside its quotation marks.
func TestFrenchSetsItsPunctuationApart(t *testing.T) {
	wrong := regexp.MustCompile(`[ \x{a0}][;?!:»]|«[ \x{a0}]|[^\x{202f}][?!;»]|«[^\x{202f}]|[^\x{202f}]:( |$)|'`)
	for folder, files := range map[string]fs.FS{"mail": assets.Mail, "pages": assets.Pages} {
		for name, text := range sentences(t, files, folder+"/fr.json") {
			if m := wrong.FindString(text); m != "" {
				t.Errorf("%s, %q: %q stands as %q", folder, name, m, text)
			}
		}
	}
}

func TestEnglishUsesRealQuotationMarks(t *testing.T) {
	for folder, files := range map[string]fs.FS{"mail": assets.Mail, "pages": assets.Pages} {
		for name, text := range sentences(t, files, folder+"/en.json") {
			if regexp.MustCompile(`['"]`).MatchString(text) {
				t.Errorf("%s, %q has straight quotation marks: %q", folder, name, text)
			}
		}
	}
}

// What mails and pages tell people to press in the app is called so there.
func TestButtonsOfTheAppAreCalledAsTheyAre(t *testing.T) {
	quoted := map[string]*regexp.Regexp{"en": regexp.MustCompile(`“([^”]+)”`), "fr": regexp.MustCompile(`«\x{202f}([^»]+)\x{202f}»`)}
	for folder, files := range map[string]fs.FS{"mail": assets.Mail, "pages": assets.Pages} {
		for language, quote := range quoted {
			app, err := fs.ReadFile(assets.Translations(), "translations/"+language+".json")
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for name, text := range sentences(t, files, folder+"/"+language+".json") {
				for _, m := range quote.FindAllStringSubmatch(text, -1) {
					found++
					if !strings.Contains(string(app), `"`+m[1]+`"`) {
						t.Errorf("%s, %s: nothing in the app is called %q", folder, name, m[1])
					}
				}
			}
			if found == 0 {
				t.Errorf("%s, %s: nothing of the app is named", folder, language)
			}
		}
	}
}

func sentences(t *testing.T, files fs.FS, name string) map[string]string {
	t.Helper()
	text, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]string
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(name, err)
	}
	return out
}

func values(sentence string) []string {
	found := regexp.MustCompile(`{{[^}]*}}`).FindAllString(sentence, -1)
	slices.Sort(found)
	return slices.Compact(found)
}
