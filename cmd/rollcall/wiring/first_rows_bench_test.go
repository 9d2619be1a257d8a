package wiring

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/ui"
	"rollcall/ui/view"
	"rollcall/ui/words"
)

// BenchmarkFirstRows is the next start on the copy of an account of many people:
// from the session in the keyring to the first rows of the Users screen, sorted by
// name. The service answers meanwhile, as it does. A million people are measured when
// it is asked for.
func BenchmarkFirstRows(b *testing.B) {
	sizes := []int{1000, 100_000}
	if os.Getenv("ROLLCALL_SOAK") != "" {
		sizes = append(sizes, 1_000_000)
	}
	for _, people := range sizes {
		b.Run(strconv.Itoa(people), func(b *testing.B) {
			o := startOffice(b, crowd(people)...)
			d, _ := daemon(b)
			v := o.in(b, d)
			online(b, v)
			v.Close()
			for b.Loop() {
				v, err := restarted(d).Resume(b.Context(), o.url)
				must(b, err)
				firstRows(b, v)
				b.StopTimer()
				v.Close()
				b.StartTimer()
			}
		})
	}
}

func crowd(people int) []store.ImportedUser {
	since := time.Now().UTC().Truncate(time.Second).Add(-1000 * time.Hour)
	first := []string{"Amélie", "Benjamin", "Chloé", "Daniel", "Élise", "Fatima", "Gustavo", "Hélène"}
	last := []string{"Roy", "Okafor", "Tremblay", "Royce", "Baker", "El Amrani", "Pereira-Lindqvist"}
	out := make([]store.ImportedUser, people)
	for i := range out {
		name := fmt.Sprintf("person%06d", i)
		out[i] = store.ImportedUser{PasswordHash: "none", User: account.User{
			ID: fmt.Sprintf("%024x", i+1), Version: 1, FirstName: first[i%len(first)], LastName: fmt.Sprint(last[i%len(last)], i*7919%people),
			Email: name + "@maple.example", EmailVerified: true, Username: name, UserType: account.RegularUser,
			Permissions: []account.Permission{}, Language: "fr", Phone: "+33 6 12 34 56 78", JobTitle: "Editor", TwoFactor: []string{}, CreatedAt: since,
		}}
	}
	return out
}

// firstRows opens the Users screen and waits for what fills a window.
func firstRows(tb testing.TB, v ui.Visit) {
	tb.Helper()
	posted := make(chan func(), 100)
	e := view.Env{
		Go: func(f func()) { go f() }, Post: func(f func()) { posted <- f }, Now: time.Now,
		After:  func(time.Duration, func()) func() { return func() {} },
		NewKey: func() string { return "" }, Words: words.New("fr", time.UTC), Log: quiet(),
	}
	screen := view.NewPeople(e, v, view.NewToasts(e), view.PeopleOptions{})
	screen.Start()
	defer screen.Close()
	for deadline := time.After(patience); screen.State().Loading || screen.State().Rows.Len() < 50; {
		select {
		case f := <-posted:
			f()
		case <-deadline:
			tb.Fatal("no rows came")
		}
	}
}
