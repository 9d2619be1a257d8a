package localcache_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/account"
)

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
		s.until(t, patience, "all of the feed", func() bool { return s.Lists().Seq >= now.Next })
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
