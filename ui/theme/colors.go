package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Colours by role. A widget asks for a role and never for a shade, so that both
// variants stay readable together.
const (
	ColorBackground fyne.ThemeColorName = "rollcall.background"
	// ColorSide is the left column, the section bars, the status line and the footer of a dialog.
	ColorSide fyne.ThemeColorName = "rollcall.side"
	// ColorCard is the ground of cards, dialogs, menus and secondary buttons.
	ColorCard fyne.ThemeColorName = "rollcall.card"
	// ColorHover is the ground of what the pointer is over.
	ColorHover fyne.ThemeColorName = "rollcall.hover"
	// ColorLine separates regions; ColorLineFaint separates rows.
	ColorLine      fyne.ThemeColorName = "rollcall.line"
	ColorLineFaint fyne.ThemeColorName = "rollcall.lineFaint"
	// ColorControl is the outline of a control that has no other mark, 3:1 on its ground.
	ColorControl fyne.ThemeColorName = "rollcall.control"

	ColorText      fyne.ThemeColorName = "rollcall.text"
	ColorTextMuted fyne.ThemeColorName = "rollcall.textMuted"
	// ColorFaint is for marks, placeholders and disabled words.
	ColorFaint fyne.ThemeColorName = "rollcall.faint"

	ColorAccent     fyne.ThemeColorName = "rollcall.accent"
	ColorOnAccent   fyne.ThemeColorName = "rollcall.onAccent"
	ColorAccentSoft fyne.ThemeColorName = "rollcall.accentSoft"
	// ColorFocusGlow is the soft halo around a focused field.
	ColorFocusGlow fyne.ThemeColorName = "rollcall.focusGlow"

	ColorGreen      fyne.ThemeColorName = "rollcall.green"
	ColorGreenSoft  fyne.ThemeColorName = "rollcall.greenSoft"
	ColorAmber      fyne.ThemeColorName = "rollcall.amber"
	ColorAmberSoft  fyne.ThemeColorName = "rollcall.amberSoft"
	ColorRed        fyne.ThemeColorName = "rollcall.red"
	ColorRedSoft    fyne.ThemeColorName = "rollcall.redSoft"
	ColorViolet     fyne.ThemeColorName = "rollcall.violet"
	ColorVioletSoft fyne.ThemeColorName = "rollcall.violetSoft"
	// ColorNeutralSoft is the ground of a badge without a meaning of its own.
	ColorNeutralSoft fyne.ThemeColorName = "rollcall.neutralSoft"

	// ColorDanger and ColorOnDanger are the button of an act that cannot be undone.
	ColorDanger   fyne.ThemeColorName = "rollcall.danger"
	ColorOnDanger fyne.ThemeColorName = "rollcall.onDanger"

	// ColorInverse is the ground of a chosen chip, with its words and its count.
	ColorInverse        fyne.ThemeColorName = "rollcall.inverse"
	ColorOnInverse      fyne.ThemeColorName = "rollcall.onInverse"
	ColorOnInverseMuted fyne.ThemeColorName = "rollcall.onInverseMuted"

	// ColorToast is the ground of a toast, dark in both variants, with its words and its link.
	ColorToast     fyne.ThemeColorName = "rollcall.toast"
	ColorOnToast   fyne.ThemeColorName = "rollcall.onToast"
	ColorToastLink fyne.ThemeColorName = "rollcall.toastLink"

	// ColorScrim dims the window under a dialog; ColorShadow falls from what floats.
	ColorScrim  fyne.ThemeColorName = "rollcall.scrim"
	ColorShadow fyne.ThemeColorName = "rollcall.shadow"
	// ColorClear draws nothing.
	ColorClear fyne.ThemeColorName = "rollcall.clear"
)

// AvatarPairs is how many pairs of colours avatars have.
const AvatarPairs = 6

// AvatarColors names the ground and the letters of avatar pair i, counted from 0.
func AvatarColors(i int) (ground, letters fyne.ThemeColorName) {
	n := string(rune('0' + i%AvatarPairs))
	return fyne.ThemeColorName("rollcall.avatarGround" + n), fyne.ThemeColorName("rollcall.avatarLetters" + n)
}

// shades is one role in both variants.
type shades struct{ light, dark color.NRGBA }

func (s shades) of(v fyne.ThemeVariant) color.NRGBA {
	if v == fynetheme.VariantDark {
		return s.dark
	}
	return s.light
}

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}

func faded(rgb uint32, alpha uint8) color.NRGBA {
	c := hex(rgb)
	c.A = alpha
	return c
}

func both(light, dark uint32) shades { return shades{hex(light), hex(dark)} }

