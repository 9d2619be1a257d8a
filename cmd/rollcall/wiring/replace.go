package wiring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// draftPrefix begins the name of what is to become a file; a crash may leave one.
const draftPrefix = "draft-"

// replaceFile puts a file, for its owner alone, in the place of an older one: the
// whole of it, on the disk, in one step.
func replaceFile(dir, name string, text []byte) error {
	f, err := os.CreateTemp(dir, draftPrefix)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// removeDrafts takes away what a crash left of writing files.
func removeDrafts(dir string, entries []fs.DirEntry) {
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), draftPrefix) {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}
