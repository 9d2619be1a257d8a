package view_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/localcache"
	"rollcall/ui/view"
)

// people are n addresses, one on each line.
func people(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "guest%d@maple.example\n", i)
	}
	return b.String()
}

// invited are the addresses that are invited, each with how many letters went out.
func (r *real) invited(in account.Session) map[string]int {
	r.t.Helper()
	page, err := r.Account(r.made.AccountID, in.Token).Invitations(r.t.Context(), account.ListQuery{Limit: 500})
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[string]int{}
	for _, i := range page.Items {
		out[i.Email] += i.SentCount
	}
	return out
}

// The service takes twelve an hour: the rest waits for the pause to be over, and
// nobody is invited twice, also when the list is pasted again.
func TestALongListGoesOnAfterThePauseOfTheService(t *testing.T) {
	r := openRealLimited(t, 1, 12)
	_, _, in := r.begin(r.made.Password)
	cache := localcache.New(r.Account(r.made.AccountID, in.Token), localcache.Options{
		Now: r.now, Language: func() string { return "en" }, Log: slog.New(slog.DiscardHandler),
		After: func(time.Duration) <-chan time.Time { return nil }, Jitter: func() float64 { return 0.5 },
	})
	var ticks []func()
	e := r.env()
	e.After = func(_ time.Duration, f func()) func() {
		ticks = append(ticks, f)
		return func() {}
	}
	before := len(r.invited(*in))
	v := view.NewInvite(e, cache, view.NewToasts(e))
	v.Start()
	v.Add(people(20))
	v.Send()
	st := v.State()
	if st.Flight == nil || !st.Flight.Waiting || !strings.Contains(st.Flight.Text, "it goes on by itself in 59:") && !strings.Contains(st.Flight.Text, "in 60:") {
		t.Fatalf("flight %+v, error %q", st.Flight, st.Error)
	}
	r.pass(time.Hour + time.Minute)
	for len(ticks) > 0 && v.State().Busy {
		next := ticks[0]
		ticks = ticks[1:]
		next()
	}
	again := view.NewInvite(r.env(), cache, view.NewToasts(r.env()))
	again.Start()
	again.Add(people(20))
	r.pass(2 * time.Hour)
	again.Send()
	if s := again.State(); s.Summary != "0 invitations sent. 20 were invited already." && s.Button != "Send invitation" {
		t.Errorf("summary %q, button %q", s.Summary, s.Button)
	}
	all := r.invited(*in)
	for i := range 20 {
		if email := fmt.Sprintf("guest%d@maple.example", i); all[email] != 1 {
			t.Errorf("%s has %d letters", email, all[email])
		}
	}
	if len(all) != before+20 {
		t.Errorf("%d invitations", len(all))
	}
}
