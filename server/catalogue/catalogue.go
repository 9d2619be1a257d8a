// Package catalogue is the service's list of permissions (R19), in every
// language of the product. The texts live in assets/catalogue.
package catalogue

import (
	"encoding/json"
	"fmt"
	"slices"

	"rollcall/account"
	"rollcall/assets"
)

// In gives the catalogue in "en" or "fr"; any other language gets the first of
// account.Languages. Custom permissions of one group follow each other.
func In(language string) account.Catalogue {
	if !account.ValidLanguage(language) {
		language = account.Languages()[0]
	}
	c, err := read(language)
	if err != nil {
		// The file is part of the program: only a broken build can come here.
		panic(err)
	}
	return c
}

func read(language string) (account.Catalogue, error) {
	text, err := assets.Catalogue.ReadFile("catalogue/" + language + ".json")
	if err != nil {
		return account.Catalogue{}, fmt.Errorf("catalogue in %s: %w", language, err)
	}
	var c account.Catalogue
	if err := json.Unmarshal(text, &c); err != nil {
		return account.Catalogue{}, fmt.Errorf("catalogue in %s: %w", language, err)
	}
	return c, nil
}

// Custom lists the permissions that can be ticked for a custom user, in the
// catalogue's order (R1, R19).
func Custom() []account.Permission {
	return []account.Permission{
		"contacts.view", "contacts.manage",
		"mailings.manage", "templates.share",
		"billing.manage", "plan.change", "account.settings",
	}
}

// Valid tells whether p can be ticked for a custom user. Base permissions
// cannot: everybody has them.
func Valid(p account.Permission) bool { return slices.Contains(Custom(), p) }

// Descriptions gives what each of the permissions lets a person do, in the
// language and in the catalogue's order. Unknown ones are left out.
func Descriptions(language string, held []account.Permission) []string {
	var out []string
	for _, e := range In(language).Custom {
		if slices.Contains(held, e.ID) {
			out = append(out, e.Description)
		}
	}
	return out
}
