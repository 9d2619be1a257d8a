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
// The feed speaks of rows alone. The account itself (its name, whether everybody
// needs a second factor) and the accounts one may enter are read at each new
// connection, when the person asks for a fetch, once a minute beside the feed,
// and after a refusal; what one's own act changed is shown at once.
//
// With a Copy, all this outlives the program. What the feed and full fetches say
// goes into an encrypted file, by a goroutine of its own and in the order in which
// it came; the next start shows it at once, as old as it is, and follows the feed
// from there. A full fetch that was interrupted goes on where it stood.
//
// Nobody keeps what they may no longer see: whoever is no administrator any more
// loses the rows as soon as the stream or an answer says so, and the end of the
// session, for whatever reason, takes everything from memory; what takes the copy
// along, says Run.
//
// Acts go to the service, and what it answers is shown at once, before the feed
// confirms it. An answer may be overtaken by the feed on its way, so each row changed
// by an answer is marked until a fetch that began after it.
//
// With a copy, eight acts can wait (account.Deed). Each is kept in acts.db before it
// is sent and until it is answered. What got no answer, or could not be tried, is
// account.Deferred and goes when the lists are fresh again: in the order of deciding,
// with the same key, so that it is done once however often it is sent. An act decided
// upon the outcome of another follows it: it gets the version, and after a
// correction the row, of the other's answer, in the transaction that takes the other
// out. What the service refuses stands in Lists.Waiting with the reason until it is
// taken back or decided anew, and with it what was decided upon it. No row is ever
// shown as if an act that waits were done.
//
// It is not sent blindly: only where the client is sure that the service did not get
// it (account.ErrNotDone) is an act unsent again, and can be taken back; any other is
// uncertain until the service answers its repeat, and a month later, when the service
// has forgotten, left to the person.
package localcache
