package single

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// What stands in the place, and how a folder for the socket elsewhere begins.
const (
	lockName    = "lock"
	socketName  = "socket"
	addressName = "address"
	elsewhere   = "rollcall-"
)

// place is the folder in which the starts of one person find each other.
type place string

// openPlace makes it, for nobody but the person. In a folder that several people
// use, each has a place of their own.
func openPlace(dir string) (place, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	name := "window"
	if uid := os.Getuid(); uid >= 0 {
		name += "-" + strconv.Itoa(uid)
	}
	path := filepath.Join(dir, name)
	if err := os.Mkdir(path, 0o700); err != nil && !os.IsExist(err) {
		return "", err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if !info.IsDir() { // a link would lead who knows where
		return "", fmt.Errorf("%s is no folder", path)
	}
	return place(path), os.Chmod(path, 0o700) //nolint:gosec // a folder
}

func (p place) in(name string) string { return filepath.Join(string(p), name) }

// claim makes this process the first, nil when another is.
func (p place) claim() (*First, error) {
	lock := flock.New(p.in(lockName), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil || !held {
		_ = lock.Close()
		return nil, err
	}
	p.sweep()
	listener, err := p.listen()
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	return &First{place: p, lock: lock, listener: listener}, nil
}

// sweep takes away the socket of a window that is gone: whoever holds the lock
// knows that it is.
func (p place) sweep() {
	if socket, err := p.address(); err == nil && filepath.Base(socket) == socketName {
		_ = os.Remove(socket)
		if dir := filepath.Dir(socket); strings.HasPrefix(filepath.Base(dir), elsewhere) {
			_ = os.Remove(dir) // only when nothing else is in it
		}
	}
	_ = os.Remove(p.in(socketName))
	_ = os.Remove(p.in(addressName))
}

// listen opens the socket and writes down where it is: in the place, or in a fresh
// folder for temporary files where the path is too long (macOS takes 103 bytes,
// Linux and Windows 107) or the disk knows no sockets.
func (p place) listen() (*net.UnixListener, error) {
	listener, err := listenIn(string(p))
	if err != nil {
		var dir string
		if dir, err = os.MkdirTemp("", elsewhere); err != nil { // nobody else may look into it
			return nil, err
		}
		if listener, err = listenIn(dir); err != nil {
			_ = os.Remove(dir)
			return nil, err
		}
	}
	if err := p.publish(listener.Addr().String()); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return listener, nil
}

func listenIn(dir string) (*net.UnixListener, error) {
	return net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, socketName), Net: "unix"})
}

// publish writes the address as a whole, or not at all.
func (p place) publish(socket string) error {
	fresh := p.in(addressName + ".new")
	if err := os.WriteFile(fresh, []byte(socket), 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, p.in(addressName))
}

// address is where the first listens.
func (p place) address() (string, error) {
	text, err := os.ReadFile(p.in(addressName))
	return string(text), err
}
