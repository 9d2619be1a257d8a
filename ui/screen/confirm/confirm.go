// Package confirm is the dialog that asks before something ends, and then shows
// the receipt.
package confirm

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
)

// Open draws a view in a dialog over a canvas and starts it. The safe button
// has the focus: Enter alone removes nobody.
func Open(c fyne.Canvas, v *view.Confirm) { kit.OpenConfirm(c, v) }