// roles is the palette of the design.
func roles() map[fyne.ThemeColorName]shades {
	m := map[fyne.ThemeColorName]shades{
		ColorBackground:     both(0xFFFFFF, 0x15171C),
		ColorSide:           both(0xF7F7F9, 0x1B1E24),
		ColorCard:           both(0xFFFFFF, 0x1E2128),
		ColorHover:          both(0xF4F5F8, 0x1F2229),
		ColorLine:           both(0xE6E7EB, 0x2C3039),
		ColorLineFaint:      both(0xEFF0F3, 0x23262E),
		ColorControl:        both(0x858C98, 0x6E7684),
		ColorText:           both(0x191C22, 0xECEEF2),
		ColorTextMuted:      both(0x5D6470, 0xA3AAB6),
		ColorFaint:          both(0x676E7B, 0x8B93A0),
		ColorAccent:         both(0x2F5BEA, 0x7F9DFF),
		ColorOnAccent:       both(0xFFFFFF, 0x0E1430),
		ColorAccentSoft:     both(0xEDF1FE, 0x232C4D),
		ColorFocusGlow:      {faded(0x2F5BEA, 0x2E), faded(0x7F9DFF, 0x40)},
		ColorGreen:          both(0x17724A, 0x6FD3A2),
		ColorGreenSoft:      both(0xE5F5EC, 0x17332A),
		ColorAmber:          both(0x8A5A00, 0xF0BD5B),
		ColorAmberSoft:      both(0xFFF3D6, 0x3A2F14),
		ColorRed:            both(0xBF2C25, 0xFF8F88),
		ColorRedSoft:        both(0xFDECEB, 0x3F2020),
		ColorViolet:         both(0x6238C2, 0xBDA3FF),
		ColorVioletSoft:     both(0xF0EAFD, 0x2D2549),
		ColorNeutralSoft:    both(0xEFF0F3, 0x2A2E36),
		ColorDanger:         both(0xBF2C25, 0xFF8F88),
		ColorOnDanger:       both(0xFFFFFF, 0x2B0D0B),
		ColorInverse:        both(0x191C22, 0xECEEF2),
		ColorOnInverse:      both(0xFFFFFF, 0x15171C),
		ColorOnInverseMuted: both(0xB4B9C3, 0x5D6470),
		ColorToast:          both(0x191C22, 0x2C3039),
		ColorOnToast:        both(0xFFFFFF, 0xECEEF2),
		ColorToastLink:      both(0xA9BDFF, 0xA9BDFF),
		ColorScrim:          {faded(0x14161C, 0x66), faded(0x000000, 0x99)},
		ColorShadow:         {faded(0x14161C, 0x33), faded(0x000000, 0x80)},
		ColorClear:          {},
	}
	addAvatars(m)
	return m
}

// addAvatars gives the dark variant the light pairs: a bright disc reads well on both.
func addAvatars(m map[fyne.ThemeColorName]shades) {
	for i, p := range [AvatarPairs][2]uint32{
		{0xDCE6FF, 0x1E3FB0},
		{0xFFE3CF, 0x8A3D00},
		{0xD8F3E3, 0x10603C},
		{0xEFE2FD, 0x5B2BB5},
		{0xFFDCE8, 0x9C1550},
		{0xFFEDC2, 0x6E4A00},
	} {
		ground, letters := AvatarColors(i)
		m[ground], m[letters] = both(p[0], p[0]), both(p[1], p[1])
	}
}

// toolkitRoles says which of our roles each colour of the toolkit's own widgets
// takes, so that entries, menus and file dialogs belong to the same window.
func toolkitRoles() map[fyne.ThemeColorName]fyne.ThemeColorName {
	return map[fyne.ThemeColorName]fyne.ThemeColorName{
		fynetheme.ColorNameBackground:          ColorBackground,
		fynetheme.ColorNameForeground:          ColorText,
		fynetheme.ColorNameButton:              ColorNeutralSoft,
		fynetheme.ColorNameDisabled:            ColorFaint,
		fynetheme.ColorNameDisabledButton:      ColorSide,
		fynetheme.ColorNameError:               ColorRed,
		fynetheme.ColorNameSuccess:             ColorGreen,
		fynetheme.ColorNameWarning:             ColorAmber,
		fynetheme.ColorNameFocus:               ColorFocusGlow,
		fynetheme.ColorNameForegroundOnError:   ColorOnDanger,
		fynetheme.ColorNameForegroundOnPrimary: ColorOnAccent,
		fynetheme.ColorNameForegroundOnSuccess: ColorBackground,
		fynetheme.ColorNameForegroundOnWarning: ColorBackground,
		fynetheme.ColorNameHeaderBackground:    ColorSide,
		fynetheme.ColorNameHover:               ColorHover,
		fynetheme.ColorNameHyperlink:           ColorAccent,
		fynetheme.ColorNameInputBackground:     ColorCard,
		fynetheme.ColorNameInputBorder:         ColorLine,
		fynetheme.ColorNameMenuBackground:      ColorCard,
		fynetheme.ColorNameOverlayBackground:   ColorCard,
		fynetheme.ColorNamePlaceHolder:         ColorFaint,
		fynetheme.ColorNamePressed:             ColorFocusGlow,
		fynetheme.ColorNamePrimary:             ColorAccent,
		fynetheme.ColorNameScrollBar:           ColorLine,
		fynetheme.ColorNameScrollBarBackground: ColorClear,
		fynetheme.ColorNameSelection:           ColorFocusGlow,
		fynetheme.ColorNameSeparator:           ColorLine,
		fynetheme.ColorNameShadow:              ColorShadow,
	}
}
