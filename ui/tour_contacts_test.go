package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/ui/words"
)

func authorised(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.saveContacts("contacts", "contacts-table")
}

func smallContacts(t *testing.T, l look, c *camera) {
	l.width, l.height = 820, 560
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.list().ScrollToTop(6)
	s.shot("small-users-heading", s.T("contacts.open"), s.T("column.type"))
	s.saveContacts("small-contacts", "small-contacts-table")
}

// saveContacts goes through the dialog that saves who may talk to support.
func (s *stage) saveContacts(printed, table string) {
	s.t.Helper()
	s.tap(s.T("contacts.open"))
	s.shot(printed, s.T("contacts.text", words.Args{"Account": "Maple Press"}), s.words.N("contacts.count", 28), s.T("contacts.hint_pdf"))
	s.tap(s.T("contacts.pdf"))
	s.tap(s.T("contacts.csv"))
	s.shot(table, s.T("contacts.hint_csv"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("contacts.hint_csv"))
}
