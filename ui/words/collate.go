package words

import (
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Collator makes keys by which texts sort as the language has it, É with E. It
// is not safe to use from several goroutines: make one where it is needed.
type Collator struct {
	collate *collate.Collator
	buffer  collate.Buffer
}

// Collator makes a collator of the language.
func (w *Words) Collator() *Collator {
	return &Collator{collate: collate.New(language.Make(w.lang), collate.IgnoreCase)}
}

// Key gives a key: of two texts, the one with the smaller key comes first.
func (c *Collator) Key(s string) string {
	c.buffer.Reset()
	return string(c.collate.KeyFromString(&c.buffer, s))
}
