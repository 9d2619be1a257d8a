package mail

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Folder is a transport that writes each message exactly once, as "<message
// id>.eml". The same message again takes the same name.
type Folder struct {
	path string
}

const (
	// folderBatch is how many files share one flush of the folder.
	folderBatch = 64
	// folderWriters is how many files are flushed at one moment: disks do
	// several in the time of one.
	folderWriters = 8
)

// NewFolder uses a folder, made when missing, and removes what a service that
// died had begun to write there. Links to open an account lie in it, so nobody
// but its owner may enter.
func NewFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, wrap("folder", err)
	}
	f := &Folder{path: path}
	return f, f.sweep()
}

// Batch is how many messages share one flush of the folder.
func (f *Folder) Batch() int { return folderBatch }

// Lanes is one: the files of a batch are written at one moment.
func (f *Folder) Lanes() int { return 1 }

// Rest has nothing to let go of.
func (f *Folder) Rest() {}

// Deliver writes the messages. Each is complete on disk, under its final name,
// before it is said to be taken.
func (f *Folder) Deliver(ctx context.Context, messages []Message) iter.Seq2[int, error] {
	results := make([]error, len(messages))
	var writers errgroup.Group
	writers.SetLimit(folderWriters)
	for i, m := range messages {
		writers.Go(func() error {
			if results[i] = ctx.Err(); results[i] == nil {
				results[i] = f.write(m)
			}
			return nil
		})
	}
	_ = writers.Wait() // each result stands in its place
	if err := syncFolder(f.path); err != nil {
		return each(messages, err)
	}
	return func(yield func(int, error) bool) {
		for i, err := range results {
			if !yield(i, err) {
				return
			}
		}
	}
}

// write puts one message in place unless it is there already: a name appears
// only with the whole message behind it.
func (f *Folder) write(m Message) error {
	if !plainID(m.ID) {
		return ErrUnsendable
	}
	name := filepath.Join(f.path, m.ID+".eml")
	if _, err := os.Lstat(name); err == nil {
		return nil
	}
	part, err := os.CreateTemp(f.path, partPrefix+"*")
	if err != nil {
		return wrap("folder", err)
	}
	if err := writeAll(part, m); err != nil {
		return errors.Join(wrap("file", err), os.Remove(part.Name()))
	}
	if err := os.Rename(part.Name(), name); err != nil {
		return errors.Join(wrap("file", err), os.Remove(part.Name()))
	}
	return nil
}

// partPrefix begins the names of files that are not whole yet.
const partPrefix = ".part-"

func writeAll(file *os.File, m Message) error {
	w := bufio.NewWriter(file)
	_, err := m.Msg.WriteTo(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// sweep removes the parts left by a service that died.
func (f *Folder) sweep() error {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return wrap("folder", err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), partPrefix) {
			continue
		}
		err := os.Remove(filepath.Join(f.path, e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return wrap("folder", err)
		}
	}
	return nil
}
