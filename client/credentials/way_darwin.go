package credentials

import (
	"errors"
	"io/fs"
	"os/exec"
)

// Exit codes of security(1): the last eight bits of the status of the Security
// framework (SecBase.h).
const (
	interactionNotAllowed = -25308 & 0xff // errSecInteractionNotAllowed: locked, and no screen to ask on
	authFailed            = -25293 & 0xff // errSecAuthFailed: it was not unlocked
	userCanceled          = -128 & 0xff   // errSecUserCanceled
	noDefaultKeychain     = -25307 & 0xff // errSecNoDefaultKeychain
	noSuchKeychain        = -25294 & 0xff // errSecNoSuchKeychain
	notAvailable          = -25291 & 0xff // errSecNotAvailable
)

// way tells how the Keychain is unavailable, from how security(1) ended.
func way(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
			return ErrMissing
		}
		return ErrRefused
	}
	switch exit.ExitCode() {
	case interactionNotAllowed, authFailed, userCanceled:
		return ErrLocked
	case noDefaultKeychain, noSuchKeychain, notAvailable:
		return ErrMissing
	}
	return ErrRefused
}
