package kit

import (
	"io"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"rollcall/ui/view"
	"rollcall/ui/words"
)

// OpenList asks for a file with a list of addresses. Then is told the file,
// unless the person changed their mind.
func OpenList(c fyne.Canvas, w *words.Words, then func(view.ListFile)) {
	over := windowOf(c)
	if over == nil {
		return
	}
	d := dialog.NewFileOpen(func(from fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			then(view.ListFile{Open: func() (io.ReadCloser, error) { return nil, err }})
		case from != nil:
			then(view.ListFile{Name: from.URI().Name(), Open: func() (io.ReadCloser, error) { return from, nil }})
		}
	}, over)
	d.SetFilter(storage.NewExtensionFileFilter(listExtensions()))
	d.SetTitleText(w.T("invite.open_title"))
	d.SetConfirmText(w.T("invite.open_act"))
	d.SetDismissText(w.T("act.cancel"))
	size := c.Size()
	// In this order: before it is shown, the dialog has no size to change.
	d.Show()
	d.Resize(fyne.NewSize(min(size.Width-64, 760), min(size.Height-64, 520)))
	c.Overlays().Top().Refresh() // the new size moves it into the middle
}

func listExtensions() []string { return []string{".csv", ".tsv", ".txt", ".CSV", ".TSV", ".TXT"} }

// ListFiles are the files that were dropped on the window.
func ListFiles(dropped []fyne.URI) []view.ListFile {
	var out []view.ListFile
	for _, u := range dropped {
		if u.Scheme() == "file" {
			out = append(out, view.ListFile{Name: u.Name(), Open: func() (io.ReadCloser, error) { return os.Open(u.Path()) }})
		}
	}
	return out
}
