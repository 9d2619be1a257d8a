package front

import (
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// Restore makes a window that was minimised one to be seen again, where asking for
// the focus does not. Call it on the UI goroutine.
func Restore(w fyne.Window) {
	const restore = 9 // SW_RESTORE
	user := syscall.NewLazyDLL("user32.dll")
	minimised, show := user.NewProc("IsIconic"), user.NewProc("ShowWindow")
	native, ok := w.(driver.NativeWindow)
	if !ok || minimised.Find() != nil || show.Find() != nil {
		return
	}
	native.RunNative(func(c any) {
		at, ok := c.(driver.WindowsWindowContext)
		if !ok {
			return
		}
		if is, _, _ := minimised.Call(at.HWND); is != 0 {
			_, _, _ = show.Call(at.HWND, restore)
		}
	})
}
