package ui_test

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

// drop drops files of these texts on the window.
func (s *stage) drop(texts map[string]string) {
	s.t.Helper()
	dir := s.t.TempDir()
	var files []fyne.URI
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
		files = append(files, storage.NewFileURI(path))
	}
	s.window.Drop(files)
}

func TestAListThatIsDroppedOnTheWindowOpensTheInviteDialog(t *testing.T) {
	s, _ := atDesk(t)
	s.drop(map[string]string{"people.csv": "Name;E-mail\r\n\xc9lise;elise.roy@maplepress.example\r\nBo;bo.li@maplepress.example\r\n"})
	s.sees("Invite people to Maple Press", "elise.roy@maplepress.example", "Send 2 invitations")
	s.drop(map[string]string{"more.txt": crowdOf(20)})
	s.sees("Send 22 invitations", "Ready")
	s.drop(map[string]string{"people.xlsx": "PK\x03\x04"})
	s.sees("people.xlsx cannot be read as text. Save the sheet as CSV first, or copy its cells and paste them here.", "Send 22 invitations")
}

func TestAListThatIsDroppedElsewhereDoesNothing(t *testing.T) {
	s, _ := atDesk(t)
	s.tapIn("Daniel Royce", "Actions")
	s.tap("Delete")
	s.sees("Delete Daniel Royce?")
	s.drop(map[string]string{"people.csv": crowdOf(3)})
	s.drain()
	s.press(fyne.KeyEscape)
	s.misses("Delete Daniel Royce?")
	s.misses("Invite people to Maple Press")
	s.tap("Activity")
	s.sees("Who did what")
	s.drop(map[string]string{"people.csv": crowdOf(3)})
	s.misses("Invite people to Maple Press")
}
