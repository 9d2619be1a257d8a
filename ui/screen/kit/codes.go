package kit

import (
	"io"
	"slices"

	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// Codes shows recovery codes once, with ways to keep them.
type Codes struct {
	// Content is what to place in a dialog.
	Content *widgets.Stack
	// OnSave is told the file that the person chose.
	OnSave func(io.WriteCloser, error)

	words  *words.Words
	list   *widgets.Stack
	copy   *widgets.Button
	save   *widgets.Button
	note   *IconLine
	result *IconLine
	shown  []string
	copied bool
	state  view.CodesState
}

// NewCodes makes an empty sheet.
func NewCodes(w *words.Words) *Codes {
	c := &Codes{words: w, list: widgets.NewStack(0), note: NewIconLine(widgets.Small()), result: NewIconLine(widgets.Small())}
	c.copy = widgets.NewButton(w.T("codes.copy"), widgets.IconCopy, widgets.Secondary, c.toClipboard)
	c.save = widgets.NewButton(w.T("codes.save_as"), widgets.IconNone, widgets.Secondary, c.saveAs)
	c.note.Set(widgets.IconTriangleAlert, w.T("codes.save_note"), theme.ColorTextMuted)
	c.Content = widgets.NewStack(14, widgets.NewCard(c.list, 16), Row(c.copy, c.save), c.note, c.result)
	return c
}

// FocusTarget is Copy.
func (c *Codes) FocusTarget() fyne.Focusable { return c.copy }

// Fleeting tells that codes are shown and were neither copied nor saved.
func (c *Codes) Fleeting() bool { return len(c.state.Codes) > 0 && !c.copied && c.state.Saved == "" }

func (c *Codes) toClipboard() {
	c.copied = true
	fyne.CurrentApp().Clipboard().SetContent(c.state.Text)
	c.copy.SetIcon(widgets.IconCheck)
	c.copy.SetText(c.words.T("codes.copied"))
}

func (c *Codes) saveAs() {
	SaveAs(fyne.CurrentApp().Driver().CanvasForObject(c.save), c.words, c.state.FileName, func(to io.WriteCloser, err error) {
		c.OnSave(to, err)
	})
}

// Set shows a state; a state without codes takes them off the screen.
func (c *Codes) Set(s view.CodesState) {
	c.state = s
	if !slices.Equal(c.shown, s.Codes) {
		c.shown = s.Codes
		c.fill()
	}
	c.save.SetBusy(s.Saving)
	switch {
	case s.Fault != "":
		c.result.Set(widgets.IconCircleAlert, s.Fault, theme.ColorRed)
	default:
		c.result.Set(widgets.IconCheck, s.Saved, theme.ColorGreen)
	}
	Show(c.result, s.Saved+s.Fault != "")
}

func (c *Codes) fill() {
	lines := make([]fyne.CanvasObject, 0, len(c.shown))
	for _, code := range c.shown {
		lines = append(lines, widgets.NewText(code, widgets.Medium().Aligned(fyne.TextAlignCenter)))
	}
	c.copied = false
	c.list.SetParts(widgets.NewColumns(2, 6, lines...))
	c.copy.SetIcon(widgets.IconCopy)
	c.copy.SetText(c.words.T("codes.copy"))
}
