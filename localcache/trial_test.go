package localcache_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// soaking asks for all rounds of the long trials, rather than a tenth.
func soaking() bool { return os.Getenv("ROLLCALL_SOAK") != "" }

// scratch is a folder in memory where the system has that: what a trial spends its
// time on is not the disk.
func scratch(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "trial-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// trial is three administrators at work on one account over lines that break,
// and others who act past them.
type trial struct {
	o *office
	// db is the service's store, as the operator's commands open it.
	db     *sqlstore.DB
	dora   account.Service
	seats  []*seat
	tokens []string
	chance *rand.Rand
	totals totals
}

// step is what one administrator does in a round.
type step struct {
	what string
	seed uint64
}

// steps are what happens, the likelier the more often it stands here.
func steps() []string {
	const often = "modify invite resend cancel correct edit remove storm take-back anew "
	return strings.Fields(often + often + often + "modify invite resend delete storm storm fair send send send hasten hasten down forgetful stammering hopeless hopeless careless careless careless" +
		" give-back give-back myself reopen reopen again discard")
}

// What three administrators do on whatever their copies show, over lines that
// break, with desks that are left and come back to: in the end each copy is the
// service, in memory and from the disk, and each act was done exactly once, or
// not at all where they were told so.
func TestThreeAdministratorsOverLinesThatBreak(t *testing.T) {
	schedules := 10
	if soaking() {
		schedules = 200
	}
	furnished := scratch(t)
	furnish(t, furnished, 6, "ana", "ben", "cleo", "dora")
	before := flag.Lookup("rapid.checks").Value.String()
	_ = flag.Set("rapid.checks", strconv.Itoa(schedules))
	_ = flag.Set("rapid.shrinktime", "1s") // another try may go another way
	defer func() { _ = flag.Set("rapid.checks", before) }()
	var all totals
	began := time.Now()
	rapid.Check(t, func(rt *rapid.T) {
		tr := beginTrial(t, rt, furnished, rapid.Uint64().Draw(rt, "seed"), rapid.Uint64().Draw(rt, "more of it"))
		defer tr.end(rt)
		tr.run(t, rt, tr.plan(46))
		tr.settle(t, rt)
		all.add(tr.totals)
	})
	t.Logf("%v, in %v", all, time.Since(began).Round(time.Second))
	if want := 50 * schedules; all.acts < want {
		t.Errorf("only %d acts, of %d", all.acts, want)
	}
}

func beginTrial(t *testing.T, rt *rapid.T, furnished string, seed, more uint64) *trial {
	dir := filepath.Join(scratch(t), "office")
	if err := os.CopyFS(dir, os.DirFS(furnished)); err != nil {
		rt.Fatal(err)
	}
	tr := &trial{o: officeIn(dir), chance: rand.New(rand.NewPCG(seed, more))}
	tr.o.open(t)
	db, err := sqlstore.Open(rt.Context(), sqlstore.Options{Dir: tr.o.config.DataDir})
	if err != nil {
		rt.Fatal(err)
	}
	tr.db = db
	session, err := tr.o.near.SignIn(rt.Context(), account.SignIn{Login: "dora", Password: password, DeviceName: "desk"})
	if err != nil {
		rt.Fatal(err)
	}
	tr.dora = tr.o.near.Account("maple", session.Token)
	for _, who := range []string{"ana", "ben", "cleo"} {
		tr.seats = append(tr.seats, tr.o.take(rt, who, tr.chance.Uint64()))
	}
	for _, s := range tr.seats {
		s.online(rt)
	}
	return tr
}

// plan draws what the administrators do, round by round. Rapid's own draws
// prefer the beginning of a list, and what a shorter plan leads to is another
// matter every time.
func (tr *trial) plan(rounds int) [][]step {
	all, plan := steps(), make([][]step, rounds)
	for i := range plan {
		for range tr.seats {
			plan[i] = append(plan[i], step{all[tr.chance.IntN(len(all))], tr.chance.Uint64()})
		}
	}
	return plan
}

// end takes everything away.
func (tr *trial) end(rt *rapid.T) {
	for _, s := range tr.seats {
		s.leave()
		s.line.down()
		s.client.Close()
	}
	tr.o.stop()
	if err := errors.Join(tr.db.Close(), os.RemoveAll(tr.o.config.DataDir)); err != nil {
		rt.Fatal(err)
	}
}

// run lets the administrators act, each beside the others, round by round.
func (tr *trial) run(t *testing.T, rt *rapid.T, plan [][]step) {
	for _, round := range plan {
		var group sync.WaitGroup
		for who, s := range tr.seats {
			group.Go(func() { s.do(rt, round[who]) })
		}
		group.Go(func() { tr.others(rt.Context()) })
		group.Wait()
		for i, s := range tr.seats {
			switch round[i].what {
			case "reopen":
				s.reopen(rt)
			case "again":
				tr.repeat(rt, s)
			}
		}
		switch tr.chance.IntN(60) {
		case 0:
			tr.restart(t)
		case 1, 2, 3:
			for _, s := range tr.seats {
				s.line.become()
			}
		}
		tr.complain(rt)
	}
}

// complain ends a trial in which something was wrong.
func (tr *trial) complain(rt *rapid.T) {
	rt.Helper()
	var faults []string
	for _, s := range tr.seats {
		faults = append(faults, s.faults...)
	}
	if len(faults) > 0 {
		rt.Fatalf("%s", strings.Join(faults, "\n"))
	}
}

// do lets an administrator, or their line, do something.
func (s *seat) do(rt *rapid.T, what step) {
	chance := rand.New(rand.NewPCG(what.seed, 3))
	switch what.what {
	case "storm":
		s.line.become(storm(chance)...)
	case "fair":
		s.line.become()
		s.courier.become(careful)
		s.Refresh()
	case "send":
		s.line.become()
		s.courier.become(careful)
		s.hasten(400 * time.Millisecond)
	case "hasten":
		s.hasten(100 * time.Millisecond)
	case "down":
		s.line.down()
	case "forgetful":
		s.courier.become(forgetful)
	case "hopeless":
		s.line.become()
		s.courier.become(hopeless)
	case "careless":
		s.line.become()
		s.courier.become(careless)
	case "stammering":
		s.courier.become(stammering)
	case "modify":
		s.actOnUser(chance, account.DeedModify)
	case "delete":
		s.actOnUser(chance, account.DeedDelete)
	case "invite", "resend", "cancel", "correct":
		s.actOnInvitation(chance, account.Deed(what.what))
	case "edit":
		s.actOnAccess(chance, account.DeedEditAccess)
	case "remove":
		s.actOnAccess(chance, account.DeedRemoveAccess)
	case "give-back":
		s.giveBack(chance)
	case "myself":
		s.changeMyself(chance)
	case "take-back":
		s.takeBack(chance)
	case "anew":
		s.sendAnew(chance)
	case "discard":
		if chance.IntN(3) == 0 {
			s.discard()
		}
	}
	s.look()
}

// hasten asks for what waits to be sent now, and waits a little.
func (s *seat) hasten(limit time.Duration) {
	s.Refresh()
	for deadline := time.Now().Add(limit); s.unsent() != nil && time.Now().Before(deadline); {
		select {
		case <-s.rung:
		case <-time.After(limit / 10):
		}
	}
}

// unsent is an act that is still to be sent; nil when there is none.
func (s *seat) unsent() *account.Waiting {
	return find(s.Lists().Waiting, func(w *account.Waiting) bool {
		return w.State != account.WaitingRefused && w.State != account.WaitingBehind
	})
}

// others are everybody without a desk: an administrator elsewhere, people who
// were invited, the operator.
func (tr *trial) others(ctx context.Context) {
	n := tr.chance.IntN(1 << 30)
	switch n % 16 {
	case 0, 1:
		i, err := tr.dora.Invite(ctx, account.NewInvitation{
			Email: fmt.Sprintf("guest%d@new.example", n), UserType: account.RegularUser, ReturnLink: true,
		}, account.Act{})
		if err == nil {
			tr.tokens = append(tr.tokens, path.Base(i.Link))
		}
	case 2, 3:
		if len(tr.tokens) > 0 {
			link := sha256.Sum256([]byte(tr.tokens[n%len(tr.tokens)]))
			_, _ = tr.db.CompleteInvitation(ctx, link[:], store.Completion{
				FirstName: "Noor", LastName: "Haddad", Username: fmt.Sprintf("noor%d", n), PasswordHash: "none", Language: "fr", Now: time.Now(),
			})
		}
	case 4:
		_, _ = tr.db.RevokeByOperator(ctx, "maple", fmt.Sprintf("x-guest%02d", n%10), time.Now())
	case 5:
		_, _ = tr.db.Grant(ctx, store.Grant{
			AccountID: "maple", Email: fmt.Sprintf("guest%02d@maple.example", n%10), UserType: account.RegularUser, Now: time.Now(),
		})
	}
}

// repeat has a request arrive once more that was answered long ago.
func (tr *trial) repeat(rt *rapid.T, s *seat) {
	past := s.line.transport()
	past.DialContext = nil
	defer past.CloseIdleConnections()
	if err := s.courier.again(rt.Context(), past, strings.TrimPrefix(tr.o.url, "http://"), tr.chance.IntN(1<<20)); err != nil {
		rt.Fatal(err)
	}
	s.totals.repeated++
}

// restart stops the service and starts it again, at another address.
func (tr *trial) restart(t *testing.T) {
	for _, s := range tr.seats {
		s.line.down()
	}
	tr.o.stop()
	tr.o.config.Listen = "127.0.0.1:0"
	tr.o.open(t)
	session, err := tr.o.near.SignIn(t.Context(), account.SignIn{Login: "dora", Password: password, DeviceName: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	tr.dora = tr.o.near.Account("maple", session.Token)
	for _, s := range tr.seats {
		s.line.lead(tr.o.url)
	}
	tr.totals.restarts++
}

// settle ends the storm, lets everything that waits be sent, and holds what
// there is against what was decided.
func (tr *trial) settle(t *testing.T, rt *rapid.T) {
	for _, s := range tr.seats {
		s.line.become()
		s.courier.become(careful)
	}
	for _, s := range tr.seats {
		s.quiet(rt)
		s.look()
	}
	tr.delivered(rt)
	now, err := tr.dora.Changes(rt.Context(), account.SinceNow, 1)
	if err != nil {
		rt.Fatal(err)
	}
	for _, s := range tr.seats {
		s.until(t, patience, "all of the feed", func() bool { return s.Lists().Seq == now.Next })
		agree(rt, tr.o, s.desk)
		tr.fromDisk(rt, s)
	}
	tr.reckon(rt)
	tr.complain(rt)
	tr.totals.schedules++
	for _, s := range tr.seats {
		for _, w := range s.Lists().Waiting {
			if w.State == account.WaitingRefused {
				s.totals.refused++
			}
		}
		tr.totals.add(s.totals)
	}
}

// quiet waits until nothing is left to be sent.
func (s *seat) quiet(rt *rapid.T) {
	rt.Helper()
	s.Refresh()
	for deadline := time.Now().Add(patience); s.unsent() != nil; {
		if time.Now().After(deadline) {
			rt.Fatalf("%s: this is never sent: %+v; status %+v", s.who, s.unsent(), s.Status())
		}
		select {
		case <-s.rung:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// delivered waits until all mails have left: they change rows.
func (tr *trial) delivered(rt *rapid.T) {
	rt.Helper()
	deadline := time.Now().Add(patience)
	for {
		page, err := tr.dora.Invitations(rt.Context(), account.ListQuery{Limit: 500})
		if err != nil {
			rt.Fatal(err)
		}
		if !slices.ContainsFunc(page.Items, func(i account.Invitation) bool { return i.Delivery.State == account.DeliveryQueued }) {
			return
		}
		if time.Now().After(deadline) {
			rt.Fatal("mails wait still")
		}
		<-time.After(5 * time.Millisecond)
	}
}

// fromDisk closes a copy and opens it with nobody to ask: it shows what it did.
func (tr *trial) fromDisk(rt *rapid.T, s *seat) {
	rt.Helper()
	before := s.Lists()
	s.line.down()
	s.close(rt)
	s.open(rt)
	after := s.Lists()
	if before.Seq != after.Seq {
		rt.Fatalf("%s: the copy was at %d, and is at %d from the disk", s.who, before.Seq, after.Seq)
	}
	if diff := cmp.Diff(shown(before), shown(after)); diff != "" {
		rt.Fatalf("%s: the copy from the disk is another:\n%s", s.who, diff)
	}
	if diff := cmp.Diff(before.Waiting, after.Waiting); diff != "" {
		rt.Fatalf("%s: what waits is another from the disk:\n%s", s.who, diff)
	}
}

// reckon holds the activity log of the service, and its rows, against what was
// decided.
func (tr *trial) reckon(rt *rapid.T) {
	rt.Helper()
	log := activity(rt, tr.dora, "")
	people := byPerson(log)
	for _, s := range tr.seats {
		for _, fault := range sorted(s.book.check(people[s.who], s.Lists().Waiting, s.courier, roots(log))) {
			s.faultf("%s", fault)
		}
		for _, fault := range s.book.unjust(s.who, s.Lists().Waiting, log, roots(log)) {
			s.faultf("%s", fault)
		}
	}
	truth := read(rt, tr.o.direct(tr.seats[0].desk))
	for _, fault := range versions(log, truth) {
		tr.seats[0].faultf("%s", fault)
	}
}

// activity is the activity log of the account, oldest first; of one person, if one
// is named.
func activity(t tester, s account.Service, who string) (log []account.Activity) {
	t.Helper()
	q := account.ActivityQuery{Actor: who, Limit: 500}
	for {
		page, err := s.Activity(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, page.Items...)
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			slices.Reverse(log)
			return log
		}
	}
}

// versions holds what rows count themselves against the log.
func versions(log []account.Activity, all truth) (faults []string) {
	changes, sent := map[string]int64{}, map[string]int{}
	for _, a := range log {
		if a.Target == nil || a.Outcome != account.OutcomeDone {
			continue
		}
		switch a.Action {
		case account.ActionUserModified, account.ActionProfileModified, account.ActionInvitationCancelled, account.ActionInvitationRestored:
			changes[a.Target.ID]++
		case account.ActionInvitationResent:
			changes[a.Target.ID]++
			sent[a.Target.ID]++
		}
	}
	for id, u := range all.Users {
		if u.Version != 1+changes[id] {
			faults = append(faults, fmt.Sprintf("user %s has version %d after %d changes", id, u.Version, changes[id]))
		}
	}
	for id, i := range all.Pending {
		if i.Version != 1+changes[id] || i.SentCount != 1+sent[id] {
			faults = append(faults, fmt.Sprintf("invitation %s has version %d after %d changes, and was sent %d times with %d repeats",
				id, i.Version, changes[id], i.SentCount, sent[id]))
		}
	}
	return faults
}

func (s *totals) add(more totals) {
	s.schedules += more.schedules
	s.acts += more.acts
	s.deferred += more.deferred
	s.uncertain += more.uncertain
	s.refused += more.refused
	s.withdrawn += more.withdrawn
	s.dropped += more.dropped
	s.anew += more.anew
	s.reopened += more.reopened
	s.repeated += more.repeated
	s.restarts += more.restarts
}
