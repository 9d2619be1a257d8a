package main

import (
	"runtime"

	"fyne.io/fyne/v2"
)

// steadyApp is the toolkit's application with its animations off. All they do
// in this program is fade the text cursor in and out, for which the whole window
// is drawn sixteen times a second: a fifth of a core without a graphics card, and
// a laptop that never rests. The cursor stands still instead; our own spinners
// turn as before.
type steadyApp struct{ fyne.App }

// Settings implements fyne.App.
func (a steadyApp) Settings() fyne.Settings { return steadySettings{a.App.Settings()} }

type steadySettings struct{ fyne.Settings }

// ShowAnimations implements fyne.Settings.
func (steadySettings) ShowAnimations() bool { return false }

// steady makes it the application that the toolkit asks for its settings. Not on
// macOS, where the toolkit counts on its own settings when the system turns dark,
// and a graphics card is always there.
func steady(a fyne.App) fyne.App {
	if runtime.GOOS == "darwin" {
		return a
	}
	s := steadyApp{a}
	fyne.SetCurrentApp(s)
	return s
}
