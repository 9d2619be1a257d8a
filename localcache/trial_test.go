package localcache_test

import (
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/account"
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
	const (
		deeds = "modify invite resend cancel correct edit remove "
		mind  = "take-back anew "
		ways  = "storm storm storm storm storm fair down send send send hasten hasten forgetful stammering hopeless hopeless careless careless careless "
	)
	return strings.Fields(deeds + deeds + deeds + "modify invite resend delete " + mind + mind + mind + ways +
		"give-back give-back myself reopen reopen again discard")
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
	defer flagged("rapid.checks", strconv.Itoa(schedules))()
	defer flagged("rapid.shrinktime", "1s")() // a shorter plan leads elsewhere
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

// flagged sets a flag until back is called.
func flagged(name, value string) (back func()) {
	before := flag.Lookup(name).Value.String()
	_ = flag.Set(name, value)
	return func() { _ = flag.Set(name, before) }
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
		<-s.gone
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
			group.Go(func() { s.do(round[who]) })
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
func (s *seat) do(what step) {
	chance := rand.New(rand.NewPCG(what.seed, 3))
	s.suffer(what.what, chance)
	s.perform(what.what, chance)
	s.look()
}

// suffer changes how the line and the courier are.
func (s *seat) suffer(what string, chance *rand.Rand) {
	if h, is := habits()[what]; is {
		s.courier.become(h)
	}
	switch what {
	case "storm":
		s.line.become(storm(chance)...)
	case "down":
		s.line.down()
	case "fair", "send", "hopeless", "careless":
		s.line.become()
	}
}

// habits are those of couriers, by the steps that bring them.
func habits() map[string]habit {
	return map[string]habit{
		"fair": careful, "send": careful, "forgetful": forgetful, "hopeless": hopeless, "careless": careless, "stammering": stammering,
	}
}

// perform decides something, or something about what was decided.
func (s *seat) perform(what string, chance *rand.Rand) {
	switch what {
	case "modify", "delete":
		s.actOnUser(chance, account.Deed(what))
	case "invite", "resend", "cancel", "correct":
		s.actOnInvitation(chance, account.Deed(what))
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
	case "fair":
		s.Refresh()
	case "send":
		s.hasten(400 * time.Millisecond)
	case "hasten":
		s.hasten(100 * time.Millisecond)
	}
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
	for _, w := range s.Lists().Waiting {
		if w.State != account.WaitingRefused && w.State != account.WaitingBehind {
			return w
		}
	}
	return nil
}
