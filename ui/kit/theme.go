package kit

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
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

// Look is what a person chooses of how the program looks.
type Look struct {
	Shade    string // one of Shades; any other is the first
	TextSize int    // one of TextSizes, in per cent; any other is 100
}

// Shades are light, like the programs she has beside it, dark, and as the machine is.
var Shades = []string{"light", "dark", "system"}

// TextSizes are the sizes of words in per cent.
var TextSizes = []int{100, 115, 130, 150}

// denseTheme has the small padding and clear borders of the business programs that garages know.
type denseTheme struct {
	fyne.Theme
	look Look
}

var _ fyne.Theme = denseTheme{}

// Theme returns the program's look as it is until she chooses another.
func Theme() fyne.Theme { return ThemeOf(Look{}) }

// ThemeOf returns the look that she chose.
func ThemeOf(look Look) fyne.Theme {
	if !slices.Contains(TextSizes, look.TextSize) {
		look.TextSize = 100
	}
	return denseTheme{theme.DefaultTheme(), look}
}

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
func (t denseTheme) Color(name fyne.ThemeColorName, machine fyne.ThemeVariant) color.Color {
	colors, variant := lightColors, theme.VariantLight
	if t.look.Shade == "dark" || t.look.Shade == "system" && machine == theme.VariantDark {
		colors, variant = darkColors, theme.VariantDark
	}
	if own, ok := colors[name]; ok {
		return own
	}
	return t.Theme.Color(name, variant)
}

var darkColors = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:          color.NRGBA{0x1e, 0x22, 0x28, 0xff},
	theme.ColorNameForeground:          color.NRGBA{0xe4, 0xe8, 0xed, 0xff},
	theme.ColorNamePrimary:             color.NRGBA{0x6c, 0xae, 0xf0, 0xff},
	theme.ColorNameButton:              color.NRGBA{0x33, 0x3a, 0x44, 0xff},
	theme.ColorNameDisabledButton:      color.NRGBA{0x2a, 0x30, 0x38, 0xff},
	theme.ColorNameDisabled:            color.NRGBA{0x76, 0x80, 0x8c, 0xff},
	theme.ColorNameInputBackground:     color.NRGBA{0x15, 0x18, 0x1d, 0xff},
	theme.ColorNameInputBorder:         color.NRGBA{0x6a, 0x75, 0x83, 0xff},
	theme.ColorNameFocus:               color.NRGBA{0x6c, 0xae, 0xf0, 0x60},
	theme.ColorNameSelection:           color.NRGBA{0x2c, 0x4f, 0x75, 0xff},
	theme.ColorNameHover:               color.NRGBA{0x6c, 0xae, 0xf0, 0x22},
	theme.ColorNamePressed:             color.NRGBA{0x6c, 0xae, 0xf0, 0x48},
	theme.ColorNameSeparator:           color.NRGBA{0x3d, 0x45, 0x50, 0xff},
	theme.ColorNameShadow:              color.NRGBA{0x00, 0x00, 0x00, 0x66},
	theme.ColorNameHeaderBackground:    color.NRGBA{0x2c, 0x32, 0x3b, 0xff},
	theme.ColorNameMenuBackground:      color.NRGBA{0x2a, 0x2f, 0x37, 0xff},
	theme.ColorNameOverlayBackground:   color.NRGBA{0x26, 0x2b, 0x33, 0xff},
	theme.ColorNamePlaceHolder:         color.NRGBA{0x93, 0x9d, 0xaa, 0xff},
	theme.ColorNameScrollBar:           color.NRGBA{0x8a, 0x95, 0xa3, 0xb0},
	theme.ColorNameError:               color.NRGBA{0xff, 0x8a, 0x80, 0xff},
	theme.ColorNameWarning:             color.NRGBA{0xf2, 0xb2, 0x5c, 0xff},
	theme.ColorNameSuccess:             color.NRGBA{0x7f, 0xd0, 0x9a, 0xff},
	theme.ColorNameForegroundOnPrimary: color.NRGBA{0x0f, 0x1d, 0x2c, 0xff},
	theme.ColorNameForegroundOnError:   color.NRGBA{0x2a, 0x08, 0x06, 0xff},
	theme.ColorNameForegroundOnWarning: color.NRGBA{0x2a, 0x1a, 0x02, 0xff},
	theme.ColorNameForegroundOnSuccess: color.NRGBA{0x07, 0x22, 0x10, 0xff},
	ColorNotice:                        color.NRGBA{0x4a, 0x40, 0x1c, 0xff},
	ColorStripe:                        color.NRGBA{0x1a, 0x1e, 0x24, 0xff},
	ColorCursor:                        color.NRGBA{0x6c, 0xae, 0xf0, 0xff},
	ColorSelected:                      color.NRGBA{0x2c, 0x4f, 0x75, 0xff},
	ColorStatusBar:                     color.NRGBA{0x2c, 0x32, 0x3b, 0xff},
	ColorMuted:                         color.NRGBA{0xa4, 0xad, 0xb9, 0xff},
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
		switch name {
		case theme.SizeNameText, theme.SizeNameCaptionText, theme.SizeNameHeadingText, theme.SizeNameSubHeadingText, theme.SizeNameInlineIcon:
			return own * float32(t.look.TextSize) / 100
		}
		return own
	}
	return t.Theme.Size(name)
}

// Ground is a plain area in a colour of the theme; it follows when she chooses another look.
type Ground struct {
	widget.BaseWidget
	name fyne.ThemeColorName
	rect *canvas.Rectangle
}

// NewGround returns an area of at least that size.
func NewGround(name fyne.ThemeColorName, least fyne.Size) *Ground {
	g := &Ground{name: name, rect: canvas.NewRectangle(theme.Color(name))}
	g.rect.SetMinSize(least)
	g.ExtendBaseWidget(g)
	return g
}

// Refresh takes the colour that the name has now.
func (g *Ground) Refresh() {
	g.rect.FillColor = theme.Color(g.name)
	g.BaseWidget.Refresh()
}

// CreateRenderer is Fyne's.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(g.rect) }
