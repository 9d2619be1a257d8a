package contract_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"rollcall/account"
)

// feed follows an account's changes from a point.
type feed struct {
	world *world
	since int64
}

// follow starts at now.
func (w *world) follow(t *testing.T) *feed {
	t.Helper()
	c := read[account.Changes](t, w.as(t, w.amelie).get(t, w.in("changes?since=now")))
	if len(c.Changes) != 0 || c.More {
		t.Fatalf("since=now gives %+v", c)
	}
	return &feed{world: w, since: c.Next}
}

// step reads what is new, page by page, and checks the order.
func (f *feed) step(t *testing.T, limit int) []account.Change {
	t.Helper()
	var out []account.Change
	for {
		c := read[account.Changes](t, f.world.as(t, f.world.amelie).get(t, f.world.in(fmt.Sprintf("changes?since=%d&limit=%d", f.since, limit))))
		if len(c.Changes) > limit {
			t.Fatalf("%d changes on a page of %d", len(c.Changes), limit)
		}
		for _, change := range c.Changes {
			if change.Seq <= f.since {
				t.Fatalf("sequence number %d after %d", change.Seq, f.since)
			}
			f.since = change.Seq
			out = append(out, change)
		}
		if c.Next < f.since {
			t.Fatalf("next is %d, and %d was seen", c.Next, f.since)
		}
		f.since = c.Next
		if !c.More {
			return out
		}
	}
}

// expect finds the changes wanted, "user upsert p-ben", in this order among
// what is new; upserts of deliveries and activity come by themselves in between.
func (f *feed) expect(t *testing.T, wants ...string) []account.Change {
	t.Helper()
	got := f.step(t, 500)
	rest := wants
	for _, c := range got {
		if len(rest) > 0 && rest[0] == fmt.Sprintf("%s %s %s", c.Kind, c.Op, c.ID) {
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		t.Fatalf("%q is missing from the feed: %+v", rest, got)
	}
	return got
}

// TestEveryActIsInTheFeed in the order of the acts.
func TestEveryActIsInTheFeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, f := w.as(t, w.amelie), w.follow(t)

	i := w.invite(t, unique(t))
	w.waitSent(t, i.ID)
	got := f.expect(t, "invitation upsert "+i.ID)
	checkItem(t, got, i.ID, admin.get(t, w.in("invitations/"+i.ID))) // with its delivery
	admin.post(t, w.in("invitations/"+i.ID+"/resend"), nil).want(t, 200)
	f.expect(t, "invitation upsert "+i.ID)
	w.waitSent(t, i.ID)
	f.step(t, 500)
	admin.delete(t, w.in("invitations/"+i.ID), ifMatch(w.invitation(t, i.ID).Version)).want(t, 204)
	cancelled := f.step(t, 500)
	if len(cancelled) != 1 || cancelled[0].ID != i.ID {
		t.Fatalf("a cancelled invitation: %+v", cancelled)
	}
	admin.post(t, w.in("invitations/"+i.ID+"/restore"), nil).want(t, 200)
	f.expect(t, "invitation upsert "+i.ID)
	fixed := read[account.Invitation](t, admin.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user", "replaces": i.ID}).want(t, 201))
	f.expect(t, "invitation upsert "+fixed.ID)

	u := w.user(t, w.aSpare())
	admin.patch(t, w.in("users/"+u.ID), map[string]any{"job_title": "Binder"}, ifMatch(u.Version)).want(t, 200)
	got = f.expect(t, "user upsert "+u.ID)
	checkItem(t, got, u.ID, admin.get(t, w.in("users/"+u.ID)))
	admin.delete(t, w.in("users/"+u.ID), ifMatch(u.Version+1)).want(t, 200)
	f.expect(t, "user delete "+u.ID)

	x := w.external(t, w.spareAccess())
	admin.patch(t, w.in("external-users/"+x.ID), map[string]any{"user_type": "administrator"}, ifMatch(x.Version)).want(t, 200)
	f.expect(t, "external_user upsert "+x.ID)
	admin.delete(t, w.in("external-users/"+x.ID), ifMatch(x.Version+1)).want(t, 200)
	f.expect(t, "external_user delete "+x.ID)
	admin.post(t, w.in("external-users/"+x.ID+"/restore"), nil).want(t, 200)
	f.expect(t, "external_user upsert "+x.ID)
}

// checkItem: the item of a change is what a GET of it answers.
func checkItem(t *testing.T, changes []account.Change, id string, a answer) {
	t.Helper()
	for _, c := range changes {
		if c.ID != id {
			continue
		}
		fed, got := normal(t, c.Item), normal(t, a.body)
		if fed != got {
			t.Errorf("the feed has %s, the item is %s", fed, got)
		}
	}
}

// normal is JSON without the schema link, its fields sorted.
func normal(t *testing.T, data []byte) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	delete(v, "$schema")
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestTheFeedRebuildsTheList: whoever replays the feed in small pages, at any
// speed, ends with the list itself.
func TestTheFeedRebuildsTheList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, f := w.as(t, w.amelie), w.follow(t)
	copied := map[string]string{}
	for n := range 30 {
		i := w.invite(t, unique(t))
		if n%3 == 0 {
			admin.delete(t, w.in("invitations/"+i.ID), ifMatch(i.Version)).want(t, 204)
		}
		if n%5 == 0 {
			f.apply(t, copied)
		}
	}
	eventually(t, patience, "the copy equals the list", func() bool {
		f.apply(t, copied)
		return equalLists(t, copied, all[json.RawMessage](t, admin, w.in("invitations?state=pending")))
	})
}

