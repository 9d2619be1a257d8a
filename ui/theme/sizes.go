package theme

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Sizes of letters, in logical pixels.
const (
	TextTitle   float32 = 24
	TextLarge   float32 = 18
	TextBody    float32 = 14
	TextSmall   float32 = 13
	TextSmaller float32 = 12
)

// Measures of the grid, in logical pixels.
const (
	PageMargin      float32 = 32
	RowHeight       float32 = 56
	RowCompact      float32 = 44
	SectionHeight   float32 = 40
	StatusHeight    float32 = 36
	ButtonHeight    float32 = 36
	RowButtonHeight float32 = 32
	FieldHeight     float32 = 36
	BadgeHeight     float32 = 24
	ChipHeight      float32 = 30
	IconSize        float32 = 16
	AvatarSize      float32 = 34
	SideWidth       float32 = 232
	SideCollapsed   float32 = 64
	PanelWidth      float32 = 380

	RadiusControl float32 = 8
	RadiusCard    float32 = 10
	RadiusDialog  float32 = 14
	RadiusBadge   float32 = 6
)

// LineHeight is the height of a line of text of a size.
func LineHeight(size float32) float32 {
	switch {
	case size >= TextTitle:
		return 32
	case size >= TextLarge:
		return 24
	case size >= TextSmall:
		return 20
	default:
		return 18
	}
}

func sizes() map[fyne.ThemeSizeName]float32 {
	return map[fyne.ThemeSizeName]float32{
		fynetheme.SizeNameText:               TextBody,
		fynetheme.SizeNameCaptionText:        TextSmaller,
		fynetheme.SizeNameHeadingText:        TextTitle,
		fynetheme.SizeNameSubHeadingText:     TextLarge,
		fynetheme.SizeNameInlineIcon:         IconSize,
		fynetheme.SizeNamePadding:            4,
		fynetheme.SizeNameInnerPadding:       8,
		fynetheme.SizeNameLineSpacing:        4,
		fynetheme.SizeNameSeparatorThickness: 1,
		// Borders of fields are our own; the toolkit gives their width to the text cursor.
		fynetheme.SizeNameInputBorder:     2,
		fynetheme.SizeNameInputRadius:     RadiusControl,
		fynetheme.SizeNameButtonRadius:    RadiusControl,
		fynetheme.SizeNameCardRadius:      RadiusCard,
		fynetheme.SizeNameDialogRadius:    RadiusDialog,
		fynetheme.SizeNamePopupRadius:     RadiusCard,
		fynetheme.SizeNameMenuRadius:      RadiusCard,
		fynetheme.SizeNameSelectionRadius: RadiusBadge,
		fynetheme.SizeNameScrollBar:       10,
		fynetheme.SizeNameScrollBarSmall:  4,
		fynetheme.SizeNameScrollBarRadius: 5,
		fynetheme.SizeNameModalBlurRadius: 0,
	}
}
