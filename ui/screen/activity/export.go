package activity

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// file is where an export goes.
type file struct{ fyne.URIWriteCloser }

// Discard removes the file.
func (f file) Discard() error { return storage.Delete(f.URI()) }

// save asks where to, and exports what the filters leave.
func (s *Screen) save() {
	w := s.window()
	if w == nil {
		return
	}
	d := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		if err == nil && to != nil {
			s.view.Export(file{to})
		}
	}, w)
	d.SetFileName(s.view.ExportName())
	d.SetFilter(storage.NewExtensionFileFilter([]string{".csv"}))
	size := w.Canvas().Size()
	d.Resize(fyne.NewSize(min(size.Width-64, 800), min(size.Height-64, 560)))
	d.Show()
}

// window is the one that shows the screen.
func (s *Screen) window() fyne.Window {
	c := s.canvas()
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if w.Canvas() == c {
			return w
		}
	}
	return nil
}
