package ui_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rollcall/ui/theme"
)

// album says which pictures are taken in a look; nil takes all.
type album struct {
	look  look
	names []string
}

func albums() []album {
	return []album{
		{look: look{language: "en", mode: theme.Light}},
		{look: look{language: "fr", mode: theme.Dark}, names: []string{
			"signin", "signin-fault", "away", "users", "users-external", "menu-user", "menu-self", "menu-external",
			"menu-invitation", "pending", "cancelled", "search", "offline", "invite", "invite-several", "invite-custom",
			"correct", "modify-profile", "modify-access", "modify-type", "modify-locked", "modify-conflict", "delete",
			"delete-receipt", "external-edit", "remove", "remove-receipt", "panel-user", "panel-invitation", "leave",
			"small-users", "small-invite", "small-modify", "small-panel",
		}},
		{look: look{language: "fr", mode: theme.Light}, names: []string{"users", "invite", "modify-type", "small-users"}},
		{look: look{language: "en", mode: theme.Dark}, names: []string{"users", "invite", "modify-type", "delete"}},
	}
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
			wants := func(name string) bool { return a.names == nil || slices.Contains(a.names, name) }
			tour(t, a.look, &camera{t: t, dir: dir, wants: wants})
		})
	}
}
