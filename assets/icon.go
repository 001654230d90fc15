// Package assets holds what the program carries in itself: its icon, Belgium's postcodes, the demo garage.
package assets

import _ "embed"

// Icon is the program's icon as PNG, 256 by 256 pixels.
//
//go:embed icon.png
var Icon []byte

// Printer is the icon of a client who is not marked for a group mailing, PrinterMarked that of one who is: a V on it. In the place
// of colours they have the words BODY, PAPER and MARK.
var (
	//go:embed printer.svg
	Printer string
	//go:embed printer_marked.svg
	PrinterMarked string
)
