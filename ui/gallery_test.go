package ui_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rollcall/ui/theme"
)

// album says which pictures are taken in a look, and in which scenes; nil is all.
type album struct {
	look   look
	scenes []string
	names  []string
}

func albums() []album {
	return []album{
		{look: look{language: "en", mode: theme.Light}},
		{look: look{language: "fr", mode: theme.Dark}, names: []string{
			"signin", "signin-fault", "connect", "link", "link-made", "external-until", "request", "request-faults", "requests", "connect-elsewhere",
			"connect-refused", "away", "users", "users-external", "menu-user", "menu-self", "menu-external", "menu-invitation", "pending",
			"delayed", "cancelled", "banner-expiring", "many-progress", "many-cancelled", "search", "offline", "invite", "invite-several",
			"invite-doubts", "invite-custom", "invite-rows", "invite-rows-look", "invite-sending", "invite-stopped", "invite-result",
			"small-invite-rows", "small-invite-sending",
			"correct", "modify-profile", "modify-access", "modify-type", "modify-locked", "modify-conflict", "delete",
			"delete-receipt", "external-edit", "remove", "remove-receipt", "panel-user", "panel-invitation", "leave",
			"small-users", "small-invite", "small-modify", "small-panel",
			"signin-code", "signin-forgot", "keyring-locked", "setup-required", "profile", "profile-ways", "enrol-qr", "activity",
			"tokens", "token-made", "account", "account-require", "modify-codes", "modify-set-password", "switcher", "home-again",
			"not-administrator", "demoted", "notice", "maintenance", "away-maintenance", "small-notice", "contacts", "small-contacts", "waiting-resend", "waiting-list", "waiting-menu", "waiting", "waiting-refused-list", "waiting-refused", "waiting-panel", "waiting-copy", "small-waiting", "small-waiting-dialog", "small-activity", "small-tokens", "small-account", "small-profile",
			"offline-delete", "offline-delete-waits", "offline-modify", "offline-toast", "offline-codes", "offline-invite", "offline-invite-rows", "signout", "signout-offline", "signout-sending", "signout-elsewhere", "signout-unread", "lost", "lost-demoted", "lost-elsewhere", "signin-waiting", "copy-aside", "copy-busy", "copy-locked", "profile-copy", "leave-under-way", "small-signout",
		}},
		{
			look: look{language: "fr", mode: theme.Light}, scenes: []string{"users", "inviting", "modifying", "small window"},
			names: []string{"users", "invite", "modify-type", "small-users"},
		},
		{
			look: look{language: "en", mode: theme.Dark}, scenes: []string{"users", "inviting", "modifying", "removing"},
			names: []string{"users", "invite", "modify-type", "delete"},
		},
	}
}

// takes tells whether a picture is taken. Where none is kept, one of each kind of
// screen is drawn: drawing is most of the work.
func (a album) takes(name string, kept bool) bool {
	if !kept {
		return slices.Contains([]string{"users", "delete"}, name)
	}
	return a.names == nil || slices.Contains(a.names, name)
}

// TestMain knows the flag of the gallery.
func TestMain(m *testing.M) {
	flag.String("gallery", "", "the folder to draw the gallery into")
	os.Exit(m.Run())
}

// galleryDir is the folder asked for, emptied of older pictures; empty when the
// pictures are only looked at.
func galleryDir(t *testing.T) string {
	t.Helper()
	dir := flag.Lookup("gallery").Value.String()
	if dir == "" {
		return ""
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range old {
		if err := os.Remove(each); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestGallery draws every screen, dialog, menu, banner, toast, empty state and
// error of the window, from a real service, and looks that nothing is blank,
// missing, cut or covered. With -gallery it keeps the pictures.
func TestGallery(t *testing.T) {
	dir := galleryDir(t)
	for _, a := range albums() {
		if dir == "" && a.names != nil {
			continue
		}
		t.Run(a.look.String(), func(t *testing.T) {
			tour(t, a.look, &camera{
				t: t, dir: dir,
				wants: func(name string) bool { return a.takes(name, dir != "") },
				plays: func(scene string) bool { return a.scenes == nil || slices.Contains(a.scenes, scene) },
			})
		})
	}
}
