package activity

import (
	"io"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
)

// save asks where to, and exports what the filters leave.
func (s *Screen) save() {
	c := s.canvas()
	if c == nil {
		return
	}
	kit.SaveAs(c, s.words, s.view.ExportName(), func(to io.WriteCloser, err error) {
		file, ok := to.(view.ExportFile)
		switch {
		case err != nil:
			s.view.ExportFailed()
		case ok:
			s.view.Export(file)
		}
	})
}
