package widgets

import (
	"rollcall/ui/theme"
)

// note is what stands under a field: a quiet hint, or a fault in its place.
type note struct {
	icon   *Icon
	text   *Paragraph
	helper string
	fault  string
}

func newNote() note {
	return note{icon: NewIconSized(IconCircleAlert, theme.ColorRed, 14), text: NewParagraph("", Smaller())}
}

func (n *note) faulty() bool { return n.fault != "" }

func (n *note) setHelper(text string) bool {
	changed := n.helper != text
	n.helper = text
	return changed
}

func (n *note) setFault(text string) bool {
	changed := n.fault != text
	n.fault = text
	return changed
}

func (n *note) words() string {
	if n.faulty() {
		return n.fault
	}
	return n.helper
}

func (n *note) indent() float32 {
	if n.faulty() {
		return 20
	}
	return 0
}

func (n *note) restyle() {
	style := Smaller()
	if n.faulty() {
		style = style.In(theme.ColorRed)
	}
	n.text.Set(n.words(), style)
	show(n.icon, n.faulty())
	show(n.text, n.words() != "")
}

// heightFor is the height with the gap above; nothing to say takes no room.
func (n *note) heightFor(width float32) float32 {
	if n.words() == "" {
		return 0
	}
	return 6 + float32(len(wrap(n.words(), Smaller(), width-n.indent())))*theme.LineHeight(theme.TextSmaller)
}

func (n *note) layout(x, y, width float32) {
	h := n.heightFor(width)
	place(n.icon, x, y+8, 14, 14)
	place(n.text, x+n.indent(), y+6, width-n.indent(), h-6)
}
