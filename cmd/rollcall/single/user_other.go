//go:build !linux

package single

import "net"

// sameUser leaves it to the folder, which lets nobody else in.
func sameUser(*net.UnixConn) bool { return true }
