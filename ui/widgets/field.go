package widgets

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Field is a labelled line to type in, with a quiet hint or a fault under it.
type Field struct {
	widget.BaseWidget
	// OnChanged is called with the text at each change a person makes.
	OnChanged func(text string)
	// OnBlur is called when the field is left: the moment to name a fault.
	OnBlur func(text string)
	// OnSubmit is called on Enter; without it Enter goes to the dialog.
	OnSubmit func(text string)
	// OnEscape is called on Esc; without it Esc goes to the dialog.
	OnEscape func()
	// OnFocus is called when the keyboard comes to the field.
	OnFocus func()

	label   *Text
	box     fieldBox
	edit    *editor
	bare    fyne.CanvasObject
	note    note
	reveal  *Button
	tips    [2]string
	rows    int
	focused bool
}

// NewField makes a field with a label above; an empty label takes no room.
func NewField(label string) *Field {
	f := &Field{label: NewText(label, Heading()), box: newFieldBox(), edit: newEditor(), note: newNote(), rows: 1}
	f.edit.OnChanged = func(s string) { call(f.OnChanged, s) }
	f.edit.onFocus = f.setFocused
	f.edit.onKey = func(ev *fyne.KeyEvent) bool { return f.escapeKey(ev) || f.submitKey(ev) }
	f.reveal = NewIconButton(IconEye, "", f.toggleReveal)
	f.reveal.Hide()
	f.bare = f.edit.bare()
	f.ExtendBaseWidget(f)
	return f
}

func call(f func(string), s string) {
	if f != nil {
		f(s)
	}
}

func (f *Field) escapeKey(ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyEscape || f.OnEscape == nil {
		return false
	}
	f.OnEscape()
	return true
}

func (f *Field) submitKey(ev *fyne.KeyEvent) bool {
	if !isEnter(ev) || f.edit.MultiLine || f.OnSubmit == nil {
		return false
	}
	f.OnSubmit(f.edit.Text)
	return true
}

func (f *Field) setFocused(on bool) {
	f.focused = on
	f.box.style(f.focused, f.note.faulty(), f.edit.Disabled())
	if on {
		run(f.OnFocus)
	} else {
		call(f.OnBlur, f.edit.Text)
	}
}

// SetLabel changes the words above.
func (f *Field) SetLabel(text string) { f.label.SetText(text); f.Refresh() }

// SetPlaceholder changes the words shown while the field is empty.
func (f *Field) SetPlaceholder(text string) { f.edit.SetPlaceHolder(text) }

// SetHelper changes the quiet words under the field.
func (f *Field) SetHelper(text string) { f.setNote(func() bool { return f.note.setHelper(text) }) }

// SetFault names what is wrong, in red under the field; "" for nothing.
func (f *Field) SetFault(text string) { f.setNote(func() bool { return f.note.setFault(text) }) }

// Fault returns what is wrong, or "".
func (f *Field) Fault() string { return f.note.fault }

func (f *Field) setNote(change func() bool) {
	if change() {
		f.Refresh()
		relayout(f)
	}
}

// SetText replaces what stands in the field without calling OnChanged.
func (f *Field) SetText(text string) {
	was := f.edit.OnChanged
	f.edit.OnChanged = nil
	f.edit.SetText(text)
	f.edit.OnChanged = was
	if !f.edit.MultiLine {
		f.edit.CursorColumn = utf8.RuneCountInString(text)
		f.edit.Refresh()
	}
}

// Text returns what stands in the field.
func (f *Field) Text() string { return f.edit.Text }

// SetPassword hides what is typed; the tips name the two states of the button that reveals it.
func (f *Field) SetPassword(showTip, hideTip string) {
	f.tips = [2]string{showTip, hideTip}
	f.edit.Password = true
	f.reveal.SetTip(showTip)
	f.reveal.Show()
	f.Refresh()
}

func (f *Field) toggleReveal() {
	f.edit.Password = !f.edit.Password
	icon, tip := IconEye, f.tips[0]
	if !f.edit.Password {
		icon, tip = IconEyeOff, f.tips[1]
	}
	f.reveal.SetIcon(icon)
	f.reveal.SetTip(tip)
	f.edit.Refresh()
}

// SetMultiline lets the field hold several lines and shows rows of them.
func (f *Field) SetMultiline(rows int) {
	f.rows = rows
	f.edit.MultiLine = true
	f.edit.Wrapping = fyne.TextWrapWord
	f.edit.SetMinRowsVisible(rows)
	f.Refresh()
}

// SetEnabled lets the field be changed or only read.
func (f *Field) SetEnabled(on bool) {
	if on {
		f.edit.Enable()
	} else {
		f.edit.Disable()
	}
	f.Refresh()
}

// Focus moves the keyboard focus into the field.
func (f *Field) Focus() { focusOn(f.edit) }

// FocusTarget is what takes the keyboard focus.
func (f *Field) FocusTarget() fyne.Focusable { return f.edit }

func (f *Field) boxHeight() float32 {
	if f.rows > 1 {
		return float32(f.rows)*20 + 18
	}
	return theme.FieldHeight
}

func (f *Field) labelHeight() float32 {
	if f.label.Text() == "" {
		return 0
	}
	return 26
}

// HeightFor is the height with label, box and note in a width.
func (f *Field) HeightFor(width float32) float32 {
	return f.labelHeight() + f.boxHeight() + f.note.heightFor(width)
}

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	return render(f, f.label, f.box.glow, f.box.ground, f.bare, f.reveal, f.note.icon, f.note.text)
}

func (f *Field) minSize() fyne.Size {
	return fyne.NewSize(120, f.HeightFor(max(f.Size().Width, 240)))
}

func (f *Field) restyle() {
	show(f.label, f.label.Text() != "")
	f.box.style(f.focused, f.note.faulty(), f.edit.Disabled())
	f.note.restyle()
}

func (f *Field) layout(size fyne.Size) {
	place(f.label, 0, 0, size.Width, 20)
	top, h := f.labelHeight(), f.boxHeight()
	f.box.place(0, top, size.Width, h)
	right := float32(4)
	if f.reveal.Visible() {
		place(f.reveal, size.Width-34, top+2, 32, 32)
		right = 36
	}
	placeEditor(f.bare, f.edit, 4, top, size.Width-4-right, h)
	f.note.layout(0, top+h, size.Width)
}

// placeEditor centres one line in the height of its box; many lines fill it.
func placeEditor(bare fyne.CanvasObject, e *editor, x, y, w, h float32) {
	if e.MultiLine {
		place(bare, x, y+1, w, h-2)
		return
	}
	line := min(e.MinSize().Height, h)
	place(bare, x, y+(h-line)/2, w, line)
}
