package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Option is one choice of a SelectField.
type Option struct{ ID, Text string }

// SelectField is a labelled box that opens a menu of options.
type SelectField struct {
	widget.BaseWidget
	// OnChanged is called with the id of the option a person chose.
	OnChanged func(id string)
	// OnFocus is called when the keyboard comes to the field.
	OnFocus func()

	label    *Text
	box      fieldBox
	value    *Text
	arrow    *Icon
	note     note
	options  []Option
	selected string
	focused  bool
	disabled bool
}

// NewSelectField makes a field with a label above.
func NewSelectField(label string) *SelectField {
	s := &SelectField{label: NewText(label, Heading()), box: newFieldBox(), value: NewText("", Body()), note: newNote()}
	s.arrow = NewIcon(IconChevronDown, theme.ColorTextMuted)
	s.ExtendBaseWidget(s)
	return s
}

// SetOptions replaces the options and which one is chosen.
func (s *SelectField) SetOptions(options []Option, selected string) {
	s.options, s.selected = options, selected
	s.Refresh()
}

// Selected is the id of the chosen option.
func (s *SelectField) Selected() string { return s.selected }

// SetHelper changes the quiet words under the field.
func (s *SelectField) SetHelper(text string) {
	if s.note.setHelper(text) {
		s.Refresh()
		relayout(s)
	}
}

// SetEnabled lets the choice be changed or only read.
func (s *SelectField) SetEnabled(on bool) { s.disabled = !on; s.Refresh() }

// FocusTarget is what takes the keyboard focus.
func (s *SelectField) FocusTarget() fyne.Focusable { return s }

func (s *SelectField) open() {
	c := canvasOf(s)
	if s.disabled || c == nil {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s).AddXY(0, s.labelHeight())
	m := ShowMenu(c, s.menu(), at.AddXY(0, theme.FieldHeight+4), false)
	m.rise = theme.FieldHeight + 8
	m.Refresh()
}

func (s *SelectField) menu() []MenuItem {
	items := make([]MenuItem, 0, len(s.options))
	for _, o := range s.options {
		icon := IconNone
		if o.ID == s.selected {
			icon = IconCheck
		}
		items = append(items, MenuItem{Text: o.Text, Icon: icon, Action: func() { s.choose(o.ID) }})
	}
	return items
}

func (s *SelectField) choose(id string) {
	if s.selected == id {
		return
	}
	s.selected = id
	s.Refresh()
	call(s.OnChanged, id)
}

// step chooses the option before or after, as arrows do in a closed list.
func (s *SelectField) step(by int) {
	for i, o := range s.options {
		if to := i + by; o.ID == s.selected && to >= 0 && to < len(s.options) {
			s.choose(s.options[to].ID)
			return
		}
	}
}

// Tapped implements fyne.Tappable.
func (s *SelectField) Tapped(*fyne.PointEvent) { focusOn(s); s.open() }

// Cursor implements desktop.Cursorable.
func (s *SelectField) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained implements fyne.Focusable.
func (s *SelectField) FocusGained() {
	s.focused = true
	s.Refresh()
	run(s.OnFocus)
}

// FocusLost implements fyne.Focusable.
func (s *SelectField) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune implements fyne.Focusable: a letter chooses the next option that begins with it.
func (s *SelectField) TypedRune(r rune) {
	for _, o := range s.options {
		if o.ID != s.selected && startsWith(o.Text, r) && !s.disabled {
			s.choose(o.ID)
			return
		}
	}
}

// TypedKey implements fyne.Focusable.
func (s *SelectField) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case ev.Name == fyne.KeySpace:
		s.open()
	case ev.Name == fyne.KeyUp && !s.disabled:
		s.step(-1)
	case ev.Name == fyne.KeyDown && !s.disabled:
		s.step(1)
	default:
		passOn(s, ev)
	}
}

func (s *SelectField) labelHeight() float32 {
	if s.label.Text() == "" {
		return 0
	}
	return 26
}

// HeightFor is the height with label, box and note in a width.
func (s *SelectField) HeightFor(width float32) float32 {
	return s.labelHeight() + theme.FieldHeight + s.note.heightFor(width)
}

// CreateRenderer implements fyne.Widget.
func (s *SelectField) CreateRenderer() fyne.WidgetRenderer {
	return render(s, s.label, s.box.glow, s.box.ground, s.value, s.arrow, s.note.icon, s.note.text)
}

func (s *SelectField) minSize() fyne.Size {
	return fyne.NewSize(120, s.HeightFor(max(s.Size().Width, 240)))
}

func (s *SelectField) restyle() {
	s.box.style(s.focused, false, s.disabled)
	text := ""
	for _, o := range s.options {
		if o.ID == s.selected {
			text = o.Text
		}
	}
	ink := theme.ColorText
	if s.disabled {
		ink = theme.ColorFaint
	}
	s.value.Set(text, Body().In(ink))
	s.note.restyle()
}

func (s *SelectField) layout(size fyne.Size) {
	place(s.label, 0, 0, size.Width, 20)
	top := s.labelHeight()
	s.box.place(0, top, size.Width, theme.FieldHeight)
	place(s.value, 12, top+8, size.Width-48, 20)
	place(s.arrow, size.Width-28, top+10, theme.IconSize, theme.IconSize)
	s.note.layout(0, top+theme.FieldHeight, size.Width)
}
