// Package links has the system open rollcall:// links with the program. It is
// asked for on the command line and never happens by itself; packages do it when
// they install the program.
package links

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// entry is how desktops of Linux and BSD know a program (Desktop Entry
// Specification).
//
//go:embed rollcall.desktop
var entry string

// entryName names it, and entryProgram is the program in it.
const (
	entryName    = "rollcall.desktop"
	entryProgram = "Exec=rollcall %u"
	linkType     = "x-scheme-handler/rollcall"
)

// ErrSystem says that on this system links belong to the installer.
var ErrSystem = errors.New("on this system the installer of Rollcall has its links opened; there is nothing to do here")

// Register writes the entry of a program, by its full path, into the person's own
// folder and has the desktop read it. It gives the file written. ErrSystem on
// Windows and macOS.
func Register(system, program string) (file string, err error) {
	if system == "windows" || system == "darwin" {
		return "", ErrSystem
	}
	dir, err := applications()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	file = filepath.Join(dir, entryName)
	text := strings.Replace(entry, entryProgram, "Exec="+quoted(program)+" %u", 1)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil { //nolint:gosec // others read entries too
		return "", err
	}
	return file, errors.Join(tell("update-desktop-database", dir), tell("xdg-mime", "default", entryName, linkType))
}

// applications is the folder of the person's own entries (XDG Base Directory
// Specification).
func applications() (string, error) {
	if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "applications"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share", "applications"), err
}

// quoted writes a path as an entry has it: in quotes, within which some
// characters are escaped, and escaped once more as in every text of an entry.
func quoted(program string) string {
	program = strings.NewReplacer("\\", `\\\\`, `"`, `\\"`, "`", "\\\\`", "$", `\\$`, "%", "%%").Replace(program)
	return `"` + program + `"`
}

// tell runs a tool of the desktop. A computer without it reads the entry by
// itself, or later.
func tell(tool string, args ...string) error {
	path, err := exec.LookPath(tool)
	if err != nil {
		return nil
	}
	if out, err := exec.Command(path, args...).CombinedOutput(); err != nil { //nolint:gosec // a tool of the system
		return fmt.Errorf("%s: %w: %s", tool, err, strings.TrimSpace(string(out)))
	}
	return nil
}
