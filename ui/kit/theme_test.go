package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// contrast is that of WCAG 2.2, 1.4.3: 1 is none, 21 black on white.
func contrast(a, b color.Color) float64 {
	one, other := luminance(a), luminance(b)
	return (max(one, other) + 0.05) / (min(one, other) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

// Words are read on every ground they stand on, in each shade, at WCAG's 4.5.
func TestWordsCanBeReadInEachShade(t *testing.T) {
	for _, shade := range []string{"light", "dark"} {
		look := ThemeOf(Look{Shade: shade})
		of := func(name fyne.ThemeColorName) color.Color { return look.Color(name, theme.VariantLight) }
		for _, ground := range []fyne.ThemeColorName{
			theme.ColorNameBackground, theme.ColorNameInputBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground, theme.ColorNameButton,
			theme.ColorNameHeaderBackground, ColorStripe, ColorSelected, ColorNotice, ColorStatusBar,
		} {
			if got := contrast(of(theme.ColorNameForeground), of(ground)); got < 4.5 {
				t.Errorf("%s: words on %s have %.1f", shade, ground, got)
			}
		}
		for _, words := range []fyne.ThemeColorName{theme.ColorNameError, theme.ColorNameWarning, theme.ColorNameSuccess, ColorMuted} {
			if got := contrast(of(words), of(theme.ColorNameInputBackground)); got < 4.5 {
				t.Errorf("%s: %s on a list has %.1f", shade, words, got)
			}
		}
		if got := contrast(of(theme.ColorNameForegroundOnPrimary), of(theme.ColorNamePrimary)); got < 4.5 {
			t.Errorf("%s: words on the accented button have %.1f", shade, got)
		}
	}
}

func TestShadeFollowsTheMachineWhereAsked(t *testing.T) {
	background := func(shade string, machine fyne.ThemeVariant) color.Color {
		return ThemeOf(Look{Shade: shade}).Color(theme.ColorNameBackground, machine)
	}
	light, dark := lightColors[theme.ColorNameBackground], darkColors[theme.ColorNameBackground]
	for _, one := range []struct {
		shade   string
		machine fyne.ThemeVariant
		want    color.Color
	}{
		{"", theme.VariantDark, light}, {"light", theme.VariantDark, light}, {"dark", theme.VariantLight, dark}, {"system", theme.VariantDark, dark}, {"system", theme.VariantLight, light},
	} {
		if got := background(one.shade, one.machine); got != one.want {
			t.Errorf("%q on machine %d is %v", one.shade, one.machine, got)
		}
	}
	for name := range lightColors {
		if _, ok := darkColors[name]; !ok {
			t.Errorf("%s has no dark colour", name)
		}
	}
}

func TestOpenWindowTakesAnotherLook(t *testing.T) {
	w := openWindow(t)
	ground, label := NewGround(ColorNotice, fyne.NewSize(5, 5)), widget.NewLabel("Lefèvre")
	w.SetBody(Under(ground, label))
	before := label.MinSize()
	w.Host.App.Settings().SetTheme(ThemeOf(Look{Shade: "dark", TextSize: 150}))
	ground.Refresh()
	if ground.rect.FillColor != darkColors[ColorNotice] {
		t.Errorf("the ground is %v", ground.rect.FillColor)
	}
	if got := label.MinSize(); got.Width < before.Width*1.3 {
		t.Errorf("words of %v are %v wide at 150 %%", before, got)
	}
	if size := ThemeOf(Look{TextSize: 7}).Size(theme.SizeNameText); size != denseSizes[theme.SizeNameText] {
		t.Errorf("an unknown size gives %v", size)
	}
}