func (f *feed) apply(t *testing.T, copied map[string]string) {
	t.Helper()
	for _, c := range f.step(t, 3) {
		var state struct {
			State account.InvitationState `json:"state"`
		}
		if c.Op == account.Upsert {
			if err := json.Unmarshal(c.Item, &state); err != nil {
				t.Fatal(err)
			}
		}
		switch {
		case c.Kind != account.KindInvitation:
		case c.Op == account.Delete || state.State == account.InvitationCancelled:
			delete(copied, c.ID)
		default:
			copied[c.ID] = normal(t, c.Item)
		}
	}
}

func equalLists(t *testing.T, copied map[string]string, items []json.RawMessage) bool {
	t.Helper()
	for _, item := range items {
		var i identified
		if err := json.Unmarshal(item, &i); err != nil {
			t.Fatal(err)
		}
		if copied[i.ID] != normal(t, item) {
			return false
		}
	}
	return len(items) == len(copied)
}

// TestDeletingAtHomeEndsAccessesElsewhere, and the other account's feed says so.
func TestDeletingAtHomeEndsAccessesElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f, lumen := w.follow(t), w.as(t, w.oda)
	path := "/v1/accounts/" + w.lumen + "/users/" + w.yann.id
	yann := read[account.User](t, lumen.get(t, path))
	lumen.delete(t, path, ifMatch(yann.Version)).want(t, 200)
	f.expect(t, "external_user delete "+w.yann.access)
	w.as(t, w.amelie).get(t, w.in("external-users/"+w.yann.access)).wantCode(t, 404, account.NotFound)
}

// TestAChangeOfNameReachesTheOtherAccount, where the person is external.
func TestAChangeOfNameReachesTheOtherAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f, lumen := w.follow(t), w.as(t, w.oda)
	path := "/v1/accounts/" + w.lumen + "/users/" + w.yann.id
	yann := read[account.User](t, lumen.get(t, path))
	lumen.patch(t, path, map[string]any{"last_name": "Le Goff"}, ifMatch(yann.Version)).want(t, 200)
	f.expect(t, "external_user upsert "+w.yann.access)
	if x := w.external(t, w.yann.access); x.LastName != "Le Goff" {
		t.Errorf("the other account still sees %q", x.LastName)
	}
}

// TestAFeedThatIsTooOldSaysSo: 410 after 30 days, and never a gap.
func TestAFeedThatIsTooOldSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.follow(t)
	w.invite(t, unique(t))
	w.clock.advance(29 * 24 * time.Hour)
	w.sessions[w.amelie] = w.signIn(t, w.amelie)
	f.step(t, 500)
	old := f.since - 1
	w.clock.advance(2 * 24 * time.Hour)
	w.restart(t)
	w.sessions[w.amelie] = w.signIn(t, w.amelie)
	late := w.invite(t, unique(t))
	admin := w.as(t, w.amelie)
	admin.get(t, w.in("changes?since=0")).wantCode(t, 410, account.ChangesExpired)
	a := admin.get(t, w.in(fmt.Sprintf("changes?since=%d", old)))
	if a.status != 200 && a.status != 410 {
		t.Errorf("%d %s", a.status, a.body)
	}
	f = w.follow(t)
	admin.post(t, w.in("invitations/"+late.ID+"/resend"), nil).want(t, 200)
	f.expect(t, "invitation upsert "+late.ID)
}
