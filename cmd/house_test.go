// Package cmd_test keeps the house in order: which room may know which.
package cmd_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// room is a part of the house with what it may import of ours.
type room struct {
	path string // a package, or a tree when it ends in "/..."
	may  []string
	// noFyne keeps the window toolkit out.
	noFyne bool
	// standardOnly keeps everything but the standard library out.
	standardOnly bool
}

func rooms() []room {
	return []room{
		{path: "account", noFyne: true, standardOnly: true},
		{path: "assets/...", noFyne: true, may: []string{"account"}},
		{path: "client/...", noFyne: true, may: []string{"account", "client/..."}},
		{path: "localcache/...", noFyne: true, may: []string{"account", "localcache/..."}},
		{path: "server/...", noFyne: true, may: []string{"account", "assets/...", "server/..."}},
		{path: "ui/words", noFyne: true, may: []string{"account", "assets"}},
		{path: "ui/paper", noFyne: true, may: []string{"assets"}},
		{path: "ui/view", noFyne: true, may: []string{"account", "ui/words", "ui/paper"}},
		{path: "ui/theme", may: []string{"assets"}},
		{path: "ui/widgets", may: []string{"assets", "ui/theme"}},
		{path: "ui/screen/...", may: []string{"account", "assets", "ui/view", "ui/words", "ui/widgets", "ui/theme", "ui/screen/kit"}},
		{path: "ui", may: []string{"account", "assets", "ui/..."}},
		{path: "cmd/...", may: []string{"..."}},
	}
}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestArrowsOfTheHouse(t *testing.T) {
	packages := list(t)
	if len(packages) < 10 {
		t.Fatalf("go list found %d packages only", len(packages))
	}
	for _, p := range packages {
		r, ok := roomOf(p.ImportPath)
		if !ok {
			t.Errorf("%s is in no room of the house", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if why := r.refuses(imported); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, why)
			}
		}
	}
}

func (r room) refuses(imported string) string {
	ours, isOurs := strings.CutPrefix(imported, "rollcall/")
	switch {
	case isOurs:
		for _, m := range r.may {
			if within(ours, m) {
				return ""
			}
		}
		return "that arrow is not in the house"
	case r.standardOnly && strings.Contains(imported, "."):
		return "the standard library only"
	case r.noFyne && strings.HasPrefix(imported, "fyne.io/"):
		return "this room knows no window toolkit"
	}
	return ""
}

func roomOf(importPath string) (room, bool) {
	ours := strings.TrimPrefix(importPath, "rollcall/")
	var found room
	for _, r := range rooms() {
		// The most particular room wins: ui/view before ui.
		if within(ours, r.path) && len(r.path) > len(found.path) {
			found = r
		}
	}
	return found, found.path != ""
}

func within(path, pattern string) bool {
	if pattern == "..." {
		return true
	}
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == tree || strings.HasPrefix(path, tree+"/")
	}
	return path == pattern
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
