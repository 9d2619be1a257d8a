package kit

import (
	"io"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"rollcall/ui/words"
)

// SaveAs asks where to write a file that only the person is to read, called
// name unless they say otherwise. Then is told the open file, or why there is
// none; neither when the person changed their mind. Nothing is written before.
func SaveAs(c fyne.Canvas, w *words.Words, name string, then func(io.WriteCloser, error)) {
	over := windowOf(c)
	if over == nil {
		return
	}
	d := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		if to == nil || err != nil {
			then(nil, err)
			return
		}
		then(&private{to: to, path: to.URI().Path()}, nil)
	}, over)
	d.SetFileName(name)
	d.SetTitleText(w.T("save.title"))
	d.SetConfirmText(w.T("save.act"))
	d.SetDismissText(w.T("act.cancel"))
	size := c.Size()
	// In this order: before it is shown, the dialog has no size to change.
	d.Show()
	d.Resize(fyne.NewSize(min(size.Width-64, 760), min(size.Height-64, 520)))
	c.Overlays().Top().Refresh() // the new size moves it into the middle
}

func windowOf(c fyne.Canvas) fyne.Window {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if w.Canvas() == c {
			return w
		}
	}
	return nil
}

// private closes a file to everybody else before anything is written to it.
type private struct {
	to     io.WriteCloser
	path   string
	closed bool
}

// Write implements io.Writer.
func (p *private) Write(b []byte) (int, error) {
	if !p.closed {
		if err := os.Chmod(p.path, 0o600); err != nil {
			return 0, err
		}
		p.closed = true
	}
	return p.to.Write(b)
}

// Discard removes the file, once it is closed.
func (p *private) Discard() error { return os.Remove(p.path) }

// Close implements io.Closer.
func (p *private) Close() error { return p.to.Close() }
