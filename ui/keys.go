package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"rollcall/ui/view"
)

func timeout(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), d)
}

// shortcut is what a combination of keys does.
type shortcut uint8

const (
	shortcutSearch shortcut = iota
	shortcutInvite
	shortcutRefresh
	shortcutUndo
)

// bindKeys gives the window its shortcuts, Ctrl or Cmd and a letter.
func (w *Window) bindKeys() {
	for key, does := range map[fyne.KeyName]shortcut{
		fyne.KeyF: shortcutSearch, fyne.KeyI: shortcutInvite, fyne.KeyR: shortcutRefresh,
	} {
		combination := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
		w.window.Canvas().AddShortcut(combination, func(fyne.Shortcut) { w.press(does) })
	}
	w.window.Canvas().AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.press(shortcutUndo) })
}

// press does nothing while a dialog or a menu stands over the window.
func (w *Window) press(does shortcut) {
	if w.shortcuts != nil && w.window.Canvas().Overlays().Top() == nil {
		w.shortcuts(does)
	}
}

func (s *stay) shortcut(does shortcut) {
	switch {
	case does == shortcutUndo:
		s.w.toasts.ActNewest()
	case does == shortcutRefresh:
		s.visit.Refresh()
	case !s.shell.State().Administers:
	case does == shortcutSearch:
		s.shell.Show(view.PageUsers)
		s.screen.FocusSearch()
	case does == shortcutInvite:
		s.shell.Show(view.PageUsers)
		s.invite()
	}
}

// systemLanguages are the languages of the system, the preferred one first.
func systemLanguages() []string { return []string{lang.SystemLocale().LanguageString()} }

// folded are the sections that were folded last time.
func (w *Window) folded() []view.Section {
	out := []view.Section{view.SectionCancelled}
	for _, r := range w.app.Preferences().StringWithFallback(prefFolded, "") {
		out = append(out, view.Section(r-'0'))
	}
	return out
}

func (w *Window) rememberFolded(list []view.Section) {
	var b strings.Builder
	for _, s := range list {
		b.WriteRune('0' + rune(s))
	}
	w.app.Preferences().SetString(prefFolded, b.String())
}

// systemRegion is the country that the system is set to, "CA"; empty when it is
// set to none.
func systemRegion() string {
	_, region, found := strings.Cut(strings.ReplaceAll(lang.SystemLocale().LanguageString(), "_", "-"), "-")
	if !found {
		return ""
	}
	return strings.ToUpper(region[strings.LastIndex(region, "-")+1:])
}

// closedRemembered is how many closed announcements are remembered: far more than
// are ever made at one time.
const closedRemembered = 50

// closedNotices are the identifiers of announcements that were closed here.
func (w *Window) closedNotices() []string { return w.app.Preferences().StringList(prefClosed) }

func (w *Window) rememberClosed(id string) {
	list := append(w.closedNotices(), id)
	w.app.Preferences().SetStringList(prefClosed, list[max(0, len(list)-closedRemembered):])
}
