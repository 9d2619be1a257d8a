package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Paragraph is text that wraps at words over as many lines as it needs.
type Paragraph struct {
	widget.BaseWidget
	text  string
	style Style
	lines []*Text
	parts *fyne.Container
}

// NewParagraph makes a wrapping text.
func NewParagraph(text string, style Style) *Paragraph {
	p := &Paragraph{text: text, style: style, parts: container()}
	p.ExtendBaseWidget(p)
	return p
}

// SetText changes the words. The owner has to lay out again when the number of lines may change.
func (p *Paragraph) SetText(text string) { p.Set(text, p.style) }

// Set changes the words and the look.
func (p *Paragraph) Set(text string, style Style) {
	if p.text == text && p.style == style {
		return
	}
	p.text, p.style = text, style
	p.Refresh()
}

// Text returns the words.
func (p *Paragraph) Text() string { return p.text }

// HeightFor is the height of all lines in a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	if p.text == "" {
		return 0
	}
	return float32(len(wrap(p.text, p.style, width))) * theme.LineHeight(p.style.size())
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer { return render(p, p.parts) }

func (p *Paragraph) minSize() fyne.Size {
	width := p.Size().Width
	if width <= 0 {
		width = min(measure(p.text, p.style), 320)
	}
	return fyne.NewSize(40, p.HeightFor(width))
}

func (p *Paragraph) restyle() {}

func (p *Paragraph) layout(size fyne.Size) {
	words := wrap(p.text, p.style, size.Width)
	for len(p.lines) < len(words) {
		line := NewText("", p.style)
		p.lines = append(p.lines, line)
		p.parts.Add(line)
	}
	h := theme.LineHeight(p.style.size())
	for i, line := range p.lines {
		show(line, i < len(words))
		if i < len(words) {
			line.Set(words[i], p.style)
			place(line, 0, float32(i)*h, size.Width, h)
		}
	}
}

// wrap breaks text at spaces into lines that fit a width; a word that is wider
// than a line has one of its own. Line breaks in the text are kept.
func wrap(text string, s Style, width float32) []string {
	var lines []string
	for part := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapLine(part, s, width)...)
	}
	return lines
}

func wrapLine(text string, s Style, width float32) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(text, " ") {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line != "" && measure(longer, s) > width+0.5 {
			lines, longer = append(lines, line), word
		}
		for width >= breakLeast && measure(longer, s) > width+0.5 {
			head := fitting(longer, s, width)
			if head == len(longer) {
				break
			}
			lines, longer = append(lines, longer[:head]), longer[head:]
		}
		line = longer
	}
	return append(lines, line)
}

// breakLeast is the width under which words are not broken: nothing is laid out
// yet.
const breakLeast float32 = 40

// fitting is how much of a word without spaces, such as a link, fits into a
// line, in bytes: one letter at least.
func fitting(word string, s Style, width float32) int {
	last := 0
	for at := range word {
		if at > 0 && last > 0 && measure(word[:at], s) > width {
			return last
		}
		last = at
	}
	if last == 0 {
		return len(word)
	}
	return last
}
