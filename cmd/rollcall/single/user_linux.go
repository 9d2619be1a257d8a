package single

import (
	"net"
	"os"
	"syscall"
)

// sameUser tells whether the person themselves is at the other end. The folder
// keeps everybody else out already.
func sameUser(conn *net.UnixConn) bool { return uidOf(conn) == os.Getuid() }

// uidOf is who is at the other end, -1 when that is not known.
func uidOf(conn *net.UnixConn) int {
	raw, err := conn.SyscallConn()
	if err != nil {
		return -1
	}
	uid := -1
	err = raw.Control(func(fd uintptr) {
		if who, err := syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED); err == nil {
			uid = int(who.Uid)
		}
	})
	if err != nil {
		return -1
	}
	return uid
}
