// Package theme is how the program looks: colours by role in a light and a dark
// variant, sizes on an 8-point grid, and the embedded Inter fonts.
package theme

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"rollcall/assets"
)

// Mode is which variant a person chose.
type Mode string

// The modes of the --theme flag.
const (
	System Mode = "system"
	Light  Mode = "light"
	Dark   Mode = "dark"
)

// Weight is the thickness of letters.
type Weight int

// The weights embedded: 400, 500 and 600.
const (
	Regular Weight = iota
	Medium
	SemiBold
)

// Theme is the look of the program for the toolkit.
type Theme struct {
	mode    Mode
	colors  map[fyne.ThemeColorName]shades
	toolkit map[fyne.ThemeColorName]fyne.ThemeColorName
	sizes   map[fyne.ThemeSizeName]float32
	fonts   [SemiBold + 1]fyne.Resource
}

// New builds the theme in a mode; anything but light and dark follows the
// system. It fails only when an embedded font is missing.
func New(mode Mode) (*Theme, error) {
	t := &Theme{mode: mode, colors: roles(), toolkit: toolkitRoles(), sizes: sizes()}
	for i, name := range []string{"Inter-Regular", "Inter-Medium", "Inter-SemiBold"} {
		data, err := assets.Font(name)
		if err != nil {
			return nil, fmt.Errorf("load font %s: %w", name, err)
		}
		t.fonts[i] = fyne.NewStaticResource(name+".otf", data)
	}
	return t, nil
}

// Mode tells which mode the theme was built with.
func (t *Theme) Mode() Mode { return t.mode }

// Color answers a role of ours or a colour of the toolkit.
func (t *Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	v = t.variant(v)
	if role, ok := t.toolkit[name]; ok {
		name = role
	}
	if s, ok := t.colors[name]; ok {
		return s.of(v)
	}
	return fynetheme.DefaultTheme().Color(name, v)
}

func (t *Theme) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.mode {
	case Light:
		return fynetheme.VariantLight
	case Dark:
		return fynetheme.VariantDark
	default:
		return system
	}
}

// Font answers Inter, its semi-bold for bold; symbols and monospace are the toolkit's.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace, style.Symbol, style.Italic:
		return fynetheme.DefaultTheme().Font(style)
	case style.Bold:
		return t.fonts[SemiBold]
	default:
		return t.fonts[Regular]
	}
}

// FontOf returns the font of a weight, for text that names it.
func (t *Theme) FontOf(w Weight) fyne.Resource { return t.fonts[w] }

// Icon answers the toolkit's own icons.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

// Size answers a size in logical pixels.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := t.sizes[name]; ok {
		return s
	}
	return fynetheme.DefaultTheme().Size(name)
}

// Color returns the colour of a role in the theme the program has now.
func Color(name fyne.ThemeColorName) color.Color { return fynetheme.Color(name) }

// FontOf returns the font of a weight in the theme the program has now, or nil
// when that is not ours and the toolkit has to choose.
func FontOf(w Weight) fyne.Resource {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t.FontOf(w)
	}
	return nil
}
