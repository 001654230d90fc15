package assets

import _ "embed"

// The fonts of documents, Noto Sans (SIL Open Font License 1.1, see fonts/LICENSE.txt). Those for Latin hold what Western
// and Central Europe writes, with € and typographic signs; the full ones are for the names that need more. Arrows, marks and signs
// of mathematics are DejaVu Sans (fonts/LICENSE-DejaVu.txt). fonts/README.md says how they were cut.
var (
	//go:embed fonts/NotoSans-Regular-Latin.ttf
	LatinRegular []byte
	//go:embed fonts/NotoSans-Bold-Latin.ttf
	LatinBold []byte
	//go:embed fonts/NotoSans-Regular.ttf
	FullRegular []byte
	//go:embed fonts/NotoSans-Bold.ttf
	FullBold []byte
	//go:embed fonts/DejaVuSans-Symbols.ttf
	Symbols []byte
)
