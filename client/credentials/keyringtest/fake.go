package keyringtest

import (
	"testing"

	"github.com/godbus/dbus/v5"
)

// StartSilent makes a session whose keyring is locked and asks its owner, who has
// gone for coffee, to unlock it: no answer ever comes.
func StartSilent(t testing.TB) *Session {
	t.Helper()
	s := StartWithoutKeyring(t)
	s.serve(t, map[dbus.ObjectPath]any{secretsPath: silentService{}, promptPath: silentPrompt{}})
	return s
}

// StartRefusing makes a session whose keyring answers every call with an error.
func StartRefusing(t testing.TB) *Session {
	t.Helper()
	s := StartWithoutKeyring(t)
	s.serve(t, map[dbus.ObjectPath]any{secretsPath: refusingService{}})
	return s
}

const (
	secretInterface = "org.freedesktop.Secret."
	promptPath      = secretsPath + "/prompt/1"
)

// serve puts objects on the bus under the name of the Secret Service.
func (s *Session) serve(t testing.TB, objects map[dbus.ObjectPath]any) {
	t.Helper()
	conn := s.Connect(t)
	for path, object := range objects {
		iface := secretInterface + "Service"
		if path == promptPath {
			iface = secretInterface + "Prompt"
		}
		if err := conn.Export(object, path, iface); err != nil {
			t.Fatal(err)
		}
	}
	reply, err := conn.RequestName(secrets, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(reply, err)
	}
}

// silentService is a Secret Service that has to be unlocked first.
type silentService struct{}

// OpenSession opens one that does not encrypt.
func (silentService) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), secretsPath + "/session/1", nil
}

// Unlock asks for a prompt.
func (silentService) Unlock([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	return nil, promptPath, nil
}

type silentPrompt struct{}

// Prompt shows a dialog that nobody sees.
func (silentPrompt) Prompt(string) *dbus.Error { return nil }

// refusingService is a Secret Service that is broken.
type refusingService struct{}

// OpenSession refuses.
func (refusingService) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.Variant{}, "/", dbus.NewError("org.freedesktop.DBus.Error.Failed", []any{"the keyring is broken"})
}

// Unlock refuses.
func (refusingService) Unlock([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	return nil, "/", dbus.NewError("org.freedesktop.DBus.Error.Failed", []any{"the keyring is broken"})
}
