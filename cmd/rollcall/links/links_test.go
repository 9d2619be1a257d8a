package links

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// atHome gives a person's own folders, empty.
func atHome(t *testing.T) (data string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	t.Setenv("XDG_DATA_HOME", data)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(t.TempDir(), "config"))
	t.Setenv("HOME", t.TempDir())
	return data
}

func validate(t *testing.T, file string) {
	t.Helper()
	if out, err := exec.Command("desktop-file-validate", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("desktop-file-validate: %v\n%s", err, out)
	}
}

func TestTheEntryIsOneThatDesktopsTake(t *testing.T) {
	validate(t, entryName)
	if !strings.Contains(entry, "\n"+entryProgram+"\n") || !strings.Contains(entry, "\nMimeType="+linkType+";\n") {
		t.Error("the entry does not open links")
	}
}

func TestLinksAreOpenedWithTheProgramOnceItIsAskedFor(t *testing.T) {
	data := atHome(t)
	file, err := Register("linux", "/opt/roll call/bin/rollcall")
	if err != nil || file != filepath.Join(data, "applications", "rollcall.desktop") {
		t.Fatalf("%q %v", file, err)
	}
	validate(t, file)
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "\nExec=\"/opt/roll call/bin/rollcall\" %u\n") {
		t.Errorf("%s %v", text, err)
	}
	out, err := exec.Command("xdg-mime", "query", "default", linkType).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != entryName {
		t.Errorf("links are opened with %q, %v", out, err)
	}
	if _, err := Register("linux", "/elsewhere/rollcall"); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestOddPathsStandWholeInTheEntry(t *testing.T) {
	atHome(t)
	file, err := Register("freebsd", "/opt/a\"b`c$d\\e%f/rollcall")
	if err != nil {
		t.Fatal(err)
	}
	validate(t, file)
	text, err := os.ReadFile(file)
	if want := `Exec="/opt/a\\"b\\` + "`" + `c\\$d\\\\e%%f/rollcall" %u`; err != nil || !strings.Contains(string(text), want) {
		t.Errorf("%s lacks %s, %v", text, want, err)
	}
}

func TestElsewhereTheInstallerDoesIt(t *testing.T) {
	data := atHome(t)
	for _, system := range []string{"windows", "darwin"} {
		if _, err := Register(system, "rollcall"); !errors.Is(err, ErrSystem) {
			t.Errorf("%s: %v", system, err)
		}
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Error("something was written")
	}
}

func TestAFolderThatCannotBeMadeIsSaid(t *testing.T) {
	data := atHome(t)
	if err := os.WriteFile(data, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Register("linux", "/usr/bin/rollcall"); err == nil {
		t.Error("no error")
	}
}
