package sqlstore_test

import (
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

func TestNoticesAreKeptUntilTheyAreOver(t *testing.T) {
	w := newWorld(t)
	announce := func(from, to time.Duration) store.Notice {
		n, err := w.db.Announce(t.Context(), store.Notice{
			StartsAt: w.now.Add(from), EndsAt: w.now.Add(to), Text: map[string]string{"en": "New disks.", "fr": "Nouveaux disques."},
		}, w.now)
		w.must(err)
		return n
	}
	later, sooner := announce(5*time.Hour, 6*time.Hour), announce(time.Hour+time.Millisecond, 2*time.Hour)
	list := func() []store.Notice {
		out, err := w.db.Notices(t.Context(), w.now)
		w.must(err)
		return out
	}
	got := list()
	if len(got) != 2 || got[0].ID != sooner.ID || got[1].ID != later.ID || got[0].Text["fr"] != "Nouveaux disques." {
		t.Fatalf("%+v", got)
	}
	if !got[0].StartsAt.Equal(w.now.Add(time.Hour)) || !got[0].EndsAt.Equal(w.now.Add(2*time.Hour)) {
		t.Errorf("%+v", got[0])
	}
	w.now = w.now.Add(2 * time.Hour)
	if got = list(); len(got) != 1 || got[0].ID != later.ID {
		t.Errorf("%+v", got)
	}
	w.must(w.db.Withdraw(t.Context(), later.ID, w.now))
	if err := w.db.Withdraw(t.Context(), later.ID, w.now); account.CodeOf(err) != account.NotFound {
		t.Errorf("taken back twice: %v", err)
	}
	// Long after, nothing is kept.
	w.must(w.db.Housekeep(t.Context(), w.now.Add(store.NoticeKept)))
	if err := w.db.Withdraw(t.Context(), sooner.ID, w.now); account.CodeOf(err) != account.NotFound {
		t.Errorf("still kept: %v", err)
	}
	if out, err := w.open(sqlstore.Options{}).Notices(t.Context(), time.Time{}); err != nil || len(out) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
}
