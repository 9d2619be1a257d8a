// Package words puts what the app knows into words: in English and French,
// with their plurals, dates, numbers, lists and order. It knows nothing of
// windows.
package words

import (
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"rollcall/account"
	"rollcall/assets"
)

// Args are the values that a sentence has gaps for, by the gap's name.
type Args map[string]any

// Words speaks one language in one time zone. It is never changed, and safe to
// use from several goroutines.
type Words struct {
	lang     string
	location *time.Location
	localize *i18n.Localizer
}

// New makes the words of a language, "en" or "fr"; anything else is English.
// Times are told in location.
func New(lang string, location *time.Location) *Words {
	if !account.ValidLanguage(lang) {
		lang = account.Languages()[0]
	}
	bundle := i18n.NewBundle(language.English)
	// No other language is needed: all have the same keys.
	if _, err := bundle.LoadMessageFileFS(assets.Translations(), "translations/"+lang+".json"); err != nil {
		panic("words: the embedded translations are broken: " + err.Error())
	}
	return &Words{lang: lang, location: location, localize: i18n.NewLocalizer(bundle, lang)}
}

// Language is "en" or "fr".
func (w *Words) Language() string { return w.lang }

// Location is the time zone in which times are told.
func (w *Words) Location() *time.Location { return w.location }

// T gives the sentence of a key. A key that there is not is given back as
// it is: a reader then at least sees where the word is missing.
func (w *Words) T(key string, args ...Args) string {
	return w.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: merge(args)})
}

// N gives the sentence of a key for a number, in the plural form of the
// language. The sentence may use {{.N}}, the number with its separators.
func (w *Words) N(key string, n int, args ...Args) string {
	data := merge(args)
	data["N"] = w.Number(n)
	return w.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: n})
}

func (w *Words) say(c *i18n.LocalizeConfig) string {
	s, err := w.localize.Localize(c)
	if s == "" && err != nil {
		return c.MessageID
	}
	return s
}

func merge(args []Args) Args {
	out := Args{}
	for _, a := range args {
		for k, v := range a {
			out[k] = v
		}
	}
	return out
}

// UserType names a user type, "Administrator".
func (w *Words) UserType(t account.UserType) string { return w.T("usertype." + string(t)) }

// UserTypeLine says in one line what a user type may do (R1).
func (w *Words) UserTypeLine(t account.UserType) string {
	return w.T("usertype." + string(t) + ".line")
}

// DeliveryDelay says in two words why a mail waits, for a row; DeliveryDetail has
// the whole reason.
func (w *Words) DeliveryDelay(detail string) string {
	switch detail {
	case account.DetailUnreachable, account.DetailNoAnswer:
		return w.T("delay.no_answer")
	case account.DetailTryLater:
		return w.T("delay.try_later")
	case account.DetailNotLetIn:
		return w.T("delay.not_let_in")
	case account.DetailUnsafe:
		return w.T("delay.unsafe")
	case account.DetailNotSent:
		return w.T("delay.not_sent")
	}
	return w.DeliveryDetail(detail)
}

// DeliveryDetail says in the reader's language why a mail did not arrive yet; what
// the service words in its own way is given as it is.
func (w *Words) DeliveryDetail(detail string) string {
	switch detail {
	case account.DetailNoSuchPerson:
		return w.T("detail.no_such_person")
	case account.DetailNoSuchDomain:
		return w.T("detail.no_such_domain")
	case account.DetailMailboxFull:
		return w.T("detail.mailbox_full")
	case account.DetailRefused:
		return w.T("detail.refused")
	case account.DetailUnreachable:
		return w.T("detail.unreachable")
	case account.DetailNoAnswer:
		return w.T("detail.no_answer")
	case account.DetailTryLater:
		return w.T("detail.try_later")
	case account.DetailNotLetIn:
		return w.T("detail.not_let_in")
	case account.DetailUnsafe:
		return w.T("detail.unsafe")
	case account.DetailNotSent:
		return w.T("detail.not_sent")
	}
	return detail
}
