package widgets

import (
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// AddressField takes one address or many. Each stands in a pill that can be
// removed or put back to be corrected; Left reaches the pills by keyboard,
// Enter puts one back, Backspace and Delete remove it.
type AddressField struct {
	widget.BaseWidget
	// OnChanged is called with all addresses when one comes or goes.
	OnChanged func(addresses []string)
	// OnDraft is called with what is typed and not an address yet.
	OnDraft func(text string)
	// OnPaste is called with pasted text that holds several addresses, after what
	// was typed before it, and takes them in place of the field; nil for none.
	OnPaste func(text string)
	// OnBlur is called when the field is left, after what was typed became an address.
	OnBlur func()
	// OnFocus is called when the keyboard comes to the field.
	OnFocus func()
	// Split parts pasted or typed text into addresses.
	Split func(text string) []string
	// Tone says how an address looks: Accent when right, Amber when doubtful, Red when wrong.
	Tone func(address string) Tone

	label     *Text
	box       fieldBox
	edit      *editor
	bare      fyne.CanvasObject
	note      note
	addresses []string
	pills     []*pill
	parts     *fyne.Container
	picked    int
	focused   bool
	removeTip string
	hint      string
}

const (
	pillHeight    float32 = 26
	pillGap       float32 = 6
	pillEditLeast float32 = 160
)

// NewAddressField makes an empty field with a label above.
func NewAddressField(label, removeTip string, split func(string) []string, tone func(string) Tone) *AddressField {
	f := &AddressField{label: NewText(label, Heading()), box: newFieldBox(), edit: newEditor(), note: newNote(), parts: container()}
	f.Split, f.Tone, f.picked, f.removeTip = split, tone, -1, removeTip
	f.edit.OnChanged = f.typed
	f.edit.onKey = f.key
	f.edit.onPaste = f.paste
	f.edit.onFocus = f.setFocused
	f.bare = f.edit.bare()
	f.ExtendBaseWidget(f)
	return f
}

// SetPlaceholder changes the words shown while there is no address.
func (f *AddressField) SetPlaceholder(text string) { f.hint = text; f.Refresh() }

// SetHelper changes the quiet words under the field.
func (f *AddressField) SetHelper(text string) { f.renote(f.note.setHelper(text)) }

// SetFault names what is wrong, in red under the field; "" for nothing.
func (f *AddressField) SetFault(text string) { f.renote(f.note.setFault(text)) }

// Fault returns what is wrong, or "".
func (f *AddressField) Fault() string { return f.note.fault }

func (f *AddressField) renote(changed bool) {
	if changed {
		f.Refresh()
		relayout(f)
	}
}

// Addresses returns the addresses in pills, in the order they came.
func (f *AddressField) Addresses() []string { return slices.Clone(f.addresses) }

// Text returns everything in the field as one text.
func (f *AddressField) Text() string {
	parts := f.Addresses()
	if rest := strings.TrimSpace(f.edit.Text); rest != "" {
		parts = append(parts, rest)
	}
	return strings.Join(parts, ", ")
}

// SetAddresses replaces the addresses without calling OnChanged.
func (f *AddressField) SetAddresses(addresses []string) {
	f.addresses = slices.Clone(addresses)
	f.picked = -1
	f.redraw()
}

// Replace puts another address in place of one, as when a near miss is accepted.
func (f *AddressField) Replace(old, with string) {
	if i := slices.Index(f.addresses, old); i >= 0 {
		f.addresses[i] = with
		f.changed()
	}
}

// Commit turns what is typed into addresses.
func (f *AddressField) Commit() {
	text := f.edit.Text
	if strings.TrimSpace(text) == "" {
		return
	}
	f.setEdit("")
	f.add(text)
}

// Focus moves the keyboard focus into the field.
func (f *AddressField) Focus() { focusOn(f.edit) }

// FocusTarget is what takes the keyboard focus.
func (f *AddressField) FocusTarget() fyne.Focusable { return f.edit }

func (f *AddressField) setEdit(text string) {
	was := f.edit.OnChanged
	f.edit.OnChanged = nil
	f.edit.SetText(text)
	f.edit.CursorColumn = len([]rune(text))
	f.edit.OnChanged = was
}

// add appends the addresses in a text, each once.
func (f *AddressField) add(text string) {
	for _, a := range f.Split(text) {
		if !slices.Contains(f.addresses, a) {
			f.addresses = append(f.addresses, a)
		}
	}
	f.changed()
}

// typed ends an address at a comma, a semicolon or a blank after an @.
func (f *AddressField) typed(text string) {
	f.picked = -1
	if ends(text) {
		f.Commit()
		return
	}
	call(f.OnDraft, text)
	f.Refresh()
}

func ends(text string) bool {
	runes := []rune(text)
	if len(runes) == 0 {
		return false
	}
	last := runes[len(runes)-1]
	return last == ',' || last == ';' || unicode.IsSpace(last) && strings.Contains(text, "@") && !strings.ContainsAny(text, `<"`)
}

// longPaste is from how many bytes on a pasted text is a list without a look at
// it, which would take a while.
const longPaste = 4 << 10

// SetLabel changes the words above.
func (f *AddressField) SetLabel(text string) {
	if f.label.Text() != text {
		f.label.SetText(text)
		f.Refresh()
	}
}

// paste takes text with several addresses apart; one alone may still be typed on.
func (f *AddressField) paste(text string) bool {
	if len(text) < longPaste && len(f.Split(text)) < 2 {
		return false
	}
	rest := f.edit.Text
	f.setEdit("")
	if f.OnPaste != nil {
		f.OnPaste(rest + "\n" + text)
		return true
	}
	f.add(rest + "\n" + text)
	return true
}

func (f *AddressField) setFocused(on bool) {
	f.focused = on
	if !on {
		f.picked = -1
		f.Commit()
		run(f.OnBlur)
	} else {
		run(f.OnFocus)
	}
	f.Refresh()
}

func (f *AddressField) key(ev *fyne.KeyEvent) bool {
	atStart := f.edit.CursorColumn == 0
	switch {
	case isEnter(ev) && f.picked >= 0:
		f.correct(f.picked)
	case isEnter(ev) && strings.TrimSpace(f.edit.Text) != "":
		f.Commit()
	case ev.Name == fyne.KeyBackspace && atStart && f.edit.SelectedText() == "":
		f.removePicked()
	case ev.Name == fyne.KeyDelete && f.picked >= 0:
		f.removePicked()
	case ev.Name == fyne.KeyLeft && atStart:
		f.pick(f.picked, -1)
	case ev.Name == fyne.KeyRight && f.picked >= 0:
		f.pick(f.picked, 1)
	default:
		return false
	}
	return true
}

// pick moves from pill to pill; right of the last one typing goes on.
func (f *AddressField) pick(from, by int) {
	n := len(f.addresses)
	switch {
	case n == 0:
		return
	case from < 0:
		from = n
	}
	f.picked = max(from+by, 0)
	if f.picked >= n {
		f.picked = -1
	}
	f.Refresh()
}

func (f *AddressField) removePicked() {
	i := f.picked
	if i < 0 {
		i = len(f.addresses) - 1
	}
	f.remove(i)
}

func (f *AddressField) remove(i int) {
	if i < 0 || i >= len(f.addresses) {
		return
	}
	f.addresses = slices.Delete(f.addresses, i, i+1)
	f.picked = -1
	f.changed()
}

// correct puts an address back to be typed on; what was being typed becomes one.
func (f *AddressField) correct(i int) {
	address := f.addresses[i]
	f.Commit()
	f.remove(i)
	f.setEdit(address)
	focusOn(f.edit)
}

func (f *AddressField) changed() {
	f.redraw()
	if f.OnChanged != nil {
		f.OnChanged(f.Addresses())
	}
	call(f.OnDraft, f.edit.Text)
}

func (f *AddressField) redraw() {
	f.Refresh()
	relayout(f)
}
