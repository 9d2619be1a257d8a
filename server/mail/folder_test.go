package mail

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func message(t testing.TB, id string) Message {
	t.Helper()
	q := queued(nil)
	q.MessageID = id
	m, err := composer(t).Compose(q)
	if err != nil {
		t.Fatal(err)
	}
	return Message{ID: id, Msg: m}
}

func deliverAll(t testing.TB, tr Transport, messages ...Message) []error {
	t.Helper()
	results := make([]error, len(messages))
	seen := 0
	for i, err := range tr.Deliver(t.Context(), messages) {
		results[i] = err
		seen++
	}
	if seen != len(messages) {
		t.Fatalf("%d results for %d messages", seen, len(messages))
	}
	return results
}

func files(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAFolderTakesEachMessageOnceAndWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	folder, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, b := message(t, "a@x.example"), message(t, "b@x.example")
	for _, err := range slices.Concat(deliverAll(t, folder, a, b), deliverAll(t, folder, b, a)) {
		if err != nil {
			t.Error(err)
		}
	}
	if got := files(t, dir); !slices.Equal(got, []string{"a@x.example.eml", "b@x.example.eml"}) {
		t.Errorf("the folder holds %v", got)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "a@x.example.eml"))
	if err != nil {
		t.Fatal(err)
	}
	if l := read(t, raw); l.header.Get("Message-Id") != "<a@x.example>" {
		t.Error("the file is not the message")
	}
	info, err := os.Stat(filepath.Join(dir, "a@x.example.eml"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the link: %v, %v", info.Mode(), err)
	}
}

func TestAFolderForgetsWhatAServiceThatDiedHadBegun(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, partPrefix+"123"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewFolder(dir); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("the folder holds %v", got)
	}
}

func TestAFolderThatIsGoneIsWorthAnotherTry(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	folder, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := deliverAll(t, folder, message(t, "a@x.example"))[0]; err == nil || verdict(queued(nil), err, moment(), firstRetry).Permanent {
		t.Errorf("given up: %v", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := deliverAll(t, folder, message(t, "a@x.example"))[0]; err != nil {
		t.Error(err)
	}
}
