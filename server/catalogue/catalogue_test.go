package catalogue

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"rollcall/account"
)

func ids(entries []account.CatalogueEntry) []account.Permission {
	var out []account.Permission
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

func TestCustomPermissionsAreThoseOfR19(t *testing.T) {
	want := []account.Permission{
		"account.settings", "billing.manage", "contacts.manage", "contacts.view",
		"mailings.manage", "plan.change", "templates.share",
	}
	if diff := cmp.Diff(want, account.SortPermissions(Custom())); diff != "" {
		t.Error(diff)
	}
	for _, p := range want {
		if !Valid(p) {
			t.Errorf("%s is refused", p)
		}
	}
	for _, p := range []account.Permission{"", "templates.edit", "contacts.View", "users.manage"} {
		if Valid(p) {
			t.Errorf("%q is accepted", p)
		}
	}
}

func TestEveryLanguageListsTheSamePermissionsInTheSameOrder(t *testing.T) {
	english := In("en")
	if diff := cmp.Diff(Custom(), ids(english.Custom)); diff != "" {
		t.Error(diff)
	}
	for _, language := range account.Languages() {
		c := In(language)
		if diff := cmp.Diff(ids(english.Base), ids(c.Base)); diff != "" {
			t.Errorf("base, %s: %s", language, diff)
		}
		if diff := cmp.Diff(ids(english.Custom), ids(c.Custom)); diff != "" {
			t.Errorf("custom, %s: %s", language, diff)
		}
	}
}

// A description stands under a check box and inside a sentence ("Gains: view
// and export contacts; …"), so it begins small and ends without a full stop.
func TestTextsAreCompleteAndFitASentence(t *testing.T) {
	for _, language := range account.Languages() {
		c := In(language)
		for _, e := range slices.Concat(c.Base, c.Custom) {
			if e.Name == "" || e.Description == "" {
				t.Errorf("%s, %s: a text is missing", e.ID, language)
				continue
			}
			if first := []rune(e.Description)[0]; unicode.IsUpper(first) || strings.HasSuffix(e.Description, ".") {
				t.Errorf("%s, %s: %q does not fit inside a sentence", e.ID, language, e.Description)
			}
			if len([]rune(e.Name)) > 24 {
				t.Errorf("%s, %s: the name %q is long", e.ID, language, e.Name)
			}
		}
		for _, e := range c.Base {
			if e.Group != "" {
				t.Errorf("%s, %s: a base permission has no group", e.ID, language)
			}
		}
	}
}

func TestGroupsAreTranslatedAndStandTogether(t *testing.T) {
	want := map[string][]string{
		"en": {"Contacts", "Mailings", "Account"},
		"fr": {"Contacts", "Envois", "Compte"},
	}
	for language, groups := range want {
		var got []string
		for _, e := range In(language).Custom {
			got = append(got, e.Group)
		}
		if diff := cmp.Diff(groups, slices.Compact(got)); diff != "" {
			t.Errorf("%s: %s", language, diff)
		}
	}
}

func TestAnUnknownLanguageGetsEnglish(t *testing.T) {
	for _, language := range []string{"", "de", "../en"} {
		if diff := cmp.Diff(In("en"), In(language)); diff != "" {
			t.Errorf("%q: %s", language, diff)
		}
	}
}

func TestDescriptionsFollowTheCatalogue(t *testing.T) {
	got := Descriptions("fr", []account.Permission{"mailings.manage", "nonsense", "contacts.view"})
	want := []string{"consulter et exporter les contacts", "planifier, annuler et arrêter des envois"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
