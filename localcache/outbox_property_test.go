package localcache_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/account"
)

// TestWhatIsDecidedIsDoneOnceOrRefusedOrTakenBack lets one administrator decide at
// random over a way that breaks at random, end and start the program, change their
// mind, while another one changes the same rows. In the end each act was done once,
// or is known to be refused, or was taken back; those on one row in their order.
func TestWhatIsDecidedIsDoneOnceOrRefusedOrTakenBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		inBubble(t, func(t *testing.T) {
			p := &mind{bench: work(t, newModel(6)), t: t, fate: map[string]string{}, row: map[string]string{}}
			defer func() { p.close() }()
			for range rapid.IntRange(5, 60).Draw(rt, "steps") {
				p.step(rt)
			}
			p.settle(rt)
			p.check(rt)
		})
	})
}

// inBubble runs one try of a property in a bubble of its own, and hands over how it
// ended.
func inBubble(t *testing.T, try func(*testing.T)) {
	t.Helper()
	var failed any
	synctest.Test(t, func(t *testing.T) {
		defer func() { failed = recover() }()
		try(t)
	})
	if failed != nil {
		panic(failed)
	}
}

// mind is an administrator and what they know of their acts.
type mind struct {
	*bench
	t *testing.T
	// fate is what is known of each act, by its key: waits, done, refused, taken back.
	fate map[string]string
	// row is that of each act, keys their order of deciding.
	row  map[string]string
	keys []string
	made int
}

func (p *mind) step(rt *rapid.T) {
	ctx := context.Background()
	switch rapid.SampledFrom([]string{
		"decide", "decide", "decide", "decide", "decide", "again", "away", "back", "spoil", "mend", "meddle", "take back", "anew", "restart", "wait",
	}).Draw(rt, "step") {
	case "decide":
		p.decide(ctx, rt)
	case "away":
		p.away(true)
	case "back":
		p.away(false)
		p.cache.Refresh()
	case "spoil":
		bad := rapid.SliceOfN(rapid.SampledFrom([]way{{}, {lost: true}, {lostAnswer: true}, {fault: &account.Error{Code: account.RateLimited, RetryAfter: time.Minute}}}), 1, 8).Draw(rt, "way")
		n := 0
		p.set(func() {
			p.way = func(string) way {
				n++
				return bad[n%len(bad)]
			}
		})
	case "mend":
		p.set(func() { p.way = nil })
	case "meddle":
		p.meddle(rt)
	case "take back":
		if w := draw(rt, p.cache.Lists().Waiting); w != nil {
			p.takeBack(rt, w.ID)
		}
	case "anew":
		if w := draw(rt, p.cache.Lists().Waiting); w != nil {
			p.sendAnew(w.ID)
		}
	case "restart":
		p.close()
		p.start(p.t)
	case "wait":
		time.Sleep(time.Duration(rapid.IntRange(0, 90).Draw(rt, "seconds")) * time.Second)
	}
	synctest.Wait()
}

// decide decides something about a row that is shown.
func (p *mind) decide(ctx context.Context, rt *rapid.T) {
	p.made++
	key, l, s := fmt.Sprint("k", p.made), p.cache.Lists(), p.cache
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	u, i, e := draw(rt, l.Users.Slice()), draw(rt, l.Invitations.Slice()), draw(rt, l.ExternalUsers.Slice())
	as := rapid.SampledFrom(account.UserTypes()).Draw(rt, "type")
	name := rapid.SampledFrom([]string{"Ana", "Bea", "Cleo"}).Draw(rt, "name")
	n := account.NewInvitation{Email: key + "@new.example", UserType: account.RegularUser}
	switch deed := rapid.SampledFrom([]string{"invite", "resend", "cancel", "correct", "modify", "delete", "edit", "remove"}).Draw(rt, "deed"); {
	case deed == "invite":
		p.learn(key, "", second(s.Invite(ctx, n, account.Act{Key: key})))
	case deed == "resend" && i != nil:
		p.learn(key, i.ID, second(s.ResendInvitation(ctx, i.ID, account.Act{Key: key, Version: i.Version})))
	case deed == "cancel" && i != nil:
		p.learn(key, i.ID, s.CancelInvitation(ctx, i.ID, account.Act{Key: key, Version: i.Version}))
	case deed == "correct" && i != nil:
		n.Replaces = i.ID
		p.learn(key, i.ID, second(s.Invite(ctx, n, account.Act{Key: key})))
	case deed == "modify" && u != nil:
		p.learn(key, u.ID, second(s.UpdateUser(ctx, u.ID, called(name), account.Act{Key: key, Version: u.Version})))
	case deed == "delete" && u != nil && u.ID != "u0":
		p.learn(key, u.ID, second(s.DeleteUser(ctx, u.ID, account.Act{Key: key, Version: u.Version})))
	case deed == "edit" && e != nil:
		p.learn(key, e.ID, second(s.UpdateExternalUser(ctx, e.ID, account.ExternalUserChange{UserType: &as}, account.Act{Key: key, Version: e.Version})))
	case deed == "remove" && e != nil:
		p.learn(key, e.ID, second(s.RemoveExternalUser(ctx, e.ID, account.Act{Key: key, Version: e.Version})))
	}
}

