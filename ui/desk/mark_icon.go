package desk

import (
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/assets"
)

// The printer of the list of clients, with and without its V, and the same for buttons: Fyne keeps one size of a picture for each
// name. They are compared by the grid, so there is one of each.
var (
	Printer             fyne.Resource = &themedPicture{name: "printer", svg: assets.Printer, body: theme.ColorNamePlaceHolder}
	PrinterMarked       fyne.Resource = &themedPicture{name: "printer_marked", svg: assets.PrinterMarked, body: theme.ColorNamePlaceHolder}
	ButtonPrinter       fyne.Resource = &themedPicture{name: "button_printer", svg: assets.Printer, body: theme.ColorNameForeground}
	ButtonPrinterMarked fyne.Resource = &themedPicture{name: "button_printer_marked", svg: assets.PrinterMarked, body: theme.ColorNamePlaceHolder}
)

// themedPicture is a picture of two and more colours that are those of the theme; Fyne's own themed pictures have one.
type themedPicture struct {
	name, svg string
	body      fyne.ThemeColorName
}

// Name tells pictures of other colours apart, since Fyne keeps what it has drawn by it.
func (p *themedPicture) Name() string {
	return fmt.Sprintf("%s_%s_%s.svg", p.name, hexColor(p.body)[1:], hexColor(theme.ColorNameInputBackground)[1:])
}

// Content is the SVG in the colours of now.
func (p *themedPicture) Content() []byte {
	return []byte(strings.NewReplacer(
		"BODY", hexColor(p.body), "PAPER", hexColor(theme.ColorNameInputBackground), "MARK", hexColor(theme.ColorNameSuccess),
	).Replace(p.svg))
}

func hexColor(name fyne.ThemeColorName) string {
	c := color.NRGBAModel.Convert(theme.Color(name)).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}
