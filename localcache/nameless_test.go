package localcache

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnErrorThatIsLoggedNamesNoFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "ana.martin")
	_, opened := os.Open(folder)
	moved := os.Rename(folder, folder+"2")
	full := errors.New("the disk is full")
	for _, err := range []error{
		opened, moved, errors.Join(full, opened), fmt.Errorf("not kept: %w", opened),
		fmt.Errorf("%w: %w", full, errors.Join(full, fmt.Errorf("moved: %w", moved))),
	} {
		got := Nameless(err)
		if strings.Contains(got.Error(), "ana") || !errors.Is(got, fs.ErrNotExist) || errors.Is(got, full) != errors.Is(err, full) {
			t.Errorf("%q has become %q", err, got)
		}
	}
	if Nameless(nil) != nil || Nameless(full) != full {
		t.Error("an error without a file has changed")
	}
}
