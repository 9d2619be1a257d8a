package theme

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n.R) + 0.7152*part(n.G) + 0.0722*part(n.B)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

type pair struct{ ink, ground fyne.ThemeColorName }

// textPairs are all pairs of words and ground that the widgets draw.
func textPairs() []pair {
	pairs := []pair{
		{ColorOnAccent, ColorAccent},
		{ColorOnDanger, ColorDanger},
		{ColorOnInverse, ColorInverse},
		{ColorOnInverseMuted, ColorInverse},
		{ColorOnToast, ColorToast},
		{ColorToastLink, ColorToast},
		{ColorAccent, ColorAccentSoft},
		{ColorText, ColorAccentSoft},
		{ColorTextMuted, ColorAccentSoft},
		{ColorGreen, ColorGreenSoft},
		{ColorAmber, ColorAmberSoft},
		{ColorText, ColorAmberSoft},
		{ColorTextMuted, ColorAmberSoft},
		{ColorRed, ColorRedSoft},
		{ColorViolet, ColorVioletSoft},
		{ColorTextMuted, ColorNeutralSoft},
		{ColorText, ColorNeutralSoft},
	}
	for _, ground := range []fyne.ThemeColorName{ColorBackground, ColorSide, ColorCard, ColorHover} {
		for _, ink := range []fyne.ThemeColorName{ColorText, ColorTextMuted, ColorFaint, ColorAccent, ColorRed, ColorGreen, ColorAmber} {
			pairs = append(pairs, pair{ink, ground})
		}
	}
	for i := range AvatarPairs {
		ground, letters := AvatarColors(i)
		pairs = append(pairs, pair{letters, ground})
	}
	return pairs
}

// markPairs are marks that say something without words.
func markPairs() []pair {
	var pairs []pair
	for _, ground := range []fyne.ThemeColorName{ColorBackground, ColorSide, ColorCard} {
		for _, ink := range []fyne.ThemeColorName{ColorControl, ColorFaint, ColorAccent, ColorGreen, ColorAmber, ColorRed} {
			pairs = append(pairs, pair{ink, ground})
		}
	}
	return append(pairs, pair{ColorAccent, ColorAccentSoft}, pair{ColorControl, ColorHover})
}

func newTheme(t *testing.T, mode Mode) *Theme {
	t.Helper()
	th, err := New(mode)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func TestContrastOfEveryPair(t *testing.T) {
	th := newTheme(t, System)
	for name, v := range map[string]fyne.ThemeVariant{"light": fynetheme.VariantLight, "dark": fynetheme.VariantDark} {
		check := func(kind string, pairs []pair, least float64) {
			for _, p := range pairs {
				t.Run(fmt.Sprintf("%s %s %s on %s", name, kind, p.ink, p.ground), func(t *testing.T) {
					if c := contrast(th.Color(p.ink, v), th.Color(p.ground, v)); c < least {
						t.Errorf("contrast %.2f, want at least %.1f", c, least)
					}
				})
			}
		}
		check("text", textPairs(), 4.5)
		check("mark", markPairs(), 3)
	}
}

func TestModeDecidesTheVariant(t *testing.T) {
	white, dark := hex(0xFFFFFF), hex(0x15171C)
	for _, c := range []struct {
		mode   Mode
		system fyne.ThemeVariant
		want   color.Color
	}{
		{Light, fynetheme.VariantDark, white},
		{Dark, fynetheme.VariantLight, dark},
		{System, fynetheme.VariantLight, white},
		{System, fynetheme.VariantDark, dark},
		{Mode("unknown"), fynetheme.VariantDark, dark},
	} {
		if got := newTheme(t, c.mode).Color(ColorBackground, c.system); got != c.want {
			t.Errorf("%s on a system with variant %d: got %v, want %v", c.mode, c.system, got, c.want)
		}
	}
}

func TestTheToolkitsColoursAreOurRoles(t *testing.T) {
	th := newTheme(t, Light)
	for name, role := range toolkitRoles() {
		if _, ok := th.colors[role]; !ok {
			t.Errorf("%s points at the role %s, which has no colour", name, role)
		}
		if th.Color(name, fynetheme.VariantLight) != th.Color(role, fynetheme.VariantLight) {
			t.Errorf("%s is not drawn as %s", name, role)
		}
	}
}

func TestFontsByWeight(t *testing.T) {
	th := newTheme(t, Light)
	if got := th.Font(fyne.TextStyle{Bold: true}).Name(); got != "Inter-SemiBold.otf" {
		t.Errorf("bold is %s", got)
	}
	if got := th.Font(fyne.TextStyle{}).Name(); got != "Inter-Regular.otf" {
		t.Errorf("regular is %s", got)
	}
	if got := th.FontOf(Medium).Name(); got != "Inter-Medium.otf" {
		t.Errorf("medium is %s", got)
	}
	if th.Font(fyne.TextStyle{Symbol: true}) == nil {
		t.Error("symbols have no font")
	}
}
