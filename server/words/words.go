// Package words says what the service writes to people, in mails and on pages,
// in each language of the product.
package words

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"rollcall/account"
)

// ErrPairs is a fault of the programmer: names and values must come in pairs.
var ErrPairs = errors.New("words: a name without a value")

// Book is a set of sentences in every language of the product. It never
// changes and may be shared.
type Book struct {
	bundle *i18n.Bundle
}

// Read reads the sentences from the files en.json and fr.json of a folder,
// each an object from name to sentence, with {{.Name}} where a value goes.
func Read(files fs.FS, folder string) (*Book, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, l := range account.Languages() {
		name := path.Join(folder, l+".json")
		if _, err := bundle.LoadMessageFileFS(files, name); err != nil {
			return nil, fmt.Errorf("words: %s: %w", name, err)
		}
	}
	return &Book{bundle: bundle}, nil
}

// In gives the sentences in one language; an unknown one gets the first of
// account.Languages.
func (b *Book) In(language string) Speaker {
	if !account.ValidLanguage(language) {
		language = account.Languages()[0]
	}
	return Speaker{Language: language, localizer: i18n.NewLocalizer(b.bundle, language)}
}

// Speaker speaks one language.
type Speaker struct {
	// Language is "en" or "fr".
	Language  string
	localizer *i18n.Localizer
}

// Say gives a sentence, with values for its names: Say("title", "Account", "Maple
// Press"). It fails for a sentence that does not exist, so that a slip in a
// template is an error and not a hole in a page.
func (s Speaker) Say(sentence string, pairs ...any) (string, error) {
	values, err := inPairs(pairs)
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, sentence)
	}
	text, err := s.localizer.Localize(&i18n.LocalizeConfig{MessageID: sentence, TemplateData: values})
	if err != nil {
		return "", fmt.Errorf("words: %w", err)
	}
	return text, nil
}

func inPairs(pairs []any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, ErrPairs
	}
	values := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, ErrPairs
		}
		values[name] = pairs[i+1]
	}
	return values, nil
}

// List joins phrases as a sentence does: "a, b and c".
func (s Speaker) List(phrases []string) string {
	and := " and "
	if s.Language == "fr" {
		and = " et "
	}
	if len(phrases) < 2 {
		return strings.Join(phrases, "")
	}
	last := len(phrases) - 1
	return strings.Join(phrases[:last], ", ") + and + phrases[last]
}
