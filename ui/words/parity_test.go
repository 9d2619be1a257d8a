package words

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/assets"
)

// translation is one key of a file: one text, or one per plural form.
type translation map[string]string

func (t *translation) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*t = translation{"": text}
		return nil
	}
	forms := map[string]string{}
	err := json.Unmarshal(data, &forms)
	*t = forms
	return err
}

func translations(t *testing.T, language string) map[string]translation {
	t.Helper()
	data, err := fs.ReadFile(assets.Translations(), "translations/"+language+".json")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]translation{}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBothLanguagesHaveTheSameKeys(t *testing.T) {
	en, fr := translations(t, "en"), translations(t, "fr")
	for key := range en {
		if _, ok := fr[key]; !ok {
			t.Errorf("%q is missing in French", key)
		}
	}
	for key := range fr {
		if _, ok := en[key]; !ok {
			t.Errorf("%q is missing in English", key)
		}
	}
}

func TestPluralsAreCompleteInEachLanguage(t *testing.T) {
	want := map[string][]string{"en": {"one", "other"}, "fr": {"many", "one", "other"}}
	for language, forms := range want {
		for key, text := range translations(t, language) {
			got := slices.Sorted(maps.Keys(text))
			if !slices.Equal(got, []string{""}) && !slices.Equal(got, forms) {
				t.Errorf("%s: %q has the forms %v, want %v", language, key, got, forms)
			}
			for form, s := range text {
				if strings.TrimSpace(s) == "" {
					t.Errorf("%s: %q %s is empty", language, key, form)
				}
			}
		}
	}
	en, fr := translations(t, "en"), translations(t, "fr")
	for key := range en {
		_, plural := en[key]["other"]
		if _, also := fr[key]["other"]; plural != also {
			t.Errorf("%q is a plural in one language only", key)
		}
	}
}

var gap = regexp.MustCompile(`{{\.(\w+)}}`)

