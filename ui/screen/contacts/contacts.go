// Package contacts is the dialog that saves who may talk to support.
package contacts

import (
	"io"

	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const width = 480

// saver draws the Contacts view.
type saver struct {
	view   *view.Contacts
	words  *words.Words
	canvas fyne.Canvas

	dialog *widgets.Dialog
	text   *widgets.Paragraph
	count  *widgets.Text
	format *widgets.SelectField
	paper  *widgets.SelectField
	state  view.ContactsState
}

// Open shows the dialog over a canvas, and starts the view.
func Open(c fyne.Canvas, v *view.Contacts, w *words.Words) {
	s := &saver{view: v, words: w, canvas: c}
	s.text, s.count = widgets.NewParagraph("", widgets.Muted()), widgets.NewText("", widgets.Heading())
	s.format, s.paper = widgets.NewSelectField(w.T("contacts.format")), widgets.NewSelectField(w.T("contacts.paper"))
	s.format.OnChanged, s.paper.OnChanged = v.SetFormat, v.SetPaper
	s.dialog = widgets.NewDialog("", width, widgets.NewStack(14, s.text, s.count, s.format, s.paper), w.T("act.cancel"))
	s.dialog.OnClosed = v.Close
	s.dialog.SetAct(w.T("contacts.save"), widgets.IconNone, widgets.Primary, s.save)
	s.dialog.SetInitialFocus(s.dialog.Act())
	v.OnState = s.set
	v.Start()
	s.dialog.Open(c)
}

func (s *saver) set(st view.ContactsState) {
	if st.Done {
		s.dialog.Close()
		return
	}
	s.state = st
	s.dialog.SetTitle(st.Title)
	s.text.SetText(st.Text)
	s.count.SetText(st.Count)
	s.format.SetOptions(kit.Options(st.Formats), st.Format)
	s.format.SetHelper(st.Hint)
	s.paper.SetOptions(kit.Options(st.Papers), st.Paper)
	kit.Show(s.paper, st.Format == view.FormatPDF)
	s.dialog.SetFault(st.Error)
	s.dialog.SetBusy(st.Busy)
	s.dialog.Relayout()
}

// save asks where to.
func (s *saver) save() {
	kit.SaveAs(s.canvas, s.words, s.view.FileName(), func(to io.WriteCloser, err error) {
		file, ok := to.(view.ExportFile)
		switch {
		case err != nil:
			s.view.Failed()
		case ok:
			s.view.Save(file)
		}
	})
}
