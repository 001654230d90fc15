// Package assets holds what the program carries in itself: its icon, Belgium's postcodes, the demo garage.
package assets

import _ "embed"

// Icon is the program's icon as PNG, 256 by 256 pixels.
//
//go:embed icon.png
var Icon []byte
