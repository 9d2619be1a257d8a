package localcache_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
	"rollcall/server/sample"
)

// BenchmarkFullFetch is from nothing until all people of the sample account are
// shown and in the copy, beside a plain client that reads the same bytes, and one
// that decodes the pages too. The service is accountd, in a process of its own, as it is
// shipped.
func BenchmarkFullFetch(b *testing.B) {
	program := buildAccountd(b)
	sizes := []int{1000, 100_000}
	if os.Getenv("ROLLCALL_SOAK") != "" {
		sizes = append(sizes, 1_000_000) // to make them takes minutes
	}
	for _, people := range sizes {
		b.Run(strconv.Itoa(people), func(b *testing.B) {
			a := openArchive(b, program, people)
			runtime.GC()
			var read, decoded, fetched time.Duration
			for b.Loop() {
				read += timed(func() { a.readPlainly(b, false) })
				decoded += timed(func() { a.readPlainly(b, true) })
				fetched += a.fetch(b)
			}
			b.ReportMetric(float64(fetched.Milliseconds())/float64(b.N), "fetch-ms")
			b.ReportMetric(float64(read.Milliseconds())/float64(b.N), "read-ms")
			b.ReportMetric(float64(decoded.Milliseconds())/float64(b.N), "read+decode-ms")
			b.ReportMetric(float64(fetched)/float64(read), "x-plain")
		})
	}
}

func timed(f func()) time.Duration {
	begun := time.Now()
	f()
	return time.Since(begun)
}

// archive is a running accountd with the sample account of many people.
type archive struct {
	url, account, token string
	people              int
}

func buildAccountd(b *testing.B) (program string) {
	b.Helper()
	program = filepath.Join(b.TempDir(), "accountd")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, "rollcall/cmd/accountd").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// openArchive makes the sample account, serves it and signs in.
func openArchive(b *testing.B, program string, people int) archive {
	b.Helper()
	dir := b.TempDir()
	printed, err := exec.CommandContext(b.Context(), program, "sample", "--data", dir, "--people", strconv.Itoa(people)).Output()
	var made sample.Account
	if err := errors.Join(err, json.Unmarshal(printed, &made)); err != nil {
		b.Fatal(err)
	}
	a := archive{url: serveFolder(b, program, dir), account: made.AccountID, people: people}
	c, err := client.New(a.url, client.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	session, err := c.SignIn(b.Context(), account.SignIn{Login: made.Login, Password: made.Password, DeviceName: "desk"})
	if err != nil {
		b.Fatal(err)
	}
	a.token = session.Token
	return a
}

// serveFolder runs accountd on a folder until the benchmark ends.
func serveFolder(b *testing.B, program, dir string) (url string) {
	b.Helper()
	cmd := exec.CommandContext(context.Background(), program, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err := errors.Join(err, cmd.Start()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines := bufio.NewReader(out)
	line, _ := lines.ReadString('\n')
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	if url = regexp.MustCompile(`https?://\S+`).FindString(line); url == "" {
		b.Fatal("accountd does not say where it listens")
	}
	return url
}

// readPlainly reads all that a full fetch reads, with nothing but net/http.
func (a archive) readPlainly(b *testing.B, decode bool) {
	c := plainClient{archive: a, Client: &http.Client{Transport: &http.Transport{}}, decode: decode}
	defer c.CloseIdleConnections()
	for _, path := range []string{"", "/me", "/permissions", "/notices", "/changes?since=now"} {
		c.get(b, c.at(path))
	}
	users := readPages[account.User](b, c, "/users?")
	readPages[account.Invitation](b, c, "/invitations?state=pending&")
	readPages[account.Invitation](b, c, "/invitations?state=cancelled&")
	readPages[account.ExternalUser](b, c, "/external-users?")
	c.get(b, c.at("/changes?since=now"))
	if decode && users != a.people {
		b.Fatalf("%d people came", users)
	}
}

// plainClient begins, as a fetch does, without a connection.
type plainClient struct {
	archive
	*http.Client
	decode bool
}

func readPages[T any](b *testing.B, c plainClient, list string) (rows int) {
	for cursor := ""; ; {
		body := c.get(b, c.at(list+"limit=500&cursor="+cursor))
		var page account.Page[T]
		if c.decode && json.Unmarshal(body, &page) != nil {
			b.Fatal("a page cannot be read")
		}
		rows += len(page.Items)
		if cursor = nextIn(body); cursor == "" {
			return rows
		}
	}
}

// nextIn cuts the cursor out of a page, whose last field it is.
func nextIn(page []byte) string {
	name := []byte(`"next_cursor":"`)
	at := bytes.LastIndex(page, name)
	if at < 0 {
		return ""
	}
	cursor, _, _ := bytes.Cut(page[at+len(name):], []byte(`"`))
	return string(cursor)
}

// at is where something of the account stands; two things are of no account.
func (a archive) at(path string) string {
	if path == "/me" || path == "/notices" {
		return a.url + "/v1" + path
	}
	return a.url + "/v1/accounts/" + a.account + path
}

func (c plainClient) get(b *testing.B, url string) []byte {
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	answer, err := c.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatal(answer.Status, err)
	}
	return body
}

// fetch runs a Cache until everybody is shown and kept, and says how long that
// took.
func (a archive) fetch(b *testing.B) time.Duration {
	dir, err := os.MkdirTemp(b.TempDir(), "copy")
	if err != nil {
		b.Fatal(err)
	}
	kept, err := localcache.OpenCopy(b.Context(), localcache.CopyOptions{Dir: dir, Key: make([]byte, localcache.KeySize)})
	if err != nil {
		b.Fatal(err)
	}
	c, err := client.New(a.url, client.Options{Timeout: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	begun := time.Now()
	cache := localcache.New(c.Account(a.account, a.token), localcache.Options{Copy: kept})
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
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
	case <-time.After(5 * time.Minute):
		b.Fatalf("nothing came: %+v", cache.Status())
	}
	stop()
	<-ended
	took := time.Since(begun)
	if got := cache.Lists().Users.Len(); got != a.people {
		b.Fatalf("%d people came", got)
	}
	return took
}
