package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colours that Fyne's theme has no name for.
const (
	ColorNotice    fyne.ThemeColorName = "notice"    // behind what has just happened
	ColorStripe    fyne.ThemeColorName = "stripe"    // every second row
	ColorCursor    fyne.ThemeColorName = "cursor"    // the frame of the row the keyboard is on
	ColorSelected  fyne.ThemeColorName = "selected"  // behind selected rows
	ColorStatusBar fyne.ThemeColorName = "statusbar" // the line at the foot of the main window
	ColorMuted     fyne.ThemeColorName = "muted"     // words of less weight
)

// denseTheme has the small padding and clear borders of the business programs that garages know.
type denseTheme struct{ fyne.Theme }

var _ fyne.Theme = denseTheme{}

// Theme returns the program's look. It is light whatever the machine's is: like the programs she has beside it.
func Theme() fyne.Theme { return denseTheme{theme.DefaultTheme()} }

var lightColors = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:          color.NRGBA{0xf4, 0xf5, 0xf7, 0xff},
	theme.ColorNameForeground:          color.NRGBA{0x1d, 0x23, 0x2b, 0xff},
	theme.ColorNamePrimary:             color.NRGBA{0x1f, 0x5f, 0xa6, 0xff},
	theme.ColorNameButton:              color.NRGBA{0xe3, 0xe7, 0xed, 0xff},
	theme.ColorNameDisabledButton:      color.NRGBA{0xec, 0xee, 0xf1, 0xff},
	theme.ColorNameDisabled:            color.NRGBA{0x9a, 0xa3, 0xae, 0xff},
	theme.ColorNameInputBackground:     color.NRGBA{0xff, 0xff, 0xff, 0xff},
	theme.ColorNameInputBorder:         color.NRGBA{0x9d, 0xa8, 0xb6, 0xff},
	theme.ColorNameFocus:               color.NRGBA{0x1f, 0x5f, 0xa6, 0x60},
	theme.ColorNameSelection:           color.NRGBA{0xbf, 0xd9, 0xf5, 0xff},
	theme.ColorNameHover:               color.NRGBA{0x1f, 0x5f, 0xa6, 0x18},
	theme.ColorNamePressed:             color.NRGBA{0x1f, 0x5f, 0xa6, 0x40},
	theme.ColorNameSeparator:           color.NRGBA{0xd0, 0xd6, 0xde, 0xff},
	theme.ColorNameShadow:              color.NRGBA{0x1f, 0x36, 0x50, 0x2c}, // the dividers between lists too
	theme.ColorNameHeaderBackground:    color.NRGBA{0xe3, 0xe7, 0xed, 0xff},
	theme.ColorNameMenuBackground:      color.NRGBA{0xff, 0xff, 0xff, 0xff},
	theme.ColorNameOverlayBackground:   color.NRGBA{0xfa, 0xfb, 0xfc, 0xff},
	theme.ColorNamePlaceHolder:         color.NRGBA{0x7c, 0x87, 0x94, 0xff},
	theme.ColorNameScrollBar:           color.NRGBA{0x8a, 0x95, 0xa3, 0xb0},
	theme.ColorNameError:               color.NRGBA{0xb4, 0x23, 0x18, 0xff},
	theme.ColorNameWarning:             color.NRGBA{0xa8, 0x5b, 0x00, 0xff},
	theme.ColorNameSuccess:             color.NRGBA{0x1c, 0x75, 0x3b, 0xff},
	theme.ColorNameForegroundOnPrimary: color.NRGBA{0xff, 0xff, 0xff, 0xff},
	theme.ColorNameForegroundOnError:   color.NRGBA{0xff, 0xff, 0xff, 0xff},
	theme.ColorNameForegroundOnWarning: color.NRGBA{0xff, 0xff, 0xff, 0xff},
	theme.ColorNameForegroundOnSuccess: color.NRGBA{0xff, 0xff, 0xff, 0xff},
	ColorNotice:                        color.NRGBA{0xfd, 0xf2, 0xcf, 0xff},
	ColorStripe:                        color.NRGBA{0xf7, 0xf9, 0xfb, 0xff},
	ColorCursor:                        color.NRGBA{0x1f, 0x5f, 0xa6, 0xff},
	ColorSelected:                      color.NRGBA{0xc4, 0xdc, 0xf6, 0xff},
	ColorStatusBar:                     color.NRGBA{0xe3, 0xe7, 0xed, 0xff},
	ColorMuted:                         color.NRGBA{0x5c, 0x67, 0x74, 0xff},
}

// regularTheme is the program's theme with light words where Fyne has bold ones: on the buttons of a toolbar. It asks for the
// program's each time, which may change.
type regularTheme struct{}

var _ fyne.Theme = regularTheme{}

func (regularTheme) whole() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Font is the font of a style, never its bold one.
func (t regularTheme) Font(style fyne.TextStyle) fyne.Resource {
	style.Bold = false
	return t.whole().Font(style)
}

// Color is the program's.
func (t regularTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	return t.whole().Color(name, variant)
}

// Icon is the program's.
func (t regularTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.whole().Icon(name) }

// Size is the program's.
func (t regularTheme) Size(name fyne.ThemeSizeName) float32 { return t.whole().Size(name) }

// Color returns the program's colour of that name.
func (t denseTheme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if own, ok := lightColors[name]; ok {
		return own
	}
	return t.Theme.Color(name, theme.VariantLight)
}

var denseSizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNameText:            12.5,
	theme.SizeNameCaptionText:     11,
	theme.SizeNameHeadingText:     18,
	theme.SizeNameSubHeadingText:  14,
	theme.SizeNamePadding:         3,
	theme.SizeNameInnerPadding:    5,
	theme.SizeNameLineSpacing:     2,
	theme.SizeNameInlineIcon:      16,
	theme.SizeNameScrollBar:       12,
	theme.SizeNameScrollBarSmall:  4,
	theme.SizeNameSplitThickness:  5,
	theme.SizeNameInputRadius:     3,
	theme.SizeNameSelectionRadius: 2,
	theme.SizeNameModalBlurRadius: 0, // a blur costs a frame on machines without a graphics card
}

// Size returns the program's dense sizes.
func (t denseTheme) Size(name fyne.ThemeSizeName) float32 {
	if own, ok := denseSizes[name]; ok {
		return own
	}
	return t.Theme.Size(name)
}
