package localcache

import (
	"time"

	"rollcall/account"
)

// What the Cache tells the copy. All of it is true on the service: answers to acts
// are shown at once, and come into the copy with the feed. Nothing here waits, and
// a Cache without a copy tells nobody.

// learnFacts takes what is no row.
func (c *Copy) learnFacts(l *account.Lists, language string) {
	if c == nil || l.Me.ID == "" {
		return
	}
	c.tell(func(p *post) {
		p.facts.learn(l, language)
		p.powerful = p.powerful || p.facts.administers()
	})
}

// takeFeed takes changes of the feed.
func (c *Copy) takeFeed(entries []entry, seq int64) {
	if c != nil {
		c.send(parcel{do: takeFeed, changes: changesOf(entries), seq: seq})
	}
}

// takePage takes what a full fetch has brought, and how far it has come.
func (c *Copy) takePage(rows changes, mark stageMark) {
	if c != nil {
		c.send(parcel{do: takePage, changes: rows, mark: mark})
	}
}

// finishFetch makes what was fetched the lists as of a sequence number and of a
// time.
func (c *Copy) finishFetch(seq int64, asOf time.Time) {
	if c == nil {
		return
	}
	c.tell(func(p *post) {
		p.queue = append(p.queue, parcel{do: finishFetch, seq: seq})
		p.asOf = asOf.Round(0).UTC()
	})
}

// giveUpFetch drops what was fetched so far.
func (c *Copy) giveUpFetch() {
	if c != nil {
		c.found.mark = nil
		c.send(parcel{do: giveUpFetch})
	}
}

// forgetRows drops all rows: the service does not give them any more.
func (c *Copy) forgetRows() {
	if c != nil {
		c.send(parcel{do: forgetAllRows})
	}
}

// knownAt says when the service was last equal to what the copy was told.
func (c *Copy) knownAt(asOf time.Time) {
	if c != nil {
		c.tell(func(p *post) { p.asOf = asOf.Round(0).UTC() })
	}
}

// demote dooms the copy of somebody who was an administrator and is none: they may
// not see it any more.
func (c *Copy) demote() {
	if c == nil {
		return
	}
	c.tell(func(p *post) {
		if p.powerful {
			*p = post{doomed: true}
		}
	})
}
