package credentials

import (
	"errors"
	"syscall"
)

// noSuchLogonSession is ERROR_NO_SUCH_LOGON_SESSION: the person has no set of
// credentials, as in a session without a profile (CredWriteW, CredReadW).
const noSuchLogonSession syscall.Errno = 1312

// way tells how the Credential Manager is unavailable. It is never locked while
// somebody is signed in to Windows.
func way(err error) error {
	if errors.Is(err, noSuchLogonSession) {
		return ErrMissing
	}
	return ErrRefused
}
