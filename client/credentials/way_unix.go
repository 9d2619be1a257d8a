//go:build !windows && !darwin

package credentials

import (
	"errors"
	"strings"

	"github.com/godbus/dbus/v5"
)

// notUnlocked begins what the keyring library says of a keyring that stayed
// locked; it has no value for it.
const notUnlocked = "failed to unlock"

// way tells how a Secret Service is unavailable, from the names of the errors of
// the bus and of the Secret Service API. What is no answer of the service comes
// from the way to the bus.
func way(err error) error {
	var answer dbus.Error
	switch {
	case strings.HasPrefix(err.Error(), notUnlocked):
		return ErrLocked
	case !errors.As(err, &answer):
		return ErrMissing
	}
	switch name := answer.Name; {
	case name == "org.freedesktop.Secret.Error.IsLocked":
		return ErrLocked
	case name == "org.freedesktop.DBus.Error.NoReply", name == "org.freedesktop.DBus.Error.Timeout":
		return ErrSilent
	case name == "org.freedesktop.DBus.Error.ServiceUnknown", name == "org.freedesktop.DBus.Error.NameHasNoOwner",
		name == "org.freedesktop.DBus.Error.Disconnected", strings.HasPrefix(name, "org.freedesktop.DBus.Error.Spawn."):
		return ErrMissing
	}
	return ErrRefused
}
