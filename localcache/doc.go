// Package localcache is an account.Service that answers from this computer: it
// keeps the three lists of an account beside the service, follows the feed of
// changes, and says how old what it shows is.
//
// How it stays true. The first time, and whenever the feed reaches back too
// short, it notes where the feed stands, reads the lists page by page, and then
// the feed from where it stood: the whole becomes visible in one step. From
// then on each event of the stream is a reason to read the feed on. A failed
// or nonsensical answer changes nothing that is shown. One goroutine, that of
// Run, fetches; there is never a second fetch beside it.
//
// Acts go to the service first, and what it answers is shown at once, before
// the feed confirms it. An answer may be overtaken by the feed on its way, so
// each row changed by an answer is marked until a fetch that began after it.
package localcache