// learn notes what a person was told of an act.
func (p *mind) learn(key, row string, err error) {
	p.keys, p.row[key] = append(p.keys, key), row
	switch account.CodeOf(err) {
	case "":
		p.fate[key] = "done"
	case account.Deferred:
		p.fate[key] = "waits"
	default:
		p.fate[key] = "refused"
	}
}

func (p *mind) takeBack(rt *rapid.T, id string) {
	before := p.cache.Lists().Waiting
	if p.cache.TakeBack(context.Background(), id) != nil {
		return
	}
	if n := p.times(id); n != 0 {
		rt.Fatalf("%s was taken back after it was done", id)
	}
	left := map[string]bool{}
	for _, w := range p.cache.Lists().Waiting {
		left[w.ID] = true
	}
	if left[id] {
		rt.Fatalf("%s was taken back and is still shown", id)
	}
	for _, w := range before { // with those that were decided upon its outcome
		if !left[w.ID] && p.fate[w.ID] == "waits" && p.times(w.ID) == 0 {
			p.fate[w.ID] = "taken back"
		}
	}
}

// sendAnew follows the act, under its new key.
func (p *mind) sendAnew(id string) {
	before := map[string]bool{}
	for _, w := range p.cache.Lists().Waiting {
		before[w.ID] = true
	}
	if p.cache.SendAnew(context.Background(), id) != nil {
		return
	}
	for _, w := range p.cache.Lists().Waiting {
		if !before[w.ID] {
			p.fate[id], p.fate[w.ID] = "refused", "waits"
		}
	}
}

// meddle is what another administrator does.
func (p *mind) meddle(rt *rapid.T) {
	row := rapid.IntRange(1, 5).Draw(rt, "row")
	if id := fmt.Sprint("u", row); slices.ContainsFunc(p.users, func(u account.User) bool { return u.ID == id }) {
		p.rename(id, "Otto")
	}
	if row < 3 {
		_, _ = p.model.ResendInvitation(context.Background(), fmt.Sprint("i", row), account.Act{Key: fmt.Sprint("other", p.seq)})
	}
}

// settle lets everything be sent, and learns what was refused.
func (p *mind) settle(rt *rapid.T) {
	p.set(func() { p.way = nil })
	p.away(false)
	p.cache.Refresh()
	time.Sleep(time.Hour)
	synctest.Wait()
	for _, w := range p.cache.Lists().Waiting {
		if w.State != account.WaitingRefused && w.State != account.WaitingBehind {
			rt.Fatalf("after an hour %s %s is %s", w.Deed, w.Target, w.State)
		}
		p.fate[w.ID] = "refused"
	}
}

func (p *mind) check(rt *rapid.T) {
	for key, fate := range p.fate {
		times, want := p.times(key), 0
		if fate == "waits" || fate == "done" {
			want = 1
		}
		if times != want {
			rt.Fatalf("%s: %s, and was done %d times", key, fate, times)
		}
	}
	p.checkOrder(rt)
	want := map[string]account.User{}
	for _, u := range p.users {
		want[u.ID] = u
	}
	if diff := cmp.Diff(want, shown(p.cache.Lists()).Users); diff != "" {
		rt.Fatalf("the lists are not the service's:\n%s", diff)
	}
}

// checkOrder: what was done to a row was done in the order of deciding.
func (p *mind) checkOrder(rt *rapid.T) {
	last := map[string]int{}
	for n, key := range p.order {
		decided := slices.Index(p.keys, key)
		if row := p.row[key]; decided >= 0 && row != "" {
			if before, there := last[row]; there && before > decided {
				rt.Fatalf("act %d, %s on %s, was done after a later one", n, key, row)
			}
			last[row] = decided
		}
	}
}
