package words

import (
	"strings"

	"rollcall/account"
)

// Pick chooses the language to speak: the one asked for on the command line,
// else the one of the person's profile, else the first of the system's that the
// product speaks, else English. Locales are "fr", "fr-CA", "fr_CA.UTF-8".
func Pick(flag, profile string, system []string) string {
	for _, wish := range append([]string{flag, profile}, system...) {
		if l := base(wish); account.ValidLanguage(l) {
			return l
		}
	}
	return account.Languages()[0]
}

// base gives the language of a locale, without country, script and encoding.
func base(locale string) string {
	l, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(locale), "_", "-"), "-")
	l, _, _ = strings.Cut(l, ".")
	return strings.ToLower(l)
}
