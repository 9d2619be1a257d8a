package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// SearchField is the field that filters a list. Esc clears it; Esc in an empty
// one, Down and Enter leave it.
type SearchField struct {
	widget.BaseWidget
	// OnChanged is called with the text at each change.
	OnChanged func(text string)
	// OnLeave is called when a key asks to go on to the list.
	OnLeave func()

	icon *Icon
	box  fieldBox
	// inside holds rest, and bare, which is edit, from when it is first needed.
	inside  *fyne.Container
	rest    *searchRest
	edit    *editor
	bare    fyne.CanvasObject
	hint    *Text
	clear   *Button
	focused bool
}

// NewSearchField makes a search field; keyHint names its shortcut, such as "Ctrl F".
func NewSearchField(placeholder, keyHint, clearTip string) *SearchField {
	s := &SearchField{icon: NewIcon(IconSearch, theme.ColorFaint), box: newFieldBox()}
	s.rest = newSearchRest(placeholder, s.Focus)
	s.inside = container(s.rest)
	s.hint = NewText(keyHint, Smaller().In(theme.ColorFaint))
	s.clear = NewIconButton(IconX, clearTip, func() { s.Clear(); s.Focus() })
	s.ExtendBaseWidget(s)
	return s
}

// awake is the entry, which is made when first asked for.
func (s *SearchField) awake() *editor {
	if s.edit == nil {
		s.edit = newEditor()
		s.edit.SetPlaceHolder(s.rest.words.text)
		s.edit.OnChanged = func(t string) { s.Refresh(); call(s.OnChanged, t) }
		s.edit.onFocus = func(on bool) { s.focused = on; s.Refresh() }
		s.edit.onKey = s.key
		s.bare = s.edit.bare()
		s.inside.Objects = []fyne.CanvasObject{s.bare}
		s.Refresh()
	}
	return s.edit
}

func (s *SearchField) key(ev *fyne.KeyEvent) bool {
	switch {
	case ev.Name == fyne.KeyEscape && s.edit.Text != "":
		s.Clear()
	case ev.Name == fyne.KeyEscape, ev.Name == fyne.KeyDown, isEnter(ev):
		if s.OnLeave != nil {
			s.OnLeave()
		}
	default:
		return false
	}
	return true
}

// SetPlaceholder changes the words shown while the field is empty.
func (s *SearchField) SetPlaceholder(text string) {
	s.rest.words.SetText(text)
	if s.edit != nil {
		s.edit.SetPlaceHolder(text)
	}
}

// SetText replaces what is searched for.
func (s *SearchField) SetText(text string) {
	if text != s.Text() {
		s.awake().SetText(text)
	}
}

// Text returns what is searched for.
func (s *SearchField) Text() string {
	if s.edit == nil {
		return ""
	}
	return s.edit.Text
}

// Clear empties the field.
func (s *SearchField) Clear() { s.SetText("") }

// Focus moves the keyboard focus into the field.
func (s *SearchField) Focus() {
	edit := s.awake()
	// The toolkit does not know yet where an entry stands that was never drawn.
	if c := canvasOf(s); c != nil {
		c.Focus(edit)
	}
}

// FocusTarget is what takes the keyboard focus.
func (s *SearchField) FocusTarget() fyne.Focusable { return s.awake() }

// CreateRenderer implements fyne.Widget.
func (s *SearchField) CreateRenderer() fyne.WidgetRenderer {
	return render(s, s.box.glow, s.box.ground, s.icon, s.inside, s.hint, s.clear)
}

func (s *SearchField) minSize() fyne.Size { return fyne.NewSize(160, theme.FieldHeight) }

func (s *SearchField) restyle() {
	s.box.style(s.focused, false, false)
	filled := s.Text() != ""
	show(s.clear, filled)
	show(s.hint, !filled && s.Size().Width >= searchHintFrom)
	role := theme.ColorFaint
	if s.focused {
		role = theme.ColorText
	}
	s.icon.Set(IconSearch, role)
}

// searchHintFrom is the width from which the shortcut has room beside the words.
const searchHintFrom float32 = 200

func (s *SearchField) layout(size fyne.Size) {
	show(s.hint, s.Text() == "" && size.Width >= searchHintFrom)
	s.box.place(0, 0, size.Width, size.Height)
	placeMiddle(s.icon, 13, size.Height)
	hint := s.hint.MinSize()
	place(s.hint, size.Width-13-hint.Width, (size.Height-hint.Height)/2, hint.Width, hint.Height)
	place(s.clear, size.Width-34, 2, 32, 32)
	right := max(hint.Width+16, 36)
	s.layoutInside(fyne.NewSize(size.Width-29-right, size.Height))
}

func (s *SearchField) layoutInside(size fyne.Size) {
	place(s.inside, 29, 0, size.Width, size.Height)
	place(s.rest, 0, 0, size.Width, size.Height)
	if s.edit != nil {
		placeEditor(s.bare, s.edit, 0, 0, size.Width, size.Height)
	}
}
