package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// ChipRow is a group of chips of which one is chosen. It wraps.
type ChipRow struct {
	widget.BaseWidget
	// OnSelect is called when a person chooses a chip.
	OnSelect func(id string)
	// OnFocus is called when the keyboard comes to one of the chips.
	OnFocus func()

	data     []ChipData
	selected string
	chips    []*Chip
	parts    *fyne.Container
}

const chipGap = 6

// NewChipRow makes an empty row of chips.
func NewChipRow(onSelect func(id string)) *ChipRow {
	r := &ChipRow{OnSelect: onSelect, parts: container()}
	r.ExtendBaseWidget(r)
	return r
}

// SetChips replaces the chips; the one with the id selected is shown as chosen.
func (r *ChipRow) SetChips(chips []ChipData, selected string) {
	if slices.Equal(r.data, chips) && r.selected == selected {
		return
	}
	r.data, r.selected = slices.Clone(chips), selected
	r.Refresh()
}

// Selected is the id of the chosen chip.
func (r *ChipRow) Selected() string { return r.selected }

func (r *ChipRow) choose(i int) {
	r.selected = r.data[i].ID
	r.Refresh()
	call(r.OnSelect, r.selected)
}

func (r *ChipRow) move(i, step int) {
	if to := i + step; to >= 0 && to < len(r.data) {
		focusOn(r.chips[to])
	}
}

// HeightFor is the height of all lines of chips in a width.
func (r *ChipRow) HeightFor(width float32) float32 {
	return r.flow(width, func(int, fyne.Position, fyne.Size) {})
}

// flow walks the chips line by line and returns the height.
func (r *ChipRow) flow(width float32, visit func(int, fyne.Position, fyne.Size)) float32 {
	var at fyne.Position
	for i, chip := range r.chips[:min(len(r.data), len(r.chips))] {
		s := chip.MinSize()
		if at.X > 0 && at.X+s.Width > width {
			at = fyne.NewPos(0, at.Y+theme.ChipHeight+chipGap)
		}
		visit(i, at, s)
		at.X += s.Width + chipGap
	}
	return at.Y + theme.ChipHeight
}

// CreateRenderer implements fyne.Widget.
func (r *ChipRow) CreateRenderer() fyne.WidgetRenderer { return render(r, r.parts) }

func (r *ChipRow) minSize() fyne.Size {
	return fyne.NewSize(80, r.HeightFor(max(r.Size().Width, 80)))
}

func (r *ChipRow) restyle() {
	for len(r.chips) < len(r.data) {
		r.grow()
	}
	for i, chip := range r.chips {
		show(chip, i < len(r.data))
		if i < len(r.data) {
			chip.Set(r.data[i], r.data[i].ID == r.selected)
		}
	}
}

func (r *ChipRow) grow() {
	i, chip := len(r.chips), NewChip(ChipData{})
	chip.OnTapped = func() { r.choose(i) }
	chip.OnArrow = func(step int) { r.move(i, step) }
	chip.OnFocus = func() { run(r.OnFocus) }
	r.chips = append(r.chips, chip)
	r.parts.Add(chip)
}

func (r *ChipRow) layout(size fyne.Size) {
	r.flow(size.Width, func(i int, at fyne.Position, s fyne.Size) {
		place(r.chips[i], at.X, at.Y, s.Width, s.Height)
	})
}
