package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// searchRest stands where one types into a search field until somebody is about to.
// It looks the same. For an entry, even an empty one, the toolkit reads all fonts
// of the system, which takes as long as drawing the window, and much memory: a list
// is looked at more often than searched.
type searchRest struct {
	widget.BaseWidget
	words *Text
	// wake puts the entry in its place and gives it the focus.
	wake func()
}

func newSearchRest(placeholder string, wake func()) *searchRest {
	r := &searchRest{words: NewText(placeholder, Body().In(theme.ColorFaint)), wake: wake}
	r.ExtendBaseWidget(r)
	return r
}

// Tapped implements fyne.Tappable.
func (r *searchRest) Tapped(*fyne.PointEvent) { r.wake() }

// Cursor implements desktop.Cursorable.
func (r *searchRest) Cursor() desktop.Cursor { return desktop.TextCursor }

// FocusGained implements fyne.Focusable.
func (r *searchRest) FocusGained() { r.wake() }

// FocusLost implements fyne.Focusable.
func (r *searchRest) FocusLost() {}

// TypedRune implements fyne.Focusable: the entry has the focus by then.
func (r *searchRest) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (r *searchRest) TypedKey(*fyne.KeyEvent) {}

// CreateRenderer implements fyne.Widget.
func (r *searchRest) CreateRenderer() fyne.WidgetRenderer { return render(r, r.words) }

func (r *searchRest) minSize() fyne.Size { return fyne.NewSize(0, theme.FieldHeight) }
func (r *searchRest) restyle()           {}

// restInset is where the toolkit begins to write in an entry, and restDrop how much
// deeper than in the middle.
const (
	restInset float32 = 8
	restDrop  float32 = 1
)

func (r *searchRest) layout(size fyne.Size) {
	line := r.words.MinSize().Height
	place(r.words, restInset, (size.Height-line)/2+restDrop, size.Width-2*restInset, line)
}
