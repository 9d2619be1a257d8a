package wiring

import (
	"path/filepath"
	"testing"
)

func TestTheFilesAreKeptWhereNobodyCleans(t *testing.T) {
	home, data := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	for set, want := range map[string]string{
		data: data, "": filepath.Join(home, ".local", "share"), "relative": filepath.Join(home, ".local", "share"),
	} {
		t.Setenv("XDG_DATA_HOME", set)
		if got, err := systemDataDir("linux"); got != want || err != nil {
			t.Errorf("with %q: %s, %v; want %s", set, got, err, want)
		}
	}
}
