package localcache

import (
	"encoding/json"
	"errors"
	"maps"
	"time"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

// head is what lists.db holds besides rows.
type head struct {
	facts
	// Whole: the rows are all there are, as of Seq.
	Whole bool  `json:"whole"`
	Seq   int64 `json:"seq"`
	// AsOf is when this was last known to equal the service's, by this computer's
	// clock.
	AsOf time.Time `json:"as_of"`
	// Generation is which of the leaves are shown, 0 or 1.
	Generation int `json:"generation"`
	// Clearing: there may be leaves of the other generation that nobody needs.
	Clearing bool `json:"clearing"`
}

// facts are what is no row and not in the feed.
type facts struct {
	Account account.Account `json:"account"`
	Me      account.Profile `json:"me"`
	// Catalogues are by language. Language is that of the latest, and of the
	// notices.
	Catalogues map[string]account.Catalogue `json:"catalogues"`
	Language   string                       `json:"language"`
	Notices    []account.Notice             `json:"notices"`
}

// learn takes what is known now.
func (f *facts) learn(l *account.Lists, language string) {
	f.Account, f.Me, f.Notices, f.Language = l.Account, l.Me, l.Notices, language
	if f.Account.Counts != nil {
		// They are counted from the rows.
		f.Account.Counts = &account.Counts{}
	}
	if len(l.Catalogue.Base)+len(l.Catalogue.Custom) > 0 {
		f.Catalogues = maps.Clone(f.Catalogues)
		if f.Catalogues == nil {
			f.Catalogues = map[string]account.Catalogue{}
		}
		f.Catalogues[language] = l.Catalogue
	}
}

// administers tells whether the owner was an administrator.
func (f *facts) administers() bool {
	return administers(&account.Lists{Account: f.Account, Me: f.Me})
}

// shown tells whether there is something to show: somebody who is no
// administrator has no rows, and all the same sees themselves.
func (h *head) shown() bool {
	return h.Me.ID != "" && !h.AsOf.IsZero() && (h.Whole || !h.administers())
}

// catalogue in a language, or in another rather than none.
func (f *facts) catalogue(language string) account.Catalogue {
	if c, ok := f.Catalogues[language]; ok {
		return c
	}
	return f.Catalogues[f.Language]
}

// readRecord reads a record that is not made of rows. There is none at first.
func readRecord[T any](bodies map[int64][]byte, number int64) (record T, there bool, err error) {
	body, there := bodies[number]
	if !there {
		return record, false, nil
	}
	if err := json.Unmarshal(body, &record); err != nil {
		return record, false, errors.Join(errLeaf, err)
	}
	return record, true, nil
}

func writeRecord(tx *sealed.Tx, number int64, record any) error {
	body, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return tx.Put(kindBook, number, body)
}
