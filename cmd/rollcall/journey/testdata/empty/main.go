// Command empty is a window of the toolkit with nothing in it, of the size that
// Rollcall begins with: what a program in a window costs before it shows anything.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

func main() {
	a := app.NewWithID("app.rollcall.empty")
	w := a.NewWindow("Empty")
	w.SetContent(canvas.NewRectangle(theme.Color(theme.ColorNameBackground)))
	w.Resize(fyne.NewSize(1180, 760))
	w.SetMaster()
	w.ShowAndRun()
}
