package wiring

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

const recentName = "recent"

// recent is the file that says which copy was last open for a service, so that
// the next start can open it before the service was asked. It tells nothing about
// people. One that cannot be read counts as empty: the service is asked then.
type recent struct {
	dir string
	mu  sync.Mutex
}

// opening is a copy that was open, and with which session.
type opening struct {
	Folder string `json:"folder"`
	// Session is a hash of the token: a copy opens by itself only for the very
	// session that had it open, never for that of whoever signed in since.
	Session string `json:"session"`
}

// sessionMark is what stands for a session in the file. The token cannot be found
// from it: it is random, of at least 128 bits.
func sessionMark(token string) string {
	sum := sha256.Sum256([]byte("rollcall session\x00" + token))
	return hex.EncodeToString(sum[:16])
}

// folder is the folder of the copy that was last open for a service with a
// session; empty when it does not say.
func (r *recent) folder(server, token string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, ok := r.read()[server]
	if !ok || o.Session != sessionMark(token) || !isFolder(o.Folder) {
		return ""
	}
	return o.Folder
}

// note writes down that a copy is open.
func (r *recent) note(server, folder, token string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.read()
	o := opening{folder, sessionMark(token)}
	if all[server] == o {
		return nil
	}
	all[server] = o
	return r.write(all)
}

// dropSession forgets what was open with a session; dropFolder, where a copy was.
func (r *recent) dropSession(server, token string) error {
	mark := sessionMark(token)
	return r.drop(func(at string, o opening) bool { return at == server && o.Session == mark })
}

func (r *recent) dropFolder(folder string) error {
	return r.drop(func(_ string, o opening) bool { return o.Folder == folder })
}

func (r *recent) drop(which func(server string, o opening) bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.read()
	before := len(all)
	for server, o := range all {
		if which(server, o) {
			delete(all, server)
		}
	}
	switch len(all) {
	case before:
		return nil
	case 0:
		return missing(os.Remove(filepath.Join(r.dir, recentName)))
	}
	return r.write(all)
}

func (r *recent) read() map[string]opening {
	all := map[string]opening{}
	text, err := os.ReadFile(filepath.Join(r.dir, recentName))
	if err != nil || json.Unmarshal(text, &all) != nil || all == nil {
		return map[string]opening{}
	}
	return all
}

func (r *recent) write(all map[string]opening) error {
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return replaceFile(r.dir, recentName, text)
}

// missing lets pass that something to be removed was not there.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
