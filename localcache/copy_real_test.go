package localcache_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
	"rollcall/server/sample"
	"rollcall/server/store/sqlstore"
)

// keeper is a program that shows the sample account and keeps a copy of it. It runs
// as a process of its own, to be killed.
type keeper struct {
	URL, Token, Account, Dir string
	Owner                    localcache.Owner
	Key                      []byte
}

// keeperVariable names what a process that is a keeper finds in its environment.
const keeperVariable = "ROLLCALL_TEST_KEEPER"

// beKeeper is the program: it says "online" whenever it is, and never ends.
func beKeeper(config string) error {
	var k keeper
	if err := json.Unmarshal([]byte(config), &k); err != nil {
		return err
	}
	cache, err := k.follow()
	if err != nil {
		return err
	}
	cache.Watch(func() {
		if cache.Status().Link == account.LinkOnline {
			fmt.Println("online")
		}
	})
	return cache.Run(context.Background())
}

func (k keeper) follow() (*localcache.Cache, error) {
	c, err := client.New(k.URL, client.Options{Timeout: time.Minute})
	if err != nil {
		return nil, err
	}
	kept, err := localcache.OpenCopy(context.Background(), k.options())
	if err != nil {
		return nil, err
	}
	return localcache.New(c.Account(k.Account, k.Token), localcache.Options{Copy: kept}), nil
}

func (k keeper) options() localcache.CopyOptions {
	return localcache.CopyOptions{Dir: k.Dir, Key: k.Key, Owner: k.Owner}
}

// start runs the program; temp is its folder for temporary files.
func (k keeper) start(t *testing.T, temp string) (online <-chan struct{}, kill func()) {
	t.Helper()
	config, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), keeperVariable+"="+string(config), "TMPDIR="+temp, "TMP="+temp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := make(chan struct{}, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			select {
			case said <- struct{}{}:
			default:
			}
		}
	}()
	return said, func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

