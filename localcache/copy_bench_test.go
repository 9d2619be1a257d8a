package localcache

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"rollcall/account"
)

// sizes of the accounts that are measured. A million is measured when it is asked
// for.
func sizes() []int {
	if os.Getenv("ROLLCALL_SOAK") != "" {
		return []int{1000, 100_000, 1_000_000}
	}
	return []int{1000, 100_000}
}

// keepCrowd makes a copy of an account of many people.
func keepCrowd(tb testing.TB, people int) CopyOptions {
	tb.Helper()
	o := CopyOptions{Dir: tb.TempDir(), Key: bytes.Repeat([]byte{7}, KeySize), Owner: Owner{"https://service.example", "acc", "u"}}
	c, err := OpenCopy(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	users := crowd(people)
	rows := make([]change[account.User], people)
	for i := range users {
		rows[i] = change[account.User]{users[i].ID, &users[i]}
	}
	c.learnFacts(crowdFacts(), "en")
	for len(rows) > 0 {
		n := min(pageLimit, len(rows))
		c.takePage(changes{users: rows[:n]}, stageMark{})
		rows = rows[n:]
	}
	c.finishFetch(1, time.Now())
	if err := c.work(tb.Context(), true); err != nil {
		tb.Fatal(err)
	}
	if err := c.Close(); err != nil {
		tb.Fatal(err)
	}
	return o
}

func crowdFacts() *account.Lists {
	return &account.Lists{
		Account: account.Account{ID: "acc", Version: 1, Name: "Maple", Counts: &account.Counts{}},
		Me:      account.Profile{User: crowd(1)[0], Memberships: []account.Membership{{AccountID: "acc", UserType: account.Administrator}}},
	}
}

// BenchmarkOpenCopy is from nothing to a Cache that shows the lists.
func BenchmarkOpenCopy(b *testing.B) {
	for _, people := range sizes() {
		b.Run(strconv.Itoa(people), func(b *testing.B) {
			o := keepCrowd(b, people)
			runtime.GC()
			for b.Loop() {
				c, err := OpenCopy(context.Background(), o)
				if err != nil {
					b.Fatal(err)
				}
				cache := New(nil, Options{Copy: c})
				if cache.Lists().Users.Len() != people {
					b.Fatal("not all are there")
				}
				b.StopTimer()
				_ = c.Close()
				b.StartTimer()
			}
			b.StopTimer()
			b.ReportMetric(heapOf(b, func() any {
				c, err := OpenCopy(context.Background(), o)
				if err != nil {
					b.Fatal(err)
				}
				defer c.Close()
				return New(nil, Options{Copy: c})
			})/float64(people), "heap-B/person")
		})
	}
}

// heapOf is how much memory what is made takes for good.
func heapOf(_ *testing.B, make func() any) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	made := make()
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(made)
	return float64(after.HeapAlloc) - float64(before.HeapAlloc)
}

// BenchmarkApplyTenChanges is what a page of the feed costs, until it is in the
// file.
func BenchmarkApplyTenChanges(b *testing.B) {
	for _, people := range sizes() {
		b.Run(strconv.Itoa(people), func(b *testing.B) {
			c, err := OpenCopy(b.Context(), keepCrowd(b, people))
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			cache := New(nil, Options{Copy: c})
			users, dice := cache.Lists().Users.Slice(), rand.New(rand.NewPCG(1, 2))
			c.takeFeed(tenChanges(users, dice, 1), 2)
			if err := c.work(b.Context(), false); err != nil { // with the index
				b.Fatal(err)
			}
			seq := int64(2)
			for b.Loop() {
				seq++
				cache.take(feedPage{entries: tenChanges(users, dice, seq), next: seq, last: true, began: cache.moment()})
				if err := c.work(b.Context(), false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func tenChanges(users []*account.User, dice *rand.Rand, version int64) []entry {
	out := make([]entry, 10)
	for i := range out {
		u := *users[dice.IntN(len(users))]
		u.Version, u.FirstName = version, fmt.Sprintf("Zoé %d", version)
		out[i] = entry{kind: account.KindUser, id: u.ID, user: &u}
	}
	return out
}
