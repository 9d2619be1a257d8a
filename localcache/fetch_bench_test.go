package localcache_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
)

// pageServer gives the pages of an account of many users, written beforehand: what
// is measured is who reads them.
func pageServer(b *testing.B, people int) (url string, paths []string) {
	b.Helper()
	bodies := map[string][]byte{}
	give := func(path string, body any) {
		bodies[path], _ = json.Marshal(body)
	}
	const at = "/v1/accounts/acc"
	give("/v1/me", account.Profile{User: manyUsers(0, 1)[0], Memberships: []account.Membership{{AccountID: "acc", UserType: account.Administrator}}})
	give(at, account.Account{ID: "acc", Version: 1, Name: "Maple", Counts: &account.Counts{Users: people}})
	give(at+"/permissions", account.Catalogue{Base: []account.CatalogueEntry{}, Custom: []account.CatalogueEntry{}})
	give("/v1/notices", account.Page[account.Notice]{Items: []account.Notice{}})
	give(at+"/changes", account.Changes{Changes: []account.Change{}, Next: 1})
	give(at+"/invitations", account.Page[account.Invitation]{Items: []account.Invitation{}})
	give(at+"/external-users", account.Page[account.ExternalUser]{Items: []account.ExternalUser{}})
	for from := 0; from < people; from += 500 {
		page := account.Page[account.User]{Items: manyUsers(from, min(from+500, people))}
		path := at + "/users"
		if from > 0 {
			path += "?cursor=" + strconv.Itoa(from)
		}
		if from+500 < people {
			page.NextCursor = strconv.Itoa(from + 500)
		}
		give(path, page)
		paths = append(paths, path)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		if cursor := r.URL.Query().Get("cursor"); cursor != "" {
			path += "?cursor=" + cursor
		}
		if strings.HasSuffix(path, "/events") {
			w.Header().Set("Content-Type", "text/event-stream")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(bodies[path])
	}))
	b.Cleanup(s.Close)
	return s.URL, paths
}

// manyUsers are people as an account has them.
func manyUsers(from, to int) []account.User {
	since := time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
	by := &account.PersonRef{ID: "0193a1b2c3d4e5f60718293a", Name: "Hélène Marchand"}
	users := make([]account.User, 0, to-from)
	for i := from; i < to; i++ {
		name := "person" + strconv.Itoa(i)
		users = append(users, account.User{
			ID: fmt.Sprintf("%024x", i), Version: int64(1 + i%9), FirstName: "Amélie", LastName: "Lefèvre-" + strconv.Itoa(i),
			Email: name + "@maple-press.example", EmailVerified: true, Username: name, UserType: account.RegularUser,
			Permissions: []account.Permission{}, Language: "fr", Phone: fmt.Sprintf("+33 6 12 %06d", i), JobTitle: "Editor",
			TwoFactor: []string{"app"}, CreatedAt: since.Add(time.Duration(i) * time.Hour), LastActiveAt: since, InvitedBy: by,
		})
	}
	return users
}

// BenchmarkFullFetch is from nothing until all people are shown and in the copy,
// beside a plain client that reads the same bytes, and one that decodes them too.
func BenchmarkFullFetch(b *testing.B) {
	people := []int{1000, 100_000}
	if os.Getenv("ROLLCALL_SOAK") != "" {
		people = append(people, 1_000_000)
	}
	for _, n := range people {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			url, paths := pageServer(b, n)
			runtime.GC()
			var read, decoded, fetched time.Duration
			for b.Loop() {
				read += timed(func() { plainly(b, url, paths, false) })
				decoded += timed(func() { plainly(b, url, paths, true) })
				fetched += fetchAll(b, url, n)
			}
			b.ReportMetric(float64(fetched.Milliseconds())/float64(b.N), "fetch-ms")
			b.ReportMetric(float64(read.Milliseconds())/float64(b.N), "read-ms")
			b.ReportMetric(float64(decoded.Milliseconds())/float64(b.N), "read+decode-ms")
			b.ReportMetric(float64(fetched)/float64(decoded), "x-plain")
		})
	}
}

func timed(f func()) time.Duration {
	begun := time.Now()
	f()
	return time.Since(begun)
}

func plainly(b *testing.B, url string, paths []string, decode bool) {
	for _, p := range paths {
		answer, err := http.Get(url + p)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		var page account.Page[account.User]
		if decode && json.Unmarshal(body, &page) != nil {
			b.Fatal("a page cannot be read")
		}
	}
}

// fetchAll runs a Cache until everybody is shown and kept, and says how long that
// took.
func fetchAll(b *testing.B, url string, people int) time.Duration {
	dir, err := os.MkdirTemp(b.TempDir(), "copy")
	if err != nil {
		b.Fatal(err)
	}
	kept, err := localcache.OpenCopy(b.Context(), localcache.CopyOptions{Dir: dir, Key: make([]byte, localcache.KeySize)})
	if err != nil {
		b.Fatal(err)
	}
	c, err := client.New(url, client.Options{Timeout: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	begun := time.Now()
	cache := localcache.New(c.Account("acc", "token"), localcache.Options{Copy: kept})
	ctx, stop := context.WithCancel(b.Context())
	whole := make(chan struct{}, 1)
	cache.Watch(func() {
		if cache.Lists().Loaded {
			select {
			case whole <- struct{}{}:
			default:
			}
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- cache.Run(ctx) }()
	select {
	case <-whole:
	case <-time.After(time.Minute):
		b.Fatalf("nothing came: %+v", cache.Status())
	}
	stop()
	<-ended
	took := time.Since(begun)
	if got := cache.Lists().Users.Len(); got != people {
		b.Fatalf("%d people came", got)
	}
	return took
}
