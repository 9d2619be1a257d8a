//go:build !windows

package front

import "fyne.io/fyne/v2"

// Restore has nothing to do here: a window that asks for the focus is shown again.
func Restore(fyne.Window) {}