// openSample runs the service with the sample account, and signs in there.
func openSample(t *testing.T, people int) (*office, keeper) {
	t.Helper()
	o := newOffice(t)
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Dir: o.config.DataDir})
	if err != nil {
		t.Fatal(err)
	}
	made, err := sample.Make(t.Context(), db, sample.Options{People: people, Seed: 1, Now: time.Now().UTC(), Hash: func(p string) (string, error) {
		return argon2id.CreateHash(p, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	}})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	o.start(t)
	o.near = o.reach(t, o.url)
	session, err := o.near.SignIn(t.Context(), account.SignIn{Login: made.Login, Password: made.Password, DeviceName: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	return o, keeper{
		URL: o.url, Token: session.Token, Account: made.AccountID, Dir: filepath.Join(t.TempDir(), "copy"),
		Key:   bytes.Repeat([]byte{5}, localcache.KeySize),
		Owner: localcache.Owner{Server: o.url, AccountID: made.AccountID, PersonID: session.UserID},
	}
}

// secrets are all that may not stand in a file: what is about people, and the name
// of the account. Very short names may stand anywhere by chance.
func secrets(t *testing.T, s account.Service) (out []string) {
	t.Helper()
	a, err := s.Account(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, a.Name)
	is := read(t, s)
	for _, u := range is.Users {
		out = append(out, u.FirstName, u.LastName, u.Email, u.Username, u.Phone, u.JobTitle, u.Name())
	}
	for _, i := range is.Pending {
		out = append(out, i.Email, i.Message, i.InvitedBy.Name)
	}
	for _, e := range is.Externals {
		out = append(out, e.FirstName, e.LastName, e.Email, e.HomeAccountName, e.Name())
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return len(s) < 5 })
}

// grep looks through all files of folders.
func grep(t *testing.T, words []string, folders ...string) (files int) {
	t.Helper()
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			body, err := os.ReadFile(path)
			for _, w := range words {
				if bytes.Contains(body, []byte(w)) {
					t.Errorf("%q stands in %s", w, filepath.Base(path))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// chapters is what users were called at each sequence number.
type chapters struct {
	service account.Service
	at      []int64
	names   []map[string]string
}

func (c *chapters) note(t *testing.T) {
	t.Helper()
	now, err := c.service.Changes(t.Context(), account.SinceNow, 1)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for id, u := range all(t, c.service.Users, "", func(u account.User) string { return u.ID }) {
		names[id] = u.FirstName
	}
	c.at, c.names = append(c.at, now.Next), append(c.names, names)
}

// of tells what users were called at a sequence number.
func (c *chapters) of(seq int64) map[string]string {
	i := len(c.at) - 1
	for i > 0 && c.at[i] > seq {
		i--
	}
	return c.names[i]
}

// TestKilledWhileAnAccountChanges kills the program again and again while an account changes.
// What it opens on is always what the account was at the sequence number that it
// names, and nothing of it stands in any file.
func TestKilledWhileAnAccountChanges(t *testing.T) {
	kills := 6
	if os.Getenv("ROLLCALL_SOAK") != "" {
		kills = 200
	}
	o, k := openSample(t, 1200)
	service := o.near.Account(k.Account, k.Token)
	words := secrets(t, service)
	book, temp, dice := &chapters{service: service}, t.TempDir(), rand.New(rand.NewPCG(1, 2))
	book.note(t)
	if err := os.MkdirAll(k.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	users := book.names[0]
	for round := range kills {
		online, kill := k.start(t, temp)
		if round%2 == 1 {
			<-online
		}
		for range dice.IntN(4) {
			renameAny(t, service, users, dice)
			book.note(t)
		}
		<-time.After(time.Duration(dice.IntN(300)) * time.Millisecond)
		kill()
		grep(t, words, k.Dir, temp)
		lists := look(t, k)
		if !lists.Loaded {
			continue
		}
		got := map[string]string{}
		for u := range lists.Users.All() {
			got[u.ID] = u.FirstName
		}
		if diff := cmp.Diff(book.of(lists.Seq), got); diff != "" {
			t.Fatalf("after kill %d the copy of %d is not what was:\n%s", round, lists.Seq, diff)
		}
	}
	k.follows(t, service)
}

func renameAny(t *testing.T, s account.Service, users map[string]string, dice *rand.Rand) {
	t.Helper()
	ids := make([]string, 0, len(users))
	for id := range users {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	u, err := s.User(t.Context(), ids[dice.IntN(len(ids))])
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("Zoé %d", dice.IntN(1000))
	if _, err := s.UpdateUser(t.Context(), u.ID, account.UserChange{FirstName: &name}, account.Act{Version: u.Version}); err != nil && account.CodeOf(err) != account.OwnUser {
		t.Fatal(err)
	}
}

// look opens the copy, which must be sound, and closes it.
func look(t *testing.T, k keeper) account.Lists {
	t.Helper()
	c, err := localcache.OpenCopy(t.Context(), k.options())
	if errors.Is(err, localcache.ErrCopyBusy) {
		t.Fatal("a program that was killed holds its lock")
	}
	if err != nil {
		t.Fatal(err)
	}
	lists, _ := c.Lists()
	if got := c.State(); got != account.CopyKept {
		t.Errorf("the copy is %s", got)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	return lists
}

// follows runs the program in this process until the copy equals the service.
func (k keeper) follows(t *testing.T, service account.Service) {
	t.Helper()
	cache, err := k.follow()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	d := &desk{Cache: cache, rung: make(chan struct{}, 1)}
	go func() { ended <- cache.Run(ctx) }()
	d.online(t)
	stop()
	<-ended
	lists := look(t, k)
	if diff := cmp.Diff(read(t, service), shown(lists), cmpopts.IgnoreFields(account.User{}, "LastActiveAt")); diff != "" {
		t.Errorf("the copy is not the service:\n%s", diff)
	}
}

// TestNothingStandsInTheFiles: not while it is open, not afterwards, and not in
// what was put aside.
func TestNothingStandsInTheFiles(t *testing.T) {
	o, k := openSample(t, sample.People)
	service := o.near.Account(k.Account, k.Token)
	words := secrets(t, service)
	k.follows(t, service)
	if files := grep(t, words, k.Dir); files == 0 || len(words) < 50 {
		t.Errorf("%d files were looked through for %d words", files, len(words))
	}
	spoiled := k
	spoiled.Key = bytes.Repeat([]byte{6}, localcache.KeySize)
	c, err := localcache.OpenCopy(t.Context(), spoiled.options())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if files := grep(t, words, k.Dir); files < 2 {
		t.Errorf("%d files were looked through", files)
	}
}

// TestAFlippedByteIsNoticed: what is shown is unchanged, or the damage is said.
func TestAFlippedByteIsNoticed(t *testing.T) {
	o, k := openSample(t, sample.People)
	k.follows(t, o.near.Account(k.Account, k.Token))
	was := look(t, k)
	path := filepath.Join(k.Dir, "lists.db")
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	step, noticed := 401, 0
	if os.Getenv("ROLLCALL_SOAK") != "" {
		step = 1
	}
	for at := 0; at < len(sound); at += step {
		body := slices.Clone(sound)
		body[at] ^= 1 << (at % 8)
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		lists, state := openAnyhow(t, k)
		switch {
		case state == account.CopyAside && !lists.Loaded:
			noticed++
		case state != account.CopyKept || !cmp.Equal(was, lists, byRows):
			t.Fatalf("byte %d: %s, and something else is shown:\n%s", at, state, cmp.Diff(was, lists, byRows))
		}
	}
	if noticed == 0 {
		t.Error("nothing was ever noticed")
	}
}

func openAnyhow(t *testing.T, k keeper) (account.Lists, account.CopyState) {
	t.Helper()
	c, err := localcache.OpenCopy(t.Context(), k.options())
	if err != nil {
		t.Fatal(err)
	}
	lists, _ := c.Lists()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return lists, c.State()
}