// gaps lists the gaps of a text; that for the number may be left out of a form
// ("Yesterday" has none either).
func gaps(text translation) []string {
	found := map[string]bool{}
	for _, s := range text {
		for _, m := range gap.FindAllStringSubmatch(s, -1) {
			found[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func TestBothLanguagesHaveTheSameGaps(t *testing.T) {
	fr := translations(t, "fr")
	for key, text := range translations(t, "en") {
		if key == "people.show_first" {
			continue
		}
		if got, want := gaps(fr[key]), gaps(text); !slices.Equal(got, want) {
			t.Errorf("%q: French has the gaps %v, English %v", key, got, want)
		}
	}
}

func TestNoGapHasAnUnknownForm(t *testing.T) {
	for _, language := range account.Languages() {
		for key, text := range translations(t, language) {
			for _, s := range text {
				if rest := gap.ReplaceAllString(s, ""); strings.ContainsAny(rest, "{}") {
					t.Errorf("%s: %q has something in braces that is no gap: %q", language, key, s)
				}
			}
		}
	}
}

func TestFrenchSetsItsPunctuationApart(t *testing.T) {
	wrong := regexp.MustCompile(` [;?!:»]|« |[^\x{202f}][?!;»]|«[^\x{202f}]|[^\x{202f}]:( |$)|'`)
	for key, text := range translations(t, "fr") {
		for _, s := range text {
			if m := wrong.FindString(s); m != "" {
				t.Errorf("%q: %q stands as %q", key, m, s)
			}
		}
	}
}

func TestEnglishUsesRealQuotationMarks(t *testing.T) {
	for key, text := range translations(t, "en") {
		for _, s := range text {
			if strings.ContainsAny(s, `'"`) {
				t.Errorf("%q has straight quotation marks: %q", key, s)
			}
		}
	}
}

func TestNoWordIsForEngineersOnly(t *testing.T) {
	banned := regexp.MustCompile(`(?i)\btoken\b|\bjeton\b|\bstatus code\b|\bHTTP\b|\bJSON\b|\bserver\b|\bserveur\b`)
	for _, language := range account.Languages() {
		for key, text := range translations(t, language) {
			for _, s := range text {
				s = gap.ReplaceAllString(s, "")
				s = strings.NewReplacer("API tokens", "", "API token", "", "jetons d’API", "", "jeton d’API", "", "Jetons d’API", "", "Jeton d’API", "").Replace(s)
				if m := banned.FindString(s); m != "" {
					t.Errorf("%s: %q says %q", language, key, m)
				}
			}
		}
	}
}

// families are the keys that are put together, not written out, in the code.
func families() []string {
	out := []string{}
	for _, t := range account.UserTypes() {
		out = append(out, "usertype."+string(t), "usertype."+string(t)+".line")
	}
	for _, l := range account.Languages() {
		out = append(out, "language."+l)
	}
	for _, r := range []string{
		account.ReasonSignedOut, account.ReasonUserDeleted, account.ReasonPasswordChanged,
		account.ReasonTwoFactorReset, account.ReasonExpired, account.ReasonAccessRemoved,
	} {
		out = append(out, "ended."+r)
	}
	for _, r := range []string{account.PasswordTooShort, account.PasswordTooLong, account.PasswordCommon, account.PasswordPersonal} {
		out = append(out, "password."+r)
	}
	for _, m := range []account.Method{account.MethodApp, account.MethodEmail, account.MethodRecovery} {
		out = append(out, "signin.code_"+string(m), "signin.code_"+string(m)+"_helper", "signin.use_"+string(m))
	}
	for _, m := range []account.Method{account.MethodApp, account.MethodEmail} {
		for _, part := range []string{"", "_line", "_title", "_password", "_done"} {
			out = append(out, "enrol."+string(m)+part)
		}
	}
	for _, act := range []string{"delete", "remove", "reset", "signoutuser", "revoke"} {
		for _, part := range []string{"title", "text", "done", "failed", "gone"} {
			out = append(out, act+"."+part)
		}
		out = append(out, "act."+act+"_confirm")
	}
	for _, act := range []string{"delete", "remove"} {
		for _, part := range []string{"text", "unknown", "title", "waits", "unsure", "refused", "uncertain", "toast"} {
			out = append(out, "deferred."+act+"_"+part)
		}
	}
	return append(out, "delivery.bounced_why", "delivery.failed_why")
}

// codes and actions are read from the sources of package account, so that a new
// one cannot be forgotten here.
func constants(t *testing.T, typeName, prefix string) []string {
	t.Helper()
	var out []string
	for _, file := range sources(t, "../../account") {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.CONST {
				continue
			}
			for _, s := range decl.Specs {
				out = append(out, constantsOf(s.(*ast.ValueSpec), typeName, prefix)...)
			}
		}
	}
	if len(out) < 10 {
		t.Fatalf("found only %d constants of type %q", len(out), typeName)
	}
	return out
}

func constantsOf(s *ast.ValueSpec, typeName, prefix string) []string {
	var out []string
	for i, value := range s.Values {
		literal, ok := value.(*ast.BasicLit)
		typed, _ := s.Type.(*ast.Ident)
		named := typed != nil && typed.Name == typeName
		if !ok || literal.Kind != token.STRING || !(named || typeName == "" && strings.HasPrefix(s.Names[i].Name, prefix)) {
			continue
		}
		text, _ := strconv.Unquote(literal.Value)
		out = append(out, text)
	}
	return out
}

func sources(t *testing.T, dir string) []*ast.File {
	t.Helper()
	var out []*ast.File
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		out = append(out, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryCodeHasWords(t *testing.T) {
	for _, w := range bothLanguages() {
		seen := map[string]account.Code{}
		for _, code := range constants(t, "Code", "") {
			m := w.ForError(account.Fault(account.Code(code)))
			if m.Title == "" || m.Next == "" || strings.Contains(m.Title+m.Next, "error.") {
				t.Errorf("%s: %s reads %+v", w.Language(), code, m)
			}
			if code != string(account.Internal) && m == w.ForError(account.Fault(account.Internal)) {
				t.Errorf("%s: %s has no words of its own", w.Language(), code)
			}
			seen[m.Title] = account.Code(code)
		}
	}
}

func TestEveryActionHasWords(t *testing.T) {
	en := translations(t, "en")
	for _, action := range constants(t, "", "Action") {
		if _, ok := en["activity."+action]; !ok {
			t.Errorf("the action %q has no words", action)
		}
	}
}

// keyPattern is how a key looks.
var keyPattern = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)+$`)

// TestEveryWordIsUsedAndEveryUsedWordIsThere reads the sources of the user
// interface and of the app for the keys they name.
func TestEveryWordIsUsedAndEveryUsedWordIsThere(t *testing.T) {
	en := translations(t, "en")
	used := map[string]bool{}
	for _, file := range append(sources(t, ".."), sources(t, "../../cmd/rollcall")...) {
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				used[text] = true
			}
			if key := keyOf(n); key != "" && en[key] == nil {
				t.Errorf("%q is asked for and has no words", key)
			}
			return true
		})
	}
	for _, key := range families() {
		used[key] = true
	}
	for key := range en {
		if !keyPattern.MatchString(key) {
			t.Errorf("%q does not look like a key", key)
		}
		if !used[key] && !strings.HasPrefix(key, "error.") && !strings.HasPrefix(key, "activity.") {
			t.Errorf("%q is not used anywhere", key)
		}
	}
}

// keyOf gives the key that a call of T or N names.
func keyOf(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return ""
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	literal, isText := call.Args[0].(*ast.BasicLit)
	if !ok || !isText || literal.Kind != token.STRING || method.Sel.Name != "T" && method.Sel.Name != "N" {
		return ""
	}
	text, _ := strconv.Unquote(literal.Value)
	return text
}
